// IIS LDAP Authentication Module, ldapauth.c (Inflection Technology, LGPL; isabella232/iisldapauth), which follows the authentication sample of the
// vendor's SDK. A user of the directory is mapped to a Windows account; the log shows both. The directory is a function here.

import {
  HTTP_FILTER_REVISION, SF_MAX_USERNAME, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_SECURE_PORT,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, readSz, writeSz, type Filter, type HTTP_FILTER_AUTHENT
} from '@isapi-bridge/filter-api'
import { ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY } from '@isapi-bridge/win32'

/** The Windows account for a user of the directory; null when it has no such user or the password is wrong. */
export type Directory = (user: string, password: string) => { readonly user: string, readonly password: string } | null

function validateUser(directory: Directory, { pszUser, pszPassword }: HTTP_FILTER_AUTHENT): boolean {
  if (readSz(pszPassword) === '') return false
  const account = directory(readSz(pszUser), readSz(pszPassword))
  return account !== null && writeSz(pszUser, account.user) && writeSz(pszPassword, account.password)
}

export function ldapAuth(directory: Directory): Filter {
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_AUTHENTICATION | SF_NOTIFY_LOG | SF_NOTIFY_ORDER_HIGH
      return writeSz(pVer.lpszFilterDesc, 'IIS LDAP Authentication Filter')
    },

    HttpFilterProc(pfc, NotificationType, pvData) {
      switch (NotificationType) {
        case SF_NOTIFY_AUTHENTICATION: {
          const achLDAPUser = readSz(pvData.pszUser)
          if (achLDAPUser === '') return SF_STATUS_REQ_NEXT_NOTIFICATION
          if (!validateUser(directory, pvData)) {
            SetLastError(ERROR_ACCESS_DENIED)
            return SF_STATUS_REQ_ERROR
          }
          const entry = (pfc.pFilterContext ?? pfc.AllocMem(pfc, 2 * SF_MAX_USERNAME + 4, 0)) as Uint8Array | null // from AllocMem
          if (entry === null) {
            SetLastError(ERROR_NOT_ENOUGH_MEMORY)
            return SF_STATUS_REQ_ERROR
          }
          entry.fill(0)
          writeSz(entry, achLDAPUser)
          pfc.pFilterContext = entry
          return SF_STATUS_REQ_HANDLED_NOTIFICATION
        }
        case SF_NOTIFY_LOG: {
          const entry = pfc.pFilterContext as Uint8Array | null // from AllocMem
          if (entry !== null) {
            writeSz(entry, `${readSz(entry)} (${pvData.pszClientUserName})`)
            pvData.pszClientUserName = readSz(entry)
          }
          return SF_STATUS_REQ_NEXT_NOTIFICATION
        }
        default: return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
    }
  }
}
