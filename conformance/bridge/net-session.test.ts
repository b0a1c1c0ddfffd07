// Every way in which a connection can end: each session hears END_OF_NET_SESSION once, after the last LOG, and its memory goes.

import type { Duplex } from 'node:stream'
import { createFilterHeap, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, type FilterHeap } from '@isapi-bridge/filter-api'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { describe, expect } from 'vitest'
import { answer } from '../filter/support-b.ts'
import { statement } from '../statement.ts'
import { bridged, variable, type FilterHandlers } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { get, openWire, type Wire, type WireClient } from '../support/wire.ts'

interface Scene {
  readonly wire: Wire
  readonly client: WireClient
  /** A route is under way. */
  readonly entered: Promise<void>
  /** Lets it go on. */
  open(): void
}

interface Ending {
  /** Requests that filters see. */
  readonly requests: number
  readonly server?: FastifyServerOptions
  /** Whatever is needed until the connection ends. */
  act(scene: Scene): Promise<unknown>
}

const HEAD = 'POST /hello HTTP/1.1\r\nHost: site.test\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n'
const LIMITS = { http: { headersTimeout: 60, requestTimeout: 60, connectionsCheckingInterval: 20 } } as FastifyServerOptions // the option belongs to servers without TLS

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => { resolve = done })
  return { promise, resolve }
}

/** After one request that has been answered. */
function answered(end: (scene: Scene) => unknown, more: Partial<Ending> = {}): Ending {
  return {
    requests: 1, ...more,
    async act(scene) {
      scene.client.send(get('/hello'))
      await scene.client.until('\r\n\r\nhello')
      await end(scene)
    }
  }
}

/** While a route works. */
function underWay(end: (scene: Scene) => unknown, more: Partial<Ending> = {}): Ending {
  return {
    requests: 1, ...more,
    async act(scene) {
      scene.client.send(get('/slow'))
      await scene.entered
      await end(scene)
      scene.open()
    }
  }
}

/** The server ends it, after what these bytes ask for. */
function sent(bytes: string, requests: number, server: FastifyServerOptions = {}): Ending {
  return { requests, server, act: ({ client }) => { client.send(bytes); return client.rest() } }
}

const ENDINGS: Readonly<Record<string, Ending>> = {
  'the client closes': answered(({ client }) => { client.leave() }),
  'the client closes its half': answered(({ client }) => { client.socket.end() }),
  'the client resets': answered(({ client }) => { client.socket.resetAndDestroy() }),
  'the client closes while a route works': underWay(({ client }) => { client.leave() }),
  'the client closes its half while a route works': underWay(({ client }) => { client.socket.end() }),
  'the client resets while a route works': underWay(({ client }) => { client.socket.resetAndDestroy() }),
  'the client closes in the middle of a body': { requests: 1, async act({ client, wire }) { const seen = arrival(wire.app); client.send(`${HEAD}half`); await seen; client.leave() } },
  'the client closes in the middle of a head': answered(({ client }) => { client.send('GET /hel'); client.socket.end() }),
  'the client closes with requests of a pipeline waiting': { requests: 1, async act({ wire, client, entered, open }) { const gone = departure(wire.app); client.send(get('/slow') + get('/hello')); await entered; client.leave(); await gone; open() } },
  'the client asks to close': sent(get('/hello', true), 1),
  'HTTP/1.0': sent('GET /hello HTTP/1.0\r\n\r\n', 1),
  'keepAliveTimeout': answered(({ client }) => client.rest(), { server: { keepAliveTimeout: 20 } }),
  'connectionTimeout': underWay(({ client }) => client.rest(), { server: { connectionTimeout: 50 } }),
  'a head that takes too long': answered(({ client }) => { client.send('GET /hel'); return client.rest() }, { server: LIMITS }),
  'a body that takes too long': sent(HEAD, 1, { ...LIMITS, requestTimeout: 60 }),
  'the server closes': answered(({ wire }) => wire.app.close()),
  'the server closes, and waits for requests': answered(({ wire }) => wire.app.close(), { server: { forceCloseConnections: false, keepAliveTimeout: 20 } }),
  'the server closes idle connections': answered(({ wire }) => wire.app.close(), { server: { forceCloseConnections: 'idle' } }),
  'the server closes while a route works': underWay(({ wire }) => { void wire.app.close() }),
  'the server closes while a route works, and waits': underWay(({ wire }) => { void wire.app.close() }, { server: { forceCloseConnections: false, keepAliveTimeout: 20 } }),
  'an upgrade': upgraded(({ client }) => { client.leave() }),
  'an upgrade that the server ends': upgraded((_scene, socket) => { socket.destroy() }),
  'an upgrade, and the server closes': upgraded(({ wire, client }) => { void wire.app.close(); client.leave() }),
  'CONNECT': answered(({ client }) => { client.send('CONNECT site.test:80 HTTP/1.1\r\nHost: site.test:80\r\n\r\n'); return client.rest() }),
  'a bad request line': answered(({ client }) => { client.send('no request at all\r\n\r\n'); return client.rest() }),
  'a bad header': answered(({ client }) => { client.send('GET /hello HTTP/1.1\r\nHost site.test\r\n\r\n'); return client.rest() }),
  'a head that is too large': answered(({ client }) => { client.send(`GET /hello HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`); return client.rest() }),
  'a bad chunk': { requests: 1, act: ({ client }) => { client.send('POST /hello HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n'); return client.rest() } },
  'a bad request line while a route works': underWay(({ client }) => { client.send('no request at all\r\n\r\n') }),
  'an error in a filter': withHeader('fail: throw'),
  'an error status of a filter': withHeader('fail: error'),
  'a filter that has answered': sent('GET /hello HTTP/1.1\r\nHost: a\r\nfail: finish\r\n\r\n', 1),
  'an error in LOG': withHeader('fail: log'),
  'an error in END_OF_REQUEST': withHeader('fail: end'),
  'an error in a module': withHeader('fail: module'),
  'an error in a module, at the end': withHeader('fail: module-end'),
  'a route that closes the socket': sent(get('/destroy'), 1),
  'a route that answers by itself': sent(get('/hijack', true), 1)
}

/** An answered request with this header, then the client leaves. */
function withHeader(header: string): Ending {
  return { requests: 1, async act({ client }) { client.send(`GET /hello HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n`); await client.until('\r\n\r\n'); client.leave() } }
}

function upgraded(end: (scene: Scene, socket: Duplex) => unknown): Ending {
  return answered(async (scene) => {
    const { app } = scene.wire
    const socket = await new Promise<Duplex>((resolve) => {
      app.server.once('upgrade', (_request: unknown, stream: Duplex) => { resolve(stream) })
      scene.client.send('GET /hello HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n')
    })
    socket.on('error', () => {}).on('end', () => { socket.end() }).resume()
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
    await scene.client.until('\r\n\r\n')
    await end(scene, socket)
  })
}

/** The next request has reached the server. */
function arrival(app: FastifyInstance): Promise<void> {
  return new Promise((resolve) => { app.server.once('request', () => { resolve() }) })
}

/** The connection of the next request has closed. */
function departure(app: FastifyInstance): Promise<void> {
  return new Promise((resolve) => { app.server.once('request', ({ socket }) => { socket.once('close', () => { resolve() }) }) })
}

describe.each([['a plain connection', {}], ['a connection whose bytes filters see', { READ_RAW_DATA() {}, SEND_RAW_DATA() {} }]] as [string, FilterHandlers][])('%s', (_, raw) => {
  describe.each(Object.entries(ENDINGS))('%s', (_name, { requests, server, act }) => {
    statement('filter.end-of-net-session.every-ending', async () => {
      const log: string[] = []
      const heaps: FilterHeap[] = []
      const entered = deferred()
      const gate = deferred()
      const ended = deferred()
      const createHeap = (): FilterHeap => { const heap = createFilterHeap(); heaps.push(heap); return heap }
      const first: FilterHandlers = {
        PREPROC_HEADERS(pfc) {
          log.push('a PREPROC_HEADERS')
          pfc.AllocMem(pfc, 8)
          const fail = variable(pfc, 'HTTP_FAIL')
          pfc.pFilterContext = fail
          if (fail === 'throw') throw new Error('on purpose')
          if (fail === 'error') return SF_STATUS_REQ_ERROR
          if (fail !== 'finish') return undefined
          answer(pfc)
          return SF_STATUS_REQ_FINISHED
        },
        END_OF_REQUEST(pfc) { if (pfc.pFilterContext === 'end') throw new Error('on purpose') },
        LOG(pfc) { log.push('a LOG'); if (pfc.pFilterContext === 'log') throw new Error('on purpose') },
        END_OF_NET_SESSION() { log.push('a END_OF_NET_SESSION') }
      }
      const second: FilterHandlers = {
        LOG(pfc) { pfc.AllocMem(pfc, 8); log.push('b LOG') },
        END_OF_NET_SESSION() { log.push('b END_OF_NET_SESSION'); ended.resolve() }
      }
      const wire = await openWire({
        modules: [
          bridged('a', { ...first, ...raw }, { createHeap, profile: 'iis5' }), bridged('b', second, { createHeap, profile: 'iis5' }),
          moduleOf('m', {
            OnBeginRequest(context) { if (context.GetRequest().GetHeader('fail') === 'module') throw new Error('on purpose') },
            OnEndRequest(context) { if (context.GetRequest().GetHeader('fail') === 'module-end') throw new Error('on purpose') }
          })
        ],
        server: server ?? {},
        routes(app) {
          app.all('/hello', () => 'hello')
          app.get('/slow', async () => { entered.resolve(); await gate.promise; return 'slow' })
          app.get('/destroy', (request, reply) => { reply.hijack(); request.raw.socket.destroy() })
          app.get('/hijack', (_request, reply) => { reply.hijack(); reply.raw.end('by itself') })
        }
      })
      const client = await wire.connect()
      await act({ wire, client, entered: entered.promise, open: gate.resolve })
      await ended.promise
      client.leave()
      await wire.app.close()
      expect(log.slice(-2)).toEqual(['a END_OF_NET_SESSION', 'b END_OF_NET_SESSION'])
      for (const name of ['a', 'b']) {
        expect(log.filter((line) => line === `${name} END_OF_NET_SESSION`).length).toBe(1)
        expect(log.filter((line) => line === `${name} LOG`).length).toBe(requests)
      }
      expect(heaps.map(({ liveBlocks }) => liveBlocks)).toEqual([0, 0])
    })
  })
})
