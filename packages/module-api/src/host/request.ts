import type { Readable } from 'node:stream'
import { ERROR_INVALID_DATA, ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { HTTP_HEADER_ID } from '../http-header-id.ts'
import { REQUEST_HEADERS } from './known-headers.ts'
import type { CLIENT_CERTIFICATE_RESULT, HTTP_REQUEST, IHttpRequest3, NEGOTIATE_RESULT, READ_ENTITY_RESULT, SOCKADDR } from '../http-request.ts'
import type { PFN_ASYNC_COMPLETION } from '../http-response.ts'
import { RequestEntity } from './entity.ts'
import type { HttpContext } from './context.ts'
import { announcesBody, declaredLength } from './entity-bytes.ts'
import { isHeaderValue, isToken, messageHeader, readableOf, setMessageHeader, type ConnectionPort, type RequestMessage } from './message.ts'
import { rawRequestOf } from './raw-request.ts'
import { readClientCertificate } from './tls-facts.ts'
import { canonicalTarget, RequestUrl, type UrlRules } from './url.ts'

const MAX_URL = 16_384
/** A local target in origin-form without white space or control characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const LOCAL_TARGET = /^\/[^\s\0-\x1f\x7f]*$/

/** An absolute URL: its authority, and what follows. No user information: that is a target nobody means. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const ABSOLUTE = /^https?:\/\/([^\s\0-\x1f\x7f/?#@\\]+)([/?][^\s\0-\x1f\x7f]*)?$/i

/** The name of a header that may be given as a number. */
function nameOf(header: string | HTTP_HEADER_ID): string | null {
  if (typeof header === 'number') return REQUEST_HEADERS[header] ?? null
  return typeof header === 'string' ? header : null
}

export class HttpRequest implements IHttpRequest3 {
  message: RequestMessage
  readonly port: ConnectionPort | null
  readonly siteId: number
  /** What the client sent, before anything was changed or canonicalised. */
  readonly receivedTarget: string
  readonly url: RequestUrl
  /** What the server variable URL is read from: SetUrl does not reach it. */
  variableUrl: RequestUrl
  readonly #rules: UrlRules
  readonly #context: HttpContext
  #entity: RequestEntity | null = null
  /** The stream that the route reads the body from, where it is not that of the host. */
  reader: Readable | null = null
  /** A clone that shall get the body of its parent. */
  takesEntity = false
  /** The body of a child request. */
  payload: Uint8Array | null = null
  #urlChanged = false
  /** Of the head, before it was changed; null: it is as it came. */
  #headSize: number | null = null
  #forwarded: string | null = null
  #raw: HTTP_REQUEST | null = null

  constructor(message: RequestMessage, port: ConnectionPort | null, siteId: number, rules: UrlRules, context: HttpContext, routed = false) {
    this.message = message
    this.port = port
    this.siteId = siteId
    this.#rules = rules
    this.#context = context
    this.receivedTarget = message.url ?? '/'
    const target = canonicalTarget(this.receivedTarget, rules, routed)
    this.url = new RequestUrl(target, rules)
    this.variableUrl = this.url
    if (target !== this.receivedTarget) this.#writeBack()
  }

  /** The host has its own message for this (child) request now; it shows what was chosen so far. */
  bind(message: RequestMessage): void {
    message.method = this.message.method
    message.url = this.url.target
    message.headers = this.message.headers
    message.rawHeaders = this.message.rawHeaders
    this.message = message
  }

  /** `version` as HTTP/1.1. */
  setHttpVersion(version: string): HRESULT {
    const match = /^HTTP\/(\d)\.(\d)$/.exec(version)
    if (match === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.message.httpVersionMajor = Number(match[1])
    this.message.httpVersionMinor = Number(match[2])
    return S_OK
  }

  GetRawHttpRequest(): HTTP_REQUEST { return this.#raw ??= rawRequestOf(this, this.#context.connection?.id ?? 0) }

  GetHeader(header: string | HTTP_HEADER_ID): string | null {
    const name = nameOf(header)
    return name === null ? null : messageHeader(this.message, name)
  }

  SetHeader(header: string | HTTP_HEADER_ID, pszHeaderValue: string, fReplace: boolean): HRESULT {
    const pszHeaderName = nameOf(header)
    if (typeof pszHeaderName !== 'string' || !isToken(pszHeaderName) || typeof pszHeaderValue !== 'string') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#aboutToChange(pszHeaderName)
    if (!isHeaderValue(pszHeaderValue)) return HRESULT_FROM_WIN32(ERROR_INVALID_DATA)
    const old = fReplace ? null : this.GetHeader(pszHeaderName)
    setMessageHeader(this.message, pszHeaderName, old === null || old === '' ? pszHeaderValue : `${old}, ${pszHeaderValue}`)
    this.#context.headerSet(pszHeaderName, pszHeaderValue, fReplace)
    return S_OK
  }

  DeleteHeader(header: string | HTTP_HEADER_ID): HRESULT {
    const pszHeaderName = nameOf(header)
    if (pszHeaderName === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#aboutToChange(pszHeaderName)
    setMessageHeader(this.message, pszHeaderName, null)
    this.#context.headerSet(pszHeaderName, '', true)
    return S_OK
  }

  GetHttpMethod(): string { return this.message.method ?? 'GET' }

  SetHttpMethod(pszHttpMethod: string): HRESULT {
    if (typeof pszHttpMethod !== 'string' || !isToken(pszHttpMethod)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#headSize ??= this.#sentHead
    this.message.method = pszHttpMethod
    return S_OK
  }

  SetUrl(pszUrl: string, fResetQueryString = true): HRESULT {
    if (typeof pszUrl !== 'string') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const absolute = ABSOLUTE.exec(pszUrl)
    if (absolute !== null && absolute[1]?.toLowerCase() !== this.GetHeader('host')?.toLowerCase()) return this.#forward(pszUrl)
    if (absolute !== null) pszUrl = absolute[2] || '/'
    const query = this.url.query
    const target = fResetQueryString || query === '' || pszUrl.includes('?') ? pszUrl : `${pszUrl}?${query}`
    // Fidelity: request.set-url.variable-keeps-original
    if (this.variableUrl === this.url) this.variableUrl = new RequestUrl(this.url.target, this.#rules)
    const hr = this.#setTarget(target)
    if (hr === S_OK) {
      this.#urlChanged = true
      this.#forwarded = null
    }
    return hr
  }

  #forward(url: string): HRESULT {
    if (url.length > MAX_URL || !URL.canParse(url)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#urlChanged = true
    this.#forwarded = url
    return S_OK
  }

  /** Ours: another target for everybody, the server variable URL included. */
  rewriteUrl(target: string): HRESULT {
    this.variableUrl = this.url
    return this.#setTarget(target)
  }

  /** Ours: the URL of another request, for a child that is executed for the same one. */
  takeUrl(other: HttpRequest): void {
    this.url.target = other.url.target
    this.#writeBack()
  }

  GetUrlChanged(): boolean { return this.#urlChanged }
  GetForwardedUrl(): string | null { return this.#forwarded }

  ReadEntityBody(pvBuffer: Uint8Array, fAsync: boolean, pfnCompletion: PFN_ASYNC_COMPLETION | null = null): READ_ENTITY_RESULT {
    if (pfnCompletion !== null) return { hr: HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED), pcbBytesReceived: 0, pfCompletionPending: false }
    return this.entity.read(pvBuffer, fAsync)
  }

  InsertEntityBody(pvBuffer: Uint8Array): HRESULT { return this.entity.insert(pvBuffer) }
  GetRemainingEntityBytes(): number { return this.entity.bytes.remaining }

  /** The body, made at the first need. */
  get entity(): RequestEntity { return this.#entity ??= new RequestEntity(this.#context, () => this.message) }
  /** A module has read of the body, or inserted. */
  get entityTouched(): boolean { return this.#entity?.touched === true }
  get #sentHead(): number {
    if (this.#headSize !== null) return this.#headSize
    const { method = 'GET', rawHeaders } = this.message
    const line = method.length + this.receivedTarget.length + 12 // two blanks, the version, the line end
    return rawHeaders.reduce((size, text) => size + text.length + 2, line) + 2 // a colon and a blank, or a line end
  }

  /** Bytes that the client sent, head and body, as far as they were read. */
  get bytesReceived(): number { return this.#sentHead + this.entitySize }
  /** The client announced a body. */
  get hasEntity(): boolean { return announcesBody(this.message) }
  /** Bytes of the body that came from the client, as far as known. */
  get entitySize(): number { return this.#entity === null ? declaredLength(this.message) ?? 0 : this.#entity.bytes.declared ?? this.#entity.bytes.received }
  /** The body of this child request; its headers say so. */
  givePayload(bytes: Uint8Array): void {
    this.payload = bytes
    this.message.entity = readableOf(bytes)
    if (bytes.byteLength > 0 || this.message.headers['content-length'] !== undefined) setMessageHeader(this.message, 'Content-Length', String(bytes.byteLength))
    setMessageHeader(this.message, 'Transfer-Encoding', null)
    setMessageHeader(this.message, 'Expect', null)
    this.#entity?.bytes.lookAgain()
  }

  /** The request is over. */
  release(): void {
    const { reader } = this
    const isRead = reader !== null && !reader.destroyed && !reader.readableEnded && reader.listenerCount('data') + reader.listenerCount('readable') > 0
    if (!isRead) this.#entity?.bytes.release() // else the route goes on reading after its answer
  }

  GetLocalAddress(): SOCKADDR { return { address: this.port?.localAddress ?? '', port: this.port?.localPort ?? 0 } }
  GetRemoteAddress(): SOCKADDR { return { address: this.port?.remoteAddress ?? '', port: this.port?.remotePort ?? 0 } }

  GetHttpVersion(): { readonly pMajorVersion: number; readonly pMinorVersion: number } {
    return { pMajorVersion: this.message.httpVersionMajor, pMinorVersion: this.message.httpVersionMinor }
  }

  GetSiteId(): number { return this.siteId }

  GetClientCertificate(): CLIENT_CERTIFICATE_RESULT {
    const tls = this.port?.tls
    if (tls === undefined) return { hr: HRESULT_FROM_WIN32(ERROR_NOT_FOUND), ppClientCertInfo: null, pfClientCertNegotiated: false }
    const { der, requested, trusted } = readClientCertificate(tls)
    const ppClientCertInfo = der === null ? null : { CertFlags: trusted ? 0 : 1, pCertEncoded: der, Token: null, CertDeniedByMapper: false }
    return { hr: S_OK, ppClientCertInfo, pfClientCertNegotiated: requested }
  }

  NegotiateClientCertificate(_fAsync: boolean): NEGOTIATE_RESULT {
    const tls = this.port?.tls
    const requested = tls !== undefined && readClientCertificate(tls).requested
    return { hr: requested ? S_OK : HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED), pfCompletionPending: false }
  }

  GetChannelBindingToken(): HRESULT { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) }

  /** How much the client sends does not change with the headers. */
  #aboutToChange(name: string): void {
    this.#headSize ??= this.#sentHead
    if (name.length > 13 && /^(?:content-length|transfer-encoding)$/i.test(name)) void this.entity.bytes.declared
  }

  #setTarget(target: string): HRESULT {
    if (typeof target !== 'string' || target.length > MAX_URL || !LOCAL_TARGET.test(target)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const before = this.url.target
    this.url.target = target
    if (this.url.path === null) {
      this.url.target = before
      return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    }
    this.#writeBack()
    if (this.url.target !== before) this.#context.urlChanged(before)
    return S_OK
  }

  /** As Fastify's own rewriteUrl does. */
  #writeBack(): void {
    this.message.originalUrl ??= this.receivedTarget
    this.message.url = this.url.target
  }
}
