// The errors that this package throws or reports. docs/errors.md lists the codes.

/** Every code, with the remedy in one sentence. */
export const BRIDGE_ERRORS = {
  ERR_BRIDGE_OPTIONS: 'Correct the option that the message names.',
  ERR_BRIDGE_DUPLICATE_NAME: 'Give each filter a name of its own.',
  ERR_BRIDGE_LOAD: 'Correct the filter, or take it out of `modules`.',
  ERR_BRIDGE_NOT_CARRIED: 'Register for other notifications, allow it with `overrides: { readRawData: true }` on a global filter, or take the filter out of `modules`.',
  ERR_BRIDGE_NO_CONNECTION: 'The host must give each request its connection; this one was refused, because filters cannot see it.',
  ERR_BRIDGE_FILTER_THREW: 'Catch what the filter can expect, call SetLastError and return SF_STATUS_REQ_ERROR.',
  ERR_BRIDGE_STATUS: 'It was taken for SF_STATUS_REQ_NEXT_NOTIFICATION; return a status that this notification knows.',
  ERR_BRIDGE_PROMISE: 'It was taken for SF_STATUS_REQ_NEXT_NOTIFICATION; return the status itself here, and do what takes time in another notification.',
  ERR_BRIDGE_NO_ANSWER: 'The client got an empty answer; send one with SF_REQ_SEND_RESPONSE_HEADER before SF_STATUS_REQ_FINISHED.',
  ERR_BRIDGE_RECURSION: 'The request was ended with 500; reading PATH_INFO or PATH_TRANSLATED in URL_MAP calls the filter again, so it has to guard itself.',
  ERR_BRIDGE_PATH: 'The request was ended with 500; write the path with writeSz, in UTF-8 and with its NUL.',
  ERR_BRIDGE_CREDENTIALS: 'The request was ended with 500; write user and password with writeSz, in UTF-8, with their NUL and without control characters.',
  ERR_BRIDGE_LOG: 'The log keeps what was there; assign strings of one byte per character, and DWORDs.',
  ERR_BRIDGE_RAW_DATA: 'The connection was closed; replace `pvInData` with a Uint8Array, and set `cbInData` to the bytes in it that count.',
  ERR_BRIDGE_HEAP: 'Use the blocks of AllocMem only inside, and until END_OF_NET_SESSION; `pageHeap: true` shows who did not.',
  ERR_BRIDGE_MEMORY_LIMIT: 'AllocMem returned null with ERROR_NOT_ENOUGH_MEMORY; nothing is freed before the connection ends, so let the filter take less, or raise the option.'
} as const

export type BridgeErrorCode = keyof typeof BRIDGE_ERRORS

/** An error may know better than we do what to do about it. */
function remedyOf(error: unknown): string | null {
  return error instanceof Error && 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : null
}

/** What was thrown says, without the remedy and the full stop at its end. */
export function saidBy(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const remedy = remedyOf(error) ?? ''
  return (remedy !== '' && message.endsWith(remedy) ? message.slice(0, -remedy.length).trimEnd() : message).replace(/\.$/, '')
}

/** A filter or its configuration does not fit the pipeline. The message names the culprit and the remedy. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError'
  readonly code: BridgeErrorCode

  constructor(code: BridgeErrorCode, what: string, cause?: unknown) {
    super(`${what} ${remedyOf(cause) ?? BRIDGE_ERRORS[code]}`, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
