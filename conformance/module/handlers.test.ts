import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  PRIORITY_ALIAS_FIRST, PRIORITY_ALIAS_LAST, RQ_NOTIFICATION_FINISH_REQUEST,
  type HandlerMapping, type IHttpContext, type IMapHandlerProvider, type IScriptMapInfo, type ModuleEntry
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

/** A mapping for everything, but for what is given. */
const mapping = (name: string, given: Partial<HandlerMapping> = {}): HandlerMapping => ({ name, path: '*', verb: '*', modules: name, ...given })

/** A handler module that answers with its name. */
const answering = (name: string): ModuleEntry => moduleOf(name, {
  OnExecuteRequestHandler(context) {
    const response = context.GetResponse()
    response.SetStatus(200, 'OK')
    response.WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(name) } }])
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
})

const passing = (name: string, log: string[], options = {}): ModuleEntry => moduleOf(name, { OnExecuteRequestHandler() { log.push(name) } }, options)
const inBegin = (body: (context: IHttpContext) => void): ModuleEntry => moduleOf('begin', { OnBeginRequest(context) { body(context) } })
const inMap = (body: (provider: IMapHandlerProvider, context: IHttpContext) => void): ModuleEntry =>
  moduleOf('map', { OnMapRequestHandler(context, provider) { body(provider, context) } })

/** A site's folder with `page.htm` and the folder `folder`. */
function createRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'isapi-bridge-'))
  onTestFinished(() => { rmSync(root, { recursive: true, force: true }) })
  writeFileSync(join(root, 'page.htm'), 'page')
  mkdirSync(join(root, 'folder'))
  return root
}

/** A script map of a module's own. */
class OwnMap implements IScriptMapInfo {
  readonly #modules: string
  constructor(modules: string) { this.#modules = modules }
  GetPath(): string { return '*.own' }
  GetAllowedVerbs(): string { return '*' }
  GetModules(): string { return this.#modules }
  GetScriptProcessor(): string { return '' }
  GetManagedType(): string { return '' }
  GetAllowPathInfoForScriptMappings(): boolean { return false }
  GetRequiredAccess(): number { return 0 }
  GetResourceType(): number { return 3 }
  GetIsStarScriptMap(): boolean { return false }
  GetResponseBufferLimit(): number { return 0 }
  GetName(): string { return 'Own' }
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('handler.modules-of-mapping', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        passing('a', log, { priority: { OnExecuteRequestHandler: PRIORITY_ALIAS_FIRST } }), passing('b', log), passing('c', log),
        passing('d', log, { priority: { OnExecuteRequestHandler: PRIORITY_ALIAS_LAST } })
      ],
      handlers: [mapping('some', { modules: 'd, c,a' })]
    })
    await site.ask('/nothing')
    expect(log).toEqual(['d', 'c', 'a'])
  })

  statement('handler.static-file-order', async () => {
    const log: string[] = []
    const modules = ['before', 'DirectoryListingModule', 'StaticFileModule', 'between', 'DefaultDocumentModule'].map((name) => passing(name, log))
    const unmapped = await open({ modules })
    await unmapped.ask('/nothing')
    expect(log.splice(0)).toEqual(['before', 'StaticFileModule', 'DefaultDocumentModule', 'between', 'DirectoryListingModule'])
    const mapped = await open({ modules, handlers: [mapping('StaticFile', { modules: 'StaticFileModule,DefaultDocumentModule,DirectoryListingModule' })] })
    await mapped.ask('/nothing')
    expect(log).toEqual(['StaticFileModule', 'DefaultDocumentModule', 'DirectoryListingModule'])
  })

  statement('handler.managed-by-default', async () => {
    const maps: (string | undefined)[] = []
    const site = await open({
      modules: [answering('other'), answering('ManagedPipelineHandler'), inBegin((context) => { maps.push(context.GetScriptMap()?.GetModules()) })],
      handlers: [{ name: 'managed', path: '*', verb: '*', type: 'Sample.Handler' }]
    })
    expect((await site.ask('/nothing')).body).toBe('ManagedPipelineHandler')
    expect(maps).toEqual(['ManagedPipelineHandler'])
  })

  statement('handler.module-without-execute', async () => {
    const site = await open({
      modules: [moduleOf('proxy', { OnSendResponse() {} }), moduleOf('nothing', {}), answering('other')],
      handlers: [mapping('to-proxy', { path: '/proxied', modules: 'proxy' }), mapping('to-nothing', { path: '/nowhere', modules: 'nothing,other' })]
    })
    expect(await site.ask('/proxied')).toMatchObject({ status: 500, body: '' })
    expect(await site.ask('/nowhere')).toMatchObject({ status: 500, body: '' })
    expect(site.reports.map((error) => error.message)).toEqual([expect.stringContaining('"to-proxy" names "proxy"'), expect.stringContaining('"to-nothing" names "nothing"')])
  })

  statement('handler.preliminary', async () => {
    const names: (string | undefined)[] = []
    const look = (context: IHttpContext): void => { names.push(context.GetScriptMap()?.GetName()) }
    const site = await open({
      modules: [moduleOf('watch', { OnBeginRequest: look, OnPostMapRequestHandler: look }, { preBegin: look }), answering('handler')],
      handlers: [mapping('pages', { path: '*.htm', modules: 'handler' })]
    })
    await site.ask('/page.htm')
    expect(names).toEqual([undefined, 'pages', 'pages'])
  })

  statement('handler.method-not-allowed', async () => {
    const site = await open({
      modules: [inBegin((context) => { context.GetRequest().SetHttpMethod('PURGE') }), answering('a'), answering('b')],
      handlers: [mapping('a', { path: '*.htm', verb: 'GET,HEAD' }), mapping('b', { path: '/x/*', verb: 'POST, get' })]
    })
    const answer = await site.ask('/x/page.htm')
    expect(answer).toMatchObject({ status: 405, body: '' })
    expect(answer.headers['allow']).toBe('GET, HEAD, POST')
    expect(site.reports).toEqual([])
  })

  statement('handler.first-match', async () => {
    const site = await open({
      modules: [answering('a'), answering('b'), answering('c'), answering('d')],
      handlers: [mapping('a', { path: '*.php,*.php?', verb: 'GET' }), mapping('b', { path: 'api/*' }), mapping('c', { path: '*.php', verb: 'POST' }), mapping('d', { verb: 'GET' })]
    })
    const of = async (url: string, method = 'GET'): Promise<string> => (await site.ask({ url, method })).body
    expect([await of('/x/page.PHP'), await of('/page.php5?x=.htm'), await of('/api/page.php'), await of('/api/x'), await of('/page.php', 'POST'), await of('/x/api/y')])
      .toEqual(['a', 'a', 'a', 'b', 'c', 'd'])
  })

  statement('handler.none', async () => {
    const statuses: unknown[] = []
    const site = await open({
      modules: [moduleOf('watch', { OnLogRequest(context) { statuses.push(context.GetResponse().GetStatus()) } }), answering('a')],
      handlers: [mapping('a', { path: '*.htm' })]
    })
    expect(await site.ask('/page.txt')).toMatchObject({ status: 404, body: '' })
    expect(statuses).toEqual([expect.objectContaining({ pStatusCode: 404, pSubStatus: 4 })])
  })

  statement('handler.resource-type', async () => {
    const site = await open({
      site: { root: createRoot() },
      modules: [answering('file'), answering('folder'), answering('either')],
      handlers: [mapping('file', { path: '/page*,/folder*', resourceType: 'File' }), mapping('folder', { path: '/folder*', resourceType: 'Directory' }), mapping('either', { resourceType: 'Either' })]
    })
    expect([(await site.ask('/page.htm')).body, (await site.ask('/folder')).body, (await site.ask('/')).body]).toEqual(['file', 'folder', 'either'])
  })

  statement('handler.resource-missing', async () => {
    const names: (string | undefined)[] = []
    const statuses: unknown[] = []
    const site = await open({
      site: { root: createRoot() },
      modules: [answering('file'), answering('rest'), moduleOf('watch', {
        OnPostMapRequestHandler(context) { names.push(context.GetScriptMap()?.GetName()) },
        OnLogRequest(context) { statuses.push(context.GetResponse().GetStatus()) }
      })],
      handlers: [mapping('file', { path: '*.php', resourceType: 'File' }), mapping('rest')]
    })
    expect((await site.ask('/gone.php')).status).toBe(404)
    expect(names).toEqual(['file'])
    expect(statuses).toEqual([expect.objectContaining({ pStatusCode: 404, pSubStatus: 0 })])
    expect((await site.ask('/gone.txt')).body).toBe('rest')
  })

  statement('handler.chosen-again', async () => {
    const names: (string | undefined)[] = []
    const site = await open({
      modules: [
        moduleOf('changer', {
          OnBeginRequest(context) { names.push(context.GetScriptMap()?.GetName()) },
          OnPreExecuteRequestHandler(context) { context.GetRequest().SetUrl('/web.config') }
        }),
        answering('file'), answering('deny')
      ],
      handlers: [mapping('deny', { path: '*.config' }), mapping('file')]
    })
    expect((await site.ask('/page.htm')).body).toBe('deny')
    expect(names).toEqual(['file'])
  })

  statement('handler.script-map', async () => {
    const maps: unknown[] = []
    const site = await open({
      modules: [answering('a'), inBegin((context) => {
        const map = context.GetScriptMap()
        maps.push(map === null ? null : [
          map.GetName(), map.GetPath(), map.GetAllowedVerbs(), map.GetModules(), map.GetScriptProcessor(), map.GetManagedType(), map.GetAllowPathInfoForScriptMappings(),
          map.GetRequiredAccess(), map.GetResourceType(), map.GetIsStarScriptMap(), map.GetResponseBufferLimit()
        ])
      })],
      handlers: [
        mapping('php', { path: '*.php', verb: 'GET,HEAD,POST', modules: 'a', type: 'T', scriptProcessor: 'php.exe', resourceType: 'Either', requireAccess: 'Execute', allowPathInfo: true, responseBufferLimit: 0 }),
        mapping('all', { modules: 'a', verb: 'GET' })
      ]
    })
    await site.ask('/page.php')
    await site.ask('/page.php/info')
    await site.ask('/page.htm')
    await site.ask({ url: '/page.htm', method: 'POST' })
    const php = ['php', '*.php', 'GET,HEAD,POST', 'a', 'php.exe', 'T', true, 4, 2, false, 0]
    expect(maps).toEqual([php, php, ['all', '*', 'GET', 'a', '', '', false, 3, 3, true, 4_194_304], null])
  })

  statement('handler.path-info', async () => {
    const root = createRoot()
    const seen: unknown[] = []
    const look = (context: IHttpContext): void => { seen.push([context.GetScriptName(), context.GetScriptTranslated(), context.GetFileInfo()?.GetSize() ?? null]) }
    const site = await open({
      site: { root },
      modules: [moduleOf('watch', { OnBeginRequest: look }, { preBegin: (context) => { seen.push(context.GetScriptName()) } }), answering('pages')],
      handlers: [mapping('pages', { path: '*.htm', resourceType: 'File', allowPathInfo: true })]
    })
    expect(await site.ask('/page.htm/more/of/it')).toMatchObject({ status: 200, body: 'pages' })
    expect(await site.ask('/page.htm')).toMatchObject({ status: 200, body: 'pages' })
    expect((await site.ask('/none.htm/more')).status).toBe(404)
    expect((await site.ask('/page.htm%2Fmore')).status).toBe(404)
    expect(seen).toEqual([
      '/page.htm/more/of/it', ['/page.htm', join(root, 'page.htm'), 4], '/page.htm', ['/page.htm', join(root, 'page.htm'), 4],
      '/none.htm/more', ['/none.htm', join(root, 'none.htm'), null], '/page.htm%2Fmore', ['/page.htm%2Fmore', '', null]
    ])
  })

  statement('handler.set-script-map', async () => {
    const names: (string | undefined)[] = []
    const site = await open({
      modules: [
        inMap((provider) => { provider.SetScriptMap(new OwnMap('b')) }), answering('a'), answering('b'),
        moduleOf('watch', { OnPostMapRequestHandler(context) { names.push(context.GetScriptMap()?.GetName()) } })
      ],
      handlers: [mapping('a')]
    })
    expect((await site.ask('/nothing')).body).toBe('b')
    expect((await site.ask('/hello')).body).toBe('b') // although a route matches
    expect(names).toEqual(['Own', 'Own'])
  })

  statement('handler.set-script-name', async () => {
    const results: unknown[] = []
    const site = await open({ modules: [answering('a'), inMap((provider, context) => {
      results.push(provider.SetScriptName('/other'), context.GetScriptName())
      provider.SetFileInfo(null)
    })] })
    expect((await site.ask('/nothing')).body).toBe('a')
    expect(results).toEqual([HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED), '/nothing'])
  })

  statement('handler.map-handler', async () => {
    const found: unknown[] = []
    const site = await open({
      modules: [answering('a'), inBegin((context) => {
        const find = (url: string, verb: string, ignore?: boolean, id = context.GetRequest().GetSiteId()): void => {
          const map = context.MapHandler(id, 'Default Web Site', url, verb, ignore)
          found.push(typeof map === 'number' ? map : map.GetName())
        }
        find('/x/page.php', 'GET')
        find('/x/../page%2Ephp?x', 'GET')
        find('/page.htm', 'GET')
        find('/page.htm', 'GET', true)
        find('/page.php', 'POST', true)
        find('/page.php', 'GET', false, 77)
        find('page.php', 'GET')
        find('/page.php', '')
      })],
      handlers: [mapping('php', { path: '*.php', verb: 'GET', modules: 'a' }), mapping('all', { modules: 'a' })]
    })
    expect((await site.ask('/nothing')).body).toBe('a')
    const invalid = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const none = HRESULT_FROM_WIN32(ERROR_NOT_FOUND)
    expect(found).toEqual(['php', 'php', 'all', none, none, invalid, invalid, invalid])
  })
})
