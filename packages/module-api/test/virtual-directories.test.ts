import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CHttpModule, createMemoryHost, createModuleFactory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type MemoryHost, type SiteFacts } from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'

const base = mkdtempSync(join(tmpdir(), 'isapi-bridge-virtual-'))
for (const folder of ['root/images', 'pictures', 'large']) mkdirSync(join(base, folder), { recursive: true })
writeFileSync(join(base, 'pictures/a.txt'), 'a')
afterAll(() => { rmSync(base, { recursive: true }) })

const DIRECTORIES = [{ path: '/images', physicalPath: join(base, 'pictures') }, { path: '/images/large/', physicalPath: join(base, 'large') }]

/** A host whose module looks at each request. */
function hostOf(site: Partial<SiteFacts>, look: (context: IHttpContext) => void): MemoryHost {
  class Looking extends CHttpModule {
    override OnBeginRequest(context: IHttpContext) { look(context); return RQ_NOTIFICATION_CONTINUE }
  }
  return createMemoryHost({ modules: [{ name: 'looking', module: (_version, info) => { info.SetRequestNotifications(createModuleFactory(Looking), RQ_BEGIN_REQUEST, 0); return S_OK } }], site: { root: join(base, 'root'), ...site } })
}

describe('the path of a request', () => {
  it.each([
    ['/a.txt', 'root/a.txt'], ['/images', 'pictures'], ['/images/', 'pictures/'], ['/images/a.txt', 'pictures/a.txt'], ['/IMAGES/A.txt', 'pictures/A.txt'], ['/%49mages/a.txt', 'pictures/a.txt'],
    ['/images/large/b.txt', 'large/b.txt'], ['/images/larger/b.txt', 'pictures/larger/b.txt'], ['/imagesque/a.txt', 'root/imagesque/a.txt'], ['/images/../a.txt', 'root/a.txt'], ['/images/..%2fa.txt', ''], ['/images//a.txt', '']
  ])('%s', async (url, path) => {
    const seen: (string | null)[] = []
    const host = hostOf({ virtualDirectories: DIRECTORIES }, (context) => { seen.push(context.GetPhysicalPath()) })
    await host.connect().request({ url })
    await host.close()
    expect(seen).toEqual([path === '' ? '' : join(base, path)])
  })
})

it('MapPath reads them as well', async () => {
  const seen: unknown[] = []
  const host = hostOf({ virtualDirectories: DIRECTORIES }, (context) => { seen.push(context.MapPath('/images/a.txt'), context.MapPath('/x')) })
  await host.connect().request({ url: '/' })
  await host.close()
  expect(seen).toEqual([join(base, 'pictures/a.txt'), join(base, 'root/x')])
})

it('the application of a pipeline has the folder, id and configuration path of its URL path', async () => {
  const seen: unknown[] = []
  const host = hostOf({ id: 3, name: 'Shop', virtualDirectories: DIRECTORIES, application: '/images' }, (context) => {
    const application = context.GetApplication()
    seen.push(application.GetApplicationPhysicalPath(), application.GetApplicationId(), application.GetAppConfigPath())
  })
  await host.connect().request({ url: '/images/a.txt' })
  await host.close()
  expect(seen).toEqual([join(base, 'pictures'), '/LM/W3SVC/3/ROOT/images', 'MACHINE/WEBROOT/APPHOST/Shop/images'])
})

it.each([
  [{ virtualDirectories: [{ path: 'images', physicalPath: base }] }, 'has the path "images"; it must be a URL path'],
  [{ virtualDirectories: [{ path: '/', physicalPath: base }] }, 'has the path "/"'],
  [{ virtualDirectories: [{ path: '/images', physicalPath: '' }] }, 'must have a folder'],
  [{ application: 'shop' }, '`site.application` is shop'],
  [{ application: '/shop/' }, 'without a final slash']
])('refuses %j', (site, words) => { expect(() => hostOf(site, () => {})).toThrow(words) })
