// The errors that this package throws. docs/errors.md lists the codes.

/** Every code, with the remedy in one sentence, where the place that throws knows no better one. */
export const COMPARE_ERRORS = {
  ERR_COMPARE_SOURCE: 'Correct the file at that line, or name its kind with --format.',
  ERR_COMPARE_RULE: 'A rule is [route ]kind:what, such as header:etag or /api/* json:$.time.',
  ERR_COMPARE_SIDE: 'Correct the side, and see that it can be started alone.',
  ERR_COMPARE_SHADOW: 'Correct the option of `shadow`; docs/shadowing.md lists them.'
} as const

export type CompareErrorCode = keyof typeof COMPARE_ERRORS

/** A comparison that cannot be made. The message says what is wrong, where, and what to do. */
export class CompareError extends Error {
  override readonly name = 'CompareError'
  readonly code: CompareErrorCode

  /** @param remedy what to do, in place of the general one */
  constructor(code: CompareErrorCode, what: string, remedy: string = COMPARE_ERRORS[code], cause?: unknown) {
    super(`${what} ${remedy}`.trimEnd(), cause === undefined ? undefined : { cause })
    this.code = code
  }
}
