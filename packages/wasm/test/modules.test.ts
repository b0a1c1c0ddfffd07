import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import {
  CHttpModule, CLONE_FLAG_BASICS, createMemoryHost, createModuleFactory, notificationChannel, PRIORITY_ALIAS_LAST, RQ_AUTHENTICATE_REQUEST, RQ_BEGIN_REQUEST,
  RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type IHttpContext, type IMapPathProvider, type MemoryHost, type ModuleEntry, type NotificationTraceMessage,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED, S_OK } from '@isapi-bridge/win32'
import { open } from './support/modules.ts'

it('says what it wants, and is called', async () => {
  const { host, module, reports } = await open('samples')
  expect(module.registered).toEqual({ events: (RQ_BEGIN_REQUEST | RQ_AUTHENTICATE_REQUEST | 0x7000_0000) >>> 0, postEvents: 0, globalEvents: 0x100 })
  const answer = await host.request({ url: '/hello' })
  expect(answer).toMatchObject({ status: 200, body: 'Hello World!', headers: { 'content-type': 'text/plain', 'x-sent': 'ye' } })
  expect((await host.request({ url: '/other' })).body).toBe('route /other')
  expect(reports).toEqual([])
})

it('reads the request: headers, variables, the raw structure, addresses; the same text lies at the same address', async () => {
  const { host } = await open('samples')
  const { body } = await host.request({ url: '/facts?a=b', headers: { host: 'www.example', 'x-own': 'mine' } })
  expect(body).toBe('www.example|mine|00000000 a=b|00000000 GET 3|80070585|/facts?a=b /facts?a=b 4|2|1.1|1|1')
})

it('writes status, headers and body, and reads them again', async () => {
  const { host } = await open('samples')
  const answer = await host.request({ url: '/status' })
  expect(answer).toMatchObject({ status: 418, reason: 'Teapot', body: '418.3 Teapot one, two 1 21' })
  expect(answer.headers['x-sample']).toBe('one, two')
})

it('waits for PostCompletion, IndicateCompletion and a routine of its own', async () => {
  const { host, reports } = await open('samples')
  expect((await host.request({ url: '/post' })).body).toBe('post 1 0 1234 0')
  expect((await host.request({ url: '/indicate' })).body).toBe('indicated')
  expect((await host.request({ url: '/routine' })).body).toBe('routi')
  expect(reports).toEqual([])
})

it('reads the body, at once or later, and changes it in OnReadEntity', async () => {
  const { host } = await open('samples')
  expect((await host.request({ url: '/read', method: 'POST', body: 'at once' })).body).toBe('AT ONCE')
  const later = Readable.from((async function* () {
    await new Promise((resolve) => { setImmediate(resolve) })
    yield Buffer.from('later')
  })())
  expect((await host.request({ url: '/read', method: 'POST', body: later })).body).toBe('LATER')
})

it('keeps contexts with a connection and with requests, which are cleaned', async () => {
  const { host } = await open('samples')
  const connection = host.connect()
  // Visits, two results, contexts of requests that were cleaned, instances alive.
  expect((await connection.request({ url: '/visits' })).body).toBe('1 00000000 80070055 0 1')
  expect((await connection.request({ url: '/visits' })).body).toBe('2 00000000 80070055 1 1')
  connection.close()
  expect((await host.request({ url: '/visits' })).body).toBe('1 00000000 80070055 3 1')
})

it('sees paths of its drive, sizes in bytes of wide characters, and objects of the site', async () => {
  const { host } = await open('samples', { drive: { 'C:\\inetpub\\wwwroot': import.meta.dirname } }, { site: { root: import.meta.dirname } })
  const { body } = await host.request({ url: '/places' })
  expect(body).toBe('C:\\inetpub\\wwwroot\\a\\b.txt|00000000|8007007a|C:\\inetpub\\wwwroot\\places|Default Web Site|/LM/W3SVC/1/ROOT')
})

it('has request memory, zeroed, which is used again for the next request', async () => {
  const { host } = await open('samples', { limits: { memory: 4 * 1024 * 1024 } })
  for (let count = 0; count < 200; count++) expect((await host.request({ url: '/memory' })).body).toBe('1 1')
})

it('authenticates with a user of its own, which other modules see', async () => {
  const seen: unknown[] = []
  class Reader extends CHttpModule {
    override OnPostAuthenticateRequest(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE {
      const user = context.GetUser()
      seen.push(user?.GetUserName(), user?.GetRemoteUserName(), user?.GetAuthenticationType(), user?.IsInRole('samples'), user?.IsInRole('others'))
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const reader: ModuleEntry = { name: 'reader', module: (_version, info) => info.SetRequestNotifications(createModuleFactory(Reader), 0, RQ_AUTHENTICATE_REQUEST) || info.SetPriorityForPostRequestNotification(RQ_AUTHENTICATE_REQUEST, PRIORITY_ALIAS_LAST) }
  const { host, reports } = await open('samples', {}, { modules: [reader] })
  await host.request({ url: '/user' })
  expect(seen).toEqual(['sample', 'Sämple', 'Sample', { hr: S_OK, value: true }, { hr: S_OK, value: false }])
  expect(reports).toEqual([])
})

it('is told of each request before it begins, and ends with the server', async () => {
  const { host, events } = await open('samples')
  expect((await host.request({ url: '/other' })).headers['x-global']).toBe('seen')
  await host.close()
  expect(events.map(({ text }) => text)).toEqual(['terminated', 'global terminated'])
})

it('raises a notification of its own, and knows its class when it comes', async () => {
  const { host, reports } = await open('samples')
  expect((await host.request({ url: '/custom' })).body).toBe('00000000 0 1')
  expect(reports).toEqual([])
})

it('what is not supported fails so and is named once', async () => {
  const { host, events } = await open('samples')
  expect([(await host.request({ url: '/unsupported' })).body, (await host.request({ url: '/unsupported' })).body]).toEqual(['80070032', '80070032'])
  expect(events.map(({ text }) => text)).toEqual(['Module "samples" has called IHttpServer2::GetToken, which is not supported.'])
})

it('an error of the event goes with the answer', async () => {
  const { host } = await open('samples')
  expect((await host.request({ url: '/error' })).status).toBe(404)
})

it.each([
  ['/trap', /broke down in OnBeginRequest: access violation in CSampleModule::OnBeginRequest/],
  ['/null', /broke down in OnBeginRequest: Access violation at 0x00000000/],
  ['/stack', /stack overflow in CSampleModule::Deeper/],
  ['/throw', /a C\+\+ exception left it/]
])('%s ends that request with 500 and a report, and the next has a new instance', async (url, says) => {
  const { host, module, reports } = await open('samples')
  const connection = host.connect()
  await connection.request({ url: '/visits' })
  expect((await connection.request({ url })).status).toBe(500)
  expect(reports.map(({ message }) => message).join()).toMatch(says)
  // Contexts of the old instance are gone, and nothing can take their places.
  expect((await host.request({ url: '/visits' })).body).toBe('1 00000000 80070055 0 1')
  expect((await host.request({ url: '/hello' })).body).toBe('Hello World!')
  expect(module.faults).toBe(1)
})

it('a global module that breaks down lets nothing through, and too many breakdowns disable it', async () => {
  const { host, module, events } = await open('samples', { limits: { rapidFail: { faults: 2, minutes: 5 } } })
  expect((await host.request({ url: '/hello', headers: { 'x-break-global': '1' } })).status).toBe(500)
  expect((await host.request({ url: '/hello' })).body).toBe('Hello World!')
  expect((await host.request({ url: '/hello', headers: { 'x-break-global': '1' } })).status).toBe(500)
  expect(module.disabled).toBe(true)
  expect((await host.request({ url: '/hello' })).status).toBe(500)
  expect(events).toContainEqual(expect.objectContaining({ source: 'W3SVC', id: 5002, text: expect.stringMatching(/^Module "samples" is disabled: it broke down 2 times/) }))
})

it('a default-document module answers / with its other page, by a child request that it releases', async () => {
  const { host, reports } = await open('default-document')
  const bodies = []
  for (const url of ['/', '/default.aspx', '/other', '/example/default.aspx']) bodies.push((await host.request({ url })).body)
  expect(bodies).toEqual(['route /example/default.aspx', 'route /example/default.aspx', 'route /other', 'route /example/default.aspx'])
  expect(reports).toEqual([])
})

/** The same module in TypeScript. */
class MyHttpModule extends CHttpModule {
  #child: IHttpContext | null = null

  override OnMapPath(pHttpContext: IHttpContext, pProvider: IMapPathProvider): REQUEST_NOTIFICATION_STATUS {
    const url = pProvider.GetUrl()
    if (url !== '/' && url !== '/default.aspx') return RQ_NOTIFICATION_CONTINUE
    const clone = pHttpContext.CloneContext(CLONE_FLAG_BASICS)
    if (typeof clone === 'number') return RQ_NOTIFICATION_CONTINUE
    this.#child = clone
    if (!FAILED(clone.GetRequest().SetUrl('/example/default.aspx', false)) && pHttpContext.ExecuteRequest(true, clone, 0, null).pfCompletionExpected) return RQ_NOTIFICATION_PENDING
    return this.OnAsyncCompletion()
  }

  override OnAsyncCompletion(): typeof RQ_NOTIFICATION_CONTINUE {
    this.#child?.ReleaseClonedContext()
    return RQ_NOTIFICATION_CONTINUE
  }
}

it('that module behaves as its twin in TypeScript: the same answers, by the same notifications', async () => {
  const twin: ModuleEntry = { name: 'default-document', module: (_version, info) => info.SetRequestNotifications(createModuleFactory(MyHttpModule), RQ_MAP_PATH, 0) }
  const compiled = await open('default-document')
  const route = (context: IHttpContext): boolean => {
    context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(`route ${context.GetScriptName()}`) } }])
    return true
  }
  const written = createMemoryHost({ modules: [twin], route })
  const run = async (host: MemoryHost): Promise<unknown[]> => {
    const seen: unknown[] = []
    const listen = (message: unknown): void => {
      const { phase, event } = message as NotificationTraceMessage // the channel has no others
      if (phase === 'end') seen.push([event.notification, event.stage, event.child, event.status, event.request?.url])
    }
    notificationChannel.subscribe(listen)
    for (const url of ['/', '/default.aspx', '/other', '/example/default.aspx', '/x/', '/?a=b']) {
      const { status, body } = await host.request({ url })
      seen.push([url, status, body])
    }
    notificationChannel.unsubscribe(listen)
    return seen
  }
  const [one, other] = [await run(compiled.host), await run(written)]
  expect(one).toEqual(other)
  expect(one).toContainEqual(['MAP_PATH', expect.anything(), 1, 'RQ_NOTIFICATION_CONTINUE', expect.anything()])
})

it('a timing module keeps its state in an object for each request', async () => {
  const { host, reports, events } = await open('timing')
  const answers = await Promise.all(['/a', '/b', '/c'].map((url) => host.request({ url })))
  expect(answers.map(({ body }) => body)).toEqual(['route /a', 'route /b', 'route /c'])
  expect(events.map(({ text }) => text)).toEqual(['timed', 'timed', 'timed'])
  expect(reports).toEqual([])
})
