// Apache Tomcat Connectors, native/iis/jk_isapi_plugin.c (Apache License 2.0): the filter half of isapi_redirect.dll. URLs of a worker are handed
// to an extension, with the original URL and the worker in headers of the request; the log shows the original URL. Calls, buffers and answers in the
// order of HttpFilterProc; URL tables, escapes and texts are stand-ins.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SECURE_PORT, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, readSz,
  toBytes, writeSz, type Filter, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_PREPROC_HEADERS, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_INVALID_FUNCTION, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY } from '@isapi-bridge/win32'
import { INTERNET_MAX_URL_LENGTH } from './support.ts'

const URI_HEADER_NAME = 'TOMCATURI00000001:'
const QUERY_HEADER_NAME = 'TOMCATQUERY00000001:'
const WORKER_HEADER_NAME = 'TOMCATWORKER00000001:'
const WORKER_HEADER_INDEX = 'TOMCATWORKERIDX00000001:'
const TOMCAT_TRANSLATE_HEADER_NAME = 'TOMCATTRANSLATE00000001:'
const CONTENT_TYPE = 'Content-Type:text/html\r\n\r\n'
const MAX_SERVERNAME = 128
const MAX_INSTANCEID = 32
const HSE_IO_SYNC = 1
const JK_PATH_SESSION_IDENTIFIER = ';jsessionid'

export interface TomcatOptions {
  /** Path prefix of the URLs that go to the worker. */
  readonly mount: string
  readonly extension_uri?: string
  readonly auth_complete?: boolean
  readonly strip_session?: boolean
  /** Gets the server's name at the first request. */
  readonly init_jk?: (serverName: string) => boolean
}

interface isapi_log_data_t { uri: string; query: string; request_matched: boolean }

export function tomcatRedirector({ mount, extension_uri = '/jakarta/isapi_redirect.dll', auth_complete = true, strip_session = false, init_jk = () => true }: TomcatOptions): Filter {
  const filter_notify_event = auth_complete ? SF_NOTIFY_AUTH_COMPLETE : SF_NOTIFY_PREPROC_HEADERS
  let is_inited = false
  let is_mapread = false
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = pVer.dwServerFilterVersion
      if (pVer.dwFilterVersion > HTTP_FILTER_REVISION) pVer.dwFilterVersion = HTTP_FILTER_REVISION
      is_inited = true
      pVer.dwFlags = SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_LOG | filter_notify_event
      return writeSz(pVer.lpszFilterDesc, 'Jakarta/ISAPI/isapi_redirector/1.2')
    },

    HttpFilterProc(pfc, dwNotificationType, pvNotification) {
      if (is_inited && !is_mapread) {
        const serverName = new Uint8Array(MAX_SERVERNAME)
        const dwLen = { value: MAX_SERVERNAME - MAX_INSTANCEID - 1 }
        if (pfc.GetServerVariable(pfc, 'SERVER_NAME', serverName, dwLen)) {
          let name = readSz(serverName.subarray(0, dwLen.value))
          const instanceId = new Uint8Array(MAX_INSTANCEID)
          dwLen.value = MAX_INSTANCEID
          if (pfc.GetServerVariable(pfc, 'INSTANCE_ID', instanceId, dwLen)) name += `_${readSz(instanceId)}`
          if (init_jk(name)) is_mapread = true
        }
        if (!is_mapread) is_inited = false
      }
      if (!is_inited) {
        SetLastError(ERROR_INVALID_FUNCTION)
        return SF_STATUS_REQ_ERROR
      }
      switch (dwNotificationType) {
        case SF_NOTIFY_AUTH_COMPLETE:
        case SF_NOTIFY_PREPROC_HEADERS: return onHeaders(pfc, pvNotification)
        case SF_NOTIFY_LOG: {
          const ld = pfc.pFilterContext as isapi_log_data_t | null // this filter's own
          if (ld?.request_matched) {
            pvNotification.pszTarget = ld.uri
            pvNotification.pszParameters = ld.query
          }
        }
      }
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    },

    TerminateFilter() {
      is_inited = false
      return true
    }
  }

  function onHeaders(pfc: HTTP_FILTER_CONTEXT, { GetHeader, SetHeader, AddHeader }: Pick<HTTP_FILTER_PREPROC_HEADERS, 'GetHeader' | 'SetHeader' | 'AddHeader'>): SF_STATUS_TYPE {
    // A client must not name the worker.
    SetHeader(pfc, URI_HEADER_NAME, null)
    SetHeader(pfc, QUERY_HEADER_NAME, null)
    SetHeader(pfc, WORKER_HEADER_NAME, null)
    SetHeader(pfc, WORKER_HEADER_INDEX, null)
    SetHeader(pfc, TOMCAT_TRANSLATE_HEADER_NAME, null)
    const ld = pfc.pFilterContext as isapi_log_data_t | null // this filter's own
    if (ld !== null) ld.request_matched = false

    const buffer = new Uint8Array(INTERNET_MAX_URL_LENGTH)
    const sz = { value: buffer.length }
    if (!GetHeader(pfc, 'url', buffer, sz)) return SF_STATUS_REQ_ERROR
    const raw = readSz(buffer)
    if (raw === '') return SF_STATUS_REQ_NEXT_NOTIFICATION
    const mark = raw.indexOf('?')
    const squery = mark === -1 ? '' : raw.slice(mark + 1)
    const escaped = mark === -1 ? raw : raw.slice(0, mark)
    if (/%(?![0-9A-Fa-f]{2})/.test(escaped)) return writeErrorResponse(pfc, 400, 'Bad Request')
    if (/%(?:2f|5c|00)/i.test(escaped)) return writeErrorResponse(pfc, 404, 'Not Found')
    const uri = escaped.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

    const host = new Uint8Array(INTERNET_MAX_URL_LENGTH)
    pfc.GetServerVariable(pfc, 'SERVER_NAME', host, { value: host.length })
    const port = new Uint8Array(INTERNET_MAX_URL_LENGTH)
    pfc.GetServerVariable(pfc, 'SERVER_PORT', port, { value: port.length })

    if (!uri.startsWith(mount)) {
      const jsessionid = uri.indexOf(JK_PATH_SESSION_IDENTIFIER)
      if (strip_session && jsessionid !== -1) SetHeader(pfc, 'url', uri.slice(0, jsessionid))
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
    if (/\/(?:web|meta)-inf/i.test(uri)) return writeErrorResponse(pfc, 404, 'Not Found')

    const forwardURI = encodeURI(uri)
    if (!AddHeader(pfc, URI_HEADER_NAME, forwardURI) || (squery !== '' && !AddHeader(pfc, QUERY_HEADER_NAME, squery)) ||
        !AddHeader(pfc, WORKER_HEADER_NAME, 'ajp13') || !AddHeader(pfc, WORKER_HEADER_INDEX, '0') || !SetHeader(pfc, 'url', extension_uri)) {
      SetLastError(ERROR_INVALID_PARAMETER)
      return SF_STATUS_REQ_ERROR
    }
    const translate = new Uint8Array(INTERNET_MAX_URL_LENGTH)
    const szTranslate = { value: translate.length }
    if (GetHeader(pfc, 'Translate:', translate, szTranslate) && szTranslate.value > 0) {
      if (!AddHeader(pfc, TOMCAT_TRANSLATE_HEADER_NAME, readSz(translate))) return SF_STATUS_REQ_ERROR
      SetHeader(pfc, 'Translate:', null)
    }
    if (ld === null) {
      // The C structure lies in this block; here it stands beside it.
      if (pfc.AllocMem(pfc, 2 * INTERNET_MAX_URL_LENGTH + 4, 0) === null) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY)
        return SF_STATUS_REQ_ERROR
      }
    }
    pfc.pFilterContext = { uri: forwardURI, query: squery, request_matched: true } satisfies isapi_log_data_t
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}

function writeErrorResponse(pfc: HTTP_FILTER_CONTEXT, err: number, reason: string): SF_STATUS_TYPE {
  pfc.AddResponseHeaders(pfc, CONTENT_TYPE, 0)
  pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, `${err} ${reason}`, 0, 0)
  for (const text of ['<HTML><HEAD>', `<TITLE>${reason}!</TITLE></HEAD><BODY><H1>${reason}!</H1>`, '</BODY></HTML>']) {
    const bytes = toBytes(text) ?? new Uint8Array()
    pfc.WriteClient(pfc, bytes, { value: bytes.length }, HSE_IO_SYNC)
  }
  return SF_STATUS_REQ_FINISHED
}
