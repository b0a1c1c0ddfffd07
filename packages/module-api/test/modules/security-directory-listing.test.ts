import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DirectoryListingModule } from '@isapi-bridge/module-api/modules'
import { expect, test } from 'vitest'
import { createFolder, createSite } from './site.ts'

const ON = DirectoryListingModule({ enabled: true })

/** Everything between angle brackets. */
function tagsOf(body: string): string[] {
  return body.match(/<[^>]*>/g) ?? []
}

test.each([
  '<script>alert(1)<|script>.txt', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", 'javascript:alert(1)', '&lt;b&gt;', '<!--', ']]>', 'data:text|html,x', 'a\nb\r.txt', '\u202egpj.exe'
])('a name is a name: %j', async (name) => {
  const plain = tagsOf((await createSite(createFolder({ 'd/x.txt': '' }), [ON]).host.request('/d/')).body)
  const { host } = createSite(createFolder({ [`d/${name}`]: '' }), [ON])
  const { body } = await host.request('/d/')
  expect(tagsOf(body).map((tag) => tag.replace(/href="\.\/[^"]*"/, 'href="./x.txt"'))).toEqual(plain)
  const [, link] = [...body.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '')
  const { protocol, host: target, pathname } = new URL(link?.replaceAll('&#39;', "'") ?? '', 'http://site.test/d/')
  expect([protocol, target, decodeURIComponent(pathname)]).toEqual(['http:', 'site.test', `/d/${name}`])
})

test('so is that of a folder, in title and heading', async () => {
  const name = '<script>alert(1)<'
  const { host } = createSite(createFolder({ [`${name}/x.txt`]: '' }), [ON])
  const { body } = await host.request(`/${encodeURIComponent(name)}/`)
  expect(body).toContain('&lt;script&gt;alert(1)&lt;')
  expect(body).not.toContain('<script')
})

test.each(['/.git/', '/../', '/..%2f', '/a/..%2f..%2f', '/link/', '//', '/%2e%2e/'])('%s is not listed', async (url) => {
  const parent = createFolder({ 'secret.txt': '', 'site/.git/secret.txt': '', 'site/a/x.txt': '' })
  symlinkSync(parent, join(parent, 'site/link'))
  const { host } = createSite(join(parent, 'site'), [ON])
  const { body } = await host.request(url)
  expect(body).not.toContain('secret')
})
