// A mapping guards what it names. It must be chosen by the very path that is served, however the client spells it.

import { RQ_NOTIFICATION_FINISH_REQUEST, type HandlerMapping, type ModuleEntry } from '@isapi-bridge/module-api'
import { DefaultDocumentModule, StaticFileModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { createFolder } from '../modules/site.ts'
import { clientOf, listen, startApp } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

/** A handler module that denies. */
const deny: ModuleEntry = moduleOf('deny', {
  OnExecuteRequestHandler(context) {
    context.GetResponse().SetStatus(403, 'Forbidden')
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
})

const denied = (path: string, given: Partial<HandlerMapping> = {}): HandlerMapping => ({ name: path, path, verb: '*', modules: 'deny', ...given })
const STATIC: HandlerMapping = { name: 'StaticFile', path: '*', verb: '*', modules: 'StaticFileModule,DefaultDocumentModule' }
const ROUTES: HandlerMapping = { name: 'Routes', path: '*', verb: '*', modules: 'RouteModule' }

const SPELLINGS = [
  '/web.config', '/web%2Econfig', '/%77eb.config', '/web.con%66ig', '/web.config?x=.htm', '/web.config#x', '/./web.config', '/%2e/web.config', '/folder/../web.config',
  '/folder/%2e%2e/web.config', '//web.config', '/folder//..//web.config', '/web.config/', '/web.config%2F', '/folder%2Fweb.config', '/folder%5Cweb.config', '/folder%2F..%2Fweb.config',
  '/folder/..%2Fweb.config', '/web%252Econfig', '/WEB.CONFIG', '/folder/web.config', '/web.config;x', '/web.config%00.htm', '/web.config%20', '/web.config.'
]

describe('files', () => {
  test.each([{}, { routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, useSemicolonDelimiter: true, caseSensitive: false } }])('with router options %o', async (server) => {
    const root = createFolder({ 'web.config': 'secret', 'folder/web.config': 'secret', 'page.htm': 'page' })
    const { app } = await startApp([StaticFileModule(), deny], () => {}, { handlers: [denied('*.config'), { ...STATIC, modules: 'StaticFileModule' }], site: { root }, server })
    expect((await app.inject('/page.htm')).body).toBe('page')
    const port = await listen(app)
    for (const spelling of [...SPELLINGS, 'http://site.test/web.config', 'http://site.test//web.config']) {
      const client = await clientOf(port)
      client.get(spelling)
      const { status, body } = await client.answer()
      client.leave()
      expect([400, 403, 404], spelling).toContain(status)
      expect(body, spelling).not.toContain('secret')
    }
  })

  test('the child of a folder is guarded as the file is', async () => {
    const root = createFolder({ 'web.config': 'secret' })
    const { app } = await startApp([StaticFileModule(), DefaultDocumentModule({ files: ['web.config'] }), deny], () => {}, { handlers: [denied('*.config'), STATIC], site: { root } })
    expect(await app.inject('/')).toMatchObject({ statusCode: 403, body: '' })
  })

  test('a guard of one method does not open the others', async () => {
    const root = createFolder({ 'web.config': 'secret' })
    const { app } = await startApp([StaticFileModule(), deny], () => {}, { handlers: [denied('*.config', { verb: 'GET' }), { ...STATIC, path: '*.htm', modules: 'StaticFileModule' }], site: { root } })
    expect((await app.inject({ url: '/web.config', method: 'HEAD' })).statusCode).toBe(405)
  })
})

describe('routes', () => {
  test.each([{}, { routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, useSemicolonDelimiter: true, caseSensitive: false } }])('with router options %o', async (server) => {
    const { app } = await startApp([deny], (instance) => {
      instance.get('/admin/x', () => 'secret')
      instance.get('/free', () => 'free')
    }, { handlers: [denied('/admin/*'), ROUTES], server })
    expect((await app.inject('/free')).body).toBe('free')
    const port = await listen(app)
    for (const spelling of ['/admin/x', '/%61dmin/x', '/admin/%78', '/ADMIN/x', '//admin/x', '/admin//x', '/./admin/x', '/free/../admin/x', '/admin/x/', '/admin/x;y', '/admin/x?y', '/admin%2Fx', 'http://h/admin/x']) {
      const client = await clientOf(port)
      client.get(spelling)
      const { status, body } = await client.answer()
      client.leave()
      expect([403, 404], spelling).toContain(status)
      expect(body, spelling).not.toContain('secret')
    }
  })

  test('the hooks of other plugins guard what a mapping serves in the place of a route', async () => {
    const { app } = await startApp([StaticFileModule()], (instance) => {
      instance.addHook('preHandler', (request, reply, done) => {
        if (request.headers.authorization === undefined) void reply.code(401).send()
        else done()
      })
      instance.get('/page.htm', () => 'route')
    }, { handlers: [{ ...STATIC, modules: 'StaticFileModule' }, ROUTES], site: { root: createFolder({ 'page.htm': 'page' }) } })
    expect((await app.inject('/page.htm')).statusCode).toBe(401)
    expect((await app.inject({ url: '/page.htm', headers: { authorization: 'x' } })).body).toBe('page')
  })

  test('the list of allowed methods carries no line break', async () => {
    const handlers = [{ name: 'a', path: '*', verb: 'GET\r\nX-Evil: 1', modules: 'deny' }]
    await expect(startApp([deny], () => {}, { handlers })).rejects.toMatchObject({ code: 'ERR_MODULE_OPTIONS' })
  })
})
