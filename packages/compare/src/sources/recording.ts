// A recording of a live server: a request in each line, as JSON.

import { readRecording as readRecords, type RecordedRequest } from '@isapi-bridge/trace'
import { bad, leftOut, toRequest, type SourceItem } from '../request.ts'
import { linesOf } from './lines.ts'

export async function* readRecording(file: string, input: AsyncIterable<Buffer>): AsyncGenerator<SourceItem> {
  let number = 0
  const damaged: SourceItem[] = []
  // One line at a time, so that it is known which of them a record was.
  async function* lines(): AsyncGenerator<Buffer> {
    for await (const line of linesOf(input)) {
      number = line.number
      yield Buffer.from(`${line.text}\n`)
    }
  }
  const onDamaged = (error: Error): void => { damaged.push(bad(`${file}:${number}`, error.message.replace(/^Line \d+ of the recording/, 'The line'))) }
  for await (const record of readRecords(lines(), { onDamaged })) {
    yield* damaged.splice(0)
    if ('method' in record) yield toItem(`${file}:${number}`, record)
  }
  yield* damaged
}

function toItem(where: string, { method, url, headers, body, connection, startedAt }: RecordedRequest): SourceItem {
  const announced = headers.some(([name, value]) => (name.toLowerCase() === 'content-length' && value !== '0') || name.toLowerCase() === 'transfer-encoding')
  if (body === null ? announced : body.cut) return leftOut(where, 'It was recorded without its whole body.')
  const time = Date.parse(startedAt)
  return toRequest({
    where, method, url, headers, time: Number.isNaN(time) ? null : time, connection: String(connection),
    body: body === null ? null : Buffer.from(body.base64, 'base64')
  })
}
