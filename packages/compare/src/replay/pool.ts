// The connections of the clients of one server, the ones that were used last.

import type { ReplayRequest } from '../request.ts'
import type { Answer } from './answer.ts'
import { ReplayConnection, type ConnectionOptions } from './connection.ts'

/** A client that has been silent for this long has let its connection go: the default of IIS, in milliseconds. */
const IDLE = 120_000
const LIMIT = 128

export class ConnectionPool {
  readonly #options: ConnectionOptions
  /** Oldest first. */
  readonly #connections = new Map<string, ReplayConnection>()

  constructor(options: ConnectionOptions) { this.#options = options }

  send(origin: URL, request: ReplayRequest, host: string): Promise<Answer> {
    const key = `${origin.host} ${request.connection}`
    let connection = this.#connections.get(key)
    this.#connections.delete(key)
    if (connection !== undefined && request.time !== null && connection.lastTime !== null && request.time - connection.lastTime > IDLE) {
      connection.close()
      connection = undefined
    }
    connection ??= new ReplayConnection(origin, this.#options)
    connection.lastTime = request.time ?? connection.lastTime
    this.#connections.set(key, connection)
    if (this.#connections.size > LIMIT) this.#dropOldest()
    return connection.send(request, host)
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.close()
    this.#connections.clear()
  }

  #dropOldest(): void {
    const [oldest] = this.#connections
    if (oldest === undefined) return
    oldest[1].close()
    this.#connections.delete(oldest[0])
  }
}
