import {
  GetLastError, SetLastError, SF_DENIED_APPLICATION, SF_DENIED_BY_CONFIG, SF_DENIED_FILTER, SF_DENIED_LOGON, SF_DENIED_RESOURCE, SF_REQ_ADD_HEADERS_ON_DENIAL,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import { RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type ModuleEntry } from '@isapi-bridge/module-api'
import { BasicAuthenticationModule, UrlAuthorizationModule } from '@isapi-bridge/module-api/modules'
import { ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER, NO_ERROR } from '@isapi-bridge/win32'
import { join, resolve } from 'node:path'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, header, recordingEvents, type FilterHandlers } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS, type Ask } from '../support/site.ts'
import { answer } from './support.ts'

const basic = BasicAuthenticationModule({ realm: 'site', logon: (userName, password) => userName === 'alice' && password === 'secret' })
const alice: Ask = { url: '/hello', headers: { authorization: `Basic ${Buffer.from('alice:secret').toString('base64')}` } }
const mallory: Ask = { url: '/hello', headers: { authorization: `Basic ${Buffer.from('alice:guess').toString('base64')}` } }

/** A module that denies in this stage. */
const denying = (handler: 'OnBeginRequest' | 'OnAuthenticateRequest' | 'OnAuthorizeRequest' | 'OnExecuteRequestHandler', status = 401, subStatus = 0): ModuleEntry => moduleOf('denying', {
  [handler](context: IHttpContext) {
    context.GetResponse().SetStatus(status, 'Unauthorized', subStatus)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
})

const deny = (pfc: HTTP_FILTER_CONTEXT, lines: string): boolean => pfc.ServerSupportFunction(pfc, SF_REQ_ADD_HEADERS_ON_DENIAL, lines)
const refusing = { PREPROC_HEADERS() { SetLastError(ERROR_ACCESS_DENIED); return SF_STATUS_REQ_ERROR } } satisfies FilterHandlers

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.access-denied.before-answer', async () => {
    const log: string[] = []
    const seen: unknown[] = []
    const site = await open({
      modules: [basic, bridged('f', { ...recordingEvents('f', log, ['SEND_RESPONSE']), ACCESS_DENIED(_pfc, data) { log.push('f ACCESS_DENIED'); seen.push(data.pszURL, data.pszPhysicalPath) } })],
      site: { root: resolve('site-of-tests') }
    })
    expect((await site.ask(mallory)).status).toBe(401)
    expect(log).toEqual(['f ACCESS_DENIED', 'f SEND_RESPONSE'])
    expect(seen).toEqual(['/hello', join(resolve('site-of-tests'), 'hello')])
  })

  statement('filter.access-denied.only-401', async () => {
    const log: string[] = []
    const site = await open({ modules: [bridged('f', recordingEvents('f', log, ['ACCESS_DENIED'])), denying('OnAuthorizeRequest', 403, 2)] })
    expect((await site.ask('/hello')).status).toBe(403)
    const free = await open({ modules: [bridged('f', recordingEvents('f', log, ['ACCESS_DENIED']))] })
    expect((await free.ask('/hello')).status).toBe(200)
    expect((await free.ask('/missing')).status).toBe(404)
    expect(log).toEqual([])
  })

  statement('filter.access-denied.reasons', async () => {
    const seen: number[] = []
    const filter = bridged('f', { ACCESS_DENIED(_pfc, data) { seen.push(data.dwReason) } })
    const reason = async (modules: readonly ModuleEntry[], request: string | Ask = '/hello', anonymousAuthentication = true): Promise<number | undefined> => {
      const site = await open({ modules: [...modules, filter], anonymousAuthentication })
      expect((await site.ask(request)).status).toBe(401)
      await site.close()
      expect(seen).toHaveLength(1)
      return seen.pop()
    }
    expect(await reason([basic], mallory)).toBe(SF_DENIED_LOGON)
    expect(await reason([basic], '/hello', false)).toBe(SF_DENIED_LOGON | SF_DENIED_BY_CONFIG)
    expect(await reason([basic, UrlAuthorizationModule({ rules: [{ access: 'deny', users: ['?'] }] })])).toBe(SF_DENIED_LOGON | SF_DENIED_BY_CONFIG)
    expect(await reason([denying('OnAuthorizeRequest', 401, 3)])).toBe(SF_DENIED_RESOURCE)
    expect(await reason([denying('OnAuthorizeRequest')])).toBe(SF_DENIED_RESOURCE)
    expect(await reason([denying('OnAuthenticateRequest')])).toBe(SF_DENIED_LOGON)
    expect(await reason([bridged('guard', refusing)])).toBe(SF_DENIED_FILTER)
    expect(await reason([denying('OnExecuteRequestHandler')], '/missing')).toBe(SF_DENIED_APPLICATION)
    expect(await reason([denying('OnBeginRequest', 401, 5)])).toBe(SF_DENIED_APPLICATION)
  })

  statement('filter.access-denied.schemes', async () => {
    const seen: (string | null)[] = []
    const look = bridged('look', { SEND_RESPONSE(pfc, data) { seen.push(header(pfc, data, 'WWW-Authenticate:')) } })
    for (const [denier, request] of [[denying('OnAuthorizeRequest'), '/hello'], [bridged('guard', refusing), '/hello'], [denying('OnExecuteRequestHandler'), '/missing']] as const) {
      const site = await open({ modules: [look, basic, denier] })
      expect((await site.ask(request)).headers['www-authenticate']).toBe('Basic realm="site"')
      await site.close()
    }
    // A filter that wants them to be different finds them there.
    expect(seen).toEqual(['Basic realm="site"', 'Basic realm="site"', 'Basic realm="site"'])
  })

  statement('filter.access-denied.own-answer', async () => {
    const site = await open({
      modules: [denying('OnAuthorizeRequest'), bridged('f', { ACCESS_DENIED(pfc) { answer(pfc, '302 Found', 'Location: /login\r\n\r\n', 'log in'); return SF_STATUS_REQ_FINISHED } })]
    })
    const { status, headers, body } = await site.ask('/hello')
    expect([status, headers['location'], body]).toEqual([302, '/login', 'log in'])
    expect(site.reports).toEqual([])
  })

  statement('filter.access-denied.skips', async () => {
    const log: string[] = []
    const site = await open({ modules: [basic, bridged('f', recordingEvents('f', log, ['AUTHENTICATION', 'ACCESS_DENIED', 'AUTH_COMPLETE']))], routes: { '/hello': () => { log.push('route'); return '' } } })
    await site.ask(mallory)
    expect(log.splice(0)).toEqual(['f AUTHENTICATION', 'f ACCESS_DENIED'])
    await site.ask(alice)
    expect(log).toEqual(['f AUTHENTICATION', 'f AUTH_COMPLETE', 'route'])
  })

  statement('filter.access-denied.then-end', async () => {
    const log: string[] = []
    const site = await open({ modules: [basic, bridged('f', recordingEvents('f', log))] })
    await site.ask(mallory)
    expect(log).toEqual(['PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'ACCESS_DENIED', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION'].map((event) => `f ${event}`))
  })

  statement('filter.access-denied.strict', async () => {
    const log: string[] = []
    const site = await open({ modules: [basic, bridged('f', recordingEvents('f', log, ['ACCESS_DENIED', 'SEND_RESPONSE', 'END_OF_REQUEST']), { overrides: { sendAfterDenial: false } })] })
    await site.ask(mallory)
    expect(log.splice(0)).toEqual(['f ACCESS_DENIED', 'f END_OF_REQUEST'])
    await site.ask(alice)
    expect(log).toEqual(['f SEND_RESPONSE', 'f END_OF_REQUEST'])
  })

  statement('filter.access-denied.read-only', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [denying('OnAuthorizeRequest'), bridged('f', {
        ACCESS_DENIED(_pfc, data) { seen.push(Reflect.set(data, 'pszURL', '/x'), Reflect.set(data, 'pszPhysicalPath', '/x'), data.pszURL) }
      })]
    })
    await site.ask('/hello')
    expect(seen).toEqual([false, false, '/hello'])
  })

  statement('filter.access-denied.no-added-headers', async () => {
    const seen: boolean[] = []
    const site = await open({ modules: [denying('OnAuthorizeRequest'), bridged('f', { ACCESS_DENIED(pfc) { seen.push(pfc.AddResponseHeaders(pfc, 'X-Late: yes\r\n')) } })] })
    expect((await site.ask('/hello')).headers['x-late']).toBeUndefined()
    expect(seen).toEqual([false])
  })

  statement('filter.access-denied.once', async () => {
    const log: string[] = []
    const own = await open({ modules: [bridged('f', { ...recordingEvents('f', log, ['ACCESS_DENIED']), PREPROC_HEADERS(pfc) { answer(pfc, '401 Unauthorized', '\r\n'); return SF_STATUS_REQ_FINISHED } })] })
    expect((await own.ask('/hello')).status).toBe(401)
    expect(log).toEqual([])
    const again = await open({ modules: [denying('OnAuthorizeRequest'), bridged('f', { ACCESS_DENIED(pfc) { log.push('denied'); answer(pfc, '401 Unauthorized', '\r\n', 'go away'); return SF_STATUS_REQ_FINISHED } })] })
    expect((await again.ask('/hello')).body).toBe('go away')
    expect(log).toEqual(['denied'])
  })

  statement('filter.denial-headers.too-late', async () => {
    const seen: unknown[] = []
    const late = (pfc: HTTP_FILTER_CONTEXT): void => {
      SetLastError(NO_ERROR)
      seen.push(deny(pfc, 'X-Late: yes\r\n'), GetLastError())
    }
    const site = await open({ modules: [denying('OnAuthorizeRequest'), bridged('f', { END_OF_REQUEST: late, LOG: late })] })
    await site.ask('/hello')
    expect(seen).toEqual([false, ERROR_INVALID_PARAMETER, false, ERROR_INVALID_PARAMETER])
  })

  statement('filter.denial-headers.in-401', async () => {
    for (const event of ['PREPROC_HEADERS', 'URL_MAP', 'ACCESS_DENIED'] as const) {
      const done: boolean[] = []
      const site = await open({
        modules: [denying('OnAuthorizeRequest'), bridged('f', { [event](pfc: HTTP_FILTER_CONTEXT) { done.push(deny(pfc, 'WWW-Authenticate: Own realm="x"\r\nX-Help: ask us\r\n')) } })]
      })
      const { status, headers } = await site.ask('/hello')
      expect([event, done, status, headers['www-authenticate'], headers['x-help']]).toEqual([event, [true], 401, 'Own realm="x"', 'ask us'])
      await site.close()
    }
  })

  statement('filter.denial-headers.only-401', async () => {
    const site = await open({ modules: [basic, bridged('f', { PREPROC_HEADERS(pfc) { deny(pfc, 'X-Help: ask us\r\n') } })] })
    expect((await site.ask(alice)).headers['x-help']).toBeUndefined()
    expect((await site.ask('/missing')).headers['x-help']).toBeUndefined()
    expect((await site.ask(mallory)).headers['x-help']).toBe('ask us')
  })
})
