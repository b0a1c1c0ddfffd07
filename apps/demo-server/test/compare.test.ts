// The filters of the demo against the modules that shall replace them, on the recording that comes along: the command as it is built.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Report } from '@isapi-bridge/compare'

const root = fileURLToPath(new URL('../../..', import.meta.url))

function compare(b: string): { status: number | null; report: Report } {
  const files = ['filters', b].map((name) => `apps/demo-server/compare/${name}.json`)
  const { status, stdout } = spawnSync(process.execPath, ['packages/cli/bin/isapi-bridge.js', 'compare', ...files, 'apps/demo-server/compare/recording.ndjson', '--json'], { cwd: root, encoding: 'utf8', timeout: 60_000 })
  return { status, report: JSON.parse(stdout) as Report } // what the command prints
}

it('the modules do what the filters do', () => {
  const { status, report } = compare('modules')
  expect(report).toMatchObject({ result: 'equal', requests: { compared: 12, equal: 12 }, groups: [], skipped: [] })
  expect(status).toBe(0)
})

it('but one that was written in a hurry, which the report names', () => {
  const { status, report } = compare('planted')
  expect(report.requests).toMatchObject({ compared: 12, different: 2 })
  expect(report.groups).toMatchObject([{
    title: 'log field clientHost differs: filter forwarded-for sets it on A, module forwarded-for sets it on B',
    parting: {
      subject: 'log clientHost',
      a: { call: { kind: 'filter', name: 'forwarded-for', notification: 'SF_NOTIFY_LOG' }, value: '203.0.113.20' },
      b: { call: { kind: 'module', name: 'forwarded-for', stage: 'SEND_RESPONSE' }, value: '198.51.100.7' }
    }
  }])
  expect(status).toBe(1)
})
