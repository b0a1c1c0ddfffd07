import { AnonymousUser, NamedUser, RQ_NOTIFICATION_CONTINUE, type IHttpContext } from '@isapi-bridge/module-api'
import { E_NOTIMPL, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { extended } from '../support/extended.ts'
import { moduleOf, recordingHandlers, type Handlers } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

const alice = () => new NamedUser({ remoteUserName: 'alice', userName: 'SITE\\alice', authenticationType: 'Test', token: 'token of alice' })
const nameOf = (context: IHttpContext): string | null => context.GetUser()?.GetUserName() ?? null

describe.each(HOSTS)('%s', (_, open) => {
  statement('user.set', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [moduleOf('m', { OnAuthenticateRequest(context, provider) {
      seen.push(nameOf(context))
      provider.SetUser(alice())
      seen.push(nameOf(context))
    } })] })
    await site.ask('/hello')
    expect(seen).toEqual([null, 'SITE\\alice'])
  })

  statement('user.set-null', async () => {
    const site = await open({ anonymousAuthentication: false, modules: [
      moduleOf('first', { OnAuthenticateRequest(_context, provider) { provider.SetUser(null) } }),
      moduleOf('second', { OnAuthenticateRequest(context, provider) { if (context.GetScriptName() === '/hello') provider.SetUser(alice()) } }),
      moduleOf('third', { OnAuthenticateRequest(_context, provider) { provider.SetUser(null) } })
    ] })
    expect((await site.ask('/hello')).status).toBe(200)
    expect((await site.ask('/other')).status).toBe(401)
  })

  statement('user.identity', async () => {
    const user = alice()
    const seen: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnAuthenticateRequest(_context, provider) { provider.SetUser(user) },
      OnEndRequest(context) { seen.push(context.GetUser()) }
    })] })
    await site.ask('/hello')
    expect(seen[0]).toBe(user)
  })

  statement('user.taken-over', async () => {
    const log: string[] = []
    class Counted extends NamedUser {
      constructor(name: string) { super({ remoteUserName: name, userName: name, authenticationType: 'Test' }) }
      override ReferenceUser(): void { log.push(`+ ${this.GetUserName()}`) }
      override DereferenceUser(): void { log.push(`- ${this.GetUserName()}`) }
    }
    const site = await open({ modules: [moduleOf('m', {
      OnAuthenticateRequest(_context, provider) { for (const name of ['first', 'second']) provider.SetUser(new Counted(name)) },
      OnPostEndRequest() { log.push('end') },
      OnSendResponse() { log.push('send') }
    })] })
    await site.ask('/hello')
    expect(log).toEqual(['end', 'send', '- first', '- second'])
  })

  statement('user.original', async () => {
    const seen: unknown[] = []
    const look: Handlers['OnAuthorizeRequest'] = (context) => { seen.push(extended(context).GetOriginalUser()?.GetUserName() ?? null, nameOf(context)) }
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest: look, OnAuthorizeRequest: look, OnAuthenticateRequest(_context, provider) {
      for (const userName of ['first', 'second']) provider.SetUser(new NamedUser({ remoteUserName: '', userName, authenticationType: '' }))
    } })] })
    await site.ask('/hello')
    expect(seen).toEqual([null, null, 'first', 'second'])
  })

  statement('user.variables-follow', async () => {
    const seen: unknown[] = []
    const look = (context: IHttpContext) => { seen.push(['AUTH_USER', 'REMOTE_USER', 'LOGON_USER', 'AUTH_TYPE'].map((name) => context.GetServerVariable(name))) }
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest: look, OnAuthorizeRequest: look, OnAuthenticateRequest(context, provider) {
      provider.SetUser(alice())
      look(context)
      provider.SetUser(new NamedUser({ remoteUserName: 'bob', userName: 'SITE\\robert', authenticationType: 'Other' }))
      seen.push(context.SetServerVariable('REMOTE_USER', 'mallory'))
    } })] })
    await site.ask('/hello')
    expect(seen).toEqual([['', '', '', ''], ['alice', 'alice', 'SITE\\alice', 'Test'], HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER), ['bob', 'bob', 'SITE\\robert', 'Other']])
  })

  statement('module.auth.nobody', async () => {
    const statuses: unknown[] = []
    const denied = await open({ anonymousAuthentication: false, modules: [moduleOf('m', { OnEndRequest(context) { statuses.push(context.GetResponse().GetStatus().pSubStatus) } })] })
    for (const url of ['/hello', '/other']) expect((await denied.ask(url)).status).toBe(401)
    expect(statuses).toEqual([2, 2])
    expect((await (await open({ anonymousAuthentication: false, modules: [] })).ask('/hello')).status).toBe(401)
    expect((await (await open({ modules: [] })).ask('/hello')).status).toBe(200)
  })

  statement('module.auth.no-user', async () => {
    const statuses: unknown[] = []
    const look: Handlers = { OnEndRequest(context) { statuses.push([context.GetResponse().GetStatus().pStatusCode, context.GetResponse().GetStatus().pSubStatus]) } }
    const idle: Handlers = { OnAuthenticateRequest: () => RQ_NOTIFICATION_CONTINUE }
    const denied = await open({ anonymousAuthentication: false, modules: [moduleOf('m', { ...idle, ...look })] })
    expect((await denied.ask('/hello')).status).toBe(401)
    const anonymous = await open({ anonymousAuthentication: true, modules: [moduleOf('m', { ...idle, ...look })] })
    expect((await anonymous.ask('/hello')).status).toBe(200)
    expect(statuses).toEqual([[401, 2], [200, 0]])
  })

  statement('module.auth.check-position', async () => {
    const log: string[] = []
    const site = await open({ anonymousAuthentication: false, modules: [
      moduleOf('m', recordingHandlers('m', log, ['AUTHENTICATE_REQUEST', 'AUTHORIZE_REQUEST', 'END_REQUEST'], ['AUTHENTICATE_REQUEST'])),
      // Too late: what it sets in the last event handler counts, what a post handler would do never happens.
      moduleOf('late', { OnAuthenticateRequest(context, provider) { if (context.GetScriptName() === '/hello') provider.SetUser(alice()) } })
    ] })
    await site.ask('/hello')
    expect(log.splice(0)).toEqual(['m AUTHENTICATE_REQUEST', 'm post AUTHENTICATE_REQUEST', 'm AUTHORIZE_REQUEST', 'm END_REQUEST'])
    await site.ask('/other')
    expect(log).toEqual(['m AUTHENTICATE_REQUEST', 'm END_REQUEST'])
  })

  statement('user.anonymous-type', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnAuthenticateRequest() {},
      OnAuthorizeRequest(context) { seen.push(context.GetUser()?.GetAuthenticationType(), context.GetServerVariable('AUTH_TYPE')) }
    })] })
    await site.ask('/hello')
    expect(seen).toEqual(['', ''])
  })
})

statement('user.references', () => {
  const user = alice()
  expect(user.GetImpersonationToken()).toBe('token of alice')
  user.ReferenceUser()
  user.DereferenceUser()
  expect(user.GetImpersonationToken()).toBe('token of alice')
  user.DereferenceUser()
  expect(user.GetImpersonationToken()).toBeNull()
})

statement('user.no-roles', () => {
  expect(alice().SupportsIsInRole()).toBe(false)
  expect(alice().IsInRole('').hr).toBe(E_NOTIMPL)
})

statement('user.anonymous-role', () => {
  const user = new AnonymousUser()
  expect(user.SupportsIsInRole()).toBe(true)
  expect(user.IsInRole('')).toEqual({ hr: S_OK, value: true })
  expect(user.IsInRole('Administrators')).toEqual({ hr: S_OK, value: false })
})
