// What the viewer of a trace shows, of files as a server has written them: through the functions that run in freb.xsl. Clicks are for the browser test of the demo.

import { CLONE_FLAG_BASICS, extrasOf, NamedUser, RQ_NOTIFICATION_PENDING, type HTTP_TRACE_EVENT, type IHttpContext, type ModuleEntry, type NotificationResult } from '@isapi-bridge/module-api'
import { createTraceRecorder, frebViewer, type ViewerEvent, type ViewerNode } from '@isapi-bridge/trace'
import { E_FAIL } from '@isapi-bridge/win32'
import { expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { writeFailed, type FailedRequestFolder } from '../support/failed-request-files.ts'
import { bridged } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { openInMemory } from '../support/site.ts'

const { VIEWS, durationsOf, problemsOf, treeOf } = frebViewer

/** The folder that one request leaves. */
async function traced(...modules: ModuleEntry[]): Promise<FailedRequestFolder & { events: readonly ViewerEvent[] }> {
  const recorder = createTraceRecorder({ rules: [{ statusCodes: '100-999' }] })
  onTestFinished(() => { recorder.stop() })
  const site = await openInMemory({ modules })
  await site.ask('/hello')
  await site.close()
  const folder = await writeFailed(recorder.list())
  return { ...folder, events: folder.requests[0]?.events ?? [] }
}

/** Names of the events of a view. */
function viewOf(title: string, events: readonly ViewerEvent[]): string[] {
  const takes = VIEWS.find((view) => view.title === title)?.takes ?? null
  return takes === null ? ['(no table)'] : events.filter(takes).map(({ name }) => name)
}

const ASP_NET = '{AFF081FE-0247-4275-9C4E-021F3DC1DA35}'
const OWN = '{11111111-2222-3333-4444-555555555555}'
const raise = (pProviderGuid: string, pszEventName: string): HTTP_TRACE_EVENT => ({
  pProviderGuid, dwArea: 0, pAreaGuid: null, dwEvent: 1, pszEventName, dwEventVersion: 1, dwVerbosity: 4, pActivityGuid: null, pRelatedActivityGuid: null, dwTimeStamp: 0, dwFlags: 0, pEventItems: []
})
const talker = moduleOf('talker', { OnBeginRequest(context) {
  const trace = context.GetTraceContext()
  trace.QuickTrace('said', 'more', E_FAIL, 2)
  trace.RaiseTraceEvent(raise(OWN, 'OWN_EVENT'))
  trace.RaiseTraceEvent(raise(ASP_NET, 'AspNetPagePreInitEnter'))
} })

statement('freb.view.summary', async () => {
  const { events } = await traced(talker, moduleOf('failing', { OnBeginRequest(context) { context.GetResponse().SetStatus(404, 'Not Found') } }))
  expect(problemsOf(events).map(({ no, severity, name, module }) => [events[no - 1]?.name === name, severity, name, module])).toEqual([
    [true, 'Error', 'MODULE_ERROR', 'talker'], [true, 'Warning', 'MODULE_SET_RESPONSE_ERROR_STATUS', 'failing']
  ])
})

statement('freb.view.details', async () => {
  const logon = moduleOf('logon', { OnAuthenticateRequest(_context, provider) { provider.SetUser(new NamedUser({ remoteUserName: 'anna', userName: 'SITE\\anna', authenticationType: 'Basic' })) } })
  const { events, stylesheet } = await traced(bridged('f', { PREPROC_HEADERS() {} }), talker, logon)
  expect(VIEWS.map(({ title }) => title)).toEqual([
    'Request Summary', 'Complete Request Trace', 'Filter Notifications', 'Module Notifications', 'Performance View', 'Authentication/Authorization', 'ASP.Net Page Traces', 'Custom Module Traces', 'Compact View'
  ])
  for (const { title } of VIEWS) expect(stylesheet).toContain(`title: '${title}'`)
  expect(viewOf('Filter Notifications', events)).toEqual(['FILTER_START', 'FILTER_PREPROC_HEADERS_START', 'FILTER_PREPROC_HEADERS_END', 'FILTER_END'])
  expect(new Set(viewOf('Module Notifications', events))).toEqual(new Set(['NOTIFY_MODULE_START', 'NOTIFY_MODULE_END']))
  expect(viewOf('Authentication/Authorization', events)).toEqual(['AUTH_SUCCEEDED', 'USER_SET'])
  expect(viewOf('ASP.Net Page Traces', events)).toEqual(['AspNetPagePreInitEnter'])
  expect(durationsOf(treeOf(events)).map(({ event }) => event.name)).toEqual(expect.arrayContaining(['GENERAL_REQUEST_START', 'NOTIFY_MODULE_START', 'FILTER_START']))
})

statement('freb.view.tree', async () => {
  const { events, stylesheet } = await traced(moduleOf('parent', { OnBeginRequest(context): NotificationResult | void {
    if (extrasOf(context).level > 0) return
    const child = context.CloneContext(CLONE_FLAG_BASICS) as IHttpContext // nothing keeps it from being cloned here
    return context.ExecuteRequest(true, child, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : undefined
  }, OnAsyncCompletion() {} }))
  const [root, ...others] = treeOf(events)
  expect([root?.event.name, root?.end?.name, others]).toEqual(['GENERAL_REQUEST_START', 'GENERAL_REQUEST_END', []])
  const all: ViewerNode[] = []
  const gather = (node: ViewerNode): void => { all.push(node); node.children.forEach(gather) }
  if (root !== undefined) gather(root)
  // Each event stands once, each END with its START, and what lies between the two is their time.
  expect(all.length + all.filter(({ end }) => end !== null).length).toBe(events.length)
  for (const { event, end, ms } of all) expect([event.name.endsWith('_START'), ms]).toEqual(end === null ? [false, null] : [true, Date.parse(end.time) - Date.parse(event.time)])
  const child = all.find(({ event }) => event.name === 'GENERAL_CHILD_REQUEST_START')
  expect(child?.children.map(({ event }) => event.name)).toContain('GENERAL_REQUEST_START')
  expect(stylesheet).toMatch(/Expand All<\/button>.*Collapse All<\/button>/)
})

statement('freb.view.custom', async () => {
  const { events } = await traced(bridged('f', { PREPROC_HEADERS() {} }), talker, moduleOf('failing', { OnBeginRequest(context) { context.GetResponse().SetStatus(404, 'Not Found') } }))
  expect(viewOf('Custom Module Traces', events)).toEqual(['MODULE_ERROR', 'OWN_EVENT'])
})
