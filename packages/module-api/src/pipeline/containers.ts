// The containers behind IHttpModuleContextContainer.

import { ERROR_ALREADY_ASSIGNED, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type {
  HTTP_MODULE_ID, IDispensedHttpModuleContextContainer, IHttpConnectionModuleContextContainer, IHttpConnectionStoredContext, IHttpStoredContext,
  INamedContextContainer
} from '../stored-context.ts'

/** Slots of stored contexts; cleaned once, when the owner dies. */
class ContextSlots<Key> {
  /** Made with the first context: most containers stay empty. */
  protected slots: Map<Key, IHttpStoredContext> | null = null
  #dead = false

  protected store(context: IHttpStoredContext | null, key: Key): HRESULT {
    // A late Set must not bring a dead container back to life: nobody would ever clean the context.
    if (this.#dead || typeof context?.CleanupStoredContext !== 'function') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (this.slots?.has(key) === true) return HRESULT_FROM_WIN32(ERROR_ALREADY_ASSIGNED)
    this.slots ??= new Map()
    this.slots.set(key, context)
    return S_OK
  }

  /** The owner died: every context is cleaned, whatever one of them throws. */
  cleanup(report: (error: unknown) => void): void {
    if (this.#dead) return
    this.#dead = true
    if (this.slots === null) return
    for (const context of this.slots.values()) {
      try {
        context.CleanupStoredContext()
      } catch (error) {
        report(error)
      }
    }
    this.slots.clear()
  }
}

/** One slot per module. */
export class ModuleContextContainer extends ContextSlots<HTTP_MODULE_ID> implements IDispensedHttpModuleContextContainer {
  GetModuleContext(moduleId: HTTP_MODULE_ID): IHttpStoredContext | null { return this.slots?.get(moduleId) ?? null }
  SetModuleContext(ppStoredContext: IHttpStoredContext | null, moduleId: HTTP_MODULE_ID): HRESULT { return this.store(ppStoredContext, moduleId) }
  // Fidelity: container.release-normal
  ReleaseContainer(): void {}
}

/** A container that whoever asked for it gives back. */
export class DispensedContextContainer extends ModuleContextContainer {
  readonly #report: (error: unknown) => void

  constructor(report: (error: unknown) => void) {
    super()
    this.#report = report
  }

  override ReleaseContainer(): void { this.cleanup(this.#report) }
}

/** One slot per name. */
export class NamedContextContainer extends ContextSlots<string> implements INamedContextContainer {
  GetNamedContext(szName: string): IHttpStoredContext | null { return this.slots?.get(szName) ?? null }

  SetNamedContext(ppStoredContext: IHttpStoredContext | null, szName: string): HRESULT {
    return typeof szName === 'string' && szName !== '' ? this.store(ppStoredContext, szName) : HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
  }
}

function hearsDisconnect(context: IHttpStoredContext): context is IHttpConnectionStoredContext {
  return 'NotifyDisconnect' in context && typeof context.NotifyDisconnect === 'function'
}

/** The container of a connection. */
export class ConnectionContextContainer extends ModuleContextContainer implements IHttpConnectionModuleContextContainer {
  #disconnected = false
  readonly #report: (error: unknown) => void

  constructor(report: (error: unknown) => void) {
    super()
    this.#report = report
  }

  GetConnectionModuleContext(moduleId: HTTP_MODULE_ID): IHttpConnectionStoredContext | null {
    const context = this.slots?.get(moduleId)
    return context !== undefined && hearsDisconnect(context) ? context : null
  }

  SetConnectionModuleContext(ppStoredContext: IHttpConnectionStoredContext | null, moduleId: HTTP_MODULE_ID): HRESULT {
    const hr = this.SetModuleContext(ppStoredContext, moduleId)
    if (hr === S_OK && this.#disconnected && ppStoredContext !== null) this.#tell(ppStoredContext)
    return hr
  }

  /** The client has gone; contexts stay until `cleanup`. */
  disconnect(): void {
    if (this.#disconnected) return
    this.#disconnected = true
    for (const context of this.slots?.values() ?? []) if (hearsDisconnect(context)) this.#tell(context)
  }

  #tell(context: IHttpConnectionStoredContext): void {
    try {
      context.NotifyDisconnect()
    } catch (error) {
      this.#report(error)
    }
  }
}
