// PDSAuth for ILLiad (barnabyalter/illiad-pdsauth): users of a library log on at another server and come back with a handle; a cookie of the filter
// then carries them. No licence is stated, so only the calls are followed. Header text ends without a blank line, and a refusal of it is an error.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT, SF_REQ_SEND_RESPONSE_HEADER,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED_KEEP_CONN, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter, type HTTP_FILTER_CONTEXT,
  type HTTP_FILTER_PREPROC_HEADERS, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'

const URL_BUFFER_SIZE = 2048
const PDS_AUTH_HEADER = 'PDSIlliadUser:'

export interface PdsOptions {
  readonly loginUrl: string
  readonly accessDenied: string
  /** User of a handle, and whether he may order; null: no such handle. */
  readonly validate: (handle: string) => { readonly user: string, readonly allowed: boolean } | null
}

export function pdsAuth({ loginUrl, accessDenied, validate }: PdsOptions): Filter {
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_ORDER_DEFAULT
      return writeSz(pVer.lpszFilterDesc, 'PDSAuth')
    },
    HttpFilterProc(pCtxt, notificationType, pvNotification) {
      if (notificationType !== SF_NOTIFY_PREPROC_HEADERS) return SF_STATUS_REQ_NEXT_NOTIFICATION
      const redirectUrl = getRedirectUrl(pCtxt, pvNotification)
      if (redirectUrl === null) return SF_STATUS_REQ_ERROR
      const user = getCookie(pCtxt, pvNotification, 'illiad_user')
      if (user !== null) return setAuthHeader(pCtxt, pvNotification, user)
      const handle = getCookie(pCtxt, pvNotification, 'PDS_HANDLE')
      const patron = handle === null ? null : validate(handle)
      if (patron === null) return redirect(pCtxt, `Location: ${loginUrl}${encodeURIComponent(redirectUrl)}\r\n`)
      if (!patron.allowed) return redirect(pCtxt, `Location: ${accessDenied}\r\n`)
      return redirect(pCtxt, `Location: ${redirectUrl}\r\nSet-Cookie: illiad_user=${patron.user};path=/;domain=.test\r\n`)
    }
  }
}

function redirect(pCtxt: HTTP_FILTER_CONTEXT, szRedirectHeader: string): SF_STATUS_TYPE {
  return pCtxt.ServerSupportFunction(pCtxt, SF_REQ_SEND_RESPONSE_HEADER, '302 Redirection', szRedirectHeader, 0) ? SF_STATUS_REQ_FINISHED_KEEP_CONN : SF_STATUS_REQ_ERROR
}

function getRedirectUrl(pCtxt: HTTP_FILTER_CONTEXT, pPPH: HTTP_FILTER_PREPROC_HEADERS): string | null {
  const pszRet = pCtxt.AllocMem(pCtxt, URL_BUFFER_SIZE, 0)
  const szBuf = new Uint8Array(URL_BUFFER_SIZE)
  const cbBuf = { value: URL_BUFFER_SIZE }
  if (pszRet === null || !pCtxt.GetServerVariable(pCtxt, 'HTTPS', szBuf, cbBuf)) return null
  const scheme = readSz(szBuf).toLowerCase() === 'on' ? 'https://' : 'http://'
  cbBuf.value = URL_BUFFER_SIZE
  if (!pCtxt.GetServerVariable(pCtxt, 'SERVER_NAME', szBuf, cbBuf)) return null
  const host = readSz(szBuf)
  cbBuf.value = URL_BUFFER_SIZE
  if (!pPPH.GetHeader(pCtxt, 'url', szBuf, cbBuf)) return null
  return writeSz(pszRet, scheme + host + readSz(szBuf)) ? readSz(pszRet) : null
}

function getCookie(pCtxt: HTTP_FILTER_CONTEXT, pPPH: HTTP_FILTER_PREPROC_HEADERS, name: string): string | null {
  const szBuf = new Uint8Array(URL_BUFFER_SIZE)
  if (!pPPH.GetHeader(pCtxt, 'Cookie:', szBuf, { value: URL_BUFFER_SIZE })) return null
  const value = readSz(szBuf).split(`${name}=`)[1]?.split(';', 1)[0]
  const pszRet = value === undefined ? null : pCtxt.AllocMem(pCtxt, value.length + 1, 0)
  return pszRet !== null && value !== undefined && writeSz(pszRet, value) ? readSz(pszRet) : null
}

function setAuthHeader(pCtxt: HTTP_FILTER_CONTEXT, pPPH: HTTP_FILTER_PREPROC_HEADERS, user: string): SF_STATUS_TYPE {
  const szBuf = new Uint8Array(URL_BUFFER_SIZE)
  if (!pPPH.GetHeader(pCtxt, PDS_AUTH_HEADER, szBuf, { value: URL_BUFFER_SIZE }) && !pPPH.AddHeader(pCtxt, PDS_AUTH_HEADER, user)) return SF_STATUS_REQ_ERROR
  return SF_STATUS_REQ_NEXT_NOTIFICATION
}
