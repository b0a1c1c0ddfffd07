import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { RequestFilteringModule, StaticFileModule } from '@isapi-bridge/module-api/modules'
import { expect, test } from 'vitest'
import { createUserSite } from './authentication.ts'
import { createFolder, createSite } from './site.ts'

test.each([
  ['case', '/BIN/x'],
  ['an escape', '/%62in/x'],
  ['an escaped slash', '/bin%2fx'],
  ['an escaped slash before it', '/a%2fbin'],
  ['a backslash', '/a%5cbin'],
  ['a plain backslash', '/a\\bin'],
  ['slashes', '//bin//x'],
  ['dot segments', '/a/../bin/x'],
  ['escaped dot segments', '/a/%2e%2e/bin/x'],
  ['a dot at the end', '/bin./x'],
  ['blanks at the end', '/bin%20%20/x'],
  ['a stream', '/bin::$INDEX_ALLOCATION/x'],
  ['the long s, where a file system ignores case', '/\u017fecret/x'],
  ['the same, escaped', '/%C5%BFecret/x'],
  ['absolute form', 'http://site.test/bin/x'],
  ['a query in front of it', '/bin?/../x']
])('a hidden folder is not found by %s', async (_what, url) => {
  const { host, seen, served } = createUserSite([RequestFilteringModule({ hiddenSegments: ['bin', 'secret'] })])
  expect(await host.request(url)).toMatchObject({ status: 404, body: '' })
  expect([seen[0]?.status.pSubStatus, served]).toEqual([8, []])
})

test.each(['/WEB.CONFIG', '/web%2Econfig', '/web.config.', '/web.config%20', '/web.config::$DATA', '/web.config/', '/web.config%2f', '/x.config?/y.html'])('%s is a configuration file', async (url) => {
  const { host, served } = createUserSite([RequestFilteringModule()])
  expect(await host.request(url)).toMatchObject({ status: 404, body: '' })
  expect(served).toEqual([])
})

test('a sequence is found in the URL as the client sent it, too', async () => {
  for (const url of ['/a/../b', '/a/%2e%2e/b', '/a/%2E./b', 'http://site.test/a/../b']) {
    const { host, seen } = createUserSite([RequestFilteringModule({ denyUrlSequences: ['..'] })])
    await host.request(url)
    expect(seen[0]?.status.pSubStatus).toBe(5)
  }
})

test('a short form does not make a long URL pass', async () => {
  const { host, seen } = createUserSite([RequestFilteringModule({ maxUrl: 20 })])
  await host.request(`/${'x/../'.repeat(10)}`)
  expect(seen[0]?.status.pSubStatus).toBe(14)
})

test.each(['/a%25%32%65', '/a%252fb', '/a%25252e', '/%2525%32%65'])('%s is escaped twice', async (url) => {
  const { host, seen } = createUserSite([RequestFilteringModule()])
  expect(await host.request(url)).toMatchObject({ status: 404 })
  expect(seen[0]?.status.pSubStatus).toBe(11)
})

test('what is refused here is not served by the modules behind it', async () => {
  const root = createFolder({ 'bin/tool.txt': 'secret', 'page.txt': 'text' })
  symlinkSync('bin', join(root, 'link'))
  const { host } = createSite(root, [RequestFilteringModule(), StaticFileModule()])
  expect(await host.request('/page.txt')).toMatchObject({ status: 200, body: 'text' })
  for (const url of ['/bin/tool.txt', '/Bin/tool.txt', '/%62in/tool.txt', '/x/../bin/tool.txt']) expect(await host.request(url)).toMatchObject({ status: 404, body: '' })
})
