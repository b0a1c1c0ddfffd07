// Caucho Resin, isapi_srun (GPL): URLs of the application go to the extension. Whether it does so in AUTH_COMPLETE or in PREPROC_HEADERS depends on the
// version in SERVER_SOFTWARE. Only the calls are followed.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION,
  SetLastError, readSz, writeSz, type Filter, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_PREPROC_HEADERS, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_NOT_ENOUGH_MEMORY } from '@isapi-bridge/win32'

const URL_SIZE = 8192
const SCRIPT_URL_SIZE = 9216
const ISAPI_SCRIPT = '/scripts/isapi_srun.dll'

export function resin(matches: (host: string, port: number, url: string) => boolean): Filter {
  let g_is_iis5 = -1
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_LOG | SF_NOTIFY_ORDER_DEFAULT
      return writeSz(pVer.lpszFilterDesc, 'Resin ISAPI filter')
    },
    HttpFilterProc(pfc, notificationType, pvNotification) {
      if (g_is_iis5 < 0) {
        const version = new Uint8Array(1024)
        g_is_iis5 = 0
        if (pfc.GetServerVariable(pfc, 'SERVER_SOFTWARE', version, { value: version.length })) g_is_iis5 = Number.parseFloat(readSz(version).slice('Microsoft-IIS/'.length)) >= 5 ? 1 : 0
      }
      switch (notificationType) {
        case SF_NOTIFY_PREPROC_HEADERS: return g_is_iis5 === 1 ? SF_STATUS_REQ_NEXT_NOTIFICATION : onHeaders(pfc, pvNotification)
        case SF_NOTIFY_AUTH_COMPLETE: return g_is_iis5 === 1 ? onHeaders(pfc, pvNotification) : SF_STATUS_REQ_NEXT_NOTIFICATION
        case SF_NOTIFY_LOG: {
          const pch = pfc.pFilterContext as Uint8Array | null // from AllocMem
          if (pch !== null && pch[0] !== 0) pvNotification.pszTarget = readSz(pch)
          return SF_STATUS_REQ_NEXT_NOTIFICATION
        }
        default: return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
    }
  }

  function onHeaders(pfc: HTTP_FILTER_CONTEXT, headers: Pick<HTTP_FILTER_PREPROC_HEADERS, 'GetHeader' | 'SetHeader'>): SF_STATUS_TYPE {
    const host = new Uint8Array(1024)
    pfc.GetServerVariable(pfc, 'SERVER_NAME', host, { value: host.length })
    const port_buf = new Uint8Array(80)
    const size = { value: port_buf.length }
    const port = pfc.GetServerVariable(pfc, 'SERVER_PORT', port_buf, size) && size.value > 0 ? Number(readSz(port_buf)) : 0
    const url = new Uint8Array(URL_SIZE)
    size.value = URL_SIZE
    if (!headers.GetHeader(pfc, 'URL', url, size) || size.value === 0) return SF_STATUS_REQ_NEXT_NOTIFICATION
    const raw = readSz(url)
    const path = raw.split('?', 1)[0] ?? ''
    const context = (pfc.pFilterContext ?? pfc.AllocMem(pfc, SCRIPT_URL_SIZE, 0)) as Uint8Array | null // from AllocMem
    if (context === null) {
      SetLastError(ERROR_NOT_ENOUGH_MEMORY)
      return SF_STATUS_REQ_ERROR
    }
    pfc.pFilterContext = context
    const ours = matches(readSz(host), port, path)
    writeSz(context, ours ? path : '')
    if (ours) headers.SetHeader(pfc, 'URL', ISAPI_SCRIPT + raw)
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}
