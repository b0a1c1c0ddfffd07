import { NamedUser } from '@isapi-bridge/module-api'
import { AnonymousAuthenticationModule, BasicAuthenticationModule } from '@isapi-bridge/module-api/modules'
import { expect, test } from 'vitest'
import { authenticateAs, basic, createUserSite } from './authentication.ts'

const off = { anonymousAuthentication: false }

test('a request without credentials gets the anonymous user', async () => {
  const { host, seen } = createUserSite([AnonymousAuthenticationModule()], off)
  expect(await host.request('/')).toMatchObject({ status: 200, body: 'content' })
  const user = seen[0]?.user
  expect([user?.GetUserName(), user?.GetRemoteUserName(), user?.GetAuthenticationType(), user?.GetPassword()]).toEqual(['', '', '', ''])
})

test('the account of the options is the one that LOGON_USER names', async () => {
  const { host, seen } = createUserSite([AnonymousAuthenticationModule({ userName: 'IUSR' })], off)
  await host.request('/')
  const user = seen[0]?.user
  expect([user?.GetUserName(), user?.GetRemoteUserName(), user?.GetAuthenticationType()]).toEqual(['IUSR', '', ''])
})

test('other schemes come first, wherever they stand', async () => {
  const bob = new NamedUser({ remoteUserName: 'bob', userName: 'bob', authenticationType: 'Forms' })
  for (const modules of [[AnonymousAuthenticationModule(), authenticateAs(bob)], [authenticateAs(bob), AnonymousAuthenticationModule()]]) {
    const { host, seen } = createUserSite(modules, off)
    await host.request('/')
    expect(seen[0]?.user).toBe(bob)
  }
})

test('wrong credentials are refused all the same', async () => {
  const { host } = createUserSite([AnonymousAuthenticationModule(), BasicAuthenticationModule({ realm: 'site', logon: () => false })], off)
  expect(await host.request({ url: '/', headers: basic('bob', 'wrong') })).toMatchObject({ status: 401 })
  expect(await host.request('/')).toMatchObject({ status: 200 })
})

test('the plan shows it last', () => {
  const { host } = createUserSite([AnonymousAuthenticationModule(), BasicAuthenticationModule({ realm: 'site', logon: () => false })])
  expect(host.plan().filter((row) => row.stage === 'AUTHENTICATE_REQUEST').map((row) => row.name)).toEqual(['BasicAuthenticationModule', 'AnonymousAuthenticationModule', 'server'])
})

test.each([
  [{ userName: 1 }, /`userName`/],
  [{ username: 'x' }, /no username; there are userName/],
  [null, /object/]
])('options %j are refused', (options, message) => {
  expect(() => AnonymousAuthenticationModule(options as never)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})
