import { NamedUser, type IHttpContext, type LogRecord } from '@isapi-bridge/module-api'
import { ERROR_INVALID_DATA, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS, type Ask, type OpenSite } from '../support/site.ts'

const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)

/** What a test does with the context of one request, in BEGIN_REQUEST. */
async function within(open: OpenSite, request: string | Ask, body: (context: IHttpContext) => void): Promise<void> {
  let done = 0
  const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) { body(context); done++ } })] })
  await site.ask(request)
  expect(site.reports).toEqual([])
  expect(done).toBe(1)
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('request.header-missing', async () => {
    await within(open, { url: '/hello', headers: { 'x-there': 'yes' } }, (context) => {
      expect(context.GetRequest().GetHeader('X-Not-There')).toBeNull()
      expect(context.GetRequest().GetHeader('X-There')).toBe('yes')
    })
  })

  statement('request.set-header-replace', async () => {
    await within(open, { url: '/hello', headers: { 'x-own': 'old, older' } }, (context) => {
      expect(context.GetRequest().SetHeader('X-Own', 'new', true)).toBe(S_OK)
      expect(context.GetRequest().GetHeader('x-own')).toBe('new')
    })
  })

  statement('request.set-header-append', async () => {
    await within(open, { url: '/hello', headers: { 'x-own': 'old' } }, (context) => {
      expect(context.GetRequest().SetHeader('X-Own', 'new', false)).toBe(S_OK)
      expect(context.GetRequest().GetHeader('x-own')).toMatch(/^old, ?new$/)
    })
  })

  statement('request.set-header-no-name', async () => {
    await within(open, '/hello', (context) => {
      expect(context.GetRequest().SetHeader('', 'x', true)).toBe(INVALID)
      expect(context.GetRequest().SetHeader(null as unknown as string, 'x', true)).toBe(INVALID)
    })
  })

  statement('request.set-header-too-long', async () => {
    await within(open, '/hello', (context) => {
      expect(context.GetRequest().SetHeader('X-Own', 'x'.repeat(65_536), true)).toBe(HRESULT_FROM_WIN32(ERROR_INVALID_DATA))
      expect(context.GetRequest().GetHeader('x-own')).toBeNull()
      expect(context.GetRequest().SetHeader('X-Own', 'x'.repeat(65_535), true)).toBe(S_OK)
    })
  })

  statement('request.set-method', async () => {
    const seen: string[] = []
    const site = await open({ modules: [
      moduleOf('changer', { OnBeginRequest(context) { context.GetRequest().SetHttpMethod('PUT') } }),
      moduleOf('reader', { OnAuthorizeRequest(context) { seen.push(context.GetRequest().GetHttpMethod(), String(context.GetServerVariable('REQUEST_METHOD'))) } }),
      loggedRequests(seen, ({ method }) => `logged ${method}`)
    ] })
    await site.ask('/hello')
    expect(seen).toEqual(['PUT', 'PUT', 'logged PUT'])
  })

  statement('request.set-url.pre-begin', async () => {
    const seen: string[] = []
    const site = await open({
      routes: { '/hello': () => 'hello', '/new': () => 'new' },
      modules: [
        moduleOf('changer', {}, { preBegin(context) { seen.push(`changed ${context.GetRequest().SetUrl('/new')}`) } }),
        moduleOf('reader', {
          OnBeginRequest(context) { seen.push(context.GetScriptName()) },
          OnMapPath(_context, provider) { seen.push(`mapped ${provider.GetUrl()}`) }
        }),
        loggedRequests(seen, ({ uriStem }) => `logged ${uriStem}`)
      ]
    })
    expect((await site.ask('/hello')).body).toBe('new')
    expect(seen).toEqual(['changed 0', 'mapped /new', '/new', 'logged /new'])
  })

  statement('request.set-url.variable-keeps-original', async () => {
    await within(open, '/hello', (context) => {
      expect(context.GetServerVariable('URL')).toBe('/hello')
      context.GetRequest().SetUrl('/new')
      expect(context.GetServerVariable('URL')).toBe('/hello')
      expect(context.GetScriptName()).toBe('/new')
    })
  })

  statement('request.set-url.changed', async () => {
    await within(open, '/hello', (context) => {
      const request = context.GetRequest()
      const before = request.GetUrlChanged()
      request.SetUrl('/new')
      expect([before, request.GetUrlChanged()]).toEqual([false, true])
    })
  })

  statement('request.set-url.too-long', async () => {
    await within(open, '/hello', (context) => {
      expect(context.GetRequest().SetUrl(`/${'x'.repeat(100_000)}`)).toBe(INVALID)
      expect(context.GetScriptName()).toBe('/hello')
    })
  })

  statement('request.variable', async () => {
    await within(open, '/hello?a=b', (context) => {
      const values = [context.GetServerVariable('QUERY_STRING'), context.GetServerVariable('SERVER_NAME'), context.GetServerVariable('QUERY_STRING')]
      expect(values).toEqual(['a=b', 'site.test', 'a=b'])
      // Longer than the caller buffers of the samples: nothing had to be said about a size.
      context.GetRequest().SetHeader('X-Long', 'x'.repeat(5000), true)
      expect(context.GetServerVariable('HTTP_X_LONG')).toBe('x'.repeat(5000))
    })
  })

  statement('request.variable-unknown', async () => {
    await within(open, '/hello', (context) => {
      expect(context.GetServerVariable('NO_SUCH_VARIABLE')).toBe(HRESULT_FROM_WIN32(ERROR_INVALID_INDEX))
      expect(HRESULT_FROM_WIN32(ERROR_INVALID_INDEX) >>> 0).toBe(0x8007_0585)
    })
  })

  statement('request.variable-auth-user', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [
      moduleOf('authenticator', { OnAuthenticateRequest(context, provider) {
        if (context.GetScriptName() === '/hello') provider.SetUser(new NamedUser({ remoteUserName: 'alice', userName: 'SITE\\alice', authenticationType: 'Test' }))
      } }),
      moduleOf('reader', { OnEndRequest(context) { seen.push(context.GetServerVariable('AUTH_USER')) } })
    ] })
    await site.ask('/hello')
    await site.ask('/other')
    expect(seen).toEqual(['alice', ''])
  })

  statement('request.set-variable', async () => {
    await within(open, '/hello', (context) => {
      expect(typeof context.GetServerVariable('OUR_OWN')).toBe('number')
      expect(context.SetServerVariable('OUR_OWN', 'value')).toBe(S_OK)
      expect(context.GetServerVariable('OUR_OWN')).toBe('value')
    })
  })
})

/** A module that looks at the log record when it is final. */
function loggedRequests(seen: string[], show: (record: Readonly<LogRecord>) => string) {
  return moduleOf('logger', {}, { register(info) { info.setClosingSteps({ onLogLine(_context, record) { seen.push(show(record)) } }) } })
}
