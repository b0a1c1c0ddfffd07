// Loads modules: RegisterModule is called once for each entry, in list order.

import {
  E_FAIL, ERROR_ALREADY_EXISTS, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, FAILED, HRESULT_FROM_WIN32, S_OK, hresultToHex, type HRESULT
} from '@isapi-bridge/win32'
import {
  PRIORITY_ALIAS_FIRST, PRIORITY_ALIAS_HIGH, PRIORITY_ALIAS_LAST, PRIORITY_ALIAS_LOW, PRIORITY_ALIAS_MEDIUM, type PRIORITY_ALIAS
} from '../constants.ts'
import { ModuleContractError, show } from '../errors.ts'
import type { CGlobalModule } from '../global-module.ts'
import type { IHttpModuleFactory } from '../http-module.ts'
import type { IHttpServer } from '../http-server.ts'
import type { RawDataHandlers } from '../raw-data.ts'
import type { ClosingSteps, ModuleDisguise, ModuleEntry, ModuleRegistration } from '../registration.ts'
import type { HTTP_MODULE_ID } from '../stored-context.ts'
import { unsupportedGlobalEvents } from './global-events.ts'
import { EVENT_MASK, POST_EVENT_MASK } from './stages.ts'
import { isDword } from './values.ts'

/** Priority classes, earliest first. */
export const PRIORITIES: readonly PRIORITY_ALIAS[] = [
  PRIORITY_ALIAS_FIRST, PRIORITY_ALIAS_HIGH, PRIORITY_ALIAS_MEDIUM, PRIORITY_ALIAS_LOW, PRIORITY_ALIAS_LAST
]
const MEDIUM = PRIORITIES.indexOf(PRIORITY_ALIAS_MEDIUM)

/** Which table of priorities is meant. */
export type PriorityKind = 'event' | 'post' | 'global'

let nextId = 0

/** A loaded module: what it registered for. */
export class RegisteredModule implements ModuleRegistration {
  readonly name: string
  readonly id: HTTP_MODULE_ID
  readonly index: number
  factory: IHttpModuleFactory | null = null
  events = 0
  postEvents = 0
  globalModule: CGlobalModule | null = null
  globalEvents = 0
  closing: ClosingSteps | null = null
  rawData: RawDataHandlers | null = null
  serial = false
  disguise: ModuleDisguise | null = null
  readonly #priorities: Record<PriorityKind, Map<number, number>> = { event: new Map(), post: new Map(), global: new Map() }
  /** What GetNextNotification takes for one module: itself, or the module that brought it. */
  readonly host: RegisteredModule
  readonly #report: (error: Error) => void
  #open = true

  /** @param parent the module that brought it */
  constructor(name: string, index: number, report: (error: Error) => void, parent: RegisteredModule | null = null) {
    this.name = name
    this.index = index
    this.id = nextId++
    this.#report = report
    this.host = parent?.host ?? this
  }

  /** Registration is over: later calls fail. */
  seal(): void { this.#open = false }

  GetName(): string { return this.name }
  GetId(): HTTP_MODULE_ID { return this.id }

  SetRequestNotifications(pModuleFactory: IHttpModuleFactory, dwRequestNotifications: number, dwPostRequestNotifications: number): HRESULT {
    this.#checkOpen('SetRequestNotifications')
    if (this.factory !== null) return HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)
    if (typeof pModuleFactory?.GetHttpModule !== 'function' || !isDword(dwRequestNotifications) || !isDword(dwPostRequestNotifications)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    // A post bit of a non-deterministic event never produces a call (module.order.no-post-for-nested); it is no error.
    if ((dwRequestNotifications & ~EVENT_MASK) !== 0 || (dwPostRequestNotifications & ~EVENT_MASK) !== 0) return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
    this.factory = pModuleFactory
    this.events = dwRequestNotifications
    this.postEvents = dwPostRequestNotifications & POST_EVENT_MASK
    return S_OK
  }

  SetGlobalNotifications(pGlobalModule: CGlobalModule, dwGlobalNotifications: number): HRESULT {
    this.#checkOpen('SetGlobalNotifications')
    if (this.globalModule !== null) return HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)
    if (typeof pGlobalModule !== 'object' || pGlobalModule === null || !isDword(dwGlobalNotifications)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const unsupported = unsupportedGlobalEvents(dwGlobalNotifications)
    if (unsupported.length > 0) {
      this.#report(new ModuleContractError('ERR_MODULE_GLOBAL_EVENT', `Module "${this.name}" registers for ${unsupported.join(', ')}.`))
      return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
    }
    this.globalModule = pGlobalModule
    this.globalEvents = dwGlobalNotifications
    return S_OK
  }

  SetPriorityForRequestNotification(dwRequestNotifications: number, pszPriority: PRIORITY_ALIAS): HRESULT {
    return this.#setPriority('event', dwRequestNotifications, pszPriority)
  }

  SetPriorityForPostRequestNotification(dwPostRequestNotifications: number, pszPriority: PRIORITY_ALIAS): HRESULT {
    return this.#setPriority('post', dwPostRequestNotifications, pszPriority)
  }

  SetPriorityForGlobalNotification(dwGlobalNotifications: number, pszPriority: PRIORITY_ALIAS): HRESULT {
    return this.#setPriority('global', dwGlobalNotifications, pszPriority)
  }

  setClosingSteps(steps: ClosingSteps): HRESULT {
    this.#checkOpen('setClosingSteps')
    if (this.closing !== null) return HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)
    this.closing = steps
    return S_OK
  }

  setRawDataHandlers(handlers: RawDataHandlers): HRESULT {
    this.#checkOpen('setRawDataHandlers')
    if (this.rawData !== null) return HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)
    this.rawData = handlers
    this.serial = true
    return S_OK
  }

  requireSerialRequests(): void {
    this.#checkOpen('requireSerialRequests')
    this.serial = true
  }

  presentAs(disguise: ModuleDisguise): void {
    this.#checkOpen('presentAs')
    this.disguise = disguise
  }

  /** Index into PRIORITIES for one bit. */
  priorityOf(kind: PriorityKind, bit: number): number {
    return this.#priorities[kind].get(bit) ?? MEDIUM
  }

  #setPriority(kind: PriorityKind, mask: number, alias: PRIORITY_ALIAS): HRESULT {
    this.#checkOpen('SetPriority…')
    return this.setPriority(kind, mask, alias)
  }

  setPriority(kind: PriorityKind, mask: number, alias: PRIORITY_ALIAS): HRESULT {
    const priority = PRIORITIES.indexOf(alias)
    if (priority === -1 || !isDword(mask)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    for (let bit = 0; bit < 32; bit++) {
      const flag = (1 << bit) >>> 0
      if ((mask & flag) !== 0) this.#priorities[kind].set(flag, priority)
    }
    return S_OK
  }

  #checkOpen(call: string): void {
    if (!this.#open) throw new ModuleContractError('ERR_MODULE_LATE_REGISTRATION', `Module "${this.name}" called ${call} after RegisterModule had returned.`)
  }
}

/** The modules whose mask has this bit, in the order in which they are called. */
export function inOrder(modules: readonly RegisteredModule[], kind: PriorityKind, bit: number, mask: (module: RegisteredModule) => number, inverted = false): RegisteredModule[] {
  const chosen = modules.filter((module) => (mask(module) & bit) !== 0)
  // Fidelity: module.priority.inverted-on-send, module.order.send-list-reversed
  const direction = inverted ? -1 : 1
  return chosen.sort((a, b) => direction * (a.priorityOf(kind, bit) - b.priorityOf(kind, bit) || a.index - b.index))
}

function readEntry(entry: ModuleEntry, index: number): { name: string; register: Exclude<ModuleEntry, { name: string; module: unknown }> } {
  if (typeof entry === 'function') return { name: entry.name || `module-${index + 1}`, register: entry }
  if (typeof entry === 'object' && entry !== null && typeof entry.module === 'function' && typeof entry.name === 'string' && entry.name !== '') {
    return { name: entry.name, register: entry.module }
  }
  throw new ModuleContractError('ERR_MODULE_ENTRY', `modules[${index}] is ${entry === null ? 'null' : typeof entry}.`)
}

/** Calls RegisterModule of every entry; any failure refuses the whole list. */
export function loadModules(entries: readonly ModuleEntry[], serverVersion: number, server: IHttpServer): RegisteredModule[] {
  const report = (error: Error): void => { server.report(error) }
  const modules: RegisteredModule[] = []
  const names = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    const { name, register } = readEntry(entry, index)
    if (names.has(name)) throw new ModuleContractError('ERR_MODULE_DUPLICATE_NAME', `Two modules are called "${name}".`)
    names.add(name)
    const module = new RegisteredModule(name, index, report)
    let hr: HRESULT
    try {
      hr = register(serverVersion, module, server)
    } catch (error) {
      if (error instanceof Error && 'code' in error) throw error // names its culprit itself
      throw new ModuleContractError('ERR_MODULE_REGISTRATION', `Module "${name}" threw from RegisterModule: ${show(error)}.`, error)
    }
    if (typeof hr === 'object' && hr !== null) throw new ModuleContractError('ERR_MODULE_ASYNC_REGISTRATION', `Module "${name}" returned a promise from RegisterModule.`)
    const result = typeof hr === 'number' ? hr : E_FAIL
    // Fidelity: module.register.failure — never silently ignored.
    if (FAILED(result)) throw new ModuleContractError('ERR_MODULE_REGISTRATION', `Module "${name}" returned an error from registration: ${hresultToHex(result)}.`)
    if (module.rawData !== null && server.rawDataRefusal !== null) throw new ModuleContractError('ERR_MODULE_OPTIONS', `Module "${name}" registers for raw data: ${server.rawDataRefusal}`)
    module.seal()
    modules.push(module)
  }
  return modules
}
