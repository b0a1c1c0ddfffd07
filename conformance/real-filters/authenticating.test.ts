// Filters that look at who logs on: ldap-auth.ts, auth-filter.ts, php.ts.

import type { LogRecord } from '@isapi-bridge/module-api'
import { BasicAuthenticationModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { logLines } from '../filter/support-b.ts'
import { moduleOf } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS, type Ask } from '../support/site.ts'
import { CAuthFilter } from './auth-filter.ts'
import { ldapAuth, type Directory } from './ldap-auth.ts'
import { phpFilter, type RequestInfo } from './php.ts'
import { entryOf } from './support.ts'

const as = (user: string, password: string): Ask => ({ url: '/hello', headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` } })
const accounts = BasicAuthenticationModule({ realm: 'site', logon: (user, password) => user === 'NT\\web' && password === 'hidden' })
const directory: Directory = (user, password) => (user === 'alice' && password === 'secret' ? { user: 'NT\\web', password: 'hidden' } : null)

describe.each([
  ['ldap-auth', () => ldapAuth(directory)],
  ['auth-filter', () => new CAuthFilter(() => 'bob:word,NT\\web,hidden\nalice:secret,NT\\web,hidden')]
])('%s', (name, make) => {
  describe.each(HOSTS)('%s', (_, open) => {
    test('users of the directory come in as the account; others are asked again', async () => {
      const users: unknown[] = []
      const looking = moduleOf('looking', { OnPostAuthenticateRequest(context) { users.push(context.GetServerVariable('LOGON_USER')) } })
      const site = await open({ modules: [entryOf(name, make()), accounts, looking], anonymousAuthentication: false })
      expect((await site.ask(as('alice', 'secret'))).body).toBe('hello')
      expect(users).toEqual(['NT\\web'])
      for (const wrong of [as('alice', 'guess'), as('mallory', 'secret'), as('NT\\web', 'hidden'), '/hello']) {
        expect(await site.ask(wrong)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Basic realm="site"' } })
      }
    })
  })

  describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
    test('the log shows the user and, in parentheses, the account', async () => {
      const users: string[] = []
      const site = await open({ modules: [entryOf(name, make()), accounts, logLines(({ userName }: Readonly<LogRecord>) => { users.push(userName) })] })
      const client = site.connect()
      for (let count = 0; count < 2; count++) await client.ask(as('alice', 'secret'))
      await client.leave()
      expect(users).toEqual(['alice (NT\\web)', 'alice (NT\\web)'])
    })
  })
})

describe.each(HOSTS)('php: %s', (_, open) => {
  test('the script finds the credentials of its own request', async () => {
    const info: RequestInfo = { auth_user: null, auth_password: null }
    const seen: unknown[] = []
    const script = moduleOf('script', { OnPreExecuteRequestHandler() { seen.push({ ...info }) } })
    const site = await open({ modules: [entryOf('php', phpFilter(info)), script] })
    for (const ask of [as('alice', 'p:w'), '/hello']) expect((await site.ask(ask)).status).toBe(200)
    expect(seen).toEqual([{ auth_user: 'alice', auth_password: 'p:w' }, { auth_user: null, auth_password: null }])
  })
})
