// One connection of a client: its requests, in their order. A connection that the server has closed is opened again for the next.

import { createHash } from 'node:crypto'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { isSafe, type Header, type ReplayRequest } from '../request.ts'
import type { Answer, ConnectionEnd } from './answer.ts'

export interface ConnectionOptions {
  /** Milliseconds for one request. */
  readonly timeout: number
  /** Bytes of a body that are kept. */
  readonly bodyLimit: number
  /** Certificates are not checked. */
  readonly insecure: boolean
}

const HEADER_LIMIT = 1024 * 1024
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH'])
const EMPTY: Answer['body'] = { length: 0, sha256: createHash('sha256').digest('hex'), bytes: Buffer.alloc(0) }

export class ReplayConnection {
  readonly #origin: URL
  readonly #options: ConnectionOptions
  readonly #agent: Agent
  /** When the last of its requests was made, by its source. */
  lastTime: number | null = null

  constructor(origin: URL, options: ConnectionOptions) {
    this.#origin = origin
    this.#options = options
    const settings = { keepAlive: true, maxSockets: 1, scheduling: 'lifo' as const }
    this.#agent = origin.protocol === 'https:' ? new TlsAgent({ ...settings, rejectUnauthorized: !options.insecure }) : new Agent(settings)
  }

  /** Never rejects. A server may end an idle connection just when the next request leaves: such a request goes out again, on a fresh one. */
  async send(request: ReplayRequest, host: string): Promise<Answer> {
    const { answer, stale } = await this.#send(request, host)
    return stale && isSafe(request.method) ? (await this.#send(request, host)).answer : answer
  }

  #send(request: ReplayRequest, host: string): Promise<{ readonly answer: Answer; readonly stale: boolean }> {
    return new Promise((resolve) => {
      let [response, timer]: [IncomingMessage | null, NodeJS.Timeout | null] = [null, null]
      const hash = createHash('sha256')
      const kept: Buffer[] = []
      let [length, keptLength] = [0, 0]
      let timedOut = false
      const done = (connection: ConnectionEnd, error = ''): void => {
        if (timer !== null) clearTimeout(timer)
        const stale = connection === 'reset' && response === null && outgoing.reusedSocket
        resolve({ stale, answer: {
          connection, error,
          status: response?.statusCode ?? 0,
          reason: response?.statusMessage ?? '',
          headers: response === null ? [] : pairs(response.rawHeaders),
          body: length === 0 ? EMPTY : { length, sha256: hash.digest('hex'), bytes: Buffer.concat(kept) }
        } })
      }
      const send = this.#origin.protocol === 'https:' ? tlsRequest : httpRequest
      let used: Socket | null = null
      const outgoing = send({
        agent: this.#agent,
        host: this.#origin.hostname.replace(/^\[|\]$/g, ''),
        port: this.#origin.port,
        method: request.method,
        path: request.target,
        headers: headersOf(request, host),
        maxHeaderSize: HEADER_LIMIT
      })
      timer = setTimeout(() => { timedOut = true; outgoing.destroy(new Error(`There was no answer within ${this.#options.timeout} ms.`)) }, this.#options.timeout)
      const failed = (error: Error): void => { done(timedOut ? 'timed out' : endOf(error), error.message) }
      outgoing.on('error', failed)
      outgoing.on('socket', (given) => { used = given })
      outgoing.on('upgrade', (incoming, socket) => { response = incoming; socket.destroy(); done('closed') })
      outgoing.on('response', (incoming) => {
        response = incoming
        incoming.on('data', (chunk: Buffer) => {
          length += chunk.length
          hash.update(chunk)
          if (keptLength >= this.#options.bodyLimit) return
          const part = chunk.subarray(0, this.#options.bodyLimit - keptLength)
          kept.push(part)
          keptLength += part.length
        })
        incoming.on('error', failed)
        // The agent takes the socket back, or lets it go, in the turn of the loop in which the answer ends; the end of a server that closes may follow in the next.
        incoming.on('end', () => { setImmediate(() => { setImmediate(() => { done(isOpen(used) ? 'kept' : 'closed') }) }) })
      })
      outgoing.end(request.body ?? undefined)
    })
  }

  close(): void { this.#agent.destroy() }
}

/** It may serve another request already. */
function isOpen(socket: Socket | null): boolean { return socket !== null && !socket.destroyed && socket.readable && !socket.writableEnded }

function headersOf({ method, headers, body }: ReplayRequest, host: string): string[] {
  const flat = headers.flatMap(([name, value]) => (name.toLowerCase() === 'host' ? [] : [name, value]))
  if (body !== null || METHODS_WITH_BODY.has(method)) flat.push('Content-Length', String(body?.length ?? 0))
  return ['Host', host, ...flat]
}

function pairs(raw: readonly string[]): Header[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? ''])
}

function endOf(error: Error): ConnectionEnd {
  const code = 'code' in error ? String(error.code) : ''
  if (code.startsWith('HPE_')) return 'not HTTP'
  return code === 'ECONNRESET' || code === 'EPIPE' || code === '' ? 'reset' : 'refused'
}
