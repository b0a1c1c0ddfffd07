// The port behind the callbacks: the facts that a host supplies. Buffers, sizes, last errors and the forms of names and
// lines are dealt with before; what arrives here is plain.

import type { WIN32_ERROR } from '@isapi-bridge/win32'

/** A header as a pair. The name is a token without colon, the value has no CR, LF or NUL; one byte per character. */
export type HeaderLine = readonly [name: string, value: string]

/** The values that have no colon: three parts of the request line, and the status of the response. */
export type SpecialHeader = 'method' | 'url' | 'version' | 'status'

/** One header block. Names are compared as HTTP does, without regard to case. Values have one byte per character. */
export interface HeaderPort {
  /** All values of the header, joined with comma and blank; undefined if there is none. */
  get(name: string): string | undefined
  /** Puts one header in the place of all of that name. NO_ERROR: done. The value is not empty. */
  set(name: string, value: string): WIN32_ERROR
  /** Puts one more header beside those of that name. NO_ERROR: done. The value is not empty. */
  add(name: string, value: string): WIN32_ERROR
  /** Removes all headers of that name, if there are any. */
  remove(name: string): void
  /** Undefined: not offered on this block. */
  getSpecial(name: SpecialHeader): string | undefined
  /** NO_ERROR: done. The value is not empty and has no CR, LF or NUL; whether it fits the protocol is the host's to check. */
  setSpecial(name: SpecialHeader, value: string): WIN32_ERROR
}

/**
 * What a host knows and does, for one filter in one request, or on a connection between two requests.
 * A method that reports a WIN32_ERROR has done nothing unless it is NO_ERROR.
 */
export interface FilterHost {
  /**
   * The value in the form asked for: `wide` a Unicode string, else one byte per character. The empty string: known, but
   * without a value now. Undefined: no such variable. The name never has the UNICODE_ prefix.
   */
  getServerVariable(name: string, wide: boolean): string | undefined
  /** The block that PREPROC_HEADERS and AUTH_COMPLETE act on. */
  readonly requestHeaders: HeaderPort
  /** The block that SEND_RESPONSE acts on. */
  readonly responseHeaders: HeaderPort
  addResponseHeaders(lines: readonly HeaderLine[]): WIN32_ERROR
  /** The bytes are the filter's: copy what is needed after the call. */
  writeClient(bytes: Uint8Array): WIN32_ERROR
  /** Status such as `401 Access Denied`; null stands for `200 OK`. */
  sendResponseHeader(status: string | null, lines: readonly HeaderLine[]): WIN32_ERROR
  addHeadersOnDenial(lines: readonly HeaderLine[]): WIN32_ERROR
  /** The mask has bits of notifications only. */
  disableNotifications(mask: number): void
  setNextReadSize(bytes: number): WIN32_ERROR
  /** 0: not known yet. */
  getInstanceId(): number
  /** Undefined: there is no user. */
  getUserToken(): unknown
}
