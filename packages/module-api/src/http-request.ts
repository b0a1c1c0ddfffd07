// Mirrors httpserv.h: the request as modules see it.

import type { HRESULT } from '@isapi-bridge/win32'

/** A socket address: text form and port. Stands for PSOCKADDR. */
export interface SOCKADDR {
  readonly address: string
  readonly port: number
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
  GetLocalAddress(): SOCKADDR
  GetRemoteAddress(): SOCKADDR
  GetHttpVersion(): { readonly pMajorVersion: number; readonly pMinorVersion: number }
  GetSiteId(): number
}
