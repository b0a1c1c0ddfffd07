// Puts modules between the connections of a server and its HTTP parser.

import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Server as TlsServer, type TLSSocket } from 'node:tls'
import { TappedSocket } from './tapped-socket.ts'

/**
 * Takes the place of those who listen for connections, the HTTP parser among them, and gives them each connection with a tap in it.
 * @param isNeeded asked for each connection: false leaves it untouched
 */
export function tapServer(server: Server, isNeeded: () => boolean, opened: (socket: TappedSocket) => void): void {
  const event = server instanceof TlsServer ? 'secureConnection' : 'connection'
  const listeners = server.rawListeners(event)
  server.removeAllListeners(event)
  server.on(event, (socket: Socket | TLSSocket) => {
    const connection = isNeeded() ? new TappedSocket(socket) : socket
    if (connection instanceof TappedSocket) opened(connection)
    for (const listener of listeners) Reflect.apply(listener, server, [connection])
  })
}
