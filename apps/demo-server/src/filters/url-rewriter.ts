// Filter "url-rewriter": old URLs stay alive. /legacy/… is answered as /app/…, and the client sees no redirect.
//
// PREPROC_HEADERS is the place: nothing has been decided yet, so the new URL also chooses the handler. In URL_MAP only
// the file behind the URL could still be changed.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { fillCallerBuffer } from './caller-buffer.ts'

const OLD_PREFIX = '/legacy/'
const NEW_PREFIX = '/app/'

export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Answers /legacy/... as /app/...')
  pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
  return TRUE
}

export const HttpFilterProc: Filter['HttpFilterProc'] = (pfc, NotificationType, pvNotification) => {
  switch (NotificationType) {
    case SF_NOTIFY_PREPROC_HEADERS: {
      // "url" is no header but a part of the request line, hence no colon. It is raw and has the query string.
      const buffer = fillCallerBuffer((lpvBuffer, lpdwSize) => pvNotification.GetHeader(pfc, 'url', lpvBuffer, lpdwSize))
      const url = buffer === null ? '' : readSz(buffer)
      if (!url.startsWith(OLD_PREFIX)) break

      // The query string comes along because it is part of what is kept.
      // FALSE has set the last error; REQ_ERROR makes the server answer accordingly.
      if (!pvNotification.SetHeader(pfc, 'url', NEW_PREFIX + url.slice(OLD_PREFIX.length))) return SF_STATUS_REQ_ERROR
      break
    }

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}
