import { HttpRedirectionModule, type HttpRedirectionOptions } from '@isapi-bridge/module-api/modules'
import { describe, expect, test } from 'vitest'
import { createUserSite } from './authentication.ts'

/** Where a request is sent; null: nowhere. */
async function follow(options: HttpRedirectionOptions, url: string): Promise<string | null> {
  const { host } = createUserSite([HttpRedirectionModule(options)])
  const { status, headers, body } = await host.request(url)
  if (status === 200 && body === 'content') return null
  return String(headers['location'])
}

describe('without exactDestination', () => {
  const destination = 'https://new.test/sales'

  test.each([
    ['/', 'https://new.test/sales/'],
    ['/a/b.html', 'https://new.test/sales/a/b.html'],
    ['/a%20b/?x=1&y=%2f', 'https://new.test/sales/a%20b/?x=1&y=%2f']
  ])('what follows the path goes along: %s', async (url, location) => {
    expect(await follow({ destination }, url)).toBe(location)
    expect(await follow({ destination: `${destination}/` }, url)).toBe(location)
  })

  test.each([
    ['/marketing/default.aspx?x', 'https://new.test/sales/default.aspx?x'],
    ['/Marketing', 'https://new.test/sales'],
    ['/marketing/', 'https://new.test/sales/'],
    ['/other', null],
    ['/marketing2/x', null]
  ])('of one folder only: %s', async (url, location) => {
    expect(await follow({ destination, path: '/marketing' }, url)).toBe(location)
  })
})

test.each([
  ['https://new.test/', '/a/b?x=1', 'https://new.test/'],
  ['https://new.test/login?from=$V&$P', '/a/b?x=1', 'https://new.test/login?from=/a/b&x=1'],
  ['https://new.test$V$Q', '/a/b?x=1', 'https://new.test/a/b?x=1'],
  ['https://new.test$S$Q', '/a/b', 'https://new.test/a/b'],
  ['/maintenance.html', '/a/b', 'http://site.test/maintenance.html']
])('exactDestination: %s', async (destination, url, location) => {
  expect(await follow({ destination, exactDestination: true }, url)).toBe(location)
})

test.each([
  ['/x.html', 'https://new.test/x.html'], ['/', 'https://new.test/'], ['/sub/x.html', null], ['/sub/', 'https://new.test/sub/']
])('childOnly leaves subfolders alone: %s', async (url, location) => {
  expect(await follow({ destination: 'https://new.test', childOnly: true }, url)).toBe(location)
})

test.each([
  [undefined, 302, 'Redirect'], [301, 301, 'Moved Permanently'], [302, 302, 'Redirect'], [307, 307, 'Redirect'], [308, 308, 'Redirected Permanently']
] as const)('status %s', async (status, code, reason) => {
  const { host, served } = createUserSite([HttpRedirectionModule({ destination: 'https://new.test', status })])
  expect(await host.request({ url: '/', method: 'POST' })).toMatchObject({ status: code, reason, body: expect.stringContaining('<a href="https://new.test/">') })
  expect(served).toEqual([])
})

test('a destination on this host is not redirected again', async () => {
  expect(await follow({ destination: '/new' }, '/a?x')).toBe('http://site.test/new/a?x')
  expect(await follow({ destination: '/new' }, '/new/a')).toBeNull()
  expect(await follow({ destination: '/closed.html', exactDestination: true }, '/closed.html')).toBeNull()
  expect(await follow({ destination: '/', path: '/old' }, '/old/a')).toBe('http://site.test/a')
})

test.each([
  [{}, /`destination`/],
  [{ destination: 'new.test' }, /`destination`/],
  [{ destination: '//new.test' }, /`destination`/],
  [{ destination: 'javascript:alert(1)' }, /`destination`/],
  [{ destination: 'https://new.test/\r\nX: y' }, /`destination`/],
  [{ destination: '/grün' }, /in ASCII/],
  [{ destination: 'https://$P' }, /name of its host/],
  [{ destination: 'https://new.test$P', exactDestination: true }, /name of its host/],
  [{ destination: 'https://new.test/?a=b' }, /only together with `exactDestination: true`/],
  [{ destination: '/', exactDestination: true }, /very folder/],
  [{ destination: '/a/', path: '/A' }, /very folder/],
  [{ destination: '/new', status: 303 }, /`status` must be one of 301, 302, 307, 308/],
  [{ destination: '/new', childOnly: 1 }, /`childOnly`/],
  [{ destination: '/new', path: 'old' }, /`path`/],
  [{ destination: '/new', permanent: true }, /no permanent/]
])('options %j are refused', (options, message) => {
  expect(() => HttpRedirectionModule(options as never)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS', message: expect.stringMatching(message) }))
})
