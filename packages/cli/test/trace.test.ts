// Recordings: made by serve, read by trace.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { command, FILTER, makeFolder, start } from './support/command.ts'

it('what serve records, trace shows, finds and converts', async () => {
  const folder = makeFolder()
  folder.write('filter.mjs', FILTER)
  const file = join(folder.path, 'requests.ndjson')
  const { child, exit, until } = start(folder.path, 'serve', '--filter', 'filter.mjs', '--root', 'www', '--port', '0', '--record', 'requests.ndjson')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  await (await fetch(`${url}/?password=hidden`, { headers: { authorization: 'Basic aGlkZGVu' } })).text()
  await (await fetch(`${url}/missing/x.html`)).text()
  child.kill('SIGTERM')
  expect(await exit).toMatchObject({ code: 0, err: '' })
  expect(readFileSync(file, 'utf8')).not.toMatch(/hidden|aGlkZGVu/)

  const list = await command('trace', file)
  expect(list.out.trimEnd().split('\n').map((line) => line.trim())).toEqual([expect.stringMatching(/^1 {2}200 .* GET \/\?password=\[redacted\] .*connection 1, request 1/), expect.stringMatching(/^\d+ {2}404 .* GET \/missing\/x\.html/)])
  expect((await command('trace', file, '--status', '404')).out).not.toContain('password')
  expect((await command('trace', file, '--url', '/missing', '--status', '200')).err).toContain('no request in the recording fits')
  expect((await command('trace', file, '--id', '1')).out).toMatch(/filter filter {2}PRE_BEGIN_REQUEST SF_NOTIFY_PREPROC_HEADERS[^]*request-header x-seen: none → yes/)
  expect((await command('trace', file, '--json')).out.trimEnd().split('\n').map((line) => (JSON.parse(line) as { status: number }).status)).toEqual([200, 404])
  expect(await command('trace', file, '--freb', join(folder.path, 'freb'))).toMatchObject({ code: 0, out: `2 requests written to ${join(folder.path, 'freb')}\n` })
  expect(readdirSync(join(folder.path, 'freb', 'W3SVC1')).sort()).toEqual(['fr000001.xml', 'fr000002.xml', 'freb.xsl'])
})

it('failed requests are written where a configuration says so', async () => {
  const folder = makeFolder()
  folder.write('isapi-bridge.config.json', JSON.stringify({ root: 'www', port: 0, trace: { rules: [{ statusCodes: '404' }], failedRequests: { directory: 'failed' } } }))
  const { child, exit, until } = start(folder.path, 'serve')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  for (const path of ['/', '/none']) await (await fetch(`${url}${path}`)).text()
  child.kill('SIGTERM')
  await exit
  expect(readdirSync(join(folder.path, 'failed', 'W3SVC1')).sort()).toEqual(['fr000001.xml', 'freb.xsl'])
})

it('says what is wrong', async () => {
  const folder = makeFolder()
  const file = folder.write('r.ndjson', 'no json\n')
  expect(await command('trace', file)).toMatchObject({ code: 0, err: expect.stringContaining('Line 1 of') })
  expect(await command('trace', join(folder.path, 'gone'))).toMatchObject({ code: 3, err: expect.stringContaining('does not exist') })
  expect(await command('trace', file, '--status', '4xx')).toMatchObject({ code: 2, err: expect.stringContaining('"4xx" is no status') })
  expect((await command('trace', '--help')).out).toContain('isapi-bridge trace requests.ndjson --freb')
  const config = folder.write('c.json', JSON.stringify({ root: 'www', port: 0, trace: { rules: [{ statusCodes: 'x' }] } }))
  expect(await command('serve', '--config', config)).toMatchObject({ code: 3, err: expect.stringContaining('`trace`: "x" is no status') })
  writeFileSync(file, '')
  expect((await command('trace', file, '--json')).out).toBe('')
})
