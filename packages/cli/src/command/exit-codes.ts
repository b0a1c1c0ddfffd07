// TABLE: how the command ends.

import { CliError, type CliErrorCode } from '../errors.ts'

export type ExitName = 'fine' | 'broken' | 'usage' | 'setup' | 'listen'

export const EXIT: Readonly<Record<ExitName, { readonly code: number; readonly words: string }>> = {
  fine: { code: 0, words: 'it did what it was asked for' },
  broken: { code: 1, words: 'something failed that nobody foresaw' },
  usage: { code: 2, words: 'the command line is wrong' },
  setup: { code: 3, words: 'the configuration contradicts itself, or a file, filter or site of it cannot be used' },
  listen: { code: 4, words: 'an address or port cannot be listened on' }
}

const OF_ERROR: Readonly<Partial<Record<CliErrorCode, number>>> = { ERR_CLI_USAGE: EXIT.usage.code, ERR_CLI_LISTEN: EXIT.listen.code }

/** The exit code for what was thrown. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return OF_ERROR[error.code] ?? EXIT.setup.code
  return error instanceof Error && 'code' in error && /^ERR_(?:MODULE|BRIDGE|FILTER)_[A-Z]+/.test(String(error.code)) ? EXIT.setup.code : EXIT.broken.code
}
