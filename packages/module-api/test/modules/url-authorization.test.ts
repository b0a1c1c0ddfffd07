import { NamedUser, type IHttpUser } from '@isapi-bridge/module-api'
import { BasicAuthenticationModule, UrlAuthorizationModule, type UrlAuthorizationRule } from '@isapi-bridge/module-api/modules'
import { E_FAIL, ERROR_ACCESS_DENIED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { authenticateAs, basic, createUserSite } from './authentication.ts'

const named = (userName: string): IHttpUser => new NamedUser({ remoteUserName: userName, userName, authenticationType: 'Basic' })

/** The status for somebody who requests this. */
async function ask(rules: readonly UrlAuthorizationRule[], userName: string | null, url = '/', method = 'GET'): Promise<number> {
  const { host } = createUserSite([...(userName === null ? [] : [authenticateAs(named(userName))]), UrlAuthorizationModule({ rules })])
  return (await host.request({ url, method })).status
}

describe('users', () => {
  test.each<[string | null, number]>([['bob', 200], ['BOB', 200], ['eve', 401], [null, 401]])('an allowed name lets nobody else in (%s)', async (userName, status) => {
    expect(await ask([{ access: 'allow', users: ['alice', 'Bob'] }], userName)).toBe(status)
  })

  test.each<[string | null, number]>([['bob', 200], [null, 200]])('* is everybody (%s)', async (userName, status) => {
    expect(await ask([{ access: 'allow', users: ['*'] }], userName)).toBe(status)
  })

  test.each<[string | null, number]>([['bob', 200], [null, 401]])('? is whoever has not been authenticated (%s)', async (userName, status) => {
    expect(await ask([{ access: 'allow', users: ['*'] }, { access: 'deny', users: ['?'] }], userName)).toBe(status)
  })
})

describe('rules', () => {
  test('that deny count first, wherever they stand', async () => {
    const rules: UrlAuthorizationRule[] = [{ access: 'allow', users: ['bob'] }, { access: 'deny', users: ['bob'], verbs: ['POST'] }]
    for (const order of [rules, rules.toReversed()]) {
      expect(await ask(order, 'bob')).toBe(200)
      expect(await ask(order, 'bob', '/', 'POST')).toBe(401)
    }
  })

  test('that are about other verbs are passed over', async () => {
    const rules: UrlAuthorizationRule[] = [{ access: 'allow', users: ['*'], verbs: ['GET', 'head'] }]
    expect([await ask(rules, null), await ask(rules, null, '/', 'HEAD'), await ask(rules, null, '/', 'POST')]).toEqual([200, 200, 401])
  })

  test.each([
    ['/admin', 401], ['/admin/', 401], ['/admin/users?x=1', 401], ['/administrator', 200], ['/other/admin', 200], ['/', 200]
  ])('that are about a path hold below it (%s)', async (url, status) => {
    expect(await ask([{ access: 'allow', users: ['*'] }, { access: 'deny', users: ['?'], path: '/admin' }], null, url)).toBe(status)
  })

  test('that allow a path allow nothing else', async () => {
    const rules: UrlAuthorizationRule[] = [{ access: 'allow', users: ['*'], path: '/public/' }]
    expect([await ask(rules, null, '/public/page.html'), await ask(rules, null, '/private.html')]).toEqual([200, 401])
  })
})

describe('roles', () => {
  const rules: UrlAuthorizationRule[] = [{ access: 'allow', roles: ['Editors'] }, { access: 'deny', roles: ['Banned'] }]
  async function withRoles(roles: readonly string[] | undefined): Promise<number> {
    const { host } = createUserSite([BasicAuthenticationModule({ realm: 'site', logon: () => ({ roles }) }), UrlAuthorizationModule({ rules })])
    return (await host.request({ url: '/', headers: basic('bob', 'x') })).status
  }

  test('are those that the logon gave', async () => {
    expect([await withRoles(['editors']), await withRoles(['Editors', 'Banned']), await withRoles(['Readers']), await withRoles(undefined)]).toEqual([200, 401, 401, 401])
  })

  test('are none of a user who knows no roles', async () => {
    expect(await ask([{ access: 'allow', users: ['*'] }, { access: 'deny', roles: ['Banned'] }], 'bob')).toBe(200)
  })

  test('that cannot be told deny, and do not allow', async () => {
    class Unsure extends NamedUser {
      override SupportsIsInRole(): boolean { return true }
      override IsInRole(): ReturnType<IHttpUser['IsInRole']> { return { hr: E_FAIL, value: true } }
    }
    const unsure = new Unsure({ remoteUserName: 'bob', userName: 'bob', authenticationType: 'Forms' })
    const status = async (tested: readonly UrlAuthorizationRule[]): Promise<number> =>
      (await createUserSite([authenticateAs(unsure), UrlAuthorizationModule({ rules: tested })]).host.request('/')).status
    expect(await status([{ access: 'allow', roles: ['Editors'] }])).toBe(401)
    expect(await status([{ access: 'allow', users: ['*'] }, { access: 'deny', roles: ['Banned'] }])).toBe(401)
  })
})

test('who is denied gets 401.2, with the challenge, and the request ends', async () => {
  const { host, seen, served } = createUserSite([
    BasicAuthenticationModule({ realm: 'site', logon: () => true }), UrlAuthorizationModule({ rules: [{ access: 'allow', users: ['bob'] }] })
  ])
  for (const headers of [{}, basic('eve', 'x')]) {
    expect(await host.request({ url: '/', headers })).toMatchObject({ status: 401, reason: 'Unauthorized', body: '', headers: { 'www-authenticate': 'Basic realm="site"' } })
  }
  expect(await host.request({ url: '/', headers: basic('bob', 'x') })).toMatchObject({ status: 200 })
  expect(seen[1]?.status).toMatchObject({ pSubStatus: 2, ppszModule: 'UrlAuthorizationModule', phrErrorToReport: HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED) })
  expect(served).toEqual(['/'])
})

test.each([
  [{ rules: [] }, /at least one rule/],
  [{ rules: [{ access: 'Allow', users: ['*'] }] }, /rules\[0\]\.access/],
  [{ rules: [{ access: 'allow' }] }, /must name users or roles/],
  [{ rules: [{ access: 'allow', users: [] }] }, /must name users or roles/],
  [{ rules: [{ access: 'allow', users: 'bob' }] }, /rules\[0\]\.users/],
  [{ rules: [{ access: 'allow', users: ['bob,eve'] }] }, /one an entry/],
  [{ rules: [{ access: 'allow', roles: ['*'] }] }, /rules\[0\]\.roles/],
  [{ rules: [{ access: 'allow', users: ['*'], verbs: ['GET POST'] }] }, /rules\[0\]\.verbs/],
  [{ rules: [{ access: 'allow', users: ['*'], verbs: [] }] }, /rules\[0\]\.verbs/],
  [{ rules: [{ access: 'allow', users: ['*'], path: 'admin' }] }, /rules\[0\]\.path/],
  [{ rules: [{ access: 'allow', users: ['*'], user: 'x' }] }, /no user/],
  [undefined, /object/]
])('options %# are refused', (options, message) => {
  expect(() => UrlAuthorizationModule(options as never)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})
