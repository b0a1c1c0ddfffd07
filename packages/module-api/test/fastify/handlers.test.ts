import { fastify } from 'fastify'
import {
  handlerChannel, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type CHttpModule, type HandlerMapping, type HandlerTraceMessage, type IHttpContext,
  type IMapHandlerProvider, type IScriptMapInfo, type ModuleEntry
} from '@isapi-bridge/module-api'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { DefaultDocumentModule, StaticFileModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createFolder } from '../modules/site.ts'
import { startApp } from '../support/hosts.ts'
import { ALL_HANDLERS, moduleOf, recordingModule } from '../support/modules.ts'

const mapping = (name: string, given: Partial<HandlerMapping> = {}): HandlerMapping => ({ name, path: '*', verb: '*', modules: name, ...given })
const ROUTES = mapping('Routes', { modules: 'RouteModule' })

/** A handler module that answers with its name. */
const answering = (name: string): ModuleEntry => moduleOf(name, {
  OnExecuteRequestHandler(context) {
    context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(name) } }])
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
})

/** A module that gives every request to modules of these names. */
const mapsTo = (modules: unknown): ModuleEntry => moduleOf('mapper', {
  OnMapRequestHandler: ((_context: IHttpContext, provider: IMapHandlerProvider) => {
    provider.SetScriptMap({ GetName: () => 'own', GetModules: () => modules, GetResponseBufferLimit: () => 4_194_304 } as IScriptMapInfo) // the rest is not asked for
    return RQ_NOTIFICATION_CONTINUE
  }) satisfies CHttpModule['OnMapRequestHandler']
})

describe('routes and mappings', () => {
  test('a route comes before all mappings', async () => {
    const { app } = await startApp([answering('a')], (instance) => { instance.get('/route', () => 'route') }, { handlers: [mapping('a')] })
    expect((await app.inject('/route')).body).toBe('route')
    expect((await app.inject('/other')).body).toBe('a')
  })

  test('an entry for the routes gives them their place', async () => {
    const { app } = await startApp([answering('a'), answering('b')], (instance) => {
      instance.get('/route', () => 'route')
      instance.get('/route.htm', () => 'route.htm')
    }, { handlers: [mapping('a', { path: '*.htm' }), ROUTES, mapping('b')] })
    expect((await app.inject('/route')).body).toBe('route')
    expect((await app.inject('/route.htm')).body).toBe('a')
    expect((await app.inject('/other')).body).toBe('b')
  })

  test('routes that the list does not reach are not served', async () => {
    const { app } = await startApp([answering('a')], (instance) => {
      instance.all('/api/x', () => 'api')
      instance.get('/admin', () => 'admin')
    }, { handlers: [mapping('Api', { path: '/api/*', verb: 'GET', modules: 'RouteModule' }), mapping('a', { path: '*.htm' })] })
    expect((await app.inject('/api/x')).body).toBe('api')
    expect(await app.inject({ url: '/api/x', method: 'POST' })).toMatchObject({ statusCode: 405, headers: { allow: 'GET' } })
    expect((await app.inject('/admin')).statusCode).toBe(404)
  })

  test('without a module as well', async () => {
    const { app } = await startApp([], (instance) => {
      instance.get('/api/x', () => 'api')
      instance.get('/admin', () => 'admin')
    }, { handlers: [mapping('Api', { path: '/api/*', modules: 'RouteModule' })] })
    expect((await app.inject('/api/x')).body).toBe('api')
    expect((await app.inject('/admin')).statusCode).toBe(404)
  })

  test('a module in the place of the route runs where the route would: after the hooks of others', async () => {
    const log: string[] = []
    const { app, errors } = await startApp([recordingModule(log), mapsTo('recorder,a'), moduleOf('a', {
      async OnExecuteRequestHandler(context) {
        await new Promise(setImmediate)
        log.push('a')
        context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from('a') } }])
        return RQ_NOTIFICATION_CONTINUE
      }
    })], (instance) => {
      instance.addHook('preHandler', (_request, _reply, done) => { log.push('preHandler of a plugin'); done() })
      instance.get('/route', { preHandler: (_request, _reply, done) => { log.push('preHandler of the route'); done() } }, () => { log.push('route'); return 'route' })
    })
    expect((await app.inject('/route')).body).toBe('a')
    expect(errors).toEqual([])
    const stages = log.filter((line) => ALL_HANDLERS.includes(line))
    expect(stages).toEqual(ALL_HANDLERS)
    expect(log.slice(log.indexOf('OnPostPreExecuteRequestHandler') + 1, log.indexOf('OnPostExecuteRequestHandler')))
      .toEqual(['preHandler of a plugin', 'preHandler of the route', 'OnExecuteRequestHandler', 'a'])
  })

  test('nobody answers in the place of the route: not found, and every stage once', async () => {
    const log: string[] = []
    const { app, errors } = await startApp([recordingModule(log), mapsTo('recorder')], (instance) => { instance.get('/route', () => 'route') })
    expect((await app.inject('/route')).statusCode).toBe(404)
    expect(log.filter((line) => ALL_HANDLERS.includes(line))).toEqual(ALL_HANDLERS)
    expect(log.slice(-2)).toEqual(['closing', 'Dispose'])
    expect(errors).toEqual([])
  })

  test('a route that was there before', async () => {
    const app = fastify()
    onTestFinished(async () => { await app.close() })
    let routed = 0
    app.get('/route', () => { routed++; return 'route' })
    await app.register(integratedPipeline, { modules: [mapsTo('a,b'), answering('a'), answering('b')] })
    expect((await app.inject('/route')).body).toBe('a')
    expect(routed).toBe(0)
  })

  test('GetScriptMap names the route, as soon as it is known', async () => {
    const seen: unknown[] = []
    const look = (context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE => {
      const map = context.GetScriptMap()
      seen.push(map === null ? null : [map.GetName(), map.GetPath(), map.GetAllowedVerbs(), map.GetModules()])
      return RQ_NOTIFICATION_CONTINUE
    }
    const { app } = await startApp([answering('a'), moduleOf('watch', { OnMapRequestHandler: look, OnPostMapRequestHandler: look, OnEndRequest: look })], (instance) => {
      instance.get('/users/:id', () => 'user')
      instance.get('/gives-up', (_request, reply) => { reply.callNotFound() })
    })
    await app.inject('/users/7')
    const all = ['StaticFile', '*', '*', 'a']
    expect(seen.splice(0)).toEqual([all, ['RouteModule', '/users/:id', 'GET', 'RouteModule'], ['RouteModule', '/users/:id', 'GET', 'RouteModule']])
    expect((await app.inject('/gives-up')).body).toBe('a')
    expect(seen.at(-1)).toEqual(all)
  })

  test('what a route handles is nothing that follows for a handler module', async () => {
    const found: boolean[] = []
    const { app } = await startApp([moduleOf('a', {
      OnPostMapRequestHandler(context) { found.push(context.GetIsLastNotification(RQ_NOTIFICATION_CONTINUE)); return RQ_NOTIFICATION_CONTINUE },
      OnExecuteRequestHandler: () => RQ_NOTIFICATION_CONTINUE
    }), moduleOf('b', { OnMapRequestHandler: () => RQ_NOTIFICATION_CONTINUE })], (instance) => { instance.get('/route', () => 'route') })
    await app.inject('/route')
    await app.inject('/other')
    expect(found).toEqual([true, false])
  })
})

describe('a map of a module', () => {
  test.each([['nobody', '"nobody"', 500, 21], ['', '', 404, 0]])('that names "%s"', async (modules, named, status, subStatus) => {
    const statuses: unknown[] = []
    const { app, errors } = await startApp([mapsTo(modules), answering('a'), moduleOf('watch', {
      OnLogRequest(context) { statuses.push(context.GetResponse().GetStatus()); return RQ_NOTIFICATION_CONTINUE }
    })])
    expect((await app.inject('/x')).statusCode).toBe(status)
    expect(statuses).toMatchObject([{ pStatusCode: status, pSubStatus: subStatus }])
    expect(errors.map((error) => error.message)).toEqual(named === '' ? [] : [expect.stringContaining(named)])
  })

  test('that is none: the request fails and the module is named', async () => {
    const { app, errors } = await startApp([moduleOf('mapper', {
      OnMapRequestHandler(_context, provider) {
        provider.SetScriptMap(null as unknown as IScriptMapInfo)
        return RQ_NOTIFICATION_CONTINUE
      }
    })])
    expect((await app.inject('/x')).statusCode).toBe(500)
    expect(errors).toMatchObject([{ code: 'ERR_MODULE_THREW', message: expect.stringContaining('"mapper"') }])
  })
})

describe('built-in modules', () => {
  const files = { 'index.htm': 'home', 'page.htm': 'page', 'script.php': 'source' }
  const modules = (): ModuleEntry[] => [StaticFileModule(), DefaultDocumentModule(), answering('php')]
  const handlers = [
    mapping('php', { path: '*.php', verb: 'GET,HEAD,POST', resourceType: 'File' }),
    mapping('StaticFile', { verb: 'GET,HEAD', modules: 'StaticFileModule,DefaultDocumentModule', resourceType: 'Either' })
  ]

  test('a default document is a child request with a handler of its own', async () => {
    const root = createFolder({ ...files, 'app/script.php': '' })
    const { app, errors } = await startApp([StaticFileModule(), DefaultDocumentModule({ files: ['index.htm', 'script.php'] }), answering('php')], () => {}, { handlers, site: { root } })
    expect((await app.inject('/')).body).toBe('home')
    expect((await app.inject('/app/')).body).toBe('php')
    expect(errors).toEqual([])
  })

  test('HEAD, and methods that the mapping does not take', async () => {
    const { app } = await startApp(modules(), () => {}, { handlers, site: { root: createFolder(files) } })
    const head = await app.inject({ url: '/page.htm', method: 'HEAD' })
    expect([head.statusCode, head.headers['content-length'], head.body]).toEqual([200, '4', ''])
    expect(await app.inject({ url: '/page.htm', method: 'POST' })).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } })
    expect((await app.inject({ url: '/script.php', method: 'POST' })).body).toBe('php')
    expect((await app.inject({ url: '/gone.htm', method: 'POST' })).statusCode).toBe(405)
    expect((await app.inject('/gone.htm')).statusCode).toBe(404)
  })

  test('GET alone does not take HEAD', async () => {
    const { app } = await startApp(modules(), () => {}, { handlers: [mapping('StaticFile', { verb: 'GET', modules: 'StaticFileModule' })], site: { root: createFolder(files) } })
    expect(await app.inject({ url: '/page.htm', method: 'HEAD' })).toMatchObject({ statusCode: 405, headers: { allow: 'GET' } })
  })

  test('without the option StaticFileModule refuses by itself, and only for a file', async () => {
    const { app } = await startApp(modules(), () => {}, { site: { root: createFolder(files) }, handlers: undefined })
    expect((await app.inject({ url: '/page.htm', method: 'POST' })).headers['allow']).toBe('GET, HEAD')
  })
})

test('a change of the handler is traced', async () => {
  const messages: Omit<HandlerTraceMessage, 'request'>[] = []
  const listen = (message: unknown): void => {
    const { request, ...rest } = message as HandlerTraceMessage // what this channel carries
    expect(request.url).toBe('/x.php')
    messages.push(rest)
  }
  handlerChannel.subscribe(listen)
  onTestFinished(() => { handlerChannel.unsubscribe(listen) })
  const { app } = await startApp([
    moduleOf('begin', { OnBeginRequest(context) { context.GetScriptMap(); return RQ_NOTIFICATION_CONTINUE } }),
    moduleOf('mapper', {
      OnMapRequestHandler(context, provider) {
        const map = context.MapHandler(1, '', '/other', 'GET')
        if (typeof map === 'object') provider.SetScriptMap(map)
        return RQ_NOTIFICATION_CONTINUE
      }
    }), answering('a'), answering('b')
  ], () => {}, { handlers: [mapping('a', { path: '*.php', scriptProcessor: 'php.exe', type: 'T' }), mapping('b')] })
  expect((await app.inject('/x.php')).body).toBe('b')
  expect(messages).toEqual([
    { OldHandlerName: '', NewHandlerName: 'a', NewHandlerModules: 'a', NewHandlerScriptProcessor: 'php.exe', NewHandlerType: 'T' },
    { OldHandlerName: 'a', NewHandlerName: 'b', NewHandlerModules: 'b', NewHandlerScriptProcessor: '', NewHandlerType: '' }
  ])
})
