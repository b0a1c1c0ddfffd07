import {
  CGlobalModule, CHttpModule, CLONE_FLAG_BASICS, EXECUTE_FLAG_BUFFER_RESPONSE, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, HttpDataChunkFromMemory, RQ_AUTHENTICATE_REQUEST,
  RQ_AUTHORIZE_REQUEST, RQ_BEGIN_REQUEST, RQ_MAP_PATH,
  RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, createModuleFactory, extrasOf,
  type GlobalNotificationResult, type IHttpContext, type IMapPathProvider, type IPreBeginRequestProvider, type ModuleEntry, type NotificationResult
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, ERROR_OPERATION_ABORTED, FAILED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { HOSTS, deferred, until } from '../support/hosts.ts'
import { THE_END, moduleOf, recordingModule, registered } from '../support/modules.ts'

const codesOf = (errors: readonly Error[]): unknown[] => errors.map((error) => 'code' in error && error.code)
/** So that a completion that never comes fails the test at once. */
const LIMIT = { handlerTimeout: 1000 }
const again = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)

/** A global module with one handler. */
function globalModule(name: string, handle: (context: IHttpContext) => GlobalNotificationResult): ModuleEntry {
  class Global extends CGlobalModule {
    override OnGlobalPreBeginRequest(provider: IPreBeginRequestProvider): GlobalNotificationResult { return handle(provider.GetHttpContext()) }
    override Terminate(): void {}
  }
  return { name, module: (_version, info) => info.SetGlobalNotifications(new Global(), GL_PRE_BEGIN_REQUEST) }
}

describe.each(HOSTS)('%s host', (_name, start) => {
  test('a completion before the return survives notifications nested in the handler', async () => {
    const seen: unknown[] = []
    const host = await start([
      moduleOf('pending', {
        OnBeginRequest(context) {
          seen.push(context.PostCompletion(7))
          context.GetResponse().Flush()
          context.MapPath('/elsewhere')
          return RQ_NOTIFICATION_PENDING
        },
        OnAsyncCompletion(_context, _notification, _post, _provider, info) {
          seen.push(info.GetCompletionBytes())
          return RQ_NOTIFICATION_CONTINUE
        }
      }),
      moduleOf('nested', { OnSendResponse: () => RQ_NOTIFICATION_CONTINUE, OnMapPath: () => RQ_NOTIFICATION_CONTINUE })
    ])
    expect((await host.request('/route')).body).toBe('route')
    expect(seen).toEqual([S_OK, 7])
    expect(host.errors).toEqual([])
  })

  test('an operation that was started before GetNextNotification completes the notification that was taken', async () => {
    const heard: unknown[] = []
    const run = (context: IHttpContext): boolean => {
      const child = context.CloneContext(CLONE_FLAG_BASICS)
      if (typeof child === 'number') return false
      child.GetRequest().SetUrl('/route')
      return context.ExecuteRequest(true, child, EXECUTE_FLAG_BUFFER_RESPONSE, null).pfCompletionExpected
    }
    const host = await start([moduleOf('host', {
      OnBeginRequest(context) {
        if (context.GetParentContext() !== null) return RQ_NOTIFICATION_CONTINUE
        expect(run(context)).toBe(true)
        expect(context.GetNextNotification(RQ_NOTIFICATION_CONTINUE)?.pdwNotification).toBe(RQ_AUTHENTICATE_REQUEST)
        return RQ_NOTIFICATION_PENDING
      },
      OnAuthenticateRequest: () => RQ_NOTIFICATION_CONTINUE,
      OnAuthorizeRequest(context) {
        if (context.GetParentContext() !== null) return RQ_NOTIFICATION_CONTINUE
        expect(context.PostCompletion(1)).toBe(S_OK)
        return RQ_NOTIFICATION_PENDING
      },
      OnPostAuthorizeRequest: () => RQ_NOTIFICATION_CONTINUE,
      OnAsyncCompletion(context, notification, post, _provider, info) {
        heard.push([notification, post, info.GetCompletionStatus()])
        if (notification !== RQ_AUTHORIZE_REQUEST || post) return RQ_NOTIFICATION_CONTINUE
        expect(run(context)).toBe(true)
        expect(context.GetNextNotification(RQ_NOTIFICATION_CONTINUE)?.pfIsPostNotification).toBe(true)
        return RQ_NOTIFICATION_PENDING
      }
    })], LIMIT)
    expect((await host.request('/route')).body).toBe('routerouteroute') // two children, and its own
    expect(heard).toEqual([[RQ_AUTHENTICATE_REQUEST, false, S_OK], [RQ_AUTHORIZE_REQUEST, false, S_OK], [RQ_AUTHORIZE_REQUEST, true, S_OK]])
    expect(host.errors).toEqual([])
  })

  test('a completion of a handler that does not pend is reported under its name and touches nobody else', async () => {
    const outcomes: (() => NotificationResult)[] = [
      () => RQ_NOTIFICATION_CONTINUE,
      () => Promise.resolve(RQ_NOTIFICATION_CONTINUE)
    ]
    for (const outcome of outcomes) {
      let completions = 0
      const held = deferred<IHttpContext>()
      const host = await start([
        moduleOf('hasty', { OnBeginRequest(context) { context.PostCompletion(1); return outcome() } }),
        moduleOf('patient', {
          OnAuthorizeRequest(context) { held.resolve(context); return RQ_NOTIFICATION_PENDING },
          OnAsyncCompletion(_context, _notification, _post, _provider, info) { completions += info.GetCompletionBytes(); return RQ_NOTIFICATION_CONTINUE }
        })
      ])
      const answer = host.request('/route')
      const context = await held.promise
      await new Promise((resolve) => { setImmediate(resolve) })
      expect(completions).toBe(0)
      expect(context.PostCompletion(10)).toBe(S_OK)
      expect((await answer).status).toBe(200)
      expect(completions).toBe(10)
      expect(codesOf(host.errors)).toEqual(['ERR_MODULE_COMPLETION'])
      expect(host.errors[0]?.message).toContain('"hasty"')
    }
  })

  test.each<[string, NotificationResult]>([
    ['CONTINUE', RQ_NOTIFICATION_CONTINUE], ['FINISH_REQUEST', RQ_NOTIFICATION_FINISH_REQUEST], ['a promise', Promise.resolve(RQ_NOTIFICATION_FINISH_REQUEST)]
  ])('what OnAsyncCompletion returns after IndicateCompletion inside it completes nobody else: %s', async (_what, result) => {
    const log: string[] = []
    const held = deferred<IHttpContext>()
    const host = await start([
      moduleOf('first', {
        OnBeginRequest(context) { context.PostCompletion(0); return RQ_NOTIFICATION_PENDING },
        OnAsyncCompletion(context) {
          context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE) // goes on inline, to the next module that pends
          return result
        }
      }),
      moduleOf('second', {
        OnAuthorizeRequest(context) { held.resolve(context); return RQ_NOTIFICATION_PENDING },
        OnPostAuthorizeRequest() { log.push('authorized'); return RQ_NOTIFICATION_CONTINUE }
      })
    ])
    const answer = host.request('/route')
    const context = await held.promise
    await new Promise((resolve) => { setImmediate(resolve) })
    expect(log).toEqual([])
    context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE)
    expect((await answer).status).toBe(200)
    expect(log).toEqual(['authorized'])
    expect(host.errors).toEqual([])
  })

  test.each<[string, () => NotificationResult]>([
    ['CONTINUE', () => RQ_NOTIFICATION_CONTINUE], ['FINISH_REQUEST', () => RQ_NOTIFICATION_FINISH_REQUEST], ['a promise', () => Promise.resolve(RQ_NOTIFICATION_CONTINUE)]
  ])('a completion inside OnAsyncCompletion that does not wait for it is dropped and reported: %s', async (_what, result) => {
    const heard: number[] = []
    const host = await start([moduleOf('hasty', {
      OnBeginRequest(context) { context.PostCompletion(1); return RQ_NOTIFICATION_PENDING },
      OnAsyncCompletion(context, _notification, _post, _provider, info) {
        heard.push(info.GetCompletionBytes())
        expect(context.PostCompletion(3)).toBe(S_OK)
        return result()
      }
    })])
    await host.request('/route')
    expect(heard).toEqual([1])
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_COMPLETION'])
    expect(host.errors[0]?.message).toContain('"hasty" completed OnBeginRequest and did not return RQ_NOTIFICATION_PENDING from OnAsyncCompletion')
  })

  test('a second completion of either kind is an error result', async () => {
    const results: HRESULT[] = []
    const host = await start([moduleOf('twice', {
      OnBeginRequest(context) {
        context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE)
        results.push(context.PostCompletion(0))
        return RQ_NOTIFICATION_PENDING
      },
      OnAuthorizeRequest(context) {
        setImmediate(() => {
          results.push(context.PostCompletion(1))
          context.IndicateCompletion(RQ_NOTIFICATION_FINISH_REQUEST)
        })
        return RQ_NOTIFICATION_PENDING
      },
      OnAcquireRequestState(context) {
        results.push(context.PostCompletion(2), context.PostCompletion(3))
        return RQ_NOTIFICATION_PENDING
      },
      OnEndRequest(context) {
        setImmediate(() => {
          context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE)
          results.push(context.PostCompletion(4))
          context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE)
        })
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE
    })])
    expect(await host.request('/route')).toMatchObject({ status: 200, body: 'route' })
    await until(() => results.length === 5)
    expect(results).toEqual([again, S_OK, S_OK, again, again])
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_COMPLETION', 'ERR_MODULE_COMPLETION'])
  })

  test('IndicateCompletion with PENDING leaves it pending', async () => {
    const host = await start([moduleOf('slow', {
      OnBeginRequest(context) {
        context.IndicateCompletion(RQ_NOTIFICATION_PENDING)
        setImmediate(() => {
          context.IndicateCompletion(RQ_NOTIFICATION_PENDING)
          context.IndicateCompletion(RQ_NOTIFICATION_FINISH_REQUEST)
        })
        return RQ_NOTIFICATION_PENDING
      }
    })])
    expect((await host.request('/route')).body).toBe('')
    expect(host.errors).toEqual([])
  })

  test('a thenable that calls back at once goes on once', async () => {
    const log: string[] = []
    // oxlint-disable-next-line unicorn/no-thenable -- a foreign promise library
    const atOnce = { then: (resolve: (status: number) => void) => { resolve(RQ_NOTIFICATION_CONTINUE) } } as unknown as PromiseLike<typeof RQ_NOTIFICATION_CONTINUE>
    const host = await start([recordingModule(log, { act: () => atOnce })], { onRoute: () => { log.push('route') } })
    expect((await host.request('/route')).body).toBe('route')
    expect(log.filter((line) => line === 'route' || line === 'OnEndRequest')).toEqual(['route', 'OnEndRequest'])
  })

  test('another value than a status counts as CONTINUE and is reported', async () => {
    const host = await start([moduleOf('odd', {
      OnBeginRequest: (() => undefined) as never,
      OnAuthorizeRequest: (() => Promise.resolve('done')) as never,
      OnAcquireRequestState: (() => null) as never
    })])
    expect((await host.request('/route')).body).toBe('route')
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_STATUS', 'ERR_MODULE_STATUS', 'ERR_MODULE_STATUS'])
  })

  test('SEND_RESPONSE cannot pend: CONTINUE, with an error', async () => {
    for (const [flushes, outcome] of [
      [false, () => RQ_NOTIFICATION_PENDING], [true, () => Promise.resolve(RQ_NOTIFICATION_FINISH_REQUEST)], [true, () => Promise.reject(new Error('late'))]
    ] as const) {
      const host = await start([
        moduleOf('flushes', { OnBeginRequest(context) { if (flushes) context.GetResponse().Flush(false, true); return RQ_NOTIFICATION_CONTINUE } }),
        moduleOf('first', { OnSendResponse(context) { context.GetResponse().SetHeader('x-first', '1', true); return RQ_NOTIFICATION_CONTINUE } }),
        moduleOf('pending', { OnSendResponse: outcome })
      ])
      expect(await host.request('/route')).toMatchObject({ body: 'route', headers: { 'x-first': '1' } })
      expect(codesOf(host.errors)).toContain('ERR_MODULE_CANNOT_PEND')
    }
  })

  test('SEND_RESPONSE that finishes stops its own send only; one that throws is 500', async () => {
    const log: string[] = []
    let broken = false
    const host = await start([
      moduleOf('second', { OnSendResponse() { log.push('second'); return RQ_NOTIFICATION_CONTINUE } }),
      moduleOf('first', { OnSendResponse() { if (broken) throw new Error('broken'); return RQ_NOTIFICATION_FINISH_REQUEST } })
    ])
    expect((await host.request('/route')).body).toBe('route')
    broken = true
    expect(await host.request('/route')).toMatchObject({ status: 500, body: '' })
    expect(log).toEqual([])
  })

  test('a promise in LOG or END is waited for, also when the client has left', async () => {
    const log: string[] = []
    const reached = deferred()
    const finish = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
    const host = await start([moduleOf('logger', {
      OnLogRequest() {
        reached.resolve()
        log.push('begin')
        return finish.promise.then((status) => { log.push('written'); return status })
      },
      async OnEndRequest() {
        await new Promise((resolve) => { setImmediate(resolve) })
        log.push('end')
        return RQ_NOTIFICATION_CONTINUE
      },
      Dispose() { log.push('dispose') }
    })])
    const left = host.leaveAfter('/route', reached.promise)
    await reached.promise
    if (host.name !== 'memory') await left
    finish.resolve(RQ_NOTIFICATION_CONTINUE)
    await until(() => log.includes('dispose'))
    expect(log).toEqual(['begin', 'written', 'end', 'dispose'])
    expect(host.errors).toEqual([])
  })

  test('a module that pends after its client has left is completed at once', async () => {
    const log: unknown[] = []
    const left = deferred()
    const reached = deferred()
    const host = await start([moduleOf('patient', {
      OnBeginRequest: () => { reached.resolve(); return left.promise.then(() => RQ_NOTIFICATION_CONTINUE) },
      OnLogRequest(context) {
        setImmediate(() => { context.PostCompletion(3) })
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion(_context, _notification, _post, _provider, info) {
        log.push(info.GetCompletionBytes())
        return RQ_NOTIFICATION_CONTINUE
      },
      OnEndRequest() { log.push('end'); return RQ_NOTIFICATION_CONTINUE },
      Dispose() { log.push('dispose') }
    })])
    await host.leaveAfter('/route', reached.promise)
    await until(() => log.includes('dispose'))
    left.resolve()
    expect(log).toEqual([3, 'end', 'dispose'])
  })

  test('a context that outlives its request makes no new module and takes no body', async () => {
    let made = 0
    let context: IHttpContext | null = null
    const disposed = deferred()
    class Counted extends CHttpModule {
      constructor() { super(); made++ }
      override OnBeginRequest(given: IHttpContext): NotificationResult { context = given; return RQ_NOTIFICATION_CONTINUE }
      override OnSendResponse(): NotificationResult { return RQ_NOTIFICATION_CONTINUE }
      override Dispose(): void { disposed.resolve() }
    }
    const host = await start([registered('counted', createModuleFactory(Counted), RQ_BEGIN_REQUEST | 0x2000_0000 | RQ_MAP_PATH, 0)])
    await host.request('/route')
    await disposed.promise
    const late = context as IHttpContext | null
    late?.GetResponse().Flush()
    late?.MapPath('/x')
    expect(late?.PostCompletion(0)).toBe(again)
    expect(FAILED(late?.GetResponse().WriteEntityChunks([]).hr ?? S_OK)).toBe(true)
    expect(made).toBe(1)
  })

  test('SetRequestHandled leaves out later handler modules, nothing else', async () => {
    const log: string[] = []
    const host = await start([
      moduleOf('handler', {
        OnExecuteRequestHandler(context) {
          context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('mine') } }])
          context.SetRequestHandled()
          return RQ_NOTIFICATION_CONTINUE
        }
      }),
      recordingModule(log)
    ])
    expect(await host.request('/nothing')).toMatchObject({ status: 200, body: 'mine' })
    await until(() => log.includes('Dispose'))
    expect(log).not.toContain('OnExecuteRequestHandler')
    expect(log).toEqual(expect.arrayContaining(['OnPostExecuteRequestHandler', 'OnReleaseRequestState', 'OnUpdateRequestCache', ...THE_END]))
  })

  test('SetRequestHandled before the handler leaves out route and handler modules', async () => {
    const log: string[] = []
    const host = await start([recordingModule(log, {
      act(handler, context) {
        if (handler === 'OnAuthorizeRequest') {
          context.SetRequestHandled()
          context.GetResponse().SetStatus(202, 'Taken')
        }
        return undefined
      }
    })], { onRoute: () => { log.push('route') } })
    expect(await host.request('/route')).toMatchObject({ status: 202, body: '' })
    expect(log).toEqual(expect.arrayContaining(['OnPreExecuteRequestHandler', 'OnPostExecuteRequestHandler', 'OnReleaseRequestState']))
    expect(log).not.toContain('OnExecuteRequestHandler')
    expect(log).not.toContain('route')
  })

  describe('GL_PRE_BEGIN_REQUEST', () => {
    test('may take its time; later global modules wait', async () => {
      const log: string[] = []
      const host = await start([
        globalModule('slow', async () => {
          await new Promise((resolve) => { setImmediate(resolve) })
          log.push('slow')
          return GL_NOTIFICATION_CONTINUE
        }),
        globalModule('next', () => { log.push('next'); return GL_NOTIFICATION_CONTINUE }),
        recordingModule(log)
      ])
      await host.request('/route')
      expect(log.slice(0, 3)).toEqual(['slow', 'next', 'OnBeginRequest'])
    })

    test.each([
      ['throws', () => { throw new Error('broken') }],
      ['rejects', () => Promise.reject(new Error('broken'))]
    ])('one that %s is 500 and named; LOG and END run', async (_how, handle) => {
      const log: string[] = []
      const host = await start([globalModule('culprit', handle), globalModule('next', () => { log.push('next'); return GL_NOTIFICATION_CONTINUE }), recordingModule(log)])
      expect((await host.request('/route')).status).toBe(500)
      await until(() => log.includes('Dispose'))
      expect(log).toEqual([...THE_END, 'OnSendResponse', 'closing', 'Dispose'])
      expect(host.errors.map((error) => error.message)).toEqual([expect.stringContaining('"culprit" threw from OnGlobalPreBeginRequest: broken')])
    })

    test('finishRequest ends it there, at once or later', async () => {
      for (const wait of [false, true]) {
        const log: string[] = []
        const finish = (context: IHttpContext): typeof GL_NOTIFICATION_CONTINUE => { extrasOf(context).finishRequest(); return GL_NOTIFICATION_CONTINUE }
        const host = await start([
          globalModule('finisher', (context) => (wait ? Promise.resolve().then(() => finish(context)) : finish(context))),
          globalModule('next', () => { log.push('next'); return GL_NOTIFICATION_CONTINUE }),
          recordingModule(log)
        ])
        await host.request('/route')
        await until(() => log.includes('Dispose'))
        expect(log).toEqual([...THE_END, 'OnSendResponse', 'closing', 'Dispose'])
      }
    })

    test('a client that leaves meanwhile gets LOG, END and the closing step', async () => {
      const log: string[] = []
      const reached = deferred()
      const never = deferred<typeof GL_NOTIFICATION_CONTINUE>()
      const host = await start([globalModule('slow', () => { reached.resolve(); return never.promise }), recordingModule(log)])
      const left = host.leaveAfter('/route', reached.promise)
      await reached.promise
      if (host.name === 'memory') setImmediate(() => { never.resolve(GL_NOTIFICATION_CONTINUE) })
      await left
      await until(() => log.includes('Dispose'))
      never.resolve(GL_NOTIFICATION_CONTINUE)
      await new Promise((resolve) => { setImmediate(resolve) })
      expect(log).toEqual([...THE_END, 'closing', 'Dispose'])
    })
  })

  describe('a child request while MAP_PATH pends (seed 002)', () => {
    class DefaultDocument extends CHttpModule {
      #child: IHttpContext | null = null

      override OnMapPath(pHttpContext: IHttpContext, pProvider: IMapPathProvider): NotificationResult {
        const url = pProvider.GetUrl()
        if (url !== '/' && url !== '/default.aspx') return RQ_NOTIFICATION_CONTINUE
        const child = pHttpContext.CloneContext(CLONE_FLAG_BASICS)
        if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
        this.#child = child
        if (!FAILED(child.GetRequest().SetUrl('/route', false))) {
          const { hr, pfCompletionExpected } = pHttpContext.ExecuteRequest(true, child, 0, null)
          if (!FAILED(hr) && pfCompletionExpected) return RQ_NOTIFICATION_PENDING
        }
        released.push(child.ReleaseClonedContext())
        return RQ_NOTIFICATION_CONTINUE
      }

      override OnAsyncCompletion(): NotificationResult {
        released.push(this.#child?.ReleaseClonedContext() ?? -1)
        return RQ_NOTIFICATION_CONTINUE
      }
    }
    let released: number[] = []
    const document = registered('default document', createModuleFactory(DefaultDocument), RQ_MAP_PATH, 0)

    test('answers for its parent; both go through the whole pipeline', async () => {
      released = []
      const log: string[] = []
      let routes = 0
      const prefix = (context: IHttpContext): string => (context.GetParentContext() === null ? '' : 'child ')
      const host = await start([document, recordingModule(log, { prefix })], { onRoute: () => { routes++ } })
      expect(await host.request('/')).toMatchObject({ status: 200, body: 'route' })
      await until(() => log.filter((line) => line === 'Dispose').length === 2)
      expect(routes).toBe(1)
      expect(released).toEqual([S_OK])
      expect(log.filter((line) => line.startsWith('child '))).toEqual(expect.arrayContaining(['child OnBeginRequest', 'child OnEndRequest', 'child OnSendResponse']))
      expect(log.filter((line) => line === 'closing' || line === 'child closing')).toEqual(['closing'])
      expect(log.indexOf('child OnPostEndRequest')).toBeLessThan(log.indexOf('OnBeginRequest'))
      expect(host.errors).toEqual([])
    })

    test('a client that leaves meanwhile ends parent and child', async () => {
      released = []
      const log: string[] = []
      const reached = deferred()
      const prefix = (context: IHttpContext): string => (context.GetParentContext() === null ? '' : 'child ')
      const codes: HRESULT[] = []
      const host = await start([document, recordingModule(log, {
        prefix,
        act(handler, context) {
          if (handler !== 'OnAcquireRequestState' || context.GetParentContext() === null) return undefined
          reached.resolve()
          return RQ_NOTIFICATION_PENDING
        },
        onAsyncCompletion(_context, _notification, _post, _provider, info) {
          codes.push(info.GetCompletionStatus())
          return RQ_NOTIFICATION_CONTINUE
        }
      })])
      await host.leaveAfter('/', reached.promise)
      await until(() => log.filter((line) => line === 'Dispose').length === 2)
      expect(codes).toEqual([HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)])
      for (const line of [...THE_END, ...THE_END.map((each) => `child ${each}`), 'closing']) expect(log.filter((each) => each === line)).toEqual([line])
      expect(released).toHaveLength(1)
    })
  })
})

describe.each(HOSTS)('what throws elsewhere (%s host)', (_name, start) => {
  test('MAP_PATH: 500, whoever asked', async () => {
    for (const handlers of [{}, { OnBeginRequest(context: IHttpContext) { context.MapPath('/other'); return RQ_NOTIFICATION_CONTINUE } }]) {
      const asked = Object.keys(handlers).length > 0
      const log: string[] = []
      const host = await start([
        moduleOf('mapper', { ...handlers, OnMapPath(_context, provider) { if (!asked || provider.GetUrl() === '/other') throw new Error('broken map'); return RQ_NOTIFICATION_CONTINUE } }),
        recordingModule(log)
      ])
      expect((await host.request('/route')).status).toBe(500)
      await until(() => log.includes('Dispose'))
      expect(log).toEqual([...THE_END, 'OnSendResponse', 'closing', 'Dispose'])
      expect(codesOf(host.errors)).toEqual(['ERR_MODULE_THREW'])
    }
  })

  test('closing steps, stored contexts and Dispose: reported, and the rest runs', async () => {
    const log: string[] = []
    const id = { current: 0 }
    const storing = moduleOf('storing', {
      OnBeginRequest(context) {
        context.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { log.push('cleanup'); throw new Error('1') } }, id.current)
        context.GetConnection()?.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { log.push('cleanup connection'); throw new Error('2') } }, id.current)
        return RQ_NOTIFICATION_CONTINUE
      },
      Dispose() { log.push('dispose'); throw new Error('3') }
    }, {
      closing: {
        onRequestEnded() { log.push('ended'); throw new Error('4') },
        onLogRecord() { log.push('record'); return Promise.reject(new Error('5')) },
        onLogLine() { log.push('line'); throw new Error('6') }
      }
    })
    const host = await start([storing, moduleOf('other', { Dispose() { log.push('other dispose') } }, { closing: { onRequestEnded() { log.push('other ended') }, onLogLine() { log.push('other line') } } })])
    expect((await host.request('/route')).status).toBe(200)
    await until(() => log.includes('cleanup connection'))
    expect(log.filter((line) => line !== 'other dispose')).toEqual(['ended', 'other ended', 'record', 'line', 'other line', 'dispose', 'cleanup', 'cleanup connection'])
    expect(host.errors).toHaveLength(6)
    expect((await host.request('/route')).status).toBe(200)
  })
})
