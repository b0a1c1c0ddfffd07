// The command line: what it accepts, what it says, how it ends.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { command, FILTER, makeFolder, MODULE } from './support/command.ts'

it('has a version, and help with examples and exit codes', async () => {
  expect(await command('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' })
  const { code, out } = await command('--help')
  expect([code, out]).toEqual([0, expect.stringMatching(/Examples:[^]*Exit codes:\n {2}0 /)])
  for (const name of ['serve', 'plan']) expect(await command(name, '--help')).toMatchObject({ code: 0, out: expect.stringContaining(`isapi-bridge ${name} --filter`) })
  expect(await command()).toMatchObject({ code: 2, out: expect.stringContaining('Usage:') })
})

it.each([
  { args: ['serv'], says: "unknown command 'serv'" },
  { args: ['serve', '--fliter', 'x'], says: 'Did you mean --filter?' },
  { args: ['serve', '--port', '70000'], says: 'from 0 (a free port) to 65535' },
  { args: ['serve', '--inspect', 'all'], says: 'from 0 (a free port) to 65535' },
  { args: ['plan', '--inspect'], says: "unknown option '--inspect'" },
  { args: ['plan', '--profile', 'iis9'], says: 'Allowed choices are iis4, iis5, iis6, iis7' },
  { args: ['plan', 'extra'], says: 'too many arguments' },
  { args: ['serve', '--root', '.', '--pageheap', 'nobody'], says: 'names "nobody", and there is no such filter. There are none at all.' },
  { args: ['serve', '--filter', 'a.mjs', 'b.mjs', '--pageheap', 'a', '--pageheap', 'c'], says: 'names "c", and there is no such filter. There are a, b.' },
  { args: ['plan', '--pageheap', 'a'], says: "unknown option '--pageheap'" },
  { args: ['plan', '--config', 'nowhere.json'], says: 'nowhere.json does not exist' },
  { args: ['plan', '--config', 'package.json', '--port', '80'], says: '--port and --config do not go together' }
])('refuses $args', async ({ args, says }) => {
  const { code, out, err } = await command(...args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(says)
  expect(err).not.toMatch(/\n\s+at /)
})

it.each([
  { what: 'is not there', name: 'gone.mjs', text: null, says: 'gone.mjs does not exist.' },
  { what: 'is a source', name: 'filter.cpp', text: '', says: 'filter.cpp is a source. Compile it first: `isapi-bridge compile ' },
  { what: 'is compiled', name: 'old.dll', text: 'MZ', says: 'old.dll is compiled for Windows' },
  { what: 'is a module', name: 'module.mjs', text: MODULE, says: 'exports a module, not an ISAPI filter. Name it with `--module`' },
  { what: 'lacks an entry point', name: 'half.mjs', text: 'export const GetFilterVersion = () => true', says: 'it exports GetFilterVersion alone' },
  { what: 'exports nothing', name: 'empty.mjs', text: '', says: 'it exports nothing' },
  { what: 'throws', name: 'throws.mjs', text: '\n\nthrow new Error("no licence")', says: 'cannot be loaded: no licence' },
  { what: 'has a syntax error', name: 'syntax.cjs', text: 'const a = 1\nconst const = 2', says: 'syntax.cjs cannot be loaded: ' },
  { what: 'imports what is not there', name: 'import.mjs', text: 'import "not-installed-anywhere"', says: 'Install what it imports' },
  { what: 'declines with an error', name: 'declines.mjs', text: 'export const GetFilterVersion = () => { throw new Error("cannot") }, HttpFilterProc = () => 0', says: 'failed to load' }
])('a filter that $what is event 2214 and 2268, in words', async ({ name, text, says }) => {
  const folder = makeFolder()
  const file = text === null ? `${folder.path}/${name}` : folder.write(name, text)
  const { code, out } = await command('plan', '--filter', file, '--root', `${folder.path}/www`)
  expect(code).toBe(3)
  expect(out).toContain(says)
  expect(out).toMatch(/event 2214: [^]*event 2268: site "Default Web Site" is not started/)
  expect(out).not.toMatch(/\n\s+at /)
})

it('a filter that wants raw data where the server has none is event 2261', async () => {
  const folder = makeFolder()
  const { code, out } = await command('plan', '--filter', folder.write('raw.mjs', FILTER.replace('0x00004000', '0x00008000')), '--root', `${folder.path}/www`)
  expect(out).toMatch(/event 2261: Filter "raw"[^]*event 2268: /)
  expect(code).toBe(3)
})

it('serve says the same as a log, and ends with 3', async () => {
  const { code, err } = await command('serve', '--filter', 'gone.js', '--port', '0')
  expect(code).toBe(3)
  expect(err).toMatch(/^\S+Z error event 2214: Filter "gone" \(filters\[0\]\) failed to load: gone\.js does not exist\.[^]*event 2268[^]*No site could be started/)
  expect((await command('serve', '--filter', 'gone.js', '--port', '0', '--verbose')).err).toMatch(/\n\s+at /)
})

it('a module given as a filter, and the other way round, is named', async () => {
  const folder = makeFolder()
  const { out } = await command('plan', '--module', folder.write('f.mjs', FILTER), '--root', `${folder.path}/www`)
  expect(out).toContain('exports an ISAPI filter, not a module. Name it with `--filter`')
  expect(out).not.toContain('event')
})

it('plans filters, modules and what they cost', async () => {
  const folder = makeFolder()
  const args = ['plan', '--filter', folder.write('first.mjs', FILTER), folder.write('second.mjs', FILTER), '--module', folder.write('timing.mjs', MODULE), '--root', `${folder.path}/www`]
  const { code, out } = await command(...args)
  expect(code).toBe(0)
  expect(out).toMatch(/1\. {2}first .*global {2}runs[^]*2\. {2}second/)
  expect(out).toMatch(/PRE_BEGIN_REQUEST\n {2}1\. {2}filter {2}first .*entry 1 of the filters\n {2}2\. {2}filter {2}second/)
  expect(out).toMatch(/What it costs\n[^]*one after the other, each after the LOG of the one before: first, second/)
  const json: unknown = JSON.parse((await command(...args, '--json')).out)
  expect(json).toMatchObject({
    sites: [{ id: 1, bindings: ['http://127.0.0.1:8080'], filters: [{ name: 'first', standing: 'runs', FilterState: 1 }, { name: 'second' }], applications: [{ path: '/', rows: expect.arrayContaining([expect.objectContaining({ name: 'timing', stage: 'BEGIN_REQUEST' })]) }] }],
    warnings: [], eventLog: [], errors: []
  })
})

it.each([
  ['default export', `const filter = { GetFilterVersion(v) { v.dwFlags = 0x4000; return true }, HttpFilterProc: () => 0x08000002 }; export default filter`, 'mjs'],
  ['CommonJS', `exports.GetFilterVersion = (v) => { v.dwFlags = 0x4000; return true }; exports.HttpFilterProc = () => 0x08000002`, 'cjs'],
  ['class', `class F { GetFilterVersion(v) { v.dwFlags = 0x4000; return true } HttpFilterProc() { return 0x08000002 } }; export default new F()`, 'mjs'],
  ['TypeScript', `export const GetFilterVersion = (v: { dwFlags: number }): boolean => { v.dwFlags = 0x4000; return true }\nexport const HttpFilterProc = (): number => 0x08000002`, 'ts']
])('takes a filter as %s', async (_, text, extension) => {
  const folder = makeFolder()
  const { code, out } = await command('plan', '--filter', folder.write(`f.${extension}`, text), '--root', `${folder.path}/www`)
  expect(out).toMatch(/filter {2}f .*SF_NOTIFY_PREPROC_HEADERS/)
  expect(code).toBe(0)
})

it('takes a compiled filter', async () => {
  const folder = makeFolder()
  const file = fileURLToPath(new URL('../../wasm/test/prebuilt/forwarded.wasm', import.meta.url))
  const { code, out } = await command('plan', '--filter', file, '--root', `${folder.path}/www`)
  expect(out).toMatch(/forwarded .*SF_NOTIFY_PREPROC_HEADERS/)
  expect(code).toBe(0)
})

it('takes a compiled module, and says so to somebody who gives it as a filter', async () => {
  const folder = makeFolder()
  const file = fileURLToPath(new URL('../../wasm/test/prebuilt/samples.wasm', import.meta.url))
  const { code, out } = await command('plan', '--module', file, '--root', `${folder.path}/www`)
  expect(out).toMatch(/samples +GL_PRE_BEGIN_REQUEST[^]*samples +BEGIN_REQUEST/)
  expect(code).toBe(0)
  expect((await command('plan', '--filter', file, '--root', `${folder.path}/www`)).out).toMatch(/samples\.wasm exports a module, not an ISAPI filter\. Name it with `--module`/)
})

it('a compiled filter has its drive, registry and limits from the configuration', async () => {
  const folder = makeFolder()
  folder.write('everything.wasm', readFileSync(fileURLToPath(new URL('../../wasm/test/prebuilt/everything.wasm', import.meta.url))))
  folder.write('registry.json', JSON.stringify({ 'HKLM\\Software\\Contoso\\Filter': { Greeting: 'hello' } }))
  const write = (filter: object): unknown => folder.write('c.json', JSON.stringify({ root: 'www', filters: [{ file: 'everything.wasm', ...filter }] }))
  const plan = (): ReturnType<typeof command> => command('plan', '--config', join(folder.path, 'c.json'))
  write({ drive: { 'C:\\inetpub\\wwwroot': 'www', 'C:\\logs': { folder: 'www', writable: true } }, registry: 'registry.json', environment: { TEMP: 'C:\\logs' }, limits: { memory: 33_554_432, rapidFail: { faults: 3, minutes: 1 } } })
  const { out } = await plan()
  expect(out).toMatch(/everything .*SF_NOTIFY_PREPROC_HEADERS/)
  expect(out).toMatch(/Event log\n {2}information, event 7: Filter "everything", Everything: loaded\n {2}information: Filter "everything", OutputDebugString: unloaded\n/)
  write({ limits: { time: 100 } })
  expect((await plan()).out).toMatch(/compiled without checks, so `limits\.time` cannot end it/)
  write({ registry: 'nowhere.json' })
  expect((await plan()).out).toMatch(/nowhere\.json of `registry` cannot be read/)
  write({ drive: { 'D:\\x': 'www' } })
  expect((await plan()).err).toMatch(/a key must be a path on C:/)
  folder.write('filter.mjs', FILTER)
  folder.write('c.json', JSON.stringify({ root: 'www', filters: [{ file: 'filter.mjs', limits: { memory: 1 } }] }))
  expect((await plan()).out).toMatch(/is not compiled; `drive`/)
})

it('a compiled module has what a compiled filter has in a configuration, and another one does not', async () => {
  const folder = makeFolder()
  const plan = (module: object): ReturnType<typeof command> => {
    folder.write('c.json', JSON.stringify({ root: 'www', modules: [module] }))
    return command('plan', '--config', join(folder.path, 'c.json'))
  }
  folder.write('surroundings.wasm', readFileSync(fileURLToPath(new URL('../../wasm/test/prebuilt/surroundings.wasm', import.meta.url))))
  const registry = { 'HKLM\\Software\\Contoso\\Module': { File: 'C:\\logs\\module.log' } }
  expect((await plan({ file: 'surroundings.wasm', registry })).out).toMatch(/surroundings +BEGIN_REQUEST/)
  expect((await plan({ file: 'surroundings.wasm' })).out).toMatch(/surroundings[^\n]*0x80070002/)
  expect((await plan({ file: 'surroundings.wasm', registry, limits: { memory: 1 } })).out).toMatch(/`limits\.memory` is 1; it must be at least/)
  expect((await plan({ file: 'surroundings.wasm', drive: { 'D:\\x': 'www' } })).err).toMatch(/`modules\[0\]\.drive\[?.*a key must be a path on C:/)
  folder.write('module.mjs', MODULE)
  expect((await plan({ file: 'module.mjs', environment: {} })).out).toMatch(/module\.mjs is not compiled; `drive`/)
  folder.write('c.mjs', `import * as module from './module.mjs'\nexport default { root: 'www', modules: [{ module, name: 'm', registry: {} }] }\n`)
  expect((await command('plan', '--config', join(folder.path, 'c.mjs'))).out).toMatch(/is not compiled; `drive`/)
})

it('compile says which source is not there, without a stack', async () => {
  const { code, err } = await command('compile', 'nowhere.c')
  expect(code).toBe(3)
  expect(err).toMatch(/^isapi-bridge: nowhere\.c does not exist\./m)
  expect(err).not.toMatch(/\n\s+at /)
})
