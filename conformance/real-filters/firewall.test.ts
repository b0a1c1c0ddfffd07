// Filters that watch requests and answers: webknight.ts, error-redirect.ts.

import type { LogRecord } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { handlerOf, logLines, writeBody } from '../filter/support-b.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { errorRedirect } from './error-redirect.ts'
import { entryOf } from './support.ts'
import { webKnight } from './webknight.ts'

describe.each(HOSTS)('%s', (_, open) => {
  test('webknight: an attack is answered with the status of the settings, everything else goes on', async () => {
    const log: string[] = []
    const site = await open({ modules: [entryOf('webknight', webKnight({ response: 'status', log: (entry) => { log.push(entry) } }))] })
    expect((await site.ask('/hello')).body).toBe('hello')
    for (const url of ['/hello?xp_cmdshell', '/..%5c..%5cboot.ini', '/data.mdb']) expect(await site.ask(url)).toMatchObject({ status: 999, reason: 'No Hacking', body: '' })
    expect(log).toEqual(['server 6', 'BLOCKED GET /hello?xp_cmdshell HTTP/1.1 true', 'BLOCKED GET /..%5c..%5cboot.ini HTTP/1.1 true', 'BLOCKED /data.mdb'])
  })

  test('webknight: or with a redirection, with one Location', async () => {
    const site = await open({ modules: [entryOf('webknight', webKnight({ response: 'redirect' }))] })
    for (const url of ['/hello?xp_cmdshell', '/data.mdb']) expect(await site.ask(url)).toMatchObject({ status: 302, reason: 'Object Moved', headers: { location: '/denied.htm' }, body: '' })
  })

  test('error-redirect: documents of another name, and what is missing is looked for elsewhere', async () => {
    const site = await open({ routes: { '/files/there.bin': () => 'document' }, modules: [entryOf('hook', errorRedirect)] })
    expect(await site.ask('/d12/there')).toMatchObject({ status: 200, body: 'document', headers: { 'content-disposition': 'attachment;filename=there', expires: 'Thu, 01 Dec 2050 16:00:00 GMT' } })
    const { status, reason, headers, body } = await site.ask('/d12/gone')
    expect([status, reason, [headers['location']].flat()[0], body]).toEqual([302, 'Redirect', expect.stringMatching(/^\/service\/gone/), ''])
    expect((await site.ask('/none')).status).toBe(404)
  })

  test('error-redirect: an error of the server leads to a page with the URL', async () => {
    const broken = handlerOf((context) => {
      context.GetResponse().SetStatus(500, 'Broken')
      writeBody(context, 'broken')
    })
    const site = await open({ routes: {}, modules: [entryOf('hook', errorRedirect), broken] })
    expect(await site.ask('/broken?a=b')).toMatchObject({ status: 302, headers: { location: '/service/500.htm?/broken?a=b' }, body: '' })
  })

  test('error-redirect: hosts of the site choose their page, others are sent home', async () => {
    const site = await open({ routes: { '/domain': () => 'domain' }, modules: [entryOf('hook', errorRedirect)] })
    expect((await site.ask({ url: '/', headers: { host: 'Alice.Site.test' } })).body).toBe('domain')
    expect(await site.ask({ url: '/', headers: { host: 'other.test' } })).toMatchObject({ status: 302, headers: { location: 'http://www.site.test' } })
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  test('webknight: the log shows the address that a proxy forwards', async () => {
    const hosts: string[] = []
    const site = await open({ modules: [entryOf('webknight', webKnight({ response: 'status' })), logLines(({ clientHost }: Readonly<LogRecord>) => { hosts.push(clientHost) })] })
    await site.ask({ url: '/hello', headers: { 'x-forwarded-for': '203.0.113.9' } })
    await site.ask('/hello')
    expect(hosts).toEqual(['203.0.113.9', expect.stringMatching(/^(127\.0\.0\.1|192\.0\.2\.1)$/)])
  })
})
