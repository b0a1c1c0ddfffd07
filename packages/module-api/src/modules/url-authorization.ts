// Who may request which URL, as UrlAuthorizationModule of IIS decides it ("Understanding IIS 7.0 URL Authorization"; system.webServer/security/authorization).

import { ERROR_ACCESS_DENIED, FAILED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { RQ_AUTHORIZE_REQUEST, RQ_NOTIFICATION_CONTINUE, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import type { IHttpEventProvider } from '../event-providers.ts'
import { isToken } from '../host/message.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule } from '../http-module.ts'
import type { IHttpUser } from '../http-user.ts'
import type { ModuleEntry } from '../registration.ts'
import { refuse } from './answers.ts'
import { isBelow, segmentsOf, toComparable } from './names.ts'
import { checkKeys, checkList, refuseOptions } from './options.ts'

const NAME = 'UrlAuthorizationModule'
const DENIED = HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)

/** A rule; it is about those who are named in `users` or are in one of `roles`. Names and paths are compared without case. */
export interface UrlAuthorizationRule {
  readonly access: 'allow' | 'deny'
  /** Names of accounts; `*` is everybody, `?` whoever has not been authenticated. */
  readonly users?: readonly string[] | undefined
  /** Asked of users who support IsInRole; others are in no role. */
  readonly roles?: readonly string[] | undefined
  /** Default: all verbs. */
  readonly verbs?: readonly string[] | undefined
  /** URL path of a file, or of a folder with all that is in it. Default: the whole site. */
  readonly path?: string | undefined
}

export interface UrlAuthorizationOptions {
  readonly rules: readonly UrlAuthorizationRule[]
}

interface Rule {
  readonly deny: boolean
  readonly users: ReadonlySet<string>
  readonly roles: readonly string[]
  readonly verbs: ReadonlySet<string> | null
  readonly folder: readonly string[]
}

const comparable = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(toComparable))

function isNamed({ deny, users, roles }: Rule, user: IHttpUser | null): boolean {
  if (users.has('*')) return true
  if (user === null || user.GetAuthenticationType() === '') return users.has('?')
  if (users.has(toComparable(user.GetUserName()))) return true
  return user.SupportsIsInRole() && roles.some((role) => {
    const { hr, value } = user.IsInRole(role)
    return FAILED(hr) ? deny : value // who cannot tell is kept out
  })
}

class UrlAuthorization extends CHttpModule {
  readonly #rules: readonly Rule[]

  constructor(rules: readonly Rule[]) {
    super()
    this.#rules = rules
  }

  override OnAuthorizeRequest(pHttpContext: IHttpContext, pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    const user = pHttpContext.GetUser()
    const verb = toComparable(pHttpContext.GetRequest().GetHttpMethod())
    const segments = segmentsOf(extrasOf(pHttpContext).urlPath)
    const hits = this.#rules.filter((rule) => isBelow(segments, rule.folder) && (rule.verbs?.has(verb) ?? true) && isNamed(rule, user))
    if (hits.length > 0 && !hits.some((rule) => rule.deny)) return RQ_NOTIFICATION_CONTINUE
    // 401 for known users too: the client may have better credentials.
    pProvider.SetErrorStatus(DENIED)
    return refuse(pHttpContext, 401, 2, DENIED)
  }
}

function checkRule(rule: UrlAuthorizationRule, index: number): void {
  const where = `rules[${index}]`
  checkKeys(NAME, `\`${where}\``, rule, ['access', 'users', 'roles', 'verbs', 'path'])
  const { access, users, roles, verbs, path } = rule
  if (access !== 'allow' && access !== 'deny') refuseOptions(NAME, `\`${where}.access\` must be 'allow' or 'deny'.`)
  const isName = (name: string): boolean => name.trim() !== '' && !name.includes(',')
  checkList(NAME, `${where}.users`, users, 'user names, one an entry', isName)
  checkList(NAME, `${where}.roles`, roles, 'role names, one an entry', (role) => isName(role) && role !== '*' && role !== '?')
  checkList(NAME, `${where}.verbs`, verbs, 'verbs', isToken)
  if ((users ?? []).length + (roles ?? []).length === 0) refuseOptions(NAME, `\`${where}\` must name users or roles; everybody is ['*'].`)
  if (verbs?.length === 0) refuseOptions(NAME, `\`${where}.verbs\` must list a verb; leave it out for all verbs.`)
  if (path !== undefined && (typeof path !== 'string' || !path.startsWith('/'))) refuseOptions(NAME, `\`${where}.path\` must be a URL path that begins with a slash.`)
}

/** Allows what some rule allows and no rule denies; deny rules count first, and the order of the rules does not matter. Everything else is 401.2. */
export function UrlAuthorizationModule(options: UrlAuthorizationOptions): ModuleEntry {
  checkKeys(NAME, 'The options', options, ['rules'])
  const { rules } = options
  if (!Array.isArray(rules) || rules.length === 0) refuseOptions(NAME, '`rules` must list at least one rule: without one nobody is allowed anything.')
  rules.forEach(checkRule)
  const instance = new UrlAuthorization(rules.map((rule: UrlAuthorizationRule) => ({
    deny: rule.access === 'deny',
    users: comparable(rule.users ?? []),
    roles: rule.roles ?? [],
    verbs: rule.verbs === undefined ? null : comparable(rule.verbs),
    folder: segmentsOf(rule.path ?? '/')
  })))
  return {
    name: NAME,
    module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate: () => {} }, RQ_AUTHORIZE_REQUEST, 0)
  }
}
