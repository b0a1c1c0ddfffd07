// HTTP_FILTER_CONTEXT brought to life: its callbacks, written once for all contexts, and the handle a host holds.

import {
  ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, FALSE, NO_ERROR, type BOOL, type DWORD,
  type LPDWORD, type LPSTR, type WIN32_ERROR
} from '@isapi-bridge/win32'
import { copyOut, isByteString, isDword, isDwordCell } from './byte-strings.ts'
import { emptyHeapReport, type FilterHeap, type HeapReport } from './filter-heap.ts'
import type { FilterHost } from './filter-host.ts'
import { parseHeaderLines } from './header-lines.ts'
import { fail, report } from './last-error.ts'
import { plainBytes } from './page-heap.ts'
import { ServerContext, type ContextState } from './server-context.ts'
import { ServerSupportFunction } from './server-support-function.ts'
import type { HTTP_FILTER_CONTEXT } from './structures.ts'

/** What a context is made of. */
export interface FilterContextOptions {
  /** Where AllocMem takes its memory from; this context's alone. */
  readonly heap: FilterHeap
  /** Revision of the specification that the server implements, such as HTTP_FILTER_REVISION. */
  readonly revision: DWORD
  readonly isSecurePort: boolean
  /** What GetHeader reports for a name without its colon. IIS 6: ERROR_INVALID_PARAMETER, before: ERROR_INVALID_INDEX. */
  readonly missingColonError?: WIN32_ERROR
  /** What GetServerVariable reports for a known variable without a value. NO_ERROR: TRUE and the empty string. */
  readonly noDataError?: WIN32_ERROR
}

/** The context of one filter on one connection, as its host holds it. */
export interface FilterContext {
  /** What the filter gets, at each notification the same object. */
  readonly pfc: HTTP_FILTER_CONTEXT
  /** Puts the facts of a request behind the callbacks; null: none, and all but AllocMem fail with ERROR_INVALID_PARAMETER. */
  attach(host: FilterHost | null): void
  /**
   * After SF_NOTIFY_END_OF_NET_SESSION: releases the memory of AllocMem and says what was found. From now on every
   * callback fails with ERROR_INVALID_PARAMETER. A second call releases nothing.
   */
  end(): HeapReport
}

const sizeOfContext = 44
const unicodePrefix = 'UNICODE_'

/** The context of one filter on one new connection. */
export function createFilterContext(options: FilterContextOptions): FilterContext {
  return new ContextHandle(options)
}

class ContextHandle implements FilterContext {
  readonly pfc: HTTP_FILTER_CONTEXT
  readonly #state: ContextState

  constructor({ heap, revision, isSecurePort, missingColonError = ERROR_INVALID_PARAMETER, noDataError = NO_ERROR }: FilterContextOptions) {
    this.#state = { heap, missingColonError, noDataError, host: null, ended: false }
    this.pfc = {
      cbSize: sizeOfContext,
      Revision: revision,
      ServerContext: new ServerContext(this.#state),
      ulReserved: 0,
      fIsSecurePort: isSecurePort,
      pFilterContext: null,
      GetServerVariable,
      AddResponseHeaders,
      WriteClient,
      AllocMem,
      ServerSupportFunction
    }
  }

  attach(host: FilterHost | null): void {
    this.#state.host = host
  }

  end(): HeapReport {
    if (this.#state.ended) return emptyHeapReport
    this.#state.ended = true
    this.#state.host = null
    return this.#state.heap.release()
  }
}

function GetServerVariable(
  pfc: HTTP_FILTER_CONTEXT, lpszVariableName: LPSTR, lpvBuffer: Uint8Array | null, lpdwSize: LPDWORD
): BOOL {
  const state = ServerContext.attachedStateOf(pfc)
  if (state === null) return FALSE
  if (!isByteString(lpszVariableName) || !isDwordCell(lpdwSize)) return fail(ERROR_INVALID_PARAMETER)
  const wide = lpszVariableName.startsWith(unicodePrefix)
  const name = wide ? lpszVariableName.slice(unicodePrefix.length) : lpszVariableName
  if (wide && (name.startsWith('HTTP_') || name.startsWith('HEADER_'))) return fail(ERROR_INVALID_INDEX)
  const value = state.host.getServerVariable(name, wide)
  if (value === undefined) return fail(ERROR_INVALID_INDEX)
  if (value === '' && state.noDataError !== NO_ERROR) return fail(state.noDataError)
  return copyOut(lpvBuffer, lpdwSize, value, wide)
}

function AddResponseHeaders(pfc: HTTP_FILTER_CONTEXT, lpszHeaders: LPSTR): BOOL {
  const state = ServerContext.attachedStateOf(pfc)
  if (state === null) return FALSE
  const lines = parseHeaderLines(lpszHeaders)
  if (lines === null) return fail(ERROR_INVALID_PARAMETER)
  return report(state.host.addResponseHeaders(lines))
}

function WriteClient(pfc: HTTP_FILTER_CONTEXT, Buffer: Uint8Array, lpdwBytes: LPDWORD): BOOL {
  const state = ServerContext.attachedStateOf(pfc)
  if (state === null) return FALSE
  const bytes = plainBytes(Buffer)
  if (!(bytes instanceof Uint8Array) || !isDwordCell(lpdwBytes)) return fail(ERROR_INVALID_PARAMETER)
  const size = lpdwBytes.value
  if (!isDword(size) || size > bytes.length) return fail(ERROR_INVALID_PARAMETER)
  return report(state.host.writeClient(bytes.subarray(0, size)))
}

function AllocMem(pfc: HTTP_FILTER_CONTEXT, cbSize: DWORD): Uint8Array | null {
  const state = ServerContext.stateOf(pfc)
  if (state === null) return null
  if (!isDword(cbSize)) {
    fail(ERROR_INVALID_PARAMETER)
    return null
  }
  const block = state.heap.alloc(cbSize)
  if (block === null) fail(ERROR_NOT_ENOUGH_MEMORY)
  return block
}
