import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as root from '@isapi-bridge/trace'
import * as otel from '@isapi-bridge/trace/otel'
import { expect, test } from 'vitest'

test('docs/errors.md lists each code with its remedy, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'errors.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `(ERR_TRACE_[A-Z_]+)` \| (.+) \|$/gm)].map(([, code, remedy]) => [code, remedy])
  expect(Object.fromEntries(rows)).toEqual(root.TRACE_ERRORS)
})

test('what is exported', () => {
  expect(Object.keys(root).sort()).toEqual([
    'HAR_FRAME', 'RECORD_VERSION', 'REDACTED', 'Redactor', 'TRACE_ERRORS', 'TraceError', 'compactView', 'createFailedRequestLog', 'createRecordingFile', 'createTraceRecorder', 'describeField', 'frebEvents', 'frebViewer', 'frebXml', 'harEntry', 'parsePath', 'parseStatusCodes', 'readRecording'
  ])
  expect(Object.keys(otel)).toEqual(['traceToOpenTelemetry'])
})
