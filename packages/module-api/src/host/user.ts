import { E_NOTIMPL, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { IHttpUser } from '../http-user.ts'

/** Whether a module gave something that can be asked who it is. */
export function isUser(value: unknown): value is IHttpUser {
  const has = (name: string): boolean => typeof Reflect.get(value as object, name) === 'function'
  return typeof value === 'object' && value !== null && has('GetUserName') && has('ReferenceUser') && has('DereferenceUser')
}

/** The user of a request that nobody authenticated: all names are empty. */
export class AnonymousUser implements IHttpUser {
  GetRemoteUserName(): string { return '' }
  GetUserName(): string { return '' }
  GetAuthenticationType(): string { return '' }
  GetPassword(): string { return '' }
  GetImpersonationToken(): unknown { return null }
  GetPrimaryToken(): unknown { return null }
  ReferenceUser(): void {}
  DereferenceUser(): void {}
  SupportsIsInRole(): boolean { return true }
  IsInRole(pszRoleName: string): { readonly hr: HRESULT; readonly value: boolean } { return { hr: S_OK, value: pszRoleName === '' } }
  GetUserVariable(_pszVariableName: string): unknown { return null }
}

/** Facts about a user that an authentication module knows. */
export interface UserFacts {
  readonly remoteUserName: string
  readonly userName: string
  readonly authenticationType: string
  readonly password?: string
  readonly token?: unknown
}

/** A user as native authentication modules make it: without roles. */
export class NamedUser implements IHttpUser {
  readonly #facts: UserFacts
  #references = 1

  constructor(facts: UserFacts) {
    this.#facts = facts
  }

  GetRemoteUserName(): string { return this.#facts.remoteUserName }
  GetUserName(): string { return this.#facts.userName }
  GetAuthenticationType(): string { return this.#facts.authenticationType }
  GetPassword(): string { return this.#facts.password ?? '' }
  GetImpersonationToken(): unknown { return this.#references > 0 ? this.#facts.token ?? null : null }
  GetPrimaryToken(): unknown { return this.GetImpersonationToken() }
  ReferenceUser(): void { this.#references++ }
  DereferenceUser(): void { this.#references-- }
  SupportsIsInRole(): boolean { return false }
  IsInRole(_pszRoleName: string): { readonly hr: HRESULT; readonly value: boolean } { return { hr: E_NOTIMPL, value: false } }
  GetUserVariable(_pszVariableName: string): unknown { return null }
}
