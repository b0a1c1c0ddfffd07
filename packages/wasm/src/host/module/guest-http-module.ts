// Objects of the module as the pipeline calls them: each method goes on to the one of the same name in C++.

import {
  CGlobalModule, CHttpModule, extrasOf, RQ_AUTHENTICATE_REQUEST, RQ_CUSTOM_NOTIFICATION, RQ_MAP_PATH, RQ_MAP_REQUEST_HANDLER, RQ_READ_ENTITY, RQ_SEND_RESPONSE,
  type GlobalNotificationResult, type IHttpCompletionInfo, type IHttpContext, type IHttpEventProvider, type IPreBeginRequestProvider, type NotificationResult
} from '@isapi-bridge/module-api'
import { E_FAIL } from '@isapi-bridge/win32'
import { GLOBAL_METHODS, METHODS, type Kind } from './kinds.ts'
import type { ModuleGuest } from './module-guest.ts'
import type { RequestMemory } from './request-memory.ts'

/** Who calls into the module, and knows what a breakdown means. */
export interface ModuleCaller {
  notify(module: GuestHttpModule, method: number, kind: Kind, context: IHttpContext, provider: object): NotificationResult
  complete(module: GuestHttpModule, kind: Kind, context: IHttpContext, notification: number, post: boolean, provider: IHttpEventProvider, info: IHttpCompletionInfo): NotificationResult
  dispose(module: GuestHttpModule): void
  raise(method: number, kind: Kind, provider: object | undefined): GlobalNotificationResult
  terminateGlobal(): void
}

/** TABLE: notifications whose provider is more than an event's. Post-events have nothing to set. */
const PROVIDERS: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [RQ_AUTHENTICATE_REQUEST, 'authentication'], [RQ_MAP_REQUEST_HANDLER, 'mapHandler'], [RQ_MAP_PATH, 'mapPath'], [RQ_SEND_RESPONSE, 'sendResponse'],
  [RQ_READ_ENTITY, 'readEntity'], [RQ_CUSTOM_NOTIFICATION, 'custom']
])

export function kindOfProvider(notification: number, post: boolean): Kind { return post ? 'event' : PROVIDERS.get(notification) ?? 'event' }

/** CHttpModule of one request. */
export class GuestHttpModule extends CHttpModule {
  readonly caller: ModuleCaller
  readonly guest: ModuleGuest
  readonly address: number
  /** What it took from its allocator. */
  readonly memory: RequestMemory | null

  constructor(caller: ModuleCaller, guest: ModuleGuest, address: number, memory: RequestMemory | null) {
    super()
    this.caller = caller
    this.guest = guest
    this.address = address
    this.memory = memory
  }

  override OnAsyncCompletion(pHttpContext: IHttpContext, dwNotification: number, fPostNotification: boolean, pProvider: IHttpEventProvider, pCompletionInfo: IHttpCompletionInfo): NotificationResult {
    return this.caller.complete(this, kindOfProvider(dwNotification, fPostNotification), pHttpContext, dwNotification, fPostNotification, pProvider, pCompletionInfo)
  }

  override Dispose(): void { this.caller.dispose(this) }
}

for (const [method, [name, kind]] of METHODS.entries()) {
  Object.defineProperty(GuestHttpModule.prototype, name, {
    value(this: GuestHttpModule, context: IHttpContext, provider: object): NotificationResult { return this.caller.notify(this, method, kind, context, provider) }
  })
}

export class GuestGlobalModule extends CGlobalModule {
  readonly caller: ModuleCaller
  constructor(caller: ModuleCaller) {
    super()
    this.caller = caller
  }

  override Terminate(): void { this.caller.terminateGlobal() }
}

for (const [method, [name, kind]] of GLOBAL_METHODS.entries()) {
  Object.defineProperty(GuestGlobalModule.prototype, name, {
    value(this: GuestGlobalModule, provider: object | undefined): GlobalNotificationResult { return this.caller.raise(method, kind, provider) }
  })
}

/** Ends a request that a global module would have seen: it may be what keeps somebody out. */
export function refuseRequest(provider: IPreBeginRequestProvider): void {
  const context = provider.GetHttpContext()
  context.GetResponse().Clear()
  context.GetResponse().SetStatus(500, 'Internal Server Error', 0, E_FAIL)
  extrasOf(context).finishRequest()
}
