import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { open } from './support/modules.ts'

async function openFeatures() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'features-')))
  onTestFinished(() => { rmSync(root, { recursive: true }) })
  writeFileSync(join(root, 'a.txt'), 'text of a file')
  mkdirSync(join(root, 'other'))
  const opened = await open('features', { drive: { 'C:\\inetpub\\wwwroot': root } }, { site: { root } })
  return { ...opened, said: (): string[] => opened.events.map(({ text }) => text), body: async (url: string): Promise<string> => (await opened.host.request({ url })).body }
}

it('hears of the life of the server, and of no event that is never raised', async () => {
  const { host, module, said, reports } = await openFeatures()
  expect((await host.request({ url: '/' })).headers['x-later']).toBe('yes')
  await host.close()
  expect(said().slice(0, 4)).toEqual([
    'Module "features" registers for GL_CACHE_OPERATION, which is never raised: the caches of the server are its own.',
    'Module "features" registers for GL_THREAD_CLEANUP, which is never raised: there is no pool of request threads.',
    'resolve /LM/W3SVC/1/ROOT 00000000 00000000', 'start MACHINE/WEBROOT/APPHOST/Default Web Site application:0100000000'
  ])
  expect(said().slice(4)).toEqual(['stop listening 1', 'stop /LM/W3SVC/1/ROOT', 'terminated'])
  expect(module.registered.globalEvents & 0x0000_0004).toBe(0)
  expect(reports).toEqual([])
})

it('looks at files, which have containers of their own', async () => {
  const { body } = await openFeatures()
  expect(await body('/file')).toMatch(/^C:\\inetpub\\wwwroot\\a\.txt 14 text 1 \w+ 20\d\d 0\|file:0100000000 $/)
  expect(await body('/file')).toMatch(/file:1080070055 $/)
  expect(await body('/no-file')).toBe('80070002 1')
})

it('keeps fragments', async () => {
  const { body } = await openFeatures()
  expect(await body('/fragment')).toBe('80070003 00000000 8007007a 8 00000000 8 fragment 00000000 80070002')
})

it('has a container with each object, cleaned with it', async () => {
  const { host, body } = await openFeatures()
  const connection = host.connect()
  expect((await connection.request({ url: '/containers' })).body).toBe('request:0100000000 site:0100000000 application:1080070055 url:0100000000 metadata:0100000000 connection:0100000000 dispensed:0100000000 released:1 named:000000001')
  expect((await connection.request({ url: '/containers' })).body).toMatch(/^request:0100000000 site:1080070055 application:1080070055 url:\d+ metadata:1080070055 connection:1080070055 dispensed:0100000000 released:1 named:000000001$/)
  connection.close()
  // Twice request, named and dispensed, and the connection.
  expect(await body('/')).toBe('7 0')
})

it('asks site, application, URL and metadata', async () => {
  const { body } = await openFeatures()
  const site = 'MACHINE/WEBROOT/APPHOST/Default Web Site'
  expect(await body('/objects')).toBe(`1 Default Web Site|C:\\inetpub\\wwwroot|/LM/W3SVC/1/ROOT|${site}|${site}|C:\\inetpub\\wwwroot|0`)
  expect(await body('/objects')).toMatch(/\|1$/)
})

it('raises trace events, and hears those that it has asked for', async () => {
  const { body, said, reports } = await openFeatures()
  const text = await body('/trace')
  expect(reports).toEqual([])
  expect(text).toBe('0 00000000 1 6 4 00000000 1 80070057 00000000 00000000 1 FEATURE 17 7 Text=0/20 Narrow=narrow/7 Number=4000000000/4 Long=-5/8 True=1/4 Guid=1/16 None=(null);')
  expect(said().join()).not.toContain('not supported')
})

it('hears its own notifications, of the configuration and of files', async () => {
  const { body } = await openFeatures()
  expect(await body('/notices')).toBe('1 custom features;change MACHINE/WEBROOT/APPHOST/Default Web Site;file C:\\inetpub\\wwwroot\\a.txt 1;')
})

it('maps a URL elsewhere', async () => {
  const { body } = await openFeatures()
  expect(await body('/map')).toBe('00000000 C:\\inetpub\\wwwroot\\other\\x.txt')
})
