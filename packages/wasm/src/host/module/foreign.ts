// Objects that a module has written itself and gives to the server: stored contexts, users, notifications.

import type { ICustomNotificationProvider, IHttpConnectionStoredContext, IHttpStoredContext, IHttpUser } from '@isapi-bridge/module-api'
import { E_FAIL, E_OUTOFMEMORY, type HRESULT } from '@isapi-bridge/win32'
import type { ModuleGuest } from './module-guest.ts'

/** Calls into the module from the server, which a breakdown ends. */
export interface Caller {
  /** What `call` gives; `otherwise` when the instance is gone. */
  enter<T>(guest: ModuleGuest, where: string, otherwise: T, call: () => T): T
  /** The same where nobody hears what is thrown: the event log has it. */
  enterLater(guest: ModuleGuest, where: string, call: () => void): void
}

class Foreign {
  guest: ModuleGuest
  address: number
  protected readonly caller: Caller

  constructor(guest: ModuleGuest, address: number, caller: Caller) {
    this.guest = guest
    this.address = address
    this.caller = caller
  }
}

export class ForeignStoredContext extends Foreign implements IHttpStoredContext {
  /** The instance is gone: one of the same class takes its place. False: it is still somebody's. */
  replace(by: ForeignStoredContext): boolean {
    if (this.guest.fault === null || this.constructor !== by.constructor) return false
    this.guest = by.guest
    this.address = by.address
    return true
  }

  CleanupStoredContext(): void { this.caller.enter(this.guest, 'CleanupStoredContext', 0, () => this.guest.entry('isapi_cleanup')(this.address)) }
}

/** One that hears of the disconnect: a plain one has no such method, and the server asks who has. */
export class ForeignConnectionContext extends ForeignStoredContext implements IHttpConnectionStoredContext {
  NotifyDisconnect(): void { this.caller.enter(this.guest, 'NotifyDisconnect', 0, () => this.guest.entry('isapi_disconnect')(this.address)) }
}

/** The texts of a user, by their numbers in runtime/module/host.h. */
const USER_NAME = 6
const REMOTE_USER_NAME = 7
const AUTHENTICATION_TYPE = 8
const PASSWORD = 9

export class ForeignUser extends Foreign implements IHttpUser {
  #text(text: number): string {
    return this.caller.enter(this.guest, 'IHttpUser', '', () => this.guest.wide(this.guest.entry('isapi_user_text')(this.address, text)) ?? '')
  }

  GetRemoteUserName(): string { return this.#text(REMOTE_USER_NAME) }
  GetUserName(): string { return this.#text(USER_NAME) }
  GetAuthenticationType(): string { return this.#text(AUTHENTICATION_TYPE) }
  GetPassword(): string { return this.#text(PASSWORD) }
  GetImpersonationToken(): null { return null }
  GetPrimaryToken(): null { return null }
  ReferenceUser(): void { this.#count(1) }
  DereferenceUser(): void { this.#count(0) }
  #count(more: number): void { this.caller.enter(this.guest, 'IHttpUser', 0, () => this.guest.entry('isapi_user_count')(this.address, more)) }
  SupportsIsInRole(): boolean { return this.caller.enter(this.guest, 'IHttpUser::SupportsIsInRole', false, () => this.guest.entry('isapi_user_has_roles')(this.address) !== 0) }

  IsInRole(pszRoleName: string): { readonly hr: HRESULT; readonly value: boolean } {
    const { guest } = this
    return this.caller.enter(guest, 'IHttpUser::IsInRole', { hr: E_FAIL, value: false }, () => {
      const role = guest.alloc((pszRoleName.length + 1) * 4)
      if (role === 0) return { hr: E_OUTOFMEMORY, value: false }
      guest.memory.writeWide(role, pszRoleName)
      guest.memory.setWord(guest.scratch, 0)
      const hr = guest.entry('isapi_user_role')(this.address, role, guest.scratch) as HRESULT // of the module
      const value = guest.memory.word(guest.scratch) !== 0
      guest.free(role)
      return { hr, value }
    })
  }

  GetUserVariable(_pszVariableName: string): null { return null }
}

export class ForeignNotification extends Foreign implements ICustomNotificationProvider {
  QueryNotificationType(): string {
    return this.caller.enter(this.guest, 'QueryNotificationType', '', () => this.guest.wide(this.guest.entry('isapi_custom_type')(this.address)) ?? '')
  }
}
