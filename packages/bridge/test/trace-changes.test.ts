import {
  SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_LOG, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_REQ_DISABLE_NOTIFICATIONS,
  SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, writeSz, type HTTP_FILTER_AUTH_COMPLETE_INFO, type HTTP_FILTER_LOG,
  type HTTP_FILTER_PREPROC_HEADERS, type HTTP_FILTER_URL_MAP, type HttpFilterProc
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  CHttpModule, createModuleFactory, RQ_BEGIN_REQUEST, RQ_MAP_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type NotificationResult,
  type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { createTraceRecorder, type RecordedEvent } from '@isapi-bridge/trace'
import { describe, expect, test } from 'vitest'
import { filterOf, hostWith } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION

async function traced(modules: Parameters<typeof hostWith>[0]['modules'], url = '/a.txt?x=1'): Promise<readonly RecordedEvent[]> {
  const recorder = createTraceRecorder()
  const { host } = hostWith({ modules })
  await host.request({ url, headers: { accept: 'text/plain' } })
  recorder.stop()
  return recorder.list()[0]?.events ?? []
}

const changes = (events: readonly RecordedEvent[]): string[] => events.flatMap(({ name, notification, changes: list }) =>
  list.map(({ what, name: of, before, after }) => `${name} ${notification} ${what}${of === '' ? '' : ` ${of}`}: ${before} -> ${after}`))

describe('what a filter changes', () => {
  test('URL and headers of the request', async () => {
    const events = await traced([bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, ((pfc, _type, pvNotification: HTTP_FILTER_PREPROC_HEADERS) => {
      pvNotification.SetHeader(pfc, 'url', '/b.txt')
      pvNotification.AddHeader(pfc, 'X-New:', '1')
      pvNotification.SetHeader(pfc, 'Accept:', '')
      return NEXT
    }) as HttpFilterProc), { name: 'a' })])
    const list = changes(events)
    expect(list).toContain('a SF_NOTIFY_PREPROC_HEADERS url: /a.txt?x=1 -> /b.txt')
    expect(list).toContain('a SF_NOTIFY_PREPROC_HEADERS request-header x-new: null -> 1')
    expect(list).toContain('a SF_NOTIFY_PREPROC_HEADERS request-header accept: text/plain -> null')
  })

  test('headers of the response', async () => {
    const events = await traced([bridgeFilter(filterOf(SF_NOTIFY_AUTH_COMPLETE, (pfc) => { pfc.AddResponseHeaders(pfc, 'X-A: 1\r\n', 0); return NEXT }), { name: 'a' })])
    expect(changes(events).filter((line) => line.includes('response-header'))).toEqual(['a SF_NOTIFY_AUTH_COMPLETE response-header x-a: null -> 1'])
  })

  test('the members of its structure', async () => {
    const proc = ((_pfc, type, pvNotification) => {
      if (type === SF_NOTIFY_URL_MAP) writeSz((pvNotification as HTTP_FILTER_URL_MAP).pszPhysicalPath, '/nowhere')
      else (pvNotification as HTTP_FILTER_LOG).pszClientHostName = '10.0.0.1'
      return NEXT
    }) as HttpFilterProc
    const list = changes(await traced([bridgeFilter(filterOf(SF_NOTIFY_URL_MAP | SF_NOTIFY_LOG, proc), { name: 'a' })]))
    expect(list).toContainEqual(expect.stringMatching(/^a SF_NOTIFY_URL_MAP structure pszPhysicalPath: .*a\.txt -> \/nowhere$/))
    expect(list).toContainEqual(expect.stringMatching(/^a SF_NOTIFY_LOG structure pszClientHostName: .+ -> 10\.0\.0\.1$/))
  })

  test('nothing is a change of nothing', async () => {
    expect(changes(await traced([bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG, () => NEXT), { name: 'a' })]))).toEqual([])
  })

  test('a structure that cannot be read is no fault of the request', async () => {
    const proc = ((_pfc, _type, pvNotification: HTTP_FILTER_LOG) => {
      pvNotification.pszTarget = { toString() { throw new Error('trap') } } as never
      return NEXT
    }) as HttpFilterProc
    expect((await traced([bridgeFilter(filterOf(SF_NOTIFY_LOG, proc), { name: 'a' })])).map(({ status }) => status)).toEqual([expect.stringMatching(/^SF_STATUS_REQ_(NEXT_NOTIFICATION|ERROR)$/)])
  })
})

/** Finishes in BEGIN_REQUEST, or disables what comes. */
function moduleOf(act: (context: IHttpContext) => NotificationResult, events: number = RQ_BEGIN_REQUEST): PFN_REGISTERMODULE {
  class One extends CHttpModule {
    override OnBeginRequest(context: IHttpContext): NotificationResult { return act(context) }
    override OnMapRequestHandler(): NotificationResult { return RQ_NOTIFICATION_CONTINUE }
  }
  return (_version, info) => info.SetRequestNotifications(createModuleFactory(One), events, 0)
}

describe('what does not run, and why', () => {
  const skipped = (events: readonly RecordedEvent[]): string[] => events.flatMap(({ name, notification, skipped: reason }) => (reason === null ? [] : [`${name} ${notification} ${reason}`]))

  test('another port', async () => {
    expect(skipped(await traced([bridgeFilter(filterOf(SF_NOTIFY_LOG | SF_NOTIFY_SECURE_PORT, () => NEXT), { name: 'a' })]))).toEqual(['a SF_NOTIFY_LOG port'])
  })

  test('disabled, by itself', async () => {
    const proc: HttpFilterProc = (pfc, _type, _pv) => { pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_LOG); return NEXT }
    expect(skipped(await traced([bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | SF_NOTIFY_NONSECURE_PORT, proc), { name: 'a' })]))).toEqual(['a SF_NOTIFY_LOG disabled'])
  })

  test.each([false, true])('handled by another; with a promise: %j', async (late) => {
    const events = await traced([
      bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, () => (late ? Promise.resolve(SF_STATUS_REQ_HANDLED_NOTIFICATION) : SF_STATUS_REQ_HANDLED_NOTIFICATION)), { name: 'a' }),
      bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, () => NEXT), { name: 'b' })
    ])
    expect(skipped(events)).toEqual(['b SF_NOTIFY_PREPROC_HEADERS handled'])
  })

  test('the request is finished by a filter', async () => {
    const proc = ((pfc, type, _pv: HTTP_FILTER_AUTH_COMPLETE_INFO) => {
      if (type !== SF_NOTIFY_PREPROC_HEADERS) return NEXT
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, null)
      return SF_STATUS_REQ_FINISHED
    }) as HttpFilterProc
    const events = await traced([
      bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE, proc), { name: 'a' }), bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, () => NEXT), { name: 'b' }),
      { name: 'm', module: moduleOf(() => RQ_NOTIFICATION_CONTINUE, RQ_BEGIN_REQUEST | RQ_MAP_REQUEST_HANDLER) }
    ])
    expect(skipped(events)).toEqual(['b SF_NOTIFY_PREPROC_HEADERS finished', 'm BEGIN_REQUEST finished', 'm MAP_REQUEST_HANDLER finished'])
  })

  test('the request is finished by a module', async () => {
    const events = await traced([{ name: 'm', module: moduleOf(() => RQ_NOTIFICATION_FINISH_REQUEST, RQ_BEGIN_REQUEST | RQ_MAP_REQUEST_HANDLER) }, { name: 'n', module: moduleOf(() => RQ_NOTIFICATION_CONTINUE) }])
    expect(skipped(events)).toEqual(['n BEGIN_REQUEST finished', 'm MAP_REQUEST_HANDLER finished'])
  })

  test('a module has disabled it', async () => {
    const act = (context: IHttpContext): NotificationResult => { context.DisableNotifications(RQ_MAP_REQUEST_HANDLER, 0); return RQ_NOTIFICATION_CONTINUE }
    expect(skipped(await traced([{ name: 'm', module: moduleOf(act, RQ_BEGIN_REQUEST | RQ_MAP_REQUEST_HANDLER) }]))).toEqual(['m MAP_REQUEST_HANDLER disabled'])
  })
})
