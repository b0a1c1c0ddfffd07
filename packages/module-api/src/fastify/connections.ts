import { Socket } from 'node:net'
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { HttpConnection } from '../host/connection.ts'
import type { Pipeline } from '../host/pipeline.ts'

const kConnection = Symbol('isapi-bridge.connection')
/** Also for HTTP/2, whose requests have a stand-in for the socket. */
function isEncrypted(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true
}

type Tagged = Socket & { [kConnection]?: HttpConnection }

/** The connections of one server: one for each socket; under inject one for each request. */
export class Connections {
  readonly #pipeline: Pipeline
  readonly #open = new Set<HttpConnection>()

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline
  }

  /** The connection of a request. `once`: it has to be closed after the request. */
  of(raw: IncomingMessage): { readonly connection: HttpConnection; readonly once: boolean } {
    const socket: Tagged = raw.socket
    if (!(socket instanceof Socket) || raw.httpVersionMajor > 1) { // inject's stand-in; a stream of HTTP/2
      const connection = this.#create(socket)
      raw.once('close', () => { connection.close() })
      return { connection, once: true }
    }
    const known = socket[kConnection]
    if (known !== undefined) return { connection: known, once: false }
    const connection = this.#create(socket, () => { socket.resetAndDestroy() })
    socket[kConnection] = connection
    this.#open.add(connection)
    socket.once('close', () => {
      this.#open.delete(connection)
      connection.close()
    })
    return { connection, once: false }
  }

  /** The server has stopped: sessions of sockets whose close event is still to come end now. */
  closeAll(): void {
    for (const connection of this.#open) connection.close()
    this.#open.clear()
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
