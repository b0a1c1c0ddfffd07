// Every way in which a stream of HTTP/2 can end: each is a session of its own, which hears END_OF_NET_SESSION once, after its LOG.

import { once } from 'node:events'
import { connect as connectHttp2, constants, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders, type ServerHttp2Session } from 'node:http2'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { certificate } from '../support/certificate.ts'
import { Sessions } from '../support/sessions.ts'

const { NGHTTP2_CANCEL, NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INTERNAL_ERROR } = constants

interface Scene {
  readonly app: FastifyInstance
  readonly sessions: Sessions
  readonly client: ClientHttp2Session
  /** The client's connection below HTTP/2. */
  readonly socket: Socket
  /** The server's side of it. */
  readonly server: ServerHttp2Session
  send(headers: OutgoingHttpHeaders, open?: boolean): ClientHttp2Stream
}

interface Ending {
  /** Streams that filters see; each has one request. */
  readonly streams: number
  act(scene: Scene): unknown
}

/** After one stream that has been answered. */
function answered(end: (scene: Scene) => unknown): Ending {
  return {
    streams: 1,
    async act(scene) {
      await closed(scene.send({ ':path': '/hello' }))
      await end(scene)
    }
  }
}

/** While a route works. */
function underWay(end: (scene: Scene, stream: ClientHttp2Stream) => unknown): Ending {
  return {
    streams: 1,
    async act(scene) {
      const stream = scene.send({ ':path': '/slow' })
      await scene.sessions.entered.promise
      await end(scene, stream)
      scene.sessions.gate.resolve()
    }
  }
}

/** While a route works, whose answer comes after the session has ended: Node may never end a stream that it writes to while the client leaves. */
function cut(end: (scene: Scene, stream: ClientHttp2Stream) => unknown): Ending {
  return underWay(async (scene, stream) => {
    await end(scene, stream)
    await scene.sessions.ended(1)
  })
}

/** While an answer that is larger than the window of the client leaves. */
function streaming(end: (scene: Scene, stream: ClientHttp2Stream) => unknown): Ending {
  return {
    streams: 1,
    async act(scene) {
      const stream = scene.send({ ':path': '/large' })
      await once(stream, 'response')
      await end(scene, stream)
    }
  }
}

/** In the middle of a body. */
function sending(end: (scene: Scene, stream: ClientHttp2Stream) => unknown): Ending {
  return {
    streams: 1,
    async act(scene) {
      const seen = once(scene.app.server, 'request')
      const stream = scene.send({ ':path': '/hello', ':method': 'POST', 'content-type': 'text/plain' }, true)
      stream.write('half')
      await seen
      await end(scene, stream)
    }
  }
}

/** A stream that ends by itself, then the client leaves. */
function sent(headers: OutgoingHttpHeaders, streams = 1): Ending {
  return { streams, async act({ send, client }) { await closed(send(headers)); client.close() } }
}

function closed(stream: ClientHttp2Stream): Promise<void> {
  return new Promise((resolve) => { stream.resume().once('close', () => { resolve() }) })
}

function gone(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve) => { session.once('close', () => { resolve() }) })
}

/** Several streams at once, all of which end with their connection. */
function several(end: (scene: Scene) => unknown): Ending {
  return {
    streams: 3,
    async act(scene) {
      for (const path of ['/slow', '/slow', '/hello']) scene.send({ ':path': path })
      await scene.sessions.logged(1)
      await scene.sessions.entered.promise
      await end(scene)
      await scene.sessions.ended(3)
      scene.sessions.gate.resolve()
    }
  }
}

const ENDINGS: Readonly<Record<string, Ending>> = {
  'the client ends the session': answered(({ client }) => { client.close() }),
  'the client drops the session': answered(({ client }) => { client.destroy() }),
  'the client closes the connection': answered(({ socket }) => { socket.destroy() }),
  'the client resets the connection': answered(({ socket }) => { socket.resetAndDestroy() }),
  'the client cancels the stream while a route works': cut((_scene, stream) => { stream.close(NGHTTP2_CANCEL) }),
  'the client ends the session while a route works': underWay(({ client }) => { client.close() }),
  'the client drops the session while a route works': cut(({ client }) => { client.destroy() }),
  'the client drops the session with an error while a route works': cut(({ client }) => { client.destroy(new Error('on purpose'), NGHTTP2_INTERNAL_ERROR) }),
  'GOAWAY of the client while a route works': underWay(({ client }) => { client.goaway(NGHTTP2_ENHANCE_YOUR_CALM) }),
  'the client closes the connection while a route works': cut(({ socket }) => { socket.destroy() }),
  'the client closes its half while a route works': cut(({ socket }) => { socket.end() }),
  'the client resets the connection while a route works': cut(({ socket }) => { socket.resetAndDestroy() }),
  'the client cancels the stream in the middle of a body': sending((_scene, stream) => { stream.close(NGHTTP2_CANCEL) }),
  'the client drops the session in the middle of a body': sending(({ client }) => { client.destroy() }),
  'the client resets the connection in the middle of a body': sending(({ socket }) => { socket.resetAndDestroy() }),
  'the client cancels the stream while the answer leaves': streaming((_scene, stream) => { stream.close(NGHTTP2_CANCEL) }),
  'the client drops the session while the answer leaves': streaming(({ client }) => { client.destroy() }),
  'the client resets the connection while the answer leaves': streaming(({ socket }) => { socket.resetAndDestroy() }),
  'the client closes the connection with several streams': several(({ socket }) => { socket.destroy() }),
  'the client drops the session with several streams': several(({ client }) => { client.destroy() }),
  'a timeout of the session': answered(({ server, client }) => { server.setTimeout(20); return gone(client) }),
  'a timeout of the session while a route works': underWay(({ server }) => { server.setTimeout(20); return once(server, 'timeout') }),
  'the server closes': answered(({ app }) => app.close()),
  'the server closes while a route works': underWay(({ app }) => { void app.close() }),
  'the server ends the session while a route works': underWay(({ server }) => { server.close() }),
  'the server drops the session while a route works': cut(({ server }) => { server.destroy() }),
  'the server drops the session with an error while a route works': cut(({ server }) => { server.destroy(new Error('on purpose')) }),
  'GOAWAY of the server while a route works': underWay(({ server }) => { server.goaway(NGHTTP2_ENHANCE_YOUR_CALM) }),
  'the server drops the session with several streams': several(({ server }) => { server.destroy() }),
  'a route that throws': sent({ ':path': '/throw' }),
  'a route that drops its stream': sent({ ':path': '/destroy-stream' }),
  'a route that ends its stream with an error': sent({ ':path': '/stream-error' }),
  'a route that resets its stream': sent({ ':path': '/reset-stream' }),
  'a route that destroys the response': sent({ ':path': '/destroy-response' }),
  'a route that answers by itself': sent({ ':path': '/hijack' }),
  'a route that answers by the stream': sent({ ':path': '/stream' }),
  'a route that closes the socket': sent({ ':path': '/destroy' }),
  'a source that fails': sent({ ':path': '/broken' }),
  'no route': sent({ ':path': '/nowhere' }),
  'a HEAD': sent({ ':path': '/hello', ':method': 'HEAD' }),
  'a body that is too long for its length': { streams: 1, async act({ send, client }) { const stream = send({ ':path': '/hello', ':method': 'POST', 'content-type': 'text/plain', 'content-length': 2 }, true); stream.end('four'); await closed(stream); client.close() } },
  'a target that cannot be decoded': { streams: 1, async act({ send, client }) { await closed(send({ ':path': '/%zz' })); await closed(send({ ':path': '/hello' })); client.close() } },
  'CONNECT': { streams: 1, async act({ send, client }) { await closed(send({ ':method': 'CONNECT', ':authority': 'site.test:80' })); await closed(send({ ':path': '/hello' })); client.close() } },
  'an error in a filter': sent({ ':path': '/hello', fail: 'throw' }),
  'an error status of a filter': sent({ ':path': '/hello', fail: 'error' }),
  'a filter that has answered': sent({ ':path': '/hello', fail: 'finish' }),
  'an error in LOG': sent({ ':path': '/hello', fail: 'log' }),
  'an error in END_OF_REQUEST': sent({ ':path': '/hello', fail: 'end' }),
  'an error in a module': sent({ ':path': '/hello', fail: 'module' }),
  'an error in a module, at the end': sent({ ':path': '/hello', fail: 'module-end' }),
  'a module that resets the connection': sent({ ':path': '/hello', fail: 'reset' })
}

/** Without TLS Node never ends the streams of a connection whose frames make no sense. */
const ENCRYPTED_ENDINGS: Readonly<Record<string, Ending>> = {
  'no record of TLS while a route works': cut(({ socket }) => { socket.write('no record at all') })
}

async function openScene(sessions: Sessions, https: object | null): Promise<Scene> {
  const app = fastify({ forceCloseConnections: true, http2: true, ...(https === null ? {} : { https }) } as FastifyServerOptions) as FastifyInstance
  await app.register(integratedPipeline, { modules: sessions.modules, report() {} })
  sessions.routes(app)
  sessions.streamRoutes(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const accepted = once(app.server, 'session') as Promise<[ServerHttp2Session]>
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  const client = connectHttp2('http://site.test', { createConnection: () => (https === null ? socket : connectTls({ socket, ALPNProtocols: ['h2'], rejectUnauthorized: false })) })
  client.on('error', () => {})
  onTestFinished(async () => {
    client.destroy()
    await app.close()
  })
  const [session] = await accepted
  return {
    app, sessions, client, socket,
    server: session.on('error', () => {}),
    send: (headers, open = false) => client.request(headers, { endStream: !open }).on('error', () => {})
  }
}

describe.each([['without TLS', false], ['with TLS', true]])('HTTP/2 %s', (_, encrypted) => {
  describe.each(Object.entries(encrypted ? { ...ENDINGS, ...ENCRYPTED_ENDINGS } : ENDINGS))('%s', (_name, ending) => {
    statement('filter.end-of-net-session.every-ending', async () => {
      const https = encrypted ? certificate() : null
      if (encrypted && https === null) return
      const sessions = new Sessions()
      const scene = await openScene(sessions, https)
      await ending.act(scene)
      await sessions.ended(ending.streams)
      scene.client.destroy()
      await scene.app.close()
      expect(sessions.faults(ending.streams, ending.streams)).toEqual([])
    })
  })
})
