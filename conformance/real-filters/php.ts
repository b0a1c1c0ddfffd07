// PHP 5, sapi/isapi/php5isapi.c (PHP License 3.01): the filter half keeps the credentials of the client for the script, which the extension half
// would not see.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz,
  type Filter
} from '@isapi-bridge/filter-api'

/** What the script finds as PHP_AUTH_USER and PHP_AUTH_PW. */
export interface RequestInfo { auth_user: string | null; auth_password: string | null }

export function phpFilter(request_info: RequestInfo): Filter {
  return {
    GetFilterVersion(pFilterVersion) {
      pFilterVersion.dwFilterVersion = HTTP_FILTER_REVISION
      writeSz(pFilterVersion.lpszFilterDesc, 'ISAPI')
      pFilterVersion.dwFlags = SF_NOTIFY_AUTHENTICATION | SF_NOTIFY_PREPROC_HEADERS
      return true
    },
    HttpFilterProc(_pfc, notificationType, pvNotification) {
      switch (notificationType) {
        case SF_NOTIFY_PREPROC_HEADERS:
          request_info.auth_user = null
          request_info.auth_password = null
          break
        case SF_NOTIFY_AUTHENTICATION:
          if (pvNotification.pszUser[0] !== 0) request_info.auth_user = readSz(pvNotification.pszUser)
          if (pvNotification.pszPassword[0] !== 0) request_info.auth_password = readSz(pvNotification.pszPassword)
          return SF_STATUS_REQ_HANDLED_NOTIFICATION
        default:
      }
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}
