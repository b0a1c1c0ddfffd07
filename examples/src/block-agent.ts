import {
  GetLastError, HTTP_FILTER_REVISION, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED,
  SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter
} from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER } from '@isapi-bridge/win32'

const MAX_HEADER = 1024

export const blockAgent: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFilterVersion = HTTP_FILTER_REVISION
    pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_ORDER_DEFAULT
    writeSz(pVer.lpszFilterDesc, 'Turns away one user agent')
    return true
  },

  HttpFilterProc(pfc, NotificationType, pvNotification) {
    switch (NotificationType) {
      case SF_NOTIFY_PREPROC_HEADERS: {
        let buffer = new Uint8Array(64)
        const size = { value: buffer.length }
        let found = pvNotification.GetHeader(pfc, 'User-Agent:', buffer, size)
        if (!found && GetLastError() === ERROR_INSUFFICIENT_BUFFER && size.value <= MAX_HEADER) {
          buffer = new Uint8Array(size.value)
          found = pvNotification.GetHeader(pfc, 'User-Agent:', buffer, size)
        }
        if (!found || !readSz(buffer).includes('EvilBot')) return SF_STATUS_REQ_NEXT_NOTIFICATION

        const body = new TextEncoder().encode('Go away.\n')
        pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', 'Content-Type: text/plain\r\n\r\n', 0)
        pfc.WriteClient(pfc, body, { value: body.length }, 0)
        return SF_STATUS_REQ_FINISHED
      }
      default:
        return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}
