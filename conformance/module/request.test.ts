import { HttpHeaderRange, HttpHeaderRequestMaximum, HttpHeaderUserAgent, NamedUser, createMemoryHost, type ConnectionPort, type HTTP_REQUEST, type IHttpContext, type LogRecord } from '@isapi-bridge/module-api'
import { ERROR_INVALID_DATA, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
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

  statement('request.header-by-id', async () => {
    await within(open, { url: '/hello', headers: { 'user-agent': 'old' } }, (context) => {
      const request = context.GetRequest()
      expect(request.GetHeader(HttpHeaderUserAgent)).toBe('old')
      expect(request.GetHeader(HttpHeaderRange)).toBeNull()
      expect(request.SetHeader(HttpHeaderUserAgent, 'new', true)).toBe(S_OK)
      expect(request.GetHeader('User-Agent')).toBe('new')
      expect(request.DeleteHeader(HttpHeaderUserAgent)).toBe(S_OK)
      expect(request.GetHeader('User-Agent')).toBeNull()
      expect([request.GetHeader(HttpHeaderRequestMaximum), request.SetHeader(HttpHeaderRequestMaximum, 'x', true), request.DeleteHeader(-1)]).toEqual([null, INVALID, INVALID])
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

  statement('request.forwarded-url', async () => {
    await within(open, '/hello', (context) => {
      const request = context.GetRequest()
      expect(request.GetForwardedUrl()).toBeNull()
      expect(request.SetUrl('/local?a=1')).toBe(S_OK)
      expect(request.GetForwardedUrl()).toBeNull()
      expect(request.SetUrl('http://other.test/far?b=2')).toBe(S_OK)
      expect([request.GetForwardedUrl(), request.GetUrlChanged(), context.GetScriptName()]).toEqual(['http://other.test/far?b=2', true, '/local'])
      expect(request.SetUrl('http://site.test/hello')).toBe(S_OK)
      expect([request.GetForwardedUrl(), context.GetScriptName()]).toEqual([null, '/hello'])
    })
  })

  statement('request.raw', async () => {
    const raws: HTTP_REQUEST[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { raws.push(context.GetRequest().GetRawHttpRequest()) },
      OnEndRequest(context) { raws.push(context.GetRequest().GetRawHttpRequest()) }
    })] })
    await site.ask({ url: '/hello?a=1', headers: { 'x-own': 'mine', 'user-agent': 'test' } })
    const [raw] = raws
    expect(raws[1]).toBe(raw)
    expect(raw).toMatchObject({
      Version: { MajorVersion: 1, MinorVersion: 1 }, Verb: 4, pUnknownVerb: '', pRawUrl: '/hello?a=1', pSslInfo: null,
      CookedUrl: { pFullUrl: 'http://site.test/hello?a=1', pHost: 'site.test', pAbsPath: '/hello', pQueryString: '?a=1' }
    })
    expect(raw?.Headers.KnownHeaders[HttpHeaderUserAgent]?.pRawValue).toBe('test')
    expect(raw?.Headers.KnownHeaders).toHaveLength(HttpHeaderRequestMaximum)
    expect(raw?.Headers.pUnknownHeaders.map(({ pName, pRawValue }) => [pName.toLowerCase(), pRawValue])).toContainEqual(['x-own', 'mine'])
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

statement('request.client-certificate', async () => {
  const results: unknown[] = []
  const der = new Uint8Array([1, 2, 3])
  const modules = [moduleOf('m', { OnBeginRequest(context) { results.push(context.GetRequest().GetClientCertificate()) } })]
  const tlsOf = (raw: Uint8Array | null): NonNullable<ConnectionPort['tls']> => ({
    authorized: raw !== null, authorizationError: new Error('no certificate'),
    getPeerCertificate: () => (raw === null ? {} : { raw }) as never, // what Node gives of a client without a certificate, and with one
    getCertificate: () => null, getCipher: () => ({ name: '', standardName: '', version: '' }), getProtocol: () => null
  })
  await createMemoryHost({ modules }).request('/')
  await createMemoryHost({ modules, port: { encrypted: true, tls: tlsOf(null) } }).request('/')
  await createMemoryHost({ modules, port: { encrypted: true, tls: tlsOf(der) } }).request('/')
  expect(results).toEqual([
    { hr: HRESULT_FROM_WIN32(ERROR_NOT_FOUND), ppClientCertInfo: null, pfClientCertNegotiated: false },
    { hr: S_OK, ppClientCertInfo: null, pfClientCertNegotiated: true },
    { hr: S_OK, ppClientCertInfo: { CertFlags: 0, pCertEncoded: der, Token: null, CertDeniedByMapper: false }, pfClientCertNegotiated: true }
  ])
})
