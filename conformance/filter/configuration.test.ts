// Filters in the files of IIS: <isapiFilters> and the metabase; filters of several sites; events at the start.

import { SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, type Filter } from '@isapi-bridge/filter-api'
import { ERROR_ACCESS_DENIED } from '@isapi-bridge/win32'
import { expect } from 'vitest'
import { statement } from '../statement.ts'
import { applicationHost, iisOf, makeFolder, metabase, planIn, serveIn, site, type Folder, type Plan } from '../support/setup.ts'

const filtersOf = (plan: Plan, index = 0): string[] => (plan.sites[index]?.filters ?? []).map(({ name, level, standing }) => `${name} ${level}: ${standing}`)

/** A file with a filter that registers for PREPROC_HEADERS and does nothing. */
function filterFile(folder: Folder, name: string): string {
  folder.write(`${name}.mjs`, `
    export function GetFilterVersion(pVer) { pVer.dwFlags = ${SF_NOTIFY_PREPROC_HEADERS}; return true }
    export function HttpFilterProc() { return ${SF_STATUS_REQ_NEXT_NOTIFICATION} }`)
  return `./${name}.mjs`
}

function watching(name: string, log: string[]): Filter {
  return {
    GetFilterVersion(pVer) { log.push(`${name} loaded`); pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS; return true },
    HttpFilterProc() { log.push(name); return SF_STATUS_REQ_NEXT_NOTIFICATION },
    TerminateFilter() { log.push(`${name} ended`); return true }
  }
}

const planned = async (folder: Folder, server: string, locations = '', more: Partial<NonNullable<Parameters<typeof planIn>[1]['iis']>> = {}): Promise<Plan> => {
  folder.write('applicationHost.config', applicationHost({ server, locations }))
  return planIn(folder, { iis: { ...iisOf, ...more } })
}

statement('filter.iis.attributes', async () => {
  const folder = makeFolder()
  const plan = await planned(folder, `<isapiFilters>
    <filter name="a" path="C:\\a.dll" /><filter name="b" path="C:\\b.dll" enabled="false" enableCache="true" /><filter name="c" path="C:\\c.dll" enabled="true" enableCache="false" preCondition="bitness64" />
  </isapiFilters>`, '', { filters: { a: filterFile(folder, 'a'), b: filterFile(folder, 'b') } })
  expect(filtersOf(plan)).toEqual(['a global: runs', 'b global: disabled', 'c global: no implementation'])
  expect(plan.sites[0]?.filters.map(({ detail }) => detail)).toEqual(['C:\\a.dll', 'C:\\b.dll, enableCache', 'C:\\c.dll, preCondition "bitness64"'])
})

statement('filter.iis.enable-cache', async () => {
  const folder = makeFolder()
  folder.write('applicationHost.config', applicationHost({ server: `<isapiFilters>
    <filter name="cached" path="C:\\cached.dll" enableCache="true" /><filter name="plain" path="C:\\plain.dll" />
  </isapiFilters>` }))
  for (const name of ['cached', 'plain']) {
    folder.write(`${name}.mjs`, `
      let calls = 0
      export function GetFilterVersion(pVer) { pVer.dwFlags = ${SF_NOTIFY_PREPROC_HEADERS}; return true }
      export function HttpFilterProc(pfc) { pfc.AddResponseHeaders(pfc, 'X-${name}: ' + ++calls + '\\r\\n', 0); return ${SF_STATUS_REQ_NEXT_NOTIFICATION} }`)
  }
  const config = { iis: { ...iisOf, filters: { cached: './cached.mjs', plain: './plain.mjs' } } }
  expect((await planIn(folder, config)).sites[0]?.filters.map(({ detail }) => detail)).toEqual(['C:\\cached.dll, enableCache', 'C:\\plain.dll'])
  const { urls } = await serveIn(folder, config)
  for (const count of ['1', '2', '3']) {
    const { status, headers } = await fetch(`${urls[0]?.url}/index.html`)
    expect([status, headers.get('x-cached'), headers.get('x-plain')]).toEqual([200, count, count])
  }
})

statement('filter.iis.required', async () => {
  const folder = makeFolder()
  await expect(planned(folder, '<isapiFilters>\n<filter path="C:\\a.dll" /></isapiFilters>').then(filtersOf)).rejects.toThrow(/applicationHost\.config:5: <filter> has no `name`/)
  await expect(planned(folder, '<isapiFilters>\n<filter name="a" path="" /></isapiFilters>').then(filtersOf)).rejects.toThrow(/applicationHost\.config:5: <filter> "a" has no `path`/)
  await expect(planned(folder, '<isapiFilters><filter name="a" path="x" />\n<filter name="A" path="y" /></isapiFilters>').then(filtersOf)).rejects.toThrow(/:5: <filter> "A" is there already \(.*:4\)/)
})

statement('filter.iis.precondition', async () => {
  const filters = ['bitness32', 'bitness64', 'integratedMode', 'ISAPIMode', 'runtimeVersionv2.0'].map((condition) => `<filter name="${condition}" path="x.dll" preCondition="${condition}" />`).join('')
  const folder = makeFolder()
  const all = Object.fromEntries(['bitness32', 'bitness64', 'integratedMode', 'ISAPIMode', 'runtimeVersionv2.0'].map((name) => [name, filterFile(folder, 'f')]))
  const plan = await planned(folder, `<isapiFilters>${filters}<filter name="both" path="x.dll" preCondition="integratedMode,runtimeVersionv1.1" /></isapiFilters>`, '', { filters: { ...all, both: filterFile(folder, 'f') } })
  const wide = plan.sites[0]?.filters.find(({ standing }) => standing === 'runs')?.name
  expect(filtersOf(plan)).toEqual([
    `bitness32 global: ${wide === 'bitness32' ? 'runs' : 'precondition not met'}`, `bitness64 global: ${wide === 'bitness64' ? 'runs' : 'precondition not met'}`,
    'integratedMode global: runs', 'ISAPIMode global: precondition not met', 'runtimeVersionv2.0 global: precondition not met', 'both global: precondition not met'
  ])
  await expect(planned(folder, '<isapiFilters><filter name="a" path="x" preCondition="bitness128" /></isapiFilters>').then(filtersOf)).rejects.toThrow(/has no "bitness128"; there are integratedMode/)
})

statement('filter.iis.document-order', async () => {
  const folder = makeFolder()
  const names = ['zeta', 'alpha', 'midway']
  const plan = await planned(folder, `<isapiFilters>${names.map((name) => `<filter name="${name}" path="x.dll" />`).join('')}</isapiFilters>`, '', { filters: Object.fromEntries(names.map((name) => [name, filterFile(folder, 'f')])) })
  expect(plan.sites[0]?.applications[0]?.rows.filter(({ kind }) => kind === 'filter').map(({ name }) => name)).toEqual(names)
})

statement('filter.iis.clear-and-remove', async () => {
  const folder = makeFolder()
  const server = '<isapiFilters><filter name="a" path="x" /><filter name="b" path="x" /></isapiFilters>'
  const inSite = (inner: string): string => `<location path="Default Web Site"><system.webServer><isapiFilters>${inner}</isapiFilters></system.webServer></location>`
  expect(filtersOf(await planned(folder, server, inSite('<remove name="a" /><filter name="c" path="x" />')))).toEqual(['b global: no implementation', 'c site: no implementation'])
  expect(filtersOf(await planned(folder, server, inSite('<clear /><filter name="a" path="y" />')))).toEqual(['a site: no implementation'])
})

statement('filter.iis.levels', async () => {
  const folder = makeFolder()
  const sites = site('Default Web Site', 1, '<virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" />', { applications: '<application path="/shop"><virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" /></application>' })
  folder.write('applicationHost.config', applicationHost({ sites, locations: '<location path="Default Web Site/shop"><system.webServer><isapiFilters><filter name="deep" path="x" /></isapiFilters></system.webServer></location>' }))
  const plan = await planIn(folder, { iis: iisOf })
  expect(filtersOf(plan)).toEqual([])
  expect(plan.warnings.map(({ text }) => text)).toEqual(['filters exist for the server and for sites only; these are not loaded.'])
  folder.write('MetaBase.xml', metabase('<IIsFilters Location ="/LM/W3SVC/1/ROOT/shop/Filters" FilterLoadOrder="deep" />'))
  const old = await planIn(folder, { iis: { ...iisOf, applicationHost: undefined, metabase: 'MetaBase.xml' } })
  expect(filtersOf(old)).toEqual([])
  expect(old.warnings.map(({ text }) => text)).toEqual(['FilterLoadOrder at /LM/W3SVC/1/ROOT/shop/Filters counts for nothing: filters exist for the service and for sites only.'])
})

const inMetabase = async (keys: string, filters: Readonly<Record<string, string>> = {}, folder = makeFolder()): Promise<Plan> => {
  folder.write('MetaBase.xml', metabase(keys))
  return planIn(folder, { iis: { ...iisOf, applicationHost: undefined, metabase: 'MetaBase.xml', filters } })
}

statement('filter.metabase.load-order', async () => {
  const plan = await inMetabase(`
    <IIsFilter Location ="/LM/W3SVC/Filters/a" FilterPath="C:\\a.dll" /><IIsFilter Location ="/LM/W3SVC/Filters/b" FilterPath="C:\\b.dll" />
    <IIsFilters Location ="/LM/W3SVC/Filters" FilterLoadOrder="b, a" />
    <IIsFilters Location ="/LM/W3SVC/1/Filters" FilterLoadOrder="own" /><IIsFilter Location ="/LM/W3SVC/1/Filters/own" FilterPath="C:\\own.dll" />`)
  expect(filtersOf(plan)).toEqual(['b global: no implementation', 'a global: no implementation', 'own site: no implementation'])
})

statement('filter.metabase.installed', async () => {
  const folder = makeFolder()
  const plan = await inMetabase(`
    <IIsFilters Location ="/LM/W3SVC/Filters" FilterLoadOrder="whole,nokey" />
    <IIsFilter Location ="/LM/W3SVC/Filters/whole" FilterPath="C:\\whole.dll" /><IIsFilter Location ="/LM/W3SVC/Filters/unlisted" FilterPath="C:\\unlisted.dll" />`,
  { whole: filterFile(folder, 'f'), unlisted: filterFile(folder, 'f') }, folder)
  expect(filtersOf(plan)).toEqual(['whole global: runs', 'nokey global: no implementation', 'unlisted global: not in FilterLoadOrder'])
  expect(plan.sites[0]?.filters[1]?.detail).toContain('it has no key')
})

statement('filter.metabase.enabled-by-default', async () => {
  const folder = makeFolder()
  const plan = await inMetabase(`<IIsFilters Location ="/LM/W3SVC/Filters" FilterLoadOrder="plain,on,off" />
    <IIsFilter Location ="/LM/W3SVC/Filters/plain" FilterPath="x" /><IIsFilter Location ="/LM/W3SVC/Filters/on" FilterPath="x" FilterEnabled="TRUE" /><IIsFilter Location ="/LM/W3SVC/Filters/off" FilterPath="x" FilterEnabled="FALSE" />`,
  { plain: filterFile(folder, 'f'), on: filterFile(folder, 'f'), off: filterFile(folder, 'f') }, folder)
  expect(filtersOf(plan)).toEqual(['plain global: runs', 'on global: runs', 'off global: disabled'])
})

statement('filter.metabase.flags', async () => {
  const folder = makeFolder()
  const plan = await inMetabase(`<IIsFilters Location ="/LM/W3SVC/Filters" FilterLoadOrder="none,missing,here" />
    <IIsFilter Location ="/LM/W3SVC/Filters/none" FilterPath="x" /><IIsFilter Location ="/LM/W3SVC/Filters/missing" FilterPath="x" FilterFlags="NotifyLog | NotifyOrderHigh" />
    <IIsFilter Location ="/LM/W3SVC/Filters/here" FilterPath="x" FilterFlags="${SF_NOTIFY_LOG}" />`, { here: filterFile(folder, 'f') }, folder)
  expect(plan.sites[0]?.filters.map(({ flags, FilterFlags }) => [flags, FilterFlags])).toEqual([
    [null, null], [['SF_NOTIFY_LOG', 'SF_NOTIFY_ORDER_HIGH'], null], [['SF_NOTIFY_PREPROC_HEADERS'], SF_NOTIFY_PREPROC_HEADERS]
  ])
})

statement('filter.metabase.state', async () => {
  const folder = makeFolder()
  const plan = await inMetabase(`<IIsFilters Location ="/LM/W3SVC/Filters" FilterLoadOrder="loaded,off" /><IIsFilter Location ="/LM/W3SVC/Filters/loaded" FilterPath="x" FilterState="4" />
    <IIsFilter Location ="/LM/W3SVC/Filters/off" FilterPath="x" FilterEnabled="0" FilterState="1" />
    <IIsFilters Location ="/LM/W3SVC/1/Filters" FilterLoadOrder="later" /><IIsFilter Location ="/LM/W3SVC/1/Filters/later" FilterPath="x" />`,
  { loaded: filterFile(folder, 'f'), off: filterFile(folder, 'f'), later: filterFile(folder, 'f') }, folder)
  expect(plan.sites[0]?.filters.map(({ name, FilterState }) => [name, FilterState])).toEqual([['loaded', 1], ['off', 4], ['later', 0]])
})

statement('filter.registry.listed', async () => {
  const folder = makeFolder()
  folder.write('applicationHost.config', applicationHost({ server: '<isapiFilters><filter name="new" path="x" /></isapiFilters>' }))
  folder.write('w3svc.reg', Buffer.from('\uFEFFWindows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\W3SVC\\Parameters]\r\n"Filter DLLs"="C:\\\\old\\\\sspifilt.dll, D:\\\\gone.dll"\r\n', 'utf16le'))
  const config = { iis: { ...iisOf, registry: 'w3svc.reg', filters: { sspifilt: filterFile(folder, 'f'), gone: false as const, new: filterFile(folder, 'f') } } }
  expect(filtersOf(await planIn(folder, config))).toEqual(['sspifilt global: runs', 'gone global: left out', 'new global: runs'])
  const served = await serveIn(folder, config)
  expect(served.log.map(({ event, level, text }) => [event?.id, level, text.includes('C:\\old\\sspifilt.dll')])).toEqual([[2223, 'warning', true]])
  expect((await served.ask('/index.html')).status).toBe(200)
})

statement('filter.sites.merged', async () => {
  const folder = makeFolder()
  const log: string[] = []
  const own = (name: string): { name: string; root: string; bindings: { port: number }[]; filters: { name: string; filter: Filter }[] } => ({ name, root: 'www', bindings: [{ port: 0 }], filters: [{ name: `of ${name}`, filter: watching(`of ${name}`, log) }] })
  const served = await serveIn(folder, { filters: [{ name: 'global', filter: watching('global', log) }], sites: [own('one'), own('two')] })
  expect(log).toEqual(['global loaded'])
  await served.ask('/')
  await served.ask('/', { port: Number(new URL(served.urls[1]?.url ?? '').port) })
  expect(log).toEqual(['global loaded', 'of one loaded', 'global', 'of one', 'of two loaded', 'global', 'of two'])
  await served.close()
  expect(log.slice(7).sort()).toEqual(['global ended', 'of one ended', 'of two ended'])
})

statement('filter.events.site-not-started', async () => {
  const folder = makeFolder()
  const failing: Filter = { GetFilterVersion() { SetLastError(ERROR_ACCESS_DENIED); return false }, HttpFilterProc: () => SF_STATUS_REQ_NEXT_NOTIFICATION }
  const sites = [{ name: 'bad', root: 'www', bindings: [{ port: 0 }], filters: [{ name: 'failing', filter: failing, profile: 'iis5' as const }] }, { name: 'good', root: 'www', bindings: [{ port: 0 }] }]
  const served = await serveIn(folder, { sites })
  expect(served.log.map(({ event, level }) => [event?.id, level])).toEqual([[2214, 'error'], [2268, 'error']])
  expect(served.urls.map(({ site: name }) => name)).toEqual(['good'])
  expect((await served.ask('/')).status).toBe(200)
  // Loaded with the first request, it cannot be known before: the site answers 503 from then on.
  const later = await serveIn(folder, { sites: sites.slice(0, 1).map((bad) => ({ ...bad, filters: [{ name: 'failing', filter: failing, profile: 'iis7' as const }] })) })
  expect(later.log).toEqual([])
  expect((await later.ask('/')).status).toBe(503)
  expect(later.log.map(({ event }) => event?.id)).toEqual([2214, 2268])
})

statement('filter.iis.no-implementation', async () => {
  const folder = makeFolder()
  folder.write('applicationHost.config', applicationHost({ server: '<isapiFilters><filter name="guard" path="C:\\guard.dll" /></isapiFilters>' }))
  const served = await serveIn(folder, { iis: iisOf })
  expect(served.urls).toEqual([])
  expect(served.log.map(({ event }) => event?.id)).toEqual([2214, 2268])
  expect(served.log[1]?.text).toContain('C:\\guard.dll')
  const without = await serveIn(folder, { iis: { ...iisOf, filters: { guard: false } } })
  expect((await without.ask('/index.html')).status).toBe(200)
})
