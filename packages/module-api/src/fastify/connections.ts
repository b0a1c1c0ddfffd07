import type { Socket } from 'node:net'
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { HttpConnection } from '../host/connection.ts'
import type { Pipeline } from '../host/pipeline.ts'
import { RawLink } from '../host/raw-link.ts'
import { ModuleContractError } from '../errors.ts'
import type { Plan } from '../pipeline/plan.ts'
import { isConnection, resetSocket, TappedSocket } from './tapped-socket.ts'

const kConnection = Symbol('isapi-bridge.connection')
/** Also for HTTP/2, whose requests have a stand-in for the socket. */
function isEncrypted(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true
}

type Tagged = (Socket | TappedSocket) & { [kConnection]?: HttpConnection }

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

/** The connections of one server: one for each socket; under inject one for each request. */
export class Connections {
  readonly #pipeline: Pipeline
  readonly #open = new Set<HttpConnection>()

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline
  }

  /** The connection of a request. `once`: it has to be closed after the request. */
  of(raw: IncomingMessage): { readonly connection: HttpConnection; readonly once: boolean } {
    const { socket } = raw
    if (!isConnection(socket) || raw.httpVersionMajor > 1) { // inject's stand-in; a stream of HTTP/2
      const connection = this.#create(socket)
      raw.once('close', () => { connection.close() })
      return { connection, once: true }
    }
    return { connection: (socket as Tagged)[kConnection] ?? this.#untapped(socket), once: false }
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
    for (const connection of this.#open) connection.close()
    this.#open.clear()
  }

  /** A connection that nobody taps. */
  #untapped(socket: Socket): HttpConnection {
    if (this.#pipeline.plan.raw !== null && wantsRawData(this.#pipeline.plan.raw) === true) {
      this.#pipeline.reportOnce('raw data', () => new ModuleContractError('ERR_MODULE_RAW_DATA_HOST', `A connection to ${socket.localAddress ?? 'the server'} passes by the handlers of raw data.`))
    }
    return this.#keep(socket, socket)
  }

  /** @param facts the socket itself, where another stands before it */
  #keep(socket: Tagged, facts: Socket): HttpConnection {
    const connection = this.#create(facts, () => { resetSocket(socket) })
    socket[kConnection] = connection
    this.#open.add(connection)
    socket.once('close', () => {
      this.#open.delete(connection)
      connection.close()
    })
    return connection
  }

  #create(socket: Socket, reset?: () => void): HttpConnection {
    const { remoteAddress, remotePort, localAddress, localPort } = socket
    // Facts that a closed socket no longer tells are kept; the count of bytes stays live.
    const connection = this.#pipeline.createConnection({
      remoteAddress, remotePort, localAddress, localPort,
      encrypted: isEncrypted(socket),
      tls: isEncrypted(socket) ? socket : undefined,
      ...(reset === undefined ? {} : { reset }),
      get bytesWritten() { return socket.bytesWritten ?? 0 },
      get connected() { return socket.destroyed !== true } // inject's has no such member
    })
    return connection
  }
}
