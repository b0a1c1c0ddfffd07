// Child requests go through the whole application.

import { Readable } from 'node:stream'
import {
  CLONE_FLAG_BASICS, CLONE_FLAG_HEADERS, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, extrasOf, type IHttpContext, type ModuleEntry
} from '@isapi-bridge/module-api'
import { FAILED, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { clientOf, deferred, listen, startApp, until } from '../support/hosts.ts'
import { ALL_HANDLERS, moduleOf, recordingModule } from '../support/modules.ts'

/** In `handler` of a client's request (to `only`): runs a child, edited by `edit`. */
function parent(
  handler: string, edit: (child: IHttpContext) => void, results: HRESULT[] = [], flags = CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS, only: string | null = null
): ModuleEntry {
  return moduleOf('parent', {
    [handler](context: IHttpContext) {
      const wanted = context.GetParentContext() === null && (only === null || context.GetScriptName() === only)
      const child = wanted ? context.CloneContext(flags) : S_OK
      if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      edit(child)
      const { hr, pfCompletionExpected } = context.ExecuteRequest(true, child, 0, null)
      if (pfCompletionExpected) return RQ_NOTIFICATION_PENDING
      results.push(hr)
      return RQ_NOTIFICATION_CONTINUE
    },
    OnAsyncCompletion(_context, _notification, _post, _provider, info) {
      results.push(info.GetCompletionStatus())
      return RQ_NOTIFICATION_CONTINUE
    }
  })
}

function routes(app: FastifyInstance): void {
  app.get('/route', () => 'route')
  app.get('/child', (request) => ({ url: request.url, original: request.originalUrl, host: request.host, ip: request.ip, header: request.headers['x-mine'] ?? null, query: request.query }))
  app.post('/child', (request) => ({ body: request.body ?? null }))
  app.get('/cookies', (_request, reply) => reply.code(201).header('set-cookie', ['a=1', 'b=2']).type('text/x-child').send('cookies'))
  app.get('/broken', () => { throw new Error('broken child') })
  app.get('/large', () => 'x'.repeat(2_000_000))
  app.get('/site', { constraints: { host: 'two.test' } }, () => 'two')
}

const toChild = (url: string) => (child: IHttpContext): void => { child.GetRequest().SetUrl(url, false) }

describe.each(['OnBeginRequest', 'OnMapRequestHandler', 'OnAcquireRequestState', 'OnPreExecuteRequestHandler'])('a child in %s answers for its parent', (handler) => {
  test('with its URL, the parent\'s query, headers, Host and address', async () => {
    const results: HRESULT[] = []
    const { app, errors } = await startApp([parent(handler, toChild('/child'), results)], routes)
    const client = await clientOf(await listen(app))
    client.send('GET /route?a=1 HTTP/1.1\r\nHost: site.test\r\nX-Mine: yes\r\n\r\n')
    expect(JSON.parse((await client.answer()).body)).toMatchObject({ url: '/child?a=1', host: 'site.test', ip: '127.0.0.1', header: 'yes', query: { a: '1' } })
    expect(results).toEqual([S_OK])
    expect(errors).toEqual([])
  })

  test('status, headers and body, small and large', async () => {
    for (const [url, expected] of [['/cookies', { status: 201, body: 'cookies', headers: { 'set-cookie': 'a=1, b=2', 'content-type': 'text/x-child' } }], ['/large', { status: 200, body: 'x'.repeat(2_000_000) }]] as const) {
      const { app } = await startApp([parent(handler, toChild(url))], routes)
      const client = await clientOf(await listen(app))
      client.get('/route')
      expect(await client.answer()).toMatchObject(expected)
    }
  })

  test('also when it fails, or finds nothing', async () => {
    for (const [url, status] of [['/broken', 500], ['/nothing', 404]] as const) {
      const { app } = await startApp([parent(handler, toChild(url))], routes)
      expect((await app.inject('/route')).statusCode).toBe(status)
    }
  })

  test('for HEAD, without a body', async () => {
    const { app } = await startApp([parent(handler, toChild('/child'))], routes)
    const client = await clientOf(await listen(app))
    client.send('HEAD /route HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await client.answer(true)).status).toBe(200)
    client.get('/route')
    expect((await client.answer()).status).toBe(200)
  })
})

test('a child has a method and a Host of its own', async () => {
  const { app } = await startApp([parent('OnBeginRequest', (child) => {
    child.GetRequest().SetUrl('/site')
    child.GetRequest().SetHttpMethod('GET')
    child.GetRequest().SetHeader('Host', 'two.test', true)
  })], (instance) => { routes(instance); instance.post('/route', () => 'route') })
  expect(await app.inject({ method: 'POST', url: '/route', payload: { a: 1 } })).toMatchObject({ statusCode: 200, body: 'two' })
})

test('a child without CLONE_FLAG_ENTITY has no body', async () => {
  const { app } = await startApp([parent('OnBeginRequest', toChild('/child'))], (instance) => { routes(instance); instance.post('/route', () => 'route') })
  expect((await app.inject({ method: 'POST', url: '/route', payload: { a: 1 } })).json()).toEqual({ body: null })
})

test('a child may have any method that exists; with another one it fails, and the parent goes on', async () => {
  for (const [method, status, failed] of [['PROPFIND', 404, false], ['INVENTED', 200, true]] as const) {
    const results: HRESULT[] = []
    const { app, errors } = await startApp([parent('OnBeginRequest', (child) => { child.GetRequest().SetHttpMethod(method) }, results)], routes)
    expect((await app.inject('/route')).statusCode).toBe(status)
    expect(results.map(FAILED)).toEqual([failed])
    expect(errors).toHaveLength(failed ? 1 : 0)
  }
})

test('a child is whole, buffered or streamed, small or large', async () => {
  for (const url of ['/route', '/large', '/stream']) {
    const log: string[] = []
    const { app } = await startApp([parent('OnBeginRequest', toChild(url)), recordingModule(log, {
      prefix: (context) => (context.GetParentContext() === null ? '' : extrasOf(context).aborted ? 'aborted ' : 'child ')
    })], (instance) => {
      routes(instance)
      instance.get('/stream', (_request, reply) => reply.send(Readable.from(['a'.repeat(100_000), 'b'.repeat(100_000)], { objectMode: false })))
    })
    expect((await app.inject('/route')).statusCode).toBe(200)
    await until(() => log.filter((line) => line === 'Dispose').length === 2)
    expect(log.filter((line) => line.startsWith('aborted'))).toEqual([])
    for (const line of ALL_HANDLERS) if (line !== 'OnExecuteRequestHandler') expect(log.filter((each) => each === `child ${line}`), line).toHaveLength(1)
  }
})

test('hooks of other plugins run for the child, and those after routing for both', async () => {
  const log: string[] = []
  const { app } = await startApp([parent('OnBeginRequest', toChild('/child'))], (instance) => {
    instance.addHook('onRequest', async (request) => { log.push(`onRequest ${request.url}`) })
    instance.addHook('onSend', async (request, _reply, payload) => { log.push(`onSend ${request.url}`); return payload })
    instance.addHook('onResponse', async (request) => { log.push(`onResponse ${request.url}`) })
    routes(instance)
  })
  await app.inject('/route')
  await until(() => log.includes('onResponse /route'))
  expect(log.toSorted()).toEqual(['onRequest /child', 'onResponse /child', 'onResponse /route', 'onSend /child', 'onSend /route'])
})

test('a request that a route injects by itself is no child', async () => {
  const levels: string[] = []
  const { app } = await startApp([parent('OnBeginRequest', toChild('/inner'), [], CLONE_FLAG_BASICS, '/route'), moduleOf('looker', {
    OnEndRequest(context) { levels.push(`${context.GetScriptName()} ${context.GetParentContext() !== null}`); return RQ_NOTIFICATION_CONTINUE }
  })], (instance) => {
    routes(instance)
    instance.get('/inner', async () => {
      const [one, two] = await Promise.all([app.inject({ method: 'POST', url: '/child' }), app.inject({ method: 'POST', url: '/child' })])
      return `${one.statusCode} ${two.statusCode}`
    })
  })
  expect((await app.inject('/route')).body).toBe('200 200')
  await until(() => levels.length === 4)
  expect(levels.toSorted()).toEqual(['/child false', '/child false', '/inner true', '/route false'])
})

test('children of children, and two at a time', async () => {
  const seen: string[] = []
  const { app } = await startApp([moduleOf('deep', {
    OnBeginRequest(context) {
      const level = Number(context.GetRequest().GetHeader('x-level') ?? 0)
      seen.push(`begin ${level}`)
      if (level === 3) return RQ_NOTIFICATION_CONTINUE
      const child = context.CloneContext(CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS)
      if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      child.GetRequest().SetHeader('x-level', String(level + 1), true)
      context.ExecuteRequest(true, child, 0, null)
      return RQ_NOTIFICATION_PENDING
    },
    OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE,
    OnEndRequest(context) { seen.push(`end ${Number(context.GetRequest().GetHeader('x-level') ?? 0)}`); return RQ_NOTIFICATION_CONTINUE }
  })], (instance) => { instance.get('/route', (request) => request.headers['x-level']) })
  const answers = await Promise.all([app.inject('/route'), app.inject('/route')])
  expect(answers.map((answer) => answer.body)).toEqual(['3', '3'])
  expect(seen.toSorted()).toEqual(['begin 0', 'begin 1', 'begin 2', 'begin 3', 'end 0', 'end 1', 'end 2', 'end 3'].flatMap((line) => [line, line]))
})

test('a client that leaves ends parent, child and grandchild, wherever they are', async () => {
  for (const where of [...ALL_HANDLERS.slice(0, 14), 'route']) {
    const log: string[] = []
    const reached = deferred()
    const level = (context: IHttpContext): number => (context.GetParentContext() === null ? 0 : context.GetParentContext()?.GetParentContext() === null ? 1 : 2)
    const { app, errors } = await startApp([moduleOf('deep', {
      OnBeginRequest(context) {
        const child = level(context) < 2 ? context.CloneContext(CLONE_FLAG_BASICS) : S_OK
        if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
        context.ExecuteRequest(true, child, 0, null)
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE,
      OnLogRequest(context) { log.push(`log ${level(context)}`); return RQ_NOTIFICATION_CONTINUE },
      OnEndRequest(context) { log.push(`end ${level(context)}`); return RQ_NOTIFICATION_CONTINUE },
      Dispose() { log.push('dispose') }
    }), moduleOf('slow', {
      [where === 'route' ? 'OnEndRequest' : where](context: IHttpContext) {
        if (where === 'route' || level(context) < 2) return RQ_NOTIFICATION_CONTINUE
        reached.resolve()
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE
    })], (instance) => { instance.get('/route', () => new Promise(() => { reached.resolve() })) })
    const client = await clientOf(await listen(app))
    client.get('/route')
    await reached.promise
    client.leave()
    await until(() => log.filter((line) => line === 'dispose').length === 3)
    expect(log.toSorted(), where).toEqual(['dispose', 'dispose', 'dispose', 'end 0', 'end 1', 'end 2', 'log 0', 'log 1', 'log 2'])
    expect(errors).toEqual([])
  }
})

test('a server that stops refuses children; the parent goes on', async () => {
  const results: HRESULT[] = []
  const reached = deferred()
  const gate = deferred()
  const { app, errors } = await startApp([moduleOf('slow', { async OnBeginRequest() { reached.resolve(); await gate.promise; return RQ_NOTIFICATION_CONTINUE } }), parent('OnEndRequest', toChild('/child'), results)], routes)
  const client = await clientOf(await listen(app))
  client.get('/route')
  await reached.promise
  const closed = app.close()
  await until(() => !app.server.listening)
  gate.resolve()
  await client.answer()
  await closed
  await until(() => results.length > 0)
  expect(results.map(FAILED)).toEqual([true])
  expect(errors).toHaveLength(1)
})
