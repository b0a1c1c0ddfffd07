// The errors that this package throws or reports. docs/errors.md lists the codes.

/** Every code, with the remedy in one sentence. */
export const TRACE_ERRORS = {
  ERR_TRACE_OPTIONS: 'Correct the option that the message names.',
  ERR_TRACE_WRITE: 'The server goes on without it; make room, or name another folder. What is recorded until then is lost.',
  ERR_TRACE_BUSY: 'The disk is slower than the server records; raise `maxPending`, or record less with rules.',
  ERR_TRACE_LINE: 'The line was left out; a recording has one JSON object on each line, of a version that this program knows.'
} as const

export type TraceErrorCode = keyof typeof TRACE_ERRORS

/** What the message says went wrong with a recording; requests are never touched by it. */
export class TraceError extends Error {
  override readonly name = 'TraceError'
  readonly code: TraceErrorCode

  constructor(code: TraceErrorCode, what: string, cause?: unknown) {
    super(`${what} ${TRACE_ERRORS[code]}`, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** What was thrown, in words. */
export function messageOf(error: unknown): string { return error instanceof Error ? error.message : String(error) }
