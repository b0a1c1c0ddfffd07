// A handler that never completes, and the limit that an operator can set.

import {
  CGlobalModule, CLONE_FLAG_BASICS, GL_APPLICATION_STOP, GL_PRE_BEGIN_REQUEST, GL_STOP_LISTENING, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING,
  type GlobalNotificationResult, type IHttpContext, type NotificationResult
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, ERROR_TIMEOUT, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { HOSTS, deferred, until } from '../support/hosts.ts'
import { ALL_HANDLERS, THE_END, moduleOf, recordingModule } from '../support/modules.ts'

const LIMIT = { handlerTimeout: 5 }
const codesOf = (errors: readonly Error[]): unknown[] => errors.map((error) => 'code' in error && error.code)
const endsOf = (log: readonly string[]): number[] => [...THE_END, 'closing', 'Dispose'].map((line) => log.filter((each) => each === line).length)
const ONCE = [1, 1, 1, 1, 1, 1]
const HANDLERS = ALL_HANDLERS.filter((handler) => handler !== 'OnExecuteRequestHandler') // the route stands there

/** The two ways to wait for ever. */
const WAYS: readonly (readonly [name: string, give: () => NotificationResult])[] = [
  ['PENDING', () => RQ_NOTIFICATION_PENDING],
  ['a promise', () => new Promise<never>(() => {})]
]

describe.each(HOSTS)('%s host', (_name, start) => {
  test.each(WAYS)('%s without end, in each stage: 500, module and notification named', async (_way, give) => {
    for (const handler of HANDLERS) {
      const log: string[] = []
      let reported: number | null = null
      const host = await start([
        moduleOf('stuck', { [handler]: give }),
        moduleOf('witness', { OnSendResponse(context) { reported = context.GetResponse().GetStatus().phrErrorToReport; return RQ_NOTIFICATION_CONTINUE } }),
        recordingModule(log)
      ], LIMIT)
      const { status } = await host.request('/route')
      await until(() => log.includes('Dispose'))
      expect([handler, status, reported, ...endsOf(log)]).toEqual([handler, 500, HRESULT_FROM_WIN32(ERROR_TIMEOUT), ...ONCE])
      expect(codesOf(host.errors)).toEqual(['ERR_MODULE_TIMEOUT'])
      expect(host.errors[0]?.message).toContain(`"stuck" did not complete ${handler} within 5 ms`)
    }
  })

  test('also in the server\'s own mapping, and in OnAsyncCompletion', async () => {
    for (const handlers of [
      { OnMapPath: () => RQ_NOTIFICATION_PENDING },
      { OnBeginRequest(context: IHttpContext) { context.PostCompletion(1); return RQ_NOTIFICATION_PENDING }, OnAsyncCompletion: () => RQ_NOTIFICATION_PENDING },
      { OnBeginRequest(context: IHttpContext) { context.PostCompletion(1); return RQ_NOTIFICATION_PENDING }, OnAsyncCompletion: () => new Promise<never>(() => {}) }
    ] as Parameters<typeof moduleOf>[1][]) {
      const log: string[] = []
      const host = await start([moduleOf('stuck', handlers), recordingModule(log)], LIMIT)
      expect((await host.request('/route')).status).toBe(500)
      await until(() => log.includes('Dispose'))
      expect(endsOf(log)).toEqual(ONCE)
      expect(codesOf(host.errors)).toEqual(['ERR_MODULE_TIMEOUT'])
    }
  })

  test('also in GL_PRE_BEGIN_REQUEST and in a closing step', async () => {
    const log: string[] = []
    class Stuck extends CGlobalModule {
      override OnGlobalPreBeginRequest(): GlobalNotificationResult { return new Promise<never>(() => {}) }
      override Terminate(): void {}
    }
    const host = await start([{ name: 'stuck', module: (_version, info) => info.SetGlobalNotifications(new Stuck(), GL_PRE_BEGIN_REQUEST) }, recordingModule(log)], LIMIT)
    expect((await host.request('/route')).status).toBe(500)
    await until(() => log.includes('Dispose'))
    expect(endsOf(log)).toEqual(ONCE)
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_TIMEOUT'])
    expect(host.errors[0]?.message).toContain('"stuck" did not complete OnGlobalPreBeginRequest')

    const closing = await start([moduleOf('slow logger', {}, { closing: { onRequestEnded: () => new Promise<never>(() => {}) } }), recordingModule(log)], LIMIT)
    log.length = 0
    expect((await closing.request('/route')).status).toBe(200)
    await until(() => log.includes('Dispose'))
    expect(endsOf(log)).toEqual(ONCE)
    expect(codesOf(closing.errors)).toEqual(['ERR_MODULE_TIMEOUT'])
    expect(closing.errors[0]?.message).toContain('Module "slow logger" did not complete a closing step within 5 ms. Nobody waits')
  })

  test.each([
    [GL_STOP_LISTENING, 'OnGlobalStopListening'],
    [GL_APPLICATION_STOP, 'OnGlobalApplicationStop']
  ])('the server ends all the same (%#)', async (event, handler) => {
    const log: string[] = []
    class Stuck extends CGlobalModule {
      override OnGlobalStopListening(): GlobalNotificationResult { return new Promise<never>(() => {}) }
      override OnGlobalApplicationStop(): GlobalNotificationResult { return new Promise<never>(() => {}) }
      override Terminate(): void { log.push('Terminate') }
    }
    const host = await start([{ name: 'stuck', module: (_version, info) => info.SetGlobalNotifications(new Stuck(), event) }], { ...LIMIT, kept: true })
    await host.close()
    expect(log).toEqual(['Terminate'])
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_TIMEOUT'])
    expect(host.errors[0]?.message).toContain(`"stuck" did not complete ${handler} within 5 ms`)
  })

  test('a completion that comes too late is refused, and named', async () => {
    const log: string[] = []
    const late = deferred<typeof RQ_NOTIFICATION_CONTINUE>()
    let kept: IHttpContext | null = null
    for (const [promised, complete] of [
      [false, () => { expect(kept?.PostCompletion(1)).toBe(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)) }],
      [false, () => { kept?.IndicateCompletion(RQ_NOTIFICATION_CONTINUE) }],
      [true, () => { late.resolve(RQ_NOTIFICATION_CONTINUE) }]
    ] as const) {
      log.length = 0
      const host = await start([moduleOf('stuck', { OnAuthorizeRequest(context) { kept = context; return promised ? late.promise : RQ_NOTIFICATION_PENDING } }), recordingModule(log)], LIMIT)
      await host.request('/route')
      await until(() => log.includes('Dispose'))
      complete()
      await until(() => host.errors.length > 1)
      expect(codesOf(host.errors)).toEqual(['ERR_MODULE_TIMEOUT', 'ERR_MODULE_COMPLETION'])
      expect(host.errors[1]?.message).toContain('"stuck" had been given up in OnAuthorizeRequest')
      expect(endsOf(log)).toEqual(ONCE)
    }
  })

  test('who completes in time is left alone', async () => {
    const log: string[] = []
    const host = await start([
      moduleOf('patient', { OnAuthorizeRequest(context) { setImmediate(() => { context.PostCompletion(0) }); return RQ_NOTIFICATION_PENDING }, OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE }),
      moduleOf('promising', { OnLogRequest: async () => RQ_NOTIFICATION_CONTINUE }), recordingModule(log)
    ], { handlerTimeout: 4000 })
    expect(await host.request('/route')).toMatchObject({ status: 200, body: 'route' })
    await until(() => log.includes('Dispose'))
    expect(host.errors).toEqual([])
  })

  test('who waits for a child is not blamed: the child\'s module is', async () => {
    const log: string[] = []
    const results: number[] = []
    const prefix = (context: IHttpContext): string => (context.GetParentContext() === null ? '' : 'child ')
    const host = await start([
      moduleOf('parent', {
        OnBeginRequest(context) {
          const child = context.GetParentContext() === null ? context.CloneContext(CLONE_FLAG_BASICS) : S_OK
          if (typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
          return context.ExecuteRequest(true, child, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
        },
        OnAsyncCompletion(_context, _notification, _post, _provider, info) { results.push(info.GetCompletionStatus()); return RQ_NOTIFICATION_CONTINUE }
      }),
      moduleOf('stuck', { OnAuthorizeRequest: (context) => (context.GetParentContext() === null ? RQ_NOTIFICATION_CONTINUE : RQ_NOTIFICATION_PENDING) }),
      recordingModule(log, { prefix })
    ], LIMIT)
    expect((await host.request('/route')).status).toBe(500)
    await until(() => log.filter((line) => line === 'Dispose').length === 2)
    expect(codesOf(host.errors)).toEqual(['ERR_MODULE_TIMEOUT'])
    expect(host.errors[0]?.message).toContain('"stuck"')
    expect(results).toEqual([S_OK])
    for (const line of [...THE_END, ...THE_END.map((each) => `child ${each}`)]) expect(log.filter((each) => each === line), line).toHaveLength(1)
  })
})
