// Child requests go through the whole application.

import { Readable } from 'node:stream'
import {
  CGlobalModule, CLONE_FLAG_BASICS, CLONE_FLAG_HEADERS, EXECUTE_FLAG_BUFFER_RESPONSE, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE,
  RQ_NOTIFICATION_PENDING, extrasOf, type IHttpContext, type IPreBeginRequestProvider, type ModuleEntry
} from '@isapi-bridge/module-api'
import { contextOf } from '@isapi-bridge/module-api/fastify'
import { E_FAIL, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, FAILED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
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
  expect(errors.length).toBeLessThanOrEqual(1) // none where its client has been seen to leave
})

/** A body without end: `pulled` counts its pieces. */
function endless(): { readonly stream: Readable; pulled: number } {
  const made = { pulled: 0, stream: new Readable({ read() { made.pulled++; this.push(Buffer.alloc(65_536, 120)) } }) }
  return made
}

test('a child may answer without end: as fast as the client reads, and it ends with the client', async () => {
  const source = endless()
  const log: string[] = []
  const { app, errors } = await startApp([parent('OnBeginRequest', toChild('/endless')), recordingModule(log, { prefix: (context) => (context.GetParentContext() === null ? '' : 'child ') })], (instance) => {
    routes(instance)
    instance.get('/endless', (_request, reply) => reply.send(source.stream))
  })
  const client = await clientOf(await listen(app))
  client.socket.pause()
  client.get('/route')
  await until(() => source.pulled > 1)
  let before = -1
  for (let turns = 0; turns < 200 && before !== source.pulled;) { // until nothing moves any more
    before = source.pulled
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => { setImmediate(resolve) })
    turns++
  }
  expect(before).toBe(source.pulled)
  client.socket.resume()
  await client.firstByte()
  await until(() => source.pulled > before + 50)
  client.leave()
  await until(() => log.filter((line) => line === 'Dispose').length === 2)
  expect(source.stream.destroyed).toBe(true)
  for (const line of ['OnLogRequest', 'OnEndRequest', 'child OnLogRequest', 'child OnEndRequest', 'closing']) expect(log.filter((each) => each === line), line).toHaveLength(1)
  expect(errors).toEqual([])
})

test('a child whose body breaks off breaks off its parent', async () => {
  const gate = deferred()
  const { app } = await startApp([parent('OnBeginRequest', toChild('/breaking'))], (instance) => {
    routes(instance)
    instance.get('/breaking', (_request, reply) => reply.send(Readable.from((async function * () { yield Buffer.from('half'); await gate.promise; throw new Error('broken off') })())))
  })
  const client = await clientOf(await listen(app))
  client.get('/route')
  await client.firstByte()
  gate.resolve()
  const rest = await client.rest()
  expect(rest).toContain('half')
  expect(rest.endsWith('0\r\n\r\n')).toBe(false)
})

test('a child whose stream breaks off before anything has left is a plain 500', async () => {
  const { app } = await startApp([parent('OnBeginRequest', toChild('/breaking'))], (instance) => {
    routes(instance)
    instance.get('/breaking', (_request, reply) => reply.send(Readable.from((function * () { yield Buffer.from('half'); throw new Error('broken off') })())))
  })
  const answer = await app.inject('/route')
  expect(answer.statusCode).toBe(500)
  expect(answer.json()).toEqual({ statusCode: 500, error: 'Internal Server Error', message: 'The answer of a child request broke off.' })
})

test('EXECUTE_FLAG_BUFFER_RESPONSE takes a stream as a whole; one that breaks off is a failed child, and leaves nothing behind', async () => {
  for (const [url, expected, body] of [['/pieces', S_OK, 'onetworoute'], ['/breaking', E_FAIL, 'route']] as const) {
    const seen: unknown[] = []
    const kept: IHttpContext[] = []
    const { app } = await startApp([moduleOf('parent', {
      OnBeginRequest(context) {
        const child = context.GetParentContext() === null ? context.CloneContext(CLONE_FLAG_BASICS) : S_OK
        if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
        kept.push(child)
        child.GetRequest().SetUrl(url)
        return context.ExecuteRequest(true, child, EXECUTE_FLAG_BUFFER_RESPONSE, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
      },
      OnAsyncCompletion(context, _notification, _post, _provider, info) {
        seen.push(info.GetCompletionStatus(), info.GetCompletionBytes(), context.GetResponse().GetHeader('x-child'), kept[0]?.ReleaseClonedContext())
        return RQ_NOTIFICATION_CONTINUE
      }
    })], (instance) => {
      routes(instance)
      instance.get('/pieces', (_request, reply) => reply.header('x-child', '1').send(Readable.from([Buffer.from('one'), Buffer.from('two')])))
      instance.get('/breaking', (_request, reply) => reply.header('x-child', '1').send(Readable.from((function * () { yield Buffer.from('half'); throw new Error('broken off') })())))
    })
    expect((await app.inject('/route')).body).toBe(body)
    expect(seen).toEqual(expected === S_OK ? [S_OK, 6, '1', S_OK] : [E_FAIL, 0, null, S_OK])
  }
})

test('cookies of parent and child both arrive', async () => {
  const { app } = await startApp([moduleOf('cookies', {
    OnBeginRequest(context) {
      if (context.GetParentContext() === null) extrasOf(context).appendResponseHeader('Set-Cookie', 'own=1')
      return RQ_NOTIFICATION_CONTINUE
    }
  }), parent('OnAuthorizeRequest', toChild('/cookies'))], routes)
  expect((await app.inject('/route')).headers['set-cookie']).toEqual(['own=1', 'a=1', 'b=2'])
})

const STAGES_WITH_CHILD = [...ALL_HANDLERS, 'OnMapPath']
test.each(STAGES_WITH_CHILD)('a child in %s runs once, and both end once', async (handler) => {
  const results: HRESULT[] = []
  const log: string[] = []
  const { app, errors } = await startApp([
    parent(handler, toChild('/child'), results),
    recordingModule(log, { prefix: (context) => (context.GetParentContext() === null ? '' : 'child ') })
  ], routes)
  const handles = handler === 'OnExecuteRequestHandler' // only where no route matches
  expect((await app.inject(handles ? '/nothing' : '/route')).statusCode).toBe(200)
  await until(() => log.filter((line) => line === 'Dispose').length === 2)
  expect(results).toEqual([S_OK])
  for (const line of ['OnBeginRequest', 'OnLogRequest', 'OnEndRequest', 'OnPostEndRequest', 'closing']) {
    expect(log.filter((each) => each === line), line).toHaveLength(1)
    expect(log.filter((each) => each === `child ${line}`), `child ${line}`).toHaveLength(line === 'closing' ? 0 : 1)
  }
  expect(errors).toEqual([])
})

describe('a child that nobody could wait for is refused', () => {
  const refused = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
  const execute = (context: IHttpContext, results: HRESULT[]): void => {
    if (context.GetParentContext() !== null) return
    const child = context.CloneContext(CLONE_FLAG_BASICS)
    if (typeof child === 'number') return
    results.push(context.ExecuteRequest(true, child, 0, null).hr)
    child.ReleaseClonedContext()
  }

  test('in GL_PRE_BEGIN_REQUEST, in SEND_RESPONSE, in a mapping on the stack, after the handler has returned', async () => {
    const results: HRESULT[] = []
    class Global extends CGlobalModule {
      override OnGlobalPreBeginRequest(provider: IPreBeginRequestProvider): typeof GL_NOTIFICATION_CONTINUE {
        execute(provider.GetHttpContext(), results)
        return GL_NOTIFICATION_CONTINUE
      }
      override Terminate(): void {}
    }
    const modules: ModuleEntry[] = [
      { name: 'global', module: (_version, info) => info.SetGlobalNotifications(new Global(), GL_PRE_BEGIN_REQUEST) },
      moduleOf('sender', { OnSendResponse(context) { execute(context, results); return RQ_NOTIFICATION_CONTINUE } }),
      moduleOf('mapper', {
        OnBeginRequest(context) { context.MapPath('/other'); return RQ_NOTIFICATION_CONTINUE },
        OnMapPath(context, provider) { if (provider.GetUrl() === '/other') execute(context, results); return RQ_NOTIFICATION_CONTINUE }
      })
    ]
    const { app, errors } = await startApp(modules, (instance) => {
      routes(instance)
      instance.get('/late', (request) => {
        const context = contextOf(request)
        if (context !== null) execute(context, results)
        return 'late'
      })
    })
    expect((await app.inject('/late')).body).toBe('late')
    expect(results).toEqual([refused, refused, refused, refused])
    expect(errors).toEqual([])
  })
})

test('two children of one handler at a time are both heard of', async () => {
  const bodies: string[] = []
  const children = new Map<IHttpContext, string>()
  const { app } = await startApp([moduleOf('parent', {
    OnBeginRequest(context) {
      if (context.GetParentContext() !== null) return RQ_NOTIFICATION_CONTINUE
      for (const url of ['/route', '/large', '/cookies']) {
        const child = context.CloneContext(CLONE_FLAG_BASICS)
        if (typeof child === 'number') continue
        children.set(child, url)
        child.GetRequest().SetUrl(url)
        expect(context.ExecuteRequest(true, child, EXECUTE_FLAG_BUFFER_RESPONSE, null).hr).toBe(S_OK)
      }
      return RQ_NOTIFICATION_PENDING
    },
    OnAsyncCompletion(context, _notification, _post, _provider, info) {
      bodies.push(String(info.GetCompletionBytes()))
      if (bodies.length < children.size) return RQ_NOTIFICATION_PENDING
      context.GetResponse().Clear()
      return RQ_NOTIFICATION_CONTINUE
    }
  })], routes)
  expect((await app.inject('/route')).body).toBe('route')
  expect(bodies.toSorted()).toEqual(['2000000', '5', '7'])
})

test('a handler that returns a promise hears of its child in OnAsyncCompletion, and its promise decides', async () => {
  const { app, errors } = await startApp([moduleOf('parent', {
    async OnBeginRequest(context) {
      const child = context.GetParentContext() === null ? context.CloneContext(CLONE_FLAG_BASICS) : S_OK
      if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      child.GetRequest().SetUrl('/cookies')
      const heard = deferred()
      wake = heard.resolve
      await Promise.resolve()
      expect(context.ExecuteRequest(true, child, 0, null).hr).toBe(S_OK)
      await heard.promise
      child.ReleaseClonedContext()
      return RQ_NOTIFICATION_CONTINUE
    },
    OnAsyncCompletion() { wake(); return RQ_NOTIFICATION_CONTINUE }
  })], routes)
  let wake = (): void => {}
  expect((await app.inject('/route')).body).toBe('cookies')
  expect(errors).toEqual([])
})

test('a child that nobody waits for ends with its parent', async () => {
  const log: string[] = []
  const reached = deferred()
  const { app } = await startApp([moduleOf('careless', {
    OnBeginRequest(context) {
      const child = context.GetParentContext() === null ? context.CloneContext(CLONE_FLAG_BASICS) : S_OK
      if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      child.GetRequest().SetUrl('/hanging')
      context.ExecuteRequest(true, child, 0, null)
      return reached.promise.then(() => RQ_NOTIFICATION_CONTINUE)
    }
  }), recordingModule(log, { prefix: (context) => (context.GetParentContext() === null ? '' : 'child ') })], (instance) => {
    routes(instance)
    instance.get('/hanging', () => new Promise(() => { reached.resolve() }))
  })
  expect((await app.inject('/route')).body).toBe('route')
  await until(() => log.filter((line) => line === 'Dispose').length === 2)
  expect(log.filter((line) => line === 'child OnEndRequest')).toHaveLength(1)
})

test('clones are not released while they run, nor run twice', async () => {
  const results: HRESULT[] = []
  const kept: IHttpContext[] = []
  const { app } = await startApp([moduleOf('parent', {
    OnBeginRequest(context) {
      const child = context.GetParentContext() === null ? context.CloneContext(CLONE_FLAG_BASICS) : S_OK
      if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      kept.push(child)
      context.ExecuteRequest(true, child, 0, null)
      results.push(child.ReleaseClonedContext())
      return RQ_NOTIFICATION_PENDING
    },
    OnAsyncCompletion(context) {
      for (const child of kept) results.push(context.ExecuteRequest(true, child, 0, null).hr, child.ReleaseClonedContext(), child.ReleaseClonedContext())
      return RQ_NOTIFICATION_CONTINUE
    }
  })], routes)
  expect((await app.inject('/route')).body).toBe('route')
  const invalid = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
  expect(results).toEqual([invalid, invalid, S_OK, invalid])
})
