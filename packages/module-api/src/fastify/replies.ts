// Fastify's reply to a request: what modules keep of it, and what goes out. The numbers are those of ARCHITECTURE.md, "A request".

import type { FastifyReply, FastifyRequest, onSendHookHandler } from 'fastify'
import { toError } from '../errors.ts'
import type { Pipeline } from '../host/pipeline.ts'
import type { Closing } from './closing.ts'
import { spellNames } from './header-spelling.ts'
import { isStream, OCTETS, unwrap } from './payload.ts'
import { ReplyStore } from './reply-store.ts'
import { NOTHING, stateOf, type State } from './request-state.ts'

type OnSendDone = Parameters<onSendHookHandler>[3]

/** In the config of routes that have our hooks, where some were declared before we came. */
export const kSeen: unique symbol = Symbol('isapi-bridge.seen')

const nothing = (): void => {}

export class Replies {
  readonly #pipeline: Pipeline
  readonly #closing: Closing
  readonly #early: boolean

  /** @param early whether routes were declared before: they lack our hooks of routes */
  constructor(pipeline: Pipeline, closing: Closing, early: boolean) {
    this.#pipeline = pipeline
    this.#closing = closing
    this.#early = early
  }

  /** It lacks our hooks of routes. */
  isEarly(request: FastifyRequest): boolean {
    return this.#early && !request.is404 && !(kSeen in request.routeOptions.config)
  }

  /** The reply is at hand. */
  attach(state: State, request: FastifyRequest, reply: FastifyReply): void {
    if (state.store !== null) return
    state.store = new ReplyStore(reply)
    state.routed = !request.is404 && !this.isEarly(request)
    let unwatch = nothing
    const closed = (): void => {
      unwatch()
      state.complete = reply.raw.writableFinished || ((state.once || state.context.level > 0) && reply.raw.writableEnded) // inject reads streams after the end
        || state.store?.finished === true
      this.#closing.onClose(state)
    }
    reply.raw.once('close', closed)
    if (reply.raw.socket === null) unwatch = state.connection.watch(closed) // behind another response of a pipeline: it is never closed when the client leaves
    state.context.response.attach(state.store, state.store) // what was flushed leaves now
  }

  /** Sends what modules made. */
  sendHeld(state: State, reply: FastifyReply): void {
    const { response } = state.context
    state.handlerReached = true
    if (response.complete) return // it was ended: the closing step follows
    if (response.onWire) {
      reply.send()
      return
    }
    state.untyped = response.GetHeader('content-type') === null
    const body = response.takeBody()
    if (body === null) reply.send()
    else reply.send(body)
  }

  /**
   * 8: onSend of what no route matched: such answers have hooks of plugins only. As the first hook of the others it keeps the body of a flushed
   * response away from other plugins: what they do to it would need a header.
   */
  readonly onSend404 = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: OnSendDone): void => {
    const state = stateOf(request.raw) // routed: a route gave up, its own hook follows
    const early = this.isEarly(request)
    if (early && state !== undefined) state.handlerReached = true // nothing marks that it was
    if (early || (request.is404 && state?.routed !== true)) this.onSend(request, reply, payload, done)
    else if (state?.context.response.onWire === true) this.#keepPayload(state, request, reply, payload, done)
    else done(null, payload)
  }

  #keepPayload(state: State, request: FastifyRequest, reply: FastifyReply, payload: unknown, done: OnSendDone): void {
    const again = state.payload !== NOTHING // one of their hooks failed, and Fastify wants to say so
    if (!again) state.payload = payload
    if (state.store !== null) state.store.sendSeen = true
    if (again) this.onSend(request, reply, null, done)
    else done(null, null)
  }

  /** 8 and 9: from the post-event of EXECUTE_REQUEST_HANDLER to the final send. */
  readonly onSend = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: OnSendDone): void => {
    const state = stateOf(request.raw)
    if (state === undefined || state.sent || state.closing) { // closing: the client has left, nothing is sent any more
      if (state?.context.response.onWire === true) return // its end is under way
      state?.store?.settle()
      if (request.raw.httpVersionMajor === 1) spellNames(reply.raw)
      done(null, payload)
      return
    }
    state.sent = true
    const { context } = state
    if (state.payload !== NOTHING) payload = state.payload
    if (state.store === null && context.answered) payload = this.#overrule(state, request, reply)
    else this.attach(state, request, reply)
    const { response, run } = context
    if (request.is404 && response.store.status === 404) response.noteError(context.missing)
    if (run.pends) run.abort() // somebody has answered without waiting for it
    if (state.untyped && reply.getHeader('content-type') === OCTETS) reply.removeHeader('content-type')
    const body = unwrap(payload, reply)
    const known = typeof body === 'string' || Buffer.isBuffer(body) || isStream(body)
    if (known) response.adoptPayload(body)
    let raised = false
    const send = (): void => {
      if (state.closing || context.aborted || reply.raw.destroyed || (reply.raw.headersSent && !response.onWire)) { // the client has left, or somebody answered while LOG, END or the send waited
        response.dropBody()
        return
      }
      if (!raised) {
        raised = true
        if (!context.sendFinal(send)) return
      }
      if (response.endOnWire()) return
      this.#beforeWire(state, reply)
      let taken = response.takeBody()
      response.complete = true
      if (typeof taken === 'string' && state.store?.hasBytes === true) taken = Buffer.from(taken)
      this.#pass(done, taken ?? (known || body === null ? null : body)) // Fastify knows what to say to something else
    }
    if (isStream(body)) {
      send() // headers leave now; RELEASE … END follow when the stream has ended
      return
    }
    this.#closing.leaveHandler(state)
    if (run.advance(this.#pipeline.plan.limits.end, send)) send()
  }

  /** Fastify may refuse what it gets, and nobody may be there to catch that. */
  #pass(done: OnSendDone, payload: unknown): void {
    try {
      done(null, payload)
    } catch (error) {
      this.#fail(done, error)
    }
  }

  /** As Fastify does when a promise rejects in place of the payload. */
  #fail(done: OnSendDone, error: unknown): void {
    const cause = toError(error)
    try {
      done(cause)
    } catch {
      this.#pipeline.report(cause)
    }
  }

  /** Somebody answers before our first hook what a module has answered already: Fastify where its router has no place for the method or target, or an earlier plugin. */
  #overrule(state: State, request: FastifyRequest, reply: FastifyReply): unknown {
    const { response } = state.context
    const { status } = response.store
    reply.removeHeader('content-type')
    reply.removeHeader('content-length')
    this.attach(state, request, reply)
    response.store.status = status
    state.handlerReached = true
    return response.takeBody()
  }

  #beforeWire(state: State, reply: FastifyReply): void {
    state.store?.settle()
    if (reply.request.raw.httpVersionMajor !== 1) return
    if (state.context.response.needDisconnect) reply.header('connection', 'close')
    spellNames(reply.raw)
  }
}
