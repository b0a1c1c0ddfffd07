// Filters of raw data that misbehave, or do what no document speaks of, on a real connection.

import {
  GetLastError, SetLastError, SF_PROPERTY_INSTANCE_NUM_ID, SF_REQ_ADD_HEADERS_ON_DENIAL, SF_REQ_GET_PROPERTY, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN,
  SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_READ_NEXT, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_RAW_DATA
} from '@isapi-bridge/filter-api'
import { ERROR_FILE_NOT_FOUND, ERROR_NOT_SUPPORTED } from '@isapi-bridge/win32'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { bridged, recordingEvents, type FilterHandlers } from '../support/filters.ts'
import { get, openWire } from '../support/wire.ts'

const RAW = { overrides: { readRawData: true } } as const
const ENDS = ['END_OF_REQUEST', 'LOG'] as const

const write = (pfc: HTTP_FILTER_CONTEXT, text: string): boolean => pfc.WriteClient(pfc, Buffer.from(text, 'latin1'), { value: text.length })

/** A site with one filter, and what is told when the session of that filter ends. */
async function siteWith(handlers: FilterHandlers, log: string[], options: Parameters<typeof bridged>[2] = RAW) {
  let over = (): void => {}
  const ended = new Promise<void>((resolve) => { over = resolve })
  const wire = await openWire({ modules: [bridged('a', { ...handlers, END_OF_NET_SESSION() {
    log.push('a END_OF_NET_SESSION')
    over()
  } }, options)] })
  return { ...wire, ended, codes: () => wire.reports.map((error) => ('code' in error ? error.code : error.message)) }
}

test('a filter that throws in SEND_RAW_DATA: the connection ends, once, and the server goes on', async () => {
  const log: string[] = []
  let bad = true
  const { exchange, ended, codes } = await siteWith({ ...recordingEvents('a', log, ENDS), SEND_RAW_DATA() {
    if (bad) throw new Error('broken')
  } }, log)
  expect(await exchange(get('/hello'))).toBe('')
  await ended
  expect(log).toEqual(['a END_OF_REQUEST', 'a LOG', 'a END_OF_NET_SESSION'])
  expect(codes()).toEqual(['ERR_BRIDGE_FILTER_THREW'])
  bad = false
  expect(await exchange(get('/hello', true))).toMatch(/hello$/)
})

test('a filter that throws in READ_RAW_DATA, or fails there: an error answer, and no request', async () => {
  for (const [how, status] of [[() => { throw new Error('broken') }, 500], [() => { SetLastError(ERROR_FILE_NOT_FOUND); return SF_STATUS_REQ_ERROR }, 404]] as const) {
    const log: string[] = []
    const { exchange, ended } = await siteWith({ ...recordingEvents('a', log, ['PREPROC_HEADERS', ...ENDS]), READ_RAW_DATA: how }, log)
    expect(await exchange(get('/hello'))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*\r\n\r\n$`))
    await ended
    expect(log).toEqual(['a END_OF_NET_SESSION'])
  }
})

test('a filter that throws while its own error answer is sent', async () => {
  const log: string[] = []
  const broken = (): never => { throw new Error('broken') }
  const { exchange, ended } = await siteWith({ READ_RAW_DATA: broken, SEND_RAW_DATA: broken }, log)
  expect(await exchange(get('/hello'))).toBe('')
  await ended
  expect(log).toEqual(['a END_OF_NET_SESSION'])
})

test('sizes that cannot be, and buffers that are none', async () => {
  for (const change of [(data: HTTP_FILTER_RAW_DATA) => { data.cbInData++ }, (data: HTTP_FILTER_RAW_DATA) => { data.cbInData = -1 }, (data: HTTP_FILTER_RAW_DATA) => { data.pvInData = 'text' as unknown as Uint8Array }]) {
    const { exchange, codes } = await siteWith({ SEND_RAW_DATA(_pfc, data) { change(data) } }, [])
    expect(await exchange(get('/hello'))).toBe('')
    expect(codes()[0]).toBe('ERR_BRIDGE_RAW_DATA')
  }
})

test('a promise is refused, and the block goes on', async () => {
  const { exchange, codes } = await siteWith({ SEND_RAW_DATA: async () => SF_STATUS_REQ_NEXT_NOTIFICATION }, [])
  expect(await exchange(get('/hello', true))).toMatch(/hello$/)
  expect(codes()).toEqual(['ERR_BRIDGE_PROMISE'])
})

test('a filter that writes its answer as raw bytes and finishes', async () => {
  for (const [profile, status] of [['iis6', SF_STATUS_REQ_FINISHED], ['iis5', SF_STATUS_REQ_FINISHED_KEEP_CONN]] as const) {
    const { connect, reports } = await openWire({ modules: [bridged('a', { PREPROC_HEADERS(pfc) { write(pfc, 'HTTP/1.1 299 Mine\r\nContent-Length: 4\r\n\r\nmine'); return status }, SEND_RAW_DATA() {} }, { profile })] })
    const client = await connect()
    client.send(get('/hello'))
    expect(await client.until('mine')).toBe('HTTP/1.1 299 Mine\r\nContent-Length: 4\r\n\r\nmine')
    if (profile === 'iis5') { // its answer is complete: the connection is kept
      client.send(get('/hello'))
      await client.until('mine')
      client.leave()
    }
    expect(await client.rest()).toBe('')
    expect(reports).toEqual([])
  }
})

test('raw bytes ahead of the response of the server: it follows, and the connection ends', async () => {
  const { exchange } = await openWire({ modules: [bridged('a', { PREPROC_HEADERS(pfc) { write(pfc, 'first ') }, SEND_RAW_DATA() {} })] })
  expect(await exchange(get('/hello'))).toMatch(/^first HTTP\/1\.1 200 OK\r\n[^]*hello$/)
})

test('nothing is sent in LOG any more', async () => {
  const seen: unknown[] = []
  const { exchange } = await openWire({ modules: [bridged('a', { LOG(pfc) { seen.push(write(pfc, 'late'), GetLastError()) }, SEND_RAW_DATA() {} })] })
  expect(await exchange(get('/hello', true))).toMatch(/hello$/)
  expect(seen).toEqual([false, ERROR_NOT_SUPPORTED])
})

test('everything is swallowed and nobody answers: the connection ends', async () => {
  const { exchange } = await openWire({ modules: [bridged('a', { SEND_RAW_DATA(_pfc, data) { data.cbInData = 0 } })] })
  expect(await exchange(get('/hello') + get('/hello'))).toBe('')
})

test('SEND_RESPONSE_HEADER in END_OF_REQUEST answers where everything was swallowed, and only there', async () => {
  const seen: boolean[] = []
  for (const swallows of [true, false]) {
    let end = false
    const { exchange } = await openWire({ modules: [bridged('a', {
      SEND_RAW_DATA(_pfc, data) { if (swallows && !end) data.cbInData = 0 },
      END_OF_REQUEST(pfc) {
        end = true
        seen.push(pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '299 Late', 'Content-Length: 4\r\n\r\n'))
        if (swallows) write(pfc, 'late')
      }
    })] })
    expect(await exchange(get('/hello', true))).toMatch(swallows ? /^HTTP\/1\.1 299 Late\r\n[^]*\r\n\r\nlate$/ : /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nhello$/)
  }
  expect(seen).toEqual([true, false])
})

test('WriteClient in END_OF_REQUEST adds to a chunked body', async () => {
  const { connect } = await openWire({
    routes: (app) => { app.get('/hello', (_request, reply) => reply.send(Readable.from([Buffer.from('hello')], { objectMode: false }))) },
    modules: [bridged('a', { END_OF_REQUEST(pfc) { write(pfc, 'world') }, SEND_RAW_DATA() {} })]
  })
  const client = await connect()
  for (const _each of [1, 2]) {
    client.send(get('/hello'))
    expect(await client.until('\r\n0\r\n\r\n')).toMatch(/\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n$/)
  }
})

test('one that never stops READ_NEXT', async () => {
  const log: string[] = []
  const wire = await openWire({ rawReadLimit: 50_000, modules: [bridged('a', { READ_RAW_DATA: () => SF_STATUS_REQ_READ_NEXT, PREPROC_HEADERS() { log.push('PREPROC_HEADERS') } }, RAW)] })
  expect(await wire.exchange(`POST /hello HTTP/1.1\r\n\r\n${'x'.repeat(400_000)}`)).toBe('')
  expect(wire.reports.map((error) => 'code' in error && error.code)).toEqual(['ERR_MODULE_RAW_DATA'])
  expect(log).toEqual([])
})

test('a filter before the one that asked keeps the bytes from it: they go on in their order', async () => {
  let asked = (): void => {}
  const waiting = new Promise<void>((resolve) => { asked = resolve })
  let handles = false
  const { connect } = await openWire({ modules: [
    bridged('first', { READ_RAW_DATA: () => (handles ? SF_STATUS_REQ_HANDLED_NOTIFICATION : SF_STATUS_REQ_NEXT_NOTIFICATION) }, RAW),
    bridged('asking', { READ_RAW_DATA() { asked(); return SF_STATUS_REQ_READ_NEXT } }, RAW)
  ] })
  const client = await connect()
  client.send('GET /hello HT')
  await waiting
  handles = true
  client.send('TP/1.0\r\n\r\n')
  expect(await client.rest()).toMatch(/hello$/)
})

test('before there is a request: no site number, headers for a denial to come', async () => {
  const seen: unknown[] = []
  const { exchange } = await openWire({
    routes: (app) => { app.get('/hello', (_request, reply) => reply.code(401).send('no')) },
    modules: [bridged('a', { READ_RAW_DATA(pfc) {
      const number = { value: 7 }
      seen.push(pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, number, SF_PROPERTY_INSTANCE_NUM_ID), number.value)
      pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, 'X-Denied: yes\r\n')
    } }, RAW)]
  })
  expect(await exchange(get('/hello', true))).toMatch(/x-denied: yes\r\n/i)
  expect(seen).toEqual([true, 0])
})

test('a request in READ_RAW_DATA that was answered from there leaves nothing for the next connection', async () => {
  let first = true
  const { exchange } = await openWire({ modules: [bridged('a', { READ_RAW_DATA(_pfc, data) {
    if (!first) return undefined
    first = false
    data.cbInData = 0
    return SF_STATUS_REQ_FINISHED
  } }, RAW)] })
  expect(await exchange(get('/hello'))).toBe('')
  expect(await exchange(get('/hello', true))).toMatch(/hello$/)
})
