// Reads a recording line by line, in constant memory.

import { createReadStream } from 'node:fs'
import { checkLine } from './check-record.ts'
import { TraceError } from './errors.ts'
import type { RecordedLine } from './record.ts'

export interface ReadRecordingOptions {
  /** Told of each line that cannot be used: its number, from 1 on, and why. Default: nobody is. */
  readonly onDamaged?: (error: TraceError, line: number) => void
  /** Bytes of a line; longer ones count as damaged and are passed by. Default 64 Mi. */
  readonly maxLine?: number
}

const LINE_FEED = 0x0a

/** The records of a file, or of bytes from elsewhere, in their order. Empty lines are passed by. Rejects where the file cannot be read. */
export async function* readRecording(from: string | AsyncIterable<Uint8Array>, options: ReadRecordingOptions = {}): AsyncGenerator<RecordedLine, void, undefined> {
  const { onDamaged, maxLine = 64 * 1024 * 1024 } = options
  const name = typeof from === 'string' ? from : 'the recording'
  let number = 0
  for await (const line of splitLines(typeof from === 'string' ? createReadStream(from) : from, maxLine)) {
    number++
    const text = line === null ? null : line.toString('utf8').trim()
    if (text === '') continue
    const record = text === null ? `it is longer than ${maxLine} bytes` : checkLine(text)
    if (typeof record === 'object') yield record
    else onDamaged?.(new TraceError('ERR_TRACE_LINE', `Line ${number} of ${name} cannot be used: ${record}.`), number)
  }
}

/** The lines; null for one that is too long. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>, maxLine: number): AsyncGenerator<Buffer | null, void, undefined> {
  let parts: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let from = 0
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      add(bytes.subarray(from, end))
      yield take()
      from = end + 1
    }
    add(bytes.subarray(from))
  }
  if (length > 0) yield take()

  function add(part: Buffer): void {
    length += part.byteLength
    if (length > maxLine) parts = []
    else parts.push(part)
  }

  function take(): Buffer | null {
    const line = length > maxLine ? null : Buffer.concat(parts)
    parts = []
    length = 0
    return line
  }
}
