import type { LogRecord } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { logLines } from '../filter/support-b.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { entryOf, handlerSees } from './support.ts'
import { tomcatRedirector } from './tomcat-redirector.ts'

const routes = { '/jakarta/isapi_redirect.dll': () => 'extension', '/static.html': () => 'static' }
const HEADERS = ['TOMCATURI00000001', 'TOMCATQUERY00000001', 'TOMCATWORKER00000001', 'TOMCATWORKERIDX00000001', 'TOMCATTRANSLATE00000001', 'Translate']

describe.each(HOSTS)('%s', (_, open) => {
  test.each([true, false])('URLs of the worker reach the extension, with the original in headers (auth_complete %s)', async (auth_complete) => {
    const seen: unknown[] = []
    const site = await open({ routes, modules: [entryOf('jk', tomcatRedirector({ mount: '/app/', auth_complete })), handlerSees(seen, ...HEADERS)] })
    const spoofed = Object.fromEntries(HEADERS.slice(0, 5).map((name) => [name, 'spoofed']))
    expect(await site.ask({ url: '/app/a%20b?c=%64', headers: { ...spoofed, translate: 'f' } })).toMatchObject({ status: 200, body: 'extension' })
    expect(seen).toEqual(['/app/a%20b', 'c=%64', 'ajp13', '0', 'f', null])
    expect(site.reports).toEqual([])
  })

  test('other URLs are left alone, but for the headers that nobody else may send', async () => {
    const seen: unknown[] = []
    const site = await open({ routes, modules: [entryOf('jk', tomcatRedirector({ mount: '/app/', strip_session: true })), handlerSees(seen, ...HEADERS)] })
    expect(await site.ask({ url: '/static.html', headers: { TOMCATWORKER00000001: 'spoofed', translate: 'f' } })).toMatchObject({ status: 200, body: 'static' })
    expect(seen).toEqual([null, null, null, null, null, 'f'])
    expect(await site.ask('/static.html;jsessionid=12')).toMatchObject({ status: 200, body: 'static' })
  })

  test.each([['/app/WEB-INF/web.xml', 404, 'Not Found'], ['/app/a%2Fb', 404, 'Not Found']])('%s is answered by the filter, as HTML', async (url, status, reason) => {
    const site = await open({ routes, modules: [entryOf('jk', tomcatRedirector({ mount: '/app/' }))] })
    const answer = await site.ask(url)
    expect(answer).toMatchObject({ status, reason, headers: { 'content-type': 'text/html' }, closed: true })
    expect(answer.body).toBe(`<HTML><HEAD><TITLE>${reason}!</TITLE></HEAD><BODY><H1>${reason}!</H1></BODY></HTML>`)
  })

  test('it starts with the name of the server and the number of the site; without them it answers 500 from then on', async () => {
    const names: string[] = []
    const site = await open({ routes, site: { id: 7 }, modules: [entryOf('jk', tomcatRedirector({ mount: '/app/', init_jk: (name) => { names.push(name); return names.length > 1 } }))] })
    for (let count = 0; count < 2; count++) expect((await site.ask('/static.html')).status).toBe(500)
    expect(names).toEqual([expect.stringMatching(/^(site\.test|127\.0\.0\.1)_7$/)])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  test('the log shows the URL that the client asked for; of a kept connection the right one', async () => {
    const records: Readonly<LogRecord>[] = []
    const site = await open({ routes, modules: [entryOf('jk', tomcatRedirector({ mount: '/app/' })), logLines((record) => { records.push({ ...record }) })] })
    const client = site.connect()
    for (const url of ['/app/one?a', '/static.html?b', '/app/two']) await client.ask(url)
    await client.leave()
    expect(records.map(({ uriStem, uriQuery }) => [uriStem, uriQuery])).toEqual([['/app/one', 'a'], ['/static.html', 'b'], ['/app/two', '']])
  })
})
