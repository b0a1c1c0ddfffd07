import {
  SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE,
  SF_NOTIFY_URL_MAP, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  CHttpModule, CLONE_FLAG_BASICS, createModuleFactory, extrasOf, notificationChannel, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE,
  RQ_NOTIFICATION_PENDING, sessionChannel, type IHttpContext, type NotificationResult, type NotificationTraceMessage, type PFN_REGISTERMODULE, type SessionTraceMessage
} from '@isapi-bridge/module-api'
import { createTraceRecorder, type RecordedEvent } from '@isapi-bridge/trace'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { filterOf, hostWith, variable } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION
const ALL = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_LOG |
  SF_NOTIFY_END_OF_NET_SESSION

async function traced(modules: Parameters<typeof hostWith>[0]['modules'], route?: (context: IHttpContext) => boolean): Promise<readonly RecordedEvent[]> {
  const recorder = createTraceRecorder({ skipped: false })
  const { host } = hostWith({ modules, ...(route !== undefined && { route }) })
  await host.request('/')
  recorder.stop()
  return recorder.list()[0]?.events ?? []
}

const line = ({ stage, post, kind, name, notification, status }: RecordedEvent): string => `${stage}${post ? ' post' : ''} ${kind} ${name} ${notification} ${status}`

test('one record for each call of a filter, none for its module', async () => {
  const events = await traced([
    bridgeFilter(filterOf(ALL, (_pfc, type) => (type === SF_NOTIFY_LOG ? SF_STATUS_REQ_HANDLED_NOTIFICATION : NEXT)), { name: 'a' }),
    bridgeFilter(filterOf(SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_LOG, () => sleep(1).then(() => NEXT)), { name: 'b' })
  ])
  expect(events.map(line)).toEqual([
    'PRE_BEGIN_REQUEST filter a SF_NOTIFY_PREPROC_HEADERS SF_STATUS_REQ_NEXT_NOTIFICATION',
    'PRE_BEGIN_REQUEST filter a SF_NOTIFY_URL_MAP SF_STATUS_REQ_NEXT_NOTIFICATION',
    'AUTHENTICATE_REQUEST post filter a SF_NOTIFY_AUTH_COMPLETE SF_STATUS_REQ_NEXT_NOTIFICATION',
    'AUTHENTICATE_REQUEST post filter b SF_NOTIFY_AUTH_COMPLETE SF_STATUS_REQ_NEXT_NOTIFICATION',
    'SEND_RESPONSE filter a SF_NOTIFY_SEND_RESPONSE SF_STATUS_REQ_NEXT_NOTIFICATION',
    'CLOSING filter a SF_NOTIFY_END_OF_REQUEST SF_STATUS_REQ_NEXT_NOTIFICATION',
    'CLOSING filter a SF_NOTIFY_LOG SF_STATUS_REQ_HANDLED_NOTIFICATION',
    'CONNECTION_CLOSE filter a SF_NOTIFY_END_OF_NET_SESSION SF_STATUS_REQ_NEXT_NOTIFICATION'
  ])
  for (const { us, child } of events) {
    expect(us).toBeGreaterThan(0)
    expect(child).toBe(0)
  }
})

test('depth tells what is nested in what', async () => {
  let reading = false
  const events = await traced([
    bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_AUTH_COMPLETE, (pfc, type) => {
      if (type === SF_NOTIFY_URL_MAP && !reading) {
        reading = true
        variable(pfc, 'PATH_INFO')
      }
      if (type !== SF_NOTIFY_AUTH_COMPLETE) return NEXT
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null)
      return SF_STATUS_REQ_FINISHED
    }), { name: 'a' })
  ])
  expect(events.map(({ notification, depth }) => `${notification} ${depth}`)).toEqual([
    'SF_NOTIFY_PREPROC_HEADERS 0', 'SF_NOTIFY_URL_MAP 0', 'SF_NOTIFY_URL_MAP 1', 'SF_NOTIFY_AUTH_COMPLETE 0', 'SF_NOTIFY_SEND_RESPONSE 1'
  ])
})

test('the end of a session is shown with the request of the client, not with a child', async () => {
  const levels: number[] = []
  const listen = (message: unknown): void => {
    const { phase, event } = message as NotificationTraceMessage
    if (phase === 'start' && event.stage === 'CONNECTION_CLOSE') levels.push(event.request?.level ?? -1)
  }
  const parent: PFN_REGISTERMODULE = (_version, info) => info.SetRequestNotifications(createModuleFactory(class extends CHttpModule {
    override OnBeginRequest(context: IHttpContext): NotificationResult {
      if (extrasOf(context).level > 0) return RQ_NOTIFICATION_CONTINUE
      const child = context.CloneContext(CLONE_FLAG_BASICS)
      return typeof child !== 'number' && context.ExecuteRequest(true, child, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
    }

    override OnAsyncCompletion(): NotificationResult { return RQ_NOTIFICATION_CONTINUE }
  }), RQ_BEGIN_REQUEST, 0)
  notificationChannel.subscribe(listen)
  const events = await traced([{ name: 'parent', module: parent }, bridgeFilter(filterOf(SF_NOTIFY_URL_MAP | SF_NOTIFY_END_OF_NET_SESSION), { name: 'a' })])
  notificationChannel.unsubscribe(listen)
  expect(events.filter((event) => event.kind === 'filter').map((event) => `${event.notification} ${event.child}`)).toEqual([
    'SF_NOTIFY_URL_MAP 0', 'SF_NOTIFY_URL_MAP 1', 'SF_NOTIFY_END_OF_NET_SESSION 0'
  ])
  expect(levels).toEqual([0])
})

test('a status that is none, a promise that is refused and what was thrown are named', async () => {
  const events = await traced([
    bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, () => 7 as SF_STATUS_TYPE), { name: 'a' }),
    bridgeFilter(filterOf(SF_NOTIFY_SEND_RESPONSE, () => Promise.resolve(NEXT)), { name: 'b' }),
    bridgeFilter(filterOf(SF_NOTIFY_LOG, () => { throw new Error('x') }), { name: 'c' })
  ], (context) => context.GetResponse().Flush(false, true).hr === 0)
  expect(events.map((event) => event.status)).toEqual(['7', 'a promise', 'SF_STATUS_REQ_ERROR'])
})

test('what a filter keeps on its connection is told of requests that somebody watches', async () => {
  const told: string[] = []
  const listener = (message: unknown): void => { const { phase, notification } = message as SessionTraceMessage; told.push(`${phase} ${notification}`) } // the channel carries nothing else
  sessionChannel.subscribe(listener)
  const recorder = createTraceRecorder({ rules: [{ path: '/watched*', statusCodes: '200-999' }] })
  onTestFinished(() => { sessionChannel.unsubscribe(listener); recorder.stop() })
  const { host } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG, () => NEXT), { name: 'a' })] })
  await host.request('/other')
  expect(told.filter((one) => one.startsWith('call'))).toEqual([])
  await host.request('/watched')
  expect(told.filter((one) => one.startsWith('call'))).toEqual(['call SF_NOTIFY_PREPROC_HEADERS', 'call SF_NOTIFY_LOG'])
})
