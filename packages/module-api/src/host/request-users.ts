// Who the request runs as: the users that were set, and the check after AUTHENTICATE_REQUEST.

import { ERROR_LOGON_FAILURE, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { ModuleContractError } from '../errors.ts'
import type { IHttpUser } from '../http-user.ts'
import type { HttpContext } from './context.ts'

/** Users whose references the server has taken over, in the order in which they were set. */
export class RequestUsers {
  readonly original: IHttpUser
  current: IHttpUser
  readonly #all: IHttpUser[]

  constructor(user: IHttpUser) {
    this.original = this.current = user
    this.#all = [user]
  }

  adopt(user: IHttpUser): void {
    this.current = user
    this.#all.push(user)
  }

  /** Gives every reference back. */
  release(report: (error: Error) => void): void {
    for (const user of this.#all) {
      try {
        user.DereferenceUser()
      } catch (error) {
        report(new ModuleContractError('ERR_MODULE_THREW', 'DereferenceUser of the user of a request threw.', error))
      }
    }
  }
}

/** After AUTHENTICATE_REQUEST nobody has logged on. False, with the status that says why: that is refused. */
export function mayBeAnonymous({ logonCredentials, pipeline, response }: HttpContext): boolean {
  if (logonCredentials !== null && logonCredentials.userName !== '') {
    pipeline.report(new ModuleContractError('ERR_MODULE_NO_LOGON', `Nobody logged on "${logonCredentials.userName}".`))
    response.SetStatus(401, 'Unauthorized', 1, HRESULT_FROM_WIN32(ERROR_LOGON_FAILURE))
    return false
  }
  if (!pipeline.anonymous) response.SetStatus(401, 'Unauthorized', 2)
  return pipeline.anonymous
}
