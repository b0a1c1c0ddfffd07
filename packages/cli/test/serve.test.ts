// isapi-bridge serve: what it prints, serves, and how it ends; as a process where nothing else can show it.

import { createServer, type AddressInfo } from 'node:net'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { command, FILTER, go, makeFolder, SERVED_MODULE, start } from './support/command.ts'

vi.setConfig({ testTimeout: 30_000 })

it.each(['SIGINT', 'SIGTERM'] as const)('serves filters, modules and a root, and ends with 0 on %s', async (signal) => {
  const folder = makeFolder()
  folder.write('filter.js', FILTER)
  folder.write('package.json', '{ "type": "module" }')
  folder.write('module.mjs', SERVED_MODULE)
  const { kill, exit, until } = start(folder.path, 'serve', '--filter', 'filter.js', '--module', 'module.mjs', '--root', 'www', '--port', '0', '--log-dir', 'logs')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  const response = await fetch(`${url}/`)
  expect([response.status, response.headers.get('x-module'), await response.text()]).toEqual([200, 'yes', 'the index'])
  kill(signal)
  expect(await exit).toEqual({ code: 0, out: `listening on ${url}\nending\n`, err: '' })
  expect(readdirSync(join(folder.path, 'logs'))).toHaveLength(1)
})

it('page-heap mode says which filter wrote outside its block, and where', async () => {
  const folder = makeFolder()
  folder.write('scribbling.mjs', `export function GetFilterVersion(pVer) { pVer.dwFlags = 0x4000; return true }
export function HttpFilterProc(pfc) { scribble(pfc.AllocMem(pfc, 16, 0)); return 0x08000002 }
function scribble(block) { block[16] = 65 }\n`)
  const { kill, exit, until } = go('serve', '--filter', folder.at('scribbling.mjs'), '--root', folder.at('www'), '--port', '0', '--pageheap', 'scribbling')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  expect((await fetch(`${url}/`)).status).toBe(500)
  kill('SIGTERM')
  const { err } = await exit
  expect(err).toMatch(/^warning: `pageHeap`: .*slow/)
  expect(err).toMatch(/error: Filter "scribbling" used memory that is not its own: .* \(16 bytes, taken in SF_NOTIFY_PREPROC_HEADERS; last called with SF_NOTIFY_PREPROC_HEADERS\)[^]*\n {4}at scribble \(.*scribbling\.mjs:3:/)
})

it('a breakdown of a compiled filter has its C stack in the log', async () => {
  const folder = makeFolder()
  folder.write('broken.wasm', readFileSync(new URL('../../wasm/test/prebuilt/broken.wasm', import.meta.url)))
  const { kill, exit, until } = go('serve', '--filter', folder.at('broken.wasm'), '--root', folder.at('www'), '--port', '0')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  expect((await fetch(`${url}/`, { headers: { 'x-break': 'stack' } })).status).toBe(500)
  kill('SIGTERM')
  expect((await exit).err).toMatch(/error: Filter "broken" threw in SF_NOTIFY_PREPROC_HEADERS: .*stack overflow in Deeper\. The stack shows where in the C source; [^\n]*[^.]\.\n {4}at Deeper\n/)
})

it('what a compiled filter writes to the event log is one line of the server\'s', async () => {
  const folder = makeFolder()
  folder.write('everything.wasm', readFileSync(join(import.meta.dirname, '../../wasm/test/prebuilt/everything.wasm')))
  folder.write('isapi-bridge.config.json', JSON.stringify({ root: 'www', port: 0, filters: [{ file: 'everything.wasm', registry: { 'HKLM\\Software\\Contoso\\Filter': { Greeting: 'hello' } } }] }))
  const { kill, exit, until } = go('serve', '--config', folder.at('isapi-bridge.config.json'))
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  expect((await fetch(`${url}/`, { headers: { 'X-Ask': 'greeting' } })).headers.get('x-answer')).toBe('hello')
  kill('SIGTERM')
  expect((await exit).err).toMatch(/^\S+Z information event 7: Filter "everything", Everything: loaded\n\S+Z information: Filter "everything", OutputDebugString: unloaded\n$/)
})

it('a compiled module reads the registry and the environment, and writes where the drive lets it', async () => {
  const folder = makeFolder()
  folder.write('surroundings.wasm', readFileSync(join(import.meta.dirname, '../../wasm/test/prebuilt/surroundings.wasm')))
  folder.write('registry.json', JSON.stringify({ 'HKLM\\Software\\Contoso\\Module': { File: 'C:\\logs\\module.log' } }))
  const serve = async (logs: unknown): Promise<string | null> => {
    folder.write('isapi-bridge.config.json', JSON.stringify({
      root: 'www', port: 0,
      modules: [{ file: 'surroundings.wasm', drive: { 'C:\\logs': logs }, registry: 'registry.json', environment: { MODULE_TEXT: 'hello\n' }, limits: { memory: 33_554_432 } }]
    }))
    const { kill, exit, until } = go('serve', '--config', folder.at('isapi-bridge.config.json'))
    const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
    const written = (await fetch(`${url}/index.html`)).headers.get('x-written')
    kill('SIGTERM')
    await exit
    return written
  }
  folder.write('logs/module.log', 'once\n')
  expect(await serve({ folder: 'logs', writable: true })).toBe('6 bytes')
  expect(readFileSync(join(folder.path, 'logs/module.log'), 'utf8')).toBe('once\nhello\n')
  expect(await serve('logs')).toBe('error 5')
})

it('a compiled module finds the folders of the sites under the paths that the server says, to read; those beside them it does not', async () => {
  const folder = makeFolder()
  folder.write('bin/surroundings.wasm', readFileSync(join(import.meta.dirname, '../../wasm/test/prebuilt/surroundings.wasm')))
  folder.write('www/there.log', '')
  folder.write('beside/there.log', '')
  const written = async (file: string): Promise<string | null> => {
    const File = `C:${join(folder.path, file).replaceAll('/', '\\')}`
    folder.write('isapi-bridge.config.json', JSON.stringify({ root: 'www', port: 0, modules: [{ file: 'bin/surroundings.wasm', registry: { 'HKLM\\Software\\Contoso\\Module': { File } }, environment: { MODULE_TEXT: 'x' } }] }))
    const { child, exit, until } = start(folder.path, 'serve')
    const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
    const answer = (await fetch(`${url}/index.html`)).headers.get('x-written')
    child.kill('SIGTERM')
    await exit
    return answer
  }
  expect(await written('www/there.log')).toBe('error 5')
  expect(await written('beside/there.log')).toBe('error 3')
})

it('what a filter throws is one line of the log, whatever a client put into it', async () => {
  const folder = makeFolder()
  folder.write('throwing.mjs', `export function GetFilterVersion(pVer) { pVer.dwFlags = 0x4000; return true }
export function HttpFilterProc() { throw new Error('odd: a\\r\\n2026-01-01T00:00:00.000Z error: b\\u001B[31m') }\n`)
  const { kill, exit, until } = go('serve', '--filter', folder.at('throwing.mjs'), '--root', folder.at('www'), '--port', '0')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  expect((await fetch(`${url}/`)).status).toBe(500)
  kill('SIGTERM')
  expect((await exit).err).toMatch(/^\S+Z error: Filter "throwing" threw in SF_NOTIFY_PREPROC_HEADERS: odd: a \| 2026-01-01T00:00:00\.000Z error: b\?\[31m\. [^\n]*\n$/)
})

it('gives modules their configuration sections: of the file that is named, and of the web.config of each application', async () => {
  const folder = makeFolder()
  folder.write('reading.mjs', `import { CHttpModule, createModuleFactory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE } from '@isapi-bridge/module-api'
let server
class Reading extends CHttpModule {
  OnBeginRequest(context) {
    const section = server.GetAdminManager().GetAdminSection('system.webServer/stamp', context.GetMetadata().GetMetaPath())
    const values = typeof section === 'number' ? [section] : ['text', 'size'].map((name) => Object.values(section.GetPropertyByName(name).get_Value()).join(':'))
    context.GetResponse().SetHeader('X-Stamp', values.join(' '), true)
    return RQ_NOTIFICATION_CONTINUE
  }
}
export const RegisterModule = (version, info, given) => { server = given; return info.SetRequestNotifications(createModuleFactory(Reading), RQ_BEGIN_REQUEST, 0) }\n`)
  folder.write('server.config', '<configuration><system.webServer><stamp text="all" /></system.webServer><location path="Default Web Site/shop"><system.webServer><stamp size="1" /></system.webServer></location></configuration>')
  folder.write('stamp.xml', '<configSchema><sectionSchema name="system.webServer/stamp"><attribute name="text" type="string" /><attribute name="size" type="uint" defaultValue="9" /></sectionSchema></configSchema>')
  folder.write('www/shop/web.config', '<configuration><system.webServer><stamp text="shop" /></system.webServer></configuration>')
  const stamps = async (...args: string[]): Promise<unknown[]> => {
    const { kill, exit, until } = go('serve', ...args)
    const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
    const seen = []
    for (const path of ['/', '/shop/x']) seen.push((await fetch(`${url}${path}`)).headers.get('x-stamp'))
    kill('SIGTERM')
    await exit
    return seen
  }
  folder.write('sites.json', JSON.stringify({ sites: [{ root: './www', name: 'Default Web Site', bindings: [0], modules: ['./reading.mjs'], applications: [{ path: '/shop' }] }], sections: { file: './server.config', schema: './stamp.xml' } }))
  expect(await stamps('--config', folder.at('sites.json'))).toEqual(['8:all 19:9', '8:shop 19:1'])
  expect(await stamps('--module', folder.at('reading.mjs'), '--root', folder.at('www/shop'), '--port', '0', '--schema', folder.at('stamp.xml'))).toEqual(['8:shop 19:9', '8:shop 19:9'])
  const { exit } = go('serve', '--root', folder.at('www'), '--port', '0', '--schema', folder.at('server.config'))
  expect((await exit).err).toContain('There must be <configSchema>')
})

it('takes the configuration of its folder, in TypeScript, with the state of filters shared', async () => {
  const folder = makeFolder()
  const api = join(import.meta.dirname, '..', 'node_modules', '@isapi-bridge')
  folder.write('isapi-bridge.config.ts', `import type { Config } from '${api}/cli/index.js'
const root: string = './www'
export default { root, port: 0, filters: ['./denying.ts'] } satisfies Config\n`)
  folder.write('denying.ts', `import { SetLastError, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_ERROR } from '${api}/filter-api/dist/index.js'
export default {
  GetFilterVersion(pVer: { dwFlags: number }): boolean { pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS; return true },
  HttpFilterProc(): number { SetLastError(5 as never); return SF_STATUS_REQ_ERROR }
}\n`)
  const { until } = start(folder.path, 'serve')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  expect((await fetch(`${url}/`)).status).toBe(401) // ERROR_ACCESS_DENIED has reached the server
})

it('reads its configuration again on SIGHUP, and keeps the old one when the new one is broken', async () => {
  const folder = makeFolder()
  folder.write('filter.mjs', FILTER.replace("data.SetHeader(pfc, 'X-Seen:', 'yes')", "pfc.AddResponseHeaders(pfc, 'X-Seen: yes\\r\\n', 0)"))
  const write = (filters: string, global: string = ''): unknown => folder.write('isapi-bridge.config.mjs', `export default { filters: [${global}], sites: [{ root: 'www', bindings: [{ port: 0 }], filters: [${filters}] }] }`)
  write('')
  const { kill, exit, until } = start(folder.path, 'serve')
  const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
  const seen = async (): Promise<string | null> => (await fetch(`${url}/`, { headers: { connection: 'close' } })).headers.get('x-seen')
  expect(await seen()).toBeNull()
  write("'filter.mjs'")
  kill('SIGHUP')
  await until('site "Site 1" has been loaded anew\n')
  expect(await seen()).toBe('yes')
  write("'filter.mjs'", "{ nmae: 'x' }")
  kill('SIGHUP')
  await until('everything goes on as it was', 'err')
  write("{ name: 'site', file: 'filter.mjs' }", "'filter.mjs'")
  kill('SIGHUP')
  await until('the list of global filters has changed, which takes a restart', 'err')
  expect(await seen()).toBe('yes')
  kill('SIGTERM')
  expect((await exit).code).toBe(0)
})

it.each(['broken.mjs', 'broken.cjs', 'broken.ts'])('says the line of a syntax error in %s', async (name) => {
  const folder = makeFolder()
  folder.write(name, '// a comment\nconst a = 1\nconst const = 2\n')
  const { code, err } = await start(folder.path, 'serve', '--filter', name, '--port', '0').exit
  expect(code).toBe(3)
  expect(err).toMatch(new RegExp(`${name} cannot be loaded: .* \\(${name}:3\\)\\.`))
})

it('says which port is taken, and ends with 4', async () => {
  const blocker = createServer()
  onTestFinished(() => { blocker.close() })
  await new Promise<void>((resolve) => { blocker.listen(0, '127.0.0.1', resolve) })
  const { port } = blocker.address() as AddressInfo // it listens on a port
  const { code, err } = await start(makeFolder().path, 'serve', '--root', 'www', '--port', String(port)).exit
  expect(code).toBe(4)
  expect(err).toBe(`isapi-bridge: Port ${port} is in use. Stop what listens there, or choose another one, such as --port ${port + 1}.\n`)
})

it('shows requests on a page of its own with --inspect, and none without', async () => {
  const folder = makeFolder()
  folder.write('filter.js', FILTER)
  folder.write('package.json', '{ "type": "module" }')
  const { kill, exit, until } = go('serve', '--filter', folder.at('filter.js'), '--root', folder.at('www'), '--port', '0', '--inspect', '0')
  const [, site = '', page = ''] = /listening on (\S+)\nrequests are shown on (\S+)\n/.exec(await until('/_bridge/\n')) ?? []
  await fetch(`${site}/`)
  expect([(await fetch(`${site}/_bridge/`)).status, await (await fetch(page)).text()]).toEqual([404, expect.stringContaining('<title>isapi-bridge: requests</title>')])
  const read = async <T>(what: string): Promise<T> => (await fetch(new URL(what, page))).json() as Promise<T> // as the page has it
  await expect.poll(() => read<{ url: string; status: number }[]>('requests')).toMatchObject([{ url: '/', status: 200, names: expect.arrayContaining(['filter', 'StaticFileModule']) }, { url: '/_bridge/', status: 404 }])
  expect(await read<{ name: string }[]>('plan')).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'filter', notification: 'SF_NOTIFY_PREPROC_HEADERS' })]))
  kill('SIGTERM')
  expect(await exit).toMatchObject({ code: 0, err: '' })
})

it('says which port of --inspect is taken, and serves nothing', async () => {
  const blocker = createServer()
  onTestFinished(() => { blocker.close() })
  await new Promise<void>((resolve) => { blocker.listen(0, '127.0.0.1', resolve) })
  const { port } = blocker.address() as AddressInfo // it listens on a port
  expect(await command('serve', '--root', makeFolder().at('www'), '--port', '0', '--inspect', String(port))).toEqual({
    code: 4, out: '', err: `isapi-bridge: Port ${port} for the page of --inspect is in use. Name another one, such as --inspect 8078, or --inspect 0 for a free one.\n`
  })
})

it('where a compiled module runs, a body is there before the modules are called; a limit says it otherwise', async () => {
  const folder = makeFolder()
  folder.write('samples.wasm', readFileSync(join(import.meta.dirname, '../../wasm/test/prebuilt/samples.wasm')))
  folder.write('reader.mjs', `import { CHttpModule, createModuleFactory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE } from '@isapi-bridge/module-api'
class Reader extends CHttpModule {
  OnBeginRequest(context) {
    const { hr, pcbBytesReceived } = context.GetRequest().ReadEntityBody(Buffer.alloc(100), false)
    context.GetResponse().SetHeader('X-Read', hr === 0 ? String(pcbBytesReceived) : 'nothing', true)
    return RQ_NOTIFICATION_CONTINUE
  }
}
export const RegisterModule = (_version, info) => info.SetRequestNotifications(createModuleFactory(Reader), RQ_BEGIN_REQUEST, 0)
`)
  const read = async (limits: object): Promise<string | null> => {
    folder.write('isapi-bridge.config.json', JSON.stringify({ root: 'www', port: 0, modules: ['samples.wasm', 'reader.mjs'], limits }))
    const { child, exit, until } = start(folder.path, 'serve')
    const [, url = ''] = /listening on (\S+)/.exec(await until('\n')) ?? []
    const answer = (await fetch(`${url}/index.html`, { method: 'POST', body: 'body' })).headers.get('x-read')
    child.kill('SIGTERM')
    await exit
    return answer
  }
  expect(await read({})).toBe('4')
  expect(await read({ uploadReadAheadSize: 0 })).toBe('nothing')
})
