// Modules in configurations: installed, enabled, inherited, removed; virtual directories.

import { CGlobalModule, CHttpModule, createModuleFactory, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, type PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { expect } from 'vitest'
import { statement } from '../statement.ts'
import { applicationHost, iisOf, makeFolder, planIn, serveIn, site, type Folder } from '../support/setup.ts'

/** Writes when it is loaded, at GL_PRE_BEGIN_REQUEST and at BEGIN_REQUEST. */
function watching(name: string, log: string[]): PFN_REGISTERMODULE {
  class Global extends CGlobalModule {
    override Terminate() {}
    override OnGlobalPreBeginRequest() { log.push(`${name} global`); return GL_NOTIFICATION_CONTINUE }
  }
  class Module extends CHttpModule {
    override OnBeginRequest() { log.push(`${name} request`); return RQ_NOTIFICATION_CONTINUE }
  }
  return (_version, info) => {
    log.push(`${name} loaded`)
    info.SetGlobalNotifications(new Global(), GL_PRE_BEGIN_REQUEST)
    return info.SetRequestNotifications(createModuleFactory(Module), RQ_BEGIN_REQUEST, 0)
  }
}

const MODULE = 'export const RegisterModule = () => 0\n'
const BUILT_IN = ['AnonymousAuthenticationModule', 'StaticFileModule']
const add = (names: readonly string[], more = ''): string => names.map((name) => `<add name="${name}" ${more}/>`).join('')

function hostWith(folder: Folder, { installed, modules, locations = '', attributes = '' }: { installed: readonly string[]; modules: string; locations?: string; attributes?: string }): void {
  folder.write('module.mjs', MODULE)
  folder.write('applicationHost.config', applicationHost({
    server: `<globalModules>${add([...BUILT_IN, ...installed], 'image="C:\\x.dll" ')}</globalModules>\n<modules ${attributes}>${add(BUILT_IN)}${modules}</modules>`, locations,
    sites: site('Default Web Site', 1, '<virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" />', { applications: '<application path="/shop"><virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" /></application>' })
  }))
}

const iis = { ...iisOf, modules: { mine: './module.mjs', Managed: './module.mjs' } }

statement('module.config.not-installed', async () => {
  const folder = makeFolder()
  hostWith(folder, { installed: [], modules: '<add name="mine" />' })
  await expect(planIn(folder, { iis })).rejects.toThrow(/applicationHost\.config:5: <add> "mine" is enabled, but <globalModules> does not install it/)
  hostWith(folder, { installed: ['mine'], modules: '<add name="mine" />' })
  expect((await planIn(folder, { iis })).errors).toEqual([])
})

statement('module.config.install-enables', async () => {
  const folder = makeFolder()
  const log: string[] = []
  const served = await serveIn(folder, { modules: [{ name: 'mine', module: watching('mine', log) }], sites: [{ root: 'www', bindings: [{ port: 0 }], applications: [{ path: '/shop', modules: [{ name: 'other', module: watching('other', log) }] }] }] })
  await served.ask('/index.html')
  await served.ask('/shop/nothing')
  expect(log.filter((line) => line.endsWith('request'))).toEqual(['mine request', 'mine request', 'other request'])
})

statement('module.config.installed-not-enabled', async () => {
  const folder = makeFolder()
  const log: string[] = []
  const served = await serveIn(folder, {
    modules: [{ name: 'mine', module: watching('mine', log) }],
    sites: [{ root: 'www', bindings: [{ port: 0 }], applications: [{ path: '/shop', removeModules: ['mine'] }] }]
  })
  log.length = 0
  await served.ask('/shop/nothing')
  expect(log).toEqual(['mine global'])
  await served.ask('/index.html')
  expect(log).toEqual(['mine global', 'mine global', 'mine request'])
  hostWith(folder, { installed: ['mine'], modules: '' })
  const plan = await planIn(folder, { iis })
  expect(plan.sites[0]?.applications[0]?.modules.map(({ name, standing }) => `${name}: ${standing}`)).toEqual(['mine: installed, not enabled here'])
})

statement('module.config.inherited', async () => {
  const folder = makeFolder()
  hostWith(folder, {
    installed: ['mine', 'Managed'], modules: '<add name="mine" />',
    locations: '<location path="Default Web Site/shop"><system.webServer><modules><remove name="mine" /><add name="Managed" /></modules></system.webServer></location>'
  })
  folder.write('module.mjs', `export const RegisterModule = (version, info) => info.SetRequestNotifications({ GetHttpModule() {}, Terminate() {} }, ${RQ_BEGIN_REQUEST}, 0)\n`)
  const plan = await planIn(folder, { iis })
  expect(plan.errors).toEqual([])
  const begin = (index: number): string[] => (plan.sites[0]?.applications[index]?.rows ?? []).filter(({ stage }) => stage === 'BEGIN_REQUEST').map(({ name }) => name)
  expect([plan.sites[0]?.applications.map(({ path }) => path), begin(0), begin(1)]).toEqual([['/', '/shop'], ['mine'], ['Managed']])
})

statement('module.config.precondition', async () => {
  const folder = makeFolder()
  hostWith(folder, { installed: ['mine'], modules: '<add name="mine" preCondition="runtimeVersionv4.0" />' })
  const plan = await planIn(folder, { iis })
  expect(plan.sites[0]?.applications[0]?.modules.map(({ name, standing, detail }) => [name, standing, detail])).toEqual([['mine', 'precondition not met', 'C:\\x.dll, preCondition "runtimeVersionv4.0"']])
  hostWith(folder, { installed: ['mine'], modules: '<add name="mine" preCondition="integratedMode" />' })
  expect((await planIn(folder, { iis })).sites[0]?.applications[0]?.modules).toEqual([])
})

statement('module.config.managed-handler', async () => {
  const folder = makeFolder()
  const modules = '<add name="Managed" type="My.Module" preCondition="managedHandler" />'
  hostWith(folder, { installed: [], modules })
  expect((await planIn(folder, { iis })).sites[0]?.applications[0]?.modules.map(({ standing }) => standing)).toEqual(['precondition not met'])
  hostWith(folder, { installed: [], modules, attributes: 'runAllManagedModulesForAllRequests="true"' })
  expect((await planIn(folder, { iis })).sites[0]?.applications[0]?.modules).toEqual([])
})

statement('module.config.virtual-directory', async () => {
  const folder = makeFolder()
  folder.write('pictures/a.txt', 'picture')
  folder.write('www/images/a.txt', 'hidden behind the virtual directory')
  folder.write('secret.txt', 'secret')
  const served = await serveIn(folder, { sites: [{ root: 'www', bindings: [{ port: 0 }], virtualDirectories: { '/images': 'pictures' } }] })
  const found = await Promise.all(['/images/a.txt', '/IMAGES/a.txt', '/%69mages/a.txt', '/images/', '/images/../secret.txt', '/images/..%2fsecret.txt', '/imagesa.txt', '/index.html'].map((path) => served.ask(path)))
  expect(found.map(({ status }) => status)).toEqual([200, 200, 200, 403, 404, 404, 404, 200])
  expect(found.slice(0, 3).map(({ body }) => body)).toEqual(['picture', 'picture', 'picture'])
})
