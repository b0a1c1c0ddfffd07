// Raises global events: to the modules that registered for them, by priority and list order.

import { S_OK, hresultToHex, type HRESULT } from '@isapi-bridge/win32'
import { GL_NOTIFICATION_CONTINUE, GL_NOTIFICATION_HANDLED, type GLOBAL_NOTIFICATION_STATUS } from '../constants.ts'
import { ModuleContractError, threw } from '../errors.ts'
import type { IHttpEventProvider } from '../event-providers.ts'
import type { CGlobalModule } from '../global-module.ts'
import { GLOBAL_EVENTS, type GlobalEventRow, type GlobalHandler } from './global-events.ts'
import { inTime, isLate } from './in-time.ts'
import { inOrder, type RegisteredModule } from './registry.ts'
import { isThenable } from './values.ts'

type ProviderOf<H extends GlobalHandler> = Parameters<CGlobalModule[H]> extends [infer P] ? P : undefined
type Handler = (this: CGlobalModule, pProvider: unknown) => unknown

/** Events that raise each other. */
const MAX_DEPTH = 8
const NOBODY: readonly RegisteredModule[] = []

/** Base of the providers of global events. */
export class GlobalProvider implements IHttpEventProvider {
  error: HRESULT = S_OK
  SetErrorStatus(hrError: HRESULT): void { this.error = hrError }
}

export class GlobalNotifier {
  readonly #lists = new Map<GlobalHandler, { readonly row: GlobalEventRow; readonly modules: readonly RegisteredModule[] }>()
  readonly #report: (error: Error) => void
  #depth = 0
  #tooDeep = false

  constructor(modules: readonly RegisteredModule[], report: (error: Error) => void) {
    this.#report = report
    for (const row of GLOBAL_EVENTS) {
      const subscribed = row.raised ? inOrder(modules, 'global', row.notification, (module) => module.globalEvents) : NOBODY
      if (subscribed.length > 0) this.#lists.set(row.handler, { row, modules: subscribed })
    }
  }

  /** Raises an event that is answered at once. */
  notify<H extends GlobalHandler>(handler: H, provider: ProviderOf<H>): GLOBAL_NOTIFICATION_STATUS {
    const list = this.#lists.get(handler)
    if (list === undefined || this.#isTooDeep(handler)) return GL_NOTIFICATION_CONTINUE
    this.#depth++
    try {
      for (const module of list.modules) {
        const result = this.#call(module, list.row, provider)
        if (isThenable(result)) {
          Promise.resolve(result).catch((error: unknown) => { this.#threw(module, list.row, error) })
          this.#report(new ModuleContractError('ERR_MODULE_CANNOT_PEND', `Module "${module.name}" returned a promise from ${handler}.`))
        } else if (this.#isHandled(module, list.row, result, provider)) {
          return GL_NOTIFICATION_HANDLED
        }
        if (this.#tooDeep) break
      }
    } finally {
      this.#depth--
      if (this.#depth === 0) this.#tooDeep = false
    }
    return GL_NOTIFICATION_CONTINUE
  }

  /**
   * Raises an event whose handlers may answer with a promise; null when it is through, else a promise that never rejects.
   * @param limit milliseconds that a promise is waited for; 0: until it settles
   */
  raise<H extends GlobalHandler>(handler: H, provider: ProviderOf<H>, limit = 0): Promise<void> | null {
    const list = this.#lists.get(handler)
    return list === undefined ? null : this.#raiseFrom(list.modules, 0, list.row, provider, limit)
  }

  #raiseFrom(modules: readonly RegisteredModule[], from: number, row: GlobalEventRow, provider: unknown, limit: number): Promise<void> | null {
    for (let index = from; index < modules.length; index++) {
      const module = modules[index] as RegisteredModule // index is below length
      const result = this.#call(module, row, provider)
      if (isThenable(result)) {
        return inTime(result, limit, () => `Module "${module.name}"`, row.handler)
          .catch((error: unknown) => { this.#threw(module, row, error); return GL_NOTIFICATION_CONTINUE })
          .then((settled) => (this.#isHandled(module, row, settled, provider) ? undefined : this.#raiseFrom(modules, index + 1, row, provider, limit) ?? undefined))
      }
      if (this.#isHandled(module, row, result, provider)) return null
    }
    return null
  }

  /** A handler that throws is one that continues. */
  #call(module: RegisteredModule, row: GlobalEventRow, provider: unknown): unknown {
    const { globalModule } = module
    if (globalModule === null) return GL_NOTIFICATION_CONTINUE
    const method = globalModule[row.handler] as Handler // `notify` and `raise` take the provider of the handler
    try {
      return method.call(globalModule, provider)
    } catch (error) {
      this.#threw(module, row, error)
      return GL_NOTIFICATION_CONTINUE
    }
  }

  /** Whether the event ends with this answer; anything but a status is reported and counts as continue. */
  #isHandled(module: RegisteredModule, row: GlobalEventRow, result: unknown, provider: unknown): boolean {
    if (provider instanceof GlobalProvider && provider.error !== S_OK) {
      this.#report(new ModuleContractError('ERR_MODULE_GLOBAL_FAILED', `Module "${module.name}" reported ${hresultToHex(provider.error)} from ${row.handler}.`))
      provider.error = S_OK
    }
    if (result !== GL_NOTIFICATION_CONTINUE && result !== GL_NOTIFICATION_HANDLED) this.#report(statusError(module, row.handler, result))
    return result === GL_NOTIFICATION_HANDLED
  }

  #threw(module: RegisteredModule, row: GlobalEventRow, error: unknown): void {
    this.#report(error instanceof Error && isLate(error) ? error : threw(`Module "${module.name}" threw from ${row.handler}`, error))
  }

  /** Handlers that raise what raises them: everything that is under way ends. */
  #isTooDeep(handler: GlobalHandler): boolean {
    if (this.#depth < MAX_DEPTH) return this.#tooDeep
    if (!this.#tooDeep) this.#report(new ModuleContractError('ERR_MODULE_GLOBAL_RECURSION', `${handler} raised global events ${MAX_DEPTH} levels deep.`))
    this.#tooDeep = true
    return true
  }
}

export function statusError(module: RegisteredModule, handler: GlobalHandler, result: unknown): ModuleContractError {
  return new ModuleContractError('ERR_MODULE_GLOBAL_STATUS', `Module "${module.name}" returned ${typeof result === 'object' ? 'an object' : String(result)} from ${handler}.`)
}
