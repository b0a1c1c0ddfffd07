// The errors that this package throws. docs/errors.md lists the codes.

/** Every code, with the remedy in one sentence. */
export const FILTER_ERRORS = {
  ERR_FILTER_NAME: 'Give each filter a name.',
  ERR_FILTER_ENTRY_POINT: 'A filter exports GetFilterVersion and HttpFilterProc, and may export TerminateFilter.',
  ERR_FILTER_VERSION_THREW: 'GetFilterVersion must return FALSE, after SetLastError, when it cannot go on.',
  ERR_FILTER_VERSION_RESULT: 'GetFilterVersion is synchronous and returns TRUE or FALSE.',
  ERR_FILTER_DESCRIPTION: 'Write the description into the given buffer: writeSz(pVer.lpszFilterDesc, text).',
  ERR_FILTER_FLAGS: 'Set dwFlags to SF_NOTIFY_* bits only: events, one order bit, ports.',
  ERR_FILTER_HEAP_FAULT: 'Stay inside the block, and inside the session; the stack shows where the filter did not.'
} as const

export type FilterErrorCode = keyof typeof FILTER_ERRORS

/** A filter broke the contract. The message names the filter and the remedy. */
export class FilterContractError extends Error {
  override readonly name = 'FilterContractError'
  readonly code: FilterErrorCode

  constructor(code: FilterErrorCode, what: string, cause?: unknown) {
    super(`${what} ${FILTER_ERRORS[code]}`, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
