import { NamedUser, type IHttpUser } from '@isapi-bridge/module-api'
import { AnonymousAuthenticationModule, UrlAuthorizationModule } from '@isapi-bridge/module-api/modules'
import { expect, test } from 'vitest'
import { authenticateAs, createUserSite } from './authentication.ts'

const GUARDED = [{ access: 'allow', users: ['*'] }, { access: 'deny', users: ['?'], path: '/admin' }] as const

test.each([
  '/admin', '/ADMIN', '/%61dmin', '/%41dmin/x', '//admin', '/x/../admin', '/./admin', '/%2e/admin', '/admin%2Fx', '/admin%5cx', '/admin\\x', '/admin.', '/admin%20',
  '/admin::$DATA', 'http://site.test/admin', '/adm%C4%B1n', '/admin?/../public', '/%61%64%6d%69%6e/', '/admin/.'
])('%s is the folder that is guarded', async (url) => {
  const { host, served } = createUserSite([UrlAuthorizationModule({ rules: GUARDED })])
  expect(await host.request(url)).toMatchObject({ status: 401, body: '' })
  expect(served).toEqual([])
})

test('a guard holds without any authentication module, too', async () => {
  const { host } = createUserSite([UrlAuthorizationModule({ rules: [{ access: 'allow', users: ['bob'] }] })])
  expect(await host.request('/')).toMatchObject({ status: 401 })
})

test('the account of the anonymous user cannot be used to pass a guard', async () => {
  const { host } = createUserSite([AnonymousAuthenticationModule({ userName: 'bob' }), UrlAuthorizationModule({ rules: [{ access: 'allow', users: ['bob'] }] })])
  expect(await host.request('/')).toMatchObject({ status: 401 })
})

test.each([
  ['a name in look-alike letters', { remoteUserName: 'x', userName: 'adm\u0131n' }],
  ['the Kelvin sign', { remoteUserName: 'x', userName: '\u212Aarl' }],
  ['the name that the client chose', { remoteUserName: 'admin', userName: 'guest-admin' }],
  ['no name', { remoteUserName: '', userName: '' }],
  ['a name that is a star', { remoteUserName: '*', userName: '*' }]
])('%s is another account', async (_what, names) => {
  const user: IHttpUser = new NamedUser({ ...names, authenticationType: 'Basic' })
  const { host } = createUserSite([authenticateAs(user), UrlAuthorizationModule({ rules: [{ access: 'allow', users: ['admin', 'karl'] }] })])
  expect(await host.request('/')).toMatchObject({ status: 401 })
})
