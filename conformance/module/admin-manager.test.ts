import {
  createMemoryHost, HTTP_SERVER_INTERFACE_V3, VT_BOOL, VT_BSTR, VT_I4, VT_I8, VT_UI4, VT_UI8, type ConfigurationNode, type ConfigurationSources, type IAppHostAdminManager,
  type IAppHostElement, type IHttpServer
} from '@isapi-bridge/module-api'
import {
  ERROR_ALREADY_EXISTS, ERROR_FILE_NOT_FOUND, ERROR_INVALID_DATA, ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_PATH_NOT_FOUND, HRESULT_FROM_WIN32,
  S_OK, type HRESULT
} from '@isapi-bridge/win32'
import { expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'

const APPHOST = 'MACHINE/WEBROOT/APPHOST'
const SITE = `${APPHOST}/Default Web Site`
const SECTION = 'system.webServer/stamp'

function node(name: string, attributes: Record<string, string> = {}, ...children: ConfigurationNode[]): ConfigurationNode { return { name, attributes, children } }
function group(...sections: ConfigurationNode[]): ConfigurationNode { return node('system.webServer', {}, ...sections) }
function file(configPath: string, ...children: ConfigurationNode[]): ConfigurationSources['files'][number] { return { configPath, fileName: `${configPath.split('/').length}.config`, root: node('configuration', {}, ...children) } }

const LIMIT = node('attribute', { name: 'limit', type: 'uint', defaultValue: '7' })
const RULE = [node('attribute', { name: 'name', type: 'string', isUniqueKey: 'true', required: 'true' }), LIMIT]
const SCHEMA = node('configSchema', {}, node(
  'sectionSchema', { name: SECTION },
  node('attribute', { name: 'enabled', type: 'bool', defaultValue: 'true' }),
  node('attribute', { name: 'text', type: 'string', expanded: 'true' }),
  node('attribute', { name: 'count', type: 'int', defaultValue: '-1', validationType: 'integerRange', validationParameter: '-1,50' }),
  node('attribute', { name: 'size', type: 'uint' }),
  node('attribute', { name: 'big', type: 'int64' }),
  node('attribute', { name: 'wait', type: 'timeSpan', defaultValue: '00:02:00' }),
  node('attribute', { name: 'minutes', type: 'timeSpan', timeSpanFormat: 'minutes' }),
  node('attribute', { name: 'mode', type: 'enum', defaultValue: 'Off' }, node('enum', { name: 'Off', value: '0' }), node('enum', { name: 'On', value: '4' })),
  node('attribute', { name: 'parts', type: 'flags' }, node('flag', { name: 'Head', value: '1' }), node('flag', { name: 'Body', value: '2' })),
  node('element', { name: 'ruleDefaults', isCollectionDefault: 'true' }, LIMIT),
  node('element', { name: 'limits' }, node('attribute', { name: 'most', type: 'uint', defaultValue: '9' })),
  node('collection', { addElement: 'add', removeElement: 'remove', clearElement: 'clear' }, ...RULE)
))

function open(files: ConfigurationSources['files'], schemas: readonly ConfigurationNode[] = [SCHEMA]) {
  const servers: IHttpServer[] = []
  const reports: Error[] = []
  let current = files
  const host = createMemoryHost({
    modules: [{ name: 'm', module: (_version, _info, given) => { servers.push(given); return S_OK } }], report: (error) => { reports.push(error) },
    configuration: () => ({ files: current, schemas })
  })
  onTestFinished(async () => { await host.close() })
  const server = servers[0]?.GetExtendedInterface(HTTP_SERVER_INTERFACE_V3)
  if (typeof server !== 'object') throw new Error('no IHttpServer3')
  return { server, manager: server.GetAdminManager(), reports, change: (next: ConfigurationSources['files']): void => { current = next } }
}

function existing<T extends object>(found: T | HRESULT | null): T {
  if (found === null || typeof found === 'number') throw new Error(`there is ${String(found)}`)
  return found
}
function section(manager: IAppHostAdminManager, path = SITE): IAppHostElement { return existing(manager.GetAdminSection(SECTION, path)) }
function text(element: IAppHostElement, name: string): string { return existing(element.GetPropertyByName(name)).get_StringValue() }
function members(element: IAppHostElement): string[] {
  const collection = existing(element.get_Collection())
  return Array.from({ length: collection.get_Count() }, (_, index) => `${text(existing(collection.get_Item(index)), 'name')} ${text(existing(collection.get_Item(index)), 'limit')}`)
}
const failed = (code: Parameters<typeof HRESULT_FROM_WIN32>[0]): HRESULT => HRESULT_FROM_WIN32(code)

statement('admin.merged', () => {
  const { manager } = open([
    file(APPHOST, group(node('stamp', { text: 'server', size: '1' })), node('location', { path: 'default web site' }, group(node('stamp', { text: 'location' })))),
    file(SITE, group(node('stamp', { size: '2' }))),
    file(`${SITE}/shop`, group(node('stamp', { text: 'shop' })))
  ])
  const seen = [APPHOST, SITE, `${SITE}/other`, `machine/webroot/apphost/DEFAULT WEB SITE/shop/deep/`, `${SITE}/shopping`].map((path) => `${text(section(manager, path), 'text')} ${text(section(manager, path), 'size')}`)
  expect(seen).toEqual(['server 1', 'location 2', 'location 2', 'shop 2', 'location 2'])
  expect(section(manager).get_Name()).toBe('stamp')
  // Of one level, what was read later counts more; a location of the file's own place is of that level.
  const here = open([file(SITE, group(node('stamp', { text: 'first', size: '1' })), node('location', { path: '.' }, group(node('stamp', { text: 'second' })))), file(SITE, group(node('stamp', { size: '3' })))])
  expect([text(section(here.manager), 'text'), text(section(here.manager), 'size')]).toEqual(['second', '3'])
})

statement('admin.errors', () => {
  const { manager, reports } = open([file(APPHOST, group(node('stamp')))])
  expect(manager.GetAdminSection('system.webServer/none', SITE)).toBe(failed(ERROR_PATH_NOT_FOUND))
  expect(manager.GetAdminSection(SECTION, `${APPHOST}/Other`)).toBe(failed(ERROR_FILE_NOT_FOUND))
  expect(manager.GetAdminSection(SECTION, 'LM/W3SVC/1')).toBe(failed(ERROR_FILE_NOT_FOUND))
  expect([manager.GetAdminSection('', SITE), manager.GetAdminSection(SECTION, null as never)]).toEqual([failed(ERROR_INVALID_PARAMETER), failed(ERROR_INVALID_PARAMETER)])
  expect(reports).toEqual([])
})

statement('admin.none', async () => {
  const servers: IHttpServer[] = []
  const host = createMemoryHost({ modules: [{ name: 'm', module: (_version, _info, given) => { servers.push(given); return S_OK } }] })
  expect(servers[0]?.GetAdminManager().GetAdminSection('system.webServer/defaultDocument', APPHOST)).toBe(failed(ERROR_PATH_NOT_FOUND))
  await host.close()
})

statement('admin.values', () => {
  const { manager } = open([file(SITE, group(node('stamp', { enabled: 'False', text: '%systemDrive%\\x %other%', count: '0x10', size: '4294967295', big: '-9007199254740993', wait: '1.02:03:04', minutes: '3', mode: 'on', parts: 'Body, Head' })))])
  const value = (name: string, path = SITE): unknown => existing(section(manager, path).GetPropertyByName(name)).get_Value()
  expect(['enabled', 'text', 'count', 'size', 'big', 'wait', 'minutes', 'mode', 'parts'].map((name) => value(name))).toEqual([
    { vt: VT_BOOL, boolVal: false }, { vt: VT_BSTR, bstrVal: 'C:\\x %other%' }, { vt: VT_I4, lVal: 16 }, { vt: VT_UI4, ulVal: 4_294_967_295 }, { vt: VT_I8, llVal: -9_007_199_254_740_993n },
    { vt: VT_UI8, ullVal: 937_840_000_000n }, { vt: VT_UI8, ullVal: 1_800_000_000n }, { vt: VT_I4, lVal: 4 }, { vt: VT_I4, lVal: 3 }
  ])
  expect(text(section(manager), 'mode')).toBe('on')
  expect(['enabled', 'text', 'count', 'size', 'big', 'wait', 'minutes', 'mode', 'parts'].map((name) => value(name, APPHOST))).toEqual([
    { vt: VT_BOOL, boolVal: true }, { vt: VT_BSTR, bstrVal: '' }, { vt: VT_I4, lVal: -1 }, { vt: VT_UI4, ulVal: 0 }, { vt: VT_I8, llVal: 0n },
    { vt: VT_UI8, ullVal: 1_200_000_000n }, { vt: VT_UI8, ullVal: 0n }, { vt: VT_I4, lVal: 0 }, { vt: VT_I4, lVal: 0 }
  ])
})

statement('admin.by-name', () => {
  const element = section(open([]).manager)
  const properties = element.get_Properties()
  expect(properties.get_Count()).toBe(9)
  expect([existing(properties.get_Item(3)).get_Name(), existing(properties.get_Item('wait')).get_Name(), existing(element.GetPropertyByName('mode')).get_Name()]).toEqual(['size', 'wait', 'mode'])
  expect([properties.get_Item(9), properties.get_Item('none'), element.GetPropertyByName('none'), element.GetElementByName('none')]).toEqual(Array.from({ length: 4 }, () => failed(ERROR_INVALID_INDEX)))
  expect([properties.get_Item(null as never), properties.get_Item(0.5)]).toEqual([failed(ERROR_INVALID_PARAMETER), failed(ERROR_INVALID_PARAMETER)])
  const children = existing(element.get_ChildElements())
  expect([children.get_Count(), existing(children.get_Item('limits')).get_Name(), existing(children.get_Item(0)).get_Name(), children.get_Item(2)]).toEqual([2, 'limits', 'ruleDefaults', failed(ERROR_INVALID_INDEX)])
  const limits = existing(element.GetElementByName('limits'))
  expect([text(limits, 'most'), limits.get_Collection(), limits.get_ChildElements()]).toEqual(['9', null, null])
})

statement('admin.collection', () => {
  const { manager } = open([
    file(APPHOST, group(node('stamp', {}, node('ruleDefaults', { limit: '3' }), node('add', { name: 'a' }), node('add', { name: 'b', limit: '1' })))),
    file(SITE, group(node('stamp', {}, node('remove', { name: 'A' }), node('add', { name: 'c' })))),
    file(`${SITE}/shop`, group(node('stamp', {}, node('clear'), node('add', { name: 'd' }))))
  ])
  expect([APPHOST, SITE, `${SITE}/shop`].map((path) => members(section(manager, path)))).toEqual([['a 3', 'b 1'], ['b 1', 'c 3'], ['d 3']])
  const own = open([file(SITE, group(node('stamp', {}, node('add', { name: 'a' }), node('clear'), node('add', { name: 'b' }), node('add', { name: 'c' }), node('remove', { name: 'b' }))))])
  expect(members(section(own.manager))).toEqual(['c 7'])
  const collection = existing(section(manager).get_Collection())
  expect([collection.get_Count(), collection.get_Item(2), collection.get_Item('b' as never)]).toEqual([2, failed(ERROR_INVALID_INDEX), failed(ERROR_INVALID_PARAMETER)])
  const outer = existing(existing(section(manager, APPHOST).get_Collection()).get_Item(1))
  expect(existing(collection.get_Item(outer))).toBe(existing(collection.get_Item(0)))
})

statement('admin.collection.prepend', () => {
  const prepends = node('configSchema', {}, node('sectionSchema', { name: SECTION }, node('collection', { addElement: 'add', mergeAppend: 'false' }, ...RULE)))
  const { manager } = open([file(APPHOST, group(node('stamp', {}, node('add', { name: 'a' })))), file(SITE, group(node('stamp', {}, node('add', { name: 'b' }), node('add', { name: 'c' }))))], [prepends])
  expect(members(section(manager))).toEqual(['b 7', 'c 7', 'a 7'])
})

statement('admin.invalid', () => {
  const cases: [ConfigurationNode, Parameters<typeof HRESULT_FROM_WIN32>[0], RegExp][] = [
    [node('stamp', { size: 'much' }), ERROR_INVALID_DATA, /size="much".*uint/],
    [node('stamp', { count: '51' }), ERROR_INVALID_DATA, /count="51"/],
    [node('stamp', { mode: 'Maybe' }), ERROR_INVALID_DATA, /mode="Maybe"/],
    [node('stamp', { wait: '25:00:00' }), ERROR_INVALID_DATA, /wait="25:00:00"/],
    [node('stamp', { colour: 'red' }), ERROR_INVALID_DATA, /`colour`.*schema does not know/],
    [node('stamp', {}, node('rule')), ERROR_INVALID_DATA, /<stamp> has <rule>/],
    [node('stamp', {}, node('add', { limit: '1' })), ERROR_INVALID_DATA, /no `name`/],
    [node('stamp', {}, node('add', { name: 'a' }), node('add', { name: 'A' })), ERROR_ALREADY_EXISTS, /there already/]
  ]
  for (const [stamp, code, says] of cases) {
    const { manager, reports } = open([file(SITE, group(stamp))])
    expect([manager.GetAdminSection(SECTION, SITE), manager.GetAdminSection(SECTION, SITE)]).toEqual([failed(code), failed(code)])
    expect(reports.map(({ message }) => message)).toEqual([expect.stringMatching(says)])
    expect(typeof manager.GetAdminSection(SECTION, APPHOST)).toBe('object')
  }
})

statement('admin.unreadable', () => {
  const { manager, reports } = open([], [node('configSchema', {}, node('sectionSchema', { name: SECTION }, node('attribute', { name: 'a', type: 'color' })))])
  expect([manager.GetAdminSection(SECTION, SITE), manager.GetAdminSection(SECTION, SITE)]).toEqual([failed(ERROR_INVALID_DATA), failed(ERROR_INVALID_DATA)])
  expect(reports).toEqual([expect.objectContaining({ code: 'ERR_MODULE_CONFIGURATION', message: expect.stringContaining('"color"') })])
})

statement('admin.guessed', () => {
  const { manager } = open([file(SITE, group(node('own', { on: 'true', many: '12', less: '-2', word: '012', lockItem: 'true' }, node('limits', { most: '3' }), node('rules', {}, node('rule', { name: 'a' }), node('rule', { name: 'b' })), node('add', { name: 'x' }), node('remove', { name: 'x' }), node('add', { name: 'y' }))))], [])
  const own = existing(manager.GetAdminSection('system.webServer/own', SITE))
  const values = Array.from({ length: own.get_Properties().get_Count() }, (_, index) => existing(own.get_Properties().get_Item(index)).get_Value())
  expect(values).toEqual([{ vt: VT_BOOL, boolVal: true }, { vt: VT_UI4, ulVal: 12 }, { vt: VT_I4, lVal: -2 }, { vt: VT_BSTR, bstrVal: '012' }])
  expect(text(existing(own.GetElementByName('limits')), 'most')).toBe('3')
  const rules = existing(existing(own.GetElementByName('rules')).get_Collection())
  expect([rules.get_Count(), existing(rules.get_Item(1)).get_Name(), text(existing(rules.get_Item(1)), 'name')]).toEqual([2, 'rule', 'b'])
  expect([existing(own.get_Collection()).get_Count(), text(existing(existing(own.get_Collection()).get_Item(0)), 'name')]).toEqual([1, 'y'])
})

statement('admin.metadata', () => {
  const { manager } = open([file(APPHOST, node('configSections', {}, node('sectionGroup', { name: 'system.webServer' }, node('section', { name: 'asp' }))), group(node('stamp', { size: '1', lockItem: 'true' }, node('ruleDefaults', { limit: '2' }), node('add', { name: 'a' })))), file(SITE, group(node('stamp', { count: '2' })))])
  const stamp = section(manager, APPHOST)
  const about = (name: string): unknown[] => ['isDefaultValue', 'isInheritedFromDefault'].map((what) => existing(stamp.GetPropertyByName(name)).GetMetadata(what))
  const bool = (boolVal: boolean): object => ({ vt: VT_BOOL, boolVal })
  expect([about('size'), about('count')]).toEqual([[bool(false), bool(false)], [bool(true), bool(false)]])
  expect(existing(existing(existing(existing(stamp.get_Collection()).get_Item(0))).GetPropertyByName('limit')).GetMetadata('isInheritedFromDefault')).toEqual(bool(true))
  expect([stamp.GetMetadata('deepestPathSet'), stamp.GetMetadata('deepestFileNameSet'), stamp.GetMetadata('lockItem'), stamp.GetMetadata('allowCommit')])
    .toEqual([{ vt: VT_BSTR, bstrVal: APPHOST }, { vt: VT_BSTR, bstrVal: '3.config' }, bool(true), bool(false)])
  expect(['deepestPathSet', 'deepestFileNameSet', 'lockItem'].map((what) => section(manager, SITE).GetMetadata(what))).toEqual([{ vt: VT_BSTR, bstrVal: SITE }, { vt: VT_BSTR, bstrVal: '4.config' }, bool(false)])
  expect([manager.GetMetadata('availableSections'), manager.GetMetadata('ignoreInvalidAttributes'), manager.GetMetadata('lockMetadata')])
    .toEqual([{ vt: VT_BSTR, bstrVal: 'system.webServer/stamp,system.webServer/asp' }, bool(false), bool(true)])
  for (const one of [manager, stamp, existing(stamp.GetPropertyByName('size'))]) expect([one.GetMetadata('none'), one.GetMetadata('toString'), one.GetMetadata(1 as never)]).toEqual([failed(ERROR_NOT_SUPPORTED), failed(ERROR_NOT_SUPPORTED), failed(ERROR_INVALID_PARAMETER)])
})

statement('admin.change', () => {
  const { server, manager, change } = open([file(SITE, group(node('stamp', { text: 'old' })))])
  const before = section(manager)
  change([file(SITE, group(node('stamp', { text: 'new' })))])
  expect(text(section(manager), 'text')).toBe('old')
  server.NotifyConfigurationChange(SITE)
  expect([text(before, 'text'), text(section(manager), 'text')]).toEqual(['old', 'new'])
})
