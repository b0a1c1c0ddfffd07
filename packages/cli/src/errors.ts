// The errors that this package throws. docs/errors.md lists the codes.

/** Every code, with the remedy in one sentence, where the place that throws knows no better one. */
export const CLI_ERRORS = {
  ERR_CLI_USAGE: 'Run `isapi-bridge --help` for what there is.',
  ERR_CLI_CONFIG: 'Correct the key that the message names; docs/configuration.md lists them all.',
  ERR_CLI_FILE: 'Correct the file, or name another one.',
  ERR_CLI_EXPORT: 'A filter exports GetFilterVersion and HttpFilterProc, a module exports RegisterModule; by name or as default.',
  ERR_CLI_FILTER: 'Correct the filter, name another file, or disable it.',
  ERR_CLI_MODULE: 'Correct the module, name another file, or take it out of the list.',
  ERR_CLI_XML: 'Correct the XML at that line.',
  ERR_CLI_IIS: 'Correct the element that the message names, or map it in `iis` of the configuration.',
  ERR_CLI_SITE: 'Correct the site, or take it out of the configuration.',
  ERR_CLI_COMPILE: 'Correct the source that the message names.',
  ERR_CLI_LISTEN: 'Choose another address or port.'
} as const

export type CliErrorCode = keyof typeof CLI_ERRORS

/** Something that the user can put right. The message says what is wrong, where, and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode

  /** @param remedy what to do, in place of the general one */
  constructor(code: CliErrorCode, what: string, remedy: string = CLI_ERRORS[code], cause?: unknown) {
    super(`${what} ${remedy}`.trimEnd(), cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** What was thrown, in words. */
export function messageOf(error: unknown): string { return error instanceof Error ? error.message : String(error) }

/** The code of an error of Node or of one of the packages. */
export function codeOf(error: unknown): string { return error instanceof Error && 'code' in error ? String(error.code) : '' }
