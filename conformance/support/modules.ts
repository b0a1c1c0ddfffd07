// Modules made of handlers: a test writes what matters and registers nothing by hand.

import {
  CGlobalModule, CHttpModule, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, GL_TRACE_EVENT, RQ_NOTIFICATION_CONTINUE,
  type GLOBAL_NOTIFICATION_STATUS, type GlobalNotificationResult, type IGlobalTraceEventProvider, type IHttpContext, type IHttpModuleFactory, type IHttpServer, type ModuleEntry,
  type ModuleRegistration, type NotificationResult, type PRIORITY_ALIAS
} from '@isapi-bridge/module-api'
import { FAILED, S_OK } from '@isapi-bridge/win32'
import { DETERMINISTIC, NESTED } from './events.ts'

type HandlerName = Extract<keyof CHttpModule, `On${string}`>

/** Handlers by name; one that returns nothing continues. */
export type Handlers = {
  [K in HandlerName]?: (this: CHttpModule, ...args: Parameters<CHttpModule[K]>) => NotificationResult | void
} & { Dispose?: (this: CHttpModule) => void }

export interface ModuleOptions {
  /** Priority by name of a handler. */
  readonly priority?: Partial<Record<HandlerName, PRIORITY_ALIAS>>
  /** OnGlobalPreBeginRequest. */
  readonly preBegin?: (context: IHttpContext) => GlobalNotificationResult | void
  readonly preBeginPriority?: PRIORITY_ALIAS
  /** OnGlobalTraceEvent. */
  readonly trace?: (provider: IGlobalTraceEventProvider) => GLOBAL_NOTIFICATION_STATUS | void
  /** What RegisterModule does besides; before the rest. */
  readonly register?: (info: ModuleRegistration, server: IHttpServer, version: number) => void
  /** Terminate of the global module. */
  readonly terminate?: () => void
  /** Makes the factory, given the class. */
  readonly factory?: (Module: new () => CHttpModule) => IHttpModuleFactory
}

/** The masks that a set of handlers needs. */
function masksOf(handlers: Handlers): { readonly events: number; readonly posts: number } {
  const has = (name: HandlerName): boolean => handlers[name] !== undefined
  const events = [...DETERMINISTIC, ...NESTED].reduce((mask, { bit, handler }) => (has(handler) ? mask | bit : mask), 0)
  return { events: events >>> 0, posts: DETERMINISTIC.reduce((mask, { bit, post }) => (has(post) ? mask | bit : mask), 0) }
}

/** An entry of `modules:` that registers for exactly these handlers. */
export function moduleOf(name: string, handlers: Handlers, options: ModuleOptions = {}): ModuleEntry {
  const Module = classOf(handlers)
  const module = (version: number, info: ModuleRegistration, server: IHttpServer) => {
    options.register?.(info, server, version)
    const { events, posts } = masksOf(handlers)
    const { preBegin, preBeginPriority, trace, terminate } = options
    const results = []
    if (events !== 0 || posts !== 0) {
      const factory = options.factory?.(Module) ?? { GetHttpModule: () => new Module(), Terminate: () => {} }
      results.push(info.SetRequestNotifications(factory, events, posts))
    }
    for (const [handler, alias] of Object.entries(options.priority ?? {})) {
      for (const row of [...DETERMINISTIC, ...NESTED]) {
        if (row.handler === handler) results.push(info.SetPriorityForRequestNotification(row.bit, alias))
        if ('post' in row && row.post === handler) results.push(info.SetPriorityForPostRequestNotification(row.bit, alias))
      }
    }
    const globals = (preBegin === undefined && terminate === undefined ? 0 : GL_PRE_BEGIN_REQUEST) | (trace === undefined ? 0 : GL_TRACE_EVENT)
    if (globals !== 0) results.push(info.SetGlobalNotifications(globalModuleOf(options), globals))
    if (preBeginPriority !== undefined) results.push(info.SetPriorityForGlobalNotification(GL_PRE_BEGIN_REQUEST, preBeginPriority))
    return results.find(FAILED) ?? S_OK
  }
  return { name, module }
}

function classOf(handlers: Handlers): new () => CHttpModule {
  class TestModule extends CHttpModule {}
  for (const [name, body] of Object.entries(handlers)) {
    const handler = body as (this: CHttpModule, ...args: unknown[]) => unknown // the parameters are those of the name
    Object.defineProperty(TestModule.prototype, name, {
      value(this: CHttpModule, ...args: unknown[]) { return handler.apply(this, args) ?? RQ_NOTIFICATION_CONTINUE }
    })
  }
  return TestModule
}

function globalModuleOf({ preBegin, trace, terminate }: ModuleOptions): CGlobalModule {
  return new class extends CGlobalModule {
    override OnGlobalPreBeginRequest(provider: { GetHttpContext(): IHttpContext }): GlobalNotificationResult {
      return preBegin?.(provider.GetHttpContext()) ?? GL_NOTIFICATION_CONTINUE
    }
    override OnGlobalTraceEvent(provider: IGlobalTraceEventProvider): GLOBAL_NOTIFICATION_STATUS { return trace?.(provider) ?? GL_NOTIFICATION_CONTINUE }
    Terminate(): void { terminate?.() }
  }()
}

/** A module that writes a line for each of these notifications: `name EVENT` or `name post EVENT`. */
export function recordingHandlers(name: string, log: string[], events: readonly string[], posts: readonly string[] = []): Handlers {
  const handlers: Record<string, () => void> = {}
  for (const row of [...DETERMINISTIC, ...NESTED]) {
    if (events.includes(row.name)) handlers[row.handler] = () => { log.push(`${name} ${row.name}`) }
    if ('post' in row && posts.includes(row.name)) handlers[row.post] = () => { log.push(`${name} post ${row.name}`) }
  }
  return handlers
}
