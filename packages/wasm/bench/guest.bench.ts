// What a call into a compiled filter costs: nothing done, a request of the X-Forwarded-For filter, a block of 64 KiB upper-cased.

import { fileURLToPath } from 'node:url'
import {
  createFilterContext, HTTP_FILTER_REVISION, loadFilter, requestHeaderFunctions, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SEND_RAW_DATA, type FilterContext, type FilterHost
} from '@isapi-bridge/filter-api'
import { loadWasmFilter, type WasmFilter } from '@isapi-bridge/wasm'
import { ERROR_NOT_SUPPORTED, NO_ERROR } from '@isapi-bridge/win32'
import { Bench } from 'tinybench'

const refused = (): typeof ERROR_NOT_SUPPORTED => ERROR_NOT_SUPPORTED
const headers = { get: (name: string) => (name === 'X-Forwarded-For' ? '203.0.113.9' : undefined), set: refused, add: refused, remove() {}, getSpecial: () => undefined, setSpecial: refused }
const host: FilterHost = {
  getServerVariable: () => undefined, requestHeaders: headers, responseHeaders: headers, addResponseHeaders: () => NO_ERROR, writeClient: refused,
  sendResponseHeader: refused, addHeadersOnDenial: refused, disableNotifications() {}, setNextReadSize: refused, getInstanceId: () => 1, getUserToken: () => undefined
}

async function load(name: string): Promise<WasmFilter> {
  // From bench/dist, where this file is built to.
  const filter = await loadWasmFilter(fileURLToPath(new URL(`../../test/prebuilt/${name}.wasm`, import.meta.url)))
  loadFilter(name, filter, { revision: HTTP_FILTER_REVISION })
  return filter
}

function connect(filter: WasmFilter): FilterContext {
  const context = createFilterContext({ heap: filter.memory.createHeap({}), revision: HTTP_FILTER_REVISION, isSecurePort: false })
  context.attach(host)
  return context
}

const [forwarded, bytes] = [await load('forwarded'), await load('bytes')]
const { pfc } = connect(bytes)
const preproc = { ...requestHeaderFunctions, HttpStatus: 0, dwReserved: 0 }
const body = new Uint8Array(65_536).fill(0x61)

/** Calls in one sample: the clock costs more than a call. */
const CALLS = 1000
const bench = new Bench({ time: 1000 })
const timed = new Map<string, number>()
function add(name: string, calls: number, call: () => void): void {
  timed.set(name, calls)
  bench.add(name, () => { for (let left = calls; left > 0; left--) call() })
}

add('a notification that returns at once', CALLS, () => { bytes.HttpFilterProc(pfc, SF_NOTIFY_END_OF_REQUEST, null) })
add('X-Forwarded-For: context, PREPROC_HEADERS, LOG, end of the session', CALLS, () => {
  const context = connect(forwarded)
  forwarded.HttpFilterProc(context.pfc, SF_NOTIFY_PREPROC_HEADERS, preproc)
  forwarded.HttpFilterProc(context.pfc, SF_NOTIFY_LOG, {
    pszClientHostName: '127.0.0.1', pszClientUserName: '', pszServerName: 'SERVER', pszOperation: 'GET', pszTarget: '/default.htm', pszParameters: '',
    dwHttpStatus: 200, dwWin32Status: 0, dwBytesSent: 1000, dwBytesRecvd: 200, msTimeForProcessing: 3
  })
  context.end()
  forwarded.memory.closeContext(context.pfc)
})
add('SEND_RAW_DATA, 64 KiB, upper-cased', CALLS / 100, () => {
  bytes.HttpFilterProc(pfc, SF_NOTIFY_SEND_RAW_DATA, { pvInData: body, cbInData: body.length, cbInBuffer: body.length, dwReserved: 0 })
})
await bench.run()
console.table(bench.table(({ name, result }) => {
  if (!('latency' in result)) return { name }
  const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6 / (timed.get(name) ?? 1))
  return { name, 'ns, least': nanoseconds(result.latency.min), 'ns, median': nanoseconds(result.latency.p50) }
}))
