// What serves a site: its applications, and what they still have to answer. A site that changes gets another stack, and this one ends.

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Setup, SiteSetup } from '../setup.ts'

export interface StackApplication {
  readonly path: string
  readonly app: FastifyInstance
}

export class SiteStack {
  readonly site: SiteSetup
  /** Null: requests are handed to the site; else it has its port for itself, and is given its connections. */
  readonly server: Server | null
  /** The first of them is `/`. */
  readonly applications: StackApplication[] = []
  /** Connections that were given to the site. */
  readonly #connections = new Set<Socket>()
  /** Sockets of requests, and how many of them are under way. */
  readonly #sockets = new Map<Socket, number>()
  readonly #responses = new Set<ServerResponse>()
  #ended: (() => void) | null = null

  readonly #watch: Setup['watch']

  constructor(site: SiteSetup, server: Server | null, watch: Setup['watch']) {
    this.site = site
    this.server = server
    this.#watch = watch
    server?.emit('listening') // it never listens itself; its limits of time count from here
  }

  /** A connection of a port that the site has for itself. */
  accept(socket: Socket): void {
    this.#connections.add(socket)
    socket.once('close', () => {
      this.#connections.delete(socket)
      this.#look()
    })
    this.server?.emit('connection', socket)
  }

  handle(app: FastifyInstance, request: IncomingMessage, response: ServerResponse): void {
    this.track(request, response)
    app.routing(request, response)
  }

  /** Counts a request until its response has left or the client has. */
  track(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    this.#watch?.(request, response)
    const known = this.#sockets.get(socket)
    this.#sockets.set(socket, (known ?? 0) + 1)
    if (known === undefined && this.server !== null) socket.once('close', () => { this.#sockets.delete(socket) })
    this.#responses.add(response)
    if (this.#ended !== null && this.server !== null) response.shouldKeepAlive = false
    response.once('close', () => {
      this.#responses.delete(response)
      const left = (this.#sockets.get(socket) ?? 1) - 1
      if (this.server === null && left === 0) this.#sockets.delete(socket) // it goes on, with other sites too
      else if (this.#sockets.has(socket)) this.#sockets.set(socket, left)
      if (this.#ended !== null && this.server !== null && left === 0) socket.destroySoon()
      this.#look()
    })
  }

  /** Nothing new comes: answers what is under way, then ends sessions and filters. */
  async end(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#ended = resolve
      if (this.server !== null) {
        for (const response of this.#responses) response.shouldKeepAlive = false
        for (const [socket, underWay] of this.#sockets) if (underWay === 0) socket.destroySoon()
      }
      this.#look()
    })
    await Promise.all(this.applications.map(({ app }) => app.close()))
    this.server?.close()
  }

  /** Cuts the connections that were given to the site. */
  cut(): void { for (const socket of this.#connections) socket.destroy() }

  #look(): void {
    if (this.#responses.size === 0 && this.#connections.size === 0) this.#ended?.()
  }
}
