import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { HttpContext, NamedUser, extrasOf } from '@isapi-bridge/module-api'
import { BasicAuthenticationModule, DefaultDocumentModule, DirectoryListingModule, StaticFileModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, onTestFinished, test } from 'vitest'
import { authenticateAs, basic } from './authentication.ts'
import { closing, createFolder, createSite, handler } from './site.ts'

const FILES = { 'index.html': 'home', 'folder/Default.htm': 'first', 'folder/index.html': 'second', 'a b%/index.htm': 'odd', 'empty/x.txt': '', 'page.txt': 'text' }
const MODULES = [StaticFileModule(), DefaultDocumentModule()]

describe('a folder with a default document', () => {
  test.each([
    ['/', 'home'], ['/?x=1', 'home'], ['/folder/', 'first'], ['/a%20b%25/', 'odd'], ['/empty/../folder/', 'first']
  ])('%s gets it', async (url, body) => {
    const { host, reports } = createSite(createFolder(FILES), MODULES)
    expect(await host.request(url)).toMatchObject({ status: 200, body, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(reports).toEqual([])
  })

  test('gets the first one of the list', async () => {
    const { host } = createSite(createFolder(FILES), [StaticFileModule(), DefaultDocumentModule({ files: ['none.html', 'index.html'] })])
    expect(await host.request('/folder/')).toMatchObject({ status: 200, body: 'second' })
  })

  test.each([
    [{ 'DEFAULT.HTM': 'upper', 'index.html': 'home' }, '/DEFAULT.HTM', 'upper'], // the list says Default.htm, and the order of the list counts
    [{ 'Index.HTML': 'mixed' }, '/Index.HTML', 'mixed'],
    [{ 'default.htm': 'lower', 'Default.htm': 'as listed' }, '/Default.htm', 'as listed'],
    [{ 'INDEX.HTM': 'upper', 'index.HTM': 'mixed' }, '/INDEX.HTM', 'upper'],
    [{ 'DEFAULT.HTM/inner.txt': 'a folder', 'index.html': 'home' }, '/index.html', 'home']
  ])('has it in whatever case the file is spelt: %o', async (files, url, body) => {
    const urls: string[] = []
    const watch = handler('watch', (context) => { if (extrasOf(context).level > 0) urls.push(extrasOf(context).rawUrl) })
    const { host, reports } = createSite(createFolder(files), [watch, ...MODULES])
    expect(await host.request('/')).toMatchObject({ status: 200, body })
    expect([urls, reports]).toEqual([[url], []])
  })

  test.skipIf(process.getuid?.() === 0)('has it as it is listed where the folder cannot be read', async () => {
    const folder = createFolder({ 'closed/index.html': 'home', 'closed/DEFAULT.HTM': 'unseen' })
    chmodSync(join(folder, 'closed'), 0o311)
    onTestFinished(() => { chmodSync(join(folder, 'closed'), 0o755) })
    expect(await createSite(folder, MODULES).host.request('/closed/')).toMatchObject({ status: 200, body: 'home' })
  })

  test('gets it through a child request with the query, the headers and the user', async () => {
    const bob = new NamedUser({ remoteUserName: 'bob', userName: 'bob', authenticationType: 'Forms' })
    const children: unknown[] = []
    const watch = handler('watch', (context) => {
      const { level, rawUrl } = extrasOf(context)
      if (level > 0) children.push([rawUrl, context.GetRequest().GetHeader('X-Mark'), context.GetUser() === bob, context.GetParentContext() !== null])
    })
    const { host } = createSite(createFolder(FILES), [authenticateAs(bob), watch, ...MODULES])
    await host.request({ url: '/folder/?x=1&y=2', headers: { 'X-Mark': 'mark' } })
    expect(children).toEqual([['/folder/Default.htm?x=1&y=2', 'mark', true, true]])
  })

  test('does not log the user on twice', async () => {
    let logons = 0
    const { host } = createSite(createFolder(FILES), [BasicAuthenticationModule({ realm: 'site', logon: () => { logons++; return true } }), ...MODULES])
    expect(await host.request({ url: '/', headers: basic('bob', 'x') })).toMatchObject({ status: 200, body: 'home' })
    expect(logons).toBe(1)
  })

  test('counts as handled, and gives its clone back', async () => {
    let handled = false
    let released: unknown
    let child: HttpContext | null = null
    const keep = handler('keep', (context) => { if (context instanceof HttpContext && context.level > 0) child = context })
    const watch = handler('watch', (context) => {
      if (!(context instanceof HttpContext) || context.level > 0) return
      handled = context.handled
      released = child?.ReleaseClonedContext()
    }, true)
    const { host } = createSite(createFolder(FILES), [keep, ...MODULES, watch])
    await host.request('/')
    expect([handled, Number(released) < 0]).toEqual([true, true]) // it has been released before
  })

  test('keeps conditions and HEAD', async () => {
    const { host } = createSite(createFolder(FILES), MODULES)
    const { headers } = await host.request('/')
    expect(await host.request({ url: '/', method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '4' } })
    expect(await host.request({ url: '/', headers: { 'If-None-Match': String(headers['etag']) } })).toMatchObject({ status: 304, body: '' })
  })

  test('refuses other verbs as the document does', async () => {
    const { host } = createSite(createFolder(FILES), MODULES)
    expect(await host.request({ url: '/', method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })
})

describe('a folder URL without the final slash', () => {
  test.each([
    ['/folder', 'http://site.test/folder/'],
    ['/folder?x=1&y', 'http://site.test/folder/?x=1&y'],
    ['/a%20b%25', 'http://site.test/a%20b%25/'],
    ['/empty', 'http://site.test/empty/']
  ])('%s is redirected', async (url, location) => {
    const { host } = createSite(createFolder(FILES), MODULES)
    expect(await host.request(url)).toMatchObject({ status: 301, reason: 'Moved Permanently', headers: { location }, body: expect.stringContaining('Document moved') })
  })

  test('is left alone for other verbs', async () => {
    const { host } = createSite(createFolder(FILES), MODULES)
    expect(await host.request({ url: '/folder', method: 'POST' })).toMatchObject({ status: 404, headers: {} })
  })
})

describe('what it leaves to others', () => {
  test.each(['/empty/', '/missing', '/missing/', '/page.txt/', '/page.txt/more/'])('%s', async (url) => {
    const { host, reports } = createSite(createFolder(FILES), MODULES)
    expect(await host.request(url)).toMatchObject({ status: 404, body: '' })
    expect(reports).toEqual([])
  })

  test('folders with a folder of that name', async () => {
    const { host } = createSite(createFolder({ 'index.html/x.txt': '' }), MODULES)
    expect(await host.request('/')).toMatchObject({ status: 404 })
  })

  test('what another handler answers', async () => {
    const answer = handler('answer', (context) => {
      context.GetResponse().SetStatus(201, 'Created')
      context.SetRequestHandled()
    })
    const { host } = createSite(createFolder(FILES), [answer, ...MODULES])
    expect(await host.request('/')).toMatchObject({ status: 201, body: '' })
  })

  test('a folder without one, to the listing', async () => {
    const { host } = createSite(createFolder(FILES), [...MODULES, DirectoryListingModule({ enabled: true })])
    expect(await host.request('/empty/')).toMatchObject({ status: 200, body: expect.stringContaining('x.txt') })
    expect(await host.request('/folder/')).toMatchObject({ status: 200, body: 'first' })
  })
})

test('it works alone: the document answers as whatever serves it does', async () => {
  const { host } = createSite(createFolder(FILES), [DefaultDocumentModule()])
  expect(await host.request('/')).toMatchObject({ status: 404 })
  expect(await host.request('/folder')).toMatchObject({ status: 301 })
})

test.skipIf(process.getuid?.() === 0)('a folder that may not be entered is 401.3', async () => {
  const root = createFolder(FILES)
  chmodSync(join(root, 'folder'), 0)
  const { host, reports } = createSite(root, MODULES)
  const response = await host.request('/folder/')
  chmodSync(join(root, 'folder'), 0o755)
  expect([response.status, reports]).toEqual([401, []])
})

test('a client that leaves meanwhile ends its request once, and the child with it', async () => {
  let ends = 0
  const statuses = new Set<number>()
  const watch = closing('watch', { onRequestEnded: () => { ends++ }, onLogLine: (_context, record) => { statuses.add(record.status) } })
  const { host, reports } = createSite(createFolder(FILES), [...MODULES, watch])
  for (let turns = 0; turns < 24; turns++) {
    const client = new AbortController()
    const answer = host.request({ url: turns % 2 === 0 ? '/' : '/folder', signal: client.signal })
    for (let turn = 0; turn < turns / 2; turn++) await new Promise((resolve) => { setImmediate(resolve) })
    client.abort()
    await answer
  }
  expect([ends, reports]).toEqual([24, []])
  expect([...statuses].filter((status) => status >= 400)).toEqual([])
})

test.each([
  [{ files: [] }, /at least one file/],
  [{ files: 'index.html' }, /`files`/],
  [{ files: ['../x'] }, /`files`/],
  [{ files: ['a/b.html'] }, /`files`/],
  [{ files: ['.htaccess'] }, /`files`/],
  [{ file: ['x'] }, /no file;/],
  [null, /object/]
])('options %j are refused', (options, message) => {
  expect(() => DefaultDocumentModule(options as never)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})
