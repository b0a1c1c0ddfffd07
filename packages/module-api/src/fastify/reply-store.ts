import type { FastifyReply } from 'fastify'
import type { ResponseStore } from '../host/response.ts'

/** Status and headers of a response, kept in Fastify's reply. */
export class ReplyStore implements ResponseStore {
  readonly #reply: FastifyReply

  constructor(reply: FastifyReply) {
    this.#reply = reply
  }

  get status(): number { return this.#reply.statusCode }
  set status(value: number) {
    if (value < 600) this.#reply.code(value)
    else this.#reply.raw.statusCode = value // Fastify knows no others
  }

  get reason(): string { return this.#reply.raw.statusMessage ?? '' }
  set reason(value: string) { if (value !== '' || this.#reply.raw.statusMessage) this.#reply.raw.statusMessage = value }

  get(name: string): string | readonly string[] | undefined {
    const value = this.#reply.getHeader(name)
    return typeof value === 'number' ? String(value) : value
  }

  set(name: string, value: string | readonly string[]): void {
    this.#reply.removeHeader(name) // reply.header() would add to Set-Cookie instead of replacing it
    this.#reply.header(name, value)
  }

  remove(name: string): void { this.#reply.removeHeader(name) }
  names(): string[] { return Object.keys(this.#reply.getHeaders()) }
}
