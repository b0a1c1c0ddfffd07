// AQTRONIX WebKnight (GPL): a firewall. Of its calls: GetFilterVersion that looks at the server's revision, a scan in PREPROC_HEADERS and URL_MAP,
// its three answers to an attack, and the log. pFilterContext is a small number that says what is being sent. Only the calls are followed.

import {
  SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_URL_MAP, SF_REQ_SEND_RESPONSE_HEADER,
  SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, toBytes, writeSz, type Filter, type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import { HIWORD, MAKELONG } from '@isapi-bridge/win32'
import { headerIn, variableIn } from './support.ts'

const CONTEXT_NEW_REQUEST = null
const CONTEXT_SENDING_ALERT = 2
const CONTEXT_SENDING_REDIRECT = 3

export interface WebKnightOptions {
  readonly response: 'directly' | 'redirect' | 'status'
  /** Installed as a filter of the whole server: raw data where the server has it. */
  readonly global?: boolean
  readonly log?: (entry: string) => void
}

export function webKnight({ response, global = false, log = () => {} }: WebKnightOptions): Filter {
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = pVer.dwServerFilterVersion
      pVer.dwFlags = SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION
      if (global && pVer.dwServerFilterVersion < MAKELONG(0, 6)) pVer.dwFlags |= SF_NOTIFY_READ_RAW_DATA
      log(`server ${HIWORD(pVer.dwServerFilterVersion)}`)
      return writeSz(pVer.lpszFilterDesc, 'AQTRONIX WebKnight')
    },
    HttpFilterProc(pfc, NotificationType, pvNotification) {
      switch (NotificationType) {
        case SF_NOTIFY_PREPROC_HEADERS: {
          if (pfc.pFilterContext !== null) pfc.pFilterContext = CONTEXT_NEW_REQUEST
          const request = `${headerIn(pfc, pvNotification, 'method', 64)} ${headerIn(pfc, pvNotification, 'url', 4096)} ${headerIn(pfc, pvNotification, 'version', 64)}`
          if (!/xp_cmdshell|\.\.%5c/i.test(request)) return SF_STATUS_REQ_NEXT_NOTIFICATION
          log(`BLOCKED ${request} ${variableIn(pfc, 'REMOTE_ADDR', 64) !== ''}`)
          hackResponse(pfc)
          return SF_STATUS_REQ_FINISHED
        }
        case SF_NOTIFY_URL_MAP:
          if (!/\.(?:mdb|log)$/.test(readSz(pvNotification.pszPhysicalPath))) return SF_STATUS_REQ_NEXT_NOTIFICATION
          log(`BLOCKED ${pvNotification.pszURL}`)
          hackResponse(pfc)
          return SF_STATUS_REQ_FINISHED
        case SF_NOTIFY_LOG:
          if (pfc.pFilterContext === CONTEXT_SENDING_ALERT) {
            pvNotification.dwHttpStatus = 404
            pfc.pFilterContext = CONTEXT_NEW_REQUEST
          }
          pvNotification.pszClientHostName = variableIn(pfc, 'HTTP_X_FORWARDED_FOR', 256) || pvNotification.pszClientHostName
          return SF_STATUS_REQ_NEXT_NOTIFICATION
        default: return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
    }
  }

  function hackResponse(pfc: HTTP_FILTER_CONTEXT): void {
    if (response === 'directly') {
      pfc.pFilterContext = CONTEXT_SENDING_ALERT
      const buf = toBytes('HTTP/1.1 404 Hack Not Found\r\nServer: WWW Server/1.1\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\nblocked') ?? new Uint8Array()
      pfc.WriteClient(pfc, buf, { value: buf.length }, 0)
    } else if (response === 'redirect') {
      if (pfc.pFilterContext === CONTEXT_SENDING_REDIRECT) return
      pfc.AddResponseHeaders(pfc, 'Location: /denied.htm\r\n', 0)
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Object Moved', null, null)
      pfc.pFilterContext = CONTEXT_SENDING_REDIRECT
    } else {
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '999 No Hacking', null, null)
      pfc.pFilterContext = CONTEXT_NEW_REQUEST
    }
  }
}
