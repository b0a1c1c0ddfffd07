// What http.h shows of a request, made of what is here.

import { REQUEST_HEADERS } from './known-headers.ts'
import type { HTTP_REQUEST } from '../http-request.ts'
import type { HttpRequest } from './request.ts'

const KNOWN = new Set(REQUEST_HEADERS.map((name) => name.toLowerCase()))
/** HTTP_VERB of http.h: the methods in the order of their numbers. */
const VERBS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT', 'TRACK', 'MOVE', 'COPY', 'PROPFIND', 'PROPPATCH', 'MKCOL', 'LOCK', 'UNLOCK', 'SEARCH']
const HTTP_VERB_UNKNOWN = 1
const HTTP_VERB_FIRST = 3

export function rawRequestOf(request: HttpRequest, connectionId: number): HTTP_REQUEST {
  const { message, url, port } = request
  const host = request.GetHeader('host') ?? ''
  const secure = port?.encrypted === true
  const pUnknownHeaders = []
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    const pName = message.rawHeaders[index] ?? ''
    if (!KNOWN.has(pName.toLowerCase())) pUnknownHeaders.push({ pName, pRawValue: message.rawHeaders[index + 1] ?? '' })
  }
  const { pMajorVersion, pMinorVersion } = request.GetHttpVersion()
  const { ppClientCertInfo, pfClientCertNegotiated } = request.GetClientCertificate()
  const method = request.GetHttpMethod()
  const verb = VERBS.indexOf(method)
  const pAbsPath = url.path ?? ''
  const pQueryString = url.query === '' ? '' : `?${url.query}`
  return {
    ConnectionId: connectionId,
    Version: { MajorVersion: pMajorVersion, MinorVersion: pMinorVersion },
    Verb: verb === -1 ? HTTP_VERB_UNKNOWN : verb + HTTP_VERB_FIRST,
    pUnknownVerb: verb === -1 ? method : '',
    pRawUrl: request.receivedTarget,
    CookedUrl: { pFullUrl: `${secure ? 'https' : 'http'}://${host}${pAbsPath}${pQueryString}`, pHost: host, pAbsPath, pQueryString },
    Address: { pRemoteAddress: request.GetRemoteAddress(), pLocalAddress: request.GetLocalAddress() },
    Headers: { pUnknownHeaders, KnownHeaders: REQUEST_HEADERS.map((name) => ({ pRawValue: request.GetHeader(name) ?? '' })) },
    pSslInfo: secure ? { pClientCertInfo: ppClientCertInfo, SslClientCertNegotiated: pfClientCertNegotiated } : null
  }
}
