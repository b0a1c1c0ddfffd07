// The loop around every callback that fills a caller's buffer, as filter authors wrote it by hand.

import { GetLastError } from '@isapi-bridge/filter-api'
import { ERROR_INSUFFICIENT_BUFFER, type BOOL, type LPDWORD } from '@isapi-bridge/win32'

const DEFAULT_BUFFER_SIZE = 100
const MAXIMUM_BUFFER_SIZE = 65_536

/**
 * The filled buffer, or null; GetLastError then tells why.
 * @param fill GetServerVariable or GetHeader, waiting for buffer and size
 */
export function fillCallerBuffer(
  fill: (lpvBuffer: Uint8Array, lpdwSize: LPDWORD) => BOOL, dwLength: number = DEFAULT_BUFFER_SIZE
): Uint8Array | null {
  for (;;) {
    // new CHAR[dwLength]; nobody has to delete it here.
    const pszBuffer = new Uint8Array(dwLength)
    const lpdwSize = { value: dwLength }

    // The size counts the final NUL, going in and coming out.
    if (fill(pszBuffer, lpdwSize)) return pszBuffer.subarray(0, lpdwSize.value)

    // Too small: try again with the size that was asked for, but only up to a bound. Never trust the client.
    const fTooSmall = GetLastError() === ERROR_INSUFFICIENT_BUFFER
    if (!fTooSmall || lpdwSize.value <= dwLength || lpdwSize.value > MAXIMUM_BUFFER_SIZE) return null
    dwLength = lpdwSize.value
  }
}
