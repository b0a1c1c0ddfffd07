// Modules of tests: written down in one line, or writing down what they see.

import {
  CHttpModule, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_READ_ENTITY, RQ_SEND_RESPONSE, STAGES, createModuleFactory,
  type ClosingSteps, type IHttpContext, type IHttpEventProvider, type IHttpModuleFactory, type ModuleEntry, type NotificationResult
} from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'

type HandlerName = Extract<keyof CHttpModule, `On${string}`>
type Handlers = Partial<Pick<CHttpModule, HandlerName | 'Dispose'>>

const BITS = new Map<string, { readonly event: number; readonly post: number }>([
  ...STAGES.flatMap((row) => [[row.handler, { event: row.notification, post: 0 }], [row.postHandler, { event: 0, post: row.notification }]] as const),
  ['OnSendResponse', { event: RQ_SEND_RESPONSE, post: 0 }],
  ['OnReadEntity', { event: RQ_READ_ENTITY, post: 0 }],
  ['OnMapPath', { event: RQ_MAP_PATH, post: 0 }]
])

/** A module with these handlers, registered for exactly them. Every request gets an object of its own. */
export function moduleOf(name: string, handlers: Handlers, extra: { readonly closing?: ClosingSteps; readonly serial?: boolean } = {}): ModuleEntry {
  class TestModule extends CHttpModule {}
  Object.assign(TestModule.prototype, handlers)
  let events = 0
  let posts = 0
  for (const handler of Object.keys(handlers)) {
    const bits = BITS.get(handler)
    events |= bits?.event ?? 0
    posts |= bits?.post ?? 0
  }
  return registered(name, createModuleFactory(TestModule), events, posts, extra)
}

/** A module that looks at each request in BEGIN_REQUEST. */
export function lookingModule(look: (context: IHttpContext) => void): ModuleEntry {
  return moduleOf('looks', { OnBeginRequest(context) {
    look(context)
    return RQ_NOTIFICATION_CONTINUE
  } })
}

export function registered(
  name: string, factory: IHttpModuleFactory, events: number, posts: number, { closing, serial }: { readonly closing?: ClosingSteps; readonly serial?: boolean } = {}
): ModuleEntry {
  return {
    name,
    module(_version, info) {
      if ((events | posts) !== 0) info.SetRequestNotifications(factory, events, posts)
      if (closing !== undefined) info.setClosingSteps(closing)
      if (serial === true) info.requireSerialRequests()
      return S_OK
    }
  }
}

/** Every deterministic handler, event and post-event, in the order of a request. */
export const ALL_HANDLERS: readonly string[] = STAGES.flatMap((row) => [row.handler, row.postHandler])

export type Act = (handler: string, context: IHttpContext, module: CHttpModule, provider: IHttpEventProvider) => NotificationResult | undefined

/** Writes every event and the end of a request into `log`; `act` may decide what a handler does. */
export function recordingModule(log: string[], { name = 'recorder', act = () => undefined, onAsyncCompletion, prefix = () => '' }: {
  readonly name?: string
  readonly act?: Act
  readonly onAsyncCompletion?: CHttpModule['OnAsyncCompletion']
  /** Put in front of each line: tells requests apart. */
  readonly prefix?: (context: IHttpContext) => string
} = {}): ModuleEntry {
  const handlers: Record<string, unknown> = {}
  for (const handler of [...ALL_HANDLERS, 'OnSendResponse']) {
    handlers[handler] = function (this: CHttpModule, context: IHttpContext, provider: IHttpEventProvider): NotificationResult {
      log.push(prefix(context) + handler)
      return act(handler, context, this, provider) ?? RQ_NOTIFICATION_CONTINUE
    }
  }
  handlers['OnAsyncCompletion'] = function (this: CHttpModule, ...parameters: Parameters<CHttpModule['OnAsyncCompletion']>): NotificationResult {
    log.push(`${prefix(parameters[0])}OnAsyncCompletion`)
    return onAsyncCompletion?.apply(this, parameters) ?? RQ_NOTIFICATION_CONTINUE
  }
  handlers['Dispose'] = () => { log.push('Dispose') }
  return moduleOf(name, handlers, { closing: { onRequestEnded: (context) => { log.push(`${prefix(context)}closing`) } } })
}

/** What a request writes when nothing but LOG and END are left after `handlers`. */
export const THE_END: readonly string[] = ['OnLogRequest', 'OnPostLogRequest', 'OnEndRequest', 'OnPostEndRequest']
