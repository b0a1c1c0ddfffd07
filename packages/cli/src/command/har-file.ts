// A HAR file, entry by entry: a recording may be larger than the memory.

import { closeSync, openSync, writeFileSync } from 'node:fs'
import { HAR_FRAME, harEntry, type RecordedRequest } from '@isapi-bridge/trace'
import { CliError, messageOf } from '../errors.ts'
import { shorten } from '../site/load-file.ts'

export interface HarFile {
  write(record: RecordedRequest): void
  close(): void
}

/**
 * Makes the file, or empties it. Like a recording it can be read by its owner only.
 * @throws CliError, as both methods do
 */
export function openHarFile(path: string): HarFile {
  const attempt = <Type>(work: () => Type): Type => {
    try {
      return work()
    } catch (error) {
      throw new CliError('ERR_CLI_FILE', `${shorten(path)} cannot be written: ${messageOf(error)}.`, '', error)
    }
  }
  const file = attempt(() => openSync(path, 'w', 0o600))
  let before: string = HAR_FRAME.head
  return {
    write(record) {
      attempt(() => writeFileSync(file, `${before}\n${JSON.stringify(harEntry(record))}`))
      before = ','
    },
    close() {
      attempt(() => writeFileSync(file, `${before === ',' ? '\n' : before}${HAR_FRAME.foot}`))
      closeSync(file)
    }
  }
}
