import {
  SF_DENIED_FILTER, SF_MAX_PASSWORD, SF_MAX_USERNAME, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, readSz, writeSz, type HTTP_FILTER_AUTHENT
} from '@isapi-bridge/filter-api'
import { AnonymousAuthenticationModule, BasicAuthenticationModule } from '@isapi-bridge/module-api/modules'
import { ERROR_ACCESS_DENIED } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, recordingEvents, variable, type FilterHandlers } from '../support/filters.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS, type Ask } from '../support/site.ts'
import { pause } from './support.ts'

/** The accounts of the site. */
const ACCOUNTS: Readonly<Record<string, string>> = { alice: 'secret', 'SITE\\alice': 'hidden' }
const basic = (log: string[] = []) => BasicAuthenticationModule({
  realm: 'site',
  logon(userName, password) {
    log.push(`logon ${userName}:${password}`)
    return ACCOUNTS[userName] === password
  }
})

const as = (userName: string, password: string, url = '/hello'): Ask => ({ url, headers: { authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}` } })

/** Maps one pair to another. */
const mapping = (from: string, user: string, password: string): FilterHandlers => ({
  AUTHENTICATION(_pfc, data) {
    if (readSz(data.pszUser) !== from) return
    writeSz(data.pszUser, user)
    writeSz(data.pszPassword, password)
  }
})

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.authentication.before-logon', async () => {
    const log: string[] = []
    const site = await open({
      modules: [basic(log), moduleOf('early', recordingHandlers('early', log, ['BEGIN_REQUEST', 'AUTHENTICATE_REQUEST'])), bridged('f', recordingEvents('f', log, ['URL_MAP', 'AUTHENTICATION', 'AUTH_COMPLETE']))]
    })
    expect((await site.ask(as('alice', 'secret'))).status).toBe(200)
    expect(log).toEqual(['f URL_MAP', 'early BEGIN_REQUEST', 'f AUTHENTICATION', 'logon alice:secret', 'early AUTHENTICATE_REQUEST', 'f AUTH_COMPLETE'])
  })

  statement('filter.authentication.anonymous-and-basic', async () => {
    const seen: string[] = []
    const site = await open({ modules: [basic(), bridged('f', { AUTHENTICATION(_pfc, data) { seen.push(`${readSz(data.pszUser)}:${readSz(data.pszPassword)}`) } })] })
    const ask = async (authorization?: string): Promise<string[]> => {
      await site.ask({ url: '/hello', headers: authorization === undefined ? {} : { authorization } })
      return seen.splice(0)
    }
    expect(await ask()).toEqual([':'])
    expect(await ask(as('alice', 'secret').headers?.['authorization'])).toEqual(['alice:secret'])
    expect(await ask('Negotiate TlRMTVNTUAAB')).toEqual([])
    expect(await ask('Bearer abc')).toEqual([])
    expect(await ask('Digest username="alice"')).toEqual([])
  })

  statement('filter.authentication.refused', async () => {
    const log: string[] = []
    const refusing: FilterHandlers = {
      AUTHENTICATION(_pfc, data) {
        if (readSz(data.pszUser) !== 'mallory') return
        SetLastError(ERROR_ACCESS_DENIED)
        return SF_STATUS_REQ_ERROR
      },
      ACCESS_DENIED(_pfc, data) { log.push(`denied ${data.dwReason}`) }
    }
    const site = await open({ modules: [basic(log), bridged('f', refusing)] })
    const { status, headers } = await site.ask(as('mallory', 'secret'))
    expect([status, headers['www-authenticate']]).toEqual([401, 'Basic realm="site"'])
    expect(log).toEqual([`denied ${SF_DENIED_FILTER}`])
    expect((await site.ask(as('alice', 'secret'))).status).toBe(200)
  })

  statement('filter.log.mapped-user', async () => {
    const users: string[] = []
    const site = await open({ modules: [basic(), bridged('f', { ...mapping('bob', 'SITE\\alice', 'hidden'), LOG(_pfc, data) { users.push(data.pszClientUserName) } })] })
    for (const request of [as('bob', 'any'), as('alice', 'secret'), as('alice', 'wrong'), '/hello']) await site.ask(request)
    expect(users).toEqual(['SITE\\alice', 'alice', '', ''])
  })

  statement('filter.authentication.maps', async () => {
    const log: string[] = []
    const names = new Map<string, string | null>()
    const site = await open({
      modules: [
        basic(log),
        bridged('mapper', {
          ...mapping('alice', 'SITE\\alice', 'hidden'),
          AUTH_COMPLETE(pfc) { for (const name of ['AUTH_USER', 'REMOTE_USER', 'UNMAPPED_REMOTE_USER', 'LOGON_USER', 'AUTH_TYPE', 'AUTH_PASSWORD']) names.set(name, variable(pfc, name)) }
        })
      ]
    })
    expect((await site.ask(as('alice', 'anything'))).status).toBe(200)
    expect(log).toEqual(['logon SITE\\alice:hidden'])
    expect(Object.fromEntries(names)).toEqual({
      AUTH_USER: 'alice', REMOTE_USER: 'alice', UNMAPPED_REMOTE_USER: 'alice', LOGON_USER: 'SITE\\alice', AUTH_TYPE: 'Basic', AUTH_PASSWORD: 'anything'
    })
  })

  statement('filter.authentication.result-counts', async () => {
    const log: string[] = []
    const site = await open({ modules: [basic(log), AnonymousAuthenticationModule(), bridged('mapper', { ...mapping('alice', 'SITE\\alice', 'wrong'), ...recordingEvents('f', log, ['AUTH_COMPLETE']) })] })
    const denied = await site.ask(as('alice', 'secret'))
    expect([denied.status, denied.headers['www-authenticate']]).toEqual([401, 'Basic realm="site"'])
    expect(log).toEqual(['logon SITE\\alice:wrong'])
  })

  statement('filter.authentication.anonymous-to-account', async () => {
    const names: (string | null)[] = []
    const site = await open({ modules: [AnonymousAuthenticationModule(), basic(), bridged('cookie', { ...mapping('', 'SITE\\alice', 'hidden'), AUTH_COMPLETE(pfc) { names.push(variable(pfc, 'AUTH_USER'), variable(pfc, 'LOGON_USER')) } })] })
    expect((await site.ask('/hello')).status).toBe(200)
    expect(names).toEqual(['SITE\\alice', 'SITE\\alice'])
  })

  statement('filter.authentication.to-anonymous', async () => {
    const log: string[] = []
    const site = await open({ modules: [basic(log), bridged('f', { ...mapping('alice', '', ''), AUTH_COMPLETE(pfc) { log.push(`user ${variable(pfc, 'AUTH_USER')}`) } })] })
    expect((await site.ask(as('alice', 'wrong'))).status).toBe(200)
    expect(log).toEqual(['user '])
  })

  statement('filter.authentication.nobody-logs-on', async () => {
    const site = await open({ modules: [bridged('f', mapping('', 'SITE\\alice', 'hidden'))] })
    expect((await site.ask('/hello')).status).toBe(401)
    expect(site.reports.map((error) => error.message)).toEqual([
      'Nobody logged on "SITE\\alice". Add a module that logs users on, such as BasicAuthenticationModule, for the accounts that a filter maps to.'
    ])
  })

  statement('filter.authentication.unchanged', async () => {
    const log: string[] = []
    const site = await open({ modules: [basic(log), bridged('f', recordingEvents('f', log, ['AUTHENTICATION']))] })
    expect((await site.ask(as('alice', 'secret'))).status).toBe(200)
    expect((await site.ask(as('alice', 'wrong'))).status).toBe(401)
    expect((await site.ask('/hello')).status).toBe(200)
    expect(log).toEqual(['f AUTHENTICATION', 'logon alice:secret', 'f AUTHENTICATION', 'logon alice:wrong', 'f AUTHENTICATION'])
    // Where the application reads the header itself.
    const own = await open({ modules: [bridged('f', recordingEvents('f', log, ['AUTHENTICATION']))] })
    expect((await own.ask(as('alice', 'secret'))).status).toBe(200)
    expect([own.reports, log.at(-1)]).toEqual([[], 'f AUTHENTICATION'])
  })

  statement('filter.authentication.buffers', async () => {
    const seen: unknown[] = []
    const look = (data: HTTP_FILTER_AUTHENT): void => {
      seen.push(data.pszUser.includes(0) && data.cbUserBuff >= SF_MAX_USERNAME && data.cbUserBuff === data.pszUser.length, data.cbPasswordBuff >= SF_MAX_PASSWORD && data.cbPasswordBuff === data.pszPassword.length)
    }
    const site = await open({ modules: [bridged('f', { AUTHENTICATION(_pfc, data) { look(data); seen.push(readSz(data.pszUser).length, readSz(data.pszPassword).length) } })] })
    await site.ask('/hello')
    expect(seen.splice(0)).toEqual([true, true, 0, 0])
    await site.ask(as('u'.repeat(1000), 'p'.repeat(2000)))
    expect(seen).toEqual([true, true, 1000, 2000])
  })

  statement('filter.authentication.chained', async () => {
    const seen: string[] = []
    const log: string[] = []
    const site = await open({
      modules: [
        basic(log),
        bridged('second', { AUTHENTICATION(_pfc, data) { seen.push(readSz(data.pszUser)); writeSz(data.pszPassword, 'hidden') } }, { order: 'LOW' }),
        bridged('first', { AUTHENTICATION(_pfc, data) { seen.push(readSz(data.pszUser)); writeSz(data.pszUser, 'SITE\\alice') } }, { order: 'HIGH' })
      ]
    })
    expect((await site.ask(as('alice', 'x'))).status).toBe(200)
    expect(seen).toEqual(['alice', 'SITE\\alice'])
    expect(log).toEqual(['logon SITE\\alice:hidden'])
  })

  statement('filter.authentication.no-text', async () => {
    for (const [name, edit] of [
      ['no NUL', (data: HTTP_FILTER_AUTHENT) => { data.pszUser.fill(97) }],
      ['no UTF-8', (data: HTTP_FILTER_AUTHENT) => { data.pszUser.set([0xe9, 0]) }],
      ['a line break', (data: HTTP_FILTER_AUTHENT) => { writeSz(data.pszPassword, 'a\r\nb') }]
    ] as const) {
      const site = await open({ modules: [basic(), bridged('f', { AUTHENTICATION(_pfc, data) { edit(data) } })] })
      expect([name, (await site.ask('/hello')).status]).toEqual([name, 500])
      expect(site.reports[0]?.message).toContain('Filter "f" left credentials that are no text.')
    }
  })

  statement('filter.authentication.user-of-the-site', async () => {
    const users: (string | null)[] = []
    const site = await open({
      modules: [
        basic(),
        bridged('mapper', mapping('alice', 'SITE\\alice', 'hidden')),
        moduleOf('late', { OnAuthorizeRequest(context) { users.push(context.GetUser()?.GetRemoteUserName() ?? null, context.GetUser()?.GetUserName() ?? null, String(context.GetServerVariable('AUTH_USER'))) } })
      ]
    })
    await site.ask(as('alice', 'x'))
    expect(users).toEqual(['alice', 'SITE\\alice', 'alice'])
  })

  statement('filter.authentication.waits', async () => {
    const log: string[] = []
    const site = await open({
      modules: [basic(log), bridged('f', {
        async AUTHENTICATION(_pfc, data) {
          await pause(1)
          writeSz(data.pszUser, 'SITE\\alice')
          writeSz(data.pszPassword, 'hidden')
          return SF_STATUS_REQ_NEXT_NOTIFICATION
        }
      })]
    })
    expect((await site.ask('/hello')).status).toBe(200)
    expect(log).toEqual(['logon SITE\\alice:hidden'])
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  const asked = async (profile: 'iis5' | 'iis6', requests: readonly Ask[], overrides = {}): Promise<{ readonly seen: string[]; readonly logons: string[]; readonly statuses: number[] }> => {
    const seen: string[] = []
    const logons: string[] = []
    const site = await open({
      modules: [basic(logons), bridged('f', {
        AUTHENTICATION(_pfc, data) {
          seen.push(readSz(data.pszUser))
          if (readSz(data.pszUser) !== 'alice') return
          writeSz(data.pszUser, 'SITE\\alice')
          writeSz(data.pszPassword, 'hidden')
        }
      }, { profile, overrides })]
    })
    const client = site.connect()
    const statuses: number[] = []
    for (const request of requests) statuses.push((await client.ask(request)).status)
    await client.leave()
    return { seen, logons, statuses }
  }
  const nobody: Ask = { url: '/hello' }

  statement('filter.authentication.first-request', async () => {
    const { seen, logons, statuses } = await asked('iis5', [as('alice', 'x'), as('alice', 'x'), nobody])
    expect(seen).toEqual(['alice'])
    // The account that was found for the same credentials stays theirs.
    expect(logons).toEqual(['logon SITE\\alice:hidden', 'logon SITE\\alice:hidden'])
    expect(statuses).toEqual([200, 200, 200])
  })

  statement('filter.authentication.other-credentials', async () => {
    const { seen, logons, statuses } = await asked('iis5', [as('alice', 'x'), as('bob', 'y'), as('alice', 'z'), as('alice', 'w')])
    expect(seen).toEqual(['alice', 'bob', 'alice', 'alice'])
    expect(logons).toEqual(['logon SITE\\alice:hidden', 'logon bob:y', 'logon SITE\\alice:hidden', 'logon SITE\\alice:hidden'])
    expect(statuses).toEqual([200, 401, 200, 200])
  })

  statement('filter.authentication.each-basic-request', async () => {
    const { seen, statuses } = await asked('iis6', [nobody, as('alice', 'x'), as('alice', 'x'), nobody])
    expect(seen).toEqual(['', 'alice', 'alice'])
    expect(statuses).toEqual([200, 200, 200, 200])
  })

  statement('filter.authentication.each-request', async () => {
    const { seen } = await asked('iis6', [nobody, as('alice', 'x'), nobody], { authentication: 'each-request' })
    expect(seen).toEqual(['', 'alice', ''])
  })

  statement('filter.authentication.without-keep-alive', async () => {
    for (const profile of ['iis5', 'iis6'] as const) {
      const seen: string[] = []
      const site = await open({ modules: [bridged('f', { AUTHENTICATION() { seen.push('asked') } }, { profile })] })
      for (let count = 0; count < 3; count++) await site.ask('/hello')
      expect(seen).toEqual(['asked', 'asked', 'asked'])
    }
  })

  statement('filter.authentication.one-client-one-account', async () => {
    // What was found for an anonymous request serves that request: the next one on the connection may be somebody else's.
    const users: (string | null)[] = []
    const site = await open({
      modules: [basic(), AnonymousAuthenticationModule(), bridged('cookie', {
        ...mapping('', 'SITE\\alice', 'hidden'),
        AUTH_COMPLETE(pfc) { users.push(variable(pfc, 'LOGON_USER')) }
      }, { profile: 'iis6' })]
    })
    const client = site.connect()
    await client.ask('/hello')
    await client.ask('/hello')
    await client.leave()
    expect(users).toEqual(['SITE\\alice', ''])
  })
})
