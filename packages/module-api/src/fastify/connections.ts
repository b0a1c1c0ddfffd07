import type { Socket } from 'node:net'
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { HttpConnection } from '../host/connection.ts'
import type { NetSession } from '../host/net-session.ts'
import type { Pipeline } from '../host/pipeline.ts'
import { RawLink } from '../host/raw-link.ts'
import { ModuleContractError, toError } from '../errors.ts'
import type { Plan } from '../pipeline/plan.ts'
import type { NetSessions } from './net-sessions.ts'
import { isConnection, resetSocket, TappedSocket } from './tapped-socket.ts'

/** Also for HTTP/2, whose requests have a stand-in for the socket. */
function isEncrypted(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true
}

/** Inject's stand-in, or a stream of HTTP/2: the connection is that of one request. */
function isOneRequest(raw: IncomingMessage): boolean { return !isConnection(raw.socket) || raw.httpVersionMajor > 1 }

/** Whether somebody wants raw data; null: nobody knows yet. */
export function wantsRawData({ reads, sends }: NonNullable<Plan['raw']>): boolean | null {
  let wanted: boolean | null = false
  for (const handlers of [...reads, ...sends]) {
    const answer = handlers.isNeeded === undefined ? true : handlers.isNeeded()
    if (answer === true) return true
    if (answer === null) wanted = null
  }
  return wanted
}

/** A request, and what it came on. */
export interface Arrival {
  readonly connection: HttpConnection
  /** The connection, or what this request sees of it, has to be closed after the request. */
  readonly once: boolean
  /** Why it cannot be served. */
  readonly refusal: Error | null
}

/** The connections of one server: one for each socket; under inject one for each request. */
export class Connections {
  readonly #pipeline: Pipeline
  /** What is open, and how to let go of its socket. */
  readonly #open = new Map<HttpConnection, () => void>()
  /** A socket may bring requests to several servers of this process, one after the other; each has a connection of its own. */
  readonly #known = new WeakMap<Socket | TappedSocket, HttpConnection>()
  readonly #sessions: NetSessions | null

  /** @param sessions where they are not the connections */
  constructor(pipeline: Pipeline, sessions: NetSessions | null) {
    this.#pipeline = pipeline
    this.#sessions = sessions
  }

  /** The connection of a request, with the contexts of its session. */
  of(raw: IncomingMessage): Arrival {
    if (this.#sessions !== null) return this.#inSession(raw, this.#sessions)
    const { socket } = raw
    if (isOneRequest(raw)) return { connection: this.#oneRequest(raw), once: true, refusal: null }
    return { connection: this.#known.get(socket) ?? this.#untapped(socket), once: false, refusal: null }
  }

  #inSession(raw: IncomingMessage, sessions: NetSessions): Arrival {
    const { socket } = raw
    let session: NetSession
    let refusal: Error | null = null
    try {
      session = sessions.of(raw, isEncrypted(socket))
    } catch (error) {
      refusal = toError(error)
      session = this.#pipeline.createSession() // never somebody else's
    }
    const connection = isOneRequest(raw) ? this.#oneRequest(raw, session) : (this.#known.get(socket) ?? this.#untapped(socket)).under(session)
    return { connection, once: true, refusal }
  }

  #oneRequest(raw: IncomingMessage, session?: NetSession): HttpConnection {
    const connection = this.#create(raw.socket, undefined, session)
    raw.once('close', () => { connection.close() })
    return connection
  }

  /** The connection of a socket that modules see the bytes of, from its first byte on. */
  tap(socket: TappedSocket): void {
    const { raw } = this.#pipeline.plan
    if (raw === null) return
    const connection = this.#keep(socket, socket.real)
    connection.raw = new RawLink(this.#pipeline, connection, raw, socket.responses)
    socket.link(connection.raw)
  }

  /** The server has stopped: sessions of sockets whose close event is still to come end now. */
  closeAll(): void {
    for (const [connection, release] of this.#open) {
      release()
      connection.close()
    }
    this.#open.clear()
    this.#sessions?.closeAll()
  }

  /** A connection that nobody taps. */
  #untapped(socket: Socket): HttpConnection {
    if (this.#pipeline.plan.raw !== null && wantsRawData(this.#pipeline.plan.raw) === true) {
      this.#pipeline.reportOnce('raw data', () => new ModuleContractError('ERR_MODULE_RAW_DATA_HOST', `A connection to ${socket.localAddress ?? 'the server'} passes by the handlers of raw data.`))
    }
    return this.#keep(socket, socket)
  }

  /** @param facts the socket itself, where another stands before it */
  #keep(socket: Socket | TappedSocket, facts: Socket): HttpConnection {
    const connection = this.#create(facts, () => { resetSocket(socket) })
    const gone = (): void => {
      this.#open.delete(connection)
      connection.close()
    }
    this.#known.set(socket, connection)
    this.#open.set(connection, () => {
      socket.off('close', gone)
      this.#known.delete(socket)
    })
    socket.once('close', gone)
    return connection
  }

  #create(socket: Socket, reset?: () => void, session?: NetSession): HttpConnection {
    const { remoteAddress, remotePort, localAddress, localPort } = socket
    // Facts that a closed socket no longer tells are kept; the count of bytes stays live.
    return this.#pipeline.createConnection({
      remoteAddress, remotePort, localAddress, localPort,
      encrypted: isEncrypted(socket),
      tls: isEncrypted(socket) ? socket : undefined,
      ...(reset === undefined ? {} : { reset }),
      get bytesWritten() { return socket.bytesWritten ?? 0 },
      get connected() { return socket.destroyed !== true } // inject's has no such member
    }, session)
  }
}
