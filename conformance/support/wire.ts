// A site over sockets, plain or encrypted, and a client that writes and reads bytes.

import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { integratedPipeline, type IntegratedPipelineOptions } from '@isapi-bridge/module-api/fastify'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { onTestFinished } from 'vitest'

export interface Wire {
  readonly app: FastifyInstance
  readonly reports: readonly Error[]
  connect(): Promise<WireClient>
  /** What comes back for these bytes until the server closes the connection. */
  exchange(bytes: string): Promise<string>
}

export interface WireOptions extends Omit<IntegratedPipelineOptions, 'report'> {
  readonly routes?: (app: FastifyInstance) => void
  readonly server?: FastifyServerOptions
  /** Key and certificate: the site is encrypted. */
  readonly https?: { readonly key: string; readonly cert: string }
}

export class WireClient {
  readonly socket: Socket
  /** The socket below TLS; the same without. */
  readonly below: Socket
  #received = ''
  #closed = false
  #wake: () => void = () => {}

  constructor(socket: Socket, below: Socket = socket) {
    this.socket = socket
    this.below = below
    socket.setEncoding('latin1').on('data', (bytes: string) => {
      this.#received += bytes
      this.#wake()
    })
    socket.on('error', () => {}) // a reset is a close
    socket.on('close', () => {
      this.#closed = true
      this.#wake()
    })
  }

  send(bytes: string): void { this.socket.write(bytes, 'latin1') }

  /** What has come up to these words; they are taken. */
  async until(words: string): Promise<string> {
    while (!this.#received.includes(words)) {
      if (this.#closed) throw new Error(`The server closed the connection; it sent ${JSON.stringify(this.#received)}`)
      await new Promise<void>((resolve) => { this.#wake = resolve })
    }
    const end = this.#received.indexOf(words) + words.length
    const taken = this.#received.slice(0, end)
    this.#received = this.#received.slice(end)
    return taken
  }

  /** What else comes until the server closes the connection. */
  async rest(): Promise<string> {
    while (!this.#closed) await new Promise<void>((resolve) => { this.#wake = resolve })
    return this.#received
  }

  leave(): void { this.socket.destroy() }
  reset(): void { this.below.resetAndDestroy() }
}

/** A GET without a body; the connection is kept unless `last`. */
export function get(target: string, last = false): string {
  return `GET ${target} HTTP/1.1\r\nHost: site.test\r\n${last ? 'Connection: close\r\n' : ''}\r\n`
}

/** The options of Node's server stand under another name where it is encrypted. */
function encrypted({ http, ...server }: FastifyServerOptions & { readonly http?: object | null }, https: object): object {
  return { ...server, https: { ...http, ...https } }
}

export async function openWire({ routes, server, https, ...options }: WireOptions): Promise<Wire> {
  const reports: Error[] = []
  const app = fastify({ forceCloseConnections: true, ...(https === undefined ? server : encrypted(server ?? {}, https)) } as FastifyServerOptions) as FastifyInstance
  onTestFinished(async () => { await app.close() })
  await app.register(integratedPipeline, { ...options, report: (error) => { reports.push(error) } })
  if (routes === undefined) app.get('/hello', () => 'hello')
  else routes(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const wire: Wire = {
    app, reports,
    async connect() {
      const below = connect(port, '127.0.0.1')
      if (https === undefined) {
        await once(below, 'connect')
        return new WireClient(below)
      }
      const socket = connectTls({ socket: below, ca: https.cert, checkServerIdentity: () => undefined })
      await once(socket, 'secureConnect')
      below.on('error', () => {})
      return new WireClient(socket, below)
    },
    async exchange(bytes) {
      const client = await wire.connect()
      client.send(bytes)
      return client.rest()
    }
  }
  return wire
}
