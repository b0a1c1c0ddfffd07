import { chmodSync, existsSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { HttpContext, HttpDataChunkFromMemory } from '@isapi-bridge/module-api'
import { StaticFileModule } from '@isapi-bridge/module-api/modules'
import { describe, expect, test, vi } from 'vitest'
import { createFolder, createSite, handler } from './site.ts'

const FILES = { 'page.html': '<p>grüße</p>', 'folder/numbers.txt': '0123456789', 'empty.css': '', 'a b%c+ä.txt': 'odd name', 'large.bin': 'x'.repeat(300_000) }

/** Files below a folder that this process has open, where the system tells. */
function openFiles(folder: string): string[] {
  const table = '/proc/self/fd'
  if (!existsSync(table)) return []
  const files = readdirSync(table).map((fd) => { try { return readlinkSync(join(table, fd)) } catch { return '' } })
  return files.filter((file) => file.startsWith(folder))
}

describe('a file', () => {
  test('goes out with its type, length, date and ETag', async () => {
    const root = createFolder(FILES)
    const { host } = createSite(root, [StaticFileModule()])
    const response = await host.request('/page.html?x=1')
    expect(response).toMatchObject({ status: 200, reason: 'OK', body: '<p>grüße</p>' })
    expect(response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': '14',
      'accept-ranges': 'bytes',
      'last-modified': statSync(join(root, 'page.html')).mtime.toUTCString(),
      etag: expect.stringMatching(/^"[0-9a-f-]+"$/)
    })
    expect(response.headers).not.toHaveProperty('cache-control')
  })

  test('answers HEAD with the same headers and no body', async () => {
    const { host } = createSite(createFolder(FILES), [StaticFileModule()])
    const [get, head] = [await host.request('/page.html'), await host.request({ url: '/page.html', method: 'HEAD' })]
    expect(head).toEqual({ ...get, body: '' })
  })

  test.each([
    ['/folder/numbers.txt', '0123456789'],
    ['/empty.css', ''],
    ['/large.bin', FILES['large.bin']],
    ['/a%20b%25c+%C3%A4.txt', 'odd name']
  ])('%s is found', async (url, body) => {
    const { host } = createSite(createFolder(FILES), [StaticFileModule()])
    expect(await host.request(url)).toMatchObject({ status: 200, body })
  })

  test.each(['GET', 'HEAD'])('of an unknown extension, or of none, says so (%s)', async (method) => {
    const { host } = createSite(createFolder({ 'upload.xyzzy': '<script>', README: '<script>' }), [StaticFileModule()])
    for (const url of ['/upload.xyzzy', '/README']) {
      expect((await host.request({ url, method })).headers).toHaveProperty('content-type', 'application/octet-stream')
    }
  })

  test('takes the Cache-Control of the options', async () => {
    const { host } = createSite(createFolder(FILES), [StaticFileModule({ cacheControl: 'max-age=60' })])
    expect((await host.request('/page.html')).headers).toHaveProperty('cache-control', 'max-age=60')
    expect(() => StaticFileModule({ cacheControl: 'a\r\nb' })).toThrow(/cacheControl/)
  })
})

describe('conditions', () => {
  async function ask(headers: (known: { etag: string; date: string }) => Record<string, string>, method = 'GET') {
    const { host } = createSite(createFolder(FILES), [StaticFileModule()])
    const url = '/folder/numbers.txt'
    const first = await host.request(url)
    return host.request({ url, method, headers: headers({ etag: String(first.headers['etag']), date: String(first.headers['last-modified']) }) })
  }

  test.each(['GET', 'HEAD'])('an unchanged file is not sent again (%s)', async (method) => {
    const byTag = await ask(({ etag }) => ({ 'If-None-Match': etag }), method)
    expect(byTag).toMatchObject({ status: 304, reason: 'Not Modified', body: '' })
    expect(byTag.headers).toHaveProperty('etag')
    expect(byTag.headers).not.toHaveProperty('content-length')
    expect(await ask(({ date }) => ({ 'If-Modified-Since': date }), method)).toMatchObject({ status: 304 })
  })

  test('a changed file is', async () => {
    expect(await ask(() => ({ 'If-None-Match': 'W/"other"' }))).toMatchObject({ status: 200, body: '0123456789' })
    expect(await ask(() => ({ 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }))).toMatchObject({ status: 200 })
  })

  test('a failed precondition is refused', async () => {
    const response = await ask(() => ({ 'If-Match': '"other"' }))
    expect(response).toMatchObject({ status: 412, reason: 'Precondition Failed', body: '' })
    expect(response.headers).not.toHaveProperty('content-type')
  })

  test('a tag that matches outweighs a date that does not', async () => {
    const old = 'Thu, 01 Jan 1970 00:00:00 GMT'
    expect(await ask(() => ({ 'If-Unmodified-Since': old }))).toMatchObject({ status: 412 })
    expect(await ask(() => ({ 'If-Match': '*', 'If-Unmodified-Since': old }))).toMatchObject({ status: 200 })
    expect(await ask(({ date }) => ({ 'If-None-Match': '"other"', 'If-Modified-Since': date }))).toMatchObject({ status: 200 })
  })

  test.each(['bytes=-11', 'bytes=-99', 'bytes=20-30,-99'])('more of the end than there is means the whole file (%s)', async (range) => {
    expect(await ask(() => ({ Range: range }))).toMatchObject({ status: 200, body: '0123456789' })
  })

  test('the last no bytes are none that could be sent', async () => {
    expect(await ask(() => ({ Range: 'bytes=-0' }))).toMatchObject({ status: 416 })
  })

  test('the name of the unit has no case', async () => {
    expect(await ask(() => ({ Range: 'Bytes=2-4' }))).toMatchObject({ status: 206, body: '234' })
    expect(await ask(() => ({ Range: 'lines=2-4' }))).toMatchObject({ status: 200, body: '0123456789' })
  })

  test('a range of a version with a later date is of another one', async () => {
    const later = new Date(Date.now() + 86_400_000).toUTCString()
    expect(await ask(() => ({ Range: 'bytes=2-4', 'If-Range': later }))).toMatchObject({ status: 200, body: '0123456789' })
  })

  test('part of a file is sent', async () => {
    const response = await ask(() => ({ Range: 'bytes=2-4' }))
    expect(response).toMatchObject({ status: 206, reason: 'Partial Content', body: '234' })
    expect(response.headers).toMatchObject({ 'content-range': 'bytes 2-4/10', 'content-length': '3' })
    expect(await ask(() => ({ Range: 'bytes=-1' }))).toMatchObject({ status: 206, body: '9' })
  })

  test('a range outside the file is refused with its size', async () => {
    const response = await ask(() => ({ Range: 'bytes=20-30' }))
    expect(response).toMatchObject({ status: 416, body: '' })
    expect(response.headers).toMatchObject({ 'content-range': 'bytes */10' })
  })

  test('a range of another version, or of HEAD, counts for nothing', async () => {
    expect(await ask(() => ({ Range: 'bytes=2-4', 'If-Range': '"other"' }))).toMatchObject({ status: 200, body: '0123456789' })
    expect(await ask(() => ({ Range: 'bytes=2-4' }), 'HEAD')).toMatchObject({ status: 200 })
  })

  test('a range of the same version needs its date or its tag, and never a weak one', async () => {
    expect(await ask(({ date }) => ({ Range: 'bytes=2-4', 'If-Range': date }))).toMatchObject({ status: 206, body: '234' })
    expect(await ask(({ etag }) => ({ Range: 'bytes=2-4', 'If-Range': etag }))).toMatchObject({ status: 206, body: '234' })
    for (const bad of [(etag: string) => `W/${etag}`, (etag: string) => `x W/${etag}`, (etag: string) => `"other", ${etag}`]) {
      expect(await ask(({ etag }) => ({ Range: 'bytes=2-4', 'If-Range': bad(etag) }))).toMatchObject({ status: 200, body: '0123456789' })
    }
  })

  test('If-Match compares strongly, If-None-Match weakly', async () => {
    expect(await ask(({ etag }) => ({ 'If-Match': `"other", ${etag}` }))).toMatchObject({ status: 200 })
    expect(await ask(({ etag }) => ({ 'If-Match': `W/${etag}` }))).toMatchObject({ status: 412 })
    expect(await ask(({ etag }) => ({ 'If-Match': `W/${etag}, ${etag}` }))).toMatchObject({ status: 200 })
    expect(await ask(({ etag }) => ({ 'If-None-Match': `W/${etag}` }))).toMatchObject({ status: 304 })
  })

  test('several ranges are one part where they overlap or touch, and the whole file otherwise', async () => {
    for (const range of ['bytes=2-3,4-5', 'bytes=2-4,3-5', 'bytes=4-5,2-3']) {
      const response = await ask(() => ({ Range: range }))
      expect(response).toMatchObject({ status: 206, body: '2345' })
      expect(response.headers).toMatchObject({ 'content-range': 'bytes 2-5/10' })
    }
    expect(await ask(() => ({ Range: 'bytes=0-1,8-9' }))).toMatchObject({ status: 200, body: '0123456789' })
  })
})

describe('what is no file of the site', () => {
  test.each(['/missing.html', '/folder', '/folder/', '/', '/page.html/more', `/${'x'.repeat(300)}`])('%s is left to others', async (url) => {
    const seen: number[] = []
    const next = handler('next', (context) => { seen.push(context.GetResponse().GetStatus().pStatusCode) })
    const { host, reports } = createSite(createFolder(FILES), [StaticFileModule(), next])
    expect(await host.request(url)).toMatchObject({ status: 404, body: '' })
    expect(seen).toEqual([200])
    expect(reports).toEqual([])
  })

  test('a missing site folder is no error', async () => {
    const { host, reports } = createSite(join(createFolder(), 'none'), [StaticFileModule()])
    expect(await host.request('/page.html')).toMatchObject({ status: 404 })
    expect(reports).toEqual([])
  })

  test('another handler answers', async () => {
    const other = handler('other', (context) => {
      context.GetResponse().WriteEntityChunkByReference({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('made') } })
      context.SetRequestHandled()
    })
    const { host } = createSite(createFolder(FILES), [StaticFileModule(), other])
    expect(await host.request('/missing.html')).toMatchObject({ status: 200, body: 'made' })
  })
})

describe('other verbs', () => {
  test('are refused for a file, with those that are allowed', async () => {
    const { host } = createSite(createFolder(FILES), [StaticFileModule()])
    const response = await host.request({ url: '/page.html', method: 'POST' })
    expect(response).toMatchObject({ status: 405, reason: 'Method Not Allowed', body: '' })
    expect(response.headers).toEqual({ allow: 'GET, HEAD' })
  })

  test('are left to others where there is no file', async () => {
    const { host } = createSite(createFolder(FILES), [StaticFileModule()])
    expect(await host.request({ url: '/missing.html', method: 'POST' })).toMatchObject({ status: 404 })
  })
})

test.skipIf(process.getuid?.() === 0)('a file that may not be read is 401.3', async () => {
  const root = createFolder(FILES)
  chmodSync(join(root, 'page.html'), 0)
  let substatus = 0
  const { host, reports } = createSite(root, [StaticFileModule(), handler('watch', (context) => { substatus = context.GetResponse().GetStatus().pSubStatus }, true)])
  expect(await host.request('/page.html')).toMatchObject({ status: 401, body: '' })
  expect(substatus).toBe(3)
  expect(reports).toEqual([])
})

test('the request counts as handled', async () => {
  let handled = false
  const watch = handler('watch', (context) => { handled = context instanceof HttpContext && context.handled }, true)
  const { host } = createSite(createFolder(FILES), [StaticFileModule(), watch])
  await host.request('/page.html')
  expect(handled).toBe(true)
})

test('a small body is in memory, as the rest of the pipeline expects it', async () => {
  let body: unknown
  const thief = handler('thief', (context) => { if (context instanceof HttpContext) body = context.response.takeBody() }, true)
  const { host } = createSite(createFolder(FILES), [StaticFileModule(), thief])
  await host.request('/page.html')
  expect(body).toEqual(Buffer.from(FILES['page.html']))
})

test('a large one is streamed, and its file closed when nobody reads it', async () => {
  let stream: unknown
  const thief = handler('thief', (context) => { if (context instanceof HttpContext) stream = context.response.takeBody() }, true)
  const { host } = createSite(createFolder(FILES), [StaticFileModule(), thief])
  expect(await host.request('/large.bin')).toMatchObject({ status: 200, body: '' })
  expect(stream).toBeInstanceOf(Readable)
  expect(stream).toHaveProperty('destroyed', true)
})

test('a client that leaves meanwhile leaves no file open', async () => {
  const root = createFolder(FILES)
  const { host, reports } = createSite(root, [StaticFileModule()])
  for (let turns = 0; turns < 24; turns++) {
    const client = new AbortController()
    const answer = host.request({ url: turns % 2 === 0 ? '/large.bin' : '/page.html', signal: client.signal })
    for (let turn = 0; turn < turns / 2; turn++) await new Promise((resolve) => { setImmediate(resolve) })
    client.abort()
    await answer
  }
  await vi.waitFor(() => { expect(openFiles(root)).toEqual([]) })
  expect(reports).toEqual([])
})
