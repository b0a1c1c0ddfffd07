// A request's walk through Fastify. The numbers are those of ARCHITECTURE.md, "A request".

import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction, onSendHookHandler, RequestPayload, RouteHandlerMethod } from 'fastify'
import { ModuleContractError, toError } from '../errors.ts'
import type { HttpConnection } from '../host/connection.ts'
import type { HttpContext } from '../host/context.ts'
import type { Pipeline } from '../host/pipeline.ts'
import { takeChild } from './children.ts'
import type { Connections } from './connections.ts'
import { EntityStream } from './entity-stream.ts'
import { isNeeded } from './hooks.ts'
import { isStream, isThenable, OCTETS, unwrap } from './payload.ts'
import { ReplyStore } from './reply-store.ts'

const kState = Symbol('isapi-bridge.request')
/** In the config of routes that have our hooks, where some were declared before we came. */
export const kSeen: unique symbol = Symbol('isapi-bridge.seen')

/** What this host keeps of a request beside its context. */
interface State {
  readonly context: HttpContext
  readonly connection: HttpConnection
  /** The connection ends with this request. */
  readonly once: boolean
  /** Status and headers in Fastify's reply; null until the reply is at hand. */
  store: ReplyStore | null
  /** A route with our hooks matched, whatever its handler does then. */
  routed: boolean
  /** Nothing before the handler answered. */
  handlerReached: boolean
  /** onSend has run; it may be called again when a later step fails. */
  sent: boolean
  /** Fastify adds a content type to bytes that have none; such a response is to stay as it is. */
  untyped: boolean
  /** Our first hook was not entered as soon as the request was ready for routing. */
  late: boolean
  /** What the route sent, kept from other plugins' onSend hooks when modules have flushed status and headers already. */
  payload: unknown
  /** The response left as a whole. */
  complete: boolean
  closing: boolean
}

type Tagged = IncomingMessage & { [kState]?: State }
type OnSendDone = Parameters<onSendHookHandler>[3]

/** The context of a request that is on its way, for routes that want to look; null when the pipeline has nothing to do with it. */
export function contextOfRaw(raw: IncomingMessage): HttpContext | null {
  return (raw as Tagged)[kState]?.context ?? null
}

const nothing = (): void => {}
const NOTHING = Symbol('nothing sent yet')

export class Lifecycle {
  readonly #pipeline: Pipeline
  readonly #connections: Connections
  readonly #handles: boolean
  readonly #marksHandler: boolean
  readonly #startsBeforeRouting: boolean
  readonly #early: boolean
  readonly #maxParamLength: number
  #warned = false
  #stopping = false

  /** @param early whether routes were declared before: they lack our hooks of routes */
  constructor(pipeline: Pipeline, connections: Connections, { early, maxParamLength }: { readonly early: boolean; readonly maxParamLength: number }) {
    this.#pipeline = pipeline
    this.#early = early
    this.#maxParamLength = maxParamLength
    this.#connections = connections
    this.#handles = isNeeded('preHandler', pipeline.plan)
    this.#marksHandler = isNeeded('handler mark', pipeline.plan)
    this.#startsBeforeRouting = isNeeded('deriveConstraint', pipeline.plan)
  }

  /** The application has constraints of its own, which may take their time. */
  allowLate(): void { this.#warned = true }

  /** The server closes: Fastify answers new requests with 503 by itself. */
  stop(): void { this.#stopping = true }

  /** 1 to 4: before routing. `routed` is called exactly once, at once when nothing pends. */
  beforeRouting(raw: IncomingMessage, routed: () => void): void {
    this.#start(raw, (state) => {
      routed()
      // Not at once: the router may have another constraint to derive.
      if (state !== null && state.store === null) queueMicrotask(() => { this.#watchRouting(raw, state) })
    })
  }

  /** 5: the route is known. */
  readonly onRequest = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const known = (request.raw as Tagged)[kState]
    if (known !== undefined) this.#enter(known, request, reply, done)
    else this.#start(request.raw, (state) => { if (state === null) done(); else this.#enter(state, request, reply, done) })
  }

  /** Between 5 and 7, only where modules are: the body that the parser of the route reads. */
  readonly parseEntity = (request: FastifyRequest, reply: FastifyReply, payload: RequestPayload, done: (error: Error | null, payload?: RequestPayload) => void): void => {
    const state = (request.raw as Tagged)[kState]
    if (state === undefined || state.closing) {
      done(null, payload)
      return
    }
    const { context } = state
    const { maps, readEntity } = this.#pipeline.plan
    // Fastify parses also what no route matches, or what a handler mapping takes from its route: the handler modules come after that.
    const keeps = (this.#handles && request.is404) || (maps && context.replacesRoute)
    const concerned = context.request.entityTouched || (context.request.hasEntity && (keeps || readEntity.length > 0))
    if (!concerned) {
      done(null, payload)
      return
    }
    if (keeps) context.request.entity.keep(this.#pipeline.entityBufferLimit)
    done(null, new EntityStream(context, () => { if (!state.closing && !state.sent) this.#sendHeld(state, reply) }))
  }

  /** 6: no route matches: the handler modules have their turn. */
  readonly executeHandlers = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const state = (request.raw as Tagged)[kState]
    const { maps } = this.#pipeline.plan
    if (state === undefined || state.closing || !(request.is404 || (maps && this.#isEarly(request) && state.context.replacesRoute))) {
      done()
      return
    }
    if (maps && request.is404) state.context.handler.route = null // it may have given up
    this.#attach(state, request, reply)
    this.#execute(state, reply, request.is404 ? done : () => { reply.callNotFound() })
  }

  #execute(state: State, reply: FastifyReply, nobody: () => void): void {
    const { context } = state
    state.handlerReached = true
    if (context.request.entityTouched) context.request.entity.restore()
    const then = (): void => {
      if (state.closing || state.sent) return
      if (context.answered || context.response.hasAnswer) this.#sendHeld(state, reply)
      else nobody()
    }
    if (context.run.advance(this.#pipeline.plan.limits.executed, then)) then()
  }

  /** 7: the last preHandler of a route, whose place a handler mapping may take. */
  readonly markHandler = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const state = (request.raw as Tagged)[kState]
    if (state !== undefined && !state.closing && state.context.replacesRoute) {
      this.#execute(state, reply, () => { reply.callNotFound() })
      return
    }
    if (state !== undefined) state.handlerReached = true
    done()
  }

  /** 7: the handler of a route, watched because a promise of nothing ends no response that modules have flushed. */
  watchHandler(handler: RouteHandlerMethod): RouteHandlerMethod {
    return function (this: FastifyInstance, request: FastifyRequest, reply: FastifyReply): unknown {
      const result: unknown = handler.call(this, request, reply)
      if (isThenable(result)) (request.raw as Tagged)[kState]?.store?.watchHandler(result)
      return result
    }
  }

  /**
   * 8: onSend of what no route matched: such answers have hooks of plugins only. As the first hook of the others it keeps the body of a flushed
   * response away from other plugins: what they do to it would need a header.
   */
  readonly onSend404 = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: OnSendDone): void => {
    const state = (request.raw as Tagged)[kState] // routed: a route gave up, its own hook follows
    const early = this.#isEarly(request)
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

  #isEarly(request: FastifyRequest): boolean {
    return this.#early && !request.is404 && !(kSeen in request.routeOptions.config)
  }

  /** 8 and 9: from the post-event of EXECUTE_REQUEST_HANDLER to the final send. */
  readonly onSend = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: OnSendDone): void => {
    const state = (request.raw as Tagged)[kState]
    if (state === undefined || state.sent || state.closing) { // closing: the client has left, nothing is sent any more
      if (state?.context.response.onWire === true) return // its end is under way
      state?.store?.settle()
      done(null, payload)
      return
    }
    state.sent = true
    const { context } = state
    if (state.payload !== NOTHING) payload = state.payload
    if (state.store === null && context.answered) payload = this.#overrule(state, request, reply)
    else this.#attach(state, request, reply)
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
    this.#leaveHandler(state)
    if (run.advance(this.#pipeline.plan.limits.end, send)) send()
  }

  /** 1 to 3: context and everything up to routing; the state is null when Fastify will refuse the target by itself. */
  #start(raw: Tagged, then: (state: State | null) => void): void {
    const child = takeChild()
    if (child !== null) {
      child.request.bind(raw)
      const state = this.#keep(raw, child, child.connection as HttpConnection, false)
      child.whenAborted = () => {
        this.#onClose(state)
        state.store?.giveUp()
      }
      if (this.#pipeline.begin(child, () => { if (!state.closing) then(state) })) then(state)
      return
    }
    const { connection, once } = this.#connections.of(raw)
    connection.enter(this.#pipeline.plan.serial, () => {
      const context = this.#pipeline.createContext(raw, connection, !this.#startsBeforeRouting)
      if (context.request.url.path === null) {
        connection.leave() // the router answers 400
        if (once) connection.close()
        then(null)
        return
      }
      const state = this.#keep(raw, context, connection, once)
      let unwatch = nothing
      const begun = this.#pipeline.begin(context, () => {
        unwatch()
        if (!state.closing) then(state)
      })
      if (begun) then(state)
      else unwatch = connection.watch(() => { this.#onClose(state) }) // no response is at hand yet that would tell
    })
  }

  #keep(raw: Tagged, context: HttpContext, connection: HttpConnection, once: boolean): State {
    const state: State = { context, connection, once, store: null, routed: false, handlerReached: false, sent: false, untyped: false, late: false, payload: NOTHING, complete: false, closing: false }
    raw[kState] = state
    return state
  }

  /** The reply is at hand. */
  #attach(state: State, request: FastifyRequest, reply: FastifyReply): void {
    if (state.store !== null) return
    state.store = new ReplyStore(reply)
    state.routed = !request.is404 && !this.#isEarly(request)
    let unwatch = nothing
    const closed = (): void => {
      unwatch()
      state.complete = reply.raw.writableFinished || ((state.once || state.context.level > 0) && reply.raw.writableEnded) // inject reads streams after the end
        || state.store?.finished === true
      this.#onClose(state)
    }
    reply.raw.once('close', closed)
    if (reply.raw.socket === null) unwatch = state.connection.watch(closed) // behind another response of a pipeline: it is never closed when the client leaves
    state.context.response.attach(state.store, state.store) // what was flushed leaves now
  }

  #enter(state: State, request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const { context } = state
    if (state.closing) { // where the client has left, there is nothing to say
      if (!reply.raw.destroyed) done(new ModuleContractError('ERR_MODULE_HOOKS_BEFORE', 'A hook that was registered earlier kept the request away for too long.'))
      return
    }
    if (state.late && !this.#warned) {
      this.#warned = true
      this.#pipeline.report(new ModuleContractError('ERR_MODULE_HOOKS_BEFORE', 'Another plugin keeps requests away from the pipeline, in an asynchronous onRequest hook or constraint.'))
    }
    this.#attach(state, request, reply)
    if (reply.raw.destroyed) { // the client left in an earlier hook
      this.#onClose(state)
      return
    }
    if (this.#pipeline.plan.maps && !request.is404) context.handler.route = request.routeOptions.url ?? null
    const then = (): void => {
      if (state.closing || state.sent) return
      // Where no handler module follows and no route matches, what modules wrote is the answer.
      const written = request.is404 && !this.#handles && context.response.hasAnswer
      if (context.answered || written || context.response.complete) this.#sendHeld(state, reply)
      else done()
    }
    if (context.run.advance(this.#pipeline.plan.limits.execute, then)) then()
  }

  /** Sends what modules made. */
  #sendHeld(state: State, reply: FastifyReply): void {
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

  /** An answer from before the handler counts as FINISH_REQUEST; a handler that was somebody else is left out. */
  #leaveHandler(state: State): void {
    const { run } = state.context
    if (this.#marksHandler && !state.handlerReached) run.finish()
    run.skipTo(this.#pipeline.plan.limits.executed)
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
    this.#attach(state, request, reply)
    response.store.status = status
    state.handlerReached = true
    return response.takeBody()
  }

  #beforeWire(state: State, reply: FastifyReply): void {
    state.store?.settle()
    if (state.context.response.needDisconnect && reply.request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
  }

  /** 10: the response is out, or the client has gone. */
  #onClose(state: State): void {
    if (state.closing) return
    state.closing = true
    const { context } = state
    if (!state.complete) context.abort()
    else if (context.run.pends && (!state.sent || context.response.sending)) context.run.abort() // somebody has written past Fastify
    const end = (): void => { this.#close(state) }
    if (this.#pipeline.plan.instances) context.run.calls.createInstances() // it may still wait for GL_PRE_BEGIN_REQUEST
    this.#leaveHandler(state)
    if (context.run.advance(this.#pipeline.plan.limits.end, end)) end()
  }

  #close(state: State): void {
    this.#pipeline.close(state.context, () => {
      if (state.context.level > 0) return
      state.connection.leave()
      if (state.once) state.connection.close()
    })
  }

  /** No hook of ours was entered: Fastify has answered by itself (503 while it closes, 414), or somebody else keeps the request. */
  #watchRouting(raw: IncomingMessage, state: State): void {
    if (state.store !== null) return
    const status = this.#stopping ? 503 : this.#mayBeTooLong(state.context.urlPath) ? 414 : 500
    if (status === 500) raw.once('close', () => { this.#answeredAlone(state, status) })
    else setImmediate(() => { this.#answeredAlone(state, status) })
    state.late = true
  }

  #mayBeTooLong(path: string): boolean {
    return path.length > this.#maxParamLength && path.split('/').some((segment) => segment.length > this.#maxParamLength)
  }

  #answeredAlone(state: State, status: number): void {
    if (state.store !== null || state.closing) return
    state.context.response.SetStatus(status, '')
    state.context.run.finish()
    state.complete = state.connection.IsConnected()
    this.#onClose(state)
  }
}
