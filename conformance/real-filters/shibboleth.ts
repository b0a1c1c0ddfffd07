// Shibboleth Service Provider 1.x, isapi_shib/isapi_shib.cpp (Apache License 2.0): the filter half. Without a session the client goes to the login
// service, with one the attributes of the user become headers of the request, and the log shows the principal. The session service is a function here.

import {
  GetLastError, HTTP_FILTER_REVISION, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT,
  SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, toBytes, writeSz, type Filter, type HTTP_FILTER_CONTEXT,
  type HTTP_FILTER_PREPROC_HEADERS, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER, ERROR_NO_DATA, type LPDWORD } from '@isapi-bridge/win32'

export interface ShibbolethOptions {
  readonly wayfURL: string
  readonly cookieName: string
  readonly mustContain?: string
  readonly contentSSLOnly?: boolean
  /** The attributes of a session; null for one that is not valid. `REMOTE_USER` is the principal. */
  readonly session: (id: string, address: string) => Readonly<Record<string, string>> | null
  /** Headers that attributes may become. */
  readonly mapped: readonly string[]
}

/** Grows until the value fits; what is required and empty is thrown as a Windows error. */
function dynabuf(fill: (buffer: Uint8Array, size: LPDWORD) => boolean, capacity: number, required: boolean): string {
  let buffer = new Uint8Array(capacity)
  const size = { value: capacity }
  while (!fill(buffer, size)) {
    if (GetLastError() !== ERROR_INSUFFICIENT_BUFFER) {
      buffer.fill(0)
      break
    }
    buffer = new Uint8Array(size.value)
  }
  const text = readSz(buffer)
  if (required && text === '') throw ERROR_NO_DATA // oxlint-disable-line no-throw-literal -- as in C++
  return text
}

function getServerVariable(pfc: HTTP_FILTER_CONTEXT, name: string, size = 80, required = true): string {
  return dynabuf((buffer, cell) => pfc.GetServerVariable(pfc, name, buffer, cell), size, required)
}

function getHeader(pn: HTTP_FILTER_PREPROC_HEADERS, pfc: HTTP_FILTER_CONTEXT, name: string, size = 80, required = true): string {
  return dynabuf((buffer, cell) => pn.GetHeader(pfc, name, buffer, cell), size, required)
}

function getTarget(pfc: HTTP_FILTER_CONTEXT, pn: HTTP_FILTER_PREPROC_HEADERS): string {
  let url = pfc.fIsSecurePort ? 'https://' : 'http://'
  url += getServerVariable(pfc, 'SERVER_NAME', 32)
  const port = getServerVariable(pfc, 'SERVER_PORT', 10)
  if (port !== (pfc.fIsSecurePort ? '443' : '80')) url += `:${port}`
  return url + getHeader(pn, pfc, 'url', 256, false)
}

function writeClient(pfc: HTTP_FILTER_CONTEXT, text: string): void {
  const bytes = toBytes(text) ?? new Uint8Array()
  pfc.WriteClient(pfc, bytes, { value: bytes.length }, 0)
}

function writeClientError(pfc: HTTP_FILTER_CONTEXT, msg: string): SF_STATUS_TYPE {
  pfc.AddResponseHeaders(pfc, 'Content-Type: text/html\r\n', 0)
  pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '200 OK', 0, 0)
  writeClient(pfc, '<HTML><BODY><H1>Shibboleth Filter Error</H1>')
  writeClient(pfc, msg)
  writeClient(pfc, '</BODY></HTML>')
  return SF_STATUS_REQ_FINISHED
}

export function shibboleth({ wayfURL, cookieName, mustContain = '', contentSSLOnly = false, session, mapped }: ShibbolethOptions): Filter {
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG
      return writeSz(pVer.lpszFilterDesc, 'Shibboleth ISAPI Filter')
    },

    HttpFilterProc(pfc, notificationType, pvNotification) {
      switch (notificationType) {
        case SF_NOTIFY_LOG:
          if (pfc.pFilterContext !== null) pvNotification.pszClientUserName = readSz(pfc.pFilterContext as Uint8Array) // from AllocMem below
          return SF_STATUS_REQ_NEXT_NOTIFICATION
        case SF_NOTIFY_PREPROC_HEADERS:
          try {
            return onPreprocHeaders(pfc, pvNotification)
          } catch (error) {
            return writeClientError(pfc, error === ERROR_NO_DATA ? 'A required variable or header was empty.' : 'Server caught an unknown exception.')
          }
        default: return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
    },

    TerminateFilter: () => true
  }

  function onPreprocHeaders(pfc: HTTP_FILTER_CONTEXT, pn: HTTP_FILTER_PREPROC_HEADERS): SF_STATUS_TYPE {
    if (Number(getServerVariable(pfc, 'INSTANCE_ID', 10)) === 0) return writeClientError(pfc, 'IIS site instance appears to be invalid.')
    const target = getTarget(pfc, pn)
    if (!target.toUpperCase().includes(mustContain.toUpperCase())) return SF_STATUS_REQ_NEXT_NOTIFICATION
    if (contentSSLOnly && !pfc.fIsSecurePort) return writeClientError(pfc, 'This server is configured to deny non-SSL requests.')

    const cookies = getHeader(pn, pfc, 'Cookie:', 128, false)
    const start = cookies.indexOf(`${cookieName}=`)
    const id = start === -1 ? null : cookies.slice(start + cookieName.length + 1).split(';', 1)[0] ?? ''
    const attributes = id === null ? null : session(id, getServerVariable(pfc, 'REMOTE_ADDR', 16))
    if (attributes === null) {
      pfc.AddResponseHeaders(pfc, `Location: ${wayfURL}?target=${encodeURIComponent(target)}\r\n`, 0)
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Please Wait', 0, 0)
      return SF_STATUS_REQ_FINISHED
    }

    for (const header of mapped) pn.SetHeader(pfc, `${header}:`, '')
    pn.SetHeader(pfc, 'remote-user:', '')
    for (const [name, value] of Object.entries(attributes)) {
      if (name !== 'REMOTE_USER') pn.SetHeader(pfc, `${name}:`, value)
      else {
        pn.SetHeader(pfc, 'remote-user:', value)
        const principal = pfc.AllocMem(pfc, value.length + 1, 0)
        pfc.pFilterContext = principal
        if (principal !== null) writeSz(principal, value)
      }
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}
