import { constants, type Http2ServerResponse } from 'node:http2'
import type { FastifyReply } from 'fastify'
import type { ResponseStore, ResponseWire, WireFacts, WireSource } from '../host/response-store.ts'
import { isKnown, spellingOf } from './header-spelling.ts'
import { ModuleStream } from './module-stream.ts'
import { isConnection, resetSocket } from './tapped-socket.ts'

const HIGH = /[\x80-\xff]/

/** Where a response ends is Node's business: it makes the chunks, and a length that is not one number would let the client read on in the next response. */
function misleads(name: string, value: string | readonly string[]): boolean {
  if (name.length !== 17 && name.length !== 14) return false
  const key = name.toLowerCase()
  return key === 'transfer-encoding' || (key === 'content-length' && (typeof value !== 'string' || !/^\d+$/.test(value)))
}

/** Status and headers of a response, kept in Fastify's reply, and the way to its client. */
export class ReplyStore implements ResponseStore, WireSource {
  readonly #reply: FastifyReply
  /** The reason that was set here, and the status that it was set for. */
  #reason = ''
  #reasonOf = 0
  /** A value has bytes above 0x7f. Node writes the head in the encoding of a body that is text: it has to be bytes, then. */
  hasBytes = false
  /** Names that leave in another spelling than the usual one, by their lower case. */
  #spelled: Map<string, string> | null = null
  /** Open when modules have flushed. */
  #stream: ModuleStream | null = null
  /** What the route's handler returned. */
  #handler: PromiseLike<unknown> | null = null

  constructor(reply: FastifyReply) {
    this.#reply = reply
  }

  get status(): number { return this.#reply.statusCode }
  set status(value: number) {
    if (value < 600) this.#reply.code(value)
    else this.#reply.raw.statusCode = value // Fastify knows no others
  }

  get reason(): string {
    this.settle()
    return this.#hasReason ? this.#reply.raw.statusMessage ?? '' : ''
  }
  set reason(value: string) {
    this.#reason = value
    this.#reasonOf = this.status
    this.#look(value)
    if (this.#hasReason && (value !== '' || this.#reply.raw.statusMessage)) this.#reply.raw.statusMessage = value
  }

  /** A reason belongs to its status: when a route or an error handler has chosen another one, that brings its own. */
  settle(): void {
    if (this.#reason === '' || this.#reasonOf === this.status) return
    if (this.#hasReason && this.#reply.raw.statusMessage === this.#reason) this.#reply.raw.statusMessage = ''
    this.#reason = ''
  }

  openWire(facts: WireFacts): ResponseWire {
    this.settle()
    this.#stream = new ModuleStream(this.#reply, facts)
    if (this.#handler !== null) this.#sendForSilent(this.#handler)
    return this.#stream
  }

  /** What was flushed left as a whole. */
  get finished(): boolean { return this.#stream?.finished === true }

  reset(): void {
    const { raw } = this.#reply
    if (isConnection(raw.socket)) resetSocket(raw.socket)
    else if ('stream' in raw) (raw as unknown as Http2ServerResponse).stream.close(constants.NGHTTP2_INTERNAL_ERROR) // the types know HTTP/1.1 only; to destroy it would say that all is well
    else raw.destroy()
  }

  /** The route's handler is at work. */
  watchHandler(handler: PromiseLike<unknown>): void {
    this.#handler = handler
    if (this.#stream !== null) this.#sendForSilent(handler)
  }

  /** Fastify takes a response that has begun for the answer of a handler whose promise gives nothing: nobody would end it. */
  #sendForSilent(handler: PromiseLike<unknown>): void {
    const reply = this.#reply
    handler.then((value) => { if (value === undefined && !this.sendSeen && !reply.sent) reply.send() }, () => {}) // Fastify answers a rejection
  }

  /** Somebody has called reply.send(). */
  sendSeen = false

  /** Nobody is there to read the response. */
  giveUp(): void { this.#reply.raw.destroy() }

  get(name: string): string | readonly string[] | undefined {
    const value: unknown = this.#reply.getHeader(name)
    if (typeof value === 'number') return String(value)
    return typeof value === 'string' || Array.isArray(value) ? value : undefined // a member of every object, as "constructor" is
  }

  set(name: string, value: string | readonly string[]): void {
    if (misleads(name, value)) return
    if (name.length === 10 && name.toLowerCase() === 'set-cookie') this.#reply.removeHeader(name) // reply.header() would add to it instead of replacing it
    this.#reply.header(name, value)
    this.#spell(name)
    if (typeof value === 'string') this.#look(value)
    else for (const one of value) this.#look(one)
  }

  remove(name: string): void { this.#reply.removeHeader(name) }

  /** The name that leaves for one in lower case. */
  spellingOf(key: string): string { return this.#spelled?.get(key) ?? spellingOf(key) }

  #spell(name: string): void {
    const key = name.toLowerCase()
    if (isKnown(key)) return
    if (spellingOf(key) !== name) (this.#spelled ??= new Map()).set(key, name)
    else this.#spelled?.delete(key)
  }

  #look(text: string): void { if (HIGH.test(text)) this.hasBytes = true }
  get #hasReason(): boolean { return this.#reply.request.raw.httpVersionMajor === 1 }
  names(): string[] { return Object.keys(this.#reply.getHeaders()).map((key) => this.spellingOf(key)) }
}
