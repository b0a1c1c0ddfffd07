// RedirectHttpToHttps, a published sample of the vendor for native code: plain requests are sent to the secure port. It reads URL in PREPROC_HEADERS,
// ends its line for AddResponseHeaders with a blank line, and gives SEND_RESPONSE_HEADER a sentence that is no header. Only the calls are followed.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_PREPROC_HEADERS, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz,
  writeSz, type Filter
} from '@isapi-bridge/filter-api'

const BUFFER_SIZE = 2048

export const redirectHttpToHttps: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFilterVersion = HTTP_FILTER_REVISION
    writeSz(pVer.lpszFilterDesc, 'RedirectHttpToHttps')
    pVer.dwFlags = SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_PREPROC_HEADERS
    return true
  },
  HttpFilterProc(pfc, NotificationType, _pvNotification) {
    if (NotificationType !== SF_NOTIFY_PREPROC_HEADERS) return SF_STATUS_REQ_NEXT_NOTIFICATION
    const szSecure = new Uint8Array(2)
    const dwBuffSize = { value: 2 }
    pfc.GetServerVariable(pfc, 'SERVER_PORT_SECURE', szSecure, dwBuffSize)
    if (szSecure[0] === 0x31) return SF_STATUS_REQ_NEXT_NOTIFICATION

    const szRequest = new Uint8Array(BUFFER_SIZE)
    dwBuffSize.value = BUFFER_SIZE
    pfc.GetServerVariable(pfc, 'URL', szRequest, dwBuffSize)
    const szServerName = new Uint8Array(BUFFER_SIZE)
    dwBuffSize.value = BUFFER_SIZE
    pfc.GetServerVariable(pfc, 'SERVER_NAME', szServerName, dwBuffSize)

    pfc.AddResponseHeaders(pfc, `Location: https://${readSz(szServerName)}/${readSz(szRequest.subarray(1))}\r\n\r\n`, 0)
    pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Object Moved', 'Please use the secure port.', 0)
    return SF_STATUS_REQ_FINISHED
  }
}
