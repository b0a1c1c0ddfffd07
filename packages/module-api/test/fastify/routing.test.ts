import { RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type IHttpContext, type ModuleEntry } from '@isapi-bridge/module-api'
import { contextOf } from '@isapi-bridge/module-api/fastify'
import { FAILED, S_OK } from '@isapi-bridge/win32'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { describe, expect, test } from 'vitest'
import { clientOf, listen, startApp } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

/** A module that changes the request in this stage, at once or while it pends. */
function changing(handler: string, change: (context: IHttpContext) => void, pend = false): ModuleEntry {
  return moduleOf('changer', {
    [handler](context: IHttpContext) {
      if (!pend) {
        change(context)
        return RQ_NOTIFICATION_CONTINUE
      }
      setImmediate(() => {
        change(context)
        context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE)
      })
      return RQ_NOTIFICATION_PENDING
    }
  })
}

const shown = (name: string) => (request: FastifyRequest): unknown => ({
  name, url: request.url, originalUrl: request.originalUrl, query: request.query, params: request.params, method: request.method, host: request.host
})

function routes(app: FastifyInstance): void {
  app.get('/old', shown('old'))
  app.get('/new/:id', shown('new'))
  app.post('/old', shown('post'))
  app.get('/site', { constraints: { host: 'one.test' } }, shown('one'))
  app.get('/site', { constraints: { host: 'two.test' } }, shown('two'))
  app.get('/site', { constraints: { host: /^[a-z]+\.many\.test$/g } }, shown('many'))
  app.get('/site', shown('any'))
  app.get('/only', { constraints: { host: 'one.test' } }, shown('only one'))
  app.get('/versioned', { constraints: { version: '1.2.0' } }, shown('version 1'))
  app.get('/versioned', { constraints: { version: '2.0.0', host: 'two.test' } }, shown('version 2 on two'))
}

const BEFORE_ROUTING = ['OnBeginRequest', 'OnPostBeginRequest', 'OnAuthenticateRequest', 'OnAuthorizeRequest', 'OnResolveRequestCache', 'OnMapRequestHandler']

describe.each(BEFORE_ROUTING)('before routing, in %s', (handler) => {
  describe.each([['at once', false], ['while it pends', true]] as const)('%s', (_when, pend) => {
    test('SetUrl selects the route; the query is kept on request', async () => {
      const { app } = await startApp([changing(handler, (context) => { context.GetRequest().SetUrl('/new/7', false) }, pend)], routes)
      expect((await app.inject('/old?a=1&b=%20')).json()).toMatchObject({
        name: 'new', url: '/new/7?a=1&b=%20', originalUrl: '/old?a=1&b=%20', query: { a: '1', b: ' ' }, params: { id: '7' }
      })
    })

    test('SetUrl drops the query, or brings its own', async () => {
      for (const [url, query] of [['/new/7', {}], ['/new/7?c=3', { c: '3' }]] as const) {
        const { app } = await startApp([changing(handler, (context) => { context.GetRequest().SetUrl(url) }, pend)], routes)
        expect((await app.inject('/old?a=1')).json()).toMatchObject({ name: 'new', url, query })
      }
    })

    test('SetHttpMethod selects the route', async () => {
      const { app } = await startApp([changing(handler, (context) => { context.GetRequest().SetHttpMethod('POST') }, pend)], routes)
      expect((await app.inject('/old')).json()).toMatchObject({ name: 'post', method: 'POST' })
    })

    test('a changed Host selects the route', async () => {
      const { app } = await startApp([changing(handler, (context) => { context.GetRequest().SetHeader('Host', 'two.test', true) }, pend)], routes)
      expect((await app.inject({ url: '/site', headers: { host: 'one.test' } })).json()).toMatchObject({ name: 'two', host: 'two.test' })
    })
  })
})

test('over a socket it is the same', async () => {
  const { app } = await startApp([changing('OnBeginRequest', (context) => {
    context.GetRequest().SetUrl('/site', false)
    context.GetRequest().SetHeader('Host', 'two.test', true)
  }, true)], routes)
  const client = await clientOf(await listen(app))
  client.get('/old?x=1', '/old?x=2')
  expect(JSON.parse((await client.answer()).body)).toMatchObject({ name: 'two', url: '/site?x=1', originalUrl: '/old?x=1', host: 'two.test' })
  expect(JSON.parse((await client.answer()).body)).toMatchObject({ name: 'two', query: { x: '2' } })
})

describe('host constraints', () => {
  test.each([
    ['one.test', 'one'], ['two.test', 'two'], ['a.many.test', 'many'], ['three.test', 'any'], ['', 'any']
  ])('host "%s" goes to %s, every time', async (host, name) => {
    const { app } = await startApp([changing('OnBeginRequest', () => {})], routes)
    for (let time = 0; time < 3; time++) expect((await app.inject({ url: '/site', headers: host === '' ? {} : { host } })).json()).toMatchObject({ name })
  })

  test('a host without a route is 404', async () => {
    const { app } = await startApp([changing('OnBeginRequest', () => {})], routes)
    expect((await app.inject({ url: '/only', headers: { host: 'two.test' } })).statusCode).toBe(404)
    expect((await app.inject({ url: '/only', headers: { host: 'one.test' } })).json()).toMatchObject({ name: 'only one' })
  })

  test('work beside version constraints', async () => {
    const { app } = await startApp([changing('OnBeginRequest', (context) => { context.GetRequest().SetHeader('Host', 'two.test', true) })], routes)
    expect((await app.inject({ url: '/versioned', headers: { 'accept-version': '1.x' } })).json()).toMatchObject({ name: 'version 1' })
    expect((await app.inject({ url: '/versioned', headers: { 'accept-version': '2.x' } })).json()).toMatchObject({ name: 'version 2 on two' })
  })

  test('refuse what is neither a name nor an expression', async () => {
    const { app } = await startApp([changing('OnBeginRequest', () => {})], (instance) => {
      expect(() => instance.get('/x', { constraints: { host: 7 as never } }, shown('x'))).toThrow('Host should be a string or a RegExp')
    })
    expect((await app.inject('/x')).statusCode).toBe(404)
  })

  test('an own host strategy of the application stays', async () => {
    const strategy = { name: 'host', storage: () => { const map = new Map<string, never>(); return { get: (key: string) => map.get(key) ?? null, set: (key: string, value: never) => { map.set(key, value) } } }, deriveConstraint: () => 'fixed', mustMatchWhenDerived: false }
    const { app } = await startApp([changing('OnBeginRequest', () => {})], (instance) => { instance.get('/x', { constraints: { host: 'fixed' } }, shown('fixed')) }, { server: { routerOptions: { constraints: { host: strategy } } } })
    expect((await app.inject('/x')).json()).toMatchObject({ name: 'fixed' })
  })

  test.each([[1], [5]])('work beside another asynchronous strategy, which takes %i turns', async (turns) => {
    const strategy = {
      name: 'tenant', mustMatchWhenDerived: false,
      storage: () => { const map = new Map<string, never>(); return { get: (key: string) => map.get(key) ?? null, set: (key: string, value: never) => { map.set(key, value) } } },
      deriveConstraint: (_request: unknown, _context: unknown, done: (error: null, value: string) => void) => {
        const turn = (left: number): void => { if (left === 0) done(null, 'a'); else setImmediate(turn, left - 1) }
        turn(turns)
      }
    }
    const { app, errors } = await startApp([changing('OnBeginRequest', (context) => { context.GetRequest().SetHeader('Host', 'two.test', true) })], (instance) => {
      instance.get('/x', { constraints: { host: 'two.test', tenant: 'a' } }, shown('two a'))
      instance.get('/x', { constraints: { host: 'two.test', tenant: 'b' } }, shown('two b'))
    }, { server: { routerOptions: { constraints: { tenant: strategy as never } } } })
    expect((await app.inject('/x')).json()).toMatchObject({ name: 'two a' })
    expect(errors).toEqual([])
  })

  test('are nothing to report', async () => {
    const { app, errors } = await startApp([changing('OnBeginRequest', () => {})], routes)
    for (const host of ['one.test', 'other.test']) await app.inject({ url: '/site', headers: { host } })
    await new Promise((resolve) => { setImmediate(resolve) })
    expect(errors).toEqual([])
  })
})

test('a URL changed after routing changes what the route reads, not the route', async () => {
  const { app } = await startApp([changing('OnAcquireRequestState', (context) => { expect(context.GetRequest().SetUrl('/new/7')).toBe(S_OK) })], routes)
  expect((await app.inject('/old?a=1')).json()).toMatchObject({ name: 'old', url: '/new/7', originalUrl: '/old?a=1', query: { a: '1' } })
})

test('headers that modules change are seen by hooks and routes', async () => {
  const { app } = await startApp([changing('OnBeginRequest', (context) => {
    const request = context.GetRequest()
    request.SetHeader('X-New', 'a', true)
    request.SetHeader('X-New', 'b', false)
    request.DeleteHeader('X-Gone')
  })], (instance) => { instance.get('/headers', (request) => request.headers) })
  const headers = (await app.inject({ url: '/headers', headers: { 'x-gone': '1' } })).json()
  expect(headers).toMatchObject({ 'x-new': 'a, b' })
  expect(headers).not.toHaveProperty('x-gone')
})

test('rewriteUrl of the application comes first', async () => {
  const seen: unknown[] = []
  const { app } = await startApp([changing('OnBeginRequest', (context) => { seen.push(context.GetScriptName()); context.GetRequest().SetUrl('/new/9', false) })], routes, {
    server: { rewriteUrl: (request) => request.url?.replace('/app/', '/') ?? '/' }
  })
  expect((await app.inject('/app/old?q=1')).json()).toMatchObject({ name: 'new', originalUrl: '/app/old?q=1', url: '/new/9?q=1' })
  expect(seen).toEqual(['/old'])
})

test('SetUrl refuses what is no local URL', async () => {
  const results: boolean[] = []
  const { app } = await startApp([changing('OnBeginRequest', (context) => {
    for (const url of ['http://me@other.test/x', 'http:///x', 'http://other.test:x/', 'ftp://other.test/', 'http://other.test/a b', 'x', '', '*', '/a b', '/%zz', `/${'x'.repeat(20_000)}`, 7, null]) {
      for (const reset of [true, false]) results.push(FAILED(context.GetRequest().SetUrl(url as string, reset)))
    }
  })], routes)
  expect((await app.inject('/old?a=1')).json()).toMatchObject({ name: 'old', url: '/old?a=1' })
  expect(results).toEqual(new Array(26).fill(true))
})

test('a route finds the context of its request', async () => {
  const { app } = await startApp([moduleOf('user', { OnBeginRequest(context) { context.SetServerVariable('MINE', 'yes'); return RQ_NOTIFICATION_CONTINUE } })], (instance) => {
    instance.get('/mine', (request) => ({ mine: contextOf(request)?.GetServerVariable('MINE') }))
  })
  expect((await app.inject('/mine')).json()).toEqual({ mine: 'yes' })
})
