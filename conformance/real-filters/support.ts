// What ports of real filters need: an entry of `modules:`, a look at what reaches the handler, and the few C functions that have no counterpart.

import { bridgeFilter, type BridgeOptions } from '@isapi-bridge/bridge'
import { readSz, type Filter, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_PREPROC_HEADERS } from '@isapi-bridge/filter-api'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import { moduleOf } from '../support/modules.ts'

/** INTERNET_MAX_URL_LENGTH of wininet.h. */
export const INTERNET_MAX_URL_LENGTH = 2083

export function entryOf(name: string, filter: Filter, options: Omit<BridgeOptions, 'name'> = {}): ModuleEntry {
  return { name, module: bridgeFilter(filter, { name, ...options }) }
}

/** A server variable through a buffer of so many bytes, filled with the empty string before; what a failed call leaves is empty. */
export function variableIn(pfc: HTTP_FILTER_CONTEXT, name: string, capacity: number): string {
  const buffer = new Uint8Array(capacity)
  return pfc.GetServerVariable(pfc, name, buffer, { value: capacity }) ? readSz(buffer) : ''
}

/** A header or special value in the same way. */
export function headerIn(pfc: HTTP_FILTER_CONTEXT, headers: Pick<HTTP_FILTER_PREPROC_HEADERS, 'GetHeader'>, name: string, capacity: number): string {
  const buffer = new Uint8Array(capacity)
  return headers.GetHeader(pfc, name, buffer, { value: capacity }) ? readSz(buffer) : ''
}

/** A module that writes down these headers of each request that reaches a handler; null where there is none. */
export function handlerSees(seen: unknown[], ...names: readonly string[]): ModuleEntry {
  return moduleOf('behind the filter', { OnPreExecuteRequestHandler(context) { seen.push(...names.map((name) => context.GetRequest().GetHeader(name))) } })
}
