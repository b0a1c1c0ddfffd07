// The way of a trace event to those who listen. Without a listener nothing is made.

import { ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { GL_NOTIFICATION_HANDLED } from '../constants.ts'
import { ModuleContractError, threw } from '../errors.ts'
import type { IHttpContext } from '../http-context.ts'
import type { HTTP_TRACE_EVENT, IGlobalTraceEventProvider } from '../http-trace.ts'
import type { RegisteredModule } from '../pipeline/registry.ts'
import type { HTTP_MODULE_ID } from '../stored-context.ts'
import { seesEvents, traceEventChannel, watchedTraceEventChannel } from '../trace.ts'
import type { HttpContext } from './context.ts'
import { TraceSubscriptions } from './trace-subscriptions.ts'

/** `busy`: it is on the stack, and hears nothing of what it raises itself. */
interface Listener { readonly module: RegisteredModule; busy: boolean }

export class TraceHub {
  /** What modules want of all requests. */
  readonly subscriptions: TraceSubscriptions = new TraceSubscriptions()
  readonly #report: (error: Error) => void
  #listeners: readonly Listener[] | null = null
  #publishing = false

  constructor(report: (error: Error) => void) {
    this.#report = report
  }

  /** All modules are loaded: from now on events are delivered. */
  start(modules: readonly RegisteredModule[]): void { this.#listeners = modules.map((module) => ({ module, busy: false })) }
  get started(): boolean { return this.#listeners !== null }
  /** A module listens. */
  get heard(): boolean { return this.#listeners !== null && this.#listeners.length > 0 }

  /** Fidelity: trace.recursion — an event that is raised while a listener runs goes to the others. */
  raise(event: HTTP_TRACE_EVENT, context: HttpContext | null): void {
    const request = context?.trace ?? null
    if (!this.#publishing && seesEvents(request)) {
      this.#publishing = true
      try {
        traceEventChannel.publish({ request, event })
        if (request?.watched === true) watchedTraceEventChannel.publish({ request, event })
      } finally {
        this.#publishing = false
      }
    }
    const listeners = this.#listeners ?? []
    if (listeners.length === 0) return
    const provider = new TraceEventProvider(event, context, this.subscriptions)
    for (const listener of listeners) if (!listener.busy && this.#isHandled(listener, provider)) return
  }

  #isHandled(listener: Listener, provider: IGlobalTraceEventProvider): boolean {
    const { name, globalModule } = listener.module
    listener.busy = true
    try {
      const status: unknown = globalModule?.OnGlobalTraceEvent(provider)
      if (typeof status !== 'object' || status === null) return status === GL_NOTIFICATION_HANDLED
      Promise.resolve(status).catch((error: unknown) => { this.#failed(name, error) })
      this.#report(new ModuleContractError('ERR_MODULE_CANNOT_PEND', `Module "${name}" returned a promise from OnGlobalTraceEvent.`))
    } catch (error) {
      this.#failed(name, error)
    } finally {
      listener.busy = false
    }
    return false
  }

  /** Who watches does not end what is watched: the request goes on. */
  #failed(name: string, error: unknown): void {
    this.#report(threw(`Module "${name}" threw from OnGlobalTraceEvent`, error))
  }
}

class TraceEventProvider implements IGlobalTraceEventProvider {
  readonly #event: HTTP_TRACE_EVENT
  readonly #context: HttpContext | null
  readonly #server: TraceSubscriptions

  constructor(event: HTTP_TRACE_EVENT, context: HttpContext | null, server: TraceSubscriptions) {
    this.#event = event
    this.#context = context
    this.#server = server
  }

  GetTraceEvent(): HTTP_TRACE_EVENT { return this.#event }

  CheckSubscription(ModuleId: HTTP_MODULE_ID): boolean {
    for (let context = this.#context; context !== null; context = context.parent) {
      if (context.traceSubscriptions?.covers(ModuleId, this.#event) === true) return true
    }
    return this.#server.covers(ModuleId, this.#event)
  }

  GetCurrentHttpRequestContext(): IHttpContext | HRESULT { return this.#context ?? HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) }
}
