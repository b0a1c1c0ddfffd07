// The sample modules of the reference pages, written anew with the methods of each page in the order of the page: samples/<page>.ts.

import type { PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { tmpdir } from 'node:os'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, type Handlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS, type Answer, type OpenSite, type Site, type SiteOptions } from '../support/site.ts'
import { eventLog } from './samples/sample.ts'
import { RegisterModule as OnAuthenticateRequest } from './samples/chttpmodule-onauthenticaterequest-method.ts'
import { RegisterModule as OnGlobalPreBeginRequest } from './samples/cglobalmodule-onglobalprebeginrequest-method.ts'
import { RegisterModule as GetCompletionBytes } from './samples/ihttpcompletioninfo-getcompletionbytes-method.ts'
import { RegisterModule as AllocateRequestMemory } from './samples/ihttpcontext-allocaterequestmemory-method.ts'
import { RegisterModule as DisableNotifications } from './samples/ihttpcontext-disablenotifications-method.ts'
import { RegisterModule as GetParentContext } from './samples/ihttpcontext-getparentcontext-method.ts'
import { RegisterModule as GetPhysicalPath } from './samples/ihttpcontext-getphysicalpath-method.ts'
import { RegisterModule as GetResponseHeadersSent } from './samples/ihttpcontext-getresponseheaderssent-method.ts'
import { RegisterModule as GetRootContext } from './samples/ihttpcontext-getrootcontext-method.ts'
import { RegisterModule as GetScriptName } from './samples/ihttpcontext-getscriptname-method.ts'
import { RegisterModule as GetScriptTranslated } from './samples/ihttpcontext-getscripttranslated-method.ts'
import { RegisterModule as GetUser } from './samples/ihttpcontext-getuser-method.ts'
import { RegisterModule as IndicateCompletion } from './samples/ihttpcontext-indicatecompletion-method.ts'
import { RegisterModule as MapPath } from './samples/ihttpcontext-mappath-method.ts'
import { RegisterModule as PostCompletion } from './samples/ihttpcontext-postcompletion-method.ts'
import { RegisterModule as SetServerVariable } from './samples/ihttpcontext-setservervariable-method.ts'
import { RegisterModule as SetErrorStatus } from './samples/ihttpeventprovider-seterrorstatus-method.ts'
import { RegisterModule as SetModuleContext } from './samples/ihttpmodulecontextcontainer-setmodulecontext-method.ts'
import { RegisterModule as GetHttpModule } from './samples/ihttpmodulefactory-gethttpmodule-method.ts'
import { RegisterModule as GetName } from './samples/ihttpmoduleregistrationinfo-getname-method.ts'
import { RegisterModule as SetPriority } from './samples/ihttpmoduleregistrationinfo-setpriorityforrequestnotification-method.ts'
import { RegisterModule as DeleteRequestHeader } from './samples/ihttprequest-deleteheader-method.ts'
import { RegisterModule as GetRequestHeader } from './samples/ihttprequest-getheader-method.ts'
import { RegisterModule as GetHttpMethod } from './samples/ihttprequest-gethttpmethod-method.ts'
import { RegisterModule as GetHttpVersion } from './samples/ihttprequest-gethttpversion-method.ts'
import { RegisterModule as GetLocalAddress } from './samples/ihttprequest-getlocaladdress-method.ts'
import { RegisterModule as GetRemoteAddress } from './samples/ihttprequest-getremoteaddress-method.ts'
import { RegisterModule as GetSiteId } from './samples/ihttprequest-getsiteid-method.ts'
import { RegisterModule as SetRequestHeader } from './samples/ihttprequest-setheader-method.ts'
import { RegisterModule as SetHttpMethod } from './samples/ihttprequest-sethttpmethod-method.ts'
import { RegisterModule as SetUrl } from './samples/ihttprequest-seturl-method.ts'
import { RegisterModule as Clear } from './samples/ihttpresponse-clear-method.ts'
import { RegisterModule as ClearHeaders } from './samples/ihttpresponse-clearheaders-method.ts'
import { RegisterModule as DeleteResponseHeader } from './samples/ihttpresponse-deleteheader-method.ts'
import { RegisterModule as Flush } from './samples/ihttpresponse-flush-method.ts'
import { RegisterModule as GetResponseHeader } from './samples/ihttpresponse-getheader-method.ts'
import { RegisterModule as Redirect } from './samples/ihttpresponse-redirect-method.ts'
import { RegisterModule as SetResponseHeader } from './samples/ihttpresponse-setheader-method.ts'
import { RegisterModule as SetNeedDisconnect } from './samples/ihttpresponse-setneeddisconnect-method.ts'
import { RegisterModule as SetStatus } from './samples/ihttpresponse-setstatus-method.ts'
import { RegisterModule as WriteEntityChunkByReference } from './samples/ihttpresponse-writeentitychunkbyreference-method.ts'
import { RegisterModule as GetAppPoolName } from './samples/ihttpserver-getapppoolname-method.ts'
import { RegisterModule as ImageCopyProtection } from './samples/image-copy-protection.ts'
import { RegisterModule as GetMappedPath } from './samples/imappathprovider-getphysicalpath-method.ts'
import { RegisterModule as GetMappedUrl } from './samples/imappathprovider-geturl-method.ts'
import { RegisterModule as SetPhysicalPath } from './samples/imappathprovider-setphysicalpath-method.ts'
import { RegisterModule as AllocateMemory } from './samples/imoduleallocator-allocatememory-method.ts'
import { RegisterModule as SetFlags } from './samples/isendresponseprovider-setflags-method.ts'

const ROOT = tmpdir()
const ROUTES = { '/hello': () => 'hello', '/example/default.html': () => 'example', '/images/a.gif': () => 'image' }

/** A site with the sample, and behind it the handlers that look at what it did. */
async function openWith(open: OpenSite, sample: PFN_REGISTERMODULE, handlers: Handlers = {}, options: Partial<SiteOptions> = {}): Promise<Site> {
  eventLog.length = 0
  const modules = [{ name: 'sample', module: sample }, moduleOf('behind', handlers)]
  return open({ routes: ROUTES, site: { id: 7, root: ROOT }, ...options, modules })
}

interface Row {
  readonly slug: string
  readonly sample: PFN_REGISTERMODULE
  readonly ask?: Parameters<Site['ask']>[0]
  readonly behind?: Handlers
  readonly answer: Partial<Answer> | { readonly body: unknown }
}

/** Samples that answer, and what they answer. */
const ROWS: readonly Row[] = [
  { slug: 'sample.page.hello-world', sample: GetHttpModule, answer: { status: 200, body: 'Hello, world.', headers: expect.objectContaining({ 'content-type': 'text/html' }) as never } },
  { slug: 'sample.page.request-get-header', sample: GetRequestHeader, ask: { url: '/hello', headers: { 'user-agent': 'Client/1' } }, answer: { body: 'User-Agent: Client/1\nAccept-Language: (none)' } },
  { slug: 'sample.page.get-http-method', sample: GetHttpMethod, ask: { url: '/hello', method: 'PUT' }, answer: { body: 'Method: PUT' } },
  { slug: 'sample.page.get-http-version', sample: GetHttpVersion, answer: { body: 'Version: 1.1' } },
  { slug: 'sample.page.get-remote-address', sample: GetRemoteAddress, answer: { body: 'Remote address: 127.0.0.1' } },
  { slug: 'sample.page.get-local-address', sample: GetLocalAddress, answer: { body: expect.stringMatching(/^Local address: (127\.0\.0\.1)?$/) as unknown } },
  { slug: 'sample.page.get-site-id', sample: GetSiteId, answer: { body: 'Site: 7' } },
  { slug: 'sample.page.set-url', sample: SetUrl, answer: { status: 200, body: 'example' } },
  { slug: 'sample.page.response-set-header', sample: SetResponseHeader, answer: { body: 'This page comes again every 5 seconds', headers: expect.objectContaining({ 'content-type': 'text/plain', server: 'MyServer/7.0', refresh: '5' }) as never } },
  { slug: 'sample.page.response-get-header', sample: GetResponseHeader, answer: { body: 'Server: (none)\nLocation: /elsewhere' } },
  { slug: 'sample.page.redirect', sample: Redirect, ask: '/hello?a=b', answer: { status: 302, body: '', headers: expect.objectContaining({ location: 'http://site.test/example/default.html?a=b' }) as never } },
  { slug: 'sample.page.flush', sample: Flush, answer: { status: 200, body: 'Flushed in time', headers: expect.objectContaining({ 'content-type': 'text/plain' }) as never } },
  { slug: 'sample.page.chunk-by-reference', sample: WriteEntityChunkByReference, answer: { body: 'first second third' } },
  { slug: 'sample.page.disable-notifications', sample: DisableNotifications, answer: { body: '\nNotification: OnBeginRequest\nNotification: OnPostBeginRequest\nNotification: OnAcquireRequestState' } },
  { slug: 'sample.page.set-server-variable', sample: SetServerVariable, answer: { body: 'Server name: www.example.com' } },
  { slug: 'sample.page.get-physical-path', sample: GetPhysicalPath, answer: { body: `Physical path: ${ROOT}/hello` } },
  { slug: 'sample.page.get-script-name', sample: GetScriptName, ask: '/hello?a=b', answer: { body: 'Script name: /hello' } },
  { slug: 'sample.page.get-script-translated', sample: GetScriptTranslated, answer: { body: `Script translated: ${ROOT}/hello` } },
  { slug: 'sample.page.map-path', sample: MapPath, answer: { body: expect.stringMatching(new RegExp(`^Root: ${ROOT}/?$`)) as unknown } },
  { slug: 'sample.page.allocate-request-memory', sample: AllocateRequestMemory, ask: { url: '/hello', headers: { 'user-agent': 'Client/1' } }, answer: { body: 'User-Agent: Client/1' } },
  { slug: 'sample.page.allocate-memory', sample: AllocateMemory, answer: { body: '1024 bytes: This text lies in a buffer of the request.' } },
  { slug: 'sample.page.get-root-context', sample: GetRootContext, answer: { body: 'Root context: NULL' } },
  { slug: 'sample.page.get-parent-context', sample: GetParentContext, answer: { body: 'Parent context: NULL' } },
  { slug: 'sample.page.headers-sent', sample: GetResponseHeadersSent, answer: { body: 'Sent before: false\nSent after: true' } },
  { slug: 'sample.page.get-user', sample: GetUser, answer: { body: 'User: (anonymous)' } },
  { slug: 'sample.page.map-path-get-url', sample: GetMappedUrl, ask: '/he%6clo?a=b', answer: { body: 'URL: /hello' } },
  { slug: 'sample.page.map-path-get-path', sample: GetMappedPath, answer: { body: `Path: ${ROOT}/hello` } },
  { slug: 'sample.page.send-flags', sample: SetFlags, answer: { body: 'Flags: 1' } },
  { slug: 'sample.page.indicate-completion', sample: IndicateCompletion, answer: { body: 'Completed elsewhere' } },
  { slug: 'sample.page.post-completion', sample: PostCompletion, answer: { body: 'Notification: 1 false\nBytes: 1234\nStatus: 0' } },
  { slug: 'sample.page.app-pool-name', sample: GetAppPoolName, answer: { body: expect.stringMatching(/^Pool: .+\nCommand line: true$/) as unknown } },
  { slug: 'sample.page.set-error-status', sample: SetErrorStatus, answer: { status: 200, body: 'Error status: to follow' } }
]

describe.each(HOSTS)('%s', (_, open) => {
  for (const { slug, sample, ask = '/hello', behind, answer } of ROWS) {
    statement(slug, async () => {
      const site = await openWith(open, sample, behind)
      expect(await site.ask(ask)).toMatchObject(answer)
      expect(site.reports).toEqual([])
    })
  }

  statement('sample.page.request-set-header', async () => {
    const seen: unknown[] = []
    const site = await openWith(open, SetRequestHeader, { OnAuthorizeRequest: (context) => { seen.push(context.GetRequest().GetHeader('User-Agent'), context.GetRequest().GetHeader('Accept-Language')) } })
    await site.ask({ url: '/hello', headers: { 'user-agent': 'Client/1' } })
    expect(seen).toEqual(['MyBrowser/1.0', 'en-us'])
  })

  statement('sample.page.request-delete-header', async () => {
    const seen: unknown[] = []
    const site = await openWith(open, DeleteRequestHeader, { OnAuthorizeRequest: (context) => { seen.push(context.GetRequest().GetHeader('User-Agent'), context.GetRequest().GetHeader('Accept-Language')) } })
    await site.ask({ url: '/hello', headers: { 'user-agent': 'Client/1', 'accept-language': 'de' } })
    expect(seen).toEqual([null, null])
  })

  statement('sample.page.set-http-method', async () => {
    const seen: string[] = []
    const site = await openWith(open, SetHttpMethod, { OnLogRequest: (context) => { seen.push(context.GetRequest().GetHttpMethod(), String(context.GetServerVariable('REQUEST_METHOD'))) } })
    await site.ask('/hello')
    expect(seen).toEqual(['OPTIONS', 'OPTIONS'])
  })

  statement('sample.page.response-delete-header', async () => {
    const site = await openWith(open, DeleteResponseHeader, { OnBeginRequest: (context) => {
      for (const name of ['Server', 'Location', 'X-Other']) context.GetResponse().SetHeader(name, 'set', true)
    } })
    const { headers } = await site.ask('/hello')
    expect(headers).toMatchObject({ 'x-other': 'set' })
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('location')
  })

  statement('sample.page.clear', async () => {
    const site = await openWith(open, Clear, { OnBeginRequest: (context) => { context.GetResponse().SetHeader('X-Other', 'set', true) } })
    const { headers, body } = await site.ask('/hello')
    expect(body).toBe('The response was cleared')
    expect(headers).not.toHaveProperty('x-other')
  })

  statement('sample.page.clear-headers', async () => {
    const site = await openWith(open, ClearHeaders, { OnBeginRequest: (context) => { context.GetResponse().SetHeader('X-Other', 'set', true) } })
    const { headers, body } = await site.ask('/hello')
    expect([body, headers['x-other'], headers['content-type']]).toEqual(['hello', undefined, 'text/plain'])
  })

  statement('sample.page.set-status', async () => {
    const site = await openWith(open, SetStatus, { OnBeginRequest: (context) => { context.GetResponse().SetStatus(404, 'Gone fishing', 8) } })
    expect(await site.ask('/nothing')).toMatchObject({ status: 200, reason: 'OK', body: expect.stringMatching(/^Status: 200\nSub-status: 0\n|^Status: 404\n/) as unknown })
  })

  statement('sample.page.set-physical-path', async () => {
    const paths: string[] = []
    const site = await openWith(open, SetPhysicalPath, { OnBeginRequest: (context) => { paths.push(context.GetPhysicalPath()) } }, { filterRoots: ['/temp'] })
    await site.ask('/hello')
    expect(paths).toEqual(['/temp'])
  })

  statement('sample.page.completion-bytes', async () => {
    const site = await openWith(open, GetCompletionBytes)
    expect(await site.ask('/hello')).toMatchObject({ status: 200, body: 'Written and flushed.' })
    expect(site.reports).toEqual([])
  })

  statement('sample.page.set-priority', async () => {
    const site = await openWith(open, SetPriority, { OnBeginRequest: () => { eventLog.push('behind') } })
    await site.ask('/hello')
    expect(eventLog).toEqual(['OnGlobalPreBeginRequest', 'OnBeginRequest', 'behind'])
  })

  statement('sample.page.get-name', async () => {
    const site = await openWith(open, GetName)
    await site.ask('/hello')
    await site.close()
    expect(eventLog).toEqual(['RegisterModule 7 sample', 'Terminate'])
  })

  statement('sample.page.pre-begin-request', async () => {
    const site = await openWith(open, OnGlobalPreBeginRequest)
    await site.ask({ url: '/hello', method: 'POST' })
    await site.close()
    expect(eventLog).toEqual(['POST /hello', 'Terminate'])
  })

  statement('sample.page.authenticate', async () => {
    const site = await openWith(open, OnAuthenticateRequest)
    expect((await site.ask('/hello')).body).toBe('hello')
    expect(eventLog).toEqual(['OnAuthenticateRequest', 'OnPostAuthenticateRequest'])
  })

  statement('sample.page.stored-context', async () => {
    const site = await openWith(open, SetModuleContext)
    expect((await site.ask('/hello')).body).toBe('Stored: /hello')
    await site.close()
    expect(eventLog).toEqual(['CleanupStoredContext /hello'])
  })

  statement('sample.page.image-copy-protection', async () => {
    const site = await openWith(open, ImageCopyProtection)
    const bodyFor = async (url: string, referer?: string): Promise<string> => (await site.ask({ url, headers: referer === undefined ? {} : { referer } })).body
    expect(await bodyFor('/hello')).toBe('hello')
    expect(await bodyFor('/images/a.gif', 'http://site.test/page')).toBe('image')
    expect(await bodyFor('/images/a.gif', 'http://elsewhere.example/')).toBe('')
    expect(await bodyFor('/images/a.gif')).toBe('')
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('sample.page.disconnect', async () => {
    const site = await openWith(open, SetNeedDisconnect)
    expect(await site.ask('/hello')).toMatchObject({ body: 'The connection closes after this', closed: true })
  })
})
