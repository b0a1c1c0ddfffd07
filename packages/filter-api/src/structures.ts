// Mirrors httpfilt.h: its structures, in the header's order, each member in its place.
// A `readonly` member is input. An 8-bit string is a JavaScript string with one byte per character;
// in a buffer it ends with a NUL, which every size given in bytes counts.

import type { BOOL, DWORD, LPDWORD, LPSTR, PHANDLE, PVOID } from '@isapi-bridge/win32'
import type { SF_REQ_TYPE } from './constants.ts'
import type { ServerSupportArguments } from './server-support.ts'

/**
 * What accompanies a filter through the events of a connection, and the first argument of every callback. [CTX]
 *
 * The same object comes with all requests of a kept connection; each filter has its own. Used after the connection has
 * ended, each callback fails with ERROR_INVALID_PARAMETER.
 */
export interface HTTP_FILTER_CONTEXT {
  /** Size of the C structure with 32-bit pointers, in bytes: 44. */
  readonly cbSize: DWORD
  /** Revision of this structure, at most that of the server. */
  readonly Revision: DWORD
  /** Belongs to the server. */
  readonly ServerContext: PVOID
  /** Belongs to the server. */
  readonly ulReserved: DWORD
  /** TRUE if the connection came in on a secure port. */
  readonly fIsSecurePort: BOOL
  /**
   * The filter's own value. Null at the first event of a connection; the server never changes it, not between two
   * requests either, and never frees it: release it at SF_NOTIFY_END_OF_NET_SESSION at the latest. [CTX] [I4PRC]
   */
  pFilterContext: PVOID
  /**
   * Copies the value of a server variable, with its NUL, to the caller's buffer. [GSV]
   *
   * `lpdwSize` takes the buffer's capacity and returns the bytes written. With `UNICODE_` before the name the value
   * comes as UTF-16, the two-byte NUL counted, sizes still in bytes; not for `HTTP_` and `HEADER_` names. A known
   * variable that has no value yet is the empty string.
   *
   * Errors: ERROR_INVALID_INDEX unknown name; ERROR_INSUFFICIENT_BUFFER, and `lpdwSize` holds the size needed (a null
   * buffer of size 0 asks for just that); ERROR_INVALID_PARAMETER bad context, name, buffer or size cell.
   */
  readonly GetServerVariable: (
    pfc: HTTP_FILTER_CONTEXT, lpszVariableName: LPSTR, lpvBuffer: Uint8Array | null, lpdwSize: LPDWORD
  ) => BOOL
  /**
   * Adds lines `Name: value\r\n`, one or more, to the response that the server will send. [ARH]
   *
   * Until SF_NOTIFY_SEND_RESPONSE; from then on AddHeader of that structure takes its place. Error:
   * ERROR_INVALID_PARAMETER for text of another form, and for whatever follows a blank line; one at the end is dropped.
   */
  readonly AddResponseHeaders: (pfc: HTTP_FILTER_CONTEXT, lpszHeaders: LPSTR, dwReserved?: DWORD) => BOOL
  /**
   * Sends bytes to the client as they are: no status line, no headers. [WCL]
   *
   * `lpdwBytes` takes the number of bytes to send and returns the number sent. `Buffer` is only read during the call.
   * Errors: ERROR_INVALID_PARAMETER; ERROR_NOT_SUPPORTED where this connection cannot do it.
   */
  readonly WriteClient: (pfc: HTTP_FILTER_CONTEXT, Buffer: Uint8Array, lpdwBytes: LPDWORD, dwReserved?: DWORD) => BOOL
  /**
   * Memory of `cbSize` bytes that lives until the connection has ended, after SF_NOTIFY_END_OF_NET_SESSION. [SEED0]
   *
   * Single blocks cannot be freed, so on a kept connection they add up. Null on failure: ERROR_INVALID_PARAMETER bad
   * context or size, ERROR_NOT_ENOUGH_MEMORY. A write past the end is reported when the block is released.
   */
  readonly AllocMem: (pfc: HTTP_FILTER_CONTEXT, cbSize: DWORD, dwReserved?: DWORD) => Uint8Array | null
  /**
   * Everything else that a filter can ask of the server; arguments and errors depend on the request. [SSF]
   * See ServerSupportArguments. An unknown request fails with ERROR_INVALID_PARAMETER.
   */
  readonly ServerSupportFunction: <T extends SF_REQ_TYPE>(
    pfc: HTTP_FILTER_CONTEXT, sfReq: T, ...data: ServerSupportArguments[T]
  ) => BOOL
}

/**
 * SF_NOTIFY_READ_RAW_DATA and SF_NOTIFY_SEND_RAW_DATA: one block of bytes. [RAW]
 *
 * Change a block by replacing `pvInData` and both sizes, not in place: others may hold the same bytes. The new buffer
 * must stay valid until the request ends, and the old one is not the filter's to free.
 */
export interface HTTP_FILTER_RAW_DATA {
  pvInData: Uint8Array
  /** Valid bytes in `pvInData`; 0 suppresses the block. */
  cbInData: DWORD
  /** Capacity of `pvInData` in bytes. */
  cbInBuffer: DWORD
  readonly dwReserved: DWORD
}

/**
 * SF_NOTIFY_PREPROC_HEADERS: the request headers, before the server has decided anything. [PRE]
 *
 * Names of headers end with a colon, `Host:`, in any case. The parts of the request line have names without a colon, in
 * lower case: `method`, `url` (raw, with the query string; `URL` is accepted too), `version`.
 */
export interface HTTP_FILTER_PREPROC_HEADERS {
  /**
   * Copies a header's value, with its NUL, to the caller's buffer; several values joined with comma and blank. [GHD]
   *
   * Sizes as in GetServerVariable. Errors: ERROR_INVALID_INDEX no such header; ERROR_INSUFFICIENT_BUFFER;
   * ERROR_INVALID_PARAMETER bad argument or missing colon (IIS 5.1 and older: ERROR_INVALID_INDEX for the colon).
   * After a failure nothing can be assumed about the buffer.
   */
  readonly GetHeader: (
    pfc: HTTP_FILTER_CONTEXT, lpszName: LPSTR, lpvBuffer: Uint8Array | null, lpdwSize: LPDWORD
  ) => BOOL
  /**
   * Replaces a header or special value, or creates the header; the empty string deletes it, as does NULL. [SHD] [JK]
   *
   * Errors: ERROR_INVALID_PARAMETER missing colon, or CR, LF or NUL in name or value; ERROR_NOT_SUPPORTED a header that
   * the protocol version does not have.
   */
  readonly SetHeader: (pfc: HTTP_FILTER_CONTEXT, lpszName: LPSTR, lpszValue: LPSTR | null) => BOOL
  /** Adds a header beside those of the same name; the empty string deletes them, as does NULL. Errors as SetHeader. [AHD] */
  readonly AddHeader: (pfc: HTTP_FILTER_CONTEXT, lpszName: LPSTR, lpszValue: LPSTR | null) => BOOL
  /** Status of the response in SF_NOTIFY_SEND_RESPONSE, else 0. */
  readonly HttpStatus: DWORD
  readonly dwReserved: DWORD
}

/**
 * SF_NOTIFY_SEND_RESPONSE: the response headers, before they leave. [SRS]
 *
 * The same type as HTTP_FILTER_PREPROC_HEADERS; its functions act on the response, and the special value is `status`,
 * such as `404 Not Found`.
 */
export type HTTP_FILTER_SEND_RESPONSE = HTTP_FILTER_PREPROC_HEADERS

/**
 * SF_NOTIFY_AUTHENTICATION: what the client logs on with. Both buffers may be overwritten, with `writeSz`. [AUT]
 *
 * An anonymous client has an empty user name. What the filter leaves must be a valid account and its password.
 */
export interface HTTP_FILTER_AUTHENT {
  readonly pszUser: Uint8Array
  /** Capacity of `pszUser` in bytes, the NUL counted; at least SF_MAX_USERNAME. */
  readonly cbUserBuff: DWORD
  readonly pszPassword: Uint8Array
  /** Capacity of `pszPassword` in bytes, the NUL counted; at least SF_MAX_PASSWORD. */
  readonly cbPasswordBuff: DWORD
}

/**
 * SF_NOTIFY_URL_MAP: where a URL leads. [MAP]
 *
 * The path may be edited in place, with `writeSz`, which refuses what does not fit. Reading PATH_INFO or
 * PATH_TRANSLATED here calls the filter again. [SEED3]
 */
export interface HTTP_FILTER_URL_MAP {
  /** The URL being mapped; can be empty. */
  readonly pszURL: string
  readonly pszPhysicalPath: Uint8Array
  /** Capacity of `pszPhysicalPath` in bytes, the NUL counted. */
  readonly cbPathBuff: DWORD
}

/** HTTP_FILTER_URL_MAP and what the configuration says about the URL. A server may pass it at each SF_NOTIFY_URL_MAP. [SDKH] */
export interface HTTP_FILTER_URL_MAP_EX extends HTTP_FILTER_URL_MAP {
  /** Access flags that apply to the URL. */
  readonly dwFlags: DWORD
  /** Characters of the physical path that belong to the governing configuration node. */
  readonly cchMatchingPath: DWORD
  /** Characters of the URL that belong to that node. */
  readonly cchMatchingURL: DWORD
  /** Path of the program that the URL is script-mapped to, or null. */
  readonly pszScriptMapEntry: string | null
}

/** SF_NOTIFY_ACCESS_DENIED: what was refused, and by whom. [DEN] */
export interface HTTP_FILTER_ACCESS_DENIED {
  readonly pszURL: string
  readonly pszPhysicalPath: string
  /** SF_DENIED_* bits. */
  readonly dwReason: DWORD
}

/** SF_NOTIFY_LOG: the log entry. Assigning a member changes what is written. [LOG] */
export interface HTTP_FILTER_LOG {
  /** The client's host name or address, c-ip. */
  pszClientHostName: string
  /** The user, cs-username. */
  pszClientUserName: string
  /** The server, s-computername. */
  pszServerName: string
  /** The method, cs-method. */
  pszOperation: string
  /** The URL without its query, cs-uri-stem. */
  pszTarget: string
  /** The query, cs-uri-query. */
  pszParameters: string
  /** HTTP status, sc-status. */
  dwHttpStatus: DWORD
  /** Win32 error, sc-win32-status. */
  dwWin32Status: DWORD
  /** Bytes sent, sc-bytes. */
  dwBytesSent: DWORD
  /** Bytes received, cs-bytes. */
  dwBytesRecvd: DWORD
  /** Time taken in milliseconds. */
  msTimeForProcessing: DWORD
}

/** SF_NOTIFY_AUTH_COMPLETE: the request headers once more, now that the user is known. Header functions as in PREPROC_HEADERS. [AUC] */
export interface HTTP_FILTER_AUTH_COMPLETE_INFO {
  readonly GetHeader: HTTP_FILTER_PREPROC_HEADERS['GetHeader']
  readonly SetHeader: HTTP_FILTER_PREPROC_HEADERS['SetHeader']
  readonly AddHeader: HTTP_FILTER_PREPROC_HEADERS['AddHeader']
  /** Puts a token of the user that the server impersonates into the cell. Error: ERROR_NO_DATA if there is none. */
  readonly GetUserToken: (pfc: HTTP_FILTER_CONTEXT, phToken: PHANDLE) => BOOL
  /** The status so far. */
  readonly HttpStatus: DWORD
  /** Accepted and ignored, as in IIS. [AUC] */
  fResetAuth: BOOL
  readonly dwReserved: DWORD
}

/** What the server tells a filter, and the filter the server, in GetFilterVersion. [VER] */
export interface HTTP_FILTER_VERSION {
  /** Revision of the specification that the server implements. */
  readonly dwServerFilterVersion: DWORD
  /** Revision that the filter was written for, normally HTTP_FILTER_REVISION. */
  dwFilterVersion: DWORD
  /** A short description, to be written with `writeSz`; SF_MAX_FILTER_DESC_LEN bytes, the NUL counted. */
  readonly lpszFilterDesc: Uint8Array
  /** SF_NOTIFY_* bits: events, one order bit, ports. They alone decide what the filter gets. */
  dwFlags: DWORD
}
