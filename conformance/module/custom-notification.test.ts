import {
  CHttpModule, PRIORITY_ALIAS_FIRST, PRIORITY_ALIAS_LAST, RQ_CUSTOM_NOTIFICATION, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING,
  type ICustomNotificationProvider, type IHttpContext, type NOTIFY_RESULT, type NotificationResult
} from '@isapi-bridge/module-api'
import { createTraceRecorder } from '@isapi-bridge/trace'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_OPERATION_ABORTED, ERROR_STACK_OVERFLOW, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { createMemoryHost } from '@isapi-bridge/module-api'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, recordingHandlers, type Handlers } from '../support/modules.ts'
import { HOSTS, openInMemory } from '../support/site.ts'

/** What a module raises, with something for its listeners. */
class Notice implements ICustomNotificationProvider {
  readonly seen: string[] = []
  readonly #type: string
  constructor(type: string) { this.#type = type }
  QueryNotificationType(): string { return this.#type }
}

const NOTIFIED: NOTIFY_RESULT = { hr: S_OK, pfCompletionExpected: false }

/** A module that raises in AUTHORIZE_REQUEST, waits if it has to, and is told. */
function raiser(log: string[], provider: ICustomNotificationProvider = new Notice('notice')): Handlers {
  return {
    OnAuthorizeRequest(context) {
      const { hr, pfCompletionExpected } = context.NotifyCustomNotification(provider)
      log.push(`raised ${hr} ${pfCompletionExpected}`)
      return pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
    },
    OnAsyncCompletion(_context, notification, _post, _provider, info) { log.push(`told ${notification} ${info.GetCompletionStatus()}`) }
  }
}

const listener = (name: string, log: string[], answer?: (context: IHttpContext) => NotificationResult): Handlers => ({
  OnCustomRequestNotification(context, provider) {
    log.push(`${name} ${provider.QueryNotificationType()}`)
    return answer?.(context)
  }
})

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe.each(HOSTS)('%s', (_, open) => {
  statement('module.custom.reaches-registered', async () => {
    const log: string[] = []
    const notice = new Notice('site.notice')
    const site = await open({ modules: [
      moduleOf('raiser', { OnAuthorizeRequest(context) { expect(context.NotifyCustomNotification(notice)).toEqual(NOTIFIED) } }),
      moduleOf('knows', { OnCustomRequestNotification(_context, provider) { if (provider instanceof Notice) provider.seen.push(provider.QueryNotificationType()) } }),
      moduleOf('other', recordingHandlers('other', log, ['BEGIN_REQUEST', 'MAP_PATH', 'SEND_RESPONSE']))
    ] })
    await site.ask('/hello')
    expect(notice.seen).toEqual(['site.notice'])
    expect(log).toEqual(['other MAP_PATH', 'other BEGIN_REQUEST', 'other SEND_RESPONSE'])
  })

  statement('module.custom.nested', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('late', listener('late', log), { priority: { OnCustomRequestNotification: PRIORITY_ALIAS_LAST } }),
      moduleOf('raiser', { ...raiser(log), ...listener('raiser', log) }),
      moduleOf('second', listener('second', log)),
      moduleOf('early', listener('early', log), { priority: { OnCustomRequestNotification: PRIORITY_ALIAS_FIRST } }),
      moduleOf('next', recordingHandlers('next', log, ['AUTHORIZE_REQUEST']))
    ] })
    await site.ask('/hello')
    expect(log).toEqual(['early notice', 'raiser notice', 'second notice', 'late notice', 'raised 0 false', 'next AUTHORIZE_REQUEST'])
  })

  statement('module.custom.finish', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('raiser', raiser(log)),
      moduleOf('ends', listener('ends', log, (context) => { context.GetResponse().SetStatus(403, 'Forbidden'); return RQ_NOTIFICATION_FINISH_REQUEST })),
      moduleOf('never', listener('never', log)),
      moduleOf('next', recordingHandlers('next', log, ['AUTHORIZE_REQUEST', 'RESOLVE_REQUEST_CACHE', 'LOG_REQUEST', 'END_REQUEST']))
    ] })
    expect((await site.ask('/hello')).status).toBe(403)
    expect(log).toEqual(['ends notice', 'raised 0 false', 'next LOG_REQUEST', 'next END_REQUEST'])
  })

  statement('module.custom.pending', async () => {
    for (const answer of [
      async () => { await turn(); return RQ_NOTIFICATION_CONTINUE },
      (context: IHttpContext) => { setImmediate(() => { context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE) }); return RQ_NOTIFICATION_PENDING },
      (context: IHttpContext) => { setImmediate(() => { context.PostCompletion(3) }); return RQ_NOTIFICATION_PENDING },
      (context: IHttpContext) => { context.PostCompletion(3); return RQ_NOTIFICATION_PENDING }
    ]) {
      const log: string[] = []
      const site = await open({ modules: [
        moduleOf('raiser', raiser(log)),
        moduleOf('waits', { ...listener('waits', log, answer), OnAsyncCompletion(_context, notification, _post, _provider, info) { expect([notification, info.GetCompletionBytes()]).toEqual([RQ_CUSTOM_NOTIFICATION, 3]) } }),
        moduleOf('after', listener('after', log)),
        moduleOf('next', recordingHandlers('next', log, ['AUTHORIZE_REQUEST']))
      ] })
      expect((await site.ask('/hello')).body).toBe('hello')
      expect(log).toEqual(['waits notice', 'raised 0 true', 'after notice', 'told 4 0', 'next AUTHORIZE_REQUEST'])
      expect(site.reports).toEqual([])
    }
  })

  statement('module.custom.not-waited-for', async () => {
    const log: string[] = []
    let waiting: IHttpContext | null = null
    const site = await open({ modules: [
      moduleOf('raiser', { OnBeginRequest(context) { context.NotifyCustomNotification(new Notice('notice')) } }),
      moduleOf('waits', listener('waits', log, (context) => { waiting = context; return RQ_NOTIFICATION_PENDING })),
      moduleOf('after', listener('after', log)),
      moduleOf('pends', {
        OnAuthorizeRequest(context) { setImmediate(() => { context.PostCompletion(1) }); return RQ_NOTIFICATION_PENDING },
        OnAsyncCompletion() { log.push('completed') }
      })
    ] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(log).toEqual(['waits notice', 'completed'])
    expect(waiting).not.toBeNull()
    expect(site.reports.map(({ message }) => message)).toEqual([expect.stringMatching(/"raiser" did not wait for module "waits"/)])
  })

  statement('module.custom.where', async () => {
    const results: Record<string, NOTIFY_RESULT> = {}
    const log: string[] = []
    let kept: IHttpContext | null = null
    const notice = new Notice('notice')
    const site = await open({ modules: [
      moduleOf('m', {
        OnBeginRequest(context) { kept = context; results['nothing'] = context.NotifyCustomNotification(null) },
        OnSendResponse(context) { results['send'] = context.NotifyCustomNotification(notice) },
        ...listener('m', log)
      }, { preBegin(context) { results['pre-begin'] = context.NotifyCustomNotification(notice) } })
    ] })
    await site.ask('/hello')
    results['end'] = (kept as IHttpContext | null)?.NotifyCustomNotification(notice) ?? NOTIFIED
    const refused = (code: Parameters<typeof HRESULT_FROM_WIN32>[0]): NOTIFY_RESULT => ({ hr: HRESULT_FROM_WIN32(code), pfCompletionExpected: false })
    expect(results).toEqual({
      nothing: refused(ERROR_INVALID_PARAMETER), send: NOTIFIED, 'pre-begin': refused(ERROR_NOT_SUPPORTED), end: refused(ERROR_INVALID_PARAMETER)
    })
    expect(log).toEqual(['m notice'])
  })

  statement('module.custom.recursion', async () => {
    const results: number[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { context.NotifyCustomNotification(new Notice('notice')) },
      OnCustomRequestNotification(context, provider) { results.push(context.NotifyCustomNotification(provider).hr) }
    })] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(results[0]).toBe(HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW))
    expect(results.slice(1).every((hr) => hr === S_OK)).toBe(true)
    expect(site.reports).toHaveLength(1)
  })

  statement('module.custom.no-post-no-disable', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('raiser', {
        ...listener('raiser', log),
        OnBeginRequest(context) {
          context.DisableNotifications(RQ_CUSTOM_NOTIFICATION, RQ_CUSTOM_NOTIFICATION)
          context.NotifyCustomNotification(new Notice('notice'))
        }
      }),
      {
        name: 'post',
        module(_version, info) {
          class Module extends CHttpModule {
            override OnCustomRequestNotification() { log.push('post'); return RQ_NOTIFICATION_CONTINUE }
          }
          return info.SetRequestNotifications({ GetHttpModule: () => new Module(), Terminate() {} }, 0, RQ_CUSTOM_NOTIFICATION)
        }
      }
    ] })
    await site.ask('/hello')
    expect(log).toEqual(['raiser notice'])
  })
})

statement('module.custom.traced', async () => {
  const recorder = createTraceRecorder({ limit: 1, skipped: false })
  onTestFinished(() => { recorder.stop() })
  const site = await openInMemory({ modules: [moduleOf('raiser', raiser([])), moduleOf('waits', listener('waits', [], async () => { await turn(); return RQ_NOTIFICATION_CONTINUE }))] })
  await site.ask('/hello')
  expect(recorder.list().flatMap(({ events }) => events.map(({ stage, name, notification, status, depth }) => [stage, name, notification, status, depth]))).toEqual([
    ['AUTHORIZE_REQUEST', 'raiser', 'AUTHORIZE_REQUEST', 'RQ_NOTIFICATION_CONTINUE', 0],
    ['AUTHORIZE_REQUEST', 'waits', 'CUSTOM_NOTIFICATION', 'RQ_NOTIFICATION_CONTINUE', 1]
  ])
})

statement('module.custom.abort', async () => {
  const log: string[] = []
  const leaves = new AbortController()
  const host = createMemoryHost({ modules: [
    moduleOf('raiser', raiser(log)),
    moduleOf('waits', {
      ...listener('waits', log, () => RQ_NOTIFICATION_PENDING),
      OnAsyncCompletion(_context, _notification, _post, _provider, info) { log.push(`waits told ${info.GetCompletionStatus()}`) }
    }),
    moduleOf('after', { ...listener('after', log), ...recordingHandlers('after', log, ['RESOLVE_REQUEST_CACHE', 'END_REQUEST']) })
  ] })
  const asked = host.request({ url: '/hello', signal: leaves.signal })
  await expect.poll(() => log.length).toBe(2)
  leaves.abort()
  await asked
  const aborted = HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)
  expect(log).toEqual(['waits notice', 'raised 0 true', `waits told ${aborted}`, `told 4 ${aborted}`, 'after END_REQUEST'])
})
