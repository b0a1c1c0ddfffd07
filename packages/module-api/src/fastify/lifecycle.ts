// A request's walk through Fastify. The numbers are those of ARCHITECTURE.md, "A request".

import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, onSendHookHandler } from 'fastify'
import { ModuleContractError } from '../errors.ts'
import type { HttpConnection } from '../host/connection.ts'
import type { HttpContext } from '../host/context.ts'
import type { Pipeline } from '../host/pipeline.ts'
import { takeChild } from './children.ts'
import type { Connections } from './connections.ts'
import { ReplyStore } from './reply-store.ts'

const kState = Symbol('isapi-bridge.request')

/** What this host keeps of a request beside its context. */
interface State {
  readonly context: HttpContext
  readonly connection: HttpConnection
  /** The connection ends with this request. */
  readonly once: boolean
  /** Our first hook has been entered: Fastify did not answer alone. */
  entered: boolean
  /** Nothing before the handler answered. */
  handlerReached: boolean
  /** onSend has run; it may be called again when a later step fails. */
  sent: boolean
  /** Fastify adds a content type to bytes that have none; such a response is to stay as it is. */
  untyped: boolean
  closing: boolean
}

type Tagged = IncomingMessage & { [kState]?: State }
type OnSendDone = Parameters<onSendHookHandler>[3]

/** The context of a request that is on its way, for routes that want to look; null when the pipeline has nothing to do with it. */
export function contextOfRaw(raw: IncomingMessage): HttpContext | null {
  return (raw as Tagged)[kState]?.context ?? null
}

function isStream(payload: unknown): payload is Readable {
  return typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload) && ('pipe' in payload || 'getReader' in payload || payload instanceof Response)
}

export class Lifecycle {
  readonly #pipeline: Pipeline
  readonly #connections: Connections
  readonly #marksHandler: boolean
  #warned = false
  #stopping = false

  constructor(pipeline: Pipeline, connections: Connections, marksHandler: boolean) {
    this.#pipeline = pipeline
    this.#connections = connections
    this.#marksHandler = marksHandler
  }

  /** The server closes: Fastify answers new requests with 503 by itself. */
  stop(): void { this.#stopping = true }

  /** 1 to 4: before routing. `routed` is called exactly once, at once when nothing pends. */
  beforeRouting(raw: IncomingMessage, routed: () => void): void {
    this.#start(raw, (state) => {
      if (state === null) {
        routed()
        return
      }
      routed()
      if (!state.entered) setImmediate(() => { this.#answeredAlone(state) })
    })
  }

  /** 5: the route is known. */
  readonly onRequest = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const known = (request.raw as Tagged)[kState]
    if (known !== undefined) this.#enter(known, reply, done)
    else this.#start(request.raw, (state) => { if (state === null) done(); else this.#enter(state, reply, done) })
  }

  /** 6: no route matches: the handler modules have their turn. */
  readonly executeHandlers = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const state = (request.raw as Tagged)[kState]
    if (state === undefined || !request.is404) {
      done()
      return
    }
    const { context } = state
    state.handlerReached = true
    const then = (): void => {
      if (context.answered || context.response.hasBody) this.#sendHeld(state, reply)
      else done()
    }
    if (context.run.advance(this.#pipeline.plan.limits.executed, then)) then()
  }

  /** 7: the last preHandler of a route. */
  readonly markHandler = (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const state = (request.raw as Tagged)[kState]
    if (state !== undefined) state.handlerReached = true
    done()
  }

  /** 8: onSend of what no route matched: such answers have hooks of plugins only. */
  readonly onSend404 = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: OnSendDone): void => {
    if (request.is404) this.onSend(request, reply, payload, done)
    else done(null, payload)
  }

  /** 8 and 9: from the post-event of EXECUTE_REQUEST_HANDLER to the final send. */
  readonly onSend = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: OnSendDone): void => {
    const state = (request.raw as Tagged)[kState]
    if (state === undefined || state.sent) {
      done(null, payload)
      return
    }
    state.sent = true
    const { context } = state
    const { response, run } = context
    if (state.untyped) reply.removeHeader('content-type')
    if (isStream(payload)) {
      // Headers leave now; RELEASE … END follow when the stream has ended.
      if (response.hasBody && payload instanceof Readable) {
        response.adoptPayload(payload)
        payload = response.takeBody()
      }
      context.sendFinal()
      this.#beforeWire(state, reply)
      done(null, payload)
      return
    }
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) response.adoptPayload(payload)
    if (this.#marksHandler && !state.handlerReached && !request.is404) run.finish()
    run.skipTo(this.#pipeline.plan.limits.executed)
    const then = (): void => {
      context.sendFinal()
      this.#beforeWire(state, reply)
      done(null, response.takeBody())
    }
    if (run.advance(this.#pipeline.plan.limits.end, then)) then()
  }

  /** 1 to 3: context and everything up to routing; the state is null when Fastify will refuse the target by itself. */
  #start(raw: Tagged, then: (state: State | null) => void): void {
    const child = takeChild()
    if (child !== null) {
      child.request.bind(raw)
      const state: State = { context: child, connection: child.connection as HttpConnection, once: false, entered: false, handlerReached: false, sent: false, untyped: false, closing: false }
      raw[kState] = state
      if (this.#pipeline.begin(child, () => { then(state) })) then(state)
      return
    }
    const { connection, once } = this.#connections.of(raw)
    connection.enter(this.#pipeline.plan.serial, () => {
      const context = this.#pipeline.createContext(raw, connection)
      if (context.request.url.path === null) {
        connection.leave() // the router answers 400
        then(null)
        return
      }
      const state: State = { context, connection, once, entered: false, handlerReached: false, sent: false, untyped: false, closing: false }
      raw[kState] = state
      const abort = (): void => { context.abort() }
      if (this.#pipeline.begin(context, () => { raw.socket.off('close', abort); then(state) })) then(state)
      else raw.socket.once('close', abort) // no response is at hand yet that would tell
    })
  }

  #enter(state: State, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const { context } = state
    if (context.ended) {
      done(new ModuleContractError('ERR_MODULE_HOOKS_BEFORE', 'A hook that was registered earlier kept the request away for too long.'))
      return
    }
    state.entered = true
    context.response.attach(new ReplyStore(reply))
    if (reply.raw.closed) this.#onClose(state, false)
    else reply.raw.once('close', () => { this.#onClose(state, reply.raw.writableFinished) })
    const then = (): void => {
      if (context.answered) this.#sendHeld(state, reply)
      else done()
    }
    if (context.run.advance(this.#pipeline.plan.limits.execute, then)) then()
  }

  /** Sends what modules made. */
  #sendHeld(state: State, reply: FastifyReply): void {
    const { response } = state.context
    state.handlerReached = true
    state.untyped = response.GetHeader('content-type') === null
    const body = response.takeBody()
    if (body === null) reply.send()
    else reply.send(body)
  }

  #beforeWire(state: State, reply: FastifyReply): void {
    if (state.context.response.needDisconnect && reply.request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
  }

  /** 10: the response is out, or the client has gone. */
  #onClose(state: State, complete: boolean): void {
    if (state.closing) return
    state.closing = true
    const { context } = state
    if (!complete) context.abort()
    const end = (): void => { this.#close(state) }
    context.run.skipTo(this.#pipeline.plan.limits.executed)
    if (context.run.advance(this.#pipeline.plan.limits.end, end)) end()
  }

  #close(state: State): void {
    this.#pipeline.close(state.context, () => {
      if (state.context.level > 0) return
      state.connection.leave()
      if (state.once) state.connection.close()
    })
  }

  /** No hook of ours was entered: Fastify has answered by itself (414, or 503 while it closes). */
  #answeredAlone(state: State): void {
    if (state.entered) {
      if (!this.#warned) this.#pipeline.report(new ModuleContractError('ERR_MODULE_HOOKS_BEFORE', 'Another plugin\'s onRequest hook runs before the pipeline\'s.'))
      this.#warned = true
      return
    }
    state.context.response.SetStatus(this.#stopping ? 503 : 414, '')
    this.#onClose(state, true)
  }
}
