import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  ConfigurationNode, ConfigurationSources, HTTP_MODULE_ID, IHttpContext, IHttpModuleContextContainer, IHttpServer, IHttpStoredContext, ModuleEntry, Pipeline
} from '@isapi-bridge/module-api'
import { createMemoryHost } from '@isapi-bridge/module-api'
import { ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

function stored(cleaned: () => void = () => {}): IHttpStoredContext {
  return { CleanupStoredContext: cleaned }
}

/** A module that knows its id, with one handler of BEGIN_REQUEST. */
function asking(handler: (context: IHttpContext, id: HTTP_MODULE_ID) => void): ModuleEntry {
  let id: HTTP_MODULE_ID = 0
  return moduleOf('m', { OnBeginRequest(context) { handler(context, id) } }, { register(info) { id = info.GetId() } })
}

/** The containers of the objects that outlive a request. */
const WIDER: Readonly<Record<string, (context: IHttpContext) => IHttpModuleContextContainer>> = {
  site: (context) => context.GetSite().GetModuleContextContainer(),
  application: (context) => context.GetApplication().GetModuleContextContainer(),
  url: (context) => context.GetUrlInfo().GetModuleContextContainer(),
  metadata: (context) => context.GetMetadata().GetModuleContextContainer()
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('object.site', async () => {
    const seen: unknown[] = []
    const site = await open({ site: { id: 7, name: 'Shop' }, modules: [asking((context) => { seen.push(context.GetSite().GetSiteId(), context.GetSite().GetSiteName(), context.GetSite()) })] })
    await site.ask('/hello')
    await site.ask('/hello')
    expect(seen.slice(0, 2)).toEqual([7, 'Shop'])
    expect(seen[5]).toBe(seen[2])
  })

  statement('object.application', async () => {
    const root = await mkdtemp(join(tmpdir(), 'site-'))
    onTestFinished(() => rm(root, { recursive: true }))
    const seen: unknown[] = []
    const site = await open({ site: { id: 7, name: 'Shop', root }, modules: [asking((context) => {
      const application = context.GetApplication()
      seen.push([application.GetApplicationPhysicalPath(), application.GetApplicationId(), application.GetAppConfigPath(), context.GetServerVariable('APPL_MD_PATH')])
    })] })
    await site.ask('/hello')
    expect(seen).toEqual([[root, '/LM/W3SVC/7/ROOT', 'MACHINE/WEBROOT/APPHOST/Shop', '/LM/W3SVC/7/ROOT']])
  })

  statement('object.metadata', async () => {
    const seen: unknown[] = []
    const site = await open({ site: { name: 'Shop' }, modules: [asking((context) => {
      const metadata = context.GetMetadata()
      seen.push(metadata.GetMetaPath(), metadata.GetVrPath() === context.GetApplication().GetApplicationPhysicalPath(), metadata)
    })] })
    await site.ask('/hello')
    await site.ask('/other')
    expect(seen.slice(0, 2)).toEqual(['MACHINE/WEBROOT/APPHOST/Shop', true])
    expect(seen[5]).toBe(seen[2])
  })

  statement('object.metadata-folder', async () => {
    const root = 'MACHINE/WEBROOT/APPHOST/Shop'
    const stamp = (text: string): ConfigurationNode => ({ name: 'stamp', attributes: { text }, children: [] })
    const location = (path: string, text: string): ConfigurationNode => ({ name: 'location', attributes: { path }, children: [stamp(text)] })
    const configuration = (): ConfigurationSources => ({ files: [
      { configPath: 'MACHINE/WEBROOT/APPHOST', root: { name: 'configuration', attributes: {}, children: [stamp('server'), location('shop/Cart', 'cart'), location('Other/x', 'other')] } },
      { configPath: root, root: { name: 'configuration', attributes: {}, children: [location('cart/pay/', 'pay'), location('a.html', 'file')] } }
    ] })
    let server: IHttpServer | null = null
    const seen: string[] = []
    const objects: unknown[] = []
    const asked = moduleOf('m', { OnBeginRequest(context) {
      const metadata = context.GetMetadata()
      const section = server?.GetAdminManager().GetAdminSection('stamp', metadata.GetMetaPath())
      const property = typeof section === 'object' ? section.GetPropertyByName('text') : null
      seen.push(`${metadata.GetMetaPath().slice(root.length - 4)} ${typeof property === 'object' ? property?.get_StringValue() ?? '' : ''}`)
      objects.push(metadata)
    } })
    const site = await open({ site: { name: 'Shop' }, configuration, modules: [{ name: 'server', module: (_version, _info, given) => { server = given; return S_OK } }, asked] })
    for (const url of ['/', '/x/y', '/cart', '/CART/b?c', '/cart/pay/z', '/cartoon', '/a.html', '/Cart/d']) await site.ask(url)
    expect(seen).toEqual(['Shop server', 'Shop server', 'Shop/Cart cart', 'Shop/Cart cart', 'Shop/cart/pay pay', 'Shop server', 'Shop/a.html file', 'Shop/Cart cart'])
    expect(new Set(objects).size).toBe(4)
  })

  statement('container.per-object', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [asking((context, id) => {
      context.GetModuleContextContainer().SetModuleContext(stored(), id)
      for (const container of Object.values(WIDER)) {
        const own = stored()
        seen.push(container(context).GetModuleContext(id), container(context).SetModuleContext(own, id), container(context).GetModuleContext(id) === own)
      }
    })] })
    await site.ask('/hello')
    expect(seen).toEqual(Object.keys(WIDER).flatMap(() => [null, S_OK, true]))
  })

  statement('container.wider-than-request', async () => {
    class Count implements IHttpStoredContext {
      value = 0
      CleanupStoredContext(): void {}
    }
    const seen: Record<string, number>[] = []
    const site = await open({ modules: [asking((context, id) => {
      seen.push(Object.fromEntries(Object.entries(WIDER).map(([name, containerOf]) => {
        const container = containerOf(context)
        if (container.GetModuleContext(id) === null) container.SetModuleContext(new Count(), id)
        const count = container.GetModuleContext(id)
        return [name, count instanceof Count ? ++count.value : 0]
      })))
    })] })
    for (const url of ['/hello', '/other', '/hello?query']) await site.ask(url)
    expect(seen).toEqual([
      { site: 1, application: 1, url: 1, metadata: 1 },
      { site: 2, application: 2, url: 1, metadata: 2 },
      { site: 3, application: 3, url: 2, metadata: 3 }
    ])
  })

  statement('container.cleaned-at-close', async () => {
    const log: string[] = []
    const site = await open({ modules: [asking((context, id) => {
      for (const [name, container] of Object.entries(WIDER)) container(context).SetModuleContext(stored(() => { log.push(name) }), id)
    })] })
    await site.ask('/hello')
    await site.ask('/hello')
    expect(log).toEqual([])
    await site.close()
    expect(log.sort()).toEqual(Object.keys(WIDER).sort())
  })

  statement('object.frequently-hit', async () => {
    const seen: string[] = []
    const site = await open({ modules: [asking((context) => {
      const url = context.GetUrlInfo()
      seen.push(`${context.GetScriptName()} ${url.IsFrequentlyHit()} ${context.GetUrlInfo().IsFrequentlyHit()}`)
    })] })
    for (const url of ['/a', '/b', '/a', '/a']) await site.ask(url)
    expect(seen).toEqual(['/a false false', '/b false false', '/a true true', '/a true true'])
  })
})

/** A site in memory with a module that stores a context on the metadata of each request and tells which one it found. */
function siteWithMetadata(hold: (context: IHttpContext) => PromiseLike<0> | 0 = () => 0) {
  const log: string[] = []
  let made = 0
  let id: HTTP_MODULE_ID = 0
  const host = createMemoryHost({ modules: [moduleOf('m', { OnBeginRequest(context) {
    const container = context.GetMetadata().GetModuleContextContainer()
    const number = made + 1
    if (container.SetModuleContext(stored(() => { log.push(`cleaned ${number}`) }), id) === S_OK) made++
    log.push(`uses ${made}`)
    return hold(context)
  } }, { register(info) { id = info.GetId() } })] })
  onTestFinished(() => { host.close() })
  const change = (path: string): void => { (host.pipeline satisfies Pipeline).objects.configurationChanged(path) }
  return { host, log, change }
}

statement('container.metadata-change', async () => {
  const { host, log, change } = siteWithMetadata()
  for (const path of ['MACHINE/WEBROOT/APPHOST/Default Web Site', 'MACHINE', 'machine/webroot/apphost']) {
    await host.request('/a')
    change('MACHINE/WEBROOT/APPHOST/Default')
    change('MACHINE/WEBROOT/APPHOST/Default Web Site/below')
    await host.request('/b')
    change(path)
  }
  expect(log).toEqual(['uses 1', 'uses 1', 'cleaned 1', 'uses 2', 'uses 2', 'cleaned 2', 'uses 3', 'uses 3', 'cleaned 3'])
})

statement('container.never-under-a-request', async () => {
  let release = (): void => {}
  let begun = (): void => {}
  const started = new Promise<void>((resolve) => { begun = resolve })
  const { host, log, change } = siteWithMetadata((context) => {
    if (context.GetScriptName() !== '/slow') return 0
    begun()
    return new Promise((resolve) => { release = () => { resolve(0) } })
  })
  const slow = host.request('/slow')
  await started
  change('MACHINE')
  await host.request('/a')
  expect(log).toEqual(['uses 1', 'uses 2'])
  release()
  await slow
  expect(log).toEqual(['uses 1', 'uses 2', 'cleaned 1'])
  host.close()
  expect(log).toEqual(['uses 1', 'uses 2', 'cleaned 1', 'cleaned 2'])
})

statement('container.dead', async () => {
  const kept: IHttpModuleContextContainer[] = []
  const host = createMemoryHost({ modules: [asking((context) => {
    kept.push(context.GetModuleContextContainer(), ...Object.values(WIDER).map((containerOf) => containerOf(context)))
    const connection = context.GetConnection()
    if (connection !== null) kept.push(connection.GetModuleContextContainer())
  })] })
  await host.request('/a')
  host.close()
  expect(kept).toHaveLength(6)
  for (const container of kept) {
    expect(container.SetModuleContext(stored(() => { throw new Error('nobody cleans it') }), 1)).toBe(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
    expect(container.GetModuleContext(1)).toBeNull()
  }
})
