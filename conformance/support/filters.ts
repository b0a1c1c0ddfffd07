// Filters made of handlers, and the reading of caller buffers.

import { bridgeFilter, type BridgeOptions } from '@isapi-bridge/bridge'
import {
  HTTP_FILTER_REVISION, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter, type HTTP_FILTER_CONTEXT,
  type HTTP_FILTER_PREPROC_HEADERS, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import type { LPDWORD } from '@isapi-bridge/win32'
import { FILTER_EVENTS, ORDERS, RAW_EVENTS, type FilterEvent, type FilterEvents, type RawEvents } from './events.ts'

/** Events by name; one that returns nothing is on to the next filter. */
export type FilterHandlers = {
  [K in keyof (FilterEvents & RawEvents)]?: (pfc: HTTP_FILTER_CONTEXT, data: (FilterEvents & RawEvents)[K]) => SF_STATUS_TYPE | PromiseLike<SF_STATUS_TYPE> | void
}

export interface FilterFlags {
  readonly order?: 'HIGH' | 'MEDIUM' | 'LOW'
  /** Further bits of dwFlags. */
  readonly flags?: number
}

/** A filter that registers for exactly these events. */
export function filterOf(on: FilterHandlers, { order, flags = 0 }: FilterFlags = {}): Filter {
  const byNumber = new Map(Object.entries(on).map(([name, handler]) => [{ ...FILTER_EVENTS, ...RAW_EVENTS }[name as FilterEvent], handler]))
  const events = [...byNumber.keys()].reduce((mask, bit) => mask | bit, 0)
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = events | flags | (order === undefined ? 0 : ORDERS[order])
      writeSz(pVer.lpszFilterDesc, 'A filter of a test')
      return true
    },
    HttpFilterProc(pfc, NotificationType, pvNotification) {
      const handler = byNumber.get(NotificationType) as ((pfc: HTTP_FILTER_CONTEXT, data: unknown) => SF_STATUS_TYPE | undefined) | undefined // the number tells the structure
      return handler?.(pfc, pvNotification) ?? SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}

/** The same as an entry of `modules:`. */
export function bridged(name: string, on: FilterHandlers, options: FilterFlags & Omit<BridgeOptions, 'name'> = {}): ModuleEntry {
  return { name: `filter ${name}`, module: bridgeFilter(filterOf(on, options), { name, ...options }) }
}

/** A filter that writes a line for each of these events: `name EVENT`. */
export function recordingEvents(name: string, log: string[], events: readonly FilterEvent[] = Object.keys(FILTER_EVENTS) as FilterEvent[]): FilterHandlers {
  return Object.fromEntries(events.map((event) => [event, () => { log.push(`${name} ${event}`) }]))
}

type Read = (buffer: Uint8Array, size: LPDWORD) => boolean

function readString(read: Read): string | null {
  const buffer = new Uint8Array(4096)
  return read(buffer, { value: buffer.length }) ? readSz(buffer) : null
}

/** A server variable; null where the call fails. */
export function variable(pfc: HTTP_FILTER_CONTEXT, name: string): string | null {
  return readString((buffer, size) => pfc.GetServerVariable(pfc, name, buffer, size))
}

/** A header or special value; null where the call fails. */
export function header(pfc: HTTP_FILTER_CONTEXT, data: Pick<HTTP_FILTER_PREPROC_HEADERS, 'GetHeader'>, name: string): string | null {
  return readString((buffer, size) => data.GetHeader(pfc, name, buffer, size))
}
