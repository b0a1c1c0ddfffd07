import { Readable } from 'node:stream'
import { join } from 'node:path'
import {
  CHttpModule, CLONE_FLAG_BASICS, EXECUTE_FLAG_DISABLE_CUSTOM_ERROR, EXECUTE_FLAG_NO_HEADERS, HttpContext, HttpDataChunkFromMemory, HttpDataChunkFromStream,
  RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, RQ_SEND_RESPONSE,
  type HTTP_DATA_CHUNK, type IHttpContext, type ModuleEntry, type PRIORITY_ALIAS, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import {
  BasicAuthenticationModule, CustomErrorModule, DefaultDocumentModule, RequestFilteringModule, StaticFileModule, type CustomErrorOptions
} from '@isapi-bridge/module-api/modules'
import { E_FAIL } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { createUserSite } from './authentication.ts'
import { createFolder, createSite, handler } from './site.ts'

const memory = (text: string): HTTP_DATA_CHUNK => ({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(text) } })

/** A handler that answers so. */
function answer(status: number, subStatus: number, body: string | null, trySkip = false, headers: Readonly<Record<string, string>> = {}): ModuleEntry {
  return handler('Answer', (context) => {
    const response = context.GetResponse()
    response.SetStatus(status, 'Reason', subStatus, E_FAIL, null, trySkip)
    for (const [name, value] of Object.entries(headers)) response.SetHeader(name, value, true)
    if (body !== null) response.WriteEntityChunks([memory(body)])
    context.SetRequestHandled()
  })
}

/** A module that looks at the response while it is sent. */
function whileSending(priority: PRIORITY_ALIAS, look: (context: IHttpContext) => void): ModuleEntry {
  class Look extends CHttpModule {
    override OnSendResponse(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
      look(pHttpContext)
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  return {
    name: `Look ${priority}`,
    module: (_version, info) => {
      info.SetPriorityForRequestNotification(RQ_SEND_RESPONSE, priority)
      return info.SetRequestNotifications({ GetHttpModule: () => new Look(), Terminate: () => {} }, RQ_SEND_RESPONSE, 0)
    }
  }
}

/** A handler that puts another URL into its answer. */
function include(url: string, flags: number): ModuleEntry {
  class Include extends CHttpModule {
    override OnExecuteRequestHandler(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
      const child = pHttpContext.GetParentContext() === null ? pHttpContext.CloneContext(CLONE_FLAG_BASICS) : null
      if (child === null || typeof child === 'number') return RQ_NOTIFICATION_CONTINUE
      child.GetRequest().SetUrl(url)
      pHttpContext.ExecuteRequest(true, child, flags, null)
      return RQ_NOTIFICATION_PENDING
    }

    override OnAsyncCompletion(): REQUEST_NOTIFICATION_STATUS { return RQ_NOTIFICATION_CONTINUE }
  }
  return { name: 'Include', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Include(), Terminate: () => {} }, RQ_EXECUTE_REQUEST_HANDLER, 0) }
}

async function ask(options: CustomErrorOptions, ...rest: Parameters<typeof answer>) {
  const { host, seen } = createUserSite([answer(...rest), CustomErrorModule(options)], { route: () => false })
  return { ...await host.request('/'), seen: seen[0]?.status }
}

describe('an error answer', () => {
  test('gets a short page; status, sub-status, reason and error stay', async () => {
    const response = await ask({}, 403, 14, null)
    expect(response).toMatchObject({ status: 403, reason: 'Reason', body: expect.stringMatching(/^<!DOCTYPE html>.*403 Forbidden/s) })
    expect(response.headers).toEqual({ 'content-type': 'text/html; charset=utf-8', 'content-length': String(response.body.length) })
    expect(response.seen).toMatchObject({ pStatusCode: 403, pSubStatus: 14, phrErrorToReport: E_FAIL, ppszModule: 'Answer' })
  })

  test('that nobody has a page for stays as it is', async () => {
    expect(await ask({}, 499, 0, 'own')).toMatchObject({ status: 499, body: 'own', headers: {} })
  })

  test('keeps the headers of the error and loses those of the body', async () => {
    const { headers } = await ask({}, 405, 0, 'own', false, { Allow: 'GET', 'Set-Cookie': 'a=b', 'Content-Encoding': 'gzip', ETag: '"x"', 'Content-Length': '3', 'Content-Type': 'text/plain' })
    expect(headers).toMatchObject({ allow: 'GET', 'set-cookie': 'a=b', 'content-type': 'text/html; charset=utf-8' })
    expect(Object.keys(headers).sort()).toEqual(['allow', 'content-length', 'content-type', 'set-cookie'])
  })

  test('of HEAD has the length of its page and no body', async () => {
    const { host } = createUserSite([CustomErrorModule()], { route: () => false })
    const [get, head] = [await host.request('/'), await host.request({ url: '/', method: 'HEAD' })]
    expect(head).toEqual({ ...get, body: '' })
    expect(get.body).not.toBe('')
  })

  test('is all that is touched', async () => {
    for (const status of [200, 301, 304, 399]) expect(await ask({}, status, 0, 'own')).toMatchObject({ status, body: 'own', headers: {} })
  })
})

describe('pages', () => {
  const pages = [{ status: 404, text: '<p>404 ü</p>' }, { status: 404, subStatus: 8, text: 'hidden' }, { status: 499, text: '' }]

  test.each([[404, 0, '<p>404 ü</p>'], [404, 7, '<p>404 ü</p>'], [404, 8, 'hidden'], [499, 0, '']])('%i.%i gets the one that fits best', async (status, subStatus, body) => {
    expect(await ask({ pages }, status, subStatus, null)).toMatchObject({ status, body })
  })

  test('come from files, read when the module is made', async () => {
    const root = createFolder({ '500.html': '<p>sorry</p>' })
    expect(await ask({ pages: [{ status: 500, file: join(root, '500.html') }] }, 500, 0, null)).toMatchObject({ body: '<p>sorry</p>' })
  })
})

describe('a body that is there', () => {
  test.each([
    ['Auto', false, 'page'], ['Auto', true, 'own'],
    ['Replace', false, 'page'], ['Replace', true, 'page'],
    ['PassThrough', false, 'own'], ['PassThrough', true, 'own']
  ] as const)('is treated as %s says (flag of SetStatus: %s)', async (existingResponse, trySkip, body) => {
    expect(await ask({ existingResponse, pages: [{ status: 404, text: 'page' }] }, 404, 0, 'own', trySkip)).toMatchObject({ status: 404, body })
  })

  test.each([
    ['Auto', false, 'page'], ['Auto', true, ''], ['Replace', true, 'page'], ['PassThrough', false, 'page'], ['PassThrough', true, 'page']
  ] as const)('and one that is not (%s, %s)', async (existingResponse, trySkip, body) => {
    expect(await ask({ existingResponse, pages: [{ status: 404, text: 'page' }] }, 404, 0, null, trySkip)).toMatchObject({ status: 404, body })
  })

  test('is destroyed when it is a stream', async () => {
    const stream = Readable.from(['own'])
    const streaming = handler('Streaming', (context) => {
      context.GetResponse().SetStatus(500, 'Reason')
      context.GetResponse().WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromStream, FromStream: { pStream: stream } })
      context.SetRequestHandled()
    })
    const { host, reports } = createUserSite([streaming, CustomErrorModule()], { route: () => false })
    expect(await host.request('/')).toMatchObject({ status: 500, body: expect.stringContaining('Server error') })
    expect([stream.destroyed, reports]).toEqual([true, []])
  })
})

test('modules before it see the old body, and may still change the status; those behind it see the page', async () => {
  const seen: string[] = []
  const look = (context: IHttpContext): void => {
    if (!(context instanceof HttpContext)) return
    const body = context.response.takeBody()
    seen.push(String(body))
    if (body !== null) context.response.adoptPayload(body)
  }
  const early = whileSending('LOW', (context) => { look(context); context.GetResponse().SetStatus(403, 'Changed', 1) })
  const custom = CustomErrorModule({ pages: [{ status: 403, subStatus: 1, text: 'page' }] })
  const { host } = createUserSite([whileSending('FIRST', look), whileSending('MEDIUM', look), custom, early, answer(404, 0, 'own')], { route: () => false })
  expect(await host.request('/')).toMatchObject({ status: 403, reason: 'Changed', body: 'page' })
  expect(seen).toEqual(['own', 'own', 'page'])
})

test('an answer whose headers have left is not touched', async () => {
  const flushing = handler('Flushing', (context) => {
    context.GetResponse().WriteEntityChunks([memory('own')])
    context.GetResponse().Flush()
    context.GetResponse().SetStatus(500, 'Too late')
    context.SetRequestHandled()
  })
  const { host } = createUserSite([flushing, CustomErrorModule()], { route: () => false })
  expect(await host.request('/')).toMatchObject({ status: 200, body: 'own' })
})

test('an error that is flushed while more follows is an answer of its own: no page becomes a part of it', async () => {
  const flushing = handler('Flushing', (context) => {
    context.GetResponse().SetStatus(404, 'Not Found')
    context.GetResponse().Flush()
    context.GetResponse().WriteEntityChunks([memory(' and more')])
    context.SetRequestHandled()
  })
  const { host } = createUserSite([flushing, CustomErrorModule({ pages: [{ status: 404, text: 'page' }] })], { route: () => false })
  expect(await host.request('/')).toMatchObject({ status: 404, body: ' and more' })
})

test('a module that throws, and what other modules refuse, get their pages', async () => {
  const throwing = handler('Throwing', () => { throw new Error('secret detail') })
  const { host, reports } = createUserSite([BasicAuthenticationModule({ realm: 'site', logon: () => false }), RequestFilteringModule(), throwing, CustomErrorModule()], { route: () => false, anonymousAuthentication: true })
  expect(await host.request('/')).toMatchObject({ status: 500, body: expect.stringContaining('Server error') })
  expect(await host.request('/bin/')).toMatchObject({ status: 404, body: expect.stringContaining('Not found') })
  const refused = await host.request({ url: '/', headers: { Authorization: 'Basic x' } })
  expect(refused).toMatchObject({ status: 401, body: expect.stringContaining('Access denied'), headers: { 'www-authenticate': 'Basic realm="site"' } })
  expect(reports).toHaveLength(1)
})

describe('child requests', () => {
  test.each([[EXECUTE_FLAG_NO_HEADERS, 'page'], [EXECUTE_FLAG_NO_HEADERS | EXECUTE_FLAG_DISABLE_CUSTOM_ERROR, '']])('that were told so get no page (flags %i)', async (flags, body) => {
    const { host } = createUserSite([include('/missing', flags), CustomErrorModule({ pages: [{ status: 404, text: 'page' }] })], { route: () => false })
    expect(await host.request('/')).toMatchObject({ status: 200, body })
  })

  test('of a default document do not lose the page of their error', async () => {
    const root = createFolder({ 'index.html': 'home' })
    const modules = [StaticFileModule(), DefaultDocumentModule(), CustomErrorModule({ pages: [{ status: 405, text: 'page' }] })]
    expect(await createSite(root, modules).host.request({ url: '/', method: 'POST' })).toMatchObject({ status: 405, body: 'page', headers: { allow: 'GET, HEAD' } })
    expect(await createSite(root, modules).host.request('/')).toMatchObject({ status: 200, body: 'home' })
  })
})

test.each([
  [{ existingResponse: 'auto' }, /`existingResponse` must be Auto, Replace, PassThrough/],
  [{ pages: { 404: 'x' } }, /`pages` must be an array/],
  [{ pages: [{ status: 399, text: 'x' }] }, /`pages\[0\].status`/],
  [{ pages: [{ status: 404, subStatus: -1, text: 'x' }] }, /`pages\[0\].subStatus`/],
  [{ pages: [{ status: 404 }] }, /either `text` or `file`/],
  [{ pages: [{ status: 404, text: 'x', file: 'y' }] }, /either `text` or `file`/],
  [{ pages: [{ status: 404, file: '/no/such/file.html' }] }, /`pages\[0\].file` cannot be read \(ENOENT/],
  [{ pages: [{ status: 404, text: 'x' }, { status: 404, text: 'y' }] }, /second page for 404/],
  [{ pages: [{ status: 404, text: 'x', substatus: 1 }] }, /no substatus/],
  [{ mode: 'Auto' }, /no mode/]
])('options %j are refused', (options, message) => {
  expect(() => CustomErrorModule(options as never)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})
