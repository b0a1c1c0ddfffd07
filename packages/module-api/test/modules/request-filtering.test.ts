import { CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type ModuleEntry, type REQUEST_NOTIFICATION_STATUS } from '@isapi-bridge/module-api'
import { DEFAULT_DENIED_EXTENSIONS, DEFAULT_HIDDEN_SEGMENTS, RequestFilteringModule, type RequestFilteringOptions } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { createUserSite } from './authentication.ts'

/** Status and sub-status, as "404.8", or what the route said. */
async function ask(url: string, options: RequestFilteringOptions = {}, request: { readonly method?: string; readonly headers?: Record<string, string> } = {}): Promise<string> {
  const { host, seen, served } = createUserSite([RequestFilteringModule(options)])
  const { status, body } = await host.request({ url, ...request })
  const { pStatusCode, pSubStatus, ppszModule } = seen[0]?.status ?? {}
  if (status === 200) return body
  expect([pStatusCode, ppszModule, body, served]).toEqual([status, 'RequestFilteringModule', '', []])
  return `${pStatusCode}.${pSubStatus}`
}

test.each(['/', '/page.html', '/a/b.c/page?x=..%2f%252e+', '/binary/page', '/gr%C3%BCn', '/100%25', '/%20', '/web.configuration', '/a.b'])('%s passes', async (url) => {
  expect(await ask(url)).toBe('content')
})

describe('lengths', () => {
  test('of the URL: 404.14', async () => {
    expect(await ask(`/${'x'.repeat(4095)}?y`)).toBe('content')
    expect(await ask(`/${'x'.repeat(4096)}`)).toBe('404.14')
    expect([await ask('/12345', { maxUrl: 5 }), await ask('/1234?56', { maxUrl: 5 }), await ask('http://site.test/1234', { maxUrl: 5 })]).toEqual(['404.14', 'content', 'content'])
  })

  test('of the query: 404.15', async () => {
    expect(await ask(`/?${'x'.repeat(2048)}`)).toBe('content')
    expect(await ask(`/?${'x'.repeat(2049)}`)).toBe('404.15')
    expect([await ask('/', { maxQueryString: 0 }), await ask('/?', { maxQueryString: 0 }), await ask('/?x', { maxQueryString: 0 })]).toEqual(['content', 'content', '404.15'])
  })

  test('of the content: 413.1', async () => {
    const post = (length: number): Parameters<typeof ask>[2] => ({ method: 'POST', headers: { 'Content-Length': String(length) } })
    expect([await ask('/', {}, post(30_000_000)), await ask('/', {}, post(30_000_001))]).toEqual(['content', '413.1'])
    expect(await ask('/', { maxAllowedContentLength: 10 }, post(11))).toBe('413.1')
  })

  test('of headers: 431', async () => {
    const headers = { 'Content-Type': 'x'.repeat(101) }
    expect(await ask('/', { headerLimits: { 'content-type': 100 } }, { headers })).toBe('431.0')
    expect(await ask('/', { headerLimits: { 'content-type': 101, Other: 0 } }, { headers })).toBe('content')
  })
})

describe('verbs', () => {
  test('that are denied: 404.6', async () => {
    const options = { verbs: { deny: ['TRACE'] } }
    expect([await ask('/', options, { method: 'TRACE' }), await ask('/', options, { method: 'PUT' })]).toEqual(['404.6', 'content'])
  })

  test('a list of allowed ones denies the rest, unless it is told otherwise', async () => {
    expect(await ask('/', { verbs: { allow: ['GET'] } }, { method: 'PUT' })).toBe('404.6')
    expect(await ask('/', { verbs: { allow: ['GET'], allowUnlisted: true } }, { method: 'PUT' })).toBe('content')
    expect(await ask('/', { verbs: { allow: ['GET'] } })).toBe('content')
    expect(await ask('/', { verbs: { allow: ['GET'], deny: ['GET'] } })).toBe('404.6')
  })
})

describe('file extensions', () => {
  test.each(DEFAULT_DENIED_EXTENSIONS)('%s is denied: 404.7', async (extension) => {
    expect(await ask(`/folder/page${extension}`)).toBe('404.7')
  })

  test('a list that is given takes the place of the default', async () => {
    const options = { fileExtensions: { deny: ['.inc'] } }
    expect([await ask('/x.inc', options), await ask('/x.cs', options)]).toEqual(['404.7', 'content'])
  })

  test('a dot stands for names without extension', async () => {
    const options = { fileExtensions: { allow: ['.html', '.'] } }
    expect([await ask('/x.html', options), await ask('/x', options), await ask('/', options), await ask('/x.txt', options)]).toEqual(['content', 'content', 'content', '404.7'])
    expect(await ask('/x', { fileExtensions: { allow: ['.html'] } })).toBe('404.7')
  })
})

describe('hidden segments', () => {
  test.each(DEFAULT_HIDDEN_SEGMENTS)('%s does not exist, at any depth: 404.8', async (segment) => {
    const open = { fileExtensions: { deny: [] } }
    expect([await ask(`/${segment}`, open), await ask(`/a/${segment}/b`, open)]).toEqual(['404.8', '404.8'])
  })

  test('a list that is given takes the place of the default', async () => {
    expect([await ask('/secret/x', { hiddenSegments: ['secret'] }), await ask('/bin', { hiddenSegments: ['secret'] })]).toEqual(['404.8', 'content'])
  })
})

test('denied sequences: 404.5, in the path only', async () => {
  const options = { denyUrlSequences: ['..', '/Grün'] }
  expect([await ask('/a..b', options), await ask('/gr%C3%BCn', options), await ask('/GR%c3%9cN/x', options)]).toEqual(['404.5', '404.5', '404.5'])
  expect(await ask('/?a..b', options)).toBe('content')
})

test('double escapes, and plus signs in the path: 404.11', async () => {
  expect([await ask('/a%2520b'), await ask('/a+b'), await ask('/a%2Bb')]).toEqual(['404.11', '404.11', '404.11'])
  expect([await ask('/a%2520b', { allowDoubleEscaping: true }), await ask('/a+b', { allowDoubleEscaping: true })]).toEqual(['content', 'content'])
})

test('high-bit characters: 404.12, if they are not allowed', async () => {
  expect([await ask('/gr%C3%BCn', { allowHighBitCharacters: false }), await ask('/x?%C3%BC', { allowHighBitCharacters: false })]).toEqual(['404.12', 'content'])
})

test('it runs before modules that rewrite, wherever it stands', async () => {
  class Rewrite extends CHttpModule {
    override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
      pHttpContext.GetRequest().SetUrl('/rewritten')
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const rewrite: ModuleEntry = { name: 'Rewrite', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Rewrite(), Terminate: () => {} }, RQ_BEGIN_REQUEST, 0) }
  const { host, seen, served } = createUserSite([rewrite, RequestFilteringModule()])
  expect(await host.request('/bin/tool')).toMatchObject({ status: 404 })
  expect([seen[0]?.status.pSubStatus, served]).toEqual([8, []])
})

test.each([
  [{ maxURL: 1 }, /no maxURL/],
  [{ maxUrl: -1 }, /`maxUrl` must be a whole number/],
  [{ maxQueryString: '2048' }, /`maxQueryString`/],
  [{ maxAllowedContentLength: NaN }, /`maxAllowedContentLength`/],
  [{ headerLimits: { 'a b': 1 } }, /`headerLimits` must name headers/],
  [{ headerLimits: { cookie: 1.5 } }, /`headerLimits.cookie`/],
  [{ allowDoubleEscaping: 'no' }, /`allowDoubleEscaping`/],
  [{ verbs: ['GET'] }, /`verbs` must be an object with deny, allow, allowUnlisted/],
  [{ verbs: { deny: 'GET' } }, /`verbs.deny`/],
  [{ verbs: { denied: [] } }, /no denied/],
  [{ fileExtensions: { deny: ['cs'] } }, /`fileExtensions.deny`.*"cs"/],
  [{ hiddenSegments: ['a/b'] }, /`hiddenSegments`.*"a\/b"/],
  [{ denyUrlSequences: [''] }, /`denyUrlSequences`/],
  [{ denyUrlSequences: ['a', undefined] }, /`denyUrlSequences`.*undefined is none/],
  [null, /object/]
])('options %j are refused', (options, message) => {
  expect(() => RequestFilteringModule(options as never)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})
