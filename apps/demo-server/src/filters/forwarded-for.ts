// Filter "forwarded-for": behind a reverse proxy every connection comes from the proxy. This filter puts the client's
// address, as the proxy tells it in X-Forwarded-For, into the log record. client-address.ts says whom it may believe.
// Compare modules/forwarded-for.ts.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { clientAddress } from '../client-address.ts'
import { fillCallerBuffer } from './caller-buffer.ts'

export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Logs the address in X-Forwarded-For')
  pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG
    | SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
  return TRUE
}

export const HttpFilterProc: Filter['HttpFilterProc'] = (pfc, NotificationType, pvNotification) => {
  switch (NotificationType) {
    case SF_NOTIFY_PREPROC_HEADERS: {
      const peer = fillCallerBuffer((lpvBuffer, lpdwSize) => pfc.GetServerVariable(pfc, 'REMOTE_ADDR', lpvBuffer, lpdwSize))
      const list = fillCallerBuffer((lpvBuffer, lpdwSize) => pvNotification.GetHeader(pfc, 'X-Forwarded-For:', lpvBuffer, lpdwSize))

      // Set for every request, with null as well: the slot belongs to the connection and still holds the last one's.
      pfc.pFilterContext = peer === null || list === null ? null : clientAddress(readSz(peer), readSz(list))
      break
    }

    case SF_NOTIFY_LOG:
      // The line is written from this structure afterwards. LOG comes after END_OF_REQUEST: nothing may be dropped before.
      if (typeof pfc.pFilterContext === 'string') pvNotification.pszClientHostName = pfc.pFilterContext
      pfc.pFilterContext = null
      break

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}
