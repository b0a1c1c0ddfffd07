// ../filters/probe.c in TypeScript: line by line the same, so that whatever differs is the doing of what lies between C and the bridge.

import {
  GetLastError, HTTP_FILTER_REVISION, readSz, readSzW, SetLastError, SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST,
  SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SECURE_PORT, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_SEND_RESPONSE,
  SF_NOTIFY_URL_MAP, SF_PROPERTY_INSTANCE_NUM_ID, SF_PROPERTY_SSL_CTXT, SF_REQ_ADD_HEADERS_ON_DENIAL, SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_GET_CONNID, SF_REQ_GET_PROPERTY, SF_REQ_NORMALIZE_URL,
  SF_REQ_SEND_RESPONSE_HEADER, SF_REQ_SET_CERTIFICATE_INFO, SF_REQ_SET_NEXT_READ_SIZE, SF_REQ_SET_PROXY_INFO, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION,
  SF_STATUS_REQ_READ_NEXT, writeSz, type Filter, type HTTP_FILTER_AUTH_COMPLETE_INFO, type HTTP_FILTER_AUTHENT, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_LOG, type HTTP_FILTER_PREPROC_HEADERS,
  type HTTP_FILTER_RAW_DATA, type HTTP_FILTER_SEND_RESPONSE, type HTTP_FILTER_URL_MAP, type HttpFilterProcArguments, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_ACCESS_DENIED, NO_ERROR, type LPDWORD } from '@isapi-bridge/win32'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION
const bit = (value: boolean): number => (value ? 1 : 0)

interface Session { cRequests: number; szDo: string }
type Get = (name: string, buffer: Uint8Array | null, size: LPDWORD) => boolean

/** @param trace what OutputDebugString is to the other */
export function createTwin(trace: (line: string) => void, raw: boolean): Filter {
  let nested = 0
  // The other sees paths of Windows.
  const seen = (path: string): string => (path.startsWith('/') ? `C:${path.replaceAll('/', '\\')}` : path)

  const result = (what: string, ok: boolean): void => { trace(`${what} ${bit(ok)} ${ok ? 0 : GetLastError()}`) }

  const three = (name: string, get: Get, convert = (value: string): string => value): void => {
    const say = (how: string, ok: boolean, size: LPDWORD, value = ''): void => { trace(`${name}${how} ${bit(ok)} ${ok ? 0 : GetLastError()} ${size.value}${value}`) }
    const none = { value: 0 }
    say(' NULL', get(name, null, none), none)
    const tiny = { value: 2 }
    say(' tiny', get(name, new Uint8Array(2), tiny), tiny)
    const size = { value: 1024 }
    const buffer = new Uint8Array(1024)
    const ok = get(name, buffer, size)
    say('', ok, size, ` ${ok ? convert(readSz(buffer)) : ''}`)
  }
  const variable = (pfc: HTTP_FILTER_CONTEXT, name: string): void => {
    SetLastError(NO_ERROR)
    three(name, (...rest) => pfc.GetServerVariable(pfc, ...rest))
  }
  /** In characters: they have another size in C. */
  const wideVariable = (pfc: HTTP_FILTER_CONTEXT, name: string): void => {
    const get = (how: string, buffer: Uint8Array | null): void => {
      const size = { value: buffer?.length ?? 0 }
      const ok = pfc.GetServerVariable(pfc, name, buffer, size)
      const value = how !== '' || buffer === null ? '' : ` ${ok ? Buffer.from(readSzW(buffer)).toString('latin1') : ''}`
      trace(`${name}${how} ${bit(ok)} ${ok ? 0 : GetLastError()} ${size.value / 2}${value}`)
    }
    SetLastError(NO_ERROR)
    get(' NULL', null)
    get(' tiny', new Uint8Array(4))
    get('', new Uint8Array(1024))
    result('wide without buffer', pfc.GetServerVariable(pfc, name, null, { value: 1024 }))
  }
  const header = (pfc: HTTP_FILTER_CONTEXT, data: Pick<HTTP_FILTER_PREPROC_HEADERS, 'GetHeader'>, name: string): void => { three(name, (...rest) => data.GetHeader(pfc, ...rest)) }

  function support(pfc: HTTP_FILTER_CONTEXT): void {
    const url = new Uint8Array(16)
    writeSz(url, '/a/../b%20c/./d')
    const dw = { value: 7 }
    result('GET_PROPERTY', pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, dw, SF_PROPERTY_INSTANCE_NUM_ID))
    trace(`instance ${dw.value}`)
    result('GET_PROPERTY SSL', pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, dw, SF_PROPERTY_SSL_CTXT as 1))
    result('GET_PROPERTY NULL', pfc.ServerSupportFunction(pfc, SF_REQ_GET_PROPERTY, null as never, SF_PROPERTY_INSTANCE_NUM_ID))
    dw.value = 7
    result('GET_CONNID', pfc.ServerSupportFunction(pfc, SF_REQ_GET_CONNID, dw))
    trace(`connection ${dw.value}`)
    result('NORMALIZE_URL', pfc.ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, url))
    trace(`normalized ${readSz(url)}`)
    result('NORMALIZE_URL NULL', pfc.ServerSupportFunction(pfc, SF_REQ_NORMALIZE_URL, null as never))
    result('SET_PROXY_INFO', pfc.ServerSupportFunction(pfc, SF_REQ_SET_PROXY_INFO, null, 1))
    result('SET_CERTIFICATE_INFO', pfc.ServerSupportFunction(pfc, SF_REQ_SET_CERTIFICATE_INFO, null as never, null as never, null as never))
    result('SET_NEXT_READ_SIZE', pfc.ServerSupportFunction(pfc, SF_REQ_SET_NEXT_READ_SIZE, null, 4096))
    result('ADD_HEADERS_ON_DENIAL', pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, 'X-Denied: yes\r\n'))
    result('ADD_HEADERS_ON_DENIAL NULL', pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, null as never))
    result('no such request', pfc.ServerSupportFunction(pfc, 99 as 8, null, 0))
  }

  function onPreprocHeaders(pfc: HTTP_FILTER_CONTEXT, headers: HTTP_FILTER_PREPROC_HEADERS): SF_STATUS_TYPE {
    trace(`PREPROC_HEADERS ${headers.HttpStatus} ${headers.dwReserved}`)
    trace(`context ${pfc.cbSize} 0x${pfc.Revision.toString(16).toUpperCase()} ${pfc.ulReserved} ${bit(pfc.fIsSecurePort)} ${bit(pfc.pFilterContext !== null)}`)
    const session = (pfc.pFilterContext ??= { cRequests: 0, szDo: '' }) as Session
    session.cRequests++
    const buffer = new Uint8Array(32)
    session.szDo = headers.GetHeader(pfc, 'X-Do:', buffer, { value: 32 }) ? readSz(buffer) : ''
    for (const name of ['URL', 'REQUEST_METHOD', 'QUERY_STRING', 'HTTP_X_PROBE', 'NO_SUCH_VARIABLE']) variable(pfc, name)
    for (const name of ['UNICODE_URL', 'UNICODE_NO_SUCH_VARIABLE']) wideVariable(pfc, name)
    result('variable without size', pfc.GetServerVariable(pfc, 'URL', null, null as never))
    for (const name of ['X-Probe:', 'X-Nothing:', 'X-Probe', 'method', 'url', 'version']) header(pfc, headers, name)
    result('SetHeader', headers.SetHeader(pfc, 'X-Set:', 'one'))
    result('AddHeader', headers.AddHeader(pfc, 'X-Set:', 'two'))
    header(pfc, headers, 'X-Set:')
    result('SetHeader empty', headers.SetHeader(pfc, 'X-Probe:', ''))
    header(pfc, headers, 'X-Probe:')
    result('SetHeader with line break', headers.SetHeader(pfc, 'X-Bad:', 'a\r\nb'))
    result('AddResponseHeaders', pfc.AddResponseHeaders(pfc, 'X-Preproc: yes\r\nX-Gone: yes\r\n'))
    result('AddResponseHeaders NULL', pfc.AddResponseHeaders(pfc, null as never))
    support(pfc)
    if (session.szDo === 'url') result('SetHeader url', headers.SetHeader(pfc, 'url', '/other?x=1'))
    if (session.szDo === 'answer') {
      const size = { value: 5 }
      result('SEND_RESPONSE_HEADER', pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '202 Taken', 'X-Answer: yes\r\nContent-Length: 5\r\n\r\n'))
      result('WriteClient', pfc.WriteClient(pfc, Buffer.from('hello, world'), size))
      trace(`written ${size.value}`)
      return SF_STATUS_REQ_FINISHED
    }
    if (session.szDo === 'disable') result('DISABLE_NOTIFICATIONS', pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_LOG | SF_NOTIFY_SEND_RESPONSE))
    if (session.szDo === 'error') {
      SetLastError(ERROR_ACCESS_DENIED)
      return SF_STATUS_REQ_ERROR
    }
    return NEXT
  }

  function onUrlMap(pfc: HTTP_FILTER_CONTEXT, { szDo }: Session, map: HTTP_FILTER_URL_MAP): SF_STATUS_TYPE {
    const path = seen(readSz(map.pszPhysicalPath))
    trace(`URL_MAP ${map.pszURL} ${path} ${map.cbPathBuff}`)
    if (szDo === 'nested' && nested === 0) {
      nested++
      SetLastError(NO_ERROR)
      three('PATH_TRANSLATED', (name, buffer, size) => {
        const wide = pfc.GetServerVariable(pfc, name, buffer, size)
        // "C:" is two more; the twin's buffers are large enough for both or too small for both.
        if (size.value > 2) size.value += 2
        return wide
      }, seen)
      nested--
      trace(`still ${map.pszURL} ${path}`)
    }
    if (szDo === 'map') writeSz(map.pszPhysicalPath, '/elsewhere/x.htm')
    if (szDo === 'map-long') map.pszPhysicalPath.fill(0x78)
    return NEXT
  }

  function onAuthentication({ szDo }: Session, auth: HTTP_FILTER_AUTHENT): SF_STATUS_TYPE {
    trace(`AUTHENTICATION ${readSz(auth.pszUser)} ${auth.cbUserBuff} ${readSz(auth.pszPassword)} ${auth.cbPasswordBuff}`)
    if (szDo === 'auth') {
      writeSz(auth.pszUser, 'mapped')
      writeSz(auth.pszPassword, 'secret')
    }
    return NEXT
  }

  function onAuthComplete(pfc: HTTP_FILTER_CONTEXT, info: HTTP_FILTER_AUTH_COMPLETE_INFO): SF_STATUS_TYPE {
    const token: { value: unknown } = { value: null }
    const ok = info.GetUserToken(pfc, token)
    trace(`AUTH_COMPLETE ${info.HttpStatus} ${bit(info.fResetAuth)} ${info.dwReserved}`)
    trace(`token ${bit(ok)} ${ok ? 0 : GetLastError()} ${bit(token.value !== null)}`)
    header(pfc, info, 'X-Set:')
    result('SetHeader', info.SetHeader(pfc, 'X-Set:', 'three'))
    result('AddHeader', info.AddHeader(pfc, 'X-Late:', 'late'))
    variable(pfc, 'HTTP_X_SET')
    variable(pfc, 'REMOTE_USER')
    return NEXT
  }

  function onSendResponse(pfc: HTTP_FILTER_CONTEXT, { szDo }: Session, response: HTTP_FILTER_SEND_RESPONSE): SF_STATUS_TYPE {
    trace(`SEND_RESPONSE ${response.HttpStatus} ${response.dwReserved}`)
    for (const name of ['status', 'X-Preproc:', 'X-Nothing:']) header(pfc, response, name)
    result('SetHeader', response.SetHeader(pfc, 'X-Sent:', 'one'))
    result('AddHeader', response.AddHeader(pfc, 'X-Sent:', 'two'))
    result('SetHeader empty', response.SetHeader(pfc, 'X-Gone:', ''))
    if (szDo === 'status') result('SetHeader status', response.SetHeader(pfc, 'status', '203 Changed'))
    return NEXT
  }

  function onLog({ szDo, cRequests }: Session, log: HTTP_FILTER_LOG): SF_STATUS_TYPE {
    trace(`LOG ${[log.pszClientHostName, log.pszClientUserName, log.pszServerName, log.pszOperation, log.pszTarget, log.pszParameters].join('|')}`)
    trace(`LOG ${log.dwHttpStatus} ${log.dwWin32Status}`)
    if (szDo === 'log') {
      log.pszClientUserName = `user ${cRequests}`
      log.pszParameters = ''
      log.pszTarget = `!${log.pszTarget.slice(1)}`
      log.pszOperation = 'EDITED'
      log.dwHttpStatus = 299
      log.dwWin32Status = 64
      log.dwBytesSent = 0xFFFF_FFFF
      log.dwBytesRecvd = 1
      log.msTimeForProcessing = 2
    }
    return NEXT
  }

  function onRawData(data: HTTP_FILTER_RAW_DATA, name: string): SF_STATUS_TYPE {
    const text = (): string => Buffer.from(data.pvInData.subarray(0, data.cbInData)).toString('latin1')
    const put = (changed: string): void => {
      data.pvInData = Buffer.from(changed, 'latin1')
      data.cbInData = data.cbInBuffer = changed.length
    }
    if (text().includes('[edit]')) {
      trace(`${name} edit`)
      put(text().replaceAll(/[[\]]/g, '*'))
    }
    if (text().includes('[grow]')) {
      trace(`${name} grow ${bit(data.cbInBuffer >= data.cbInData)}`)
      put(`${text().replaceAll('[', '<')}${'+'.repeat(10)}`)
    }
    if (text().includes('[cut]')) {
      trace(`${name} cut`)
      data.cbInData = 3
    }
    if (text().includes('[drop]')) {
      trace(`${name} drop`)
      data.cbInData = 0
    }
    return NEXT
  }

  return {
    GetFilterVersion(pVer) {
      trace('DllMain 1')
      trace(`GetFilterVersion 0x${pVer.dwServerFilterVersion.toString(16).toUpperCase()}`)
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      writeSz(pVer.lpszFilterDesc, 'Probe')
      pVer.dwFlags = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_ORDER_MEDIUM | (raw
        ? SF_NOTIFY_READ_RAW_DATA | SF_NOTIFY_SEND_RAW_DATA
        : SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTHENTICATION | SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_ACCESS_DENIED | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST
          | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION)
      return true
    },
    HttpFilterProc(...[pfc, type, data]: HttpFilterProcArguments) {
      const session = (pfc.pFilterContext ?? { cRequests: 0, szDo: '' }) as Session
      switch (type) {
        case SF_NOTIFY_READ_RAW_DATA:
          if (!Buffer.from(data.pvInData).includes('\r\n\r\n')) {
            trace('READ_RAW_DATA next')
            return SF_STATUS_REQ_READ_NEXT
          }
          return onRawData(data, 'READ_RAW_DATA')
        case SF_NOTIFY_SEND_RAW_DATA: return onRawData(data, 'SEND_RAW_DATA')
        case SF_NOTIFY_PREPROC_HEADERS: return onPreprocHeaders(pfc, data)
        case SF_NOTIFY_URL_MAP: return onUrlMap(pfc, session, data)
        case SF_NOTIFY_AUTHENTICATION: return onAuthentication(session, data)
        case SF_NOTIFY_AUTH_COMPLETE: return onAuthComplete(pfc, data)
        case SF_NOTIFY_ACCESS_DENIED:
          trace(`ACCESS_DENIED ${data.pszURL} ${seen(data.pszPhysicalPath)} 0x${data.dwReason.toString(16).toUpperCase()}`)
          return NEXT
        case SF_NOTIFY_SEND_RESPONSE: return onSendResponse(pfc, session, data)
        case SF_NOTIFY_END_OF_REQUEST:
          trace(`END_OF_REQUEST ${bit(data !== null)}`)
          return NEXT
        case SF_NOTIFY_LOG: return onLog(session, data)
        case SF_NOTIFY_END_OF_NET_SESSION:
          trace(`END_OF_NET_SESSION ${session.cRequests} ${bit(data !== null)}`)
          return NEXT
      }
      return NEXT
    },
    TerminateFilter(dwFlags) {
      trace(`TerminateFilter ${dwFlags}`)
      trace('DllMain 0')
      return true
    }
  }
}
