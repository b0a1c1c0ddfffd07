// Modules that break the contract: the culprit is reported, the request ends once, and the next one finds nothing of it.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING,
  createMemoryHost, type IHttpContext, type IHttpModuleFactory, type ModuleEntry, type ModuleRegistration, type NotificationResult
} from '@isapi-bridge/module-api'
import { E_OUTOFMEMORY, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { HOSTS, deferred, until, type TestHost } from '../support/hosts.ts'
import { ALL_HANDLERS, THE_END, moduleOf, recordingModule, registered } from '../support/modules.ts'

const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
const codesOf = (errors: readonly Error[]): unknown[] => errors.map((error) => 'code' in error && error.code)
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

/** How one request ended: the recorder's lines of the end, counted. */
const endsOf = (log: readonly string[]): number[] => [...THE_END, 'closing', 'Dispose'].map((line) => log.filter((each) => each === line).length)
const ONCE = [1, 1, 1, 1, 1, 1]

async function ask(host: TestHost, log: string[], url = '/route'): Promise<Awaited<ReturnType<TestHost['request']>>> {
  log.length = 0
  const answer = await host.request(url)
  await until(() => log.includes('Dispose'))
  expect(endsOf(log)).toEqual(ONCE)
  return answer
}

const throwing: readonly (readonly [string, unknown])[] = [
  ['an Error', new Error('broken')], ['undefined', undefined], ['null', null], ['a string', 'broken'], ['a bare object', Object.create(null)], ['a symbol', Symbol('s')],
  ['an object whose toString throws', { toString() { throw new Error('twice') } }]
]
// oxlint-disable-next-line unicorn/no-thenable -- what foreign code may return
const thenThrows = { get then() { throw new Error('broken then') } }
// oxlint-disable-next-line unicorn/no-thenable -- what foreign code may return
const callsTwice = { then(resolve: (value: unknown) => void) { resolve(RQ_NOTIFICATION_CONTINUE); resolve(RQ_NOTIFICATION_FINISH_REQUEST); throw new Error('and throws') } }

/** What a handler may give, and how the request goes on: with the route's answer, or with 500. */
const RETURNED: readonly (readonly [name: string, give: () => unknown, status: number, code: string | null])[] = [
  ['undefined', () => undefined, 200, 'ERR_MODULE_STATUS'],
  ['7', () => 7, 200, 'ERR_MODULE_STATUS'],
  ['-1', () => -1, 200, 'ERR_MODULE_STATUS'],
  ['NaN', () => NaN, 200, 'ERR_MODULE_STATUS'],
  ['a string', () => 'RQ_NOTIFICATION_CONTINUE', 200, 'ERR_MODULE_STATUS'],
  ['true', () => true, 200, 'ERR_MODULE_STATUS'],
  ['a symbol', () => Symbol('s'), 200, 'ERR_MODULE_STATUS'],
  ['a bare object', () => Object.create(null) as unknown, 200, 'ERR_MODULE_STATUS'],
  ['a function', () => () => RQ_NOTIFICATION_CONTINUE, 200, 'ERR_MODULE_STATUS'],
  ['a promise of undefined', () => Promise.resolve(), 200, 'ERR_MODULE_STATUS'],
  ['a promise of PENDING', () => Promise.resolve(RQ_NOTIFICATION_PENDING), 200, 'ERR_MODULE_STATUS'],
  ['a promise of a bare object', () => Promise.resolve(Object.create(null)), 200, 'ERR_MODULE_STATUS'],
  ['a promise that rejects with nothing', () => Promise.reject(undefined), 500, 'ERR_MODULE_THREW'], // oxlint-disable-line unicorn/no-useless-undefined -- the case itself
  ['a promise that rejects with a bare object', () => Promise.reject(Object.create(null)), 500, 'ERR_MODULE_THREW'],
  ['a promise of a promise', () => Promise.resolve(Promise.resolve(RQ_NOTIFICATION_CONTINUE)), 200, null],
  ['a thenable whose then throws', () => thenThrows, 500, 'ERR_MODULE_THREW'],
  ['a thenable that calls back twice', () => callsTwice, 200, null]
]

describe.each(HOSTS)('%s host', (_name, start) => {
  test.each(throwing)('a handler that throws %s: 500', async (_what, thrown) => {
    const log: string[] = []
    const host = await start([moduleOf('bad', { OnAuthorizeRequest() { throw thrown } }), recordingModule(log)])
    expect((await ask(host, log)).status).toBe(500)
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_THREW'])
    expect(host.errors[0]?.message).toContain('"bad" threw from OnAuthorizeRequest')
  })

  test.each(RETURNED)('a handler that returns %s', async (_what, give, status, code) => {
    const log: string[] = []
    const host = await start([moduleOf('bad', { OnAuthorizeRequest: give as () => NotificationResult }), recordingModule(log)])
    expect((await ask(host, log)).status).toBe(status)
    expect(codesOf(host.errors)).toEqual(code === null ? [] : [code])
  })

  test.each(RETURNED)('OnAsyncCompletion that returns %s', async (_what, give, status, code) => {
    const log: string[] = []
    const host = await start([moduleOf('bad', {
      OnAuthorizeRequest(context) { context.PostCompletion(0); return RQ_NOTIFICATION_PENDING },
      OnAsyncCompletion: give as () => NotificationResult
    }), recordingModule(log)])
    expect((await ask(host, log)).status).toBe(status)
    expect(codesOf(host.errors)).toEqual(code === null ? [] : [code])
  })

  test('IndicateCompletion with nonsense counts as CONTINUE and is reported', async () => {
    const log: string[] = []
    for (const status of [7, undefined, 'x', Symbol('s'), Object.create(null)] as never[]) {
      for (const when of ['early', 'late']) {
        const host = await start([moduleOf('bad', {
          OnAuthorizeRequest(context) {
            if (when === 'early') context.IndicateCompletion(status)
            else setImmediate(() => { context.IndicateCompletion(status) })
            return RQ_NOTIFICATION_PENDING
          }
        }), recordingModule(log)])
        expect(await ask(host, log)).toMatchObject({ status: 200, body: 'route' })
        expect(codesOf(host.errors)).toEqual(['ERR_MODULE_STATUS'])
        expect(host.errors[0]?.message).toContain('"bad"')
      }
    }
  })

  test('a completion inside another module\'s handler is that module\'s, not of the one that waits', async () => {
    const log: string[] = []
    const held = deferred<IHttpContext>()
    const results: HRESULT[] = []
    const host = await start([
      moduleOf('patient', {
        OnBeginRequest(context) { held.resolve(context); return RQ_NOTIFICATION_PENDING },
        OnAsyncCompletion(_context, _notification, _post, _provider, info) { log.push(`completed ${info.GetCompletionBytes()}`); return RQ_NOTIFICATION_CONTINUE }
      }),
      moduleOf('hasty', { OnMapPath(context, provider) {
        if (provider.GetUrl() !== '/other') return RQ_NOTIFICATION_CONTINUE
        results.push(context.PostCompletion(1))
        return RQ_NOTIFICATION_CONTINUE
      } })
    ])
    const answer = host.request('/route')
    const context = await held.promise
    context.MapPath('/other')
    await turn()
    expect(log).toEqual([])
    expect(context.PostCompletion(2)).toBe(S_OK)
    expect((await answer).status).toBe(200)
    expect(log).toEqual(['completed 2'])
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_COMPLETION'])
    expect(host.errors[0]?.message).toContain('"hasty"')
  })

  test('its own handler of another notification completes the one that waits', async () => {
    const held = deferred<IHttpContext>()
    const host = await start([moduleOf('patient', {
      OnBeginRequest(context) { held.resolve(context); return RQ_NOTIFICATION_PENDING },
      OnMapPath(context, provider) {
        if (provider.GetUrl() === '/other') context.PostCompletion(1)
        return RQ_NOTIFICATION_CONTINUE
      },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE
    })])
    const answer = host.request('/route')
    ;(await held.promise).MapPath('/other')
    expect((await answer).status).toBe(200)
    expect(host.errors).toEqual([])
  })

  test('a promise decides alone: nobody completes it', async () => {
    const held = deferred<IHttpContext>()
    const gate = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
    const host = await start([moduleOf('promising', { OnAuthorizeRequest(context) { held.resolve(context); return gate.promise } })])
    const answer = host.request('/route')
    const context = await held.promise
    await turn()
    expect(context.PostCompletion(1)).toBe(INVALID)
    context.IndicateCompletion(RQ_NOTIFICATION_FINISH_REQUEST)
    gate.resolve(RQ_NOTIFICATION_CONTINUE)
    expect(await answer).toMatchObject({ status: 200, body: 'route' })
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_COMPLETION'])
  })

  test('IndicateCompletion and PostCompletion after the end are refused', async () => {
    let kept: IHttpContext | null = null
    const log: string[] = []
    const host = await start([moduleOf('keeper', { OnBeginRequest(context) { kept = context; return RQ_NOTIFICATION_CONTINUE } }), recordingModule(log)])
    await ask(host, log)
    const context = kept as IHttpContext | null
    context?.IndicateCompletion(RQ_NOTIFICATION_CONTINUE)
    expect(context?.PostCompletion(0)).toBe(INVALID)
    expect(context?.CloneContext(1)).toBe(INVALID)
    expect(context?.ReleaseClonedContext()).toBe(INVALID)
    expect(context?.AllocateRequestMemory(8)).toBeNull()
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_COMPLETION'])
    expect(endsOf(log)).toEqual(ONCE)
  })

  test('a client that leaves while a module waits, in each stage', async () => {
    for (const handler of ALL_HANDLERS) {
      if (handler === 'OnExecuteRequestHandler') continue // the route stands there
      const log: string[] = []
      const reached = deferred()
      let waiting: IHttpContext | null = null
      const host = await start([recordingModule(log, {
        act(name, context) {
          if (name !== handler) return undefined
          waiting = context
          reached.resolve()
          return RQ_NOTIFICATION_PENDING
        }
      })])
      await host.leaveAfter('/route', reached.promise)
      await until(() => log.includes('Dispose'))
      expect([handler, ...endsOf(log)]).toEqual([handler, ...ONCE])
      expect(log.filter((line) => line === 'OnAsyncCompletion'), handler).toHaveLength(1)
      const context = waiting as IHttpContext | null
      expect(context?.PostCompletion(1)).toBe(INVALID)
      await turn()
      expect(endsOf(log)).toEqual(ONCE)
    }
  })

  const factories: readonly (readonly [string, () => unknown, boolean])[] = [
    ['fails', () => E_OUTOFMEMORY, false],
    ['throws', () => { throw new Error('no module') }, false],
    ['throws nothing', () => { throw undefined }, false], // oxlint-disable-line no-throw-literal -- the case itself
    ['gives undefined', () => undefined, false],
    ['gives an object that is no module', () => ({ OnBeginRequest: () => RQ_NOTIFICATION_CONTINUE }), false],
    ['gives S_OK', () => S_OK, false],
    ['gives a promise', () => Promise.resolve(), false],
    ['gives the same instance every time', ((shared) => () => shared)(new class extends CHttpModule { override OnBeginRequest(): NotificationResult { return RQ_NOTIFICATION_CONTINUE } }()), true]
  ]
  test.each(factories)('a factory that %s', async (_what, make, works) => {
    const log: string[] = []
    const factory = { GetHttpModule: make as IHttpModuleFactory['GetHttpModule'], Terminate() { throw new Error('Terminate too') } }
    const host = await start([registered('made', factory, RQ_BEGIN_REQUEST, 0), recordingModule(log)], { kept: true })
    expect((await ask(host, log)).status).toBe(works ? 200 : 500)
    expect((await ask(host, log)).status).toBe(works ? 200 : 500)
    expect(new Set(codesOf(host.errors))).toEqual(new Set(works ? [] : ['ERR_MODULE_FACTORY']))
    for (const { message } of host.errors) expect(message).toContain('"made"')
    await host.close()
    expect(codesOf(host.errors)).toContain('ERR_MODULE_THREW')
  })

  test('a handler that is no function: 500', async () => {
    const log: string[] = []
    class Odd extends CHttpModule {}
    Object.defineProperty(Odd.prototype, 'OnBeginRequest', { value: 7 })
    const host = await start([registered('odd', { GetHttpModule: () => new Odd(), Terminate() {} }, RQ_BEGIN_REQUEST, 0), recordingModule(log)])
    expect((await ask(host, log)).status).toBe(500)
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_THREW'])
  })

  test('a response that was sent stays as it is, whatever is called on it', async () => {
    const log: string[] = []
    const results: unknown[] = []
    const after = (context: IHttpContext): void => {
      const response = context.GetResponse()
      results.push(response.SetStatus(500, 'Late'), response.SetHeader('x-late', '1', true), response.DeleteHeader('x-early'), response.Redirect('/late'))
      response.Clear()
      response.ClearHeaders()
      results.push(response.GetStatus().pStatusCode, response.GetHeader('x-early'))
    }
    const host = await start([moduleOf('late', {
      OnBeginRequest(context) {
        context.GetResponse().SetStatus(202, 'Early')
        context.GetResponse().SetHeader('x-early', '1', true)
        context.GetResponse().Flush()
        after(context)
        return RQ_NOTIFICATION_FINISH_REQUEST
      }
    }, { closing: { onRequestEnded: after } }), recordingModule(log)])
    const answer = await ask(host, log)
    expect(answer).toMatchObject({ status: 202, body: '', headers: { 'x-early': '1' } })
    expect(answer.headers['x-late']).toBeUndefined()
    expect(results).toEqual([S_OK, S_OK, S_OK, S_OK, 202, '1', S_OK, S_OK, S_OK, S_OK, 202, '1'])
    await ask(host, log)
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_TOO_LATE']) // once
    expect(host.errors[0]?.message).toMatch(/^Module "late" in BEGIN_REQUEST called SetStatus when status and headers had left\. Nothing was changed/)
  })

  test('a report that throws harms nobody', async () => {
    const log: string[] = []
    const host = await start([moduleOf('bad', { OnBeginRequest: (() => undefined) as never }), recordingModule(log)], { report: () => { throw new Error('full disk') } })
    expect(await ask(host, log)).toMatchObject({ status: 200, body: 'route' })
  })
})

describe('registration', () => {
  const host = (entry: unknown): unknown => createMemoryHost({ modules: [entry as ModuleEntry] })
  test.each<readonly [string, unknown, string]>([
    ['an unknown notification', { name: 'm', module: (_v: number, info: ModuleRegistration) => info.SetRequestNotifications({ GetHttpModule: () => S_OK, Terminate() {} }, 0x0010_0000, 0) }, 'ERR_MODULE_REGISTRATION'],
    ['notifications that are no number', { name: 'm', module: (_v: number, info: ModuleRegistration) => info.SetRequestNotifications({ GetHttpModule: () => S_OK, Terminate() {} }, 'RQ_BEGIN_REQUEST' as never, 0) }, 'ERR_MODULE_REGISTRATION'],
    ['no factory', { name: 'm', module: (_v: number, info: ModuleRegistration) => info.SetRequestNotifications(null as never, RQ_BEGIN_REQUEST, 0) }, 'ERR_MODULE_REGISTRATION'],
    ['a global module that is none', { name: 'm', module: (_v: number, info: ModuleRegistration) => info.SetGlobalNotifications(undefined as never, 0x40) }, 'ERR_MODULE_REGISTRATION'],
    ['a priority that is none', { name: 'm', module: (_v: number, info: ModuleRegistration) => info.SetPriorityForRequestNotification(RQ_BEGIN_REQUEST, 'URGENT' as never) }, 'ERR_MODULE_REGISTRATION'],
    ['nothing returned', { name: 'm', module: () => undefined }, 'ERR_MODULE_REGISTRATION'],
    ['a bare object thrown', { name: 'm', module: () => { throw Object.create(null) } }, 'ERR_MODULE_REGISTRATION'],
    ['a promise', { name: 'm', module: async () => S_OK }, 'ERR_MODULE_ASYNC_REGISTRATION'],
    ['nothing', undefined, 'ERR_MODULE_ENTRY'],
    ['a string', 'module', 'ERR_MODULE_ENTRY']
  ])('%s refuses the start', (_what, entry, code) => {
    expect(() => host(entry)).toThrow(expect.objectContaining({ code }))
  })

  test('registering after the start is refused by name', () => {
    let kept: ModuleRegistration | null = null
    host({ name: 'late', module: (_v: number, info: ModuleRegistration) => { kept = info; return S_OK } })
    const info = kept as ModuleRegistration | null
    for (const call of [
      () => info?.SetRequestNotifications({ GetHttpModule: () => S_OK, Terminate() {} }, RQ_BEGIN_REQUEST, 0), () => info?.SetGlobalNotifications(null as never, 0),
      () => info?.SetPriorityForRequestNotification(1, 'FIRST'), () => info?.setClosingSteps({}), () => info?.requireSerialRequests(), () => info?.presentAs(null as never)
    ]) expect(call).toThrow(expect.objectContaining({ code: 'ERR_MODULE_LATE_REGISTRATION', message: expect.stringContaining('"late"') }))
  })

  test.each([0, -1, 1.5, NaN, Infinity, 2 ** 31, '1000', null])('handlerTimeout %s is refused', (handlerTimeout) => {
    expect(() => createMemoryHost({ modules: [], handlerTimeout: handlerTimeout as number })).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS' }))
  })
})
