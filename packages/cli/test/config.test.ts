// Configuration files: what is wrong with one is said with file, key and remedy.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonSchema } from '@isapi-bridge/cli'
import { command, FILTER, makeFolder, MODULE, type Ran } from './support/command.ts'

const check = async (config: unknown): Promise<string> => {
  const folder = makeFolder()
  const { code, err, out } = await command('plan', '--config', folder.write('isapi-bridge.config.json', JSON.stringify(config)))
  expect(code).toBe(3)
  return err + out
}

describe('a wrong key is named, with what it must be', () => {
  it.each([
    { config: { port: '80' }, says: '`port` is "80"; it must be a number' },
    { config: { port: 70_000 }, says: '`port` is 70000; it must be at most 65535' },
    { config: { prot: 80 }, says: '`prot` does not exist' },
    { config: { profile: 'iis9' }, says: '`profile` is "iis9"; it must be one of iis4, iis5, iis6, iis7' },
    { config: { filters: [7] }, says: '`filters[0]` is 7; it must be a text, or an object' },
    { config: { filters: [{ name: 'x' }] }, says: '`filters[0]` it must have `file` or `filter`' },
    { config: { filters: [{ file: 'a.js', enabeld: false }] }, says: '`filters[0].enabeld` does not exist' },
    { config: { filters: [{ file: 'a.js', overrides: { serverSoftware: 'IIS' } }] }, says: '`filters[0].overrides.serverSoftware` is "IIS"; it must be name/version' },
    { config: { filters: [{ file: 'a.js', overrides: { authentication: 'never' } }] }, says: '`filters[0].overrides.authentication` is "never"; it must be one of first-request, each-basic-request, each-request' },
    { config: { filters: [{ file: 'a.js', overrides: { keepConnection: 1, revision: -1 } }] }, says: '`filters[0].overrides.keepConnection` is 1; it must be true or false' },
    { config: { filters: [{ file: 'a.js', memoryLimit: -1 }] }, says: '`filters[0].memoryLimit` is -1; it must be at least 0' },
    { config: { filters: [{ file: 'a.js', pageHeap: 'yes' }] }, says: '`filters[0].pageHeap` is "yes"; it must be true or false' },
    { config: { sites: [{ name: 'a' }] }, says: '`sites[0].root` is missing; it must be a text' },
    { config: { sites: [] }, says: '`sites` is []; it must be a list with an entry' },
    { config: { builtIn: { StaticFile: false } }, says: '`builtIn.StaticFile` does not exist' },
    { config: { root: 'www', sites: [{ root: 'www' }] }, says: '`root` stands beside `sites`' },
    { config: { sites: [{ root: 'www', bindings: ['80'] }] }, says: '`sites[0].bindings[0]` is "80"; it must be address:port:host name' },
    { config: { root: 'www', builtIn: { BasicAuthenticationModule: true } }, says: '`builtIn.BasicAuthenticationModule` is true, but the module has nothing to do without options. Give it `realm`' },
    { config: { root: 'www', removeModules: ['nobody'] }, says: '`removeModules` names "nobody"' },
    { config: { iis: {} }, says: '`iis` names no file' },
    { config: { root: 'www', builtIn: { RequestFilteringModule: { maxUlr: 1 } } }, says: 'builtIn.RequestFilteringModule: ' }
  ])('$says', async ({ config, says }) => { expect(await check(config)).toContain(says) })
})

describe('contradictions of sites', () => {
  it.each([
    { what: 'ids', sites: [{ root: 'www', id: 2, bindings: [1] }, { root: 'www', bindings: [2] }], says: 'has the id 2, which site "Site 1" has as well' },
    { what: 'bindings', sites: [{ root: 'www', bindings: ['*:81:a'] }, { root: 'www', bindings: ['*:81:A'] }], says: 'has the binding *:81:a, which site "Site 1" has already' },
    { what: 'folders', sites: [{ root: 'nowhere' }], says: 'which does not exist. Make it, or name another one.' },
    { what: 'filters', sites: [{ root: 'www', filters: ['a.mjs', { file: 'a.mjs' }] }], says: 'two filters called "a": sites[0].filters[0] and sites[0].filters[1]' }
  ])('$what', async ({ sites, says }) => { expect(await check({ sites })).toContain(says) })
})

it('a file that is no JSON, and one that exports nothing', async () => {
  const folder = makeFolder()
  expect((await command('plan', '--config', folder.write('a.json', '{ "port": 80, }'))).err).toMatch(/a\.json is not JSON: .*\. Correct it there/)
  expect((await command('plan', '--config', folder.write('b.mjs', 'export const x = 1'))).err).toContain('b.mjs exports no configuration. Write `export default defineConfig(')
  expect((await command('plan', '--config', folder.write('c.ts', 'export default { port: 80 '))).err).toMatch(/c\.ts cannot be loaded: /)
})

it('a program may hold filters and modules themselves, or make the configuration', async () => {
  const folder = makeFolder()
  folder.write('filter.mjs', FILTER)
  folder.write('module.mjs', MODULE)
  const file = folder.write('c.mjs', `import * as filter from './filter.mjs'; import { RegisterModule } from './module.mjs'
export default () => ({ root: 'www', filters: [{ name: 'mine', filter }], modules: [{ name: 'own', module: RegisterModule }], builtIn: { RequestFilteringModule: false, DirectoryListingModule: { enabled: true } } })`)
  const { code, out } = await command('plan', '--config', file)
  expect(out).toMatch(/filter {2}mine/)
  expect(out).toMatch(/module {2}own/)
  expect(out).not.toContain('RequestFilteringModule')
  expect(code).toBe(0)
})

it('a filter that is disabled, or whose precondition does not hold, keeps its place and is not loaded', async () => {
  const folder = makeFolder()
  folder.write('f.mjs', FILTER)
  const filters = [{ name: 'never', file: 'f.mjs', preCondition: 'bitness32,bitness64' }, { name: 'off', file: 'gone.mjs', enabled: false }, { name: 'on', file: 'f.mjs', preCondition: 'integratedMode' }]
  const { code, out } = await command('plan', '--config', folder.write('c.json', JSON.stringify({ root: 'www', filters })))
  expect(out).toMatch(/1\. {2}never +global +precondition not met .*\n {2}2\. {2}off +global +disabled .*\n {2}3\. {2}on +global +runs /)
  expect(code).toBe(0)
  expect(await check({ root: 'www', filters: [{ file: 'f.mjs', preCondition: 'bitness128' }] })).toMatch(/filters\[0\]\.preCondition has no "bitness128"; there are /)
})

it('warns of one identity for two users behind a proxy', async () => {
  const folder = makeFolder()
  folder.write('f.mjs', FILTER)
  const { out } = await command('plan', '--config', folder.write('c.json', JSON.stringify({ root: 'www', filters: ['f.mjs'], trustProxy: true })))
  expect(out).toMatch(/Warnings\n.*would give one user the identity of another. Set `netSession: 'request'`/)
  expect(out).not.toContain('Net sessions')
})

it('does not warn where a session is a request, or has a key, and says what it is', async () => {
  const folder = makeFolder()
  folder.write('f.mjs', FILTER)
  const plan = (file: string): Promise<Ran> => command('plan', '--config', file)
  const request = folder.write('c.json', JSON.stringify({ root: 'www', filters: ['f.mjs'], trustProxy: true, netSession: 'request' }))
  const { code, out } = await plan(request)
  expect(out).not.toContain('Warnings')
  expect(out).toMatch(/Net sessions\n {2}each request has a net session of its own/)
  expect(code).toBe(0)
  expect(JSON.parse((await command('plan', '--json', '--config', request)).out)).toMatchObject({ netSession: 'request', warnings: [] })
  const key = await plan(folder.write('key.mjs', "export default { root: 'www', filters: ['f.mjs'], trustProxy: true, netSession: ({ headers }) => headers.cookie ?? null, limits: { netSessionIdleTimeout: 1000, netSessionLimit: 5 } }"))
  expect(key.out).not.toContain('Warnings')
  expect(key.out).toMatch(/Net sessions\n {2}requests with the same key share a net session/)
})

it('a plan refuses a raw data filter where sessions are no connections', async () => {
  const folder = makeFolder()
  folder.write('raw.mjs', 'export function GetFilterVersion(pVer) { pVer.dwFlags = 0x00000400 | 0x00020000; return true }\nexport function HttpFilterProc() { return 0x08000002 }\n')
  const { code, out } = await command('plan', '--config', folder.write('c.json', JSON.stringify({ root: 'www', filters: ['raw.mjs'], netSession: 'request' })))
  expect(out).toMatch(/Filter "raw" registers for SF_NOTIFY_SEND_RAW_DATA, .*netSession: 'connection'/)
  expect(code).not.toBe(0)
})

it('netSession is a word, or a function in a program', async () => {
  expect(await check({ root: 'www', netSession: 'user' })).toMatch(/`netSession` it must be connection or request, or in a \.ts or \.js configuration a function/)
})

it('publishes the schema that it checks with', () => {
  const published: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'config.schema.json'), 'utf8'))
  expect(published).toEqual(jsonSchema())
})
