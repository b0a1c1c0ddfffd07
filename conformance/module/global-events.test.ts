import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CHttpModule, createMemoryHost, createModuleFactory, GL_APPLICATION_PRELOAD, GL_APPLICATION_START, GL_CACHE_CLEANUP, GL_CACHE_OPERATION, GL_CONFIGURATION_CHANGE,
  GL_CUSTOM_NOTIFICATION, GL_HEALTH_CHECK, GL_NOTIFICATION_CONTINUE, GL_NOTIFICATION_HANDLED, GL_RSCA_QUERY, GL_SUSPEND_PROCESS, GL_THREAD_CLEANUP,
  PRIORITY_ALIAS_FIRST, PRIORITY_ALIAS_HIGH, RQ_AUTHORIZE_REQUEST, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_RESOLVE_REQUEST_CACHE,
  type IGlobalFileChangeProvider, type IHttpApplicationResolveModulesProvider, type IHttpContext, type IHttpModuleFactory, type IHttpServer,
  type IMetadataInfo, type ModuleEntry, type NotificationResult
} from '@isapi-bridge/module-api'
import { ERROR_FILE_NOT_FOUND, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { globalModule, globalOf, type GlobalHandlers } from '../support/global-modules.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { HOSTS, openInMemory, type SiteOptions } from '../support/site.ts'

const APPLICATION = 'MACHINE/WEBROOT/APPHOST/Default Web Site'
const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)

/** A site whose server the test may call. */
async function openWithServer(handlers: readonly GlobalHandlers[], options: Partial<SiteOptions> = {}) {
  const servers: IHttpServer[] = []
  const site = await openInMemory({
    modules: handlers.map((each, index) => globalOf(`m${index + 1}`, each, (_info, server) => { servers.push(server) })), ...options
  })
  const [server] = servers
  if (server === undefined) throw new Error('no module has been loaded')
  return { site, server }
}

const custom = (name: string) => ({ QueryNotificationType: () => name, SetErrorStatus() {} })

statement('global.unsupported', async () => {
  const results: HRESULT[] = []
  const unsupported = [GL_CACHE_CLEANUP, GL_CACHE_OPERATION, GL_HEALTH_CHECK, GL_RSCA_QUERY, GL_THREAD_CLEANUP, GL_APPLICATION_PRELOAD, GL_SUSPEND_PROCESS, 0x8]
  const site = await openInMemory({
    modules: [{
      name: 'asking',
      module(_version, info) {
        for (const bit of unsupported) results.push(info.SetGlobalNotifications(globalModule({}), bit | GL_APPLICATION_START))
        return S_OK
      }
    }]
  })
  expect(results).toEqual(unsupported.map(() => HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)))
  expect(site.reports).toEqual(unsupported.map(() => expect.objectContaining({ code: 'ERR_MODULE_GLOBAL_EVENT' })))
  expect(site.reports[0]?.message).toContain('"asking" registers for GL_CACHE_CLEANUP')
})

statement('global.not-overridden', async () => {
  const warnings: string[] = []
  const listen = (warning: Error): void => { warnings.push(warning.message) }
  process.on('warning', listen)
  onTestFinished(() => { process.off('warning', listen) })
  const log: string[] = []
  const servers: IHttpServer[] = []
  await openInMemory({
    modules: [
      { name: 'empty', module: (_version, info, server) => { servers.push(server); return info.SetGlobalNotifications(globalModule({}), GL_CUSTOM_NOTIFICATION) } },
      globalOf('next', { OnGlobalCustomNotification() { log.push('next') } })
    ]
  })
  expect(servers[0]?.NotifyCustomNotification(custom('x'))).toBe(GL_NOTIFICATION_CONTINUE)
  await new Promise((resolve) => { setImmediate(resolve) })
  expect(log).toEqual(['next'])
  expect(warnings.filter((each) => each.includes('OnGlobalCustomNotification'))).toHaveLength(1)
})

describe.each(HOSTS)('%s', (_, open) => {
  statement('global.start', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        globalOf('m', { OnGlobalApplicationStart(provider) { log.push(`start ${provider.GetApplication().GetApplicationId()}`) } }),
        moduleOf('requests', { OnBeginRequest() { log.push('request') } })
      ]
    })
    await site.ask('/hello')
    await site.ask('/hello')
    expect(log).toEqual(['start /LM/W3SVC/1/ROOT', 'request', 'request'])
  })

  statement('global.start.promise', async () => {
    const log: string[] = []
    const site = await open({
      modules: [
        globalOf('m', { async OnGlobalApplicationStart() { await Promise.resolve(); log.push('started'); return GL_NOTIFICATION_CONTINUE } }),
        moduleOf('requests', { OnBeginRequest() { log.push('request') } })
      ]
    })
    await site.ask('/hello')
    expect(log).toEqual(['started', 'request'])
  })

  statement('global.shutdown-order', async () => {
    const log: string[] = []
    const recording = (name: string): ModuleEntry => ({
      name,
      module(_version, info, server) {
        const factory: IHttpModuleFactory = { GetHttpModule: () => new (class extends CHttpModule {})(), Terminate() { log.push(`${name} factory`) } }
        info.SetRequestNotifications(factory, 0, RQ_BEGIN_REQUEST)
        server.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { log.push(`${name} stored context`) } }, info.GetId())
        return info.SetGlobalNotifications(globalModule({
          OnGlobalStopListening() { log.push(`${name} stop listening`) },
          async OnGlobalApplicationStop() { await Promise.resolve(); log.push(`${name} stop`); return GL_NOTIFICATION_CONTINUE },
          Terminate() { log.push(`${name} global`) }
        }), 0x0802)
      }
    })
    const site = await open({ modules: [recording('a'), recording('b')] })
    await site.close()
    expect(log).toEqual([
      'a stop listening', 'b stop listening', 'a stop', 'b stop', 'a factory', 'b factory', 'a global', 'b global', 'a stored context', 'b stored context'
    ])
  })

  statement('global.resolve-modules', async () => {
    const log: string[] = []
    class Added extends CHttpModule {
      override OnBeginRequest() { log.push('added'); return RQ_NOTIFICATION_CONTINUE }
      override OnPostBeginRequest() { log.push('added post'); return RQ_NOTIFICATION_CONTINUE }
      override Dispose() { log.push('disposed') }
    }
    const factory = { ...createModuleFactory(Added), Terminate() { log.push('terminated') } }
    let id = -1
    const site = await open({
      modules: [
        globalOf('parent', {
          OnGlobalApplicationResolveModules(provider) {
            expect(provider.GetApplication().GetAppConfigPath()).toBe(APPLICATION)
            expect(provider.RegisterModule(id, factory, 'added', '', '', RQ_BEGIN_REQUEST, RQ_BEGIN_REQUEST)).toBe(S_OK)
          }
        }, (info) => { id = info.GetId() }),
        moduleOf('configured', recordingHandlers('configured', log, ['BEGIN_REQUEST'], ['BEGIN_REQUEST']))
      ]
    })
    await site.ask('/hello')
    await site.close()
    expect(log).toEqual(['configured BEGIN_REQUEST', 'added', 'configured post BEGIN_REQUEST', 'added post', 'disposed', 'terminated'])
    expect(site.reports).toEqual([])
  })
})

statement('global.drain', async () => {
  const drained: boolean[] = []
  for (const drain of [true, false]) {
    const log: string[] = []
    let letGo = (): void => {}
    const gate = new Promise<void>((resolve) => { letGo = resolve })
    const host = createMemoryHost({
      modules: [
        globalOf('m', { OnGlobalStopListening(provider) { drained.push(provider.DrainRequestsGracefully()) }, OnGlobalApplicationStop() { log.push('stop') } }),
        moduleOf('slow', { async OnBeginRequest() { log.push('begin'); await gate; return RQ_NOTIFICATION_CONTINUE }, OnAuthorizeRequest() { log.push('authorize') }, OnEndRequest() { log.push('end') } })
      ]
    })
    const answer = host.request('/hello')
    const closed = host.close(drain)
    letGo()
    await Promise.all([answer, closed])
    expect(log).toEqual(drain ? ['begin', 'authorize', 'end', 'stop'] : ['begin', 'end', 'stop'])
  }
  expect(drained).toEqual([true, false])
})

statement('global.order', async () => {
  const log: string[] = []
  const servers: IHttpServer[] = []
  const named = (name: string, alias?: typeof PRIORITY_ALIAS_FIRST | typeof PRIORITY_ALIAS_HIGH) => globalOf(name, {
    OnGlobalConfigurationChange() { log.push(name) }
  }, (info, server) => {
    servers.push(server)
    if (alias !== undefined) info.SetPriorityForGlobalNotification(GL_CONFIGURATION_CHANGE, alias)
  })
  await openInMemory({ modules: [named('a'), named('b'), named('high', PRIORITY_ALIAS_HIGH), named('first', PRIORITY_ALIAS_FIRST)] })
  servers[0]?.NotifyConfigurationChange('MACHINE')
  expect(log).toEqual(['first', 'high', 'a', 'b'])
})

statement('global.handled', async () => {
  const log: string[] = []
  const { server } = await openWithServer([
    { OnGlobalCustomNotification(provider) { log.push('a'); return provider.QueryNotificationType() === 'mine' ? GL_NOTIFICATION_HANDLED : GL_NOTIFICATION_CONTINUE } },
    { OnGlobalCustomNotification() { log.push('b') } }
  ])
  expect(server.NotifyCustomNotification(custom('mine'))).toBe(GL_NOTIFICATION_HANDLED)
  expect(server.NotifyCustomNotification(custom('other'))).toBe(GL_NOTIFICATION_CONTINUE)
  expect(log).toEqual(['a', 'a', 'b'])
})

statement('global.custom-notification', async () => {
  const seen: unknown[] = []
  const { server } = await openWithServer([{ OnGlobalCustomNotification(provider) { seen.push(provider) } }, { OnGlobalConfigurationChange() { seen.push('other') } }])
  const raised = custom('x')
  server.NotifyCustomNotification(raised)
  expect(seen).toEqual([raised])
})

statement('global.fault', async () => {
  const log: string[] = []
  const { site, server } = await openWithServer([
    { OnGlobalFileChange() { throw new Error('broken') } },
    { OnGlobalFileChange: () => 7 as never },
    { OnGlobalFileChange: () => Promise.reject(new Error('late')) as never },
    { OnGlobalFileChange() { log.push('last') } }
  ])
  server.NotifyFileChange('/srv/file')
  await new Promise((resolve) => { setImmediate(resolve) })
  expect(log).toEqual(['last'])
  expect(site.reports.map((error) => ('code' in error ? error.code : null))).toEqual(['ERR_MODULE_THREW', 'ERR_MODULE_GLOBAL_STATUS', 'ERR_MODULE_CANNOT_PEND', 'ERR_MODULE_THREW'])
  expect(site.reports[0]?.message).toContain('"m1" threw from OnGlobalFileChange: broken')
})

statement('global.configuration-change', async () => {
  const paths: string[] = []
  const { server } = await openWithServer([{ OnGlobalConfigurationChange(provider) { paths.push(provider.GetChangePath()) } }])
  server.NotifyConfigurationChange(APPLICATION)
  expect(paths).toEqual([APPLICATION])
})

statement('global.configuration-change.server-paths', async () => {
  const reloaded: string[] = []
  const { server } = await openWithServer([{
    OnGlobalConfigurationChange(provider) {
      const path = provider.GetChangePath()
      if (path.toUpperCase() !== 'MACHINE' && path.toUpperCase() !== 'MACHINE/WEBROOT') reloaded.push(path)
    }
  }])
  for (const path of ['MACHINE', 'MACHINE/WEBROOT', APPLICATION]) server.NotifyConfigurationChange(path)
  expect(reloaded).toEqual([APPLICATION])
})

statement('global.configuration-change.metadata', async () => {
  const known: IMetadataInfo[] = []
  const cleaned: string[] = []
  const servers: IHttpServer[] = []
  const site = await openInMemory({
    modules: [
      globalOf('m', { OnGlobalConfigurationChange() { cleaned.push('event') } }, (_info, server) => { servers.push(server) }),
      moduleOf('requests', { OnBeginRequest(context) {
        const metadata = context.GetMetadata()
        if (!known.includes(metadata)) metadata.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { cleaned.push('cleaned') } }, 1)
        known.push(metadata)
      } })
    ]
  })
  await site.ask('/hello')
  servers[0]?.NotifyConfigurationChange('MACHINE/WEBROOT')
  await site.ask('/hello')
  expect(known[1]).not.toBe(known[0])
  expect(cleaned).toEqual(['cleaned', 'event'])
})

statement('global.file-change', async () => {
  const seen: IGlobalFileChangeProvider[] = []
  const { server } = await openWithServer([{ OnGlobalFileChange(provider) { seen.push(provider) } }])
  server.NotifyFileChange('/srv/site/page.html')
  expect(seen.map((provider) => [provider.GetFileName(), provider.GetFileMonitor()])).toEqual([['/srv/site/page.html', null]])
})

statement('global.file-monitor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'monitor-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  let heard = (_provider: IGlobalFileChangeProvider): void => {}
  const change = new Promise<IGlobalFileChangeProvider>((resolve) => { heard = resolve })
  const { server } = await openWithServer([{ OnGlobalFileChange(provider) { heard(provider) } }])
  const monitor = server.RegisterFileChangeMonitor(folder, null)
  if (typeof monitor === 'number') throw new Error(`not watched: ${monitor}`)
  const cleaned: string[] = []
  monitor.GetModuleContextContainer().SetModuleContext({ CleanupStoredContext() { cleaned.push('cleaned') } }, 1)
  writeFileSync(join(folder, 'page.html'), 'text')
  const provider = await change
  expect(provider.GetFileName()).toBe(join(folder, 'page.html'))
  expect(provider.GetFileMonitor()).toBe(monitor)
  expect(cleaned).toEqual([])
  monitor.DereferenceFileMonitor()
  expect(cleaned).toEqual(['cleaned'])
  expect(server.RegisterFileChangeMonitor(join(folder, 'missing'), null)).toBe(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND))
  expect(server.RegisterFileChangeMonitor('', null)).toBe(INVALID)
})

/** Registers modules while the list is drawn up. */
function resolving(body: (provider: IHttpApplicationResolveModulesProvider, id: number) => void): ModuleEntry {
  let id = -1
  return globalOf('parent', { OnGlobalApplicationResolveModules(provider) { body(provider, id) } }, (info) => { id = info.GetId() })
}

const added = (handlers: Partial<Record<`On${string}`, (context: IHttpContext) => NotificationResult | void>>): IHttpModuleFactory => {
  class Added extends CHttpModule {}
  for (const [name, body] of Object.entries(handlers)) Object.defineProperty(Added.prototype, name, { value: (context: IHttpContext) => body?.(context) ?? RQ_NOTIFICATION_CONTINUE })
  return createModuleFactory(Added)
}

statement('global.resolve-modules.priority', async () => {
  const log: string[] = []
  const site = await openInMemory({
    modules: [
      resolving((provider, id) => {
        provider.RegisterModule(id, added({ OnBeginRequest() { log.push('added') } }), 'added', '', '', RQ_BEGIN_REQUEST, 0)
        expect(provider.SetPriorityForRequestNotification('added', RQ_BEGIN_REQUEST, PRIORITY_ALIAS_FIRST)).toBe(S_OK)
        expect(provider.SetPriorityForRequestNotification('added', RQ_BEGIN_REQUEST, 'soon' as never)).toBe(INVALID)
        expect(provider.SetPriorityForRequestNotification('nobody', RQ_BEGIN_REQUEST, PRIORITY_ALIAS_FIRST)).toBe(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND))
      }),
      moduleOf('configured', recordingHandlers('configured', log, ['BEGIN_REQUEST']))
    ]
  })
  await site.ask('/hello')
  expect(log).toEqual(['added', 'configured BEGIN_REQUEST'])
})

statement('global.resolve-modules.precondition', async () => {
  const log: string[] = []
  const site = await openInMemory({
    modules: [resolving((provider, id) => {
      for (const condition of ['integratedMode', 'ISAPIMode']) {
        expect(provider.RegisterModule(id, added({ OnBeginRequest() { log.push(condition) } }), condition, '', condition, RQ_BEGIN_REQUEST, 0)).toBe(S_OK)
      }
    })]
  })
  await site.ask('/hello')
  expect(log).toEqual(['integratedMode'])
})

statement('global.resolve-modules.errors', async () => {
  const results: HRESULT[] = []
  const factory = added({})
  const kept: IHttpApplicationResolveModulesProvider[] = []
  await openInMemory({
    modules: [resolving((provider, id) => {
      kept.push(provider)
      results.push(
        provider.RegisterModule(-1, factory, 'a', '', '', RQ_BEGIN_REQUEST, 0), provider.RegisterModule(id, factory, '', '', '', RQ_BEGIN_REQUEST, 0),
        provider.RegisterModule(id, factory, 'parent', '', '', RQ_BEGIN_REQUEST, 0), provider.RegisterModule(id, {} as never, 'a', '', '', RQ_BEGIN_REQUEST, 0),
        provider.RegisterModule(id, factory, 'a', '', 'someday', RQ_BEGIN_REQUEST, 0), provider.RegisterModule(id, factory, 'a', '', '', 0x0800_0000, 0)
      )
    })]
  })
  expect(results).toEqual([HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), INVALID, INVALID, INVALID, INVALID, HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)])
  expect(() => kept[0]?.RegisterModule(0, factory, 'late', '', '', RQ_BEGIN_REQUEST, 0)).toThrow('after OnGlobalApplicationResolveModules')
})

statement('execution.next-module-host', async () => {
  const log: string[] = []
  const taken: unknown[] = []
  let id = -1
  const site = await openInMemory({
    modules: [
      {
        name: 'host',
        module(_version, info) {
          id = info.GetId()
          info.SetGlobalNotifications(globalModule({
            OnGlobalApplicationResolveModules(provider) {
              provider.RegisterModule(id, added({ OnResolveRequestCache() { log.push('brought') } }), 'brought', '', '', RQ_RESOLVE_REQUEST_CACHE, 0)
            }
          }), 0x0400)
          return info.SetRequestNotifications(added({
            OnAuthorizeRequest(context) {
              expect(context.GetIsLastNotification(RQ_NOTIFICATION_CONTINUE)).toBe(false)
              const next = context.GetNextNotification(RQ_NOTIFICATION_CONTINUE)
              taken.push(next?.pdwNotification)
              return next?.ppModuleInfo.OnResolveRequestCache(context, next.ppRequestOutput)
            }
          }), RQ_AUTHORIZE_REQUEST, 0)
        }
      }
    ]
  })
  await site.ask('/hello')
  expect(taken).toEqual([RQ_RESOLVE_REQUEST_CACHE])
  expect(log).toEqual(['brought'])
})
