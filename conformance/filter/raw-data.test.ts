import { Readable } from 'node:stream'
import {
  GetLastError, SF_NOTIFY_SEND_RAW_DATA, SF_REQ_ADD_HEADERS_ON_DENIAL, SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_SEND_RESPONSE_HEADER, SF_REQ_SET_NEXT_READ_SIZE,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_READ_NEXT, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_RAW_DATA
} from '@isapi-bridge/filter-api'
import { ERROR_NOT_SUPPORTED } from '@isapi-bridge/win32'
import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import { statement } from '../statement.ts'
import { certificate } from '../support/certificate.ts'
import { bridged, recordingEvents, variable, type FilterHandlers } from '../support/filters.ts'
import { HOSTS } from '../support/site.ts'
import { get, openWire } from '../support/wire.ts'

const RAW = { overrides: { readRawData: true } } as const

const textOf = ({ pvInData, cbInData }: HTTP_FILTER_RAW_DATA): string => Buffer.from(pvInData).toString('latin1', 0, cbInData)

function replace(data: HTTP_FILTER_RAW_DATA, text: string): void {
  data.pvInData = Buffer.from(text, 'latin1')
  data.cbInData = data.cbInBuffer = data.pvInData.length
}

function write(pfc: HTTP_FILTER_CONTEXT, text: string): boolean {
  return pfc.WriteClient(pfc, Buffer.from(text, 'latin1'), { value: text.length })
}

const streamed = (app: FastifyInstance): void => {
  app.get('/hello', () => 'hello')
  app.get('/streamed', (_request, reply) => reply.send(Readable.from([Buffer.from('one'), Buffer.from('two')], { objectMode: false })))
  app.post('/echo', (request) => String(request.body))
}

/** The body of a response without chunk framing. */
const bodyOf = (response: string): string => response.slice(response.indexOf('\r\n\r\n') + 4)

/** Writes down each block as `name first line`. */
const watching = (name: string, log: string[]): FilterHandlers => ({ SEND_RAW_DATA(_pfc, data) { log.push(`${name} ${textOf(data).split('\r\n')[0]}`) } })

statement('filter.raw.sequence', async () => {
  const log: string[] = []
  const { exchange } = await openWire({ modules: [bridged('a', {
    ...recordingEvents('a', log, ['PREPROC_HEADERS', 'URL_MAP', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG']),
    READ_RAW_DATA() { log.push('a READ_RAW_DATA') },
    SEND_RAW_DATA(_pfc, data) { log.push(`a SEND_RAW_DATA ${textOf(data).slice(0, 5)}`) }
  }, RAW)] })
  await exchange(get('/hello', true))
  expect(log).toEqual(['a READ_RAW_DATA', 'a PREPROC_HEADERS', 'a URL_MAP', 'a SEND_RESPONSE', 'a SEND_RAW_DATA HTTP/', 'a SEND_RAW_DATA hello', 'a END_OF_REQUEST', 'a LOG'])
})

statement('filter.raw.several-times', async () => {
  let [reads, sends, began] = [0, 0, () => {}]
  const first = new Promise<void>((resolve) => { began = resolve })
  const { connect } = await openWire({ routes: streamed, modules: [bridged('a', { READ_RAW_DATA() { reads++; began() }, SEND_RAW_DATA() { sends++ } }, RAW)] })
  const client = await connect()
  client.send('GET /streamed HTTP/1.1\r\n')
  await first
  client.send('Host: site.test\r\nConnection: close\r\n\r\n')
  await client.rest()
  expect([reads, sends]).toEqual([2, 3])
})

statement('filter.raw.encrypted', async () => {
  const log: string[] = []
  const https = certificate()
  if (https === null) return
  const { exchange } = await openWire({ https, modules: [bridged('a', {
    READ_RAW_DATA(pfc, data) {
      log.push(`${pfc.fIsSecurePort} ${textOf(data).split('\r\n')[0]}`)
      replace(data, textOf(data).replace('/other', '/hello'))
    },
    SEND_RAW_DATA(_pfc, data) { replace(data, textOf(data).replace('hello', 'HELLO')) }
  }, RAW)] })
  expect(bodyOf(await exchange(get('/other', true)))).toBe('HELLO')
  expect(log).toEqual(['true GET /other HTTP/1.1'])
})

statement('filter.raw.not-here', async () => {
  const log: unknown[] = []
  const open = HOSTS.find(([name]) => name.includes('inject'))?.[1]
  const site = await open?.({ modules: [bridged('a', {
    READ_RAW_DATA() { log.push('READ_RAW_DATA') },
    SEND_RAW_DATA() { log.push('SEND_RAW_DATA') },
    END_OF_REQUEST(pfc) { log.push(write(pfc, 'more'), GetLastError()) }
  }, RAW)] })
  expect((await site?.ask('/hello'))?.body).toBe('hello')
  expect(log).toEqual([false, ERROR_NOT_SUPPORTED])
})

statement('filter.read-raw.as-read', async () => {
  const seen: string[] = []
  const { exchange } = await openWire({ routes: streamed, modules: [bridged('a', { READ_RAW_DATA(_pfc, data) {
    seen.push(textOf(data))
    replace(data, textOf(data).replace('POST /nowhere', 'POST /echo').replace('5\r\nabcde\r\n', '6\r\nABCDEF\r\n'))
  } }, RAW)] })
  const request = 'POST /nowhere HTTP/1.1\r\nHost: site.test\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nabcde\r\n0\r\n\r\n'
  expect(bodyOf(await exchange(request))).toBe('ABCDEF')
  expect(seen.join('')).toBe(request)
})

statement('filter.read-raw.body', async () => {
  let bytes = 0
  const { exchange } = await openWire({ routes: streamed, modules: [bridged('a', { READ_RAW_DATA(_pfc, data) { bytes += data.cbInData } }, RAW)] })
  const body = 'x'.repeat(300_000)
  const request = `POST /echo HTTP/1.1\r\nHost: site.test\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
  expect(bodyOf(await exchange(request))).toBe(body)
  expect(bytes).toBe(request.length)
})

statement('filter.read-raw.global-only', async () => {
  const site = bridged('a', { READ_RAW_DATA() {} }, { ...RAW, level: 'site', profile: 'iis5' })
  await expect(openWire({ modules: [site] })).rejects.toThrow(/"a".*READ_RAW_DATA.*event 2261.*global/)
})

statement('filter.read-raw.iis5-mode', async () => {
  for (const profile of ['iis4', 'iis5'] as const) {
    let reads = 0
    const { exchange } = await openWire({ modules: [bridged('a', { READ_RAW_DATA() { reads++ } }, { profile })] })
    await exchange(get('/hello', true))
    expect(reads).toBe(1)
  }
})

statement('filter.read-raw.no-request-data', async () => {
  const seen: unknown[] = []
  const { exchange } = await openWire({ modules: [bridged('a', { READ_RAW_DATA(pfc) {
    for (const name of ['REMOTE_ADDR', 'URL', 'HTTP_HOST', 'NO_SUCH']) seen.push(variable(pfc, name))
  } }, RAW)] })
  await exchange(get('/hello', true))
  expect(seen).toEqual(['127.0.0.1', '', null, null])
})

statement('filter.read-raw.read-next-waits', async () => {
  const log: string[] = []
  let asked = (): void => {}
  const waiting = new Promise<void>((resolve) => { asked = resolve })
  const { connect } = await openWire({ modules: [bridged('a', {
    READ_RAW_DATA(_pfc, data) {
      log.push(textOf(data).split('\r\n')[0] ?? '')
      if (textOf(data).includes('\r\n\r\n\r\n')) return undefined
      asked()
      return SF_STATUS_REQ_READ_NEXT
    },
    PREPROC_HEADERS() { log.push('PREPROC_HEADERS') }
  }, RAW)] })
  const client = await connect()
  client.send(get('/hello', true))
  await waiting
  expect(log).toEqual(['GET /hello HTTP/1.1'])
  client.send('\r\n')
  expect(bodyOf(await client.rest())).toBe('hello')
  expect(log).toEqual(['GET /hello HTTP/1.1', 'GET /hello HTTP/1.1', 'PREPROC_HEADERS'])
})

/** Three filters, of which the second one asks until it has seen the end of the headers. */
async function asking(): Promise<readonly string[]> {
  const log: string[] = []
  let asked = (): void => {}
  const waiting = new Promise<void>((resolve) => { asked = resolve })
  const seeing = (name: string): FilterHandlers => ({ READ_RAW_DATA(_pfc, data) { log.push(`${name} ${JSON.stringify(textOf(data))}`) } })
  const { connect } = await openWire({ modules: [bridged('before', seeing('before'), RAW), bridged('asking', { READ_RAW_DATA(_pfc, data) {
    log.push(`asking ${JSON.stringify(textOf(data))}`)
    if (textOf(data).endsWith('\r\n\r\n')) return undefined
    asked()
    return SF_STATUS_REQ_READ_NEXT
  } }, RAW), bridged('after', seeing('after'), RAW)] })
  const client = await connect()
  client.send('GET /hello HT')
  await waiting
  client.send('TP/1.0\r\n\r\n')
  expect(bodyOf(await client.rest())).toBe('hello')
  return log
}

statement('filter.read-raw.read-next-order', async () => {
  expect((await asking()).map((line) => line.split(' ')[0])).toEqual(['before', 'asking', 'before', 'asking', 'after'])
})

statement('filter.read-raw.read-next-accumulates', async () => {
  expect(await asking()).toEqual([
    'before "GET /hello HT"', 'asking "GET /hello HT"', 'before "TP/1.0\\r\\n\\r\\n"', 'asking "GET /hello HTTP/1.0\\r\\n\\r\\n"', 'after "GET /hello HTTP/1.0\\r\\n\\r\\n"'
  ])
})

statement('filter.read-raw.times-out', async () => {
  const log: string[] = []
  const { exchange } = await openWire({ rawReadTimeout: 20, modules: [bridged('a', {
    READ_RAW_DATA() { log.push('READ_RAW_DATA'); return SF_STATUS_REQ_READ_NEXT }, PREPROC_HEADERS() { log.push('PREPROC_HEADERS') }
  }, RAW)] })
  expect(await exchange(get('/hello'))).toBe('')
  expect(log).toEqual(['READ_RAW_DATA'])
})

statement('filter.read-raw.next-size', async () => {
  const seen: string[] = []
  let asked = (): void => {}
  const waiting = new Promise<void>((resolve) => { asked = resolve })
  const { connect } = await openWire({ modules: [bridged('a', {
    READ_RAW_DATA(pfc, data) {
      seen.push(textOf(data))
      pfc.ServerSupportFunction(pfc, SF_REQ_SET_NEXT_READ_SIZE, null, 4)
      if (seen.length > 1) return undefined // and the size means nothing
      asked()
      return SF_STATUS_REQ_READ_NEXT
    },
    PREPROC_HEADERS(pfc) { pfc.ServerSupportFunction(pfc, SF_REQ_SET_NEXT_READ_SIZE, null, 4) }
  }, RAW)] })
  const client = await connect()
  client.send('GET /hello HT')
  await waiting
  client.send('TP/1.0\r\n\r\n')
  expect(bodyOf(await client.rest())).toBe('hello')
  expect(seen).toEqual(['GET /hello HT', 'GET /hello HTTP/1', '.0\r\n\r\n'])
})

statement('filter.read-raw.before-parsing', async () => {
  const log: string[] = []
  const { exchange } = await openWire({ modules: [bridged('a', {
    READ_RAW_DATA(pfc) {
      pfc.AddResponseHeaders(pfc, 'X-Early: yes\r\n')
      pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_SEND_RAW_DATA)
    },
    SEND_RAW_DATA() { log.push('SEND_RAW_DATA') }
  }, RAW)] })
  expect(await exchange(get('/hello', true))).toMatch(/\r\nx-early: yes\r\n/i)
  expect(log).toEqual([])
})

statement('filter.read-raw.answers', async () => {
  const log: string[] = []
  const { exchange } = await openWire({ modules: [bridged('a', {
    READ_RAW_DATA(pfc) {
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', 'Content-Length: 2\r\n\r\n')
      write(pfc, 'no')
      return SF_STATUS_REQ_FINISHED
    },
    PREPROC_HEADERS() { log.push('PREPROC_HEADERS') }
  }, RAW)] })
  expect(await exchange(get('/hello'))).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nDate: [^\r]+\r\nContent-Length: 2\r\n\r\nno$/)
  expect(log).toEqual([])
})

statement('filter.send-raw.reversed', async () => {
  const log: string[] = []
  const { exchange } = await openWire({ modules: (['HIGH', 'LOW', 'MEDIUM'] as const).map((order) => bridged(order, watching(order, log), { order })) })
  await exchange(get('/hello', true))
  expect(log).toEqual(['LOW HTTP/1.1 200 OK', 'MEDIUM HTTP/1.1 200 OK', 'HIGH HTTP/1.1 200 OK', 'LOW hello', 'MEDIUM hello', 'HIGH hello'])
})

statement('filter.send-raw.each-block', async () => {
  const log: string[] = []
  const { exchange } = await openWire({ routes: streamed, modules: [bridged('a', watching('a', log))] })
  await exchange(get('/streamed', true))
  expect(log).toEqual(['a HTTP/1.1 200 OK', 'a one', 'a two'])
})

statement('filter.send-raw.replaced', async () => {
  const log: string[] = []
  const changing: FilterHandlers = { SEND_RAW_DATA(_pfc, data) {
    if (textOf(data) !== 'hello') return
    data.pvInData = Buffer.from('HELLO, and what is behind')
    data.cbInData = 5
    data.cbInBuffer = data.pvInData.length
  } }
  const { exchange } = await openWire({ modules: [bridged('changing', changing, { order: 'LOW' }), bridged('next', watching('next', log), { order: 'HIGH' })] })
  expect(bodyOf(await exchange(get('/hello', true)))).toBe('HELLO')
  expect(log).toEqual(['next HTTP/1.1 200 OK', 'next HELLO'])
})

statement('filter.send-raw.suppressed', async () => {
  const { exchange } = await openWire({ routes: streamed, modules: [bridged('a', { SEND_RAW_DATA(_pfc, data) { if (textOf(data) === 'one') data.cbInData = 0 } })] })
  expect(bodyOf(await exchange(get('/streamed', true)))).toBe('3\r\ntwo\r\n0\r\n\r\n')
})

statement('filter.send-raw.swallow-and-send', async () => {
  let swallowed = ''
  const { connect, reports } = await openWire({ routes: streamed, modules: [bridged('a', {
    SEND_RAW_DATA(_pfc, data) {
      if (!textOf(data).startsWith('HTTP/')) swallowed += textOf(data)
      data.cbInData = 0
    },
    END_OF_REQUEST(pfc) {
      pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_SEND_RAW_DATA) // what follows is not to be swallowed
      const body = swallowed.toUpperCase()
      swallowed = ''
      write(pfc, `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
      write(pfc, body)
    }
  })] })
  const client = await connect()
  for (const [target, body] of [['/streamed', 'ONETWO'], ['/hello', 'HELLO'], ['/streamed', 'ONETWO']] as const) { // on one connection: the answers are complete
    client.send(get(target))
    expect(await client.until(body)).toBe(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  }
  expect(reports).toEqual([])
})

statement('filter.send-raw.content-length', async () => {
  for (const body of ['hi', 'hello world']) {
    const { exchange } = await openWire({ modules: [bridged('a', { SEND_RAW_DATA(_pfc, data) { if (textOf(data) === 'hello') replace(data, body) } })] })
    const response = await exchange(get('/hello')) // the client would keep the connection, and does not know any more where the next answer begins
    expect([bodyOf(response), /content-length: (\d+)/i.exec(response)?.[1]]).toEqual([body, '5'])
  }
})

statement('filter.send-raw.own-answer', async () => {
  const log: string[] = []
  const answering: FilterHandlers = { ...watching('answering', log), PREPROC_HEADERS(pfc) {
    pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', 'Content-Length: 2\r\n\r\n')
    write(pfc, 'no')
    return SF_STATUS_REQ_FINISHED
  } }
  const { exchange } = await openWire({ modules: [
    bridged('high', watching('high', log), { order: 'HIGH' }), bridged('answering', answering, { order: 'MEDIUM' }), bridged('low', watching('low', log), { order: 'LOW' })
  ] })
  expect(bodyOf(await exchange(get('/hello')))).toBe('no')
  expect(log).toEqual(['answering HTTP/1.1 403 Forbidden', 'high HTTP/1.1 403 Forbidden', 'answering no', 'high no'])
})

statement('filter.send-raw.own-answer-inside', async () => {
  const log: string[] = []
  const sending: FilterHandlers = { SEND_RAW_DATA(pfc, data) {
    log.push(`sending ${textOf(data).slice(0, 5)}`)
    if (textOf(data) !== 'hello') return
    write(pfc, 'well,')
    log.push('sent')
    data.cbInData = 0
  } }
  const { exchange } = await openWire({ modules: [
    bridged('high', watching('high', log), { order: 'HIGH' }), bridged('sending', sending, { order: 'MEDIUM' }), bridged('low', watching('low', log), { order: 'LOW' })
  ] })
  expect(bodyOf(await exchange(get('/hello', true)))).toBe('well,')
  expect(log).toEqual(['low HTTP/1.1 200 OK', 'sending HTTP/', 'high HTTP/1.1 200 OK', 'low hello', 'sending hello', 'high well,', 'sent'])
})

statement('filter.send-raw.not-framed', async () => {
  let seen = ''
  const { exchange } = await openWire({ routes: streamed, modules: [bridged('a', { SEND_RAW_DATA(_pfc, data) { if (!textOf(data).startsWith('HTTP/')) seen += textOf(data) } })] })
  expect(bodyOf(await exchange(get('/streamed', true)))).toBe('3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n')
  expect(seen).toBe('onetwo')
})

statement('filter.send-raw.site-level', async () => {
  const log: string[] = []
  const { exchange } = await openWire({ modules: [bridged('a', watching('a', log), { level: 'site' })] })
  await exchange(get('/hello', true)) // the request that it is loaded with
  await exchange(get('/hello', true))
  expect(log).toEqual(['a HTTP/1.1 200 OK', 'a hello', 'a HTTP/1.1 200 OK', 'a hello'])
})

statement('filter.send-raw.denial-headers', async () => {
  const { exchange } = await openWire({
    routes: (app) => { app.get('/hello', (_request, reply) => reply.code(401).send('no')) },
    modules: [bridged('a', { SEND_RAW_DATA(pfc) { pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, 'X-Late: yes\r\n') } })]
  })
  const response = await exchange(get('/hello', true))
  expect(response).toMatch(/^HTTP\/1\.1 401 /)
  expect(response).not.toMatch(/x-late/i)
})

statement('filter.send-raw.disabled-early', async () => {
  const log: string[] = []
  const { connect } = await openWire({ routes: streamed, modules: [bridged('a', { SEND_RAW_DATA(pfc, data) {
    log.push(textOf(data).slice(0, 5))
    pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_SEND_RAW_DATA)
  } })] })
  const client = await connect()
  for (const _request of [1, 2]) {
    client.send(get('/streamed'))
    expect(bodyOf(await client.until('0\r\n\r\n'))).toBe('3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n')
  }
  expect(log).toEqual(['HTTP/', 'HTTP/'])
})

statement('filter.send-raw.finished-closes', async () => {
  for (const status of [SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_ERROR] as const) {
    const log: string[] = []
    let over = (): void => {}
    const ended = new Promise<void>((resolve) => { over = resolve })
    const { exchange } = await openWire({ routes: streamed, modules: [bridged('a', {
      ...recordingEvents('a', log, ['END_OF_REQUEST', 'LOG']),
      SEND_RAW_DATA(_pfc, data) { return textOf(data) === 'two' ? status : undefined },
      END_OF_NET_SESSION() {
        log.push('a END_OF_NET_SESSION')
        over()
      }
    })] })
    const response = await exchange(get('/streamed'))
    if (status === SF_STATUS_REQ_FINISHED) expect(bodyOf(response)).toBe('3\r\none\r\n') // a reset may take it along
    expect(response).not.toContain('two')
    await ended
    expect(log).toEqual(['a END_OF_REQUEST', 'a LOG', 'a END_OF_NET_SESSION'])
  }
})
