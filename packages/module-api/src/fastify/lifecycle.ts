// A request's walk through Fastify. The numbers are those of ARCHITECTURE.md, "A request".

import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction, RequestPayload, RouteHandlerMethod } from 'fastify'
import { ModuleContractError } from '../errors.ts'
import type { HttpConnection } from '../host/connection.ts'
import type { Pipeline } from '../host/pipeline.ts'
import { isThenable } from '../pipeline/values.ts'
import { takeChild } from './children.ts'
import { Closing } from './closing.ts'
import type { Connections } from './connections.ts'
import { EntityStream } from './entity-stream.ts'
import { isNeeded } from './hooks.ts'
import { Replies } from './replies.ts'
import { keepState, stateOf, type State } from './request-state.ts'

const nothing = (): void => {}

export class Lifecycle {
  readonly #pipeline: Pipeline
  readonly #connections: Connections
  readonly #handles: boolean
  readonly #startsBeforeRouting: boolean
  readonly #closing: Closing
  readonly replies: Replies
  #warned = false

  /** @param early whether routes were declared before: they lack our hooks of routes */
  constructor(pipeline: Pipeline, connections: Connections, { early, maxParamLength }: { readonly early: boolean; readonly maxParamLength: number }) {
    this.#pipeline = pipeline
    this.#connections = connections
    this.#handles = isNeeded('preHandler', pipeline.plan)
    this.#startsBeforeRouting = isNeeded('deriveConstraint', pipeline.plan)
    this.#closing = new Closing(pipeline, maxParamLength)
    this.replies = new Replies(pipeline, this.#closing, early)
  }

  /** The application has constraints of its own, which may take their time. */
  allowLate(): void { this.#warned = true }

  /** The server closes: Fastify answers new requests with 503 by itself. */
  stop(): void { this.#closing.stop() }

  /** 1 to 4: before routing. `routed` is called exactly once, at once when nothing pends. */
  beforeRouting(raw: IncomingMessage, routed: () => void): void {
    this.#start(raw, (state) => {
      routed()
      // Not at once: the router may have another constraint to derive.
      if (state !== null && state.store === null) queueMicrotask(() => { this.#closing.watchRouting(raw, state) })
    })
  }

  /** 5: the route is known. */
  readonly onRequest = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const known = stateOf(request.raw)
    if (known !== undefined) this.#enter(known, request, reply, done)
    else this.#start(request.raw, (state) => { if (state === null) done(); else this.#enter(state, request, reply, done) })
  }

  /** Between 5 and 7, only where modules are: the body that the parser of the route reads. */
  readonly parseEntity = (request: FastifyRequest, reply: FastifyReply, payload: RequestPayload, done: (error: Error | null, payload?: RequestPayload) => void): void => {
    const state = stateOf(request.raw)
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
    done(null, new EntityStream(context, () => { if (!state.closing && !state.sent) this.replies.sendHeld(state, reply) }))
  }

  /** 6: no route matches: the handler modules have their turn. */
  readonly executeHandlers = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const state = stateOf(request.raw)
    const { maps } = this.#pipeline.plan
    if (state === undefined || state.closing || !(request.is404 || (maps && this.replies.isEarly(request) && state.context.replacesRoute))) {
      done()
      return
    }
    if (maps && request.is404) state.context.handler.route = null // it may have given up
    this.replies.attach(state, request, reply)
    this.#execute(state, reply, request.is404 ? done : () => { reply.callNotFound() })
  }

  #execute(state: State, reply: FastifyReply, nobody: () => void): void {
    const { context } = state
    state.handlerReached = true
    if (context.request.entityTouched) context.request.entity.restore()
    const then = (): void => {
      if (state.closing || state.sent) return
      if (context.answered || context.response.hasAnswer) this.replies.sendHeld(state, reply)
      else nobody()
    }
    if (context.run.advance(this.#pipeline.plan.limits.executed, then)) then()
  }

  /** 7: the last preHandler of a route, whose place a handler mapping may take. */
  readonly markHandler = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const state = stateOf(request.raw)
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
      if (isThenable(result)) stateOf(request.raw)?.store?.watchHandler(result)
      return result
    }
  }

  /** 1 to 3: context and everything up to routing; the state is null when Fastify will refuse the target by itself. */
  #start(raw: IncomingMessage, then: (state: State | null) => void): void {
    const child = takeChild()
    if (child !== null) {
      child.request.bind(raw)
      const state = keepState(raw, child, child.connection as HttpConnection, false)
      child.whenAborted = () => {
        this.#closing.onClose(state)
        state.store?.giveUp()
      }
      if (this.#pipeline.begin(child, () => { if (!state.closing) then(state) })) then(state)
      return
    }
    const { connection, once, refusal } = this.#connections.of(raw)
    connection.enter(this.#pipeline.plan.serial, () => {
      const context = this.#pipeline.createContext(raw, connection, !this.#startsBeforeRouting)
      if (context.request.url.path === null) {
        connection.leave() // the router answers 400
        if (once) connection.close()
        then(null)
        return
      }
      const state = keepState(raw, context, connection, once)
      if (refusal !== null) {
        this.#pipeline.refuse(context, refusal)
        then(state)
        return
      }
      let unwatch = nothing
      const begun = this.#pipeline.begin(context, () => {
        unwatch()
        if (!state.closing) then(state)
      })
      if (begun) then(state)
      else unwatch = connection.watch(() => { this.#closing.onClose(state) }) // no response is at hand yet that would tell
    })
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
    this.replies.attach(state, request, reply)
    if (reply.raw.destroyed) { // the client left in an earlier hook
      this.#closing.onClose(state)
      return
    }
    if (this.#pipeline.plan.maps && !request.is404) context.handler.route = request.routeOptions.url ?? null
    const then = (): void => {
      if (state.closing || state.sent) return
      // Where no handler module follows and no route matches, what modules wrote is the answer.
      const written = request.is404 && !this.#handles && context.response.hasAnswer
      if (context.answered || written || context.response.complete) this.replies.sendHeld(state, reply)
      else done()
    }
    if (context.run.advance(this.#pipeline.plan.limits.execute, then)) then()
  }
}
