// Files that commands write.

import { resolve } from 'node:path'
import { CliError, messageOf } from '../errors.ts'
import { shorten } from '../site/load-file.ts'

/**
 * Does something with a file that is to be written.
 * @throws CliError that names it
 */
export function writing<Type>(file: string, work: () => Type): Type {
  try {
    return work()
  } catch (error) {
    throw new CliError('ERR_CLI_FILE', `${shorten(resolve(file))} cannot be written: ${messageOf(error)}.`, '', error)
  }
}
