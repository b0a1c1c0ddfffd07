import { uptime } from 'node:os'
import {
  RQ_AUTHENTICATE_REQUEST, RQ_AUTHORIZE_REQUEST, RQ_BEGIN_REQUEST, RQ_RESOLVE_REQUEST_CACHE, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, RQ_SEND_RESPONSE,
  type EXECUTION_STATS, type IHttpContext, type NEXT_NOTIFICATION
} from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

/** Milliseconds since the machine was started. */
const now = (): number => uptime() * 1000
/** The clock of the machine and ours may differ by what the system rounds to. */
const ROUNDING = 50

describe.each(HOSTS)('%s', (_, open) => {
  statement('execution.stats', async () => {
    const found: EXECUTION_STATS[] = []
    const look = (context: IHttpContext): void => { found.push(context.GetCurrentExecutionStats()) }
    const site = await open({ modules: [
      moduleOf('first', { OnBeginRequest: look, OnSendResponse: look }),
      moduleOf('second', {
        OnBeginRequest: look,
        OnAuthenticateRequest(context) { setImmediate(() => { look(context); context.IndicateCompletion(RQ_NOTIFICATION_CONTINUE) }); return RQ_NOTIFICATION_PENDING }
      })
    ] })
    const before = now()
    await site.ask('/hello')
    const after = now()
    expect(found.map(({ hr, pdwNotification, ppszModule, pdwAsyncNotification }) => [hr, pdwNotification, ppszModule, pdwAsyncNotification])).toEqual([
      [S_OK, RQ_BEGIN_REQUEST, 'first', 0], [S_OK, RQ_BEGIN_REQUEST, 'second', 0], [S_OK, RQ_AUTHENTICATE_REQUEST, 'second', RQ_AUTHENTICATE_REQUEST], [S_OK, RQ_SEND_RESPONSE, 'first', 0]
    ])
    for (const { pdwNotificationStartTickCount, pdwModuleStartTickCount } of found) {
      expect(pdwNotificationStartTickCount).toBeGreaterThanOrEqual(Math.floor(before) - ROUNDING)
      expect(pdwModuleStartTickCount).toBeGreaterThanOrEqual(pdwNotificationStartTickCount)
      expect(pdwModuleStartTickCount).toBeLessThanOrEqual(Math.ceil(after) + ROUNDING)
    }
    const [, , pending] = found
    expect(pending?.pdwAsyncNotificationStartTickCount).toBe(pending?.pdwModuleStartTickCount)
  })

  statement('execution.last-notification', async () => {
    const found: [string, boolean, boolean][] = []
    const look = (name: string) => (context: IHttpContext): void => {
      found.push([name, context.GetIsLastNotification(RQ_NOTIFICATION_CONTINUE), context.GetIsLastNotification(RQ_NOTIFICATION_FINISH_REQUEST)])
    }
    const site = await open({ modules: [
      moduleOf('host', { OnBeginRequest: look('begin'), OnPostAuthenticateRequest: look('post authenticate'), OnExecuteRequestHandler: look('execute'), OnUpdateRequestCache: look('update') }),
      moduleOf('logger', { OnAuthorizeRequest: look('authorize'), OnLogRequest: look('log'), OnEndRequest: look('end') })
    ] })
    await site.ask('/nothing')
    expect(found).toEqual([
      ['begin', false, true], ['post authenticate', false, true], ['authorize', false, false], ['execute', false, true], ['update', true, true],
      ['log', false, false], ['end', true, true]
    ])
  })

  statement('execution.next-notification', async () => {
    const log: string[] = []
    const taken: (Omit<NEXT_NOTIFICATION, 'ppModuleInfo' | 'ppRequestOutput'> | null)[] = []
    const take = (context: IHttpContext): NEXT_NOTIFICATION | null => {
      const next = context.GetNextNotification(RQ_NOTIFICATION_CONTINUE)
      taken.push(next === null ? null : { pdwNotification: next.pdwNotification, pfIsPostNotification: next.pfIsPostNotification })
      return next
    }
    const site = await open({ modules: [moduleOf('host', {
      OnBeginRequest(context) {
        log.push('begin')
        const next = take(context)
        expect(next?.ppModuleInfo).toBe(this)
        return next?.ppModuleInfo.OnPostBeginRequest(context, next.ppRequestOutput)
      },
      OnPostBeginRequest() { log.push('post begin') },
      OnAuthorizeRequest(context) {
        log.push('authorize')
        context.DisableNotifications(0, RQ_AUTHORIZE_REQUEST)
        take(context)
        return RQ_NOTIFICATION_FINISH_REQUEST // in the name of the notification that it took
      },
      OnPostAuthorizeRequest() { log.push('post authorize') },
      OnResolveRequestCache() { log.push('resolve') },
      OnLogRequest() { log.push('log') },
      OnEndRequest(context) { log.push('end'); take(context) }
    })] })
    await site.ask('/nothing')
    expect(log).toEqual(['begin', 'post begin', 'authorize', 'log', 'end'])
    expect(taken).toEqual([{ pdwNotification: RQ_BEGIN_REQUEST, pfIsPostNotification: true }, { pdwNotification: RQ_RESOLVE_REQUEST_CACHE, pfIsPostNotification: false }, null])
  })

  statement('execution.next-of-another', async () => {
    const log: string[] = []
    const taken: unknown[] = []
    const site = await open({ modules: [
      moduleOf('host', {
        OnBeginRequest(context) { log.push('host begin'); taken.push(context.GetNextNotification(RQ_NOTIFICATION_CONTINUE)) },
        OnPostBeginRequest() { log.push('host post begin') },
        OnAuthorizeRequest(context) { log.push('host authorize'); taken.push(context.GetNextNotification(RQ_NOTIFICATION_PENDING)) },
        OnPostAuthorizeRequest() { log.push('host post authorize') }
      }),
      moduleOf('other', { OnBeginRequest() { log.push('other begin') } })
    ] })
    await site.ask('/nothing')
    expect(taken).toEqual([null, null])
    expect(log).toEqual(['host begin', 'other begin', 'host post begin', 'host authorize', 'host post authorize'])
  })
})
