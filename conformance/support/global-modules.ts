// Global modules made of handlers.

import { CGlobalModule, GL_NOTIFICATION_CONTINUE, type GlobalNotificationResult, type IHttpServer, type ModuleEntry, type ModuleRegistration } from '@isapi-bridge/module-api'
import { FAILED, S_OK } from '@isapi-bridge/win32'
import { GLOBAL } from './events.ts'

type GlobalHandlerName = Exclude<Extract<keyof CGlobalModule, `On${string}`>, 'OnSuspendProcess'>

/** Handlers by name; one that returns nothing continues. */
export type GlobalHandlers = {
  [K in GlobalHandlerName]?: (...args: Parameters<CGlobalModule[K]>) => GlobalNotificationResult | void
} & { Terminate?: () => void }

/** A global module of exactly these handlers. */
export function globalModule({ Terminate, ...handlers }: GlobalHandlers): CGlobalModule {
  class TestModule extends CGlobalModule {
    Terminate(): void { Terminate?.() }
  }
  for (const [name, body] of Object.entries(handlers)) {
    const handler = body as (...args: unknown[]) => unknown // the parameters are those of the name
    Object.defineProperty(TestModule.prototype, name, { value: (...args: unknown[]) => handler(...args) ?? GL_NOTIFICATION_CONTINUE })
  }
  return new TestModule()
}

/** An entry of `modules:` with a global module of exactly these handlers. */
export function globalOf(name: string, handlers: GlobalHandlers, register?: (info: ModuleRegistration, server: IHttpServer) => void): ModuleEntry {
  return {
    name,
    module(_version, info, server) {
      register?.(info, server)
      const mask = GLOBAL.reduce((bits, { bit, handler }) => (handler in handlers ? bits | bit : bits), 0)
      const hr = info.SetGlobalNotifications(globalModule(handlers), mask)
      return FAILED(hr) ? hr : S_OK
    }
  }
}
