import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { CHttpModule, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type IMapPathProvider, type ModuleEntry, type REQUEST_NOTIFICATION_STATUS } from '@isapi-bridge/module-api'
import { DefaultDocumentModule, DirectoryListingModule, RequestFilteringModule, StaticFileModule, UrlAuthorizationModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { createFolder, createSite } from './site.ts'

const MODULES = [StaticFileModule(), DefaultDocumentModule(), DirectoryListingModule({ enabled: true })]

/** Maps every URL to this folder. */
function mapAllTo(folder: string): ModuleEntry {
  class Mapping extends CHttpModule {
    override OnMapPath(_pHttpContext: IHttpContext, pProvider: IMapPathProvider): REQUEST_NOTIFICATION_STATUS {
      pProvider.SetPhysicalPath(folder)
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  return { name: 'Mapping', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Mapping(), Terminate: () => {} }, RQ_MAP_PATH, 0) }
}

describe('a redirect never leaves the host', () => {
  test.each(['//evil.test', '//evil.test/%2e', '/\\evil.test', '/%5cevil.test', '///evil.test', '/%2fevil.test', '//site.test@evil.test'])('for %s', async (url) => {
    const root = createFolder({ 'evil.test/x.txt': '' })
    for (const modules of [MODULES, [mapAllTo(join(root, 'evil.test')), ...MODULES]]) {
      const { host } = createSite(root, modules)
      const { headers } = await host.request(url)
      const { location } = headers
      if (location !== undefined) expect(new URL(String(location)).host).toBe('site.test')
    }
  })

  test('and never splits the head', async () => {
    const { host } = createSite(createFolder({ 'a\r\nb: c/x.txt': '' }), MODULES)
    expect((await host.request('/a%0d%0ab:%20c')).headers).toEqual({ 'content-type': 'text/html', location: 'http://site.test/a%0d%0ab:%20c/' })
  })
})

describe('what must not be found', () => {
  test.each(['/.git/', '/.git', '/a/.hidden/', '/../', '/..%2f', '/%2e%2e/', '/a/..%2f..%2f'])('%s', async (url) => {
    const parent = createFolder({ 'index.html': 'secret', 'site/.git/index.html': 'secret', 'site/a/.hidden/index.html': 'secret', 'site/a/x.txt': '' })
    const { host } = createSite(join(parent, 'site'), [StaticFileModule(), DefaultDocumentModule()])
    expect(await host.request(url)).toMatchObject({ status: 404, body: '', headers: {} })
  })

  test('a folder behind a link that leads out of the roots', async () => {
    const [root, outside] = [createFolder(), createFolder({ 'index.html': 'secret' })]
    symlinkSync(outside, join(root, 'link'))
    const { host, reports } = createSite(root, MODULES)
    for (const url of ['/link/', '/link']) expect(await host.request(url)).toMatchObject({ status: 404, body: '' })
    expect(reports[0]).toMatchObject({ code: 'ERR_MODULE_PATH_OUTSIDE' })
  })

  test('a document that is such a link', async () => {
    const [root, outside] = [createFolder(), createFolder({ 'secret.html': 'secret' })]
    symlinkSync(join(outside, 'secret.html'), join(root, 'index.html'))
    const { host, reports } = createSite(root, [StaticFileModule(), DefaultDocumentModule()])
    expect(await host.request('/')).toMatchObject({ status: 404, body: '' })
    expect(reports).toMatchObject([{ code: 'ERR_MODULE_PATH_OUTSIDE' }])
  })
})

test('links inside the roots are followed', async () => {
  const root = createFolder({ 'releases/1/index.html': 'one' })
  symlinkSync('releases/1', join(root, 'current'))
  const { host } = createSite(root, MODULES)
  expect(await host.request('/current/')).toMatchObject({ status: 200, body: 'one' })
})

test('the child request passes the same guards', async () => {
  const root = createFolder({ 'index.html': 'home', 'open/index.html': 'open' })
  const guard = UrlAuthorizationModule({ rules: [{ access: 'allow', users: ['*'] }, { access: 'deny', users: ['?'], path: '/index.html' }] })
  expect(await createSite(root, [guard, ...MODULES]).host.request('/')).toMatchObject({ status: 401, body: '' })
  expect(await createSite(root, [guard, ...MODULES]).host.request('/open/')).toMatchObject({ status: 200, body: 'open' })
  const filter = RequestFilteringModule({ fileExtensions: { deny: ['.html'] } })
  expect(await createSite(root, [filter, ...MODULES]).host.request('/')).toMatchObject({ status: 404, body: '' })
})
