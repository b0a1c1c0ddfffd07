import type { LogRecord } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { logLines } from '../filter/support-b.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { shibboleth, type ShibbolethOptions } from './shibboleth.ts'
import { entryOf, handlerSees } from './support.ts'

const options: ShibbolethOptions = {
  wayfURL: 'https://wayf.test/',
  cookieName: 'shib-session',
  mapped: ['Shib-Person', 'Shib-Mail'],
  session: (id) => (id === 'good' ? { REMOTE_USER: 'alice@site', 'Shib-Person': 'Alice; 1' } : null)
}

describe.each(HOSTS)('%s', (_, open) => {
  test('without a valid session the client is sent to the login service', async () => {
    const site = await open({ modules: [entryOf('shib', shibboleth(options))] })
    for (const headers of [{}, { cookie: 'other=1' }, { cookie: 'shib-session=bad; other=1' }] as Record<string, string>[]) {
      const answer = await site.ask({ url: '/hello?a=b', headers })
      expect(answer).toMatchObject({ status: 302, reason: 'Please Wait', body: '', closed: true })
      const { searchParams } = new URL(String(answer.headers['location']))
      expect(searchParams.get('target')).toMatch(/^http:\/\/site\.test(:[1-9]\d+)?\/hello\?a=b$/)
    }
  })

  test('attributes become headers; those that the client made up are gone', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [entryOf('shib', shibboleth(options)), handlerSees(seen, 'remote-user', 'Shib-Person', 'Shib-Mail')] })
    const headers = { cookie: `${'x'.repeat(200)}=1; shib-session=good`, 'remote-user': 'mallory', 'shib-person': 'Mallory', 'shib-mail': 'mallory@site' }
    expect((await site.ask({ url: '/hello', headers })).body).toBe('hello')
    expect(seen).toEqual(['alice@site', 'Alice; 1', null])
    expect(site.reports).toEqual([])
  })

  test('only URLs with the text that must be in them are protected', async () => {
    const site = await open({ modules: [entryOf('shib', shibboleth({ ...options, mustContain: '/secure/' }))] })
    expect((await site.ask('/hello')).status).toBe(200)
    expect((await site.ask('/Secure/hello')).status).toBe(302)
  })

  test('content for SSL only is refused with a page of the filter', async () => {
    const site = await open({ modules: [entryOf('shib', shibboleth({ ...options, contentSSLOnly: true }))] })
    const { status, headers, body } = await site.ask('/hello')
    expect([status, headers['content-type'], body]).toEqual([200, 'text/html', '<HTML><BODY><H1>Shibboleth Filter Error</H1>This server is configured to deny non-SSL requests.</BODY></HTML>'])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  test('the log shows the principal', async () => {
    const users: string[] = []
    const site = await open({ modules: [entryOf('shib', shibboleth(options)), logLines(({ userName }: Readonly<LogRecord>) => { users.push(userName) })] })
    await site.ask('/hello')
    await site.ask({ url: '/hello', headers: { cookie: 'shib-session=good' } })
    expect(users).toEqual([expect.not.stringContaining('alice'), 'alice@site'])
  })
})
