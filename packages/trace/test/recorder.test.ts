import {
  CHttpModule, createMemoryHost, createModuleFactory, extrasOf, GUID_IIS_WWW_SERVER_TRACE_PROVIDER, HTTP_TRACE_TYPE_LPCSTR, requestChannel, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, TRACE_LEVEL_FATAL, type IHttpContext,
  type MemoryHost, type MemoryRequest, type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { createTraceRecorder, type RecordedLine, type RecordedRequest, type TraceRecorder, type TraceRecorderOptions } from '@isapi-bridge/trace'
import { expect, onTestFinished, test } from 'vitest'

function moduleOf(act: (context: IHttpContext) => void): PFN_REGISTERMODULE {
  return (_version, info) => info.SetRequestNotifications(createModuleFactory(class extends CHttpModule {
    override OnBeginRequest(context: IHttpContext) { act(context); return RQ_NOTIFICATION_CONTINUE }
  }), RQ_BEGIN_REQUEST, 0)
}

function open(options: TraceRecorderOptions = {}, act: (context: IHttpContext) => void = () => {}): { recorder: TraceRecorder; host: MemoryHost } {
  const recorder = createTraceRecorder(options)
  onTestFinished(() => { recorder.stop() })
  const host = createMemoryHost({
    modules: [{ name: 'm', module: moduleOf(act) }],
    async route(context) {
      const { pcbBytesReceived } = await readAll(context)
      context.GetResponse().SetStatus(200, 'OK')
      context.GetResponse().SetHeader('Set-Cookie', `sid=${pcbBytesReceived}; Path=/; HttpOnly`, true)
      return true
    }
  })
  return { recorder, host }
}

async function readAll(context: IHttpContext): Promise<{ readonly pcbBytesReceived: number }> {
  const request = context.GetRequest()
  return request.GetRemainingEntityBytes() > 0 ? request.ReadEntityBody(new Uint8Array(1000), false) : { pcbBytesReceived: 0 }
}

async function recordOne(request: MemoryRequest, options: TraceRecorderOptions = {}, act?: (context: IHttpContext) => void): Promise<RecordedRequest> {
  const { recorder, host } = open(options, act)
  await host.request(request)
  const [one] = recorder.list()
  if (one === undefined) throw new Error('Nothing was recorded.')
  return one
}

test('what came in is as it was received, whatever modules did to it', async () => {
  const one = await recordOne({ url: '/a%20b?x=1', method: 'PUT', headers: { 'X-One': 'Two' } }, {}, (context) => {
    context.GetRequest().SetHeader('X-One', 'three', true)
    context.GetRequest().SetUrl('/c')
  })
  expect(one).toMatchObject({ type: 'request', version: 1, method: 'PUT', url: '/a%20b?x=1', httpVersion: '1.1', secure: false, order: 1, status: 200, reason: 'OK', client: { address: '192.0.2.1', port: 50_000 } })
  expect(one.headers).toContainEqual(['X-One', 'Two'])
  expect(one.ms).toBeGreaterThan(0)
  expect(JSON.parse(JSON.stringify(one))).toEqual(one)
})

test('credentials are taken out before anything is kept', async () => {
  const secret = 'kbwSECRET'
  const request = {
    url: `/a?user=u&password=${secret}&n=1`,
    headers: { Authorization: `Basic ${secret}`, Cookie: `a=${secret}; b=${secret}`, 'Proxy-Authorization': secret, 'X-Api-Key': secret, 'X-Own': secret, Referer: `http://u:${secret}@site.test/?token=${secret}` }
  }
  const one = await recordOne(request, { redact: { names: ['X-Own'] } }, (context) => {
    context.GetRequest().SetHeader('Authorization', `Bearer ${secret}`, true)
    context.GetResponse().SetHeader('Set-Cookie', `a=${secret}; Path=/`, true)
    context.GetRequest().SetUrl(`/b?access_token=${secret}`)
  })
  expect(JSON.stringify(one)).not.toContain(secret)
  expect(one.url).toBe('/a?user=u&password=[redacted]&n=1')
  expect(Object.fromEntries(one.headers)).toMatchObject({ Authorization: 'Basic [redacted]', Cookie: 'a=[redacted]; b=[redacted]', Referer: 'http://[redacted]@site.test/?token=[redacted]' })
  expect(one.responseHeaders).toEqual([['Set-Cookie', 'sid=[redacted]; Path=/; HttpOnly']])
  expect((await recordOne(request, { redact: false })).headers).toContainEqual(['Authorization', `Basic ${secret}`])
})

test('bodies are kept when asked for, up to a bound, and nobody who reads them notices', async () => {
  const request = { url: '/a', method: 'POST', body: '0123456789' }
  expect((await recordOne(request)).body).toBeNull()
  expect((await recordOne(request, { bodies: 100 })).body).toEqual({ base64: Buffer.from('0123456789').toString('base64'), length: 10, cut: expect.any(Boolean) })
  const { body, responseHeaders } = await recordOne(request, { bodies: 4, redact: false })
  expect(body).toEqual({ base64: Buffer.from('0123').toString('base64'), length: 10, cut: true })
  expect(responseHeaders).toEqual([['Set-Cookie', 'sid=10; Path=/; HttpOnly']])
  const form = { url: '/a', method: 'POST', body: 'user=u&password=x', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }
  expect(Buffer.from((await recordOne(form, { bodies: 100 })).body?.base64 ?? '', 'base64').toString()).toBe('user=u&password=[redacted]')
})

test('the ring keeps the last ones, in number and in length', async () => {
  const few = open({ limit: 2 })
  for (const url of ['/1', '/2', '/3']) await few.host.request(url)
  expect(few.recorder.list().map(({ url }) => url)).toEqual(['/2', '/3'])
  few.recorder.clear()
  expect(few.recorder.list()).toEqual([])
  const short = open({ maxLength: 4000 })
  for (let index = 0; index < 20; index++) await short.host.request(`/${index}`)
  expect(short.recorder.list().length).toBeLessThan(5)
  expect(short.recorder.list().at(-1)?.url).toBe('/19')
})

test('of a body that was cut the password goes as a whole', async () => {
  const request = { url: '/a', method: 'POST', body: '{"user":"u","password":"two words \\" and more"}', headers: { 'Content-Type': 'application/json' } }
  const kept = async (bodies: number): Promise<string> => Buffer.from((await recordOne(request, { bodies })).body?.base64 ?? '', 'base64').toString()
  expect(await kept(1000)).toBe('{"user":"u","password":"[redacted]"}')
  for (let bodies = 25; bodies < request.body.length - 1; bodies++) expect(await kept(bodies)).toBe('{"user":"u","password":"[redacted]"')
})

test('a request that has told too much fails by its severity all the same', async () => {
  const { recorder, host } = open({ maxRequestLength: 5000, rules: [{ verbosity: 'Error' }] }, (context) => {
    for (let index = 0; index < 100; index++) context.GetTraceContext().QuickTrace('x'.repeat(100))
    context.GetTraceContext().QuickTrace('worst', null, undefined, TRACE_LEVEL_FATAL)
  })
  await host.request('/a')
  expect(recorder.list().map(({ failure }) => failure?.reason)).toEqual(['VERBOSITY'])
})

test('an event may have anything in its fields', async () => {
  const { recorder, host } = open({}, (context) => {
    const event = {
      pProviderGuid: GUID_IIS_WWW_SERVER_TRACE_PROVIDER, dwArea: 0, pAreaGuid: null, dwEvent: 1, pszEventName: 'OWN', dwEventVersion: 1, dwVerbosity: 4, pActivityGuid: null, pRelatedActivityGuid: null, dwTimeStamp: 0, dwFlags: 0,
      pEventItems: [{ pszName: 'odd', dwDataType: HTTP_TRACE_TYPE_LPCSTR, pbData: Object.create(null) as string, pszDataDescription: null }]
    }
    context.GetTraceContext().RaiseTraceEvent(event)
  })
  await host.request('/a')
  expect(recorder.list()[0]?.serverEvents.find(({ name }) => name === 'OWN')?.fields).toEqual([{ name: 'odd', value: '(cannot be read)' }])
})

test('a request that tells too much is cut, and says so', async () => {
  const one = await recordOne({ url: '/a' }, { maxRequestLength: 5000 }, (context) => { for (let index = 0; index < 100; index++) context.GetTraceContext().QuickTrace('x'.repeat(100)) })
  expect(one.serverEvents.length).toBeGreaterThan(3)
  expect(one.serverEvents.length + one.dropped).toBeGreaterThanOrEqual(100)
  expect(one.events[0]?.status).toBe('RQ_NOTIFICATION_CONTINUE')
})

test('requests of one connection are numbered, and the connection is told of when it has gone', async () => {
  const { recorder, host } = open()
  const lines: RecordedLine[] = []
  const stop = recorder.onRecord((line) => { lines.push(line) })
  const client = host.connect()
  await client.request({ url: '/1' })
  await client.request({ url: '/2' })
  expect(recorder.connections().map(({ requests, closedAt }) => [requests.length, closedAt])).toEqual([[2, null]])
  client.close()
  expect(lines.map((line) => (line.type === 'request' ? line.order : 'closed'))).toEqual([1, 2, 'closed'])
  stop()
  await host.request('/3')
  expect(lines).toHaveLength(3)
})

test('what runs is in the list too', async () => {
  let seen: RecordedRequest | undefined
  const { recorder, host } = open({}, () => { [seen] = recorder.list() })
  await host.request('/a')
  expect([seen?.ms, seen?.events[0]?.status]).toEqual([null, null])
  expect(recorder.get(seen?.id ?? 0)?.status).toBe(200)
})

test('rules decide before anything is made; without them all are kept', async () => {
  const { recorder, host } = open({ rules: [{ path: '/shop/*', statusCodes: '200' }], ignore: (url) => url.endsWith('.gif') })
  for (const url of ['/shop/a', '/SHOP/b?c', '/other', '/shop/x.gif']) await host.request(url)
  expect(recorder.list().map(({ url, failure }) => [url, failure?.rule])).toEqual([['/shop/a', '/shop/*'], ['/SHOP/b?c', '/shop/*']])
  expect(() => createTraceRecorder({ rules: [{ statusCodes: '4xx' }] })).toThrow('"4xx" is no status')
})

test('after stop nobody listens', () => {
  const recorder = createTraceRecorder()
  expect(requestChannel.hasSubscribers).toBe(true)
  recorder.stop()
  expect(requestChannel.hasSubscribers).toBe(false)
})

test('a request that no rule can want is not traced, beside others that are', async () => {
  const seen: string[] = []
  const { recorder, host } = open({ rules: [{ path: '/shop/*', statusCodes: '200' }] }, (context) => { seen.push(`${context.GetRequest().GetRawHttpRequest().pRawUrl} ${String(extrasOf(context).traced)}`) })
  await host.request({ url: '/shop/a' })
  await host.request({ url: '/elsewhere' })
  expect(seen).toEqual(['/shop/a true', '/elsewhere false'])
  expect(recorder.list().map(({ url, events }) => [url, events.length])).toEqual([['/shop/a', 1]])
})

test('a request that hangs is found to take too long while it does', async () => {
  const { recorder } = open({ rules: [{ timeTaken: 20 }] })
  let resolve = (): void => {}
  const hangs = new Promise<void>((done) => { resolve = done })
  const host = createMemoryHost({ modules: [], route: async (context) => { await hangs; context.GetResponse().SetStatus(200, 'OK'); return true } })
  const answer = host.request({ url: '/slow' })
  await expect.poll(() => recorder.list().map(({ url, ms, failure }) => [url, ms, failure?.reason])).toEqual([['/slow', null, 'TIME_TAKEN']])
  resolve()
  await answer
  expect(recorder.list()).toMatchObject([{ url: '/slow', failure: { reason: 'TIME_TAKEN' } }])
})

test('only the sites that were named', async () => {
  const { recorder, host } = open({ sites: [2] })
  await host.request({ url: '/a' })
  expect(recorder.list()).toEqual([])
})

test.each([
  ['/a?PassWord=x&b=token', '/a?PassWord=[redacted]&b=token'],
  ['/a?x=password=1;pwd=y#pass=z', '/a?x=password=1;pwd=[redacted]#pass=z'],
  ['/a?mypassword=x&token=a=b&c', '/a?mypassword=x&token=[redacted]&c'],
  ['/a?token=&token=" x', '/a?token=[redacted]&token=[redacted]" x'],
  [`/a?${'n'.repeat(100)}token=1&secret=2`, `/a?${'n'.repeat(100)}token=1&secret=[redacted]`]
])('parameters are known by their whole name: %s', async (url, kept) => {
  expect((await recordOne({ url: '/' }, {}, (context) => { context.GetResponse().SetHeader('X-Url', url, true) })).events[0]?.changes).toContainEqual({ what: 'response-header', name: 'x-url', before: null, after: kept })
})
