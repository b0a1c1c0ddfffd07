// The sample modules of the reference pages, written anew with the methods of each page in the order of the page: samples/<page>.ts.

import { tmpdir } from 'node:os'
import { NamedUser, type PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { AnonymousAuthenticationModule } from '@isapi-bridge/module-api/modules'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf, type Handlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS, type OpenSite, type Site, type SiteOptions } from '../support/site.ts'
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

/** A test that asks the sample, and compares its answer. */
function answers(open: OpenSite, sample: PFN_REGISTERMODULE, answer: object, ask: Parameters<Site['ask']>[0] = '/hello'): () => Promise<void> {
  return async () => {
    const site = await openWith(open, sample)
    expect(await site.ask(ask)).toMatchObject(answer)
    expect(site.reports).toEqual([])
  }
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('sample.page.hello-world', answers(open, GetHttpModule, { status: 200, body: 'Hello, world.', headers: { 'content-type': 'text/html' } }))
  statement('sample.page.request-get-header', answers(open, GetRequestHeader, { body: 'User-Agent: Client/1\nAccept-Language: (none)' }, { url: '/hello', headers: { 'user-agent': 'Client/1' } }))
  statement('sample.page.get-http-method', answers(open, GetHttpMethod, { body: 'Method: PUT' }, { url: '/hello', method: 'PUT' }))
  statement('sample.page.get-http-version', answers(open, GetHttpVersion, { body: 'Version: 1.1' }))
  statement('sample.page.get-remote-address', answers(open, GetRemoteAddress, { body: expect.stringMatching(/^Remote address: (127\.0\.0\.1|192\.0\.2\.1)$/) }))
  statement('sample.page.get-local-address', answers(open, GetLocalAddress, { body: expect.stringMatching(/^Local address: (|127\.0\.0\.1|192\.0\.2\.80)$/) }))
  statement('sample.page.get-site-id', answers(open, GetSiteId, { body: 'Site: 7' }))
  statement('sample.page.set-url', answers(open, SetUrl, { status: 200, body: 'example' }))
  statement('sample.page.response-set-header', answers(open, SetResponseHeader, { body: 'This page comes again every 5 seconds', headers: { 'content-type': 'text/plain', server: 'MyServer/7.0', refresh: '5' } }))
  statement('sample.page.response-get-header', answers(open, GetResponseHeader, { body: 'Server: (none)\nLocation: /elsewhere' }))
  statement('sample.page.redirect', answers(open, Redirect, { status: 302, body: '', headers: { location: 'http://site.test/example/default.html?a=b' } }, '/hello?a=b'))
  statement('sample.page.flush', answers(open, Flush, { status: 200, body: 'Flushed in time', headers: { 'content-type': 'text/plain' } }))
  statement('sample.page.chunk-by-reference', answers(open, WriteEntityChunkByReference, { body: 'first second third' }))
  statement('sample.page.disable-notifications', answers(open, DisableNotifications, { body: '\nNotification: OnBeginRequest\nNotification: OnPostBeginRequest\nNotification: OnAcquireRequestState' }))
  statement('sample.page.set-server-variable', answers(open, SetServerVariable, { body: 'Server name: www.example.com' }))
  statement('sample.page.get-physical-path', answers(open, GetPhysicalPath, { body: `Physical path: ${ROOT}/hello` }))
  statement('sample.page.get-script-name', answers(open, GetScriptName, { body: 'Script name: /hello' }, '/hello?a=b'))
  statement('sample.page.get-script-translated', answers(open, GetScriptTranslated, { body: `Script translated: ${ROOT}/hello` }))
  statement('sample.page.map-path', answers(open, MapPath, { body: expect.stringMatching(new RegExp(`^Root: ${ROOT}/?$`)) }))
  statement('sample.page.allocate-request-memory', answers(open, AllocateRequestMemory, { body: 'User-Agent: Client/1' }, { url: '/hello', headers: { 'user-agent': 'Client/1' } }))
  statement('sample.page.allocate-memory', answers(open, AllocateMemory, { body: '1024 bytes: This text lies in a buffer of the request.' }))
  statement('sample.page.get-root-context', answers(open, GetRootContext, { body: 'Root context: NULL' }))
  statement('sample.page.get-parent-context', answers(open, GetParentContext, { body: 'Parent context: NULL' }))
  statement('sample.page.headers-sent', answers(open, GetResponseHeadersSent, { body: 'Sent before: false\nSent after: true' }))
  statement('sample.page.map-path-get-url', answers(open, GetMappedUrl, { body: 'URL: /hello' }, '/he%6clo?a=b'))
  statement('sample.page.map-path-get-path', answers(open, GetMappedPath, { body: `Path: ${ROOT}/hello` }))
  statement('sample.page.send-flags', answers(open, SetFlags, { body: 'Flags: 1' }))
  statement('sample.page.indicate-completion', answers(open, IndicateCompletion, { body: 'Completed elsewhere' }))
  statement('sample.page.post-completion', answers(open, PostCompletion, { body: 'Notification: 1 false\nBytes: 1234\nStatus: 0' }))
  statement('sample.page.app-pool-name', answers(open, GetAppPoolName, { body: expect.stringMatching(/^Pool: .+\nCommand line: true$/) }))
  statement('sample.page.set-error-status', answers(open, SetErrorStatus, { status: 200, body: 'Error status: to follow' }))

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
    const before = moduleOf('before', { OnBeginRequest: (context) => { context.GetResponse().SetStatus(404, 'Gone fishing', 8) } })
    const site = await open({ modules: [before, { name: 'sample', module: SetStatus }] })
    expect(await site.ask('/hello')).toMatchObject({
      status: 200, reason: 'OK', body: 'Status: 404\nSub-status: 8\nReason: Gone fishing\nModule: before\nNotification: 0x1'
    })
  })

  statement('sample.page.get-user', async () => {
    const site = await open({ modules: [AnonymousAuthenticationModule(), { name: 'sample', module: GetUser }] })
    expect((await site.ask('/hello')).body).toBe('User: (anonymous)')
    const known = moduleOf('known', { OnAuthenticateRequest: (_context, provider) => {
      provider.SetUser(new NamedUser({ remoteUserName: 'alice', userName: 'SITE\\alice', authenticationType: 'Test' }))
    } })
    expect((await (await open({ modules: [known, { name: 'sample', module: GetUser }] })).ask('/hello')).body).toBe('User: SITE\\alice')
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
