// The end of a request: the response is out, the client has gone, or Fastify has answered by itself.

import type { IncomingMessage } from 'node:http'
import type { Pipeline } from '../host/pipeline.ts'
import { isNeeded } from './hooks.ts'
import type { State } from './request-state.ts'

export class Closing {
  readonly #pipeline: Pipeline
  readonly #marksHandler: boolean
  readonly #maxParamLength: number
  #stopping = false

  /** @param maxParamLength of the router, which refuses longer parameters */
  constructor(pipeline: Pipeline, maxParamLength: number) {
    this.#pipeline = pipeline
    this.#maxParamLength = maxParamLength
    this.#marksHandler = isNeeded('handler mark', pipeline.plan)
  }

  /** The server closes: Fastify answers new requests with 503 by itself. */
  stop(): void { this.#stopping = true }

  /** An answer from before the handler counts as FINISH_REQUEST; a handler that was somebody else is left out. */
  leaveHandler(state: State): void {
    const { run } = state.context
    if (this.#marksHandler && !state.handlerReached) run.finish()
    run.skipTo(this.#pipeline.plan.limits.executed)
  }

  /** 10: the response is out, or the client has gone. */
  onClose(state: State): void {
    if (state.closing) return
    state.closing = true
    const { context } = state
    if (!state.complete) context.abort()
    else if (context.run.pends && (!state.sent || context.response.sending)) context.run.abort() // somebody has written past Fastify
    const end = (): void => { this.#close(state) }
    if (this.#pipeline.plan.instances) context.run.calls.createInstances() // it may still wait for GL_PRE_BEGIN_REQUEST
    this.leaveHandler(state)
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
  watchRouting(raw: IncomingMessage, state: State): void {
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
    this.onClose(state)
  }
}
