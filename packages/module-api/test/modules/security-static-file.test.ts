import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { createFolder, createSite } from './site.ts'

const LEFT_TO_OTHERS = { status: 404, body: '' }

describe('links', () => {
  test.each([
    ['a file', '/link', 'secret.txt'],
    ['a folder', '/link/secret.txt', '.']
  ])('to %s outside the roots are refused and reported', async (_what, url, target) => {
    const [root, outside] = [createFolder(), createFolder({ 'secret.txt': 'secret' })]
    symlinkSync(join(outside, target), join(root, 'link'))
    const { host, reports } = createSite(root, [StaticFileModule()])
    expect(await host.request(url)).toMatchObject(LEFT_TO_OTHERS)
    expect(reports).toMatchObject([{ code: 'ERR_MODULE_PATH_OUTSIDE', message: expect.stringContaining(join(outside, 'secret.txt')) }])
    expect(await host.request({ url, method: 'POST' })).toMatchObject({ status: 404 })
  })

  test('inside the roots are followed, into filterRoots too', async () => {
    const [root, other] = [createFolder({ 'releases/1/page.txt': 'one' }), createFolder({ 'far.txt': 'two' })]
    symlinkSync('releases/1', join(root, 'current'))
    symlinkSync(join(other, 'far.txt'), join(root, 'far.txt'))
    const { host, reports } = createSite(root, [StaticFileModule()], { filterRoots: [other] })
    expect(await host.request('/current/page.txt')).toMatchObject({ status: 200, body: 'one' })
    expect(await host.request('/far.txt')).toMatchObject({ status: 200, body: 'two' })
    expect(reports).toEqual([])
  })

  test('a root may be a link itself', async () => {
    const [real, parent] = [createFolder({ 'page.txt': 'text' }), createFolder()]
    symlinkSync(real, join(parent, 'site'))
    const { host } = createSite(join(parent, 'site'), [StaticFileModule()])
    expect(await host.request('/page.txt')).toMatchObject({ status: 200, body: 'text' })
  })

  test('a link to itself is no file', async () => {
    const root = createFolder()
    symlinkSync('loop', join(root, 'loop'))
    const { host, reports } = createSite(root, [StaticFileModule()])
    expect(await host.request('/loop')).toMatchObject(LEFT_TO_OTHERS)
    expect(reports).toEqual([])
  })
})

describe('hidden files', () => {
  test.each(['/.env', '/%2eenv', '/.git/config', '/folder/.hidden/page.txt', '/folder/.htpasswd'])('%s is not served', async (url) => {
    const { host } = createSite(createFolder({ '.env': 'x', '.git/config': 'x', 'folder/.hidden/page.txt': 'x', 'folder/.htpasswd': 'x' }), [StaticFileModule()])
    expect(await host.request(url)).toMatchObject(LEFT_TO_OTHERS)
  })

  test('a root may have such a name', async () => {
    const parent = createFolder({ '.site/page.txt': 'text', '.site/.well-known/token': 'proof', '.site/.git/config': 'x' })
    const root = join(parent, '.site')
    const { host } = createSite(root, [StaticFileModule()], { filterRoots: [join(root, '.well-known')] })
    expect(await host.request('/page.txt')).toMatchObject({ status: 200, body: 'text' })
    expect(await host.request('/.well-known/token')).toMatchObject({ status: 200, body: 'proof' })
    expect(await host.request('/.git/config')).toMatchObject(LEFT_TO_OTHERS)
  })
})

test.each([
  '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/a/..%2f..%2fsecret.txt', '/..%5csecret.txt', '/a%2f..%2f..%2fsecret.txt', '/page.txt%00.html',
  '//secret.txt', '/a//../../secret.txt', '/%252e%252e/secret.txt', '/page.txt%2f', '/page.txt/.', '/page.txt/'
])('%s reaches nothing', async (url) => {
  const parent = createFolder({ 'secret.txt': 'secret', 'site/page.txt': 'text', 'site/a/page.txt': 'text' })
  const { host } = createSite(join(parent, 'site'), [StaticFileModule()])
  expect(await host.request(url)).toMatchObject(LEFT_TO_OTHERS)
})

test.skipIf(process.platform === 'win32')('what is no regular file is not opened', async () => {
  const root = createFolder()
  execFileSync('mkfifo', [join(root, 'pipe.txt')])
  symlinkSync('/dev/zero', join(root, 'device.txt'))
  const { host } = createSite(root, [StaticFileModule()], { filterRoots: ['/dev'] })
  expect(await host.request('/pipe.txt')).toMatchObject(LEFT_TO_OTHERS)
  expect(await host.request('/device.txt')).toMatchObject(LEFT_TO_OTHERS)
})
