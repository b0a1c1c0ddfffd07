// Recordings: made by serve, read by trace.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { command, FILTER, go, makeFolder, start } from './support/command.ts'

it('what serve records, trace shows, finds and converts', async () => {
  const folder = makeFolder()
  folder.write('filter.mjs', FILTER)
  const file = join(folder.path, 'requests.ndjson')
  const { kill, exit, until } = start(folder.path, 'serve', '--filter', 'filter.mjs', '--root', 'www', '--port', '0', '--record', 'requests.ndjson')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  await (await fetch(`${url}/?password=hidden`, { headers: { authorization: 'Basic aGlkZGVu' } })).text()
  await (await fetch(`${url}/missing/x.html`)).text()
  kill('SIGTERM')
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

it('a file that is no recording is not shown line by line', async () => {
  const file = join(makeFolder().path, 'u_ex.log')
  writeFileSync(file, 'GET /\n'.repeat(50))
  const { code, out, err } = await command('trace', file)
  expect([code, out]).toEqual([3, ''])
  expect(err.split('\n').filter((line) => line.startsWith('warning:'))).toHaveLength(5)
  expect(err).toContain('is no recording: none of its lines can be used.')
  writeFileSync(file, '')
  expect(await command('trace', file)).toMatchObject({ code: 0, err: 'isapi-bridge: the recording is empty.\n' })
})

it('a recording becomes HAR, which compare and browsers read', async () => {
  const folder = makeFolder()
  const file = join(folder.path, 'requests.ndjson')
  const { kill, exit, until } = go('record', '--root', folder.at('www'), '--port', '0', '--out', file, '--bodies', '1000')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  await (await fetch(`${url}/?q=%C3%A4&token=hidden`, { headers: { cookie: 'a=hidden; b=2' } })).text()
  for (const body of ['caf\u00E9', new Uint8Array([0xFF, 0]), 'x'.repeat(2000)]) await (await fetch(`${url}/post`, { method: 'POST', body, headers: { 'content-type': 'text/x-own' } })).text()
  kill('SIGTERM')
  await exit
  const har = join(folder.path, 'all.har')
  expect(await command('trace', file, '--har', har)).toMatchObject({ code: 0, out: `4 requests written to ${har}\n` })
  const text = readFileSync(har, 'utf8')
  expect(text).not.toContain('hidden')
  const { connection } = JSON.parse(readFileSync(file, 'utf8').split('\n').find((line) => line.includes('"type":"request"')) ?? '') as { connection: number } // as it is recorded
  const { log } = JSON.parse(text) as { log: { version: string; entries: { request: object; response: object }[] } } // as HAR says
  expect([log.version, log.entries.length]).toEqual(['1.2', 4])
  expect(log.entries[0]).toMatchObject({
    time: expect.any(Number), serverIPAddress: '127.0.0.1', connection: String(connection),
    request: { method: 'GET', url: `${url}/?q=%C3%A4&token=[redacted]`, httpVersion: 'HTTP/1.1', queryString: [{ name: 'q', value: '\u00E4' }, { name: 'token', value: '[redacted]' }], cookies: [{ name: 'a', value: '[redacted]' }, { name: 'b', value: '[redacted]' }] },
    response: { status: 200, statusText: 'OK', content: { mimeType: expect.stringContaining('text/html') } }
  })
  expect(log.entries.slice(1).map(({ request }) => request)).toMatchObject([
    { bodySize: 5, postData: { mimeType: 'text/x-own', text: 'caf\u00E9' } }, { bodySize: 2, postData: { text: '/wA=', encoding: 'base64' } }, { bodySize: 2000 }
  ])
  expect(log.entries[3]?.request).not.toHaveProperty('postData')
  const side = folder.write('side.json', JSON.stringify({ root: 'www' }))
  expect((await command('compare', side, side, har, '--allow-writes')).out).toMatch(/EQUAL {2}All 3 requests that were compared are answered alike\. 1 more was not compared\.[^]*1 × The file does not have the body of this POST/)
  expect((await command('trace', file, '--status', '999', '--har', har)).out).toBe(`0 requests written to ${har}\n`)
  expect(JSON.parse(readFileSync(har, 'utf8'))).toMatchObject({ log: { entries: [] } })
  expect(await command('trace', file, '--har', folder.path)).toMatchObject({ err: expect.stringContaining('cannot be written') })
})

it('failed requests are written where a configuration says so', async () => {
  const folder = makeFolder()
  folder.write('isapi-bridge.config.json', JSON.stringify({ root: 'www', port: 0, trace: { rules: [{ statusCodes: '404' }], failedRequests: { directory: 'failed' } } }))
  const { kill, exit, until } = go('serve', '--config', folder.at('isapi-bridge.config.json'))
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  for (const path of ['/', '/none']) await (await fetch(`${url}${path}`)).text()
  kill('SIGTERM')
  await exit
  expect(readdirSync(join(folder.path, 'failed', 'W3SVC1')).sort()).toEqual(['fr000001.xml', 'freb.xsl'])
})

it('failed requests are written as an applicationHost.config says, for its site', async () => {
  const folder = makeFolder()
  const rules = `<tracing><traceFailedRequests>
    <add path="*.html"><traceAreas><add provider="WWW Server" areas="Filter,RequestNotifications,Rewrite" verbosity="Verbose" /></traceAreas><failureDefinitions statusCodes="404" timeTaken="00:01:00" /></add>
  </traceFailedRequests></tracing>`
  const file = (logging: string, section: string = rules): string => `<configuration><system.applicationHost><sites>
    <siteDefaults><traceFailedRequestsLogging directory="%SystemDrive%\\logs" maxLogFiles="1" /></siteDefaults>
    <site name="S" id="4"><application path="/"><virtualDirectory path="/" physicalPath="C:\\www" /></application><bindings><binding protocol="http" bindingInformation="127.0.0.1:80:" /></bindings>${logging}</site>
  </sites></system.applicationHost><system.webServer>${section}</system.webServer></configuration>`
  folder.write('applicationHost.config', file('<traceFailedRequestsLogging enabled="true" />'))
  const config = { iis: { applicationHost: 'applicationHost.config', ports: { 80: 0 }, paths: { 'C:\\www': 'www', '%SystemDrive%\\logs': 'failed' } } }
  folder.write('isapi-bridge.config.json', JSON.stringify(config))
  const { kill, exit, until } = go('serve', '--config', folder.at('isapi-bridge.config.json'))
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  for (const path of ['/', '/none', '/one.html', '/two.html']) await (await fetch(`${url}${path}`)).text()
  kill('SIGTERM')
  await exit
  expect(readdirSync(join(folder.path, 'failed', 'W3SVC4')).sort()).toEqual(['fr000002.xml', 'freb.xsl'])
  expect(readFileSync(join(folder.path, 'failed', 'W3SVC4', 'fr000002.xml'), 'utf8')).toMatch(/two\.html[^]*STATUS_CODE/)

  const plan = async (text: string): Promise<string> => {
    folder.write('applicationHost.config', text)
    const { out, err } = await command('plan', '--config', join(folder.path, 'isapi-bridge.config.json'))
    return out + err
  }
  const on = '<traceFailedRequestsLogging enabled="true" />'
  expect(await plan(file(on, rules.replace('"404"', '"4xx"')))).toMatch(/<failureDefinitions> has `statusCodes="4xx"`/)
  expect(await plan(file(on, rules.replace('00:01:00', 'soon')))).toMatch(/has `timeTaken="soon"`\. It must be hours:minutes:seconds/)
  expect(await plan(file(on, rules.replace('Rewrite', 'Rewriting')))).toMatch(/the area Rewriting has no events here/)
  expect(await plan(file(on, rules.replace('<add path', '<add customActionExe="c.exe" path')))).toMatch(/customActionExe is not run/)
  expect(await plan(file('<traceFailedRequestsLogging enabled="true" directory="X:\\away" />'))).toMatch(/failed requests are not written: say in `iis\.paths` where X:\\away is here/)
  expect(await plan(file('', rules.replace('"404"', '"4xx"')))).not.toMatch(/4xx/)
})

it('a reader that has seen enough ends the command without a word', async () => {
  const folder = makeFolder()
  const record = { type: 'connection', version: 1 }
  const request = {
    ...record, type: 'request', id: 1, connection: 0, order: 1, activityId: '', startedAt: '2026-01-01T00:00:00.000Z', ms: 1, aborted: false, method: 'GET', url: '/', httpVersion: '1.1', secure: false, headers: [], body: null,
    status: 200, subStatus: 0, reason: '', responseHeaders: [], user: '', authType: '', bytesSent: 0, bytesReceived: 0, client: null, server: null, site: { id: 1, name: '' }, physicalPath: '', failure: null, events: [], serverEvents: [], children: [], dropped: 0
  }
  folder.write('r.ndjson', `${JSON.stringify(request)}\n`.repeat(5000))
  const { child, exit } = start(folder.path, 'trace', 'r.ndjson', '--json')
  child.stdout?.once('data', () => { child.stdout?.destroy() })
  expect(await exit).toMatchObject({ code: 0, err: '' })
  expect((await command('trace', folder.write('one.ndjson', `${JSON.stringify(request)}\n`), '--compact')).out).toMatch(/^GET \/ {2}200, request 1\n1 {2}General {9}GENERAL_REQUEST_START {2}SiteId="1", AppPoolId="DefaultAppPool"[^]*GENERAL_REQUEST_END {2}BytesSent="0", [^]* {2}00:00:00\.001\n$/)
})

it('shows no control characters, wherever in a recording they stand', async () => {
  const evil = '\u001B[2J\u009B'
  const event = {
    seq: 1, endSeq: 2, at: 0, request: 1, stage: evil, post: false, kind: evil, name: evil, notification: `x${evil}`, status: evil, us: 1, depth: 0, child: 0, changes: [{ what: evil, name: evil, before: evil, after: evil }], skipped: null, completions: []
  }
  const request = {
    type: 'request', version: 1, id: 1, connection: 0, order: 1, activityId: evil, startedAt: '2026-01-01T00:00:00.000Z', ms: 1, aborted: false, method: evil, url: evil, httpVersion: evil, secure: false, headers: [[evil, evil]], body: null,
    status: 200, subStatus: 0, reason: evil, responseHeaders: [[evil, evil]], user: evil, authType: evil, bytesSent: 0, bytesReceived: 0, client: { address: evil, port: 1 }, server: null, site: { id: 1, name: evil }, physicalPath: evil,
    failure: { rule: evil, reason: evil, triggerStatus: evil, areas: 0, verbosity: 0 }, events: [event, { ...event, seq: 3, endSeq: 3, skipped: evil }],
    serverEvents: [{ seq: 4, at: 0, request: 1, name: evil, provider: evil, area: 0, event: 1, level: 2, fields: [{ name: evil, value: evil }] }],
    children: [{ seq: 5, endSeq: 6, id: 2, parent: 1, at: 0, ms: 1, level: 1, method: evil, url: evil, status: 200, subStatus: 0 }], dropped: 0
  }
  const file = makeFolder().write('r.ndjson', JSON.stringify(request))
  for (const form of [[], ['--full'], ['--compact']]) {
    const { code, out, err } = await command('trace', file, ...form)
    expect([form, code, err]).toEqual([form, 0, ''])
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    expect(out).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/)
  }
})

it('says what is wrong', async () => {
  const folder = makeFolder()
  const file = folder.write('r.ndjson', 'no json\n')
  expect(await command('trace', file)).toMatchObject({ code: 3, err: expect.stringContaining('Line 1 of') })
  expect(await command('trace', join(folder.path, 'gone'))).toMatchObject({ code: 3, err: expect.stringContaining('does not exist') })
  expect(await command('trace', file, '--status', '4xx')).toMatchObject({ code: 2, err: expect.stringContaining('"4xx" is no status') })
  expect((await command('trace', '--help')).out).toContain('isapi-bridge trace requests.ndjson --freb')
  const config = folder.write('c.json', JSON.stringify({ root: 'www', port: 0, trace: { rules: [{ statusCodes: 'x' }] } }))
  expect(await command('serve', '--config', config)).toMatchObject({ code: 3, err: expect.stringContaining('`trace`: "x" is no status') })
  writeFileSync(file, '')
  expect((await command('trace', file, '--json')).out).toBe('')
})
