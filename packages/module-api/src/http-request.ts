// Mirrors httpserv.h: the request as modules see it.

import type { HRESULT } from '@isapi-bridge/win32'

/** A socket address: text form and port. Stands for PSOCKADDR. */
export interface SOCKADDR {
  readonly address: string
  readonly port: number
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
  /** Value of a request header, or null. Names are compared without case. Several values are joined with ", ". */
  GetHeader(pszHeaderName: string): string | null
  /**
   * Replaces the header (`fReplace`) or appends to its value with a comma.
   * ERROR_INVALID_PARAMETER: empty or malformed name. ERROR_INVALID_DATA: a control character in the value (tab excepted), a character above 0xFF, or more than 65535 characters.
   */
  SetHeader(pszHeaderName: string, pszHeaderValue: string, fReplace: boolean): HRESULT
  /** Removes a header; S_OK also when it was not there. */
  DeleteHeader(pszHeaderName: string): HRESULT
  /** The method; a change is seen by later processing and by the log. */
  GetHttpMethod(): string
  /** ERROR_INVALID_PARAMETER when it is no method token. */
  SetHttpMethod(pszHttpMethod: string): HRESULT
  /**
   * Chooses another URL (path, optionally with query) for the rest of the request and the log; the server variable URL keeps the original.
   * With `fResetQueryString` the old query string is dropped unless the new URL brings one.
   * ERROR_INVALID_PARAMETER: too long, not local, or containing CR, LF or NUL. After routing it no longer selects the route.
   */
  SetUrl(pszUrl: string, fResetQueryString?: boolean): HRESULT
  /** True after SetUrl. */
  GetUrlChanged(): boolean
  /** The URL given to SetUrl when it was not local; local ones give null. */
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
  GetSiteId(): number
}
