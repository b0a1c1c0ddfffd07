// A compiled module, with the entry point of one in TypeScript.

import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import {
  GL_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type CHttpModule, type GlobalNotificationResult,
  type HTTP_MODULE_ID, type IHttpCompletionInfo, type IHttpContext, type IHttpEventProvider, type IHttpModuleFactory, type IHttpServer, type IPreBeginRequestProvider,
  type ModuleRegistration, type NotificationResult, type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { E_FAIL, ERROR_SERVICE_REQUEST_TIMEOUT, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { WasmError } from '../../errors.ts'
import { FaultCounter, faultOf, NullWritten } from '../faults.ts'
import { GuestSystem } from '../guest-system.ts'
import type { WasmFilterOptions } from '../options.ts'
import { memoryPagesOf, PAGE_SIZE } from '../wasm-file.ts'
import { wasm, type Import, type Imports, type WasmModule as Compiled } from '../web-assembly.ts'
import { configurationImports } from './configuration-imports.ts'
import { contextImports } from './context-imports.ts'
import type { Environment } from './environment.ts'
import { ForeignNotification } from './foreign.ts'
import { GuestGlobalModule, GuestHttpModule, refuseRequest, type ModuleCaller } from './guest-http-module.ts'
import { GLOBAL_METHODS, METHODS, type Kind } from './kinds.ts'
import { findRegisterModule, ModuleGuest } from './module-guest.ts'
import { newestOf, objectImports } from './object-imports.ts'
import type { ContextRecord } from './objects.ts'
import { RegistrationTarget } from './registration.ts'
import { requestImports } from './request-imports.ts'
import { serverImports, type EntityCopy } from './server-imports.ts'
import { traceImports } from './trace-imports.ts'

/** A compiled module that is loaded. */
export interface WasmModule {
  /** For `modules:`. The instance is made when it is called. */
  readonly RegisterModule: PFN_REGISTERMODULE
  /** Its name in reports. */
  readonly name: string
  /** Functions that it calls and that are not there: a call ends the request. */
  readonly missing: readonly string[]
  /** Breakdowns so far. */
  readonly faults: number
  /** It broke down too often: every request ends with 500. */
  readonly disabled: boolean
  /** What it has asked for, once RegisterModule has been called: masks of RQ_*, of post-events, and of GL_*. */
  readonly registered: { readonly events: number; readonly postEvents: number; readonly globalEvents: number }
}

export type WasmModuleOptions = WasmFilterOptions

const DEFAULT_MEMORY = 268_435_456
/** What WAS writes when it disables an application pool. */
const RAPID_FAIL_EVENT = 5002
const DISABLED: HRESULT = HRESULT_FROM_WIN32(ERROR_SERVICE_REQUEST_TIMEOUT)
/** What comes after the answer, or in the course of giving it: an instance that is gone has nothing to say there. */
const CLOSING: ReadonlySet<string> = new Set(['OnLogRequest', 'OnPostLogRequest', 'OnEndRequest', 'OnPostEndRequest', 'OnSendResponse'])
const PRE_BEGIN = GLOBAL_METHODS.findIndex(([name]) => name === 'OnGlobalPreBeginRequest')
const READ_ENTITY = METHODS.findIndex(([name]) => name === 'OnReadEntity')

/**
 * Loads a module that `compile` has made, from a file or from its bytes: its RegisterModule goes into the list of modules. One instance serves a
 * server; after a breakdown a new one takes its place at the next request.
 * @throws WasmError ERR_WASM_FILE it is no such file, ERR_WASM_OPTIONS
 */
export async function loadWasmModule(source: string | Uint8Array, options: WasmModuleOptions = {}): Promise<WasmModule> {
  const name = options.name ?? (typeof source === 'string' ? basename(source, extname(source)) : 'module')
  const bytes = typeof source === 'string' ? await readFile(source).catch((error: unknown) => { throw new WasmError('ERR_WASM_FILE', `${source} cannot be read.`, error) }) : source
  let module: Compiled
  try {
    module = await wasm.compile(bytes)
  } catch (error) {
    throw new WasmError('ERR_WASM_FILE', `Module "${name}" is no WebAssembly.`, error)
  }
  const names = wasm.Module.exports(module).map((one) => one.name)
  if (findRegisterModule(names) === null || !names.includes('isapi_notify')) throw new WasmError('ERR_WASM_FILE', `Module "${name}" has no function RegisterModule.`)
  return new CompiledModule(name, module, memoryPagesOf(bytes), options)
}

class CompiledModule implements WasmModule, ModuleCaller, Environment {
  readonly name: string
  readonly missing: readonly string[]
  readonly #module: Compiled
  readonly #pages: number
  readonly #ceiling: number
  readonly #system: GuestSystem
  readonly #counter: FaultCounter
  readonly #options: WasmModuleOptions
  readonly #entities = new Map<number, EntityCopy>()
  readonly #told = new Set<string>()
  #guest: ModuleGuest | null = null
  #version = 0
  #id: HTTP_MODULE_ID = 0
  #server: IHttpServer | null = null
  faults = 0
  registered = { events: 0, postEvents: 0, globalEvents: 0 }

  constructor(name: string, module: Compiled, pages: number, options: WasmModuleOptions) {
    const { memory = DEFAULT_MEMORY, rapidFail = { faults: 5, minutes: 5 } } = options.limits ?? {}
    this.name = name
    this.#module = module
    this.#pages = pages
    this.#ceiling = Math.floor(memory / PAGE_SIZE)
    if (!(this.#ceiling >= pages)) throw new WasmError('ERR_WASM_OPTIONS', `Module "${name}": \`limits.memory\` is ${String(memory)}; it must be at least the ${pages * PAGE_SIZE} bytes that the module starts with.`)
    this.#options = options
    this.#counter = new FaultCounter(rapidFail)
    this.#system = new GuestSystem(name, options, 'module')
    this.missing = wasm.Module.imports(module).filter((one) => one.module === 'env' && one.kind === 'function').map((one) => one.name)
  }

  get disabled(): boolean { return this.#counter.disabled }

  readonly RegisterModule: PFN_REGISTERMODULE = (dwServerVersion, pModuleInfo, pGlobalInfo) => {
    this.#version = dwServerVersion
    this.#server = pGlobalInfo
    this.#id = pModuleInfo.GetId()
    return this.#open(pModuleInfo)
  }

  // --- Environment

  readonly guest = (): ModuleGuest => {
    if (this.#opening !== null) return this.#opening
    if (this.#guest === null) throw new Error('there is no instance')
    return this.#guest
  }

  #opening: ModuleGuest | null = null

  toGuest(path: string): string { return textOf(this.#system.paths.toGuest(bytesOf(path))) }
  toHost(path: string): string { return textOf(this.#system.paths.toHost(bytesOf(path))) }
  global(): GuestGlobalModule { return new GuestGlobalModule(this) }

  unsupported(method: string): void { this.tell(`has called ${method}, which is not supported`) }

  tell(what: string): void {
    if (this.#told.has(what)) return
    this.#told.add(what)
    this.#system.write({ source: 'W3SVC', level: 'warning', id: 0, text: `Module "${this.name}" ${what}.` })
  }

  /** @param address 0: the factory that the instance has registered, whichever instance that is */
  factory(address: number): IHttpModuleFactory {
    const owner = address === 0 ? null : this.guest()
    return {
      GetHttpModule: () => this.#make(owner, address),
      Terminate: () => {
        const guest = owner ?? this.#guest
        const factory = address === 0 ? guest?.registration?.factory ?? 0 : address
        if (guest === null || factory === 0) return
        this.enter(guest, 'IHttpModuleFactory::Terminate', 0, () => guest.entry('isapi_factory_end')(factory))
        if (owner === null && guest.registration?.global === 0) this.#close()
      }
    }
  }

  enter<T>(guest: ModuleGuest, where: string, otherwise: T, call: () => T): T {
    if (guest.fault !== null) return otherwise
    try {
      const result = call()
      if (guest.nullWritten()) throw new NullWritten()
      return result
    } catch (error) {
      throw this.#broken(guest, where, error)
    }
  }

  // --- ModuleCaller

  notify(module: GuestHttpModule, method: number, kind: Kind, context: IHttpContext, provider: object): NotificationResult {
    const { guest } = module
    const name = METHODS[method]?.[0] ?? ''
    if (guest.fault !== null) return this.#late(guest, name)
    const { current } = guest
    try {
      const record = guest.current = current !== null && current.value === context ? current : this.#contextOf(guest, context)
      const status = kind === 'event' ? this.#notifyEvent(module, method, record, provider) : this.#notifyOther(module, method, kind, record, provider)
      if (guest.nullWritten()) throw new NullWritten()
      return status as NotificationResult // the pipeline looks it up
    } catch (error) {
      throw this.#broken(guest, name, error)
    } finally {
      guest.current = current
    }
  }

  #notifyEvent({ guest, address }: GuestHttpModule, method: number, record: ContextRecord, provider: object): number {
    record.provider = provider as IHttpEventProvider // of that kind
    return guest.notify(address, method, record.address, record.providerAddress)
  }

  #notifyOther({ guest, address }: GuestHttpModule, method: number, kind: Kind, record: ContextRecord, provider: object): number {
    // A module may know the class of its own notification.
    if (provider instanceof ForeignNotification && provider.guest === guest) return guest.notify(address, method, record.address, provider.address)
    const lent = guest.objects.lend(kind, provider, record.memory)
    const status = guest.notify(address, method, record.address, lent.address)
    if (method === READ_ENTITY) this.#takeEntity(guest, lent.place)
    if (status === RQ_NOTIFICATION_PENDING) guest.objects.keep(lent, record)
    else guest.objects.giveBack(lent)
    return status
  }

  /** What a handler has written into the buffer of a read is what the reader gets. */
  #takeEntity(guest: ModuleGuest, place: number): void {
    const copy = this.#entities.get(place)
    if (copy === undefined) return
    this.#entities.delete(place)
    copy.buffer.set(guest.memory.view(copy.address, copy.length))
  }

  complete(module: GuestHttpModule, kind: Kind, context: IHttpContext, notification: number, post: boolean, provider: IHttpEventProvider, info: IHttpCompletionInfo): NotificationResult {
    const { guest } = module
    if (guest.fault !== null) return this.#late(guest, 'OnAsyncCompletion')
    const { current } = guest
    try {
      const record = guest.current = this.#contextOf(guest, context)
      const read = record.reading
      if (read !== null) {
        record.reading = null
        const bytes = read.buffer.subarray(0, info.GetCompletionBytes())
        guest.memory.view(read.address, bytes.length).set(bytes)
      }
      const completion = guest.objects.lend('completion', info, record.memory)
      const own = kind === 'event' ? null : guest.objects.lend(kind, provider, record.memory)
      if (own === null) record.provider = provider
      const status = guest.completion(module.address, record.address, notification, post ? 1 : 0, own?.address ?? record.providerAddress, completion.address)
      guest.objects.giveBack(completion)
      if (own !== null) guest.objects.giveBack(own)
      if (guest.nullWritten()) throw new NullWritten()
      return status as NotificationResult // the pipeline looks it up
    } catch (error) {
      throw this.#broken(guest, 'OnAsyncCompletion', error)
    } finally {
      guest.current = current
    }
  }

  dispose({ guest, address, memory }: GuestHttpModule): void {
    this.enter(guest, 'Dispose', 0, () => guest.entry('isapi_dispose')(address))
    if (memory !== null) guest.giveMemory(memory)
  }

  raise(method: number, kind: Kind, provider: object | undefined): GlobalNotificationResult {
    const refuse = (): void => { if (method === PRE_BEGIN) refuseRequest(provider as IPreBeginRequestProvider) } // of that event
    const guest = this.#alive()
    const address = guest?.registration?.global ?? 0
    if (guest === null || address === 0) {
      refuse()
      return GL_NOTIFICATION_CONTINUE
    }
    const memory = guest.takeMemory()
    try {
      const own = provider instanceof ForeignNotification && provider.guest === guest ? provider.address : 0
      const lent = provider === undefined || own !== 0 ? null : guest.objects.lend(kind, provider, memory)
      const status = guest.entry('isapi_global')(address, method, lent?.address ?? own)
      if (lent !== null) guest.objects.giveBack(lent)
      if (guest.nullWritten()) throw new NullWritten()
      return status as GlobalNotificationResult // the server looks it up
    } catch (error) {
      refuse()
      throw this.#broken(guest, GLOBAL_METHODS[method]?.[0] ?? '', error)
    } finally {
      guest.giveMemory(memory)
    }
  }

  terminateGlobal(): void {
    const guest = this.#guest
    const address = guest?.registration?.global ?? 0
    if (guest === null || address === 0) return
    this.enter(guest, 'CGlobalModule::Terminate', 0, () => guest.entry('isapi_global_end')(address))
    this.#close()
  }

  // --- instances

  #make(owner: ModuleGuest | null, address: number): CHttpModule | HRESULT {
    const guest = owner ?? this.#alive()
    if (guest === null || guest.fault !== null) return this.#counter.disabled ? DISABLED : E_FAIL
    const factory = address === 0 ? guest.registration?.factory ?? 0 : address
    const { scratch, memory, allocating } = guest
    guest.allocating = null
    try {
      memory.setWord(scratch, 0)
      const hr = guest.entry('isapi_factory_get')(factory, scratch, guest.objects.addressOf('allocator', this.#allocator, null))
      if (guest.nullWritten()) throw new NullWritten()
      const made = memory.word(scratch)
      return hr < 0 || made === 0 ? (hr < 0 ? hr : E_FAIL) as HRESULT : new GuestHttpModule(this, guest, made, guest.allocating) // of the module
    } catch (error) {
      throw this.#broken(guest, 'IHttpModuleFactory::GetHttpModule', error)
    } finally {
      guest.allocating = allocating
    }
  }

  readonly #allocator = {}

  #contextOf(guest: ModuleGuest, context: IHttpContext): ContextRecord {
    const newest = newestOf(context)
    if (typeof newest === 'number') throw new TypeError('the context is not one of this server')
    return guest.objects.contextOf(newest)
  }

  /** The instance, or a new one in the place of one that broke down; null: it is disabled, or refuses to start. */
  #alive(): ModuleGuest | null {
    if (this.#counter.disabled) return null
    if (this.#guest === null) return null
    if (this.#guest.fault === null) return this.#guest
    return this.#open(null) < 0 ? null : this.#guest
  }

  /** The module object of the request is gone with its instance. */
  #late(guest: ModuleGuest, method: string): NotificationResult {
    if (CLOSING.has(method) || guest.fault === null) return RQ_NOTIFICATION_CONTINUE
    throw guest.fault
  }

  #open(registration: ModuleRegistration | null): HRESULT {
    const memory = new wasm.Memory({ initial: this.#pages, maximum: this.#ceiling })
    let opened: ModuleGuest | null = null
    try {
      const guest = opened = new ModuleGuest(this.#module, memory, (self) => this.#imports(self, memory))
      this.#opening = guest
      const target = guest.registration = new RegistrationTarget(registration?.GetName() ?? this.name, this.#id, registration, (what) => { this.tell(what) })
      const info = guest.objects.addressOf('registration', target, null)
      const server = this.#server === null ? 0 : guest.objects.addressOf('server', this.#server, null)
      const hr = guest.registerModule(this.#version, info, server) as HRESULT // of the module
      if (guest.nullWritten()) throw new NullWritten()
      this.#guest = guest
      this.registered = { events: target.events, postEvents: target.postEvents, globalEvents: target.globalEvents }
      if (hr < 0 && registration === null) guest.fault = new Error(`RegisterModule has returned ${hr >>> 0}`)
      return hr
    } catch (error) {
      if (error instanceof WasmError) throw error
      throw this.#broken(opened, opened === null ? 'DllMain' : 'RegisterModule', error)
    } finally {
      this.#opening = null
    }
  }

  #imports(self: () => ModuleGuest, memory: InstanceType<typeof wasm.Memory>): Imports {
    const env: Environment = { guest: self, toGuest: (path) => this.toGuest(path), toHost: (path) => this.toHost(path), factory: (address) => this.factory(address), global: () => this.global(), unsupported: (method) => { this.unsupported(method) }, tell: (what) => { this.tell(what) }, enter: (guest, where, otherwise, call) => this.enter(guest, where, otherwise, call) }
    const all = { ...objectImports(env), ...contextImports(env), ...requestImports(env), ...serverImports(env, this.#entities), ...traceImports(env), ...configurationImports(env, () => this.#server) }
    const guarded = Object.fromEntries(Object.entries(all).map(([name, call]) => [name, guard(self, call)]))
    return { env: { memory, ...this.#stubs() }, isapi_module: guarded, ...this.#system.systemImports(() => self().memory) }
  }

  /** What is missing says so when it is called. */
  #stubs(): Record<string, Import> {
    return Object.fromEntries(this.missing.map((name) => [name, () => this.#system.missing(name)]))
  }

  #close(): void {
    const guest = this.#guest
    this.#guest = null
    if (guest !== null) this.enter(guest, 'DllMain', 0, () => guest.entry('isapi_stop')())
  }

  #broken(guest: ModuleGuest | null, where: string, error: unknown): Error {
    const known = guest?.fault
    if (known !== null && known !== undefined) return known
    const fault = faultOf(this.name, where, error, guest?.stackIsFull === true, 'Module')
    if (guest !== null) guest.fault = fault
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

function bytesOf(text: string): string { return Buffer.from(text, 'utf8').toString('latin1') }
function textOf(bytes: string): string { return Buffer.from(bytes, 'latin1').toString('utf8') }
