// Failed Request Tracing: which requests are captured, what the files are called, and what is in them.

import {
  CLONE_FLAG_BASICS, NamedUser, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, extrasOf, type IHttpContext, type ModuleEntry, type NotificationResult
} from '@isapi-bridge/module-api'
import { CustomErrorModule } from '@isapi-bridge/module-api/modules'
import { compactView, createTraceRecorder, frebEvents, frebXml, type CaptureRule, type FailedRequestLogOptions, type RecordedRequest, type TraceRecorderOptions } from '@isapi-bridge/trace'
import { E_FAIL, S_OK } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { writeFailed, type FailedRequestFolder } from '../support/failed-request-files.ts'
import { bridged } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS, openInMemory, type Ask, type OpenSite } from '../support/site.ts'

/** The records of requests to a site. */
async function record(modules: readonly ModuleEntry[], asks: readonly (string | Ask)[] = ['/hello'], options: TraceRecorderOptions = {}, open: OpenSite = openInMemory): Promise<RecordedRequest[]> {
  const recorder = createTraceRecorder(options)
  onTestFinished(() => { recorder.stop() })
  const site = await open({ modules: [...modules] })
  for (const ask of asks) await site.ask(ask)
  await site.close()
  return recorder.list()
}

/** Answers with the status that the query names: `?404.2`. */
const statuses = moduleOf('statuses', { OnBeginRequest(context) {
  const [status, subStatus = 0] = (context.GetServerVariable('QUERY_STRING') as string).split('.').map(Number) // the variable is always there
  context.GetResponse().SetStatus(status ?? 200, 'Asked for', subStatus)
  return RQ_NOTIFICATION_FINISH_REQUEST
} })

/** What the files say that these requests leave, with a rule. */
async function captured(modules: readonly ModuleEntry[], rule: CaptureRule, asks: readonly string[]): Promise<string[]> {
  const { requests } = await writeFailed(await record(modules, asks, { rules: [rule] }))
  return requests.map(({ attributes: { url = '', failureReason, triggerStatusCode } }) => `${new URL(url).search.slice(1)} ${failureReason} ${triggerStatusCode}`)
}

/** Of requests with these statuses, those that the rule captures, and why. */
const capturedOf = (rule: CaptureRule, asked: readonly string[]): Promise<string[]> => captured([statuses], rule, asked.map((status) => `/a?${status}`))

statement('freb.rule.sub-status', async () => {
  expect(await capturedOf({ statusCodes: '404.2' }, ['404.0', '404.2', '404.3', '200'])).toEqual(['404.2 STATUS_CODE 404.2'])
  expect(await capturedOf({ statusCodes: '404' }, ['404.0', '404.2', '403.1'])).toEqual(['404.0 STATUS_CODE 404', '404.2 STATUS_CODE 404.2'])
})

statement('freb.rule.range', async () => {
  expect(await capturedOf({ statusCodes: '400-599' }, ['399', '400', '418.1', '599', '600'])).toEqual(['400 STATUS_CODE 400', '418.1 STATUS_CODE 418.1', '599 STATUS_CODE 599'])
  expect(await capturedOf({ statusCodes: '200-399,404.2' }, ['302', '404.1', '404.2'])).toEqual(['302 STATUS_CODE 302', '404.2 STATUS_CODE 404.2'])
})

statement('freb.rule.time', async () => {
  const slow = moduleOf('slow', { async OnBeginRequest(context) {
    const began = performance.now()
    while (context.GetServerVariable('QUERY_STRING') === 'slow' && performance.now() - began <= 60) await new Promise((done) => { setTimeout(done, 10) })
    return RQ_NOTIFICATION_CONTINUE
  } })
  expect(await captured([slow], { timeTaken: 60 }, ['/hello', '/hello?slow'])).toContainEqual('slow TIME_TAKEN 200')
  expect(await captured([slow], { timeTaken: 60_000 }, ['/hello'])).toEqual([])
})

statement('freb.rule.severity', async () => {
  const talker = moduleOf('talker', { OnBeginRequest(context) { context.GetTraceContext().QuickTrace('said', null, E_FAIL, Number(context.GetServerVariable('QUERY_STRING')) as 1 | 2 | 3 | 4 | 5) } })
  const reasons = (verbosity: NonNullable<CaptureRule['verbosity']>): Promise<string[]> => captured([talker], { verbosity }, ['/hello?1', '/hello?2', '/hello?3', '/hello?4'])
  expect(await reasons('Error')).toEqual(['1 VERBOSITY 200', '2 VERBOSITY 200'])
  expect(await reasons('Warning')).toHaveLength(3)
  expect(await reasons('Ignore')).toEqual([])
  // The first condition that is met is the reason.
  expect(await captured([talker, statuses], { verbosity: 'Error', statusCodes: '100-999' }, ['/hello?2'])).toEqual([expect.stringMatching(/^2 VERBOSITY /)])
})

/** The folder after requests with these statuses. */
async function written(asked: readonly string[], options: Partial<FailedRequestLogOptions> = {}): Promise<FailedRequestFolder> {
  return writeFailed(await record([statuses], asked.map((status) => `/a?${status}`), { rules: [{ statusCodes: '400-599' }], keep: 'all' }), options)
}

statement('freb.enabled', async () => {
  expect((await written(['404'], { enabled: false })).names).toEqual([])
  expect((await written(['404'])).names).toEqual(['fr000001.xml', 'freb.xsl'])
})

statement('freb.file.names', async () => {
  const { names, requests } = await written(['404', '200', '500'])
  expect(names).toEqual(['fr000001.xml', 'fr000002.xml', 'freb.xsl'])
  expect(requests.map(({ attributes }) => attributes)).toMatchObject([
    { url: 'http://site.test:80/a?404', siteId: '1', appPoolId: 'DefaultAppPool', processId: String(process.pid), verb: 'GET', failureReason: 'STATUS_CODE', statusCode: '404', triggerStatusCode: '404', timeTaken: expect.stringMatching(/^\d+$/) },
    { url: 'http://site.test:80/a?500', statusCode: '500' }
  ])
})

statement('freb.file.limits', async () => {
  expect((await written(['400', '401', '402', '403'], { maxLogFiles: 2 })).names).toEqual(['fr000003.xml', 'fr000004.xml', 'freb.xsl'])
  const [request] = (await written(['404'], { maxLogFileSizeKB: 4 })).requests
  expect(Buffer.byteLength(request?.text ?? '')).toBeLessThanOrEqual(4 * 1024)
  expect(request?.events.at(-1)?.name).toBe('LOG_FILE_MAX_SIZE_TRUNCATE')
})

/** Name and fields without ContextId, as the Compact View has them. */
const lines = (one: RecordedRequest | undefined): string[] => (one === undefined ? [] : frebEvents(one).map(({ name, fields }) => [name, ...fields.slice(1).map((field) => `${field.name}="${field.value}"`)].join(' ')))

describe.each(HOSTS)('%s', (_name, open) => {
  statement('freb.event.request', async () => {
    const [one] = await record([], [{ url: '/hello?x=1', headers: { 'x-a': 'b' } }], {}, open)
    const all = lines(one)
    expect(all[0]).toMatch(/^GENERAL_REQUEST_START SiteId="1" AppPoolId="DefaultAppPool" ConnId="\d+" RawConnId="\d+" RequestURL="http:\/\/[^"]+:\d+\/hello\?x=1" RequestVerb="GET"$/)
    expect(all.find((line) => line.startsWith('GENERAL_REQUEST_HEADERS'))).toContain('x-a: b\r\n')
    expect(all.at(-1)).toMatch(/^GENERAL_REQUEST_END BytesSent="\d+" BytesReceived="[1-9]\d*" HttpStatus="200" HttpSubStatus="0"$/)
    expect(new Set(one === undefined ? [] : frebEvents(one).map(({ fields }) => `${fields[0]?.name} ${fields[0]?.value}`))).toEqual(new Set([`ContextId ${one?.activityId}`]))
  })

  statement('freb.event.module-pairs', async () => {
    const module = moduleOf('m', { OnBeginRequest() {}, OnPostBeginRequest() {}, OnAuthorizeRequest(context) { setImmediate(() => { context.PostCompletion(0) }); return RQ_NOTIFICATION_PENDING }, OnAsyncCompletion() {}, OnSendResponse() {} })
    const [one] = await record([module], ['/hello'], {}, open)
    const flag = 'fIsPostNotificationEvent'
    expect(lines(one).filter((line) => line.startsWith('NOTIFY_MODULE'))).toEqual([
      'NOTIFY_MODULE_START ModuleName="m" Notification="1" fIsPostNotification="false"', `NOTIFY_MODULE_END ModuleName="m" Notification="1" ${flag}="false" NotificationStatus="0"`,
      'NOTIFY_MODULE_START ModuleName="m" Notification="1" fIsPostNotification="true"', `NOTIFY_MODULE_END ModuleName="m" Notification="1" ${flag}="true" NotificationStatus="0"`,
      'NOTIFY_MODULE_START ModuleName="m" Notification="4" fIsPostNotification="false"', `NOTIFY_MODULE_COMPLETION ModuleName="m" Notification="4" ${flag}="false" CompletionBytes="0" ErrorCode="0"`,
      `NOTIFY_MODULE_END ModuleName="m" Notification="4" ${flag}="false" NotificationStatus="0"`,
      'NOTIFY_MODULE_START ModuleName="m" Notification="536870912" fIsPostNotification="false"', `NOTIFY_MODULE_END ModuleName="m" Notification="536870912" ${flag}="false" NotificationStatus="0"`
    ])
  })

  statement('freb.event.child', async () => {
    const parent = moduleOf('parent', { OnBeginRequest(context): NotificationResult | void {
      if (extrasOf(context).level > 0) return
      const child = context.CloneContext(CLONE_FLAG_BASICS) as IHttpContext // nothing keeps it from being cloned here
      return context.ExecuteRequest(true, child, 0, null).pfCompletionExpected ? RQ_NOTIFICATION_PENDING : undefined
    }, OnAsyncCompletion() {} })
    const [one] = await record([parent], ['/hello'], {}, open)
    const all = lines(one)
    const start = all.findIndex((line) => line.startsWith('GENERAL_CHILD_REQUEST_START'))
    const end = all.findIndex((line) => line.startsWith('GENERAL_CHILD_REQUEST_END'))
    expect(all[start]).toMatch(/RequestVerb="GET" RecursiveLevel="1"$/)
    expect(all.slice(start, end).some((line) => line.startsWith('NOTIFY_MODULE_START ModuleName="parent"'))).toBe(true)
    expect(all[end - 1]).toMatch(/^GENERAL_REQUEST_END/)
    expect(all.slice(end + 1).filter((line) => line.startsWith('GENERAL_REQUEST_END'))).toHaveLength(1)
  })

  statement('freb.event.filter', async () => {
    const filter = bridged('f', { PREPROC_HEADERS(pfc, headers) { headers.SetHeader(pfc, 'X-Mark:', '1'); headers.SetHeader(pfc, 'url', '/hello?changed') } })
    const [one] = await record([filter], ['/hello'], {}, open)
    const all = lines(one)
    expect(all.slice(all.indexOf('FILTER_START FilterName="f"'))).toEqual(expect.arrayContaining([
      'FILTER_PREPROC_HEADERS_START', 'URL_CHANGED OldUrl="/hello" NewUrl="/hello?changed"', 'FILTER_ADD_REQ_HEADER HeaderName="x-mark" HeaderValue="1"', 'FILTER_PREPROC_HEADERS_END', `FILTER_END NotificationStatus="${0x0800_0002}"`
    ]))
    expect(all.filter((line) => /^FILTER_(?:START|END)/.test(line))).toHaveLength(2)
    expect(one === undefined ? '' : frebXml(one)).toContain('<freb:Description Data="NotificationStatus">SF_STATUS_REQ_NEXT_NOTIFICATION</freb:Description>')
  })

  statement('trace.url-changed', async () => {
    const [one] = await record([moduleOf('m', { OnBeginRequest(context) { context.GetRequest().SetUrl('/hello?b') } })], ['/hello?a'], {}, open)
    expect(lines(one)).toContain('URL_CHANGED OldUrl="/hello?a" NewUrl="/hello?b"')
  })

  const logon = moduleOf('logon', { OnAuthenticateRequest(_context, provider) { provider.SetUser(new NamedUser({ remoteUserName: 'anna', userName: 'SITE\\anna', authenticationType: 'Basic' })) } })

  statement('trace.user-set', async () => {
    const [one] = await record([logon], ['/hello'], {}, open)
    expect(lines(one)).toContain('USER_SET AuthType="Basic" UserName="SITE\\anna" SupportsIsInRole="false"')
  })

  statement('trace.auth-succeeded', async () => {
    const [one] = await record([logon], ['/hello'], {}, open)
    expect(lines(one)).toContain('AUTH_SUCCEEDED AuthType="2" NTLMUsed="false" RemoteUserName="anna" AuthUserName="SITE\\anna" TokenImpersonationLevel="4"')
  })

  statement('trace.no-custom-error', async () => {
    const failing = moduleOf('failing', { OnBeginRequest(context) {
      const how = context.GetServerVariable('QUERY_STRING')
      if (how === 'success') return undefined
      const response = context.GetResponse()
      response.SetStatus(404, 'Not Found', 0, S_OK, null, how === 'skip')
      return RQ_NOTIFICATION_FINISH_REQUEST
    } })
    const reasons = async (query: string): Promise<string[]> => lines((await record([CustomErrorModule(), failing], [`/hello?${query}`], {}, open))[0]).filter((line) => line.startsWith('GENERAL_NOT_SEND'))
    expect(await reasons('success')).toEqual(['GENERAL_NOT_SEND_CUSTOM_ERROR Reason="1"'])
    expect(await reasons('skip')).toEqual(['GENERAL_NOT_SEND_CUSTOM_ERROR Reason="2"'])
    expect(await reasons('page')).toEqual([])
  })
})

statement('freb.view.compact', async () => {
  const [request] = await record([statuses], ['/a?404.2'])
  const rows = request === undefined ? [] : compactView(request)
  expect(rows.map(({ no }) => no)).toEqual(rows.map((_row, index) => index + 1))
  expect(rows[0]).toMatchObject({ no: 1, severity: 'General', event: 'GENERAL_REQUEST_START', details: expect.stringMatching(/^SiteId="\d+", AppPoolId="DefaultAppPool", .*RequestVerb="GET"$/), time: request?.startedAt })
  expect(rows).toContainEqual(expect.objectContaining({ severity: 'Warning', event: 'MODULE_SET_RESPONSE_ERROR_STATUS', details: expect.stringMatching(/^ModuleName="statuses", Notification="BEGIN_REQUEST", HttpStatus="404", .*HttpSubStatus="2", ErrorCode="0x0"/) }))
  expect(rows.at(-1)?.event).toBe('GENERAL_REQUEST_END')
})
