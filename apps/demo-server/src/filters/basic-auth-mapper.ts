// Filter "basic-auth-mapper": users of the old site keep their passwords. Below /private/ alice, with her old password,
// becomes the account SITE\alice, to which the server logs her on.
//
// AUTHENTICATION is where credentials are mapped, and not where a client is turned away: it does not come with every
// request. Who is wrong here fails at the logon, and who sends nothing at the authorization rules.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SECURE_PORT, SF_REQ_ADD_HEADERS_ON_DENIAL, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, getHeader, getServerVariable,
  readSz, writeSz, type Filter, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { ACCOUNT_PASSWORD } from '../accounts.ts'

const PRIVATE = '/private/'
const HINT = 'X-Hint: use the password of the old site\r\n'

/** User and password as the old site had them. */
const oldPasswords: ReadonlyMap<string, string> = new Map([['alice', 'legacy']])

export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Maps users of the old site to accounts')
  pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_AUTHENTICATION | SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
  return TRUE
}

export const HttpFilterProc: Filter['HttpFilterProc'] = (pfc, NotificationType, pvNotification) => {
  switch (NotificationType) {
    case SF_NOTIFY_PREPROC_HEADERS: {
      // Sent only if the request is denied, whoever denies it. The URL is raw here: good enough for a hint.
      const url = getHeader(pfc, pvNotification, 'url')
      if (url?.startsWith(PRIVATE) === true) pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, HINT)
      break
    }

    case SF_NOTIFY_AUTHENTICATION: {
      // Decoded, as the server will use it. An anonymous client has an empty name.
      const user = readSz(pvNotification.pszUser)
      if (user === '' || getServerVariable(pfc, 'URL')?.startsWith(PRIVATE) !== true) break

      // Below /private/ everybody is an account of the site. Only who knows the old password gets that of the account.
      const known = oldPasswords.get(user) === readSz(pvNotification.pszPassword)
      const mapped = writeSz(pvNotification.pszUser, `SITE\\${user}`) && (!known || writeSz(pvNotification.pszPassword, ACCOUNT_PASSWORD))
      if (!mapped) return SF_STATUS_REQ_ERROR // a name that does not fit
      break
    }

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}
