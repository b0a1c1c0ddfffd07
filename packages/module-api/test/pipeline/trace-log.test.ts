// The trace of a module that replaces fields of the log record: each field that is another one now, and nothing else.

import { describe, expect, it, onTestFinished } from 'vitest'
import { notificationChannel, PRIORITY_ALIAS_HIGH, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type ModuleEntry, type NotificationTraceMessage, type TraceChange } from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import { HOSTS } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

describe.each(HOSTS)('%s', (_name, start) => {
  it('the subject log', async () => {
    const seen: [string, readonly TraceChange[]][] = []
    const listen = (message: unknown): void => {
      const { phase, event } = message as NotificationTraceMessage // the channel carries nothing else
      if (phase === 'end' && event.stage === 'SEND_RESPONSE') seen.push([event.name, event.changes.filter(({ what }) => what === 'log')])
    }
    notificationChannel.subscribe(listen)
    onTestFinished(() => { notificationChannel.unsubscribe(listen) })
    const replacing = (name: string, user: string): ModuleEntry => {
      const entry = moduleOf(name, { OnSendResponse(_context, provider) {
        const data = provider.GetLogData()
        if (data !== null) provider.SetLogData({ ...data, UserName: user })
        return RQ_NOTIFICATION_CONTINUE
      } })
      return { name, module(version, info, server) {
        info.SetPriorityForRequestNotification(RQ_SEND_RESPONSE, PRIORITY_ALIAS_HIGH) // only then it is given the log record
        return 'module' in entry ? entry.module(version, info, server) : S_OK
      } }
    }
    const host = await start([replacing('other', 'ann'), replacing('again', 'joe'), replacing('first', 'joe'), moduleOf('bystander', { OnSendResponse: () => RQ_NOTIFICATION_CONTINUE }, { closing: { onLogLine() {} } })])
    await host.request('/route')
    const own = new Map(seen)
    const names = (name: string): (readonly (string | null)[])[] => (own.get(name) ?? []).filter((change) => change.name === 'userName').map(({ before, after }) => [before, after])
    const values = [names('first'), names('again'), names('other'), own.get('bystander')]
    expect(values).toEqual([[[null, 'joe']], [], [['joe', 'ann']], []])
  })
})
