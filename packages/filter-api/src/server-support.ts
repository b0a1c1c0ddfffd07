// The requests of ServerSupportFunction: what they are called and what they are asked with.

import type { DWORD, LPDWORD, PVOID } from '@isapi-bridge/win32'
import {
  SF_REQ_ADD_HEADERS_ON_DENIAL, SF_REQ_DISABLE_NOTIFICATIONS, SF_REQ_GET_CONNID, SF_REQ_GET_PROPERTY,
  SF_REQ_NORMALIZE_URL, SF_REQ_SEND_RESPONSE_HEADER, SF_REQ_SET_CERTIFICATE_INFO, SF_REQ_SET_NEXT_READ_SIZE,
  SF_REQ_SET_PROXY_INFO, type SF_PROPERTY_INSTANCE_NUM_ID, type SF_REQ_TYPE
} from './constants.ts'

/** One request of ServerSupportFunction. */
export interface ServerSupportRow {
  readonly request: SF_REQ_TYPE
  readonly name: string
  readonly pData: string
  readonly ul1: string
  readonly ul2: string
  readonly statements: readonly string[]
}

const ROWS = [
  { request: SF_REQ_SEND_RESPONSE_HEADER,  name: 'SF_REQ_SEND_RESPONSE_HEADER',  pData: 'status, NULL = 200 OK',   ul1: 'headers and blank line, or NULL', ul2: '',       statements: ['F-314', 'F-315', 'F-316', 'F-317', 'F-318'] },
  { request: SF_REQ_ADD_HEADERS_ON_DENIAL, name: 'SF_REQ_ADD_HEADERS_ON_DENIAL', pData: 'header lines',            ul1: '',                                ul2: '',       statements: ['F-319', 'F-320', 'F-321'] },
  { request: SF_REQ_SET_NEXT_READ_SIZE,    name: 'SF_REQ_SET_NEXT_READ_SIZE',    pData: '',                        ul1: 'bytes',                           ul2: '',       statements: ['F-331'] },
  { request: SF_REQ_SET_PROXY_INFO,        name: 'SF_REQ_SET_PROXY_INFO',        pData: '',                        ul1: 'flags',                           ul2: '',       statements: [] },
  { request: SF_REQ_GET_CONNID,            name: 'SF_REQ_GET_CONNID',            pData: 'DWORD cell',              ul1: '',                                ul2: '',       statements: ['F-328'] },
  { request: SF_REQ_SET_CERTIFICATE_INFO,  name: 'SF_REQ_SET_CERTIFICATE_INFO',  pData: 'certificate information', ul1: 'security context',                ul2: 'handle', statements: [] },
  { request: SF_REQ_GET_PROPERTY,          name: 'SF_REQ_GET_PROPERTY',          pData: 'DWORD cell',              ul1: 'SF_PROPERTY_IIS',                 ul2: '',       statements: ['F-326', 'F-327'] },
  { request: SF_REQ_NORMALIZE_URL,         name: 'SF_REQ_NORMALIZE_URL',         pData: 'URL, in place',           ul1: '',                                ul2: '',       statements: ['F-329', 'F-330'] },
  { request: SF_REQ_DISABLE_NOTIFICATIONS, name: 'SF_REQ_DISABLE_NOTIFICATIONS', pData: '',                        ul1: 'mask of SF_NOTIFY_*',             ul2: '',       statements: ['F-322', 'F-323', 'F-324'] }
] as const satisfies readonly ServerSupportRow[]

true satisfies [Exclude<SF_REQ_TYPE, (typeof ROWS)[number]['request']>] extends [never] ? true : never

/** Every request, its number being its index. */
export const serverSupport: readonly ServerSupportRow[] = ROWS

/** NULL or 0: the argument has no meaning for the request. */
type Unused = null | 0

/** What follows `sfReq`, by request. */
export interface ServerSupportArguments {
  /**
   * Sends status line, server, date and further headers of an answer of the filter's own. [SRH]
   *
   * `pData` is the status, `401 Access Denied`, NULL for `200 OK`. `ul1` is NULL or further lines `Name: value\r\n`, at
   * the end of which the filter itself puts the blank line; what follows the blank line is sent as the first bytes of
   * the body. A blank line that is missing is added; one line without a colon is body. Once per request: a second time, and for text of another form, ERROR_INVALID_PARAMETER.
   */
  [SF_REQ_SEND_RESPONSE_HEADER]: [pData: string | Unused, ul1?: string | Unused, ul2?: Unused]
  /**
   * Lines `Name: value\r\n` for the server's answer if the request is denied later, usually WWW-Authenticate. Not in
   * SF_NOTIFY_SEND_RAW_DATA. Error: ERROR_INVALID_PARAMETER. [DNH]
   */
  [SF_REQ_ADD_HEADERS_ON_DENIAL]: [pData: string, ul1?: Unused, ul2?: Unused]
  /**
   * `ul1` bytes shall be read next. Only in SF_NOTIFY_READ_RAW_DATA before SF_STATUS_REQ_READ_NEXT; elsewhere without
   * effect. [NXT]
   */
  [SF_REQ_SET_NEXT_READ_SIZE]: [pData: Unused, ul1: DWORD, ul2?: Unused]
  /** Fails with ERROR_NOT_SUPPORTED. [I4SSF] */
  [SF_REQ_SET_PROXY_INFO]: [pData: Unused, ul1: DWORD, ul2?: Unused]
  /** Fails with ERROR_NOT_SUPPORTED, and the cell holds 0. [CID] */
  [SF_REQ_GET_CONNID]: [pData: LPDWORD, ul1?: Unused, ul2?: Unused]
  /** Fails with ERROR_NOT_SUPPORTED. [I4SSF] */
  [SF_REQ_SET_CERTIFICATE_INFO]: [pData: PVOID, ul1: PVOID, ul2: PVOID]
  /**
   * Puts the number of the site into the cell, 0 before SF_NOTIFY_PREPROC_HEADERS. Error: ERROR_INVALID_PARAMETER for
   * every other property. [PRP]
   */
  [SF_REQ_GET_PROPERTY]: [pData: LPDWORD, ul1: typeof SF_PROPERTY_INSTANCE_NUM_ID, ul2?: Unused]
  /**
   * Decodes the escapes of a NUL-terminated URL in its buffer, drops control characters and resolves `.` and `..`; a
   * backslash is an ordinary character, and a query string stays as it is. The result is never longer. Error:
   * ERROR_INVALID_PARAMETER if there is no NUL. [NRM]
   */
  [SF_REQ_NORMALIZE_URL]: [pData: Uint8Array, ul1?: Unused, ul2?: Unused]
  /** The notifications in mask `ul1` do not come to this filter any more until the next request. [DIS] */
  [SF_REQ_DISABLE_NOTIFICATIONS]: [pData: Unused, ul1: DWORD, ul2?: Unused]
}
