// What modules flush reaches the wire at once, in order, and the request ends once whatever becomes of the client.

import { connect } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import { rmSync } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  HttpDataChunkFromFileHandle, HttpDataChunkFromMemory, HttpDataChunkFromStream, HTTP_BYTE_RANGE_TO_EOF, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST,
  RQ_NOTIFICATION_PENDING, type CHttpModule, type IHttpContext, type LogRecord, type ModuleEntry
} from '@isapi-bridge/module-api'
import { ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, ERROR_INVALID_HANDLE, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { contextOf } from '@isapi-bridge/module-api/fastify'
import type { FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientOf, deferred, listen, startApp, until } from '../support/hosts.ts'
import { THE_END, moduleOf, recordingModule } from '../support/modules.ts'

const memory = (text: string) => ({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(text) } }) as const
const fromStream = (pStream: Readable) => ({ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream } }) as const
type Handlers = Parameters<typeof moduleOf>[1]

/** A module that flushes `text` in one handler, with what `prepare` does before. */
const flushing = (handler: string, text: string, prepare: (context: IHttpContext) => void = () => {}): ModuleEntry => moduleOf('flushing', {
  [handler](context: IHttpContext) {
    if (context.GetScriptName() === '/untouched') return RQ_NOTIFICATION_CONTINUE
    prepare(context)
    context.GetResponse().WriteEntityChunks([memory(text)])
    context.GetResponse().Flush()
    return RQ_NOTIFICATION_CONTINUE
  }
} as Handlers)

const routes = (app: FastifyInstance): void => {
  app.get('/untouched', () => 'untouched')
  app.get('/text', () => 'text')
  app.get('/json', () => ({ json: true }))
  app.get('/sync', (_request, reply) => { void reply.send('sync') })
  app.get('/nothing-sent', async () => {})
  app.get('/stream', (_request, reply) => reply.send(Readable.from(['str', 'eam'], { objectMode: false })))
  app.get('/response', (_request, reply) => reply.send(new Response('response')))
  app.get('/length', (_request, reply) => reply.header('content-length', 3).send('abc'))
  app.get('/throws', async () => { throw new Error('late') })
}

/** Records of the log, one for each request that came to its end. */
function logger(): { readonly records: LogRecord[]; readonly entry: ModuleEntry } {
  const records: LogRecord[] = []
  return { records, entry: moduleOf('logger', {}, { closing: { onLogRecord: (_context, record) => { records.push({ ...record }) } } }) }
}

describe('status and headers arrive before the rest is written', () => {
  test.each(['OnBeginRequest', 'OnAcquireRequestState', 'OnPreExecuteRequestHandler'])('flushed in %s, while the handler still works', async (handler) => {
    const gate = deferred()
    const { app, errors } = await startApp([flushing(handler, 'first ', (context) => { context.GetResponse().SetStatus(203, 'Early') })], (instance) => {
      instance.get('/slow', async () => { await gate.promise; return 'second' })
    })
    const client = await clientOf(await listen(app))
    client.get('/slow')
    await client.firstByte()
    gate.resolve()
    expect(await client.answer()).toMatchObject({ status: 203, reason: 'Early', body: 'first second', headers: { 'transfer-encoding': 'chunked' } })
    client.get('/slow')
    expect((await client.answer()).body).toBe('first second') // the connection is kept
    expect(errors).toEqual([])
  })

  test.each(['OnReleaseRequestState', 'OnUpdateRequestCache', 'OnLogRequest', 'OnEndRequest'])('flushed in %s, while a later module pends', async (handler) => {
    const gate = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
    const { app } = await startApp([
      flushing(handler, ' first'),
      moduleOf('slow', { OnPostEndRequest: () => gate.promise.then((status) => status) }),
      moduleOf('last', { OnPostEndRequest(context) { context.GetResponse().WriteEntityChunks([memory(' second')]); return RQ_NOTIFICATION_CONTINUE } })
    ], routes)
    const client = await clientOf(await listen(app))
    client.get('/text')
    await client.firstByte()
    gate.resolve(RQ_NOTIFICATION_CONTINUE)
    expect(await client.answer()).toMatchObject({ status: 200, body: 'text first second', headers: { 'content-type': 'text/plain; charset=utf-8' } })
  })

  test('flushed in a handler module, which waits for it and goes on', async () => {
    const gate = deferred()
    const { app } = await startApp([moduleOf('handler', {
      OnExecuteRequestHandler(context) {
        context.GetResponse().DisableBuffering()
        context.GetResponse().WriteEntityChunks([memory('first ')], true, true)
        return RQ_NOTIFICATION_PENDING
      },
      async OnAsyncCompletion(context) {
        await gate.promise
        context.GetResponse().WriteEntityChunks([memory('second')])
        context.SetRequestHandled()
        return RQ_NOTIFICATION_CONTINUE
      }
    })])
    const client = await clientOf(await listen(app))
    client.get('/')
    await client.firstByte()
    gate.resolve()
    expect((await client.answer()).body).toBe('first second')
  })
})

describe.each(['OnBeginRequest', 'OnAcquireRequestState', 'OnLogRequest'])('after a flush in %s', (handler) => {
  const first = handler === 'OnLogRequest'
  test.each([
    ['/text', 'text'], ['/json', '{"json":true}'], ['/sync', 'sync'], ['/nothing-sent', ''], ['/response', 'response'], ['/unknown', null]
  ] as const)('%s comes whole, over sockets and under inject, also to HEAD', async (url, body) => {
    const { records, entry } = logger()
    const { app, errors } = await startApp([flushing(handler, '+'), entry], routes)
    const unknown = body ?? (first ? '{"message":"Route GET:/unknown not found","error":"Not Found","statusCode":404}' : '')
    const expected = !first ? `+${unknown}` : url === '/response' ? unknown : `${unknown}+` // a streamed answer has left before LOG
    expect((await app.inject(url)).body).toBe(expected)
    const client = await clientOf(await listen(app))
    for (const next of [url, '/untouched']) {
      client.get(next)
      expect((await client.answer()).body).toBe(next === url ? expected : 'untouched')
    }
    client.send(`HEAD ${url} HTTP/1.1\r\nHost: a\r\n\r\n`)
    expect((await client.answer(true)).body).toBe('')
    client.get('/untouched', url, '/untouched') // pipelined
    for (const next of ['/untouched', url, '/untouched']) expect((await client.answer()).body).toBe(next === url ? expected : 'untouched')
    await until(() => records.length === 7)
    expect(records.map((record) => record.win32Status)).toEqual(new Array(7).fill(0))
    expect(errors).toEqual([])
  })
})

describe('after a flush', () => {
  test('a stream of the route follows, and RELEASE to END follow it', async () => {
    const log: string[] = []
    const stream = new PassThrough()
    const { app } = await startApp([flushing('OnBeginRequest', 'first '), recordingModule(log)], (instance) => { instance.get('/stream', (_request, reply) => { log.push('route'); return reply.send(stream) }) })
    const client = await clientOf(await listen(app))
    client.get('/stream')
    await until(() => log.includes('route'))
    expect(log).not.toContain('OnEndRequest')
    stream.end('second')
    expect((await client.answer()).body).toBe('first second')
    await until(() => log.includes('Dispose'))
    expect(log.slice(log.indexOf('route'))).toEqual([
      'route', 'OnSendResponse', 'OnPostExecuteRequestHandler', 'OnReleaseRequestState', 'OnPostReleaseRequestState', 'OnUpdateRequestCache', 'OnPostUpdateRequestCache', ...THE_END, 'closing', 'Dispose'
    ])
  })

  test('a module that finishes leaves only LOG and END, and what it wrote last', async () => {
    const log: string[] = []
    const { app } = await startApp([moduleOf('finishing', {
      OnBeginRequest(context) {
        context.GetResponse().WriteEntityChunks([memory('first ')])
        context.GetResponse().Flush()
        context.GetResponse().WriteEntityChunks([memory('second')])
        return RQ_NOTIFICATION_FINISH_REQUEST
      }
    }), recordingModule(log)], routes)
    const client = await clientOf(await listen(app))
    client.get('/text')
    expect((await client.answer()).body).toBe('first second')
    await until(() => log.includes('Dispose'))
    expect(log).toEqual(['OnSendResponse', ...THE_END, 'OnSendResponse', 'closing', 'Dispose'])
  })

  test.each(['OnBeginRequest', 'OnAcquireRequestState', 'OnLogRequest'])('that ends the response in %s nothing follows', async (handler) => {
    const log: string[] = []
    const { app } = await startApp([recordingModule(log), moduleOf('ending', { [handler](context: IHttpContext) {
      context.GetResponse().WriteEntityChunks([memory('all')])
      context.GetResponse().Flush(false, false)
      context.GetResponse().WriteEntityChunks([memory('too late')])
      return RQ_NOTIFICATION_CONTINUE
    } } as Handlers)], routes)
    const client = await clientOf(await listen(app))
    for (const url of ['/text', '/unknown']) {
      client.get(url)
      expect((await client.answer()).body.endsWith('all')).toBe(true)
      await until(() => log.includes('Dispose'))
      expect(log.filter((line) => line === 'OnEndRequest' || line === 'OnReleaseRequestState' || line === 'OnSendResponse').sort()).toEqual(['OnEndRequest', 'OnReleaseRequestState', 'OnSendResponse'])
      log.length = 0
    }
    expect((await app.inject('/text')).body.endsWith('all')).toBe(true)
  })

  test('what other plugins would do to the body of the route is left out, as their headers are too late; their hooks run', async () => {
    const seen: unknown[] = []
    const { app } = await startApp([flushing('OnBeginRequest', '+')], (instance) => {
      instance.addHook('onSend', async (_request, reply, payload) => {
        seen.push(payload)
        reply.header('content-encoding', 'upper')
        return typeof payload === 'string' ? payload.toUpperCase() : payload
      })
      routes(instance)
    })
    const client = await clientOf(await listen(app))
    client.get('/text')
    const answer = await client.answer()
    expect([answer.body, answer.headers['content-encoding'], seen]).toEqual(['+text', undefined, [null]])
  })

  test('an onSend hook that fails, and a route that throws, still end the request', async () => {
    const { records, entry } = logger()
    const { app } = await startApp([flushing('OnBeginRequest', '+'), entry], (instance) => {
      instance.register(async (scope) => {
        scope.addHook('onSend', async () => { throw new Error('hook') })
        scope.get('/hook', () => 'body')
      })
      routes(instance)
    })
    const client = await clientOf(await listen(app))
    client.get('/hook', '/throws', '/text')
    expect((await client.answer()).body).toBe('+body')
    expect((await client.answer()).body).toContain('late')
    expect((await client.answer()).body).toBe('+text')
    await until(() => records.length === 3)
  })

  test('a route may flush by itself', async () => {
    const gate = deferred()
    const { app } = await startApp([recordingModule([])], (instance) => {
      const flush = (request: Parameters<typeof contextOf>[0]): void => {
        contextOf(request)?.GetResponse().WriteEntityChunks([memory('first ')])
        contextOf(request)?.GetResponse().Flush()
      }
      instance.get('/own', (request) => { flush(request); return gate.promise.then(() => 'second') })
      instance.get('/silent', (request) => gate.promise.then(() => { flush(request) }))
    })
    const client = await clientOf(await listen(app))
    client.get('/own')
    await client.firstByte()
    gate.resolve()
    expect((await client.answer()).body).toBe('first second')
    client.get('/silent')
    expect((await client.answer()).body).toBe('first ')
  })

  test('204 and 304 have no body, and keep the connection', async () => {
    for (const status of [204, 304]) {
      const { app } = await startApp([flushing('OnBeginRequest', 'unseen', (context) => { context.GetResponse().SetStatus(status, '') })], routes)
      const client = await clientOf(await listen(app))
      client.get('/text', '/untouched')
      expect((await client.answer()).status).toBe(status)
      expect((await client.answer()).body).toBe('untouched')
    }
  })

  test('HTTP/1.0 gets the bytes as they are, and the end of the connection', async () => {
    const { app } = await startApp([flushing('OnBeginRequest', '+')], routes)
    const client = await clientOf(await listen(app))
    client.send('GET /text HTTP/1.0\r\nHost: a\r\n\r\n')
    const [head = '', body] = (await client.rest()).split('\r\n\r\n')
    expect([head.toLowerCase().includes('transfer-encoding'), body]).toEqual([false, '+text'])
  })

  test.each([[3, '+te', false], [5, '+text', false], [99, '', true]] as const)('a Content-Length of %d is kept to', async (length, body, broken) => {
    const { app } = await startApp([flushing('OnBeginRequest', '+', (context) => { context.GetResponse().SetHeader('Content-Length', String(length), true) })], routes)
    const client = await clientOf(await listen(app))
    client.get('/text')
    if (broken) {
      await client.closed() // what is too short must not look complete
      return
    }
    expect((await client.answer()).body).toBe(body)
    client.get('/untouched')
    expect((await client.answer()).body).toBe('untouched')
  })

  test('the connection is closed when a module asks for it later', async () => {
    const { app } = await startApp([flushing('OnBeginRequest', '+'), moduleOf('closing', { OnEndRequest(context) { context.GetResponse().SetNeedDisconnect(); return RQ_NOTIFICATION_CONTINUE } })], routes)
    const client = await clientOf(await listen(app))
    client.get('/text')
    expect((await client.answer()).body).toBe('+text')
    await client.closed()
  })
})

describe('a client', () => {
  test('that leaves in the middle ends the request once, and what waits is let go', async () => {
    const log: string[] = []
    const pStream = new PassThrough()
    const { app } = await startApp([recordingModule(log), moduleOf('sending', {
      OnExecuteRequestHandler(context) {
        context.GetResponse().WriteEntityChunks([memory('first '), fromStream(pStream)])
        context.GetResponse().Flush(true, true)
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion(this: CHttpModule) { log.push('aborted'); return RQ_NOTIFICATION_CONTINUE }
    })])
    const client = await clientOf(await listen(app))
    client.get('/')
    await client.firstByte()
    client.leave()
    await until(() => log.includes('Dispose'))
    expect(pStream.destroyed).toBe(true)
    expect(log.slice(log.indexOf('aborted'))).toEqual(['aborted', ...THE_END, 'closing', 'Dispose'])
  })

  test('that reads slowly holds back a stream, and an asynchronous flush', async () => {
    const source = { read: 0 }
    let completed = false
    const size = 65_536
    const count = 512
    const pStream = new Readable({ read() { this.push(source.read++ < count ? Buffer.alloc(size) : null) } })
    const { app } = await startApp([moduleOf('sending', {
      OnExecuteRequestHandler(context) {
        context.GetResponse().WriteEntityChunks([fromStream(pStream)])
        context.GetResponse().Flush(true, true)
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion() { completed = true; return RQ_NOTIFICATION_CONTINUE }
    })])
    const socket = connect(await listen(app), '127.0.0.1')
    onTestFinished(() => { socket.destroy() })
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    let before = -1
    while (source.read !== before || source.read === 0) { // until it stands still
      before = source.read
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => { setImmediate(resolve) })
    }
    expect([source.read < count, completed]).toEqual([true, false])
    let received = 0
    socket.on('data', (data) => { received += data.byteLength })
    socket.resume()
    await until(() => received > size * count && completed)
  })
})

test('a file that is gone when it is sent cuts a flushed answer, and makes a 500 of a buffered one', async () => {
  const path = join(tmpdir(), `isapi-bridge-${process.pid}.txt`)
  const file = { DataChunkType: HttpDataChunkFromFileHandle, FromFileHandle: { ByteRange: { StartingOffset: 0, Length: HTTP_BYTE_RANGE_TO_EOF }, FileHandle: path } } as const
  let goes = false
  const { records, entry } = logger()
  const { app } = await startApp([moduleOf('files', {
    OnExecuteRequestHandler(context) {
      context.GetResponse().WriteEntityChunks([file])
      if (goes) rmSync(path, { force: true })
      if (context.GetScriptName() === '/flushed') context.GetResponse().Flush()
      return RQ_NOTIFICATION_CONTINUE
    }
  }), entry])
  await writeFile(path, 'x'.repeat(200_000))
  const port = await listen(app)
  for (const url of ['/flushed', '/buffered']) {
    const client = await clientOf(port)
    client.get(url)
    expect((await client.answer()).body).toHaveLength(200_000)
  }
  goes = true
  const client = await clientOf(port)
  client.get('/flushed')
  expect(await client.rest()).not.toMatch(/0\r\n\r\n$/)
  await writeFile(path, 'x'.repeat(200_000))
  expect((await app.inject('/buffered')).statusCode).toBe(500)
  await until(() => records.length === 4)
})

test('what is no file that can be read is refused when it is written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chunks-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'a'), 'a')
  const closed = await open(join(folder, 'a'))
  await closed.close()
  const results: number[] = []
  const { app } = await startApp([moduleOf('files', {
    OnExecuteRequestHandler(context) {
      for (const FileHandle of [join(folder, 'missing'), folder, closed]) {
        results.push(context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromFileHandle, FromFileHandle: { ByteRange: { StartingOffset: 0, Length: HTTP_BYTE_RANGE_TO_EOF }, FileHandle } }]).hr)
      }
      return RQ_NOTIFICATION_CONTINUE
    }
  })])
  await app.inject('/')
  expect(results).toEqual([ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE].map(HRESULT_FROM_WIN32))
})

test.each(['OnBeginRequest', 'OnAcquireRequestState'])('a large stream that is flushed in %s comes whole under inject', async (handler) => {
  const { app } = await startApp([flushing(handler, '+', (context) => {
    context.GetResponse().WriteEntityChunks([fromStream(Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(65_536)), { objectMode: false }))])
  })], routes)
  expect((await app.inject('/text')).rawPayload).toHaveLength(64 * 65_536 + 5)
  const { stream } = await app.inject({ url: '/text', payloadAsStream: true }).then((response) => ({ stream: response.stream() }))
  expect(Buffer.concat(await stream.toArray() as Buffer[])).toHaveLength(64 * 65_536 + 5)
})

test('a reset ends a request under inject too', async () => {
  for (const handler of ['OnBeginRequest', 'OnAcquireRequestState', 'OnEndRequest']) {
    const { records, entry } = logger()
    const { app } = await startApp([moduleOf('resets', { [handler](context: IHttpContext) { context.GetResponse().ResetConnection(); return RQ_NOTIFICATION_CONTINUE } } as Handlers), entry], routes)
    await expect(app.inject('/text')).rejects.toThrow('destroyed')
    await until(() => records.length === 1)
  }
})
