// Mirrors httpfilt.h: the functions that a filter exports.

import type { BOOL, DWORD } from '@isapi-bridge/win32'
import type { NotificationType, SF_STATUS_TYPE } from './constants.ts'
import type { FilterHeap, HeapOptions } from './filter-heap.ts'
import type { NotificationStructures } from './notifications.ts'
import type { HTTP_FILTER_CONTEXT, HTTP_FILTER_VERSION } from './structures.ts'

/**
 * The first call into a filter, once per load. It reads the server's revision and fills in the rest. [GFV]
 *
 * FALSE keeps the filter out: silently if the last error is 0, otherwise as a load failure with that error.
 */
export type GetFilterVersion = (pVer: HTTP_FILTER_VERSION) => BOOL

/**
 * The arguments of HttpFilterProc, one tuple per notification. A function written where this type is expected, with
 * bare parameters, knows in `case SF_NOTIFY_URL_MAP:` what pvNotification is.
 */
export type HttpFilterProcArguments = {
  [T in NotificationType]: [pfc: HTTP_FILTER_CONTEXT, NotificationType: T, pvNotification: NotificationStructures[T]]
}[NotificationType]

/**
 * Called for each occurrence of each notification that the filter registered for. [PROC]
 *
 * pvNotification belongs to the server and is valid during the call. The original blocks its thread; here a filter may
 * also return a promise of the status. Write all three parameters, also those you do not read: for a shorter list the
 * compiler does not see that it fits.
 */
export type HttpFilterProc = (...call: HttpFilterProcArguments) => SF_STATUS_TYPE | PromiseLike<SF_STATUS_TYPE>

/** Called once before the filter is removed. No bits are defined for dwFlags, and nothing comes of the result. [TERM] */
export type TerminateFilter = (dwFlags: DWORD) => BOOL

/** Ours: for a filter whose memory is not that of JavaScript. */
export interface FilterMemory {
  /** Makes the heap behind AllocMem, one for each connection that takes memory. */
  createHeap(options: HeapOptions): FilterHeap
  /** The last call for a context: its connection has ended, and nobody will call with it any more. */
  closeContext(pfc: HTTP_FILTER_CONTEXT): void
}

/** What a filter exports: the members of an object, or the functions of an ES module. */
export interface Filter {
  readonly GetFilterVersion: GetFilterVersion
  readonly HttpFilterProc: HttpFilterProc
  readonly TerminateFilter?: TerminateFilter
  /** Ours: the memory that is the filter's own. */
  readonly memory?: FilterMemory
  /** Ours: what it was made from, for plans: `compiled, filter.wasm`. Default: nothing is said. */
  readonly origin?: string
}
