// Connections: pipelining, keep-alive, clients that leave, a server that stops.

import { once } from 'node:events'
import { connect as connectHttp2, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import {
  CGlobalModule, CLONE_FLAG_BASICS, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, extrasOf,
  type IHttpConnectionStoredContext, type IHttpContext, type LogRecord, type ModuleEntry
} from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { FAILED } from '@isapi-bridge/win32'
import { fastify } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientOf, deferred, listen, startApp, until } from '../support/hosts.ts'
import { THE_END, moduleOf, recordingModule } from '../support/modules.ts'

const path = (context: IHttpContext): string => context.GetScriptName()

/** Writes down what happens to what it stores: in the request, and in the connection. */
function storing(log: string[], extra: { readonly serial?: boolean } = {}): ModuleEntry {
  const id = { current: 0 }
  const entry = moduleOf('storing', {
    OnBeginRequest(context) {
      const url = path(context)
      log.push(`begin ${url}`)
      context.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { log.push(`cleanup ${url}`) } }, id.current)
      const container = context.GetConnection()?.GetModuleContextContainer()
      if (container?.GetModuleContext(id.current) === null) {
        const stored: IHttpConnectionStoredContext = { NotifyDisconnect() { log.push('disconnect') }, CleanupStoredContext() { log.push('cleanup connection') } }
        if (FAILED(container.SetModuleContext(stored, id.current))) log.push('refused')
        else log.push('stored')
      }
      return RQ_NOTIFICATION_CONTINUE
    },
    OnLogRequest(context) { log.push(`log ${path(context)}`); return RQ_NOTIFICATION_CONTINUE },
    OnEndRequest(context) { log.push(`end ${path(context)}`); return RQ_NOTIFICATION_CONTINUE }
  }, { closing: { onRequestEnded(context) { log.push(`closing ${path(context)}`) } }, ...extra })
  if (typeof entry === 'function') throw new Error('An entry with a name was expected.')
  return { name: entry.name, module: (version, info, server) => { id.current = info.GetId(); return entry.module(version, info, server) } }
}

const count = (log: readonly string[], line: string): number => log.filter((each) => each === line).length

describe('pipelined requests', () => {
  test.each([[false], [true]])('are serial when a module asks for it, whether modules pend or not (%s)', async (pend) => {
    const log: string[] = []
    const modules = [storing(log, { serial: true })]
    if (pend) modules.push(moduleOf('slow', { async OnAcquireRequestState() { await new Promise((resolve) => { setImmediate(resolve) }); return RQ_NOTIFICATION_CONTINUE } }))
    const { app } = await startApp(modules, (instance) => {
      instance.get('/slow', async () => { await new Promise((resolve) => { setImmediate(resolve) }); log.push('route /slow'); return 'slow' })
      instance.get('/fast', () => { log.push('route /fast'); return 'fast' })
    })
    const client = await clientOf(await listen(app))
    client.get('/slow', '/nothing', '/fast')
    expect([(await client.answer()).body, (await client.answer()).status, (await client.answer()).body]).toEqual(['slow', 404, 'fast'])
    await until(() => log.includes('cleanup /fast'))
    expect(log).toEqual([
      'begin /slow', 'stored', 'route /slow', 'log /slow', 'end /slow', 'closing /slow', 'cleanup /slow',
      'begin /nothing', 'log /nothing', 'end /nothing', 'closing /nothing', 'cleanup /nothing',
      'begin /fast', 'route /fast', 'log /fast', 'end /fast', 'closing /fast', 'cleanup /fast'
    ])
  })

  test('are serial after streams, targets that are refused, and answers of other plugins', async () => {
    const log: string[] = []
    const { app } = await startApp([storing(log, { serial: true })], (instance) => {
      instance.addHook('onRequest', (request, reply, done) => { if (request.url === '/denied') void reply.code(401).send(); else done() })
      instance.get('/stream', (_request, reply) => reply.send(Readable.from(['a', 'b'], { objectMode: false })))
      instance.get('/item/:id', () => 'item')
      instance.get('/last', () => 'last')
    })
    const client = await clientOf(await listen(app))
    client.get('/stream', '/%zz', `/item/${'x'.repeat(200)}`, '/denied', '/last')
    const statuses = []
    for (let answer = 0; answer < 5; answer++) statuses.push((await client.answer()).status)
    expect(statuses).toEqual([200, 400, 414, 401, 200])
    await until(() => log.includes('cleanup /last'))
    const order = log.filter((line) => line.startsWith('begin') || line.startsWith('cleanup')).map((line) => line.slice(0, 14))
    expect(order).toEqual(['begin /stream', 'cleanup /strea', 'begin /item/xx', 'cleanup /item/', 'begin /denied', 'cleanup /denie', 'begin /last', 'cleanup /last'])
  })

  test('are serial with an asynchronous closing step', async () => {
    const log: string[] = []
    const { app } = await startApp([storing(log, { serial: true }), moduleOf('closer', {}, {
      closing: { async onLogRecord(context) { await new Promise((resolve) => { setImmediate(resolve) }); log.push(`record ${path(context)}`) } }
    })])
    const client = await clientOf(await listen(app))
    client.get('/1', '/2')
    await client.answer()
    await client.answer()
    await until(() => log.includes('cleanup /2'))
    expect(log.indexOf('begin /2')).toBeGreaterThan(log.indexOf('cleanup /1'))
    expect(log.indexOf('record /1')).toBeLessThan(log.indexOf('cleanup /1'))
  })

  test('are not serial otherwise', async () => {
    const log: string[] = []
    const gate = deferred()
    const { app } = await startApp([storing(log)], (instance) => {
      instance.get('/slow', async () => { await gate.promise; return 'slow' })
      instance.get('/fast', () => { gate.resolve(); return 'fast' })
    })
    const client = await clientOf(await listen(app))
    client.get('/slow', '/fast')
    expect([(await client.answer()).body, (await client.answer()).body]).toEqual(['slow', 'fast'])
    await until(() => log.includes('cleanup /fast') && log.includes('cleanup /slow'))
    expect(log.indexOf('begin /fast')).toBeLessThan(log.indexOf('log /slow'))
  })

  test('a child request does not wait for its parent', async () => {
    const { app } = await startApp([moduleOf('parent', {
      OnBeginRequest(context) {
        const child = context.GetParentContext() === null ? context.CloneContext(CLONE_FLAG_BASICS) : 0
        if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
        child.GetRequest().SetUrl('/route')
        context.ExecuteRequest(true, child, 0, null)
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE
    }, { serial: true })], (instance) => { instance.get('/route', (request) => request.ip) })
    const client = await clientOf(await listen(app))
    client.get('/a', '/b')
    expect([(await client.answer()).body, (await client.answer()).body]).toEqual(['127.0.0.1', '127.0.0.1'])
  })

  test('many that pend on one connection warn of nothing', async () => {
    const warnings: Error[] = []
    const listener = (warning: Error): void => { warnings.push(warning) }
    process.on('warning', listener)
    onTestFinished(() => { process.off('warning', listener) })
    const gate = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
    let begun = 0
    const { app } = await startApp([moduleOf('slow', { OnBeginRequest() { begun++; return gate.promise } })])
    const client = await clientOf(await listen(app))
    client.get(...new Array(30).fill('/x'))
    await until(() => begun === 30)
    gate.resolve(RQ_NOTIFICATION_CONTINUE)
    for (let answer = 0; answer < 30; answer++) expect((await client.answer()).status).toBe(404)
    expect(warnings).toEqual([])
  })
})

describe('keep-alive', () => {
  test('one connection, whose contexts live until it ends', async () => {
    const log: string[] = []
    const { app } = await startApp([storing(log)])
    const port = await listen(app)
    const client = await clientOf(port)
    for (const url of ['/1', '/2']) {
      client.get(url)
      await client.answer()
    }
    await until(() => log.includes('cleanup /2'))
    expect(log).not.toContain('disconnect')
    client.leave()
    await until(() => log.includes('cleanup connection'))
    expect(log.slice(-2)).toEqual(['disconnect', 'cleanup connection'])
    expect(count(log, 'stored')).toBe(1)
    const other = await clientOf(port)
    other.get('/3')
    await other.answer()
    await until(() => count(log, 'stored') === 2)
  })

  test('Connection: close, and HTTP/1.0', async () => {
    const log: string[] = []
    const { app } = await startApp([storing(log)])
    const port = await listen(app)
    for (const [index, request] of ['GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 'GET /1 HTTP/1.0\r\n\r\n'].entries()) {
      const client = await clientOf(port)
      client.send(request)
      await client.rest()
      await until(() => count(log, 'cleanup connection') === index + 1)
      expect(log.slice(-8).filter((line) => line !== 'disconnect')).toEqual(['begin /1', 'stored', 'log /1', 'end /1', 'closing /1', 'cleanup /1', 'cleanup connection'])
      expect(count(log, 'disconnect')).toBe(index + 1)
    }
  })

  test('under inject one request is one connection', async () => {
    const log: string[] = []
    const { app } = await startApp([storing(log)])
    for (const url of ['/1', '/2']) await app.inject(url)
    await until(() => count(log, 'cleanup connection') === 2)
    expect(log.slice(0, 8)).toEqual(['begin /1', 'stored', 'log /1', 'end /1', 'closing /1', 'cleanup /1', 'disconnect', 'cleanup connection'])
  })
})

describe('a client that leaves', () => {
  const EXPECTED = ['begin /route', 'stored', 'log /route', 'end /route', 'closing /route', 'cleanup /route', 'disconnect', 'cleanup connection']

  async function leave(how: string, when: 'route' | 'stream' | 'slow', { before = 0 } = {}) {
    const log: string[] = []
    const records: LogRecord[] = []
    const connected: unknown[] = []
    const reached = deferred()
    const gate = deferred()
    const stream = new Readable({ read() {} })
    const { app, errors } = await startApp([storing(log), moduleOf('watching', {
      OnLogRequest(context) {
        if (path(context) === '/route') connected.push(context.GetConnection()?.IsConnected(), extrasOf(context).aborted)
        return RQ_NOTIFICATION_CONTINUE
      },
      OnSendResponse(context) { if (path(context) === '/route') log.push('send'); return RQ_NOTIFICATION_CONTINUE }
    }, { closing: { onLogRecord: (_context, record) => { records.push(record) } } })], (instance) => {
      instance.addHook('onSend', async (_request, _reply, payload) => { if (when === 'slow') { reached.resolve(); await gate.promise } return payload })
      instance.get('/warm', () => 'warm')
      instance.get('/route', async (_request, reply) => {
        if (when === 'stream') {
          stream.push('first')
          return reply.send(stream)
        }
        reached.resolve()
        await gate.promise
        return 'late'
      })
    })
    if (how === 'inject') {
      const client = new AbortController()
      const answer = app.inject({ url: '/route', signal: client.signal }).then(() => {}, () => {})
      if (when === 'stream') await until(() => log.includes('send'))
      else await reached.promise
      client.abort()
      await answer
    } else {
      const client = await clientOf(await listen(app))
      for (let time = 0; time < before; time++) {
        client.get('/warm')
        await client.answer()
      }
      client.get('/route')
      if (when === 'stream') await client.firstByte()
      else await reached.promise
      client.leave()
    }
    await until(() => log.includes('cleanup connection'))
    const rest = log.filter((line) => !line.endsWith('/warm'))
    gate.resolve()
    await new Promise((resolve) => { setImmediate(resolve) })
    await new Promise((resolve) => { setImmediate(resolve) })
    return { log: rest, all: log.filter((line) => !line.endsWith('/warm')), records: records.filter((record) => record.uriStem === '/route'), connected, errors, stream }
  }

  test.each([['inject', 0], ['socket', 0], ['socket', 2]] as const)('during the route (%s, after %i requests)', async (how, before) => {
    const { log, all, records, connected, errors } = await leave(how, 'route', { before })
    expect(log.toSorted()).toEqual(EXPECTED.toSorted())
    expect(log.indexOf('cleanup connection')).toBe(log.length - 1)
    expect(log.indexOf('closing /route')).toBeGreaterThan(log.indexOf('end /route'))
    expect(all).toEqual(log) // the route's late answer changes nothing
    expect(records).toMatchObject([{ win32Status: 64 }])
    expect(connected).toEqual([false, true])
    expect(errors).toEqual([])
  })

  test('while another plugin\'s onSend works', async () => {
    const { log, all } = await leave('socket', 'slow')
    expect(log.toSorted()).toEqual(EXPECTED.toSorted())
    expect(all).toEqual(log)
  })

  test.each(['inject', 'socket'])('while the answer streams (%s)', async (how) => {
    const { log, records, stream } = await leave(how, 'stream')
    expect(log.toSorted()).toEqual([...EXPECTED, 'send'].toSorted())
    expect(records).toMatchObject([{ status: 200, win32Status: 64 }])
    if (how === 'socket') await until(() => stream.destroyed)
  })

  test('with several requests of a pipeline under way ends all of them', async () => {
    for (const serial of [false, true]) {
      const log: string[] = []
      let running = 0
      const { app } = await startApp([storing(log, { serial })], (instance) => {
        instance.get('/:id', () => new Promise(() => { running++ }))
        instance.get('/done', () => 'done')
      })
      const client = await clientOf(await listen(app))
      client.get('/1', '/2', '/done')
      await until(() => (serial ? running === 1 : running === 2 && log.includes('end /done')))
      client.leave()
      await until(() => log.includes('cleanup connection'))
      for (const url of serial ? ['/1'] : ['/1', '/2', '/done']) {
        for (const line of ['begin', 'log', 'end', 'closing', 'cleanup']) expect(count(log, `${line} ${url}`), `${line} ${url}`).toBe(1)
      }
      if (serial) expect(log).not.toContain('begin /2')
      expect(log.at(-1)).toBe('cleanup connection')
      expect(count(log, 'disconnect')).toBe(1)
    }
  })

  test('in the middle of a body', async () => {
    const log: string[] = []
    const { app } = await startApp([recordingModule(log)], (instance) => { instance.post('/route', () => { log.push('route'); return 'route' }) })
    const client = await clientOf(await listen(app))
    client.send('POST /route HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf')
    await until(() => log.includes('OnPostPreExecuteRequestHandler'))
    client.leave()
    await until(() => log.includes('Dispose'))
    expect(log).not.toContain('route')
    expect(log.slice(log.indexOf('OnPostPreExecuteRequestHandler') + 1)).toEqual([...THE_END, 'closing', 'Dispose'])
  })

  test('before the answer of a child streams to its end', async () => {
    const log: string[] = []
    const stream = new Readable({ read() {} })
    const { app } = await startApp([moduleOf('parent', {
      OnBeginRequest(context) {
        const child = context.GetParentContext() === null ? context.CloneContext(CLONE_FLAG_BASICS) : 0
        if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
        child.GetRequest().SetUrl('/stream')
        context.ExecuteRequest(true, child, 0, null)
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE,
      OnEndRequest(context) { log.push(context.GetParentContext() === null ? 'end parent' : 'end child'); return RQ_NOTIFICATION_CONTINUE },
      Dispose() { log.push('dispose') }
    })], (instance) => {
      instance.get('/stream', (_request, reply) => {
        stream.push('first')
        return reply.send(stream)
      })
    })
    const client = await clientOf(await listen(app))
    client.get('/')
    await client.firstByte()
    client.leave()
    await until(() => count(log, 'dispose') === 2)
    expect(log.toSorted()).toEqual(['dispose', 'dispose', 'end child', 'end parent'])
  })
})

describe('a server that stops', () => {
  test('ends idle connections: contexts cleaned once', async () => {
    const log: string[] = []
    const { app } = await startApp([storing(log)])
    const client = await clientOf(await listen(app))
    client.get('/1')
    await client.answer()
    await app.close()
    expect(log.slice(-2)).toEqual(['disconnect', 'cleanup connection'])
    await client.closed()
  })

  test('lets running requests end; new ones of the pipeline are refused with 503', async () => {
    const log: string[] = []
    const gate = deferred()
    const { app } = await startApp([storing(log)], (instance) => { instance.get('/slow', async () => { await gate.promise; return 'slow' }) })
    const client = await clientOf(await listen(app))
    client.get('/slow')
    await until(() => log.includes('begin /slow'))
    const closed = app.close()
    client.get('/late')
    await until(() => log.includes('closing /late'))
    gate.resolve()
    expect((await client.answer()).body).toBe('slow')
    expect((await client.answer()).status).toBe(503)
    await closed
    await until(() => log.includes('cleanup connection'))
    for (const url of ['/slow', '/late']) for (const line of ['log', 'end', 'closing', 'cleanup']) expect(count(log, `${line} ${url}`)).toBe(1)
    expect(count(log, 'cleanup connection')).toBe(1)
    expect(log.at(-1)).toBe('cleanup connection')
  })

  test('tells factories and global modules, once', async () => {
    const log: string[] = []
    const app = fastify()
    await app.register(integratedPipeline, {
      modules: [{
        name: 'terminated',
        module(_version, info) {
          info.SetGlobalNotifications(new class extends CGlobalModule { Terminate() { log.push('global') } }(), 0)
          return info.SetRequestNotifications({ GetHttpModule: () => 0 as never, Terminate() { log.push('factory'); throw new Error('ignored') } }, 0, 0)
        }
      }],
      report: () => { log.push('reported') }
    })
    await app.close()
    expect(log.toSorted()).toEqual(['factory', 'global', 'reported'])
  })
})

describe('HTTP/2', () => {
  async function session(modules: readonly ModuleEntry[]): Promise<ClientHttp2Session> {
    const app = fastify({ http2: true })
    await app.register(integratedPipeline as never, { modules } as never)
    app.get('/route', () => 'route')
    app.get('/site', { constraints: { host: 'two.test' } }, () => 'two')
    app.get('/hang', () => new Promise(() => {}))
    await app.listen({ port: 0, host: '127.0.0.1' })
    const client = connectHttp2(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
    onTestFinished(async () => {
      client.destroy()
      await app.close()
    })
    return client
  }

  async function get(client: ClientHttp2Session, headers: Record<string, string>): Promise<{ headers: IncomingHttpHeaders; body: string }> {
    const stream = client.request(headers)
    const [answer] = await once(stream, 'response') as [IncomingHttpHeaders]
    let body = ''
    for await (const chunk of stream) body += String(chunk)
    return { headers: answer, body }
  }

  test('a stream is a connection: each has contexts of its own, cleaned with it', async () => {
    const log: string[] = []
    const client = await session([storing(log, { serial: true })])
    const answers = await Promise.all([get(client, { ':path': '/route' }), get(client, { ':path': '/route' })])
    expect(answers.map((answer) => answer.body)).toEqual(['route', 'route'])
    expect((await get(client, { ':path': '/nothing' })).headers[':status']).toBe(404)
    await until(() => count(log, 'cleanup connection') === 3)
    expect(count(log, 'stored')).toBe(3)
    expect(log).not.toContain('refused')
  })

  test('the authority selects the route', async () => {
    const client = await session([storing([])])
    expect((await get(client, { ':path': '/site', ':authority': 'two.test' })).body).toBe('two')
    expect((await get(client, { ':path': '/site', ':authority': 'one.test' })).headers[':status']).toBe(404)
  })

  test('has no reasons', async () => {
    const warnings: Error[] = []
    const listener = (warning: Error): void => { warnings.push(warning) }
    process.on('warning', listener)
    onTestFinished(() => { process.off('warning', listener) })
    const client = await session([moduleOf('denying', { OnBeginRequest(context) { context.GetResponse().SetStatus(403, 'No'); return 2 } })])
    expect((await get(client, { ':path': '/route' })).headers[':status']).toBe(403)
    await new Promise((resolve) => { setImmediate(resolve) })
    expect(warnings).toEqual([])
  })

  test('ResetConnection resets the stream, and no other', async () => {
    const client = await session([moduleOf('resetting', { OnBeginRequest(context) { if (path(context) === '/reset') context.GetResponse().ResetConnection(); return RQ_NOTIFICATION_CONTINUE } })])
    client.on('error', () => {})
    const stream = client.request({ ':path': '/reset' })
    stream.on('error', () => {})
    await new Promise((resolve) => { stream.once('close', resolve).resume() })
    expect(stream.rstCode).not.toBe(0)
    expect((await get(client, { ':path': '/route' })).body).toBe('route')
  })

  test('a stream that is reset ends its request', async () => {
    const log: string[] = []
    const client = await session([storing(log)])
    const stream = client.request({ ':path': '/hang' })
    stream.on('error', () => {})
    await until(() => log.includes('begin /hang'))
    stream.close(8)
    await until(() => log.includes('cleanup connection'))
    for (const line of ['log', 'end', 'closing', 'cleanup']) expect(count(log, `${line} /hang`)).toBe(1)
  })
})
