import { NamedUser } from '@isapi-bridge/module-api'
import { BasicAuthenticationModule, type BasicLogon, type BasicLogonResult } from '@isapi-bridge/module-api/modules'
import { HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { authenticateAs, basic, createUserSite } from './authentication.ts'
import { handler } from './site.ts'

const off = { anonymousAuthentication: false }
const CHALLENGE = { 'www-authenticate': 'Basic realm="site"' }
const LOGON_FAILURE = HRESULT_FROM_WIN32(1326 as Parameters<typeof HRESULT_FROM_WIN32>[0])

function site(logon: BasicLogon, options = off) {
  return createUserSite([BasicAuthenticationModule({ realm: 'site', logon })], options)
}

const bobOnly: BasicLogon = (userName, password) => userName === 'bob' && password === 'secret'

describe('credentials', () => {
  test('that are right let the user in', async () => {
    const { host, seen } = site(bobOnly)
    const response = await host.request({ url: '/', headers: basic('bob', 'secret') })
    expect(response).toMatchObject({ status: 200, body: 'content' })
    expect(response.headers).not.toHaveProperty('www-authenticate')
    const user = seen[0]?.user
    expect([user?.GetUserName(), user?.GetRemoteUserName(), user?.GetAuthenticationType(), user?.GetPassword(), user?.SupportsIsInRole()]).toEqual(['bob', 'bob', 'Basic', 'secret', false])
  })

  test('that are wrong are 401.1, and the request ends', async () => {
    const { host, seen, served } = site(bobOnly)
    const response = await host.request({ url: '/', headers: basic('bob', 'wrong') })
    expect(response).toMatchObject({ status: 401, reason: 'Unauthorized', body: '' })
    expect(response.headers).toEqual(CHALLENGE)
    expect(seen[0]).toMatchObject({ user: null, status: { pSubStatus: 1, ppszModule: 'BasicAuthenticationModule', phrErrorToReport: LOGON_FAILURE } })
    expect(served).toEqual([])
  })

  test('that are missing are left to the core: 401.2, or the anonymous user', async () => {
    const strict = site(bobOnly)
    expect(await strict.host.request('/')).toMatchObject({ status: 401, headers: CHALLENGE })
    expect(strict.seen[0]?.status.pSubStatus).toBe(2)
    const open = site(bobOnly, { anonymousAuthentication: true })
    expect(await open.host.request('/')).toMatchObject({ status: 200 })
  })

  test('of another scheme are left to other modules', async () => {
    let asked = 0
    const { host } = site(() => { asked++; return true })
    expect(await host.request({ url: '/', headers: { Authorization: 'Bearer abc' } })).toMatchObject({ status: 401 })
    expect(await host.request({ url: '/', headers: { Authorization: 'Basically none' } })).toMatchObject({ status: 401 })
    expect(asked).toBe(0)
  })

  test.each([
    ['colons in the password', 'bob', 'a:b:c'],
    ['no password', 'bob', ''],
    ['no user', '', 'secret'],
    ['UTF-8', 'grün', 'pässwörd €'],
    ['a scheme in other case', 'bob', 'secret', 'bAsIc']
  ])('with %s are understood', async (_what, userName, password, scheme = 'Basic') => {
    let got: unknown
    const { host } = site((...credentials) => { got = credentials; return true })
    const headers = { Authorization: basic(userName, password)['Authorization']?.replace('Basic', scheme) ?? '' }
    expect(await host.request({ url: '/', headers })).toMatchObject({ status: 200 })
    expect(got).toEqual([userName, password])
  })

  test('are not asked for when the request has a user already', async () => {
    let asked = 0
    const bob = new NamedUser({ remoteUserName: 'bob', userName: 'bob', authenticationType: 'Forms' })
    const { host, seen } = createUserSite([authenticateAs(bob), BasicAuthenticationModule({ realm: 'site', logon: () => { asked++; return false } })], off)
    expect(await host.request({ url: '/', headers: basic('eve', 'x') })).toMatchObject({ status: 200 })
    expect([asked, seen[0]?.user]).toEqual([0, bob])
  })
})

describe('a logon', () => {
  test('may take its time', async () => {
    const { host } = site(async (userName, password) => { await new Promise((resolve) => { setImmediate(resolve) }); return bobOnly(userName, password) as boolean })
    expect(await host.request({ url: '/', headers: basic('bob', 'secret') })).toMatchObject({ status: 200 })
    expect(await host.request({ url: '/', headers: basic('bob', 'wrong') })).toMatchObject({ status: 401 })
  })

  test('may give the account another name, and roles', async () => {
    const { host, seen } = site(() => ({ userName: 'DOMAIN\\bob', roles: ['Editors'] }))
    await host.request({ url: '/', headers: basic('bob', 'secret') })
    const user = seen[0]?.user
    expect([user?.GetUserName(), user?.GetRemoteUserName(), user?.SupportsIsInRole()]).toEqual(['DOMAIN\\bob', 'bob', true])
    expect([user?.IsInRole('editors').value, user?.IsInRole('admins').value, user?.IsInRole('').value]).toEqual([true, false, false])
  })

  test.each<[string, BasicLogonResult]>([['false', false], ['null', null], ['nothing', undefined]])('that gives %s lets nobody in', async (_what, result) => {
    for (const logon of [() => result, () => Promise.resolve(result)]) {
      expect(await site(logon).host.request({ url: '/', headers: basic('bob', 'secret') })).toMatchObject({ status: 401 })
    }
  })
})

describe('the challenge', () => {
  test('goes with every 401, whoever made it', async () => {
    const refusing = handler('refusing', (context) => {
      context.GetResponse().SetStatus(401, 'Unauthorized', 3)
      context.SetRequestHandled()
    })
    const { host } = createUserSite([BasicAuthenticationModule({ realm: 'site', logon: bobOnly }), refusing], { route: () => false })
    expect((await host.request('/')).headers).toMatchObject(CHALLENGE)
  })

  test('stands beside that of another scheme, and only once', async () => {
    const other = handler('other', (context) => {
      const response = context.GetResponse()
      response.SetStatus(401, 'Unauthorized')
      response.SetHeader('WWW-Authenticate', 'Negotiate', true)
      context.SetRequestHandled()
    })
    const entry = BasicAuthenticationModule({ realm: 'site', logon: bobOnly })
    const twice = { name: 'Again', module: 'module' in entry ? entry.module : entry }
    const { host } = createUserSite([entry, twice, other], { route: () => false })
    expect((await host.request('/')).headers).toEqual({ 'www-authenticate': ['Negotiate', 'Basic realm="site"'] })
  })

  test('quotes the realm', async () => {
    const { host } = createUserSite([BasicAuthenticationModule({ realm: 'the "inner\\outer" site', logon: bobOnly })], off)
    expect((await host.request('/')).headers).toEqual({ 'www-authenticate': 'Basic realm="the \\"inner\\\\outer\\" site"' })
  })

  test('is not sent with other answers', async () => {
    const { host } = createUserSite([BasicAuthenticationModule({ realm: 'site', logon: bobOnly })], { route: () => false })
    expect(await host.request('/')).toMatchObject({ status: 404, headers: {} })
  })
})

test.each([
  [{ logon: bobOnly }, /`realm`/],
  [{ realm: '', logon: bobOnly }, /`realm`/],
  [{ realm: 'a\r\nb', logon: bobOnly }, /`realm`/],
  [{ realm: 'site' }, /`logon` must be a function/],
  [{ realm: 'site', logon: bobOnly, htpasswd: 'users' }, /no htpasswd/],
  [undefined, /object/]
])('options %# are refused', (options, message) => {
  expect(() => BasicAuthenticationModule(options as never)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})
