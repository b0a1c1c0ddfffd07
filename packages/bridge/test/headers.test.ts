import {
  GetLastError, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_STATUS_REQ_NEXT_NOTIFICATION
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import { extrasOf, NamedUser, CHttpModule, createModuleFactory, RQ_AUTHENTICATE_REQUEST, RQ_NOTIFICATION_CONTINUE, type IAuthenticationProvider, type IHttpContext, type NotificationResult, type PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { filterOf, header, hostWith, nameOf, variable } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION

describe('PREPROC_HEADERS acts on the request', () => {
  test('headers are read, replaced, added, deleted (F-133, F-255, F-281 to F-283)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc, type, pv) => {
        if (type !== SF_NOTIFY_PREPROC_HEADERS) return NEXT
        seen.push(header(pfc, pv, 'a:'), header(pfc, pv, 'B:'), header(pfc, pv, 'none:'), pv.HttpStatus)
        pv.SetHeader(pfc, 'A:', 'new')
        pv.AddHeader(pfc, 'B:', 'more')
        pv.AddHeader(pfc, 'Cookie:', 'y=2')
        pv.SetHeader(pfc, 'C:', '')
        pv.SetHeader(pfc, 'D:', 'made')
        seen.push(variable(pfc, 'HTTP_A'))
        return NEXT
      }), { name: 'a' })],
      route(context) {
        const request = context.GetRequest()
        seen.push(['a', 'b', 'c', 'd', 'cookie'].map((name) => request.GetHeader(name)))
        return true
      }
    })
    await host.request({ url: '/', headers: { A: 'old', b: 'one', C: 'gone', cookie: 'x=1' } })
    expect(seen).toEqual(['old', 'one', 1413, 0, 'new', ['new', 'one, more', null, 'made', 'x=1; y=2']])
  })

  test('method, url and version are read and changed, and everybody sees it (F-134 to F-138)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      modules: [
        bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP, (pfc, type, pv) => {
          if (type === SF_NOTIFY_PREPROC_HEADERS) {
            seen.push(header(pfc, pv, 'method'), header(pfc, pv, 'url'), header(pfc, pv, 'URL'), header(pfc, pv, 'version'))
            pv.SetHeader(pfc, 'url', '/app/hello?b=2')
            pv.SetHeader(pfc, 'method', 'POST')
            pv.SetHeader(pfc, 'version', 'HTTP/1.0')
          }
          if (type === SF_NOTIFY_URL_MAP) seen.push(pv.pszURL, variable(pfc, 'URL'), variable(pfc, 'QUERY_STRING'), variable(pfc, 'REQUEST_METHOD'), variable(pfc, 'SERVER_PROTOCOL'))
          return NEXT
        }), { name: 'a' })
      ],
      route(context) { seen.push(extrasOf(context).urlPath, context.GetRequest().GetHttpMethod()); return true }
    })
    await host.request('/legacy/hello?a=1')
    expect(seen).toEqual([
      'GET', '/legacy/hello?a=1', '/legacy/hello?a=1', 'HTTP/1.1',
      '/app/hello', '/app/hello', 'b=2', 'POST', 'HTTP/1.0', '/app/hello', 'POST'
    ])
  })

  test('bytes that a URL cannot carry are escaped; what is no URL is refused', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc, type, pv) => {
        if (type !== SF_NOTIFY_PREPROC_HEADERS) return NEXT
        for (const url of ['http://elsewhere/', '/a b', '/\xE9', '/caf\xC3\xA9']) seen.push(pv.SetHeader(pfc, 'url', url), GetLastError())
        seen.push(pv.SetHeader(pfc, 'method', 'NO GOOD'), pv.SetHeader(pfc, 'version', 'HTTP'), pv.SetHeader(pfc, 'status', '200 OK'), header(pfc, pv, 'status'))
        return NEXT
      }), { name: 'a' })],
      route(context) { seen.push(extrasOf(context).rawUrl, extrasOf(context).urlPath); return true }
    })
    await host.request('/')
    expect(seen).toEqual([false, 87, false, 87, false, 87, true, 87, false, false, false, 87, '/caf%C3%A9', '/café'])
  })
})

describe('AUTH_COMPLETE acts on the request', () => {
  class Authenticator extends CHttpModule {
    override OnAuthenticateRequest(_context: IHttpContext, provider: IAuthenticationProvider): NotificationResult {
      provider.SetUser(new NamedUser({ remoteUserName: 'alice', userName: 'DOMAIN\\alice', authenticationType: 'Basic', token: 4711 }))
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const authenticator: PFN_REGISTERMODULE = (_version, info) => info.SetRequestNotifications(createModuleFactory(Authenticator), RQ_AUTHENTICATE_REQUEST, 0)

  test('the user is known, and has a token (F-185, F-187, F-188, F-192)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      modules: [
        { name: 'authenticator', module: authenticator },
        bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTH_COMPLETE, (pfc, type, pv) => {
          const token = { value: null as unknown }
          seen.push(nameOf(type), variable(pfc, 'AUTH_USER'))
          if (type === SF_NOTIFY_AUTH_COMPLETE) {
            pv.fResetAuth = true
            seen.push(pv.GetUserToken(pfc, token), token.value, pv.HttpStatus, variable(pfc, 'LOGON_USER'))
          }
          return NEXT
        }), { name: 'a' })
      ]
    })
    await host.request('/')
    expect(seen).toEqual(['PREPROC_HEADERS', '', 'URL_MAP', '', 'AUTH_COMPLETE', 'alice', true, 4711, 200, 'DOMAIN\\alice'])
  })

  test('without a token: 232', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_AUTH_COMPLETE, (pfc, type, pv) => {
      if (type === SF_NOTIFY_AUTH_COMPLETE) seen.push(pv.GetUserToken(pfc, { value: null }), GetLastError())
      return NEXT
    }), { name: 'a' })] })
    await host.request('/')
    expect(seen).toEqual([false, 232])
  })

  test('does not run for a denied request (F-180)', async () => {
    const seen: unknown[] = []
    const idle: PFN_REGISTERMODULE = (_version, info) => info.SetRequestNotifications(createModuleFactory(class extends CHttpModule {
      override OnAuthenticateRequest(): NotificationResult { return RQ_NOTIFICATION_CONTINUE }
    }), RQ_AUTHENTICATE_REQUEST, 0)
    const { host } = hostWith({
      anonymousAuthentication: false,
      modules: [{ name: 'idle', module: idle }, bridgeFilter(filterOf(SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_SEND_RESPONSE, (_pfc, type) => { seen.push(nameOf(type)); return NEXT }), { name: 'a' })]
    })
    expect((await host.request('/')).status).toBe(401)
    expect(seen).toEqual(['SEND_RESPONSE'])
  })

  test('a URL set here is mapped again and selects the route (F-190, F-191)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_URL_MAP, (pfc, type, pv) => {
        if (type === SF_NOTIFY_URL_MAP) seen.push(pv.pszURL)
        if (type === SF_NOTIFY_AUTH_COMPLETE) pv.SetHeader(pfc, 'url', '/other')
        return NEXT
      }), { name: 'a' })],
      route(context) { seen.push(`route ${extrasOf(context).urlPath}`); return true }
    })
    await host.request('/')
    expect(seen).toEqual(['/', '/other', 'route /other'])
  })
})

describe('SEND_RESPONSE acts on the response', () => {
  test('headers and status are read and changed (F-194 to F-199, F-202)', async () => {
    const seen: unknown[] = []
    const filter = (name: string, change: boolean) => bridgeFilter(filterOf(SF_NOTIFY_SEND_RESPONSE, (pfc, type, pv) => {
      if (type !== SF_NOTIFY_SEND_RESPONSE) return NEXT
      seen.push(pv.HttpStatus, header(pfc, pv, 'status'), header(pfc, pv, 'Server:'), header(pfc, pv, 'X-Gone:'), header(pfc, pv, 'url'))
      if (!change) return NEXT
      pv.SetHeader(pfc, 'Server:', 'other')
      pv.SetHeader(pfc, 'X-Gone:', '')
      pv.AddHeader(pfc, 'Set-Cookie:', 'b=2')
      pv.SetHeader(pfc, 'status', '404 Nothing Here')
      seen.push(pv.SetHeader(pfc, 'status', 'nonsense'), pv.SetHeader(pfc, 'method', 'GET'))
      return NEXT
    }), { name })
    const { host } = hostWith({
      modules: [filter('a', true), filter('b', false)],
      route(context) {
        const response = context.GetResponse()
        response.SetStatus(200, 'Fine')
        response.SetHeader('Server', 'demo', true)
        response.SetHeader('X-Gone', '1', true)
        response.SetHeader('Set-Cookie', 'a=1', true)
        return true
      }
    })
    const response = await host.request('/')
    expect(seen).toEqual([200, '200 Fine', 'demo', '1', 87, false, false, 404, '404 Nothing Here', 'other', 1413, 87])
    expect(response).toMatchObject({ status: 404, reason: 'Nothing Here', headers: { server: 'other', 'set-cookie': ['a=1', 'b=2'] } })
    expect(response.headers['x-gone']).toBe(undefined)
  })

  test('a status line with version, or without reason, is a status too', async () => {
    const host = (value: string) => hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_SEND_RESPONSE, (pfc, type, pv) => {
      if (type === SF_NOTIFY_SEND_RESPONSE) pv.SetHeader(pfc, 'status', value)
      return NEXT
    }), { name: 'a' })] }).host
    expect(await host('HTTP/1.1 503 Busy').request('/')).toMatchObject({ status: 503, reason: 'Busy' })
    expect(await host('503').request('/')).toMatchObject({ status: 503, reason: 'Service Unavailable' })
  })

  test('runs for what no route answers, and once for a response that is flushed (F-203)', async () => {
    const seen: unknown[] = []
    const filter = bridgeFilter(filterOf(SF_NOTIFY_SEND_RESPONSE, (_pfc, type, pv) => { if (type === SF_NOTIFY_SEND_RESPONSE) seen.push(pv.HttpStatus); return NEXT }), { name: 'a' })
    expect((await hostWith({ modules: [filter], route: () => false }).host.request('/')).status).toBe(404)
    await hostWith({ modules: [filter], route(context) { context.GetResponse().Flush(); context.GetResponse().Flush(); return true } }).host.request('/')
    expect(seen).toEqual([404, 200])
  })
})

test('a name without colon: 87 in the profile iis6, 1413 before (F-276)', async () => {
  const seen: unknown[] = []
  const filter = filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc, type, pv) => { if (type === SF_NOTIFY_PREPROC_HEADERS) seen.push(header(pfc, pv, 'Host'), pfc.Revision); return NEXT })
  await hostWith({ modules: [bridgeFilter(filter, { name: 'a' }), bridgeFilter(filter, { name: 'b', profile: 'iis5' })] }).host.request('/')
  expect(seen).toEqual([87, 0x0006_0000, 1413, 0x0005_0000])
})
