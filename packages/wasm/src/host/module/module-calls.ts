// Calls of the pipeline on their way into a compiled module: notifications, completions, global events, and the objects that it makes.

import {
  GL_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type CHttpModule, type GlobalNotificationResult, type IHttpCompletionInfo, type IHttpContext,
  type IHttpApplication, type IHttpApplicationProvider, type IHttpApplicationResolveModulesProvider, type IHttpEventProvider, type IHttpModuleFactory, type IPreBeginRequestProvider, type NotificationResult
} from '@isapi-bridge/module-api'
import { E_FAIL, ERROR_SERVICE_REQUEST_TIMEOUT, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { NullWritten } from '../faults.ts'
import { ForeignNotification } from './foreign.ts'
import { GuestGlobalModule, GuestHttpModule, refuseRequest, type ModuleCaller } from './guest-http-module.ts'
import type { ModuleInstances } from './instances.ts'
import { GLOBAL_METHODS, METHODS, type Kind } from './kinds.ts'
import type { ModuleGuest } from './module-guest.ts'
import { newestOf } from './object-imports.ts'
import type { ContextRecord, ObjectRecord } from './guest-object.ts'
import { endResponse } from './raw-response.ts'

const DISABLED: HRESULT = HRESULT_FROM_WIN32(ERROR_SERVICE_REQUEST_TIMEOUT)
/** What comes after the answer, or in the course of giving it: an instance that is gone has nothing to say there. */
const CLOSING: ReadonlySet<string> = new Set(['OnLogRequest', 'OnPostLogRequest', 'OnEndRequest', 'OnPostEndRequest', 'OnSendResponse'])
const PRE_BEGIN = GLOBAL_METHODS.findIndex(([name]) => name === 'OnGlobalPreBeginRequest')
const RESOLVE = GLOBAL_METHODS.findIndex(([name]) => name === 'OnGlobalApplicationResolveModules')
const RAISED_AGAIN: ReadonlySet<number> = new Set([RESOLVE, GLOBAL_METHODS.findIndex(([name]) => name === 'OnGlobalApplicationStart')])
const READ_ENTITY = METHODS.findIndex(([name]) => name === 'OnReadEntity')

/** The address of a notification that the module itself has raised, whose class it may know; 0: it is no such thing. */
function ownAddress(guest: ModuleGuest, provider: object | undefined): number { return provider instanceof ForeignNotification && provider.guest === guest ? provider.address : 0 }

/** For an instance that adds its modules in the place of another: the server has them in its list. */
class KnownModules implements IHttpApplicationResolveModulesProvider {
  readonly #provider: IHttpApplicationProvider
  constructor(provider: IHttpApplicationProvider) { this.#provider = provider }
  GetApplication(): IHttpApplication { return this.#provider.GetApplication() }
  RegisterModule(): HRESULT { return S_OK }
  SetPriorityForRequestNotification(): HRESULT { return S_OK }
  SetErrorStatus(): void {}
}

export class ModuleCalls implements ModuleCaller {
  readonly #instances: ModuleInstances
  /** Events that a new instance hears again: it has to know what they told. */
  readonly #raised: { readonly method: number; readonly kind: Kind; readonly provider: IHttpApplicationProvider }[] = []

  constructor(instances: ModuleInstances) { this.#instances = instances }

  // --- ModuleCaller

  notify(module: GuestHttpModule, method: number, kind: Kind, context: IHttpContext, provider: object): NotificationResult {
    const { guest } = module
    const name = METHODS[method]?.[0] ?? ''
    if (guest.fault !== null) return this.#late(guest, name)
    const { current } = guest
    guest.begin()
    try {
      const record = guest.current = current !== null && current.value === context ? current : this.#contextOf(guest, context)
      if (record !== current) record.expects = false
      const status = kind === 'event' ? this.#notifyEvent(module, method, record, provider) : this.#notifyOther(module, method, kind, record, provider)
      if (record.rawResponse !== null) endResponse(guest, record)
      if (guest.nullWritten()) throw new NullWritten()
      if (status === RQ_NOTIFICATION_PENDING) record.pends = true
      return status as NotificationResult // the pipeline looks it up
    } catch (error) {
      throw this.#instances.broken(guest, name, error)
    } finally {
      guest.finish()
      guest.current = current
    }
  }

  #notifyEvent({ guest, address }: GuestHttpModule, method: number, record: ContextRecord, provider: object): number {
    record.provider = provider as IHttpEventProvider // of that kind
    return guest.notify(address, method, record.address, record.providerAddress)
  }

  #notifyOther({ guest, address }: GuestHttpModule, method: number, kind: Kind, record: ContextRecord, provider: object): number {
    const own = ownAddress(guest, provider)
    if (own !== 0) return guest.notify(address, method, record.address, own)
    const lent = guest.objects.lend(kind, provider, record.memory)
    const status = guest.notify(address, method, record.address, lent.address)
    if (method === READ_ENTITY) this.#takeEntity(guest, lent.place)
    this.#settle(guest, lent, status, record)
    return status
  }

  #settle(guest: ModuleGuest, lent: ObjectRecord, status: number, record: ContextRecord): void {
    if (status === RQ_NOTIFICATION_PENDING) guest.objects.keep(lent, record)
    else guest.objects.giveBack(lent)
  }

  /** What a handler has written into the buffer of a read is what the reader gets. */
  #takeEntity(guest: ModuleGuest, place: number): void {
    const copy = guest.entities.get(place)
    if (copy === undefined) return
    guest.entities.delete(place)
    copy.buffer.set(guest.memory.view(copy.address, copy.length))
  }

  complete(module: GuestHttpModule, kind: Kind, context: IHttpContext, notification: number, post: boolean, provider: IHttpEventProvider, info: IHttpCompletionInfo): NotificationResult {
    const { guest } = module
    if (guest.fault !== null) return this.#late(guest, 'OnAsyncCompletion')
    const { current } = guest
    guest.begin()
    try {
      const record = guest.current = this.#contextOf(guest, context)
      record.pends = record.expects = false
      const read = record.reading
      if (read !== null && read.buffer.arrived > 0) {
        record.reading = null
        const { arrived } = read.buffer
        guest.memory.view(read.address, arrived).set(read.buffer.subarray(0, arrived))
      }
      const completion = guest.objects.lend('completion', info, record.memory)
      // The one that the handler has got, where it was kept.
      const own = kind === 'event' ? record.providerAddress : ownAddress(guest, provider) || guest.objects.kept(kind, provider, record)?.address
      const lent = own === undefined ? guest.objects.lend(kind, provider, record.memory) : null
      if (kind === 'event') record.provider = provider
      const status = guest.completion(module.address, record.address, notification, post ? 1 : 0, own ?? lent?.address ?? 0, completion.address)
      guest.objects.giveBack(completion)
      if (lent !== null) this.#settle(guest, lent, status, record)
      if (record.rawResponse !== null) endResponse(guest, record)
      if (guest.nullWritten()) throw new NullWritten()
      if (status === RQ_NOTIFICATION_PENDING) record.pends = true
      return status as NotificationResult // the pipeline looks it up
    } catch (error) {
      throw this.#instances.broken(guest, 'OnAsyncCompletion', error)
    } finally {
      guest.finish()
      guest.current = current
    }
  }

  dispose({ guest, address, memory }: GuestHttpModule): void {
    this.#instances.enter(guest, 'Dispose', undefined, () => {
      guest.entry('isapi_dispose')(address)
      if (memory !== null) guest.giveMemory(memory)
    })
  }

  raise(method: number, kind: Kind, provider: object | undefined): GlobalNotificationResult {
    const guest = this.#alive()
    if (provider !== undefined && RAISED_AGAIN.has(method)) this.#raised.push({ method, kind, provider: provider as IHttpApplicationProvider }) // both events have one
    const address = guest?.registration?.global ?? 0
    if (guest !== null && address !== 0) return this.#raise(guest, address, method, kind, provider)
    if (method === PRE_BEGIN) refuseRequest(provider as IPreBeginRequestProvider) // of that event
    return GL_NOTIFICATION_CONTINUE
  }

  #raise(guest: ModuleGuest, address: number, method: number, kind: Kind, provider: object | undefined): GlobalNotificationResult {
    guest.begin()
    try {
      const memory = guest.takeMemory()
      const own = ownAddress(guest, provider)
      const lent = provider === undefined || own !== 0 ? null : guest.objects.lend(kind, provider, memory)
      const status = guest.entry('isapi_global')(address, method, lent?.address ?? own)
      if (lent !== null) guest.objects.giveBack(lent)
      guest.giveMemory(memory)
      if (guest.nullWritten()) throw new NullWritten()
      return status as GlobalNotificationResult // the server looks it up
    } catch (error) {
      throw this.#instances.broken(guest, GLOBAL_METHODS[method]?.[0] ?? '', error)
    } finally {
      guest.finish()
    }
  }

  /** The instance, which in the place of another hears first what that one has heard of its applications. */
  #alive(): ModuleGuest | null {
    const before = this.#instances.current
    const guest = this.#instances.alive()
    const address = guest?.registration?.global ?? 0
    if (guest === null || guest === before || address === 0) return guest
    for (const { method, kind, provider } of this.#raised) this.#raise(guest, address, method, kind, method === RESOLVE ? new KnownModules(provider) : provider)
    return guest
  }

  terminateGlobal(): void {
    const guest = this.#instances.current
    const address = guest?.registration?.global ?? 0
    if (guest === null || address === 0) return
    this.#instances.enter(guest, 'CGlobalModule::Terminate', 0, () => guest.entry('isapi_global_end')(address))
    this.#instances.close()
  }

  // --- objects of the module

  /** The factory that the instance has registered, whichever instance that is. */
  factory(): IHttpModuleFactory { return this.#factory(({ registration }) => registration?.factory ?? 0, ({ registration }) => registration?.global === 0) }

  /** That of a module which it has added to the list. */
  added(name: string): IHttpModuleFactory { return this.#factory(({ added }) => added.get(name) ?? 0, () => false) }

  #factory(addressIn: (guest: ModuleGuest) => number, isLast: (guest: ModuleGuest) => boolean): IHttpModuleFactory {
    return {
      GetHttpModule: () => this.#make(addressIn),
      Terminate: () => {
        const guest = this.#instances.current
        const address = guest === null ? 0 : addressIn(guest)
        if (guest === null || address === 0) return
        this.#instances.enter(guest, 'IHttpModuleFactory::Terminate', 0, () => guest.entry('isapi_factory_end')(address))
        if (isLast(guest)) this.#instances.close()
      }
    }
  }

  global(): GuestGlobalModule { return new GuestGlobalModule(this) }

  #make(addressIn: (guest: ModuleGuest) => number): CHttpModule | HRESULT {
    const guest = this.#alive()
    if (guest === null || guest.fault !== null) return this.#instances.disabled ? DISABLED : E_FAIL
    const { scratch, memory, allocating, making } = guest
    guest.allocating = null
    guest.making = true
    guest.begin()
    let made = 0
    try {
      memory.setWord(scratch, 0)
      const hr = guest.entry('isapi_factory_get')(addressIn(guest), scratch, guest.objects.addressOf('allocator', this.#allocator, null))
      if (guest.nullWritten()) throw new NullWritten()
      made = hr < 0 ? 0 : memory.word(scratch)
      return made === 0 ? (hr < 0 ? hr : E_FAIL) as HRESULT : new GuestHttpModule(this, guest, made, guest.allocating) // of the module
    } catch (error) {
      throw this.#instances.broken(guest, 'IHttpModuleFactory::GetHttpModule', error)
    } finally {
      if (made === 0 && guest.allocating !== null) guest.giveMemory(guest.allocating)
      guest.allocating = allocating
      guest.making = making
      guest.finish()
    }
  }

  readonly #allocator = {}

  #contextOf(guest: ModuleGuest, context: IHttpContext): ContextRecord {
    const newest = newestOf(context)
    if (typeof newest === 'number') throw new TypeError('the context is not one of this server')
    return guest.objects.contextOf(newest)
  }

  /** The module object of the request is gone with its instance. */
  #late(guest: ModuleGuest, method: string): NotificationResult {
    if (CLOSING.has(method) || guest.fault === null) return RQ_NOTIFICATION_CONTINUE
    throw guest.fault
  }
}
