// Every way in which a connection can end: each session hears END_OF_NET_SESSION once, after the last LOG, and its memory goes.

import type { Duplex } from 'node:stream'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { certificate } from '../support/certificate.ts'
import type { FilterHandlers } from '../support/filters.ts'
import { Sessions } from '../support/sessions.ts'
import { get, openWire, type Wire, type WireClient } from '../support/wire.ts'

interface Scene {
  readonly wire: Wire
  readonly client: WireClient
  readonly sessions: Sessions
}

interface Ending {
  /** Requests that filters see. */
  readonly requests: number
  readonly server?: FastifyServerOptions
  /** Whatever is needed until the connection ends. */
  act(scene: Scene): Promise<unknown>
}

const HEAD = 'POST /hello HTTP/1.1\r\nHost: site.test\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n'
const LIMITS = { http: { headersTimeout: 150, requestTimeout: 150, connectionsCheckingInterval: 20 } } as FastifyServerOptions // the option belongs to servers without TLS

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
      await scene.sessions.entered.promise
      await end(scene)
      scene.sessions.gate.resolve()
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
  'the client resets': answered(({ client }) => { client.reset() }),
  'the client closes while a route works': underWay(({ client }) => { client.leave() }),
  'the client closes its half while a route works': underWay(({ client }) => { client.socket.end() }),
  'the client resets while a route works': underWay(({ client }) => { client.reset() }),
  'the client closes in the middle of a body': { requests: 1, async act({ client, wire }) { const seen = arrival(wire.app); client.send(`${HEAD}half`); await seen; client.leave() } },
  'the client closes in the middle of a head': answered(({ client }) => { client.send('GET /hel'); client.socket.end() }),
  'the client closes with requests of a pipeline waiting': { requests: 1, async act({ wire, client, sessions }) { const gone = departure(wire.app); client.send(get('/slow') + get('/hello')); await sessions.entered.promise; client.leave(); await gone; sessions.gate.resolve() } },
  'the client asks to close': sent(get('/hello', true), 1),
  'HTTP/1.0': sent('GET /hello HTTP/1.0\r\n\r\n', 1),
  'keepAliveTimeout': answered(({ client }) => client.rest(), { server: { keepAliveTimeout: 20 } }),
  'as many requests as a connection takes': sent(get('/hello').repeat(2), 2, { maxRequestsPerSocket: 2, keepAliveTimeout: 20 }),
  'more requests than a connection takes': sent(get('/hello').repeat(3), 2, { maxRequestsPerSocket: 2, keepAliveTimeout: 20 }),
  'connectionTimeout': underWay(({ client }) => client.rest(), { server: { connectionTimeout: 150 } }),
  'a head that takes too long': answered(({ client }) => { client.send('GET /hel'); return client.rest() }, { server: LIMITS }),
  'a body that takes too long': sent(HEAD, 1, { ...LIMITS, requestTimeout: 150 }),
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
  'a module that resets the connection': sent('GET /hello HTTP/1.1\r\nHost: a\r\nfail: reset\r\n\r\n', 1),
  'a route that throws': answered(({ client }) => { client.send(get('/throw', true)); return client.rest() }, { requests: 2 }),
  'a route that closes the socket': sent(get('/destroy'), 1),
  'a route that answers by itself': sent(get('/hijack', true), 1)
}

/** What TLS adds; only the last record of a connection tells that it is complete. */
const ENCRYPTED_ENDINGS: Readonly<Record<string, Ending>> = {
  'the client leaves without a last record': answered(({ client }) => { client.below.destroy() }),
  'the client leaves without a last record while a route works': underWay(({ client }) => { client.below.destroy() }),
  'a record that is none': answered(({ client }) => { client.below.write('no record at all') }),
  'a record that is none while a route works': underWay(({ client }) => { client.below.write('no record at all') })
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

const RAW: FilterHandlers = { READ_RAW_DATA() {}, SEND_RAW_DATA() {} }
const CONNECTIONS: readonly (readonly [string, { readonly raw: FilterHandlers; readonly encrypted: boolean }])[] = [
  ['a plain connection', { raw: {}, encrypted: false }],
  ['a connection whose bytes filters see', { raw: RAW, encrypted: false }],
  ['an encrypted connection', { raw: {}, encrypted: true }],
  ['an encrypted connection whose bytes filters see', { raw: RAW, encrypted: true }]
]

describe.each(CONNECTIONS)('%s', (_, { raw, encrypted }) => {
  describe.each(Object.entries(encrypted ? { ...ENDINGS, ...ENCRYPTED_ENDINGS } : ENDINGS))('%s', (_name, { requests, server, act }) => {
    statement('filter.end-of-net-session.every-ending', async () => {
      const https = encrypted ? certificate() : undefined
      if (https === null) return
      const sessions = new Sessions(raw)
      const wire = await openWire({ modules: sessions.modules, routes: sessions.routes, server: server ?? {}, ...(https === undefined ? {} : { https }) })
      const client = await wire.connect()
      await act({ wire, client, sessions })
      await sessions.ended(1)
      client.leave()
      await wire.app.close()
      expect(sessions.faults(requests, 1)).toEqual([])
    })
  })
})
