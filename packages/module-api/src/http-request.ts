// Mirrors httpserv.h: the request as modules see it.

import type { HRESULT } from '@isapi-bridge/win32'
import type { HTTP_HEADER_ID } from './http-header-id.ts'
import type { PFN_ASYNC_COMPLETION } from './http-response.ts'

/** A socket address: text form and port. Stands for PSOCKADDR. */
export interface SOCKADDR {
  readonly address: string
  readonly port: number
}

/** A certificate of a client. [http.h] */
export interface HTTP_SSL_CLIENT_CERT_INFO {
  /** 0: the server trusts it; else not 0. */
  readonly CertFlags: number
  /** The certificate, DER. */
  readonly pCertEncoded: Uint8Array
  /** No user is mapped to it. */
  readonly Token: null
  readonly CertDeniedByMapper: boolean
}

/** Outcome of GetClientCertificate. */
export interface CLIENT_CERTIFICATE_RESULT {
  readonly hr: HRESULT
  readonly ppClientCertInfo: HTTP_SSL_CLIENT_CERT_INFO | null
  /** The client was asked for a certificate. */
  readonly pfClientCertNegotiated: boolean
}

/** Outcome of NegotiateClientCertificate. */
export interface NEGOTIATE_RESULT {
  readonly hr: HRESULT
  readonly pfCompletionPending: boolean
}

/** The raw request, as far as Node tells: members of http.h, lengths left out. A snapshot of the request as it is at the first call. [http.h] */
export interface HTTP_REQUEST {
  readonly ConnectionId: number
  readonly Version: { readonly MajorVersion: number; readonly MinorVersion: number }
  /** HTTP_VERB: the number of a method that http.h knows, from HttpVerbOPTIONS (3) to HttpVerbSEARCH (19); 1 for any other. */
  readonly Verb: number
  /** The method, where `Verb` is 1; else empty. */
  readonly pUnknownVerb: string
  /** The target as the client sent it. */
  readonly pRawUrl: string
  /** The canonical URL and its parts, decoded as far as the router decodes; pQueryString begins with the question mark. */
  readonly CookedUrl: { readonly pFullUrl: string; readonly pHost: string; readonly pAbsPath: string; readonly pQueryString: string }
  readonly Address: { readonly pRemoteAddress: SOCKADDR; readonly pLocalAddress: SOCKADDR }
  readonly Headers: {
    readonly pUnknownHeaders: readonly { readonly pName: string; readonly pRawValue: string }[]
    /** By HTTP_HEADER_ID; empty where the request has none. */
    readonly KnownHeaders: readonly { readonly pRawValue: string }[]
  }
  /** Null on a connection that is not encrypted. */
  readonly pSslInfo: { readonly pClientCertInfo: HTTP_SSL_CLIENT_CERT_INFO | null; readonly SslClientCertNegotiated: boolean } | null
}

/** Outcome of ReadEntityBody. */
export interface READ_ENTITY_RESULT {
  readonly hr: HRESULT
  /** Bytes at the start of the caller's buffer; with `pfCompletionPending` GetCompletionBytes tells. */
  readonly pcbBytesReceived: number
  /** True: return RQ_NOTIFICATION_PENDING; OnAsyncCompletion follows once the buffer has been filled. */
  readonly pfCompletionPending: boolean
}

/** The request. All readers (modules, filters, router, static files, log) see the same one. [IHttpRequest] */
export interface IHttpRequest {
  /** The request as http.h describes it, read once and valid until the request ends. [ihttprequest-getrawhttprequest-method] */
  GetRawHttpRequest(): HTTP_REQUEST
  /** Value of a request header, or null. Names are compared without case. Several values are joined with ", ". A number names a header of http.h. */
  GetHeader(header: string | HTTP_HEADER_ID): string | null
  /**
   * Replaces the header (`fReplace`) or appends to its value with a comma.
   * ERROR_INVALID_PARAMETER: empty or malformed name, or a number that is no request header. ERROR_INVALID_DATA: a control character in the value (tab excepted), a character above 0xFF, or more than 65535 characters.
   */
  SetHeader(header: string | HTTP_HEADER_ID, pszHeaderValue: string, fReplace: boolean): HRESULT
  /** Removes a header; S_OK also when it was not there. */
  DeleteHeader(header: string | HTTP_HEADER_ID): HRESULT
  /** The method; a change is seen by later processing and by the log. */
  GetHttpMethod(): string
  /** ERROR_INVALID_PARAMETER when it is no method token. */
  SetHttpMethod(pszHttpMethod: string): HRESULT
  /**
   * Chooses another URL (path, optionally with query) for the rest of the request and the log; the server variable URL keeps the original.
   * With `fResetQueryString` the old query string is dropped unless the new URL brings one.
   * An absolute http or https URL of another host is not local: it is kept for GetForwardedUrl, and the request stays where it is.
   * ERROR_INVALID_PARAMETER: too long, neither of these, or containing CR, LF or NUL. After routing it no longer selects the route.
   */
  SetUrl(pszUrl: string, fResetQueryString?: boolean): HRESULT
  /** True after SetUrl. */
  GetUrlChanged(): boolean
  /** The URL given to SetUrl when it was not local, for a module that forwards; local ones give null. [ihttprequest-getforwardedurl-method] */
  GetForwardedUrl(): string | null
  /**
   * Reads the next bytes of the body into `pvBuffer`, inserted data first, and raises RQ_READ_ENTITY over them, also when there are none left.
   * What is read here is gone for the route, unless it is inserted again.
   * ERROR_HANDLE_EOF: nothing is left. ERROR_CONNECTION_INVALID: the client left in the middle, or sent another number of bytes than announced.
   * ERROR_INVALID_PARAMETER: no buffer, the request is over, or another read is under way.
   * `fAsync` true: where bytes have come, at once; else `pfCompletionPending`, and the same codes arrive as GetCompletionStatus.
   * `fAsync` false gives what has come so far; where that is nothing yet, ERROR_NOT_SUPPORTED, as nothing can block here (divergence): read
   * asynchronously, or set `uploadReadAheadSize`. [ihttprequest-readentitybody-method]
   */
  ReadEntityBody(pvBuffer: Uint8Array, fAsync: boolean): READ_ENTITY_RESULT
  /**
   * Puts data in front of what is left of the body, for the next reader. It is not copied, so leave it alone until the request ends; Content-Length
   * is left as it is. ERROR_INVALID_PARAMETER: no buffer, or the request is over. [ihttprequest-insertentitybody-method]
   */
  InsertEntityBody(pvBuffer: Uint8Array): HRESULT
  /**
   * Bytes that are left, inserted data included. Of a body without Content-Length what has come so far, and at least 1 until its end is known
   * (ours). [ihttprequest-getremainingentitybytes-method]
   */
  GetRemainingEntityBytes(): number
  GetLocalAddress(): SOCKADDR
  GetRemoteAddress(): SOCKADDR
  GetHttpVersion(): { readonly pMajorVersion: number; readonly pMinorVersion: number }
  /**
   * The certificate of the client. S_OK does not mean that there is one: over TLS a client that has none gives S_OK and null.
   * ERROR_NOT_FOUND: the connection is not encrypted. [ihttprequest-getclientcertificate-method]
   */
  GetClientCertificate(): CLIENT_CERTIFICATE_RESULT
  /**
   * Asks the client for a certificate: S_OK when it was asked in the handshake. Node cannot ask later: ERROR_NOT_SUPPORTED (divergence); start the
   * server with `requestCert`. [ihttprequest-negotiateclientcertificate-method]
   */
  NegotiateClientCertificate(fAsync: boolean): NEGOTIATE_RESULT
  GetSiteId(): number
}

/** [IHttpRequest2] */
export interface IHttpRequest2 extends IHttpRequest {
  /** The channel binding token of the connection. Always ERROR_NOT_SUPPORTED (divergence). */
  GetChannelBindingToken(): Uint8Array | HRESULT
}

/** Windows 8, and 4 later: a routine for the end of a read, in place of OnAsyncCompletion. Not supported with one (divergence). [httpserv.h] */
export interface IHttpRequest3 extends IHttpRequest2 {
  /** With a routine: ERROR_NOT_SUPPORTED. */
  ReadEntityBody(pvBuffer: Uint8Array, fAsync: boolean, pfnCompletion?: PFN_ASYNC_COMPLETION | null, pvCompletionContext?: unknown): READ_ENTITY_RESULT
}
