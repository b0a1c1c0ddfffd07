import { mkdirSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DefaultDocumentModule, DirectoryListingModule, StaticFileModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { closing, createFolder, createSite } from './site.ts'

const ON = DirectoryListingModule({ enabled: true })

/** Target and text of each link. */
function linksOf(body: string): string[][] {
  return [...body.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map((match) => match.slice(1))
}

test('it is off unless it is switched on: folders are refused, and nothing else', async () => {
  for (const entry of [DirectoryListingModule(), DirectoryListingModule({ enabled: false })]) {
    const subStatuses: number[] = []
    const watch = closing('Watch', { onLogLine: (_context, record) => { subStatuses.push(record.subStatus) } })
    const { host } = createSite(createFolder({ 'd/x.txt': '' }), [entry, watch])
    expect(await host.request('/d/')).toMatchObject({ status: 403, body: '' })
    expect(await host.request({ url: '/d/', method: 'HEAD' })).toMatchObject({ status: 403, body: '' })
    expect(await host.request('/d')).toMatchObject({ status: 301 })
    for (const request of ['/missing/', '/d/x.txt', { url: '/d/', method: 'POST' }]) expect(await host.request(request)).toMatchObject({ status: 404 })
    expect(subStatuses).toEqual([14, 14, 0, 0, 0, 0])
  }
})

test('with a path only that folder is listed, with all that is in it', async () => {
  const { host } = createSite(createFolder({ 'd/e/x.txt': '', 'dd/x.txt': '' }), [DirectoryListingModule({ enabled: true, path: '/d' })])
  expect((await host.request('/d/')).body).toContain('./e/')
  expect((await host.request('/D%2fe/')).status).toBe(404)
  expect((await host.request('/d/e/')).body).toContain('./x.txt')
  for (const url of ['/', '/dd/', '/d/../']) expect(await host.request(url)).toMatchObject({ status: 403, body: '' })
})

describe('a listing', () => {
  test('shows folders, then files, with date and size', async () => {
    const root = createFolder({ 'b.txt': '12345', 'a.txt': '', 'z/x.txt': '' })
    for (const name of ['a.txt', 'b.txt', 'z']) utimesSync(join(root, name), 0, new Date('2020-03-04T05:06:07Z'))
    const { host } = createSite(root, [ON])
    const { status, headers, body } = await host.request('/')
    expect([status, headers]).toEqual([200, { 'content-type': 'text/html; charset=utf-8', 'content-length': String(Buffer.byteLength(body)) }])
    expect(linksOf(body)).toEqual([['./z/', 'z'], ['./a.txt', 'a.txt'], ['./b.txt', 'b.txt']])
    expect(body).toContain('<td>2020-03-04 05:06</td><td>5</td>')
    expect(body).toContain('<td>2020-03-04 05:06</td><td>&lt;dir&gt;</td>')
  })

  test('links to the folder above, except at the top', async () => {
    const root = createFolder()
    mkdirSync(join(root, 'empty'))
    const { host } = createSite(root, [ON])
    expect(linksOf((await host.request('/empty/')).body)).toEqual([['../', 'Folder above']])
    expect(linksOf((await host.request('/')).body)).toEqual([['./empty/', 'empty']])
  })

  test('has links that lead to the files', async () => {
    const names = ['a b.txt', 'grün.txt', '100%.txt', 'a#b?c.txt', 'a:b.txt', '%41.txt']
    const { host } = createSite(createFolder(Object.fromEntries(names.map((name) => [`d/${name}`, name]))), [StaticFileModule(), ON])
    const links = linksOf((await host.request('/d/')).body).slice(1)
    expect(links).toHaveLength(names.length)
    for (const [target = '', name] of links) {
      const { pathname, search } = new URL(target, 'http://site.test/d/')
      expect(await host.request(pathname + search)).toMatchObject({ status: 200, body: name })
    }
  })

  test('answers HEAD, and leaves other verbs to others', async () => {
    const { host } = createSite(createFolder({ 'x.txt': '' }), [ON])
    const [get, head] = [await host.request('/'), await host.request({ url: '/', method: 'HEAD' })]
    expect(head).toEqual({ ...get, body: '' })
    expect(await host.request({ url: '/', method: 'POST' })).toMatchObject({ status: 404, body: '' })
  })

  test('comes behind files and default documents', async () => {
    const { host } = createSite(createFolder({ 'x.txt': 'text', 'd/index.html': 'page' }), [StaticFileModule(), DefaultDocumentModule(), ON])
    expect(await host.request('/x.txt')).toMatchObject({ body: 'text' })
    expect(await host.request('/d/')).toMatchObject({ body: 'page' })
    expect((await host.request('/')).body).toContain('x.txt')
  })
})

test('a folder URL without the final slash is redirected; what is no folder is left to others', async () => {
  const { host } = createSite(createFolder({ 'd/x.txt': '' }), [ON])
  expect(await host.request('/d?x')).toMatchObject({ status: 301, headers: { location: 'http://site.test/d/?x' } })
  for (const url of ['/missing/', '/missing', '/d/x.txt', '/d/x.txt/']) expect(await host.request(url)).toMatchObject({ status: 404, body: '' })
})

test('links and hidden names are not shown', async () => {
  const root = createFolder({ '.hidden': '', 'x.txt': '', '.git/config': '' })
  symlinkSync('x.txt', join(root, 'link.txt'))
  symlinkSync('/', join(root, 'out'))
  const { host } = createSite(root, [ON])
  expect(linksOf((await host.request('/')).body)).toEqual([['./x.txt', 'x.txt']])
})

test.each([[{ enabled: 'yes' }, /`enabled`/], [{ enable: true }, /no enable;/], [null, /object/], [{ enabled: true, path: 'd' }, /`path`/]])('options %j are refused', (options, message) => {
  expect(() => DirectoryListingModule(options as never)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})
