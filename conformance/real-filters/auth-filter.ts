// AuthFilt of the SDK (1996, described in its readme.txt), in the form that a public MFC port gives it: a class with OnAuthentication and OnLog.
// A file of users, with a cache before it, decides who may come in and as which account. Only the calls are followed.

import {
  CHttpFilter, SF_MAX_USERNAME, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_ERROR,
  SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, readSz, writeSz, type CHttpFilterContext, type HTTP_FILTER_AUTHENT, type HTTP_FILTER_LOG,
  type HTTP_FILTER_VERSION, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY } from '@isapi-bridge/win32'

/** Lines `user:password,account,password of the account`. */
export class CAuthFilter extends CHttpFilter {
  readonly #file: () => string
  readonly #cache = new Map<string, readonly string[]>()

  constructor(file: () => string) {
    super()
    this.#file = file
  }

  override GetFilterVersion(pVer: HTTP_FILTER_VERSION): boolean {
    super.GetFilterVersion(pVer)
    pVer.dwFlags = SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_LOG | SF_NOTIFY_AUTHENTICATION
    return writeSz(pVer.lpszFilterDesc, 'Sample Authentication Filter')
  }

  override OnAuthentication(pCtxt: CHttpFilterContext, pAuthent: HTTP_FILTER_AUTHENT): SF_STATUS_TYPE {
    if (pAuthent.pszUser[0] === 0) return SF_STATUS_REQ_NEXT_NOTIFICATION
    const achUser = readSz(pAuthent.pszUser)
    const [, account = '', password = ''] = this.#lookUp(`${achUser}:${readSz(pAuthent.pszPassword)}`)
    if (account === '') {
      SetLastError(ERROR_ACCESS_DENIED)
      return SF_STATUS_REQ_ERROR
    }
    writeSz(pAuthent.pszUser, account)
    writeSz(pAuthent.pszPassword, password)
    if (pCtxt.m_pFC.pFilterContext === null) {
      pCtxt.m_pFC.pFilterContext = pCtxt.AllocMem(2 * SF_MAX_USERNAME + 4)
      if (pCtxt.m_pFC.pFilterContext === null) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY)
        return SF_STATUS_REQ_ERROR
      }
    }
    writeSz(pCtxt.m_pFC.pFilterContext as Uint8Array, achUser) // from AllocMem
    return SF_STATUS_REQ_HANDLED_NOTIFICATION
  }

  override OnLog(pCtxt: CHttpFilterContext, pLog: HTTP_FILTER_LOG): SF_STATUS_TYPE {
    if (pCtxt.m_pFC.pFilterContext !== null) {
      const pch = pCtxt.m_pFC.pFilterContext as Uint8Array // from AllocMem
      writeSz(pch, `${readSz(pch)} (${pLog.pszClientUserName})`)
      pLog.pszClientUserName = readSz(pch)
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }

  #lookUp(credentials: string): readonly string[] {
    const known = this.#cache.get(credentials)
    if (known !== undefined) return known
    const line = this.#file().split('\n').map((text) => text.split(',')).find(([first]) => first === credentials)
    if (line !== undefined) this.#cache.set(credentials, line)
    return line ?? []
  }
}
