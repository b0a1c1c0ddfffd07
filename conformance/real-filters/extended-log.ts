// NewLog of the SDK (1996; sample lfilter.c, described in newlog.htm): user agent and referrer go into the log, behind the target.

import {
  GetLastError, HTTP_FILTER_REVISION, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_DEFAULT, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter,
  type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import { ERROR_INVALID_INDEX } from '@isapi-bridge/win32'

const HEADER_SIZE = 4182
const LOG_FIELD_DELIMITER_SIZE = 2

function readOrDash(pfc: HTTP_FILTER_CONTEXT, name: string): { readonly text: string, readonly size: number } | null {
  const buffer = new Uint8Array(HEADER_SIZE)
  const size = { value: HEADER_SIZE }
  if (pfc.GetServerVariable(pfc, name, buffer, size)) return { text: readSz(buffer), size: size.value }
  return GetLastError() === ERROR_INVALID_INDEX ? { text: '-', size: 2 } : null
}

export const extendedLog: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFilterVersion = HTTP_FILTER_REVISION
    pVer.dwFlags = SF_NOTIFY_LOG | SF_NOTIFY_ORDER_DEFAULT
    return writeSz(pVer.lpszFilterDesc, 'Extended Logging Filter')
  },
  HttpFilterProc(pfc, NotificationType, pvData) {
    if (NotificationType !== SF_NOTIFY_LOG) return SF_STATUS_REQ_NEXT_NOTIFICATION
    const userAgent = readOrDash(pfc, 'HTTP_USER_AGENT')
    const referer = readOrDash(pfc, 'HTTP_REFERER')
    if (userAgent === null || referer === null) return SF_STATUS_REQ_ERROR
    const cbLogInfo = pvData.pszTarget.length + LOG_FIELD_DELIMITER_SIZE + userAgent.size + LOG_FIELD_DELIMITER_SIZE + referer.size + 1
    const pszLogInfo = pfc.AllocMem(pfc, cbLogInfo, 0)
    if (pszLogInfo === null) return SF_STATUS_REQ_ERROR
    writeSz(pszLogInfo, `${pvData.pszTarget}, ${userAgent.text}, ${referer.text.split('?', 1)[0]}`)
    pvData.pszTarget = readSz(pszLogInfo)
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}
