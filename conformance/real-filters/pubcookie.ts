// Pubcookie, src/Win32/PubCookieFilter.cpp (University of Washington, Apache License 2.0): a login by cookies. It registers for nearly everything,
// keeps its state in pFilterContext from PREPROC_HEADERS to END_OF_REQUEST, answers with pages that refresh, hides its cookies and tells the user
// in headers. Cookies are plain text here, the registry is an object.

import {
  GetLastError, HTTP_FILTER_REVISION, SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG,
  SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP,
  SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_NORMALIZE_URL, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, toBytes, writeSz,
  type Filter, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_PREPROC_HEADERS, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER } from '@isapi-bridge/win32'
import { headerIn, variableIn } from './support.ts'

const MAX_COOKIE_SIZE = 4096
const PBC_S_COOKIENAME = 'pubcookie_s'
const PBC_G_COOKIENAME = 'pubcookie_g'
const EARLIEST_EVER = 'Fri, 11-Jan-1990 00:00:01 GMT'

const Notify_Flags = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTHENTICATION |
  SF_NOTIFY_ACCESS_DENIED | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION | SF_NOTIFY_ORDER_DEFAULT

export interface PubcookieOptions {
  /** First node of the URLs that want a login. */
  readonly appid: string
  readonly webLogin: string
  /** Polls of `/` by a load balancer are left alone. */
  readonly ignorePoll?: boolean
  /** The account that stands for the user of a session. */
  readonly account?: { readonly user: string, readonly password: string }
  /** What the debug trace would have. */
  readonly trace?: (line: string) => void
}

interface pubcookie_dir_rec { uri: string; args: string; appsrvid: string; appsrv_port: string; method: string; user: string; legacy: boolean }

export function pubcookie({ appid, webLogin, ignorePoll = false, account, trace = () => {} }: PubcookieOptions): Filter {
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = Notify_Flags
      return writeSz(pVer.lpszFilterDesc, 'Pubcookie Authentication Filter')
    },

    HttpFilterProc(pFC, NotificationType, pvData) {
      const dcfg = pFC.pFilterContext as pubcookie_dir_rec | null // this filter's own
      switch (NotificationType) {
        case SF_NOTIFY_PREPROC_HEADERS: return onPreprocHeaders(pFC, pvData)
        case SF_NOTIFY_URL_MAP:
          trace(`URL_MAP ${readSz(pvData.pszPhysicalPath) !== ''}`)
          break
        case SF_NOTIFY_AUTHENTICATION:
          trace(`AUTHENTICATION ${readSz(pvData.pszUser)}`)
          if (dcfg?.legacy && account !== undefined) {
            writeSz(pvData.pszUser, account.user)
            writeSz(pvData.pszPassword, account.password)
          }
          break
        case SF_NOTIFY_ACCESS_DENIED:
          trace(`ACCESS_DENIED ${pvData.pszURL} ${pvData.dwReason}`)
          break
        case SF_NOTIFY_SEND_RESPONSE:
          trace(`SEND_RESPONSE ${pvData.HttpStatus}`)
          break
        case SF_NOTIFY_END_OF_REQUEST:
          trace(`END_OF_REQUEST ${dcfg !== null}`)
          pFC.pFilterContext = null
          break
        case SF_NOTIFY_LOG:
          trace(`LOG ${variableIn(pFC, 'INSTANCE_ID', 1024)} ${pvData.pszOperation} ${pvData.pszTarget} ${pvData.pszParameters} ${pvData.dwHttpStatus}`)
          break
        case SF_NOTIFY_END_OF_NET_SESSION:
          trace(`END_OF_NET_SESSION ${dcfg !== null}`)
          break
        default:
      }
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }

  function onPreprocHeaders(pFC: HTTP_FILTER_CONTEXT, pHeaderInfo: HTTP_FILTER_PREPROC_HEADERS): SF_STATUS_TYPE {
    const achUrl = new Uint8Array(1024)
    pHeaderInfo.GetHeader(pFC, 'url', achUrl, { value: 1024 })
    if (ignorePoll && readSz(achUrl) === '/') {
      pFC.ServerSupportFunction(pFC, SF_REQ_DISABLE_NOTIFICATIONS, null, Notify_Flags, null)
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
    const dcfg: pubcookie_dir_rec = { uri: '', args: '', appsrvid: variableIn(pFC, 'SERVER_NAME', 1024), appsrv_port: variableIn(pFC, 'SERVER_PORT', 1024), method: '', user: '', legacy: false }
    pFC.pFilterContext = dcfg
    if (dcfg.appsrv_port === '80' || dcfg.appsrv_port === '443') dcfg.appsrv_port = ''
    trace(`PREPROC_HEADERS ${variableIn(pFC, 'URL', 1024)} ${variableIn(pFC, 'REMOTE_HOST', 1024) !== ''} ${pHeaderInfo.HttpStatus}`)

    dcfg.args = readSz(achUrl).split('?')[1] ?? ''
    pFC.ServerSupportFunction(pFC, SF_REQ_NORMALIZE_URL, achUrl, null, null)
    dcfg.uri = readSz(achUrl)
    dcfg.method = headerIn(pFC, pHeaderInfo, 'method', 64)
    if (dcfg.uri.slice(1).split(/[/?]/, 1)[0] !== appid) return hideCookies(pFC, pHeaderInfo)

    const granting = getCookie(pFC, PBC_G_COOKIENAME)
    dcfg.user = granting || getCookie(pFC, `${PBC_S_COOKIENAME}_${appid}`)
    if (dcfg.user === '') return authFailed(pFC, dcfg)
    dcfg.legacy = true
    if (granting !== '') {
      clearCookie(pFC, PBC_G_COOKIENAME, dcfg.appsrvid)
      pFC.AddResponseHeaders(pFC, `Set-Cookie: ${PBC_S_COOKIENAME}_${appid}=${dcfg.user}; domain=${dcfg.appsrvid}; path=/; secure\r\n`, 0)
    }
    pHeaderInfo.AddHeader(pFC, 'Pubcookie-Appid:', appid)
    pHeaderInfo.AddHeader(pFC, 'Pubcookie-User:', dcfg.user)
    return hideCookies(pFC, pHeaderInfo)
  }

  function authFailed(pFC: HTTP_FILTER_CONTEXT, { appsrvid, method, uri, args }: pubcookie_dir_rec): SF_STATUS_TYPE {
    pFC.AddResponseHeaders(pFC, `Set-Cookie: pubcookie_g_req=${Buffer.from(`${method} ${uri} ${args}`, 'latin1').toString('base64')}; domain=${appsrvid}; path=/; secure\r\n`, 0)
    pFC.AddResponseHeaders(pFC, `Cache-Control: no-cache\r\nPragma: no-cache\r\nExpires: ${EARLIEST_EVER}\r\n`, 0)
    pFC.AddResponseHeaders(pFC, 'Content-Type: text/html\r\n', 0)
    pFC.ServerSupportFunction(pFC, SF_REQ_SEND_RESPONSE_HEADER, '200 OK', null, null)
    const page = toBytes(`<HTML><HEAD><meta HTTP-EQUIV="Refresh" CONTENT="0;URL=${webLogin}"></HEAD></HTML>\n`) ?? new Uint8Array()
    pFC.WriteClient(pFC, page, { value: page.length }, 0)
    return SF_STATUS_REQ_FINISHED
  }
}

function getCookie(pFC: HTTP_FILTER_CONTEXT, name: string): string {
  const cookies = new Uint8Array(MAX_COOKIE_SIZE + 1)
  const size = { value: MAX_COOKIE_SIZE }
  if (!pFC.GetServerVariable(pFC, 'HTTP_COOKIE', cookies, size)) return GetLastError() === ERROR_INSUFFICIENT_BUFFER ? `too large: ${size.value}` : ''
  return readSz(cookies).split(`${name}=`)[1]?.split(';', 1)[0] ?? ''
}

function clearCookie(pFC: HTTP_FILTER_CONTEXT, name: string, domain: string): void {
  pFC.AddResponseHeaders(pFC, `Set-Cookie: ${name}=clear; domain=${domain}; path=/; expires=${EARLIEST_EVER}; secure\r\n`, 0)
}

/** Values of its cookies become rows of X, in place. */
function hideCookies(pFC: HTTP_FILTER_CONTEXT, pHeaderInfo: HTTP_FILTER_PREPROC_HEADERS): SF_STATUS_TYPE {
  const cookies = headerIn(pFC, pHeaderInfo, 'Cookie:', MAX_COOKIE_SIZE)
  if (cookies !== '') pHeaderInfo.SetHeader(pFC, 'Cookie:', cookies.replace(/(pubcookie_[sg][^=;]*=)([^;]*)/g, (_, name: string, value: string) => name + 'X'.repeat(value.length)))
  return SF_STATUS_REQ_NEXT_NOTIFICATION
}
