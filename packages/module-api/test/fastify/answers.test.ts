// Bodies of every kind go out as Fastify alone would send them, and modules see what is sent.

import { Readable } from 'node:stream'
import {
  HttpDataChunkFromMemory, HttpDataChunkFromStream, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, extrasOf, type IHttpContext, type LogRecord, type ModuleEntry
} from '@isapi-bridge/module-api'
import { fastify, type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf, deferred, listen, startApp, until } from '../support/hosts.ts'
import { THE_END, moduleOf, recordingModule } from '../support/modules.ts'

const memory = (text: string) => ({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(text) } }) as const
const webStream = (...parts: readonly string[]): ReadableStream => new Response(parts.join('')).body as ReadableStream

function routes(app: FastifyInstance): void {
  app.get('/text', () => 'text')
  app.get('/json', () => ({ json: true }))
  app.get('/buffer', (_request, reply) => reply.send(Buffer.from('buffer')))
  app.get('/bytes', (_request, reply) => reply.send(new Uint8Array([97, 98])))
  app.get('/typed', (_request, reply) => reply.type('text/x-mine').send(Buffer.from('typed')))
  app.get('/empty', (_request, reply) => reply.send())
  app.get('/null', (_request, reply) => reply.send(null))
  app.get('/blank', (_request, reply) => reply.send(''))
  app.get('/204', (_request, reply) => reply.code(204).send())
  app.get('/204-body', (_request, reply) => reply.code(204).send('ignored'))
  app.get('/304', (_request, reply) => reply.code(304).header('etag', '"a"').send())
  app.get('/599', (_request, reply) => reply.code(599).send('odd'))
  app.get('/stream', (_request, reply) => reply.send(Readable.from(['str', 'eam'], { objectMode: false })))
  app.get('/stream-length', (_request, reply) => reply.header('content-length', 6).send(Readable.from(['str', 'eam'], { objectMode: false })))
  app.get('/web', (_request, reply) => reply.send(webStream('we', 'b')))
  app.get('/response', (_request, reply) => reply.send(new Response('response', { status: 201, headers: { 'x-from': 'response', 'content-type': 'text/x-response' } })))
  app.get('/response-empty', (_request, reply) => reply.send(new Response(null, { status: 202 })))
  app.get('/cookies', (_request, reply) => reply.header('set-cookie', 'a=1').header('set-cookie', 'b=2').send('cookies'))
  app.get('/trailers', (_request, reply) => {
    reply.trailer('x-trailer', async (_reply: unknown, payload: unknown) => `length ${String(payload).length}`)
    return reply.send('trailers')
  })
  app.get('/redirect', (_request, reply) => reply.redirect('/text', 307))
  app.get('/error', () => { throw new Error('error') })
  app.get('/stream-error', (_request, reply) => reply.send(new Readable({ read() { this.destroy(new Error('no stream')) } })))
  app.head('/own-head', (_request, reply) => reply.header('x-head', '1').send())
}
const URLS = [
  '/text', '/json', '/buffer', '/bytes', '/typed', '/empty', '/null', '/blank', '/204', '/204-body', '/304', '/599', '/stream', '/stream-length', '/web', '/response', '/response-empty',
  '/cookies', '/trailers', '/redirect', '/error', '/stream-error', '/nothing'
]

// The same routes without the pipeline.
const plain = fastify()
routes(plain)
afterAll(() => plain.close())

describe('a module that changes nothing leaves every answer as it was', () => {
  let app: FastifyInstance
  beforeAll(async () => { ({ app } = await startApp([recordingModule([])], routes, { kept: true })) })
  afterAll(() => app.close())

  test.each(URLS)('%s', async (url) => {
    for (const method of ['GET', 'HEAD'] as const) {
      const [expected, answer] = await Promise.all([plain.inject({ method, url }), app.inject({ method, url })])
      const known = ({ statusCode, statusMessage, headers, body, trailers }: typeof answer) => ({ statusCode, statusMessage, headers: { ...headers, date: '' }, body, trailers })
      expect(known(answer)).toEqual(known(expected))
    }
  })

  test('on the wire, byte for byte but for the spelling of names', async () => {
    const raw = async (server: FastifyInstance): Promise<string> => {
      const client = await clientOf(await listen(server))
      client.get(...URLS)
      client.send(URLS.map((url) => `HEAD ${url} HTTP/1.1\r\nHost: site.test\r\n\r\n`).join(''))
      client.send('HEAD /own-head HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n')
      return (await client.rest()).replaceAll(/^Date: .*$/gim, 'Date:').replaceAll(/^[\w-]+:/gm, (name) => name.toLowerCase())
    }
    expect(await raw(app)).toBe(await raw(plain))
  })
})

describe('in the final send a module', () => {
  const sending = (change: (context: IHttpContext) => void): ModuleEntry => moduleOf('sender', { OnSendResponse(context) { change(context); return RQ_NOTIFICATION_CONTINUE } })

  test('sees and changes status and headers of every answer', async () => {
    const seen: number[] = []
    const { app } = await startApp([sending((context) => {
      const response = context.GetResponse()
      seen.push(response.GetStatus().pStatusCode)
      response.SetHeader('x-seen', '1', true)
      response.DeleteHeader('x-from')
    })], routes)
    for (const url of URLS.filter((each) => each !== '/stream-error')) {
      const [expected, answer] = await Promise.all([plain.inject(url), app.inject(url)])
      expect(seen.splice(0), url).toEqual([expected.statusCode])
      expect(answer.headers).toMatchObject({ 'x-seen': '1' })
      expect(answer.headers).not.toHaveProperty('x-from')
      expect(answer.body).toBe(expected.body)
    }
  })

  test('replaces the status of a Response object', async () => {
    const { app } = await startApp([sending((context) => { context.GetResponse().SetStatus(203, 'Other') })], routes)
    expect(await app.inject('/response')).toMatchObject({ statusCode: 203, statusMessage: 'Other', body: 'response' })
  })

  test.each(['/text', '/buffer', '/stream', '/stream-length', '/web', '/response'])('writes behind, and in front of, the body of %s', async (url) => {
    const { app } = await startApp([sending((context) => {
      context.GetResponse().WriteEntityChunkByReference(memory('<'), 0)
      context.GetResponse().WriteEntityChunks([memory('>')])
    })], routes)
    expect((await app.inject(url)).body).toBe(`<${url.split('/')[1]?.split('-')[0]}>`)
    const client = await clientOf(await listen(app))
    client.get(url, '/text')
    expect((await client.answer()).body).toBe(`<${url.split('/')[1]?.split('-')[0]}>`)
    expect((await client.answer()).body).toBe('<text>')
  })

  test.each(['/text', '/stream', '/web', '/response', '/trailers'])('that throws replaces %s by 500', async (url) => {
    const { app, errors } = await startApp([sending(() => { throw new Error('broken') })], routes)
    expect(await app.inject(url)).toMatchObject({ statusCode: 500, body: '' })
    expect(errors).toHaveLength(1)
  })

  test('drops a stream with Clear, which ends it', async () => {
    const stream = new Readable({ read() {} })
    const { app } = await startApp([sending((context) => { context.GetResponse().Clear() })], (instance) => { instance.get('/endless', (_request, reply) => reply.send(stream)) })
    expect(await app.inject('/endless')).toMatchObject({ statusCode: 200, body: '' })
    expect(stream.destroyed).toBe(true)
  })

  test('closes the connection', async () => {
    const { app } = await startApp([sending((context) => { context.GetResponse().SetNeedDisconnect() })], routes)
    const client = await clientOf(await listen(app))
    client.get('/text')
    expect((await client.answer()).headers['connection']).toBe('close')
    await client.closed()
  })
})

describe('what a module answers before the route', () => {
  const answering = (answer: (context: IHttpContext) => void): ModuleEntry =>
    moduleOf('answering', { OnBeginRequest(context) { answer(context); return RQ_NOTIFICATION_FINISH_REQUEST } })

  test('has no content type that nobody set', async () => {
    const { app } = await startApp([answering((context) => { context.GetResponse().WriteEntityChunks([memory('bytes')]) })], routes)
    for (const url of ['/text', '/nothing']) {
      const answer = await app.inject(url)
      expect(answer).toMatchObject({ statusCode: 200, body: 'bytes', headers: { 'content-length': '5' } })
      expect(answer.headers).not.toHaveProperty('content-type')
    }
  })

  test('keeps the content type that another onSend hook sets', async () => {
    const { app } = await startApp([answering((context) => { context.GetResponse().WriteEntityChunks([memory('bytes')]) })], (instance) => {
      instance.addHook('onSend', async (_request, reply, payload) => { reply.type('text/x-other'); return payload })
      routes(instance)
    })
    expect((await app.inject('/text')).headers['content-type']).toBe('text/x-other')
  })

  test('may be a stream', async () => {
    const { app } = await startApp([answering((context) => {
      const pStream = Readable.from(['one ', 'two'], { objectMode: false })
      context.GetResponse().WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream } })
      context.GetResponse().SetHeader('content-type', 'text/x-stream', true)
    })], routes)
    expect(await app.inject('/text')).toMatchObject({ body: 'one two', headers: { 'content-type': 'text/x-stream' } })
  })

  test('is empty for HEAD, with its length', async () => {
    const { app } = await startApp([answering((context) => { context.GetResponse().WriteEntityChunks([memory('bytes')]) })], routes)
    const client = await clientOf(await listen(app))
    for (const url of ['/text', '/nothing']) {
      client.send(`HEAD ${url} HTTP/1.1\r\nHost: a\r\n\r\n`)
      expect(await client.answer(true)).toMatchObject({ status: 200, headers: { 'content-length': '5' } })
    }
    client.get('/text')
    expect((await client.answer()).body).toBe('bytes')
  })

  test('may have a status that Fastify does not know, and several headers of one name', async () => {
    const { app } = await startApp([answering((context) => {
      context.GetResponse().SetStatus(777, 'Lucky')
      extrasOf(context).appendResponseHeader('Set-Cookie', 'a=1')
      extrasOf(context).appendResponseHeader('Set-Cookie', 'b=2')
      extrasOf(context).appendResponseHeader('X-Two', '1')
      extrasOf(context).appendResponseHeader('X-Two', '2')
    })], routes)
    const client = await clientOf(await listen(app))
    client.get('/text')
    expect(await client.answer()).toMatchObject({ status: 777, reason: 'Lucky', headers: { 'set-cookie': 'a=1, b=2', 'x-two': '1, 2' } })
  })

  test('redirects with a Location of this host, and the query on request', async () => {
    for (const [includeQuery, location] of [[false, 'http://site.test/other'], [true, 'http://site.test/other?a=1']] as const) {
      const { app } = await startApp([answering((context) => { context.GetResponse().Redirect('/other', true, includeQuery) })], routes)
      expect(await app.inject({ url: '/text?a=1', headers: { host: 'site.test' } })).toMatchObject({ statusCode: 302, headers: { location }, body: '' })
    }
  })

  test('needs no body of the request', async () => {
    const { app } = await startApp([answering((context) => { context.GetResponse().SetStatus(403, 'No') })], (instance) => { instance.post('/text', () => 'text') })
    const client = await clientOf(await listen(app))
    client.send(`POST /text HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`)
    expect((await client.answer()).status).toBe(403)
    client.get('/text')
    expect((await client.answer()).status).toBe(403)
  })
})

describe('what a module writes and continues', () => {
  test('stands in front of the body of the route', async () => {
    const { app } = await startApp([moduleOf('writer', { OnBeginRequest(context) { context.GetResponse().WriteEntityChunks([memory('before ')]); return RQ_NOTIFICATION_CONTINUE } })], routes)
    for (const [url, body] of [['/text', 'before text'], ['/stream', 'before stream'], ['/web', 'before web'], ['/response', 'before response']] as const) expect((await app.inject(url)).body).toBe(body)
  })

  test('a reason belongs to its status: a route that chooses another one has its own', async () => {
    const { app } = await startApp([moduleOf('denying', { OnBeginRequest(context) { context.GetResponse().SetStatus(401, 'Who are you?'); return RQ_NOTIFICATION_CONTINUE } })], (instance) => {
      routes(instance)
      instance.get('/ok', (_request, reply) => reply.code(200).send('ok'))
    })
    expect(await app.inject('/text')).toMatchObject({ statusCode: 401, statusMessage: 'Who are you?' })
    expect(await app.inject('/ok')).toMatchObject({ statusCode: 200, statusMessage: 'OK' })
    expect(await app.inject('/nothing')).toMatchObject({ statusCode: 404, statusMessage: 'Not Found' })
    expect(await app.inject('/response')).toMatchObject({ statusCode: 201, statusMessage: 'Created' })
  })

  test('a header that the route sets again is replaced, one that it does not stays', async () => {
    const { app } = await startApp([moduleOf('setter', {
      OnBeginRequest(context) {
        context.GetResponse().SetHeader('Content-Type', 'text/x-module', true)
        context.GetResponse().SetHeader('X-Stays', '1', true)
        return RQ_NOTIFICATION_CONTINUE
      }
    })], routes)
    expect((await app.inject('/typed')).headers).toMatchObject({ 'content-type': 'text/x-mine', 'x-stays': '1' })
  })
})

test.each(['OnBeginRequest', 'OnAcquireRequestState', 'OnPreExecuteRequestHandler'])('a body waits while a module pends in %s', async (handler) => {
  const body = 'x'.repeat(1_000_000)
  const gate = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
  const { app } = await startApp([moduleOf('slow', { [handler]: () => gate.promise })], (instance) => { instance.post('/echo', (request, reply) => reply.send(request.body)) })
  const client = await clientOf(await listen(app))
  client.send(`POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => { setImmediate(resolve) })
  gate.resolve(RQ_NOTIFICATION_CONTINUE)
  expect((await client.answer()).body).toBe(body)
})

describe('a streamed answer', () => {
  test('sends its headers first; RELEASE to END follow the end of the stream', async () => {
    const log: string[] = []
    const stream = new Readable({ read() {} })
    const { app } = await startApp([recordingModule(log)], (instance) => { instance.get('/route', (_request, reply) => { log.push('route'); return reply.send(stream) }) })
    const client = await clientOf(await listen(app))
    client.get('/route')
    stream.push('first')
    await client.firstByte()
    expect(log.slice(log.indexOf('route'))).toEqual(['route', 'OnSendResponse'])
    stream.push(null)
    expect((await client.answer()).body).toBe('first')
    await until(() => log.includes('Dispose'))
    expect(log.slice(log.indexOf('route'))).toEqual([
      'route', 'OnSendResponse', 'OnPostExecuteRequestHandler', 'OnReleaseRequestState', 'OnPostReleaseRequestState', 'OnUpdateRequestCache', 'OnPostUpdateRequestCache', ...THE_END, 'closing', 'Dispose'
    ])
  })

  test('is no abort under inject, over sockets, large or small', async () => {
    const records: LogRecord[] = []
    const { app } = await startApp([moduleOf('logger', {}, { closing: { onLogRecord: (_context, record) => { records.push(record) } } })], (instance) => {
      routes(instance)
      instance.get('/large', () => 'x'.repeat(3_000_000))
    })
    const port = await listen(app)
    for (const url of ['/text', '/stream', '/large', '/204']) {
      await app.inject(url)
      const client = await clientOf(port)
      client.get(url)
      await client.answer()
    }
    await until(() => records.length === 8)
    expect(records.map((record) => record.win32Status)).toEqual(new Array(8).fill(0))
  })
})

test('the child of a request streams through it', async () => {
  const log: string[] = []
  const gate = deferred()
  const { app } = await startApp([moduleOf('parent', {
    OnBeginRequest(context) {
      if (context.GetParentContext() !== null) return RQ_NOTIFICATION_CONTINUE
      const child = context.CloneContext(1)
      if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      child.GetRequest().SetUrl('/slow')
      context.ExecuteRequest(true, child, 0, null)
      return 1
    },
    OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE,
    OnEndRequest(context) { log.push(context.GetParentContext() === null ? 'parent' : 'child'); return RQ_NOTIFICATION_CONTINUE }
  })], (instance) => {
    instance.get('/slow', (_request, reply) => reply.send(Readable.from((async function * () {
      yield 'first '
      await gate.promise
      yield 'second'
    })(), { objectMode: false })))
  })
  const client = await clientOf(await listen(app))
  client.get('/')
  await client.firstByte()
  gate.resolve()
  expect(await client.answer()).toMatchObject({ status: 200, body: 'first second' })
  await until(() => log.length === 2)
  expect(log).toEqual(expect.arrayContaining(['parent', 'child']))
})
