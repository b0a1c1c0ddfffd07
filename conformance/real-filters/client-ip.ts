// ClientIP (David Wang, 2005; and F5's X-Forwarded-For filter, which does the same): the log shows the address that a load balancer names in a header.
// PREPROC_HEADERS keeps it in memory of the connection, LOG puts it in place. Only the calls are followed.

import {
  GetLastError, HTTP_FILTER_REVISION, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter
} from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER } from '@isapi-bridge/win32'

const DEFAULT_BUFFER_SIZE = 16

export function clientIp(header: string): Filter {
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = SF_NOTIFY_ORDER_LOW | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG
      return writeSz(pVer.lpszFilterDesc, 'Original client address in the log')
    },
    HttpFilterProc(pfc, dwNotificationType, pvNotification) {
      switch (dwNotificationType) {
        case SF_NOTIFY_PREPROC_HEADERS: {
          pfc.pFilterContext = null
          const size = { value: DEFAULT_BUFFER_SIZE }
          let buffer = pfc.AllocMem(pfc, size.value, 0)
          if (buffer === null) break
          let found = pvNotification.GetHeader(pfc, header, buffer, size)
          if (!found && GetLastError() === ERROR_INSUFFICIENT_BUFFER) {
            buffer = pfc.AllocMem(pfc, size.value, 0)
            if (buffer === null) break
            found = pvNotification.GetHeader(pfc, header, buffer, size)
          }
          if (found) pfc.pFilterContext = buffer
          break
        }
        case SF_NOTIFY_LOG:
          if (pfc.pFilterContext !== null) pvNotification.pszClientHostName = readSz(pfc.pFilterContext as Uint8Array) // from AllocMem
          break
        default:
      }
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}
