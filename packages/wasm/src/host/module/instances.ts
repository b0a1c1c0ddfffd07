// The instances of a compiled module: made from its bytes, one at a time, in the place of one that broke down; what broke down, and how often.

import type { CGlobalModule, HTTP_MODULE_ID, IHttpModuleFactory, IHttpServer, ModuleRegistration } from '@isapi-bridge/module-api'
import type { HRESULT } from '@isapi-bridge/win32'
import { WasmError } from '../../errors.ts'
import { cameOutOf, FaultCounter, faultOf, NotStarted, NullWritten } from '../faults.ts'
import { GuestSystem } from '../guest-system.ts'
import type { WasmFilterOptions } from '../options.ts'
import type { CompiledFile } from '../wasm-file.ts'
import { wasm, type Import, type Imports } from '../web-assembly.ts'
import { configurationImports } from './configuration-imports.ts'
import { contextImports } from './context-imports.ts'
import type { Environment } from './environment.ts'
import { ModuleGuest } from './module-guest.ts'
import { objectImports } from './object-imports.ts'
import { RegistrationTarget } from './registration.ts'
import { requestImports } from './request-imports.ts'
import { serverImports } from './server-imports.ts'
import { traceImports } from './trace-imports.ts'

/** What WAS writes when it disables an application pool. */
const RAPID_FAIL_EVENT = 5002

/** Objects of the module that the pipeline calls. */
export interface ModuleObjects {
  readonly factory: () => IHttpModuleFactory
  readonly added: (name: string) => IHttpModuleFactory
  readonly global: () => CGlobalModule
}

/** What a server has handed to RegisterModule, and a new instance gets again. */
export interface Registered {
  readonly version: number
  readonly id: HTTP_MODULE_ID
  readonly server: IHttpServer
}

export class ModuleInstances implements Environment {
  readonly name: string
  readonly missing: readonly string[]
  readonly factory: Environment['factory']
  readonly global: Environment['global']
  readonly #added: ModuleObjects['added']
  readonly #file: CompiledFile
  readonly #system: GuestSystem
  readonly #counter: FaultCounter
  readonly #options: WasmFilterOptions
  readonly #told = new Set<string>()
  #given: Registered | null = null
  #current: ModuleGuest | null = null
  #opening: ModuleGuest | null = null
  faults = 0
  registered = { events: 0, postEvents: 0, globalEvents: 0 }

  constructor(file: CompiledFile, options: WasmFilterOptions, objects: ModuleObjects) {
    const { rapidFail = { faults: 5, minutes: 5 } } = options.limits ?? {}
    this.name = file.name
    this.missing = file.missing
    this.factory = objects.factory
    this.global = objects.global
    this.#added = objects.added
    this.#file = file
    this.#options = options
    this.#counter = new FaultCounter(rapidFail)
    this.#system = new GuestSystem(file.name, options, 'module')
  }

  get disabled(): boolean { return this.#counter.disabled }
  get notFound(): readonly string[] { return this.#system.sought.names }
  /** The instance, broken or not. */
  get current(): ModuleGuest | null { return this.#current }

  /** RegisterModule of the first instance. */
  register(given: Registered, registration: ModuleRegistration): HRESULT {
    this.#given = given
    return this.#open(registration)
  }

  /** The instance, or a new one in the place of one that broke down; null: it is disabled, or refuses to start. */
  alive(): ModuleGuest | null {
    if (this.#counter.disabled) return null
    if (this.#current === null) return null
    if (this.#current.fault === null) return this.#current
    return this.#open(null) < 0 ? null : this.#current
  }

  /** The module is unloaded. */
  close(): void {
    const guest = this.#current
    this.#current = null
    if (guest === null) return
    try {
      this.enter(guest, 'DllMain', 0, () => guest.entry('isapi_stop')())
    } finally {
      guest.files.closeAll()
    }
  }

  // --- Environment

  readonly guest = (): ModuleGuest => {
    const guest = this.#opening ?? this.#current
    if (guest === null) throw new Error('there is no instance')
    return guest
  }

  toGuest(path: string): string { return this.#system.paths.textToGuest(path) }
  bytesToGuest(path: string): string { return this.#system.paths.toGuest(path) }
  toHost(path: string): string { return this.#system.paths.textToHost(path) }

  added(guest: ModuleGuest, name: string, factory: number): IHttpModuleFactory {
    guest.added.set(name, factory)
    return this.#added(name)
  }

  unsupported(method: string): void { this.tell(`has called ${method}, which is not supported`) }

  tell(what: string): void {
    if (this.#told.has(what)) return
    this.#told.add(what)
    this.#system.write({ source: 'W3SVC', level: 'warning', id: 0, text: `Module "${this.name}" ${what}.` })
  }

  enter<T>(guest: ModuleGuest, where: string, otherwise: T, call: () => T): T {
    if (guest.fault !== null) return otherwise
    guest.begin()
    try {
      const result = call()
      if (guest.nullWritten()) throw new NullWritten()
      return result
    } catch (error) {
      throw this.broken(guest, where, error)
    } finally {
      guest.finish()
    }
  }

  enterLater(guest: ModuleGuest, where: string, call: () => void): void {
    try {
      this.enter(guest, where, undefined, call)
    } catch (error) {
      this.#system.write({ source: 'W3SVC', level: 'error', id: 0, text: error instanceof Error ? error.message : String(error) })
    }
  }

  // --- a new instance

  #open(registration: ModuleRegistration | null): HRESULT {
    const { module, pages, ceiling } = this.#file
    const memory = new wasm.Memory({ initial: pages, maximum: ceiling })
    const { version, id, server } = this.#given ?? { version: 0, id: 0, server: null }
    let opened: ModuleGuest | null = null
    this.#system.sought.begin()
    try {
      const guest = opened = new ModuleGuest(module, memory, (self) => this.#imports(self, memory), this)
      this.#opening = guest
      const target = guest.registration = new RegistrationTarget(registration?.GetName() ?? this.name, id, registration, (what) => { this.tell(what) })
      const info = guest.objects.addressOf('registration', target, null)
      const serverAddress = server === null ? 0 : guest.objects.addressOf('server', server, null)
      const hr = guest.registerModule(version, info, serverAddress) as HRESULT // of the module
      if (guest.nullWritten()) throw new NullWritten()
      this.#current = guest
      this.registered = { events: target.events, postEvents: target.postEvents, globalEvents: target.globalEvents }
      if (hr < 0) this.#system.refused()
      if (hr < 0 && registration === null) guest.end(new Error(`RegisterModule has returned ${hr >>> 0}`))
      return hr
    } catch (error) {
      this.#system.refused()
      if (error instanceof WasmError) throw error
      if (error instanceof NotStarted) throw error.toWasmError(this.name, 'Module')
      throw this.broken(opened, opened === null ? 'DllMain' : 'RegisterModule', error)
    } finally {
      this.#opening = null
      this.#system.sought.end()
    }
  }

  #imports(self: () => ModuleGuest, memory: InstanceType<typeof wasm.Memory>): Imports {
    const env: Environment = { guest: self, toGuest: (path) => this.toGuest(path), bytesToGuest: (path) => this.bytesToGuest(path), toHost: (path) => this.toHost(path), factory: this.factory, global: this.global, added: (guest, name, factory) => this.added(guest, name, factory), unsupported: (method) => { this.unsupported(method) }, tell: (what) => { this.tell(what) }, enter: (guest, where, otherwise, call) => this.enter(guest, where, otherwise, call), enterLater: (guest, where, call) => { this.enterLater(guest, where, call) } }
    const all = { ...objectImports(env), ...contextImports(env), ...requestImports(env), ...serverImports(env), ...traceImports(env), ...configurationImports(env, () => this.#given?.server ?? null) }
    const guarded = Object.fromEntries(Object.entries(all).map(([name, call]) => [name, guard(self, call)]))
    return { env: { memory, ...this.#stubs() }, isapi_module: guarded, ...this.#system.systemImports(self) }
  }

  /** What is missing says so when it is called. */
  #stubs(): Record<string, Import> {
    return Object.fromEntries(this.missing.map((name) => [name, () => this.#system.missing(name)]))
  }

  /** What ends the call that broke down; it is counted once for each instance. */
  broken(guest: ModuleGuest | null, where: string, error: unknown): Error {
    const known = guest?.fault
    if (known !== null && known !== undefined) return known
    const fault = faultOf(this.name, where, guest?.ended ?? (guest === null ? error : cameOutOf(guest, error)), guest?.stackIsFull === true, 'Module')
    guest?.end(fault)
    guest?.objects.abandon()
    this.faults++
    if (this.#counter.count(performance.now())) {
      const { faults, minutes } = this.#options.limits?.rapidFail ?? { faults: 5, minutes: 5 }
      this.#system.write({
        source: 'W3SVC', level: 'error', id: RAPID_FAIL_EVENT,
        text: `Module "${this.name}" is disabled: it broke down ${faults} times within ${minutes} minutes, at last so: ${fault.message} Every request ends with 500 until the server is started again.`
      })
    }
    return fault
  }
}

/** When a call nested in an import has broken the instance, the call that the import came from ends too. */
function guard(self: () => ModuleGuest, call: Import): Import {
  return (...values) => {
    const result = call(...values)
    const { fault } = self()
    if (fault !== null) throw fault
    return result
  }
}

