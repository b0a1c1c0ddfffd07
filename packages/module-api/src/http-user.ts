// Mirrors httpserv.h: the user of a request.

import type { HRESULT } from '@isapi-bridge/win32'

/** The authenticated user, made by an authentication module. Lives as long as it is referenced. [IHttpUser] */
export interface IHttpUser {
  /** Name as the client gave it; empty for anonymous. */
  GetRemoteUserName(): string
  /** Name of the account; empty for anonymous. */
  GetUserName(): string
  /** "Basic", "Forms" …; empty for anonymous. */
  GetAuthenticationType(): string
  /** Basic: clear text; anonymous: empty. */
  GetPassword(): string
  /** Token of the user, or null: there are no Windows tokens here, an authentication module may give its own value. */
  GetImpersonationToken(): unknown
  /** As GetImpersonationToken. */
  GetPrimaryToken(): unknown
  /** Adds a reference. */
  ReferenceUser(): void
  /** Drops a reference; the object ends at zero. */
  DereferenceUser(): void
  /** Whether IsInRole may be asked. */
  SupportsIsInRole(): boolean
  /** Anonymous: `value` is true for the empty role only. Other native users: E_NOTIMPL. */
  IsInRole(pszRoleName: string): { readonly hr: HRESULT; readonly value: boolean }
  /** A named value of the user, or null. */
  GetUserVariable(pszVariableName: string): unknown
}
