// A filter in C and its twin in TypeScript, in the same pipeline with the same requests: every line that they write and every byte that the client gets must be the same.

import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { bridgeFilter } from '@isapi-bridge/bridge'
import { HTTP_FILTER_REVISION, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_LOW, SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter, type HTTP_FILTER_LOG, type HttpFilterProcArguments } from '@isapi-bridge/filter-api'
import { createMemoryHost, type MemoryRequest } from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { fastify } from 'fastify'
import { describe, expect, it } from 'vitest'
import { loadWasmFilter } from '@isapi-bridge/wasm'
import { createTwin } from './support/probe-twin.ts'

const PROBE = fileURLToPath(new URL('prebuilt/probe.wasm', import.meta.url))

type Make = (trace: (line: string) => void, raw?: boolean) => Promise<Filter>

const inTypeScript: Make = async (trace, raw = false) => createTwin(trace, raw)
const inC: Make = (trace, raw = false) => loadWasmFilter(PROBE, { environment: { PROBE: raw ? 'raw' : '' }, eventLog: ({ text }) => { trace(text) } })

interface Seen {
  readonly trace: readonly string[]
  readonly reports: readonly string[]
  readonly answers: readonly unknown[]
  /** What a filter behind it finds in HTTP_FILTER_LOG. */
  readonly log: readonly Partial<HTTP_FILTER_LOG>[]
}

const ROOT = '/srv/www'

/** Requests on one connection, then the end of the server. */
async function inMemory(make: Make, requests: readonly MemoryRequest[]): Promise<Seen> {
  const trace: string[] = []
  const reports: string[] = []
  const answers: unknown[] = []
  const log: Partial<HTTP_FILTER_LOG>[] = []
  const behind: Filter = {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = SF_NOTIFY_LOG | SF_NOTIFY_ORDER_LOW
      return true
    },
    HttpFilterProc(...[, , data]: HttpFilterProcArguments) {
      const { pszClientHostName, pszClientUserName, pszServerName, pszOperation, pszTarget, pszParameters, dwHttpStatus, dwWin32Status, dwBytesSent, dwBytesRecvd } = data as HTTP_FILTER_LOG // registered for it alone
      log.push({ pszClientHostName, pszClientUserName, pszServerName, pszOperation, pszTarget, pszParameters, dwHttpStatus, dwWin32Status, dwBytesSent, dwBytesRecvd })
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
  const host = createMemoryHost({
    modules: [bridgeFilter(await make((line) => { trace.push(line) }), { name: 'probe' }), bridgeFilter(behind, { name: 'behind' })],
    site: { root: ROOT }, filterRoots: ['/elsewhere'],
    report: (error) => { reports.push(error.message) },
    route(context) {
      const response = context.GetResponse()
      response.SetStatus(context.GetRequest().GetHeader('X-Deny') === null ? 200 : 401, '')
      response.SetHeader('X-Late', context.GetRequest().GetHeader('X-Late') ?? '', true)
      response.SetHeader('X-Path', String(context.GetPhysicalPath()), true)
      response.SetHeader('Content-Type', 'text/plain', true)
      return true
    }
  })
  const client = host.connect()
  for (const request of requests) answers.push(await client.request(request))
  client.close()
  await host.close()
  return { trace, reports, answers, log }
}

/** TABLE: what is requested, and a line that shows that it came about. */
const REQUESTS: readonly { readonly name: string; readonly line: RegExp; readonly requests: readonly MemoryRequest[] }[] = ([
  ['plain', /^URL 1 0 13 \/default\.htm$/, { url: '/default.htm?a=b&c=%20', headers: { 'X-Probe': 'probed' } }],
  ['two on one connection', /^END_OF_NET_SESSION 2 0$/, { url: '/1', headers: {} }, { url: '/2', headers: { 'X-Do': 'log' } }],
  ['another URL', /^SetHeader url 1 0$/, { url: '/first', headers: { 'X-Do': 'url' } }],
  ['an answer', /^written 5$/, { url: '/', headers: { 'X-Do': 'answer' } }],
  ['notifications disabled', /^DISABLE_NOTIFICATIONS 1 0$/, { url: '/', headers: { 'X-Do': 'disable' } }],
  ['an error', /^GetFilterVersion/, { url: '/', headers: { 'X-Do': 'error' } }],
  ['another path', /^URL_MAP \/a\/b\.htm C:\\srv\\www\\a\\b\.htm \d+$/, { url: '/a/b.htm', headers: { 'X-Do': 'map' } }],
  ['a path without end', /^URL_MAP/, { url: '/a/b.htm', headers: { 'X-Do': 'map-long' } }],
  ['a mapping inside a mapping', /^still \/a\/b\.htm C:\\srv\\www\\a\\b\.htm$/, { url: '/a/b.htm', headers: { 'X-Do': 'nested' } }],
  ['anonymous', /^AUTHENTICATION \S* ?257 {2}257$/, { url: '/' }],
  ['a user', /^AUTHENTICATION joe 257 pass:word 257$/, { url: '/', headers: { Authorization: `Basic ${Buffer.from('joe:pass:word').toString('base64')}` } }],
  ['another user', /^AUTHENTICATION joe/, { url: '/', headers: { 'X-Do': 'auth', Authorization: `Basic ${Buffer.from('joe:x').toString('base64')}` } }],
  ['denied', /^ACCESS_DENIED \/secret C:\\srv\\www\\secret 0x/, { url: '/secret', headers: { 'X-Deny': 'yes' } }],
  ['another status', /^SetHeader status 1 0$/, { url: '/', headers: { 'X-Do': 'status' } }],
  ['an edited log', /^LOG .*\|GET\|\/log\|x=1$/, { url: '/log?x=1', headers: { 'X-Do': 'log' } }],
  ['a log after an edited one', /^LOG .*\|GET\|\/b\|$/, { url: '/b' }, { url: '/a?x=1', headers: { 'X-Do': 'log' } }, { url: '/a?x=1' }, { url: '/b' }, { url: `/${'c'.repeat(300)}`, headers: { 'X-Do': 'log' } }, { url: '/b', headers: { 'X-Do': 'log' } }, { url: '/b' }],
  ['bytes beyond ASCII', /^URL_MAP \/caf\xC3\xA9|^URL_MAP \/café/, { url: '/caf%C3%A9?\xE9', headers: { 'X-Probe': 'na\xEFve' } }],
  ['long values', /^X-Probe: 0 122 2001$/, { url: `/${'x'.repeat(300)}`, headers: { 'X-Probe': 'y'.repeat(2000) } }]
] as const satisfies readonly (readonly [string, RegExp, ...MemoryRequest[]])[]).map(([name, line, ...requests]) => ({ name, line, requests }))

describe('the same as in TypeScript', () => {
  it.each(REQUESTS)('$name', async ({ line, requests }) => {
    const [compiled, twin] = [await inMemory(inC, requests), await inMemory(inTypeScript, requests)]
    // OutputDebugString takes a text; that of the twin has a character for each byte.
    expect(compiled.trace).toEqual(twin.trace.map((text) => Buffer.from(text.trimEnd(), 'latin1').toString('utf8')))
    expect(compiled.answers).toEqual(twin.answers)
    expect(compiled.log).toEqual(twin.log)
    expect(compiled.reports).toEqual(twin.reports)
    expect(compiled.trace.filter((text) => line.test(text))).not.toEqual([])
    expect(compiled.trace.slice(-2)).toEqual(['TerminateFilter 0', 'DllMain 0'])
  })
})

/** Raw bytes in, in pieces; raw bytes out. */
async function onWire(make: Make, pieces: readonly string[]): Promise<{ readonly trace: readonly string[]; readonly received: string }> {
  const trace: string[] = []
  const app = fastify({ forceCloseConnections: true })
  await app.register(integratedPipeline, { modules: [bridgeFilter(await make((line) => { trace.push(line) }, true), { name: 'probe', level: 'global', overrides: { readRawData: true } })], report: (error) => { trace.push(error.message) } })
  app.get('/say/*', (request, reply) => reply.removeHeader('date').type('text/plain').send(decodeURIComponent(request.url.slice('/say/'.length))))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => { received += text }).on('error', () => {})
  const closed = once(socket, 'close')
  for (const piece of pieces) {
    const before = trace.length
    socket.write(piece)
    if (piece !== pieces.at(-1)) await expect.poll(() => trace.length).toBeGreaterThan(before) // the filter has seen this piece alone
  }
  await closed
  await app.close()
  return { trace, received: received.replace(/Date: [^\r]*\r\n/, '') }
}

describe('raw data, the same as in TypeScript', () => {
  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n`
  it.each([
    ['as it is', /^HTTP\/1\.1 200 OK[^]*\r\n\r\nhello$/, [get('/say/hello')]],
    ['a request in pieces', /\r\n\r\nhello$/, [get('/say/hello').slice(0, 20), get('/say/hello').slice(20)]],
    ['edited in place, coming and going', /\r\n\r\nx\*edit\*$/, [get('/say/x%5Bedit%5D').replace('\r\n\r\n', '\r\nX-A: [edit]\r\n\r\n')]],
    ['grown into other memory', /<grow]\+{10}$/, [get('/say/%5Bgrow%5D')]],
    ['cut', /\r\n\r\n\[cu$/, [get('/say/%5Bcut%5D')]],
    ['dropped', /\r\n\r\n$/, [get('/say/%5Bdrop%5D')]]
  ] as const)('%s', async (_name, says, pieces) => {
    const [compiled, twin] = [await onWire(inC, pieces), await onWire(inTypeScript, pieces)]
    expect(compiled).toEqual(twin)
    expect(compiled.received).toMatch(says)
  })
})
