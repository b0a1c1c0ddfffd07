// What RegisterModule of a module asks for: handed to the server the first time, and kept for whoever has to call the module.

import { GLOBAL_EVENTS } from '@isapi-bridge/module-api'
import type { HTTP_MODULE_ID, ModuleRegistration, PRIORITY_ALIAS } from '@isapi-bridge/module-api'
import { S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { CGlobalModule, IHttpModuleFactory } from '@isapi-bridge/module-api'

/** The registration of one instance. */
export class RegistrationTarget {
  readonly name: string
  readonly id: HTTP_MODULE_ID
  /** Addresses of the factory and the global module; 0: there is none. */
  factory = 0
  global = 0
  events = 0
  postEvents = 0
  globalEvents = 0
  readonly #server: ModuleRegistration | null
  readonly #tell: (what: string) => void

  /** @param server null: the server knows what the module asks for; this instance takes the place of another */
  constructor(name: string, id: HTTP_MODULE_ID, server: ModuleRegistration | null, tell: (what: string) => void) {
    this.name = name
    this.id = id
    this.#server = server
    this.#tell = tell
  }

  setRequest(factory: number, events: number, postEvents: number, made: IHttpModuleFactory): HRESULT {
    const hr = this.#server?.SetRequestNotifications(made, events, postEvents) ?? S_OK
    if (hr === S_OK) Object.assign(this, { factory, events, postEvents })
    return hr
  }

  /** Events that this server never raises are left out and told: a module that nobody can change would not load at all. */
  setGlobal(global: number, wanted: number, made: CGlobalModule): HRESULT {
    const never = GLOBAL_EVENTS.filter(({ notification, raised }) => !raised && (wanted & notification) !== 0)
    for (const { name, remark } of never) this.#tell(`registers for ${name}, which is never raised: ${remark}`)
    const globalEvents = never.reduce((events, { notification }) => (events & ~notification) >>> 0, wanted)
    const hr = this.#server?.SetGlobalNotifications(made, globalEvents) ?? S_OK
    if (hr === S_OK) Object.assign(this, { global, globalEvents })
    return hr
  }

  /** @param kind of runtime/module/server.h: events, post-events, global events */
  setPriority(kind: number, events: number, alias: PRIORITY_ALIAS): HRESULT {
    const server = this.#server
    if (server === null) return S_OK
    return kind === 0 ? server.SetPriorityForRequestNotification(events, alias)
      : kind === 1 ? server.SetPriorityForPostRequestNotification(events, alias)
        : server.SetPriorityForGlobalNotification(events, alias)
  }
}
