// Requests without credentials run as the anonymous user, as AnonymousAuthenticationModule of IIS has it.

import {
  PRIORITY_ALIAS_LAST, RQ_AUTHENTICATE_REQUEST, RQ_NOTIFICATION_CONTINUE, type REQUEST_NOTIFICATION_STATUS
} from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import type { IAuthenticationProvider } from '../event-providers.ts'
import { AnonymousUser } from '../host/user.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule } from '../http-module.ts'
import type { IHttpUser } from '../http-user.ts'
import type { ModuleEntry } from '../registration.ts'
import { checkKeys, refuseOptions } from './options.ts'

const NAME = 'AnonymousAuthenticationModule'

export interface AnonymousAuthenticationOptions {
  /** Account that LOGON_USER names for such requests; AUTH_USER and REMOTE_USER stay empty. Default: none. */
  readonly userName?: string | undefined
}

class AnonymousAccount extends AnonymousUser {
  readonly #userName: string

  constructor(userName: string) {
    super()
    this.#userName = userName
  }

  override GetUserName(): string { return this.#userName }
}

class AnonymousAuthentication extends CHttpModule {
  readonly #user: IHttpUser

  constructor(user: IHttpUser) {
    super()
    this.#user = user
  }

  override OnAuthenticateRequest(pHttpContext: IHttpContext, pProvider: IAuthenticationProvider): REQUEST_NOTIFICATION_STATUS {
    // Credentials that a filter put in place are for a logon: nobody else's business, least of all that of nobody.
    const account = extrasOf(pHttpContext).logonCredentials?.userName ?? ''
    if (pHttpContext.GetUser() === null && account === '') pProvider.SetUser(this.#user)
    return RQ_NOTIFICATION_CONTINUE
  }
}

/** Lets everybody in whom no other module of the list has authenticated or refused. */
export function AnonymousAuthenticationModule(options: AnonymousAuthenticationOptions = {}): ModuleEntry {
  checkKeys(NAME, 'The options', options, ['userName'])
  const { userName = '' } = options
  if (typeof userName !== 'string') refuseOptions(NAME, '`userName` must be a text.')
  const instance = new AnonymousAuthentication(new AnonymousAccount(userName))
  return {
    name: NAME,
    module: (_version, info) => {
      // Behind every other scheme, wherever the entry stands: credentials that a client sends count, and wrong ones are refused.
      info.SetPriorityForRequestNotification(RQ_AUTHENTICATE_REQUEST, PRIORITY_ALIAS_LAST)
      return info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate: () => {} }, RQ_AUTHENTICATE_REQUEST, 0)
    }
  }
}
