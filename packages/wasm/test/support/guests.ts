// Compiled filters, prebuilt so that the tests need no compiler, and somebody who calls them as the bridge does.

import { fileURLToPath } from 'node:url'
import {
  authCompleteFunctions, createFilterContext, loadFilter, requestHeaderFunctions, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RAW_DATA,
  type FilterHost, type HeaderLine, type HeapReport, type HTTP_FILTER_LOG
} from '@isapi-bridge/filter-api'
import { loadWasmFilter, type EventLogEntry, type WasmFilter, type WasmFilterOptions } from '@isapi-bridge/wasm'
import { ERROR_NOT_SUPPORTED, NO_ERROR } from '@isapi-bridge/win32'

export type GuestName = 'asked' | 'broken' | 'everything' | 'forwarded'

function fileOf(name: GuestName): string { return fileURLToPath(new URL(`../prebuilt/${name}.wasm`, import.meta.url)) }

export interface Client {
  readonly added: readonly HeaderLine[]
  /** What WriteClient was called with. */
  readonly written: readonly Uint8Array[]
  /** SF_NOTIFY_PREPROC_HEADERS with these request headers. */
  preproc(headers?: Readonly<Record<string, string>>): unknown
  log(entry: HTTP_FILTER_LOG): unknown
  /** SF_NOTIFY_SEND_RAW_DATA: what became of a block. */
  sendRaw(block: Uint8Array, room?: number): Uint8Array
  /** SF_NOTIFY_AUTH_COMPLETE: what became of fResetAuth. */
  authComplete(fResetAuth: boolean): boolean
  end(): HeapReport
}

export interface Loaded { readonly filter: WasmFilter; readonly events: readonly EventLogEntry[]; connect(): Client }

export async function load(name: GuestName, options: WasmFilterOptions = {}): Promise<Loaded> {
  const events: EventLogEntry[] = []
  const filter = await loadWasmFilter(fileOf(name), { eventLog: (entry) => { events.push(entry) }, ...options })
  const loaded = loadFilter(name, filter, { revision: 0x0006_0000 })
  if (loaded.declined) throw new Error(`declined with ${loaded.error}`)
  return { filter, events, connect: () => connect(filter) }
}

function connect(filter: WasmFilter): Client {
  const added: HeaderLine[] = []
  const written: Uint8Array[] = []
  let headers: Readonly<Record<string, string>> = {}
  const port = { get: (name: string) => headers[name], set: () => ERROR_NOT_SUPPORTED, add: () => ERROR_NOT_SUPPORTED, remove() {}, getSpecial: () => undefined, setSpecial: () => ERROR_NOT_SUPPORTED }
  const host: FilterHost = {
    getServerVariable: () => undefined, requestHeaders: port, responseHeaders: port,
    addResponseHeaders(lines) { added.push(...lines); return NO_ERROR },
    writeClient(bytes) { written.push(bytes); return NO_ERROR }, sendResponseHeader: () => ERROR_NOT_SUPPORTED, addHeadersOnDenial: () => ERROR_NOT_SUPPORTED,
    disableNotifications() {}, setNextReadSize: () => ERROR_NOT_SUPPORTED, getInstanceId: () => 1, getUserToken: () => undefined
  }
  const context = createFilterContext({ heap: filter.memory.createHeap({}), revision: 0x0006_0000, isSecurePort: false })
  context.attach(host)
  return {
    added,
    written,
    preproc(given = {}) {
      headers = given
      return filter.HttpFilterProc(context.pfc, SF_NOTIFY_PREPROC_HEADERS, { ...requestHeaderFunctions, HttpStatus: 0, dwReserved: 0 })
    },
    sendRaw(block, room = block.length) {
      const data = { pvInData: block, cbInData: block.length, cbInBuffer: room, dwReserved: 0 }
      filter.HttpFilterProc(context.pfc, SF_NOTIFY_SEND_RAW_DATA, data)
      return data.pvInData.subarray(0, data.cbInData)
    },
    authComplete(fResetAuth) {
      const info = { ...authCompleteFunctions, HttpStatus: 200, fResetAuth, dwReserved: 0 }
      filter.HttpFilterProc(context.pfc, SF_NOTIFY_AUTH_COMPLETE, info)
      return info.fResetAuth
    },
    log: (entry) => filter.HttpFilterProc(context.pfc, SF_NOTIFY_LOG, entry),
    end() {
      const report = context.end()
      filter.memory.closeContext(context.pfc)
      return report
    }
  }
}
