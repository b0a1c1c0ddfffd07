// User name and password with every request, as BasicAuthenticationModule of IIS has it. Both travel readable: use it over TLS.

import { E_INVALIDARG, ERROR_LOGON_FAILURE, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import {
  PRIORITY_ALIAS_LAST, RQ_AUTHENTICATE_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type REQUEST_NOTIFICATION_STATUS
} from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import type { IAuthenticationProvider, ISendResponseProvider } from '../event-providers.ts'
import { readCredentials, type BasicCredentials } from '../host/basic-credentials.ts'
import { NamedUser, type UserFacts } from '../host/user.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule, type NotificationResult } from '../http-module.ts'
import { isThenable } from '../pipeline/values.ts'
import type { ModuleEntry } from '../registration.ts'
import { refuse } from './answers.ts'
import { toComparable } from './names.ts'
import { checkKeys, refuseOptions } from './options.ts'

const NAME = 'BasicAuthenticationModule'
/** 0x8007052E. */
const LOGON_FAILURE = HRESULT_FROM_WIN32(ERROR_LOGON_FAILURE)

/** The account that somebody logged on to. */
export interface BasicAccount {
  /** Name of the account. Default: the user name that was logged on. */
  readonly userName?: string | undefined
  /** Roles for UrlAuthorizationModule and IHttpUser.IsInRole. Default: the user has no notion of roles, as in IIS. */
  readonly roles?: readonly string[] | undefined
}

export type BasicLogonResult = boolean | BasicAccount | null | undefined

/** Checks a user. True or an account lets the user in; what it throws is status 500. */
export type BasicLogon = (userName: string, password: string) => BasicLogonResult | PromiseLike<BasicLogonResult>

export interface BasicAuthenticationOptions {
  /** What the client's dialog names. */
  readonly realm: string
  readonly logon: BasicLogon
}

class RoleUser extends NamedUser {
  readonly #roles: ReadonlySet<string>

  constructor(facts: UserFacts, roles: readonly string[]) {
    super(facts)
    this.#roles = new Set(roles.map(toComparable))
  }

  override SupportsIsInRole(): boolean { return true }

  override IsInRole(pszRoleName: string): { readonly hr: HRESULT; readonly value: boolean } {
    if (typeof pszRoleName !== 'string') return { hr: E_INVALIDARG, value: false }
    return { hr: S_OK, value: this.#roles.has(toComparable(pszRoleName)) }
  }
}

/** The account in what a logon returned; null: nobody was let in. */
function accountOf(result: unknown): BasicAccount | null {
  if (result === true) return {}
  if (result === false || result === null || result === undefined) return null
  const { userName, roles } = result as BasicAccount // checked here
  const wellFormed = typeof result === 'object'
    && (userName === undefined || (typeof userName === 'string' && userName !== ''))
    && (roles === undefined || (Array.isArray(roles) && roles.every((role) => typeof role === 'string')))
  // Something that is merely truthy must not let anybody in.
  if (!wellFormed) throw new TypeError('`logon` must give true, false or { userName?: string, roles?: string[] }, or a promise of one of them')
  return { userName, roles }
}

/** What the client sent, and the account that it is to be logged on to. */
interface Logon extends BasicCredentials { readonly account: string }
const NOBODY: Logon = { userName: '', password: '', account: '' }

class BasicAuthentication extends CHttpModule {
  readonly #challenge: string
  readonly #logon: BasicLogon

  constructor({ realm, logon }: BasicAuthenticationOptions) {
    super()
    this.#challenge = `Basic realm="${realm.replaceAll(/["\\]/g, '\\$&')}"`
    this.#logon = logon
  }

  override OnAuthenticateRequest(pHttpContext: IHttpContext, pProvider: IAuthenticationProvider): NotificationResult {
    if (pHttpContext.GetUser() !== null) return RQ_NOTIFICATION_CONTINUE
    const sent = readCredentials(pHttpContext.GetRequest().GetHeader('Authorization'))
    const { logonCredentials } = extrasOf(pHttpContext)
    const account = logonCredentials ?? sent
    if (account === null || logonCredentials?.userName === '') return RQ_NOTIFICATION_CONTINUE
    if (account === 'malformed') return this.#settle(pHttpContext, pProvider, NOBODY, false)
    // The name that the client sent stays the remote user, whatever account it leads to.
    const credentials = { ...(sent === null || sent === 'malformed' ? account : sent), account: account.userName }
    const result = this.#logon(account.userName, account.password)
    return isThenable(result)
      ? result.then((settled) => this.#settle(pHttpContext, pProvider, credentials, settled))
      : this.#settle(pHttpContext, pProvider, credentials, result)
  }

  /** Every 401 tells what to come back with, whoever made it. */
  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    const response = pHttpContext.GetResponse()
    if (!pProvider.GetHeadersBeingSent() || response.GetStatus().pStatusCode !== 401) return RQ_NOTIFICATION_CONTINUE
    // The answer of a child request brings it along. On a line of its own: clients read several challenges in one line badly.
    if (response.GetHeader('WWW-Authenticate')?.includes(this.#challenge) !== true) extrasOf(pHttpContext).appendResponseHeader('WWW-Authenticate', this.#challenge)
    return RQ_NOTIFICATION_CONTINUE
  }

  #settle(context: IHttpContext, provider: IAuthenticationProvider, { userName, password, account: name }: Logon, result: unknown): REQUEST_NOTIFICATION_STATUS {
    const account = accountOf(result)
    if (account === null) {
      provider.SetErrorStatus(LOGON_FAILURE)
      return refuse(context, 401, 1, LOGON_FAILURE)
    }
    const facts: UserFacts = { remoteUserName: userName, userName: account.userName ?? name, authenticationType: 'Basic', password }
    provider.SetUser(account.roles === undefined ? new NamedUser(facts) : new RoleUser(facts, account.roles))
    return RQ_NOTIFICATION_CONTINUE
  }
}

/**
 * Logs users on. A request without credentials is left to the other modules: it is denied (401.2) where `anonymousAuthentication` is off,
 * or by a rule of UrlAuthorizationModule. As in IIS, this module alone keeps nobody out while anonymous requests are allowed.
 */
export function BasicAuthenticationModule(options: BasicAuthenticationOptions): ModuleEntry {
  checkKeys(NAME, 'The options', options, ['realm', 'logon'])
  if (typeof options.realm !== 'string' || !/^[\x20-\x7e]+$/.test(options.realm)) refuseOptions(NAME, '`realm` must be a text of printable ASCII characters.')
  if (typeof options.logon !== 'function') refuseOptions(NAME, '`logon` must be a function of user name and password.')
  const instance = new BasicAuthentication(options)
  return {
    name: NAME,
    module: (_version, info) => {
      // Before everybody else who looks at the answer, filters too: they are to see the challenge.
      info.SetPriorityForRequestNotification(RQ_SEND_RESPONSE, PRIORITY_ALIAS_LAST)
      return info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate: () => {} }, RQ_AUTHENTICATE_REQUEST | RQ_SEND_RESPONSE, 0)
    }
  }
}
