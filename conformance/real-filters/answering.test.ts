// Filters that answer themselves: https-redirect.ts, pds-auth.ts, agent-blocker.ts.

import { describe, expect, test } from 'vitest'
import { SECURE } from '../filter/support.ts'
import { HOSTS, openInMemory } from '../support/site.ts'
import { CAgentblockerFilter } from './agent-blocker.ts'
import { redirectHttpToHttps } from './https-redirect.ts'
import { pdsAuth } from './pds-auth.ts'
import { entryOf, handlerSees } from './support.ts'

const pds = pdsAuth({
  loginUrl: 'https://login.test/pds?url=', accessDenied: 'https://login.test/denied',
  validate: (handle) => (handle === 'bad' ? null : { user: 'alice', allowed: handle === 'good' })
})

describe.each(HOSTS)('%s', (_, open) => {
  test('https-redirect: a plain request is sent to the secure port', async () => {
    const site = await open({ modules: [entryOf('redirect', redirectHttpToHttps)] })
    expect(await site.ask('/h%65llo?a=b')).toMatchObject({
      status: 302, reason: 'Object Moved', headers: { location: 'https://site.test/hello' }, body: 'Please use the secure port.', closed: true
    })
  })

  test('pds-auth: to the login, to the refusal, or back with a cookie', async () => {
    const site = await open({ modules: [entryOf('pds', pds)] })
    const ask = async (cookie: string): Promise<unknown[]> => {
      const { status, reason, headers, body } = await site.ask({ url: '/hello?a=b', headers: { cookie } })
      return [status, reason, body, headers['location'], [headers['set-cookie']].flat()[0]]
    }
    const login = 'https://login.test/pds?url=http%3A%2F%2Fsite.test%2Fhello%3Fa%3Db'
    expect(await ask('other=1')).toEqual([302, 'Redirection', '', login, undefined])
    expect(await ask('PDS_HANDLE=bad')).toEqual([302, 'Redirection', '', login, undefined])
    expect(await ask('PDS_HANDLE=poor; other=1')).toEqual([302, 'Redirection', '', 'https://login.test/denied', undefined])
    expect(await ask('other=1; PDS_HANDLE=good')).toEqual([302, 'Redirection', '', 'http://site.test/hello?a=b', 'illiad_user=alice;path=/;domain=.test'])
    expect(site.reports).toEqual([])
  })

  test('pds-auth: with the cookie the user is in a header', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [entryOf('pds', pds), handlerSees(seen, 'PDSIlliadUser')] })
    expect((await site.ask({ url: '/hello', headers: { cookie: 'illiad_user=alice; x=y' } })).body).toBe('hello')
    expect(seen).toEqual(['alice'])
  })

  test('agent-blocker: 503 for a blocked client, and everybody else gets through, with credentials for the application too', async () => {
    const asked: string[] = []
    const site = await open({ modules: [entryOf('blocker', new CAgentblockerFilter((agent) => { asked.push(agent); return agent !== 'Rude+Bot' }))] })
    expect(await site.ask({ url: '/hello', headers: { 'user-agent': 'Rude Bot' } })).toMatchObject({ status: 503, reason: 'Service Unavailable', body: 'Too many requests: this client is blocked for now.' })
    expect(await site.ask({ url: '/hello', headers: { 'user-agent': 'Nice', authorization: 'Basic YTpi' } })).toMatchObject({ status: 200, body: 'hello' })
    expect(asked).toEqual(['Rude+Bot', 'Nice'])
  })
})

test('https-redirect: a secure request goes on', async () => {
  const site = await openInMemory({ modules: [entryOf('redirect', redirectHttpToHttps)], port: SECURE })
  expect((await site.ask('/hello')).body).toBe('hello')
})
