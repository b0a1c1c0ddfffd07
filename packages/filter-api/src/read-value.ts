// Values in one call. Ours: the loop of growing and trying again that every filter writes by hand, with the bound that many forget.

import { ERROR_INSUFFICIENT_BUFFER, type BOOL, type LPDWORD, type LPSTR } from '@isapi-bridge/win32'
import { readSz, readSzW } from './byte-strings.ts'
import { GetLastError } from './last-error.ts'
import type { HTTP_FILTER_CONTEXT, HTTP_FILTER_PREPROC_HEADERS } from './structures.ts'

/** Most values fit. */
const FIRST_SIZE = 512
/** Values come from the client: never trust their sizes. */
const DEFAULT_LIMIT = 65_536

type Fill = (buffer: Uint8Array, size: LPDWORD) => BOOL

function grow(fill: Fill, limit: number): Uint8Array | null {
  let capacity = Math.min(FIRST_SIZE, limit)
  for (;;) {
    const buffer = new Uint8Array(capacity)
    const size = { value: capacity }
    if (fill(buffer, size)) return buffer.subarray(0, size.value)
    if (GetLastError() !== ERROR_INSUFFICIENT_BUFFER || size.value <= capacity || size.value > limit) return null
    capacity = size.value // a value may grow between two calls: another round
  }
}

/**
 * The value of a server variable: with `UNICODE_` before its name as text, else one character a byte. Null on failure, and GetLastError
 * tells why: ERROR_INVALID_INDEX no such variable, ERROR_INSUFFICIENT_BUFFER more than `limit` bytes (the NUL counted; default 65536).
 */
export function getServerVariable(pfc: HTTP_FILTER_CONTEXT, name: LPSTR, limit: number = DEFAULT_LIMIT): string | null {
  const buffer = grow((room, size) => pfc.GetServerVariable(pfc, name, room, size), limit)
  if (buffer === null) return null
  return typeof name === 'string' && name.startsWith('UNICODE_') ? readSzW(buffer) : readSz(buffer)
}

/**
 * A header, or a special value, of PREPROC_HEADERS, AUTH_COMPLETE or SEND_RESPONSE, one character a byte. Null on failure, and GetLastError
 * tells why: ERROR_INVALID_INDEX no such header, ERROR_INSUFFICIENT_BUFFER more than `limit` bytes (the NUL counted; default 65536).
 */
export function getHeader(
  pfc: HTTP_FILTER_CONTEXT, headers: Pick<HTTP_FILTER_PREPROC_HEADERS, 'GetHeader'>, name: LPSTR, limit: number = DEFAULT_LIMIT
): string | null {
  const buffer = grow((room, size) => headers.GetHeader(pfc, name, room, size), limit)
  return buffer === null ? null : readSz(buffer)
}
