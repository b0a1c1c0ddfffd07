import {
  CLONE_FLAG_BASICS, GL_NOTIFICATION_HANDLED, GUID_IIS_ALL_TRACE_PROVIDERS, GUID_IIS_WWW_SERVER_TRACE_PROVIDER, HTTP_TRACE_TYPE_ULONG, RQ_BEGIN_REQUEST,
  RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_PENDING, traceEventChannel,
  type HTTP_MODULE_ID, type HTTP_TRACE_CONFIGURATION, type HTTP_TRACE_EVENT, type HTTP_TRACE_LEVEL, type IHttpContext, type IHttpServer, type IHttpTraceContext,
  type ModuleEntry, type TraceEventMessage
} from '@isapi-bridge/module-api'
import { ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND, ERROR_NOT_SUPPORTED, E_FAIL, E_OUTOFMEMORY, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, type ModuleOptions } from '../support/modules.ts'
import { HOSTS, openInMemory } from '../support/site.ts'

const PROVIDER = '{11111111-2222-3333-4444-55555555AAAA}'
const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)

const configuration = (values: Partial<HTTP_TRACE_CONFIGURATION> = {}): HTTP_TRACE_CONFIGURATION =>
  ({ pProviderGuid: PROVIDER, dwAreas: 0xffffe, dwVerbosity: 5, fProviderEnabled: true, ...values })

const event = (values: Partial<HTTP_TRACE_EVENT> = {}): HTTP_TRACE_EVENT => ({
  pProviderGuid: PROVIDER, dwArea: 2, pAreaGuid: null, dwEvent: 1, pszEventName: 'OURS', dwEventVersion: 1, dwVerbosity: 4,
  pActivityGuid: null, pRelatedActivityGuid: null, dwTimeStamp: 0, dwFlags: 0, pEventItems: [], ...values
})

/** Name and fields, without the id of the request. */
const shown = ({ pszEventName, dwVerbosity, pEventItems }: HTTP_TRACE_EVENT): unknown[] =>
  [pszEventName, dwVerbosity, Object.fromEntries(pEventItems.filter(({ pszName }) => pszName !== 'ContextId').map(({ pszName, pbData }) => [pszName, pbData]))]

/** A module that keeps the events that are raised. */
function watcher(events: HTTP_TRACE_EVENT[], options: ModuleOptions = {}, name = 'watcher'): ModuleEntry {
  return moduleOf(name, {}, { trace: (provider) => { events.push(provider.GetTraceEvent()) }, ...options })
}

const named = (events: readonly HTTP_TRACE_EVENT[], ...names: readonly string[]): unknown[] => events.filter(({ pszEventName }) => names.includes(pszEventName)).map(shown)

/** What `ask` says of the trace context of a request, with a module that looks on. */
async function inRequest(ask: (trace: IHttpTraceContext, id: HTTP_MODULE_ID) => void, options: ModuleOptions = {}): Promise<void> {
  let id: HTTP_MODULE_ID = -1
  let done = false
  const site = await openInMemory({ modules: [moduleOf('m', {
    OnBeginRequest(context) { ask(context.GetTraceContext(), id); done = true }
  }, { ...options, register: (info, server, version) => { id = info.GetId(); options.register?.(info, server, version) } })] })
  await site.ask('/hello')
  expect([done, site.reports]).toEqual([true, []])
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('trace.raised', async () => {
    const own = event({ pEventItems: [{ pszName: 'Count', dwDataType: HTTP_TRACE_TYPE_ULONG, pbData: 3, pszDataDescription: null }] })
    const events: HTTP_TRACE_EVENT[] = []
    const contexts: unknown[] = []
    let context: IHttpContext | null = null
    const site = await open({ modules: [
      moduleOf('raiser', { OnBeginRequest(pHttpContext) { context = pHttpContext; expect(pHttpContext.GetTraceContext().RaiseTraceEvent(own)).toBe(S_OK) } }),
      watcher(events, { trace(provider) { events.push(provider.GetTraceEvent()); contexts.push(provider.GetCurrentHttpRequestContext()) } })
    ] })
    await site.ask('/hello')
    const at = events.indexOf(own)
    expect(at).not.toBe(-1)
    expect(contexts[at]).toBe(context)
  })

  statement('trace.error-status', async () => {
    const events: HTTP_TRACE_EVENT[] = []
    const site = await open({ modules: [watcher(events), moduleOf('denier', {
      OnAuthorizeRequest(context) { context.GetResponse().SetStatus(403, 'Go away', 7, HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)) }
    })] })
    await site.ask('/hello')
    expect(named(events, 'MODULE_SET_RESPONSE_ERROR_STATUS')[0]).toEqual(['MODULE_SET_RESPONSE_ERROR_STATUS', 3, {
      ModuleName: 'denier', Notification: 4, HttpStatus: 403, HttpReason: 'Go away', HttpSubStatus: 7, ErrorCode: 0x8007_0005, ConfigExceptionInfo: ''
    }])
  })
})

statement('trace.notification-numbers', async () => {
  const numbers: unknown[] = []
  const site = await openInMemory({ modules: [
    moduleOf('watcher', {}, { trace(provider) {
      const { pszEventName, pEventItems } = provider.GetTraceEvent()
      if (pszEventName === 'MODULE_SET_RESPONSE_SUCCESS_STATUS') numbers.push(pEventItems.find(({ pszName }) => pszName === 'Notification')?.pbData)
    } }),
    moduleOf('m', {
      OnBeginRequest(context) { context.GetResponse().SetStatus(200, 'OK') },
      OnExecuteRequestHandler(context) { context.GetResponse().SetStatus(200, 'OK') }
    })
  ] })
  await site.ask('/nothing')
  expect(numbers).toEqual([RQ_BEGIN_REQUEST, RQ_EXECUTE_REQUEST_HANDLER])
})

statement('trace.success-status', async () => {
  const events: HTTP_TRACE_EVENT[] = []
  const site = await openInMemory({ modules: [watcher(events), moduleOf('m', { OnExecuteRequestHandler(context) { context.GetResponse().SetStatus(201, 'Made') } })] })
  await site.ask('/nothing')
  expect(events.map(shown)).toContainEqual(['MODULE_SET_RESPONSE_SUCCESS_STATUS', 4, { ModuleName: 'm', Notification: RQ_EXECUTE_REQUEST_HANDLER, HttpStatus: 201, HttpReason: 'Made' }])
  expect(named(events, 'MODULE_SET_RESPONSE_ERROR_STATUS')).toEqual([])
})

statement('trace.pre-begin-status', async () => {
  const events: HTTP_TRACE_EVENT[] = []
  const site = await openInMemory({ modules: [watcher(events), moduleOf('early', {}, { preBegin(context) { context.GetResponse().SetStatus(503, 'Later') } })] })
  await site.ask('/hello')
  expect(named(events, 'MODULE_SET_RESPONSE_ERROR_STATUS')[0]).toMatchObject(['MODULE_SET_RESPONSE_ERROR_STATUS', 3, { ModuleName: 'early', Notification: 0, HttpStatus: 503 }])
})

statement('trace.pre-begin', async () => {
  const events: HTTP_TRACE_EVENT[] = []
  const site = await openInMemory({ modules: [
    watcher(events), moduleOf('first', {}, { preBegin: async () => 0 as const }), moduleOf('second', {}, { preBegin: () => GL_NOTIFICATION_HANDLED }), moduleOf('never', {}, { preBegin: () => {} })
  ] })
  await site.ask('/hello')
  expect(named(events, 'PRE_BEGIN_REQUEST_START', 'PRE_BEGIN_REQUEST_END')).toEqual([
    ['PRE_BEGIN_REQUEST_START', 5, { ModuleName: 'first' }], ['PRE_BEGIN_REQUEST_END', 5, { ModuleName: 'first', NotificationStatus: 0 }],
    ['PRE_BEGIN_REQUEST_START', 5, { ModuleName: 'second' }], ['PRE_BEGIN_REQUEST_END', 5, { ModuleName: 'second', NotificationStatus: 1 }]
  ])
})

statement('trace.factory-failed', async () => {
  const events: HTTP_TRACE_EVENT[] = []
  const site = await openInMemory({ modules: [
    watcher(events), moduleOf('broken', { OnBeginRequest() {} }, { factory: () => ({ GetHttpModule: () => E_OUTOFMEMORY, Terminate() {} }) })
  ] })
  expect((await site.ask('/hello')).status).toBe(500)
  expect(named(events, 'GENERAL_MODULE_FACTORY_FAILED')).toEqual([['GENERAL_MODULE_FACTORY_FAILED', 2, { ModuleName: 'broken', ErrorCode: E_OUTOFMEMORY >>> 0 }]])
})

statement('trace.request-header', async () => {
  const events: HTTP_TRACE_EVENT[] = []
  const seen: (string | null)[] = []
  const site = await openInMemory({ modules: [
    watcher(events),
    moduleOf('setter', { OnBeginRequest(context) {
      const request = context.GetRequest()
      request.SetHeader('X-One', 'a', true)
      request.SetHeader('X-One', 'b', false)
      request.SetHeader('X-Bad', 'a\r\nb', true)
      request.DeleteHeader('X-Two')
    } }),
    moduleOf('later', { OnBeginRequest(context) { seen.push(context.GetRequest().GetHeader('x-one'), context.GetRequest().GetHeader('x-two')) } })
  ] })
  await site.ask({ url: '/hello', headers: { 'X-Two': '2' } })
  expect(seen).toEqual(['a, b', null])
  expect(named(events, 'GENERAL_SET_REQUEST_HEADER')).toEqual([
    ['GENERAL_SET_REQUEST_HEADER', 5, { HeaderName: 'X-One', HeaderValue: 'a', Replace: true }],
    ['GENERAL_SET_REQUEST_HEADER', 5, { HeaderName: 'X-One', HeaderValue: 'b', Replace: false }],
    ['GENERAL_SET_REQUEST_HEADER', 5, { HeaderName: 'X-Two', HeaderValue: '', Replace: true }]
  ])
})

statement('trace.quick', async () => {
  const events: HTTP_TRACE_EVENT[] = []
  const results: number[] = []
  await inRequest((trace) => {
    results.push(trace.QuickTrace('one'), trace.QuickTrace('one', 'two', HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED), 2))
    for (const level of [1, 3, 5, 6, 7] as HTTP_TRACE_LEVEL[]) results.push(trace.QuickTrace('x', null, S_OK, level))
    results.push(trace.QuickTrace('x', null, S_OK, 0 as HTTP_TRACE_LEVEL), trace.QuickTrace('x', null, S_OK, 8 as HTTP_TRACE_LEVEL), trace.QuickTrace(null as unknown as string))
  }, { trace(provider) { events.push(provider.GetTraceEvent()) } })
  expect(results).toEqual([S_OK, S_OK, S_OK, S_OK, S_OK, S_OK, S_OK, INVALID, INVALID, INVALID])
  const quick = events.filter(({ dwArea }) => dwArea === 0x200)
  expect(quick.slice(0, 2).map(shown)).toEqual([
    ['MODULE_INFORMATION', 4, { ModuleName: 'm', Data1: 'one', Data2: '', ErrorCode: 0 }],
    ['MODULE_ERROR', 2, { ModuleName: 'm', Data1: 'one', Data2: 'two', ErrorCode: 0x8007_0005 }]
  ])
  expect(quick.slice(2).map(({ pszEventName, dwEvent, dwVerbosity }) => [pszEventName, dwEvent, dwVerbosity])).toEqual([
    ['MODULE_CRITICAL_ERROR', 3, 1], ['MODULE_WARNING', 5, 3], ['MODULE_VERBOSE', 7, 5], ['MODULE_START', 1, 4], ['MODULE_END', 2, 4]
  ])
})

statement('trace.context-id', async () => {
  const ids: unknown[] = []
  const events: HTTP_TRACE_EVENT[] = []
  const site = await openInMemory({ modules: [watcher(events), moduleOf('m', {
    OnExecuteRequestHandler(context) {
      context.GetTraceContext().QuickTrace(`level ${context.GetParentContext() === null ? 0 : 1}`)
      ids.push(context.GetTraceContext().GetTraceActivityId())
      if (context.GetParentContext() !== null) return
      const child = context.CloneContext(CLONE_FLAG_BASICS)
      if (typeof child === 'number') return
      return context.ExecuteRequest(true, child, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : undefined
    },
    OnAsyncCompletion() {}
  })] })
  await site.ask('/nothing')
  await site.ask('/nothing')
  expect(new Set(ids).size).toBe(2)
  expect(ids[0]).toMatch(/^\{[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}\}$/)
  expect([ids[0] === ids[1], ids[2] === ids[3]]).toEqual([true, true])
  expect(events.filter(({ pszEventName }) => pszEventName === 'MODULE_INFORMATION').map(({ pActivityGuid, pEventItems }) => [pActivityGuid, pEventItems[0]?.pszName, pEventItems[0]?.pbData]))
    .toEqual(ids.map((id) => [id, 'ContextId', id]))
})

statement('trace.check-subscription', async () => {
  const answers: unknown[] = []
  const site = await openInMemory({ modules: [
    moduleOf('consumer', {}, {
      register(info, server) {
        const id = info.GetId()
        expect(server.GetTraceContext().SetTraceConfiguration(id, [configuration({ dwAreas: 0x6, dwVerbosity: 3 })])).toBe(S_OK)
        Object.assign(ids, { consumer: id })
      },
      trace(provider) { if (provider.GetTraceEvent().pProviderGuid === PROVIDER) answers.push([provider.CheckSubscription(ids.consumer), provider.CheckSubscription(ids.other)]) }
    }),
    moduleOf('other', { OnBeginRequest(context) {
      const trace = context.GetTraceContext()
      trace.RaiseTraceEvent(event({ dwArea: 2, dwVerbosity: 3 }))
      trace.RaiseTraceEvent(event({ dwArea: 2, dwVerbosity: 4 }))
      trace.RaiseTraceEvent(event({ dwArea: 8, dwVerbosity: 3 }))
      trace.RaiseTraceEvent(event({ dwArea: 0, dwVerbosity: 0 }))
    } }, { register(info) { Object.assign(ids, { other: info.GetId() }) } })
  ] })
  await site.ask('/hello')
  expect(answers).toEqual([[true, false], [false, false], [false, false], [true, false]])
})

const ids: { consumer: HTTP_MODULE_ID; other: HTTP_MODULE_ID } = { consumer: -1, other: -1 }

statement('trace.subscription-scope', async () => {
  const answers: boolean[] = []
  let id: HTTP_MODULE_ID = -1
  const site = await openInMemory({ modules: [moduleOf('m', {
    OnBeginRequest(context) {
      const trace = context.GetTraceContext()
      if (context.GetScriptName() === '/hello') trace.SetTraceConfiguration(id, configuration({ pProviderGuid: GUID_IIS_ALL_TRACE_PROVIDERS }))
      trace.RaiseTraceEvent(event())
    }
  }, { register(info) { id = info.GetId() }, trace(provider) { if (provider.GetTraceEvent().pszEventName === 'OURS') answers.push(provider.CheckSubscription(id)) } })] })
  await site.ask('/hello')
  await site.ask('/nothing')
  expect(answers).toEqual([true, false])
})

statement('trace.no-request', async () => {
  const seen: unknown[] = []
  let server: IHttpServer | null = null
  const site = await openInMemory({ modules: [moduleOf('m', { OnBeginRequest() { server?.GetTraceContext().RaiseTraceEvent(event()); server?.GetTraceContext().QuickTrace('of the server') } }, {
    register(_info, pGlobalInfo) { server = pGlobalInfo },
    trace(provider) { seen.push([provider.GetTraceEvent().pszEventName, provider.GetTraceEvent().pActivityGuid, provider.GetCurrentHttpRequestContext()]) }
  })] })
  await site.ask('/hello')
  expect(seen).toEqual([['OURS', null, HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)], ['MODULE_INFORMATION', null, HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)]])
  expect((server as IHttpServer | null)?.GetTraceContext().GetTraceActivityId()).toBeNull()
})

statement('trace.not-in-register', async () => {
  const results: number[] = []
  const events: HTTP_TRACE_EVENT[] = []
  await openInMemory({ modules: [watcher(events), moduleOf('m', { OnBeginRequest() {} }, { register(_info, server) {
    results.push(server.GetTraceContext().QuickTrace('early'), server.GetTraceContext().RaiseTraceEvent(event()))
  } })] })
  expect(results).toEqual([E_FAIL, E_FAIL])
  expect(events).toEqual([])
})

statement('trace.configuration.errors', async () => {
  await inRequest((trace, id) => {
    expect(trace.SetTraceConfiguration(id, configuration({ pProviderGuid: null }))).toBe(INVALID)
    expect(trace.SetTraceConfiguration(id, configuration({ pProviderGuid: 'no guid' }))).toBe(INVALID)
    expect(trace.SetTraceConfiguration(id, configuration({ dwVerbosity: 6 }))).toBe(INVALID)
    expect(trace.SetTraceConfiguration(null as unknown as HTTP_MODULE_ID, configuration())).toBe(INVALID)
    expect(trace.SetTraceConfiguration(id, null as unknown as HTTP_TRACE_CONFIGURATION)).toBe(INVALID)
    expect(trace.SetTraceConfiguration(id, configuration({ fProviderEnabled: false }))).toBe(HRESULT_FROM_WIN32(ERROR_NOT_FOUND))
    expect(trace.SetTraceConfiguration(id, configuration())).toBe(S_OK)
    expect(trace.SetTraceConfiguration(id, configuration({ fProviderEnabled: false }))).toBe(S_OK)
    expect(trace.SetTraceConfiguration(id, configuration({ fProviderEnabled: false }))).toBe(HRESULT_FROM_WIN32(ERROR_NOT_FOUND))
  })
})

statement('trace.configuration.read', async () => {
  await inRequest((trace, id) => {
    const read = (provider: string | null): unknown => {
      const asked = { pProviderGuid: provider, dwAreas: 1, dwVerbosity: 1, fProviderEnabled: true }
      return [trace.GetTraceConfiguration(asked), asked.fProviderEnabled, asked.dwAreas, asked.dwVerbosity]
    }
    expect(read(PROVIDER)).toEqual([S_OK, false, 0, 0])
    expect(read(null)).toEqual([INVALID, true, 1, 1])
    trace.SetTraceConfiguration(id, [configuration({ dwAreas: 0x2, dwVerbosity: 4 }), configuration({ pProviderGuid: GUID_IIS_ALL_TRACE_PROVIDERS, dwAreas: 0x8, dwVerbosity: 2 })])
    expect(read(PROVIDER.slice(1, -1).toLowerCase())).toEqual([S_OK, true, 0xa, 4])
    expect(read(GUID_IIS_WWW_SERVER_TRACE_PROVIDER)).toEqual([S_OK, true, 0x8, 2])
  })
})

statement('trace.raise-errors', async () => {
  const item = { pszName: 'x', dwDataType: HTTP_TRACE_TYPE_ULONG, pbData: 1, pszDataDescription: null }
  await inRequest((trace) => {
    expect(trace.RaiseTraceEvent(event({ pEventItems: Array.from({ length: 16 }, () => item) }))).toBe(S_OK)
    expect(trace.RaiseTraceEvent(event({ pEventItems: Array.from({ length: 17 }, () => item) }))).toBe(INVALID)
    expect(trace.RaiseTraceEvent(event({ pProviderGuid: '' }))).toBe(INVALID)
    expect(trace.RaiseTraceEvent(event({ dwVerbosity: 6 }))).toBe(INVALID)
    expect(trace.RaiseTraceEvent(null as unknown as HTTP_TRACE_EVENT)).toBe(INVALID)
  })
})

statement('trace.recursion', async () => {
  const log: string[] = []
  let context: IHttpContext | null = null
  const echo = (name: string): ModuleEntry => moduleOf(name, {}, { trace(provider) {
    log.push(`${name} ${provider.GetTraceEvent().pszEventName}`)
    context?.GetTraceContext().RaiseTraceEvent(event({ pszEventName: `${provider.GetTraceEvent().pszEventName}, ${name}` }))
  } })
  const site = await openInMemory({ modules: [echo('a'), echo('b'), moduleOf('m', {
    OnBeginRequest(pHttpContext) { context = pHttpContext; pHttpContext.GetTraceContext().RaiseTraceEvent(event({ pszEventName: 'E' })); context = null }
  })] })
  await site.ask('/hello')
  expect(log.filter((line) => / E\b/.test(line))).toEqual(['a E', 'b E, a', 'b E', 'a E, b'])
})

statement('trace.handled', async () => {
  const log: string[] = []
  const listen = (name: string, answer: () => 0 | 1): ModuleEntry => moduleOf(name, {}, { trace(provider) {
    if (provider.GetTraceEvent().pszEventName !== 'OURS') return
    log.push(name)
    return answer()
  } })
  const site = await openInMemory({ modules: [
    moduleOf('raiser', { OnBeginRequest(context) { context.GetTraceContext().RaiseTraceEvent(event()) } }),
    listen('throws', () => { throw new Error('out of order') }), listen('handles', () => GL_NOTIFICATION_HANDLED), listen('never', () => 0)
  ] })
  expect((await site.ask('/hello')).body).toBe('hello')
  expect(log).toEqual(['throws', 'handles'])
  expect(site.reports.map(({ message }) => message)).toEqual([expect.stringContaining('"throws" threw from OnGlobalTraceEvent')])
})

statement('trace.channel', async () => {
  const messages: TraceEventMessage[] = []
  const asked: HTTP_TRACE_CONFIGURATION[] = []
  let own = 0
  const keep = (message: unknown): void => {
    const given = message as TraceEventMessage // the channel carries nothing else
    messages.push(given)
    if (given.event.pszEventName === 'OURS' && own++ < 3) trace?.RaiseTraceEvent(event())
  }
  let trace: IHttpTraceContext | null = null
  traceEventChannel.subscribe(keep)
  onTestFinished(() => { traceEventChannel.unsubscribe(keep) })
  const site = await openInMemory({ modules: [moduleOf('m', { OnBeginRequest(context) {
    trace = context.GetTraceContext()
    const each = configuration({ dwAreas: 0, dwVerbosity: 0, fProviderEnabled: false })
    trace.GetTraceConfiguration(each)
    asked.push(each)
    trace.RaiseTraceEvent(event())
  } })] })
  await site.ask('/hello')
  expect(asked).toEqual([configuration()])
  const raised = messages.filter(({ event: { pszEventName } }) => pszEventName === 'OURS')
  expect(raised.map(({ request }) => request?.url)).toEqual(['/hello'])
})
