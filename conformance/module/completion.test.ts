import {
  RQ_AUTHORIZE_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING,
  notificationChannel, type CHttpModule, type IHttpContext, type NotificationTraceMessage
} from '@isapi-bridge/module-api'
import { createTraceRecorder } from '@isapi-bridge/trace'
import { ERROR_INVALID_PARAMETER, ERROR_OPERATION_ABORTED, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { createMemoryHost } from '@isapi-bridge/module-api'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, recordingHandlers, type Handlers } from '../support/modules.ts'
import { HOSTS, openInMemory } from '../support/site.ts'

/** Runs something after the handler has returned. */
function later(what: () => void): void {
  setImmediate(what)
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('module.completion.pending-stops', async () => {
    const log: string[] = []
    let waiting: IHttpContext | null = null
    const site = await open({ modules: [
      moduleOf('m', {
        OnAuthorizeRequest(context) { waiting = context; log.push('pending'); return RQ_NOTIFICATION_PENDING },
        OnAsyncCompletion() { log.push('completed') }
      }),
      moduleOf('n', recordingHandlers('n', log, ['AUTHORIZE_REQUEST', 'RESOLVE_REQUEST_CACHE', 'END_REQUEST']))
    ] })
    const asked = site.ask('/hello')
    await expect.poll(() => waiting).not.toBeNull()
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => { setImmediate(resolve) })
    expect(log).toEqual(['pending'])
    ;(waiting as IHttpContext | null)?.PostCompletion(0)
    expect((await asked).body).toBe('hello')
    expect(log).toEqual(['pending', 'completed', 'n AUTHORIZE_REQUEST', 'n RESOLVE_REQUEST_CACHE', 'n END_REQUEST'])
  })

  statement('module.completion.arguments', async () => {
    const seen: unknown[] = []
    const pend = (context: IHttpContext) => { later(() => { context.PostCompletion(0) }); return RQ_NOTIFICATION_PENDING }
    const site = await open({ modules: [moduleOf('m', {
      OnAuthorizeRequest: pend,
      OnPostAuthorizeRequest: pend,
      OnAsyncCompletion(_context, notification, post) { seen.push([notification, post]) }
    })] })
    await site.ask('/hello')
    expect(seen).toEqual([[RQ_AUTHORIZE_REQUEST, false], [RQ_AUTHORIZE_REQUEST, true]])
  })

  statement('module.completion.status', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('m', {
        OnBeginRequest(context) { later(() => { context.PostCompletion(0) }); return RQ_NOTIFICATION_PENDING },
        OnAsyncCompletion(context) { context.GetResponse().SetStatus(403, 'Forbidden'); return RQ_NOTIFICATION_FINISH_REQUEST }
      }),
      moduleOf('n', recordingHandlers('n', log, ['BEGIN_REQUEST', 'AUTHORIZE_REQUEST', 'END_REQUEST']))
    ] })
    expect((await site.ask('/hello')).status).toBe(403)
    expect(log).toEqual(['n END_REQUEST'])
  })

  statement('module.completion.again', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('m', {
        OnBeginRequest(context) { later(() => { context.PostCompletion(1) }); return RQ_NOTIFICATION_PENDING },
        OnAsyncCompletion(context, _notification, _post, _provider, info) {
          const round = info.GetCompletionBytes()
          log.push(`completion ${round}`)
          if (round === 3) return RQ_NOTIFICATION_CONTINUE
          later(() => { context.PostCompletion(round + 1) })
          return RQ_NOTIFICATION_PENDING
        }
      }),
      moduleOf('n', recordingHandlers('n', log, ['BEGIN_REQUEST']))
    ] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(log).toEqual(['completion 1', 'completion 2', 'completion 3', 'n BEGIN_REQUEST'])
  })

  statement('module.completion.not-for-synchronous', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnEndRequest(context) {
        const { pfCompletionExpected } = context.GetResponse().Flush(false, true)
        log.push(`expected ${pfCompletionExpected}`)
      },
      OnAsyncCompletion() { log.push('completion') }
    })] })
    await site.ask('/hello')
    expect(log).toEqual(['expected false'])
  })

  statement('module.completion.early', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('posts', {
        OnBeginRequest(context) { context.PostCompletion(7); return RQ_NOTIFICATION_PENDING },
        OnAsyncCompletion(_context, _notification, _post, _provider, info) { log.push(`posted ${info.GetCompletionBytes()}`) }
      }),
      moduleOf('indicates', {
        OnBeginRequest(context) { context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE); return RQ_NOTIFICATION_PENDING },
        OnAsyncCompletion() { log.push('indicated') }
      }),
      moduleOf('n', recordingHandlers('n', log, ['BEGIN_REQUEST']))
    ] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(log).toEqual(['posted 7', 'n BEGIN_REQUEST'])
  })

  statement('module.completion.posted', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { log.push('handler'); later(() => { context.PostCompletion(0) }); return RQ_NOTIFICATION_PENDING },
      OnAsyncCompletion() { log.push('completion') }
    })] })
    await site.ask('/hello')
    expect(log).toEqual(['handler', 'completion'])
  })

  statement('module.completion.bytes', async () => {
    const seen: number[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { later(() => { context.PostCompletion(4711) }); return RQ_NOTIFICATION_PENDING },
      OnAsyncCompletion(_context, _notification, _post, _provider, info) { seen.push(info.GetCompletionBytes()) }
    })] })
    await site.ask('/hello')
    expect(seen).toEqual([4711])
  })

  statement('module.completion.indicated-inline', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('m', {
        OnBeginRequest(context) {
          later(() => {
            log.push('indicating')
            context.IndicateCompletion(RQ_NOTIFICATION_FINISH_REQUEST)
            log.push('indicated')
          })
          return RQ_NOTIFICATION_PENDING
        }
      }),
      moduleOf('n', recordingHandlers('n', log, ['BEGIN_REQUEST', 'AUTHORIZE_REQUEST'])),
      moduleOf('p', {}, {})
    ] })
    const other = await open({ modules: [
      moduleOf('m', {
        OnBeginRequest(context) {
          later(() => {
            log.push('indicating')
            context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE)
            log.push('indicated')
          })
          return RQ_NOTIFICATION_PENDING
        }
      }),
      moduleOf('n', recordingHandlers('n', log, ['BEGIN_REQUEST', 'AUTHORIZE_REQUEST']))
    ] })
    await other.ask('/hello')
    expect(log).toEqual(['indicating', 'n BEGIN_REQUEST', 'n AUTHORIZE_REQUEST', 'indicated'])
    log.length = 0
    await site.ask('/hello')
    expect(log).toEqual(['indicating', 'indicated'])
  })

  statement('module.completion.indicated-not-entered', async () => {
    const log: string[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { log.push('handler'); later(() => { context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE) }); return RQ_NOTIFICATION_PENDING },
      OnAsyncCompletion() { log.push('completion') }
    })] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(log).toEqual(['handler'])
  })

  statement('module.completion.second-post', async () => {
    const results: unknown[] = []
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) {
        later(() => { results.push(context.PostCompletion(0), context.PostCompletion(0)) })
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion() { results.push('completion') }
    })] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(results).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER), 'completion'])
  })

  statement('module.completion.promise', async () => {
    const log: string[] = []
    const promising = (status: typeof RQ_NOTIFICATION_CONTINUE | typeof RQ_NOTIFICATION_FINISH_REQUEST): Handlers => ({
      async OnBeginRequest() {
        log.push('begun')
        await new Promise((resolve) => { setImmediate(resolve) })
        log.push('settled')
        return status
      },
      OnAsyncCompletion() { log.push('completion') }
    })
    const events = recordingHandlers('n', log, ['BEGIN_REQUEST', 'END_REQUEST'])
    const going = await open({ modules: [moduleOf('m', promising(RQ_NOTIFICATION_CONTINUE)), moduleOf('n', events)] })
    expect((await going.ask('/hello')).body).toBe('hello')
    expect(log.splice(0)).toEqual(['begun', 'settled', 'n BEGIN_REQUEST', 'n END_REQUEST'])
    const finishing = await open({ modules: [moduleOf('m', promising(RQ_NOTIFICATION_FINISH_REQUEST)), moduleOf('n', events)] })
    await finishing.ask('/hello')
    expect(log).toEqual(['begun', 'settled', 'n END_REQUEST'])
  })

  statement('module.completion.no-limit', async () => {
    let waiting: IHttpContext | null = null
    const stuck = moduleOf('m', { OnAuthorizeRequest(context) { waiting = context; return RQ_NOTIFICATION_PENDING }, OnAsyncCompletion() {} })
    const unlimited = await open({ modules: [stuck] })
    let answered = false
    const asked = unlimited.ask('/hello').finally(() => { answered = true })
    await expect.poll(() => waiting).not.toBeNull()
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => { setImmediate(resolve) })
    expect(answered).toBe(false)
    ;(waiting as IHttpContext | null)?.PostCompletion(0)
    expect((await asked).status).toBe(200)
    const limited = await open({ modules: [stuck], handlerTimeout: 5 })
    expect((await limited.ask('/hello')).status).toBe(500)
    expect(limited.reports.map(({ message }) => message)).toEqual([expect.stringMatching(/"m" did not complete OnAuthorizeRequest within 5 ms/)])
  })

  statement('module.send-response.cannot-pend', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('n', recordingHandlers('n', log, ['SEND_RESPONSE'])),
      moduleOf('m', { OnSendResponse: () => RQ_NOTIFICATION_PENDING, OnAsyncCompletion() { log.push('completion') } })
    ] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(log).toEqual(['n SEND_RESPONSE'])
    expect(site.reports.map(({ message }) => message)).toEqual([expect.stringMatching(/"m" cannot pend in OnSendResponse/)])
  })

  statement('module.send-response.promise', async () => {
    const log: string[] = []
    const site = await open({ modules: [
      moduleOf('n', { OnAcquireRequestState(context) { if (context.GetRequest().GetHeader('x-flush') !== null) context.GetResponse().Flush(false, true) } }),
      moduleOf('m', { async OnSendResponse() { await new Promise((resolve) => { setImmediate(resolve) }); log.push('settled'); return RQ_NOTIFICATION_CONTINUE } })
    ] })
    expect((await site.ask('/hello')).body).toBe('hello')
    expect([log, site.reports]).toEqual([['settled'], []])
    expect((await site.ask({ url: '/hello', headers: { 'X-Flush': '1' } })).body).toBe('hello')
    expect(site.reports.map(({ message }) => message)).toEqual([expect.stringMatching(/"m" cannot pend in OnSendResponse/)])
  })
})

statement('module.completion.result', async () => {
  const seen: unknown[] = []
  const leaving = new AbortController()
  const result: Handlers = { OnAsyncCompletion(this: CHttpModule, _context, _notification, _post, _provider, info) { seen.push(info.GetCompletionStatus()) } }
  const site = await openInMemory({ modules: [moduleOf('m', { OnBeginRequest(context) { later(() => { context.PostCompletion(0) }); return RQ_NOTIFICATION_PENDING }, ...result })] })
  await site.ask('/hello')
  const host = createMemoryHost({ modules: [moduleOf('m', { OnBeginRequest() { later(() => { leaving.abort() }); return RQ_NOTIFICATION_PENDING }, ...result })] })
  await host.request({ url: '/hello', signal: leaving.signal })
  expect(seen).toEqual([S_OK, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED)])
})

statement('module.completion.traced-status', async () => {
  const recorder = createTraceRecorder({ limit: 2, skipped: false })
  onTestFinished(() => { recorder.stop() })
  for (const status of [RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST] as const) {
    const site = await openInMemory({ modules: [moduleOf('m', {
      OnBeginRequest(context) { later(() => { context.PostCompletion(0) }); return RQ_NOTIFICATION_PENDING },
      OnAsyncCompletion: () => status
    })] })
    await site.ask('/hello')
  }
  const [going, finished] = recorder.list()
  expect(going?.events.map(({ name, status }) => [name, status])).toEqual([['m', 'RQ_NOTIFICATION_CONTINUE']])
  expect(finished?.events.map(({ name, status }) => [name, status])).toEqual([['m', 'RQ_NOTIFICATION_FINISH_REQUEST']])
})

statement('module.completion.traced-order', async () => {
  const phases: string[] = []
  const listener = (message: unknown): void => {
    const { phase, event } = message as NotificationTraceMessage
    phases.push(`${event.name} ${phase} ${event.status}`)
  }
  notificationChannel.subscribe(listener)
  onTestFinished(() => { notificationChannel.unsubscribe(listener) })
  const site = await openInMemory({ modules: [
    moduleOf('m', {
      OnBeginRequest(context) { later(() => { context.PostCompletion(0) }); return RQ_NOTIFICATION_PENDING },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE
    }),
    moduleOf('n', { OnBeginRequest() {} })
  ] })
  await site.ask('/hello')
  expect(phases).toEqual(['m start null', 'm completion null', 'm end RQ_NOTIFICATION_CONTINUE', 'n start null', 'n end RQ_NOTIFICATION_CONTINUE'])
})
