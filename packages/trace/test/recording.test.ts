// Recordings on disk: written within bounds, read in constant memory.

import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryHost } from '@isapi-bridge/module-api'
import { createFailedRequestLog, createRecordingFile, createTraceRecorder, frebXml, readRecording, type RecordedLine, type RecordedRequest, type TraceError } from '@isapi-bridge/trace'
import { expect, onTestFinished, test } from 'vitest'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

async function makeRecord(): Promise<RecordedRequest> {
  const recorder = createTraceRecorder()
  await createMemoryHost({ modules: [] }).request('/a?b=c')
  recorder.stop()
  const [record] = recorder.list()
  if (record === undefined) throw new Error('Nothing was recorded.')
  return record
}

async function readAll(from: Parameters<typeof readRecording>[0], options?: Parameters<typeof readRecording>[1]): Promise<RecordedLine[]> {
  const all: RecordedLine[] = []
  for await (const record of readRecording(from, options)) all.push(record)
  return all
}

test('what is written is read again', async () => {
  const record = await makeRecord()
  const path = join(makeFolder(), 'deep', 'requests.ndjson')
  const file = createRecordingFile({ path })
  for (let id = 1; id <= 5; id++) expect(file.write({ ...record, id })).toBe(true)
  await file.close()
  expect(file.write(record)).toBe(false)
  expect(await readAll(path)).toEqual([1, 2, 3, 4, 5].map((id) => ({ ...record, id })))
  expect(statSync(path).mode & 0o077).toBe(0)
})

test('files are bounded in size and number', async () => {
  const record = await makeRecord()
  const size = JSON.stringify(record).length + 1
  const folder = makeFolder()
  const file = createRecordingFile({ path: join(folder, 'r'), maxBytes: size * 2 + 40, maxFiles: 3 })
  for (let id = 1; id <= 9; id++) {
    file.write({ ...record, id })
    await file.flush()
  }
  await file.close()
  expect(readdirSync(folder).sort()).toEqual(['r', 'r.1', 'r.2'])
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(size * 2 + 40)
  expect((await readAll(join(folder, 'r'))).map(({ id }) => id)).toEqual([9])
  expect((await readAll(join(folder, 'r.2'))).map(({ id }) => id)).toEqual([5, 6])
})

test('a disk that takes nothing is told of once, and nothing is thrown', async () => {
  const record = await makeRecord()
  const reports: TraceError[] = []
  const file = createRecordingFile({ path: '/dev/full', report: (error) => { reports.push(error) } })
  for (let count = 0; count < 3; count++) {
    file.write(record)
    await file.flush()
  }
  await file.close()
  expect(reports.map(({ code }) => code)).toEqual(['ERR_TRACE_WRITE'])
  expect(file.lost).toBe(3)
  const blocked = createRecordingFile({ path: join(makeFolder(), 'a'), maxPending: 10, report: (error) => { reports.push(error) } })
  expect([blocked.write(record), blocked.write(record), blocked.lost]).toEqual([false, false, 2])
  expect(reports.map(({ code }) => code)).toEqual(['ERR_TRACE_WRITE', 'ERR_TRACE_BUSY'])
  expect(() => createRecordingFile({ path: 'x', maxFiles: 0 })).toThrow('`maxFiles`')
})

test('damaged lines are told of with their numbers; the others are read', async () => {
  const record = await makeRecord()
  const path = join(makeFolder(), 'r')
  const good = JSON.stringify(record)
  writeFileSync(path, [good, good.slice(0, 50), '', '[]', JSON.stringify({ ...record, version: 2 }), JSON.stringify({ ...record, headers: [['a']] }), JSON.stringify({ ...record, unknown: true }), 'x'.repeat(100_000), good].join('\n'))
  const damaged: [number, string][] = []
  const read = await readAll(path, { maxLine: 50_000, onDamaged: ({ message }, line) => { damaged.push([line, message]) } })
  expect(read).toEqual([record, { ...record, unknown: true }, record])
  expect(damaged.map(([line]) => line)).toEqual([2, 4, 5, 6, 8])
  expect(damaged.map(([, message]) => /cannot be used: (.*?)\. The/.exec(message)?.[1])).toEqual(['it is no JSON', 'it is no record', 'its version is 2', '`headers` is not what it should be', 'it is longer than 50000 bytes'])
})

test('a run after one that was cut off in the middle of a line damages that line only', async () => {
  const record = await makeRecord()
  const path = join(makeFolder(), 'r')
  appendFileSync(path, `${JSON.stringify(record)}\n${JSON.stringify(record).slice(0, 20)}`)
  const file = createRecordingFile({ path })
  file.write(record)
  await file.close()
  const lines: number[] = []
  expect(await readAll(path, { onDamaged: (_error, line) => { lines.push(line) } })).toEqual([record, record])
  expect(lines).toEqual([2])
})

test('a line may come in any pieces', async () => {
  const record = await makeRecord()
  const bytes = Buffer.from(`${JSON.stringify({ ...record, reason: 'grüße €' })}\r\n`)
  async function* pieces(): AsyncGenerator<Uint8Array> { for (const byte of bytes) yield Uint8Array.of(byte) }
  expect(await readAll(pieces())).toEqual([{ ...record, reason: 'grüße €' }])
})

test('a trace for browsers is XML, whatever was recorded', async () => {
  const record = await makeRecord()
  const xml = frebXml({ ...record, url: '/<&">\u0001', headers: [['a', ']]>\u0000\ud800']] })
  expect(xml).toContain('url="http://192.0.2.80:80/&lt;&amp;&quot;&gt;\ufffd"')
  expect(xml).toContain('a: ]]&gt;\ufffd\ufffd&#xD;&#xA;')
})

test('numbers of traces go on where the folder ends', async () => {
  const record = { ...await makeRecord(), failure: { rule: '*', reason: 'STATUS_CODE', triggerStatus: '404', areas: 0xffffe, verbosity: 5 } as const }
  const directory = makeFolder()
  for (let run = 0; run < 2; run++) {
    const log = createFailedRequestLog({ enabled: true, directory })
    log.write(record)
    await log.flush()
  }
  expect(readdirSync(join(directory, 'W3SVC1')).sort()).toEqual(['fr000001.xml', 'fr000002.xml', 'freb.xsl'])
  expect(readFileSync(join(directory, 'W3SVC1', 'freb.xsl'), 'utf8')).toContain('<xsl:stylesheet')
  const reports: string[] = []
  const log = createFailedRequestLog({ enabled: true, directory: '/dev/null/x', report: ({ code }) => { reports.push(code) } })
  expect([log.write(record), log.write(record)]).toEqual([true, true])
  await log.flush()
  expect(reports).toEqual(['ERR_TRACE_WRITE'])
})
