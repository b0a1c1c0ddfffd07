// What a filter pays for a server variable or a header: a buffer that is large enough, and the two calls of one that is not.

import {
  HTTP_FILTER_REVISION, createFilterContext, createFilterHeap, readSz, requestHeaderFunctions, type FilterContext,
  type FilterHost, type HeaderPort
} from '@isapi-bridge/filter-api'
import { ERROR_NOT_SUPPORTED, NO_ERROR } from '@isapi-bridge/win32'
import { Bench } from 'tinybench'

const short = '/default.aspx'
const long = `/${'long/'.repeat(200)}`

const headers: HeaderPort = {
  get: name => name === 'Host' ? 'www.example.com' : undefined,
  set: () => NO_ERROR,
  add: () => NO_ERROR,
  remove: () => undefined,
  getSpecial: name => name === 'url' ? short : undefined,
  setSpecial: () => NO_ERROR
}
const host: FilterHost = {
  getServerVariable: name => name === 'URL' ? short : name === 'ALL_RAW' ? long : undefined,
  requestHeaders: headers,
  responseHeaders: headers,
  addResponseHeaders: () => NO_ERROR,
  writeClient: () => ERROR_NOT_SUPPORTED,
  sendResponseHeader: () => ERROR_NOT_SUPPORTED,
  addHeadersOnDenial: () => NO_ERROR,
  disableNotifications: () => undefined,
  setNextReadSize: () => ERROR_NOT_SUPPORTED,
  getInstanceId: () => 1,
  getUserToken: () => undefined
}

function newContext(): FilterContext {
  return createFilterContext({ heap: createFilterHeap(), revision: HTTP_FILTER_REVISION, isSecurePort: false })
}

const context = newContext()
context.attach(host)
const { pfc } = context
const { GetHeader } = requestHeaderFunctions
const buffer = new Uint8Array(2048)
const small = new Uint8Array(4)
const size = { value: 0 }

function oneCall(name: string): boolean {
  size.value = buffer.length
  return pfc.GetServerVariable(pfc, name, buffer, size)
}

function twoCalls(name: string): Uint8Array {
  size.value = small.length
  if (pfc.GetServerVariable(pfc, name, small, size)) return small
  const grown = new Uint8Array(size.value)
  pfc.GetServerVariable(pfc, name, grown, size)
  return grown
}

function header(name: string): boolean {
  size.value = buffer.length
  return GetHeader(pfc, name, buffer, size)
}

/** A connection whose filter allocates ten blocks. */
function connection(): void {
  const own = newContext()
  for (let i = 0; i < 10; i++) own.pfc.AllocMem(own.pfc, 64)
  own.end()
}

const bench = new Bench({ name: 'the buffer protocol', time: 300 })
  .add('GetServerVariable, 13 bytes', () => void oneCall('URL'))
  .add('GetServerVariable, 1001 bytes', () => void oneCall('ALL_RAW'))
  .add('GetServerVariable, 13 characters wide', () => void oneCall('UNICODE_URL'))
  .add('GetServerVariable, unknown name', () => void oneCall('NO_SUCH_THING'))
  .add('two calls and a new buffer, 13 bytes', () => void twoCalls('URL'))
  .add('two calls and a new buffer, 1001 bytes', () => void twoCalls('ALL_RAW'))
  .add('two calls, read into a string, 13 bytes', () => void readSz(twoCalls('URL')))
  .add('two calls, read into a string, 1001 bytes', () => void readSz(twoCalls('ALL_RAW')))
  .add('GetHeader, 15 bytes', () => void header('Host:'))
  .add('GetHeader, special value', () => void header('url'))
  .add('GetHeader, absent', () => void header('X-None:'))
  .add('a context and its end', () => void newContext().end())
  .add('a context, ten blocks of AllocMem, and its end', connection)

await bench.run()
console.log(bench.name)
console.table(bench.table())
