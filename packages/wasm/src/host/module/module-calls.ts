// Calls of the pipeline on their way into a compiled module: notifications, completions, global events, and the objects that it makes.

import {
  GL_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type CHttpModule, type GlobalNotificationResult, type IHttpCompletionInfo, type IHttpContext,
  type IHttpEventProvider, type IHttpModuleFactory, type IPreBeginRequestProvider, type NotificationResult
} from '@isapi-bridge/module-api'
import { E_FAIL, ERROR_SERVICE_REQUEST_TIMEOUT, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { NullWritten } from '../faults.ts'
import { ForeignNotification } from './foreign.ts'
import { GuestGlobalModule, GuestHttpModule, refuseRequest, type ModuleCaller } from './guest-http-module.ts'
import type { ModuleInstances } from './instances.ts'
import { GLOBAL_METHODS, METHODS, type Kind } from './kinds.ts'
import type { ModuleGuest } from './module-guest.ts'
import { newestOf } from './object-imports.ts'
import type { ContextRecord } from './objects.ts'
import { endResponse } from './raw-response.ts'

const DISABLED: HRESULT = HRESULT_FROM_WIN32(ERROR_SERVICE_REQUEST_TIMEOUT)
/** What comes after the answer, or in the course of giving it: an instance that is gone has nothing to say there. */
const CLOSING: ReadonlySet<string> = new Set(['OnLogRequest', 'OnPostLogRequest', 'OnEndRequest', 'OnPostEndRequest', 'OnSendResponse'])
const PRE_BEGIN = GLOBAL_METHODS.findIndex(([name]) => name === 'OnGlobalPreBeginRequest')
const READ_ENTITY = METHODS.findIndex(([name]) => name === 'OnReadEntity')

export class ModuleCalls implements ModuleCaller {
  readonly #instances: ModuleInstances

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
      const status = kind === 'event' ? this.#notifyEvent(module, method, record, provider) : this.#notifyOther(module, method, kind, record, provider)
      if (record.rawResponse !== null) endResponse(guest, record)
      if (guest.nullWritten()) throw new NullWritten()
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
    const copy = this.#instances.entities.get(place)
    if (copy === undefined) return
    this.#instances.entities.delete(place)
    copy.buffer.set(guest.memory.view(copy.address, copy.length))
  }

  complete(module: GuestHttpModule, kind: Kind, context: IHttpContext, notification: number, post: boolean, provider: IHttpEventProvider, info: IHttpCompletionInfo): NotificationResult {
    const { guest } = module
    if (guest.fault !== null) return this.#late(guest, 'OnAsyncCompletion')
    const { current } = guest
    guest.begin()
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
      if (record.rawResponse !== null) endResponse(guest, record)
      if (guest.nullWritten()) throw new NullWritten()
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
    const refuse = (): void => { if (method === PRE_BEGIN) refuseRequest(provider as IPreBeginRequestProvider) } // of that event
    const guest = this.#instances.alive()
    const address = guest?.registration?.global ?? 0
    if (guest === null || address === 0) {
      refuse()
      return GL_NOTIFICATION_CONTINUE
    }
    const memory = guest.takeMemory()
    guest.begin()
    try {
      const own = provider instanceof ForeignNotification && provider.guest === guest ? provider.address : 0
      const lent = provider === undefined || own !== 0 ? null : guest.objects.lend(kind, provider, memory)
      const status = guest.entry('isapi_global')(address, method, lent?.address ?? own)
      if (lent !== null) guest.objects.giveBack(lent)
      guest.giveMemory(memory)
      if (guest.nullWritten()) throw new NullWritten()
      return status as GlobalNotificationResult // the server looks it up
    } catch (error) {
      refuse()
      throw this.#instances.broken(guest, GLOBAL_METHODS[method]?.[0] ?? '', error)
    } finally {
      guest.finish()
    }
  }

  terminateGlobal(): void {
    const guest = this.#instances.current
    const address = guest?.registration?.global ?? 0
    if (guest === null || address === 0) return
    this.#instances.enter(guest, 'CGlobalModule::Terminate', 0, () => guest.entry('isapi_global_end')(address))
    this.#instances.close()
  }

  // --- objects of the module

  /** @param address 0: the factory that the instance has registered, whichever instance that is */
  factory(address: number): IHttpModuleFactory {
    const owner = address === 0 ? null : this.#instances.guest()
    return {
      GetHttpModule: () => this.#make(owner, address),
      Terminate: () => {
        const guest = owner ?? this.#instances.current
        const factory = address === 0 ? guest?.registration?.factory ?? 0 : address
        if (guest === null || factory === 0) return
        this.#instances.enter(guest, 'IHttpModuleFactory::Terminate', 0, () => guest.entry('isapi_factory_end')(factory))
        if (owner === null && guest.registration?.global === 0) this.#instances.close()
      }
    }
  }

  global(): GuestGlobalModule { return new GuestGlobalModule(this) }

  #make(owner: ModuleGuest | null, address: number): CHttpModule | HRESULT {
    const guest = owner ?? this.#instances.alive()
    if (guest === null || guest.fault !== null) return this.#instances.disabled ? DISABLED : E_FAIL
    const factory = address === 0 ? guest.registration?.factory ?? 0 : address
    const { scratch, memory, allocating } = guest
    guest.allocating = null
    guest.begin()
    try {
      memory.setWord(scratch, 0)
      const hr = guest.entry('isapi_factory_get')(factory, scratch, guest.objects.addressOf('allocator', this.#allocator, null))
      if (guest.nullWritten()) throw new NullWritten()
      const made = memory.word(scratch)
      return hr < 0 || made === 0 ? (hr < 0 ? hr : E_FAIL) as HRESULT : new GuestHttpModule(this, guest, made, guest.allocating) // of the module
    } catch (error) {
      throw this.#instances.broken(guest, 'IHttpModuleFactory::GetHttpModule', error)
    } finally {
      guest.finish()
      guest.allocating = allocating
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
