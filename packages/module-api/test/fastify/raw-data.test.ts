import dns from 'node:dns'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { fastify } from 'fastify'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  createModuleFactory, CHttpModule, extrasOf, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, type ClosingSteps, type IHttpContext, type ModuleEntry, type RawDataHandlers
} from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { ERROR_NOT_SUPPORTED, FAILED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { makeCertificate } from '../support/certificates.ts'
import { listen, startApp } from '../support/hosts.ts'
import { RawClient } from '../support/raw-client.ts'

/** A module with these handlers of raw data. */
function tapping(handlers: RawDataHandlers, closing: ClosingSteps = {}, name = 'tapping'): ModuleEntry {
  return {
    name,
    module(_version, info) {
      const hr = info.setRawDataHandlers(handlers)
      return FAILED(hr) ? hr : info.setClosingSteps(closing)
    }
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
const firstLine = (bytes: Uint8Array): string => text(bytes).split('\r\n')[0] ?? ''

/** Writes down the first line of each block. */
function recording(log: string[]): RawDataHandlers {
  return {
    onRead(block) { log.push(`read ${firstLine(block.bytes)}`); return 'continue' },
    onSend(block) { log.push(`send ${firstLine(block.bytes)}`); return 'continue' }
  }
}

/** A promise and what fulfils it. */
function signal(): { readonly promise: Promise<void>; readonly give: () => void } {
  let give = (): void => {}
  const promise = new Promise<void>((resolve) => { give = resolve })
  return { promise, give: () => { give() } }
}

describe('blocks', () => {
  test('are those that were handed over, without chunk framing', async () => {
    const log: string[] = []
    const { app } = await startApp([tapping(recording(log))], (server) => {
      server.get('/buffered', () => 'whole')
      server.get('/streamed', (_request, reply) => reply.send(Readable.from([Buffer.from('one'), Buffer.from('two')], { objectMode: false })))
    })
    const client = await RawClient.connect(await listen(app))
    for (const [target, body] of [['/buffered', 'whole'], ['/streamed', 'onetwo']] as const) {
      client.get(target)
      expect((await client.answer()).body).toBe(body)
    }
    expect(log).toEqual(['read GET /buffered HTTP/1.1', 'send HTTP/1.1 200 OK', 'send whole', 'read GET /streamed HTTP/1.1', 'send HTTP/1.1 200 OK', 'send one', 'send two'])
  })

  test('have names of headers as IIS spells them, for those who look for Content-Length', async () => {
    const heads: string[] = []
    const { app } = await startApp([tapping({ onSend(block) { heads.push(text(block.bytes)); return 'continue' } })], (server) => {
      server.get('/', (_request, reply) => {
        reply.headers({ etag: '"a-b: c"', 'www-authenticate': 'Basic realm="in-a-realm"', 'x-powered-by': 'x-y' }).raw.setHeader('x-mY-own', 'as-it-is')
        return 'whole'
      })
    })
    const client = await RawClient.connect(await listen(app))
    client.get('/')
    await client.answer()
    const names = (heads[0] ?? '').split('\r\n').slice(1, -2).map((line) => line.split(':')[0])
    expect(names.toSorted()).toEqual(['Connection', 'Content-Length', 'Content-Type', 'Date', 'ETag', 'Keep-Alive', 'WWW-Authenticate', 'X-Powered-By', 'x-mY-own'])
    expect(heads[0]).toMatch(/\r\nETag: "a-b: c"\r\n/)
  })

  test('belong to their request; several requests may come in one', async () => {
    const log: string[] = []
    const of = (context: IHttpContext, parsed: boolean): string => (parsed ? extrasOf(context).rawUrl : 'nobody')
    const { app } = await startApp([tapping({
      onRead(block) { log.push(`read for ${of(block.context, block.parsed)}`); return 'continue' },
      onSend(block) { log.push(`send for ${of(block.context, block.parsed)}`); return 'continue' }
    })], (server) => { server.get('/:name', (_request, reply) => reply.code(204).send()) })
    const client = await RawClient.connect(await listen(app))
    client.get('/a', '/b', '/c')
    for (const _each of [1, 2, 3]) expect((await client.answer()).status).toBe(204)
    expect(log).toEqual(['read for nobody', 'send for /a', 'send for /b', 'send for /c'])
  })

  test('without a body leave the connection open', async () => {
    const { app } = await startApp([tapping(recording([]))], (server) => {
      server.route({ method: ['GET', 'HEAD'], url: '/body', handler: () => 'body' })
      server.get('/304', (_request, reply) => reply.code(304).header('content-length', '7').send())
      server.get('/empty', (_request, reply) => reply.send(Readable.from([])))
    })
    const client = await RawClient.connect(await listen(app))
    client.send('HEAD /body HTTP/1.1\r\nHost: site.test\r\n\r\n')
    expect((await client.answer(true)).headers['content-length']).toBe('4')
    client.get('/304', '/empty', '/body', '/%zz', '/body')
    const answers = []
    for (let index = 0; index < 5; index++) answers.push(await client.answer())
    expect(answers.map(({ status, body }) => `${status} ${body.length}`)).toEqual(['304 0', '200 0', '200 4', expect.stringMatching(/^400 /), '200 4'])
  })

  test('trailers are kept', async () => {
    const { app } = await startApp([tapping(recording([]))], (server) => {
      server.get('/', (_request, reply) => reply.trailer('x-sum', async () => '42').send('body'))
    })
    const client = await RawClient.connect(await listen(app))
    client.send('GET / HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\nTE: trailers\r\n\r\n')
    expect(await client.rest()).toMatch(/\r\n4\r\nbody\r\n0\r\nx-sum: 42\r\n\r\n$/)
  })

  test('interim responses pass unseen, and what follows an upgrade', async () => {
    const log: string[] = []
    const { app } = await startApp([tapping(recording(log))], (server) => {
      server.post('/', (request) => request.body)
      server.server.on('upgrade', (_request, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
        socket.pipe(socket)
      })
    })
    const port = await listen(app)
    const client = await RawClient.connect(port)
    client.send('POST / HTTP/1.1\r\nHost: site.test\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n')
    expect((await client.answer()).status).toBe(100)
    client.send('body')
    expect((await client.answer()).body).toBe('body')
    const other = await RawClient.connect(port)
    other.send('GET / HTTP/1.1\r\nHost: site.test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
    expect((await other.answer(true)).status).toBe(101)
    other.socket.end('HTTP/1.1 is not spoken here')
    expect(await other.rest()).toBe('HTTP/1.1 is not spoken here')
    expect(log).toEqual(['read POST / HTTP/1.1', 'read body', 'send HTTP/1.1 200 OK', 'send body', 'read GET / HTTP/1.1'])
  })

  test('of what modules flush', async () => {
    const log: string[] = []
    class Flushing extends CHttpModule {
      override OnBeginRequest(context: IHttpContext) {
        context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from('early') } }], false, true)
        context.GetResponse().Flush(false, true)
        return RQ_NOTIFICATION_CONTINUE
      }
    }
    const { app } = await startApp([
      { name: 'flushing', module: (_version, info) => info.SetRequestNotifications(createModuleFactory(Flushing), RQ_BEGIN_REQUEST, 0) }, tapping(recording(log))
    ], (server) => { server.get('/', () => 'late') })
    const client = await RawClient.connect(await listen(app))
    client.get('/')
    expect((await client.answer()).body).toBe('earlylate')
    expect(log).toEqual(['read GET / HTTP/1.1', 'send HTTP/1.1 200 OK', 'send early', 'send late'])
  })

  test('go through modules in order, and backwards on the way out', async () => {
    const log: string[] = []
    const named = (name: string): ModuleEntry => tapping({
      onRead() { log.push(`${name} read`); return 'continue' }, onSend() { log.push(`${name} send`); return 'continue' }
    }, {}, name)
    const { app } = await startApp([named('a'), named('b')], (server) => { server.get('/', (_request, reply) => reply.code(204).send()) })
    const client = await RawClient.connect(await listen(app))
    client.get('/')
    await client.answer()
    expect(log).toEqual(['a read', 'b read', 'b send', 'a send'])
    expect(app.integratedPipeline.plan().filter(({ notification }) => notification === 'raw data').map(({ stage, name }) => `${stage} ${name}`))
      .toEqual(['CONNECTION_READ a', 'CONNECTION_READ b', 'CONNECTION_SEND b', 'CONNECTION_SEND a'])
  })
})

describe('the channel of a request', () => {
  test('writes until the steps after the request are through; chunks are closed after them', async () => {
    const late: unknown[] = []
    const write = (context: IHttpContext, bytes: string) => extrasOf(context).rawChannel?.write(Buffer.from(bytes))
    const { app } = await startApp([tapping(recording([]), {
      onRequestEnded(context) { late.push(write(context, 'and more')) },
      onLogRecord(context) { late.push(write(context, 'too late')) }
    })], (server) => { server.get('/', (_request, reply) => reply.send(Readable.from([Buffer.from('one')], { objectMode: false }))) })
    const client = await RawClient.connect(await listen(app))
    for (const _each of [1, 2]) {
      client.get('/')
      expect((await client.answer()).body).toBe('oneand more')
    }
    expect(late).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED), S_OK, HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)])
  })

  test('a response that is longer than its header block says ends the connection', async () => {
    const { app } = await startApp([tapping(recording([]), { onRequestEnded(context) { extrasOf(context).rawChannel?.write(Buffer.from('HTTP/1.1 200 Smuggled\r\n\r\n')) } })], (server) => { server.get('/', () => 'one') })
    const client = await RawClient.connect(await listen(app))
    client.get('/', '/')
    expect((await client.rest()).split('HTTP/1.1 200 OK').length).toBe(2)
  })

  test('there is none where nobody registered, nor for another request', async () => {
    let seen: unknown = 0
    const { app } = await startApp([{ name: 'a', module: (_version, info) => info.setClosingSteps({ onRequestEnded(context) { seen = extrasOf(context).rawChannel } }) }], (server) => { server.get('/', () => 'one') })
    const client = await RawClient.connect(await listen(app))
    client.send('GET / HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n')
    await client.rest()
    expect(seen).toBe(null)
  })
})

describe('whatever goes wrong, the connection ends once and the server goes on', () => {
  /** Counts what every request and connection must have once. */
  async function counted(handlers: RawDataHandlers, build: Parameters<typeof startApp>[1], options: Parameters<typeof startApp>[2] = {}) {
    const counts = { ended: 0, logged: 0, sessions: 0 }
    const gone = signal()
    const { app, errors } = await startApp([tapping(handlers, {
      onRequestEnded(context) {
        counts.ended++
        const container = context.GetConnection()?.GetModuleContextContainer()
        container?.SetConnectionModuleContext({ NotifyDisconnect() {}, CleanupStoredContext() { counts.sessions++; gone.give() } }, 7_000_000)
      },
      onLogRecord() { counts.logged++ }
    })], build, options)
    return { app, errors, counts, gone: gone.promise, port: await listen(app) }
  }

  test.each(['onRead', 'onSend'] as const)('%s throws', async (method) => {
    let bad = true
    const { port, errors, counts } = await counted({ [method]() {
      if (bad) throw new Error('broken')
      return 'continue'
    } }, (server) => { server.get('/', () => 'fine') })
    const client = await RawClient.connect(port)
    client.get('/')
    expect(await client.rest()).toBe('')
    bad = false
    const other = await RawClient.connect(port)
    other.get('/')
    expect((await other.answer()).body).toBe('fine')
    expect(errors.map(({ message }) => message)).toEqual(['A handler of raw data threw: broken. The connection was reset; answer each block at once, and do not ask for more without end.'])
    expect(counts.ended).toBe(method === 'onRead' ? 1 : 2)
  })

  test('a handler that asks for more without end', async () => {
    const { port, errors } = await counted({ onRead: () => 'more' }, () => {}, { rawReadLimit: 100_000 })
    const client = await RawClient.connect(port)
    client.send(`POST / HTTP/1.1\r\n\r\n${'x'.repeat(1_000_000)}`)
    await client.closed()
    expect(errors.map((error) => 'code' in error && error.code)).toEqual(['ERR_MODULE_RAW_DATA'])
  })

  test('a client that leaves while it is waited for', async () => {
    const asked = signal()
    const { port, app } = await counted({ onRead() { asked.give(); return 'more' } }, () => {})
    const client = await RawClient.connect(port)
    client.get('/')
    await asked.promise
    client.leave()
    await client.closed()
    await app.close()
  })

  test.each(['leaves', 'resets'] as const)('a client that %s in the middle of a response', async (how) => {
    const { port, counts, gone } = await counted({ onSend: () => 'continue' }, (server) => {
      server.get('/', (_request, reply) => reply.send(new Readable({ read() { this.push(Buffer.alloc(65_536)) } })))
    })
    const client = await RawClient.connect(port)
    client.get('/')
    await client.firstByte()
    if (how === 'leaves') client.leave()
    else client.socket.resetAndDestroy()
    await gone
    expect(counts).toEqual({ ended: 1, logged: 1, sessions: 1 })
  })

  test('a client that has said all it will say, and a route that does not answer', async () => {
    const began = signal()
    const { port, counts, gone } = await counted({ onSend: () => 'continue' }, (server) => { server.get('/', () => { began.give(); return new Promise(() => {}) }) })
    const client = await RawClient.connect(port)
    client.get('/')
    await began.promise
    client.socket.end()
    await gone
    expect(counts).toEqual({ ended: 1, logged: 1, sessions: 1 })
  })

  test('a stream that breaks off', async () => {
    const { port, counts, gone } = await counted({ onSend: () => 'continue' }, (server) => {
      server.get('/', (_request, reply) => reply.send(Readable.from((function * () {
        yield Buffer.from('one')
        throw new Error('broken')
      })(), { objectMode: false })))
    })
    const client = await RawClient.connect(port)
    client.get('/')
    expect(await client.rest()).not.toContain('\r\n0\r\n')
    await gone
    expect(counts).toEqual({ ended: 1, logged: 1, sessions: 1 })
  })

  test('bytes that are no HTTP', async () => {
    const log: string[] = []
    const { port } = await counted(recording(log), () => {})
    const client = await RawClient.connect(port)
    client.send('no HTTP at all\r\n\r\n')
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(log).toEqual(['read no HTTP at all', 'send HTTP/1.1 400 Bad Request', expect.stringMatching(/^send \{/)])
  })

  test('a silent client is sent away, an idle connection does not keep the server from closing', async () => {
    const { port, app } = await counted(recording([]), (server) => { server.get('/', () => 'fine') }, { server: { connectionTimeout: 50 } })
    await (await RawClient.connect(port)).closed()
    app.server.timeout = 0
    const idle = await RawClient.connect(port)
    idle.get('/')
    await idle.answer()
    await app.close()
    await idle.closed()
  })
})

describe('back-pressure', () => {
  const SIZE = 48 * 1024 * 1024
  /** Socket buffers of the two sides, generously. */
  const BOUND = 24 * 1024 * 1024
  const PIECE = Buffer.alloc(65_536, 'x')

  test('a response is made as fast as the client reads', async () => {
    let [made, seen] = [0, 0]
    const { app } = await startApp([tapping({ onSend(block) { seen += block.bytes.byteLength; return 'continue' } })], (server) => {
      server.get('/', (_request, reply) => reply.send(new Readable({ read() {
        made += PIECE.length
        this.push(made > SIZE ? null : PIECE)
      } })))
    })
    const client = await RawClient.connect(await listen(app))
    client.socket.removeAllListeners('data')
    let [received, ahead] = [0, 0]
    client.socket.on('data', (bytes) => {
      received += bytes.length
      ahead = Math.max(ahead, made - received)
      client.socket.pause()
      setImmediate(() => { client.socket.resume() })
    })
    client.send('GET / HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n')
    await client.closed()
    expect(received).toBeGreaterThan(SIZE)
    expect(seen).toBeGreaterThan(SIZE)
    expect(ahead).toBeLessThan(BOUND)
  }, 60_000)

  test('a body is read as fast as the route takes it', async () => {
    let [read, taken, ahead] = [0, 0, 0]
    const { app } = await startApp([tapping({ onRead(block) {
      read += block.bytes.byteLength
      ahead = Math.max(ahead, read - taken)
      return 'continue'
    } })], (server) => {
      server.addContentTypeParser('*', (_request, payload, done) => { done(null, payload) })
      const consume = async (body: Readable): Promise<string> => {
        for await (const bytes of body) {
          taken += (bytes as Buffer).length
          await new Promise((resolve) => { setImmediate(resolve) })
        }
        return String(taken)
      }
      server.post('/', { bodyLimit: 2 * SIZE }, (request) => consume(request.body as Readable))
    })
    const client = await RawClient.connect(await listen(app))
    client.send(`POST / HTTP/1.1\r\nHost: site.test\r\nContent-Type: a/b\r\nContent-Length: ${SIZE}\r\n\r\n`)
    for (let sent = 0; sent < SIZE; sent += PIECE.length) if (!client.socket.write(PIECE)) await once(client.socket, 'drain')
    expect((await client.answer()).body).toBe(String(SIZE))
    expect(ahead).toBeLessThan(2 * 1024 * 1024)
  }, 60_000)
})

describe('the connection under it', () => {
  test('TLS: the application sees its facts', async () => {
    const certificate = makeCertificate('/CN=site.test')
    if (certificate === null) return
    const { app } = await startApp([tapping(recording([]))], (server) => {
      server.get('/', (request) => {
        const { socket } = request.raw
        return { protocol: request.protocol, ip: request.ip, cipher: typeof Reflect.apply(Reflect.get(socket, 'getCipher') as () => { name: string }, socket, []).name }
      })
    }, { server: { https: certificate } as object })
    const client = connectTls({ port: await listen(app), host: '127.0.0.1', ca: certificate.cert, checkServerIdentity: () => undefined })
    client.write('GET / HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n')
    const answer = Buffer.concat(await client.toArray() as Buffer[]).toString()
    expect(answer.slice(answer.indexOf('{'))).toBe('{"protocol":"https","ip":"127.0.0.1","cipher":"string"}')
  }, 60_000) // a key takes its time on a busy machine

  test.each(['onRead', 'onSend'] as const)('TLS: %s resets it by leaving out its last record', async (handler) => {
    const certificate = makeCertificate('/CN=site.test')
    if (certificate === null) return
    const { app, errors } = await startApp([tapping({ [handler]: () => 'reset' })], (server) => { server.get('/', () => 'body') }, { server: { https: certificate } as object })
    const port = await listen(app)
    for (const _ of [1, 2]) { // the server lives on
      const client = connectTls({ port, host: '127.0.0.1', ca: certificate.cert, checkServerIdentity: () => undefined })
      let received = ''
      client.on('error', () => {}).on('data', (bytes) => { received += String(bytes) })
      client.write('GET / HTTP/1.1\r\nHost: site.test\r\n\r\n')
      await once(client, 'close')
      expect(received).toBe('')
    }
    expect(errors).toEqual([])
  }, 60_000)

  test('is untouched where nobody registers, or nobody needs it', async () => {
    for (const modules of [[], [tapping({ ...recording([]), isNeeded: () => false })]]) {
      const { app } = await startApp(modules, (server) => { server.get('/', (request) => String(request.raw.socket instanceof Socket)) })
      const client = await RawClient.connect(await listen(app))
      client.get('/')
      expect((await client.answer()).body).toBe('true')
      if (modules.length === 0) expect(app.server.listeners('connection').map(({ name }) => name)).toEqual(fastify().server.listeners('connection').map(({ name }) => name))
    }
  })

  test('HTTP/2 and raw data exclude each other', async () => {
    const app = fastify({ http2: true })
    onTestFinished(() => app.close())
    await expect(async () => { await app.register(integratedPipeline, { modules: [tapping(recording([]))] }) }).rejects.toThrow(/HTTP\/2/)
  })

  test('a second address would pass by it', async () => {
    vi.spyOn(dns, 'lookup').mockImplementation(((...call: unknown[]) => { // not every machine has two
      const [all, done] = [typeof call[1] === 'object', call.at(-1) as (...result: unknown[]) => void]
      const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }))
      setImmediate(() => { if (all) done(null, addresses); else done(null, call[0] === 'localhost' ? '127.0.0.1' : call[0], 4) })
    }) as unknown as typeof dns.lookup)
    onTestFinished(() => { vi.restoreAllMocks() })
    const { app, errors } = await startApp([tapping(recording([]))])
    const closed = once(app.server, 'close')
    await app.listen({ port: 0, host: 'localhost' })
    await closed
    expect(errors.map((error) => 'code' in error && error.code)).toEqual(['ERR_MODULE_RAW_DATA_HOST'])
  })

  test.each([['rawReadTimeout', 0], ['rawReadLimit', -1]] as const)('%s is checked', async (option, value) => {
    await expect(async () => { await fastify().register(integratedPipeline, { modules: [], [option]: value }) }).rejects.toThrow(option)
  })
})
