// A HAR file, entry by entry: a recording may be larger than the memory.

import { closeSync, openSync, writeFileSync } from 'node:fs'
import { HAR_FRAME, harEntry, type RecordedRequest } from '@isapi-bridge/trace'
import { writing } from './writing.ts'

export interface HarFile {
  write(record: RecordedRequest): void
  close(): void
}

/**
 * Makes the file, or empties it. Like a recording it can be read by its owner only.
 * @throws CliError, as both methods do
 */
export function openHarFile(path: string): HarFile {
  const file = writing(path, () => openSync(path, 'w', 0o600))
  let before: string = HAR_FRAME.head
  return {
    write(record) {
      writing(path, () => writeFileSync(file, `${before}\n${JSON.stringify(harEntry(record))}`))
      before = ','
    },
    close() {
      writing(path, () => writeFileSync(file, `${before === ',' ? '\n' : before}${HAR_FRAME.foot}`))
      closeSync(file)
    }
  }
}
