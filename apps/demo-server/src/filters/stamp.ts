// Filter "stamp": marks every answer, and hides what the server runs on.
//
// In SEND_RESPONSE the three header functions act on the response. Names of headers end with a colon, the empty value
// deletes, and AddResponseHeaders no longer works: it is for what comes before.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_SECURE_PORT, SF_NOTIFY_SEND_RESPONSE,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { fillCallerBuffer } from './caller-buffer.ts'

export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Adds X-Filtered, removes Server')
  pVer.dwFlags = SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
  return TRUE
}

export const HttpFilterProc: Filter['HttpFilterProc'] = (pfc, NotificationType, pvNotification) => {
  switch (NotificationType) {
    case SF_NOTIFY_SEND_RESPONSE: {
      // The notification may come several times for one request: SetHeader replaces, AddHeader would add a second one.
      if (!pvNotification.SetHeader(pfc, 'X-Filtered:', 'yes')) return SF_STATUS_REQ_ERROR

      const server = fillCallerBuffer((lpvBuffer, lpdwSize) => pvNotification.GetHeader(pfc, 'Server:', lpvBuffer, lpdwSize))
      if (server !== null && readSz(server) === 'demo') pvNotification.SetHeader(pfc, 'Server:', '')
      break
    }

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}
