// Ionic's Isapi Rewrite Filter 2 (DinoChiesa/IIRF, Microsoft Public License): the calls of its HttpFilterProc. URL_MAP keeps the physical path,
// AUTH_COMPLETE rewrites, redirects or refuses, LOG shows the original URL. The rules are functions here; the real ones stand in an .ini file.

import {
  GetLastError, HTTP_FILTER_REVISION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_URL_MAP, SF_REQ_SEND_RESPONSE_HEADER,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, readSz, toBytes, writeSz, type Filter, type HTTP_FILTER_AUTH_COMPLETE_INFO,
  type HTTP_FILTER_CONTEXT, type HTTP_FILTER_URL_MAP, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_FILE_NOT_FOUND, ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_INDEX, ERROR_NOT_ENOUGH_MEMORY, NO_ERROR } from '@isapi-bridge/win32'

const DEFAULT_SIZE = 128

export type IirfOutcome =
  | { readonly rewrite: string }
  | { readonly redirect: string, readonly code: number }
  | { readonly refuse: '403 Forbidden' | '404 Not Found' | '410 Gone' }
  | 'status'
  | null

/** What RewriteRule and RewriteCond see: the URL, and %{NAME}. */
export type IirfRule = (url: string, variable: (name: string) => string) => IirfOutcome

interface IirfRequestContext {
  PhysicalPath: Uint8Array | null
  OriginalUriStem: string | null
  QueryString: string | null
  RequestMethod: string | null
}

export interface IirfOptions {
  readonly rule: IirfRule
  /** RewriteRule with the modifier U. */
  readonly recordOriginalUri?: boolean
}

export function iirf({ rule, recordOriginalUri = true }: IirfOptions): Filter {
  return {
    GetFilterVersion(pFilterVersion) {
      pFilterVersion.dwFilterVersion = HTTP_FILTER_REVISION
      pFilterVersion.dwFlags = SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_LOG | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTH_COMPLETE
      return writeSz(pFilterVersion.lpszFilterDesc, 'Ionic ISAPI Rewriting Filter (IIRF)')
    },

    HttpFilterProc(pfc, dwNotificationType, pvNotification) {
      const ctx = (pfc.pFilterContext ??= initCustomFilterContext(pfc)) as IirfRequestContext | null // this filter's own
      if (ctx === null) return SF_STATUS_REQ_ERROR
      switch (dwNotificationType) {
        case SF_NOTIFY_URL_MAP: return onUrlMap(pfc, ctx, pvNotification)
        case SF_NOTIFY_AUTH_COMPLETE: return doRewrites(pfc, ctx, pvNotification)
        case SF_NOTIFY_LOG:
          if (recordOriginalUri) {
            if (ctx.OriginalUriStem !== null) pvNotification.pszTarget = ctx.OriginalUriStem
            if (ctx.QueryString !== null) pvNotification.pszParameters = ctx.QueryString
            if (ctx.RequestMethod !== null) pvNotification.pszOperation = ctx.RequestMethod
          }
          pfc.pFilterContext = null
          return SF_STATUS_REQ_NEXT_NOTIFICATION
        default: return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
    },

    TerminateFilter: () => true
  }

  function doRewrites(pfc: HTTP_FILTER_CONTEXT, ctx: IirfRequestContext, pACI: HTTP_FILTER_AUTH_COMPLETE_INFO): SF_STATUS_TYPE {
    const url = getHeader(pfc, pACI, 'url')
    if (url === null) return setReply(pfc, '404 Not Found')
    ctx.OriginalUriStem = url.split('?', 1)[0] ?? ''
    ctx.QueryString = getServerVariable(pfc, ctx, 'QUERY_STRING')
    ctx.RequestMethod = getHeader(pfc, pACI, 'method')
    if (ctx.RequestMethod === null) return setReply(pfc, GetLastError() === ERROR_INSUFFICIENT_BUFFER ? '413 Request Entity Too Large' : '400 Bad Request')
    const originalUrl = ctx.QueryString === '' ? ctx.OriginalUriStem : `${ctx.OriginalUriStem}?${ctx.QueryString}`
    SetLastError(NO_ERROR)

    let returnValue: SF_STATUS_TYPE = SF_STATUS_REQ_NEXT_NOTIFICATION
    const outcome = rule(originalUrl, (name) => getServerVariable(pfc, ctx, name))
    if (outcome === null) SetLastError(NO_ERROR)
    else if (outcome === 'status') returnValue = replyWithStatus(pfc, ctx.RequestMethod)
    else if ('refuse' in outcome) returnValue = setReply(pfc, outcome.refuse)
    else if ('rewrite' in outcome) {
      pACI.SetHeader(pfc, 'url', outcome.rewrite)
      if (recordOriginalUri) pACI.SetHeader(pfc, 'X-Rewrite-Url:', originalUrl)
      SetLastError(NO_ERROR)
    } else {
      const absolute = /^https?:\/\//i.test(outcome.redirect) ? outcome.redirect : here(pfc, ctx) + outcome.redirect
      // The code stands alone: a reason is optional.
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, String(outcome.code), `Location: ${absolute}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, 0)
      returnValue = SF_STATUS_REQ_FINISHED
      SetLastError(NO_ERROR)
    }
    const lastError = GetLastError()
    return lastError === NO_ERROR || lastError === ERROR_FILE_NOT_FOUND ? returnValue : SF_STATUS_REQ_ERROR
  }
}

function initCustomFilterContext(pfc: HTTP_FILTER_CONTEXT): IirfRequestContext | null {
  // The C structure lies in this block.
  return pfc.AllocMem(pfc, 64, 0) && { PhysicalPath: null, OriginalUriStem: null, QueryString: null, RequestMethod: null }
}

function onUrlMap(pfc: HTTP_FILTER_CONTEXT, ctx: IirfRequestContext, pUM: HTTP_FILTER_URL_MAP): SF_STATUS_TYPE {
  const path = readSz(pUM.pszPhysicalPath)
  const len = path.length + 1
  if (ctx.PhysicalPath === null || ctx.PhysicalPath.length < len) ctx.PhysicalPath = pfc.AllocMem(pfc, len, 0)
  else if (readSz(ctx.PhysicalPath) === path) return SF_STATUS_REQ_NEXT_NOTIFICATION
  if (ctx.PhysicalPath === null) {
    SetLastError(ERROR_NOT_ENOUGH_MEMORY)
    return SF_STATUS_REQ_ERROR
  }
  writeSz(ctx.PhysicalPath, path)
  return SF_STATUS_REQ_NEXT_NOTIFICATION
}

function here(pfc: HTTP_FILTER_CONTEXT, ctx: IirfRequestContext): string {
  const serverName = getServerVariable(pfc, ctx, 'SERVER_NAME')
  const serverPort = getServerVariable(pfc, ctx, 'SERVER_PORT')
  const protocol = getServerVariable(pfc, ctx, 'HTTPS').toLowerCase() === 'on' ? 'https' : 'http'
  return serverPort === (protocol === 'http' ? '80' : '443') ? `${protocol}://${serverName}` : `${protocol}://${serverName}:${serverPort}`
}

function setReply(pfc: HTTP_FILTER_CONTEXT, statusMsg: string): SF_STATUS_TYPE {
  pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, statusMsg, 'Content-Length: 0\r\nContent-Type: text/html\r\n\r\n', null)
  SetLastError(NO_ERROR)
  return SF_STATUS_REQ_FINISHED
}

function replyWithStatus(pfc: HTTP_FILTER_CONTEXT, method: string): SF_STATUS_TYPE {
  if (method === 'GET') {
    const htmlContent = toBytes('<html><head><title>IIRF status</title></head><body><h1>IIRF Status Report</h1></body></html>\n') ?? new Uint8Array()
    pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '200 OK', `Content-Type: text/html\r\nContent-Length: ${htmlContent.length}\r\nX-Powered-By: IIRF v2.1\r\n\r\n`, null)
    pfc.WriteClient(pfc, htmlContent, { value: htmlContent.length }, 0)
    SetLastError(NO_ERROR)
  } else pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '405 Method Not Allowed', 'Content-Type: text/html\r\nX-Powered-By: IIRF v2.1\r\nAllow: OPTIONS, GET\r\n\r\n', null)
  return SF_STATUS_REQ_FINISHED
}

/** 128 bytes from AllocMem, once more with the size that was asked for; what is unknown is empty. */
function read(pfc: HTTP_FILTER_CONTEXT, fill: (buffer: Uint8Array, size: { value: number }) => boolean): string | null {
  const dwSize = { value: DEFAULT_SIZE }
  let pszBuf = pfc.AllocMem(pfc, DEFAULT_SIZE, 0)
  if (pszBuf === null) return null
  if (fill(pszBuf, dwSize)) return readSz(pszBuf)
  if (GetLastError() === ERROR_INVALID_INDEX) return ''
  if (GetLastError() !== ERROR_INSUFFICIENT_BUFFER) return null
  pszBuf = pfc.AllocMem(pfc, dwSize.value, 0)
  return pszBuf !== null && fill(pszBuf, dwSize) ? readSz(pszBuf) : null
}

function getHeader(pfc: HTTP_FILTER_CONTEXT, pACI: HTTP_FILTER_AUTH_COMPLETE_INFO, name: string): string | null {
  return read(pfc, (buffer, size) => pACI.GetHeader(pfc, name, buffer, size))
}

function getServerVariable(pfc: HTTP_FILTER_CONTEXT, ctx: IirfRequestContext, name: string): string {
  if (name === 'REQUEST_FILENAME') return ctx.PhysicalPath === null ? '' : readSz(ctx.PhysicalPath)
  return read(pfc, (buffer, size) => pfc.GetServerVariable(pfc, name, buffer, size)) ?? ''
}
