// What the built-in modules show in the demo: each answer, its page, and its line in the log.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { siteFolder } from '../src/folders.ts'
import { column, useDemo } from './support/demo.ts'

const demo = useDemo()
const digits = '/files/digits.txt'
const basic = (user: string, password: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })

interface Row {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'TRACE'
  readonly url: string
  readonly headers?: Record<string, string>
  readonly status: number
  readonly subStatus?: number
  readonly win32?: number
  readonly with?: Record<string, string>
}

const ROWS: readonly Row[] = [
  { url: '/folder', status: 301, with: { location: 'http://localhost:80/folder/' } },
  { url: '/folder/', status: 200 },
  { url: '/empty/', status: 403, subStatus: 14 },
  { url: '/listing/', status: 200 },
  { url: '/listing/nested/', status: 200 },
  { url: '/listing/a%20%26%20b.txt', status: 200 },
  { url: digits, method: 'HEAD', status: 200, with: { 'content-length': '101' } },
  { url: digits, headers: { range: 'bytes=0-9' }, status: 206, with: { 'content-range': 'bytes 0-9/101' } },
  { url: digits, headers: { range: 'bytes=0-1,5-6' }, status: 200, with: { 'content-length': '101' } },
  { url: digits, headers: { range: 'bytes=500-600' }, status: 416, with: { 'content-range': 'bytes */101' } },
  { url: digits, headers: { range: 'bytes=0-9', 'if-range': 'Thu, 01 Jan 1970 00:00:00 GMT' }, status: 200 },
  { url: digits, headers: { 'if-modified-since': 'Fri, 31 Dec 2100 00:00:00 GMT' }, status: 304 },
  { url: digits, headers: { 'if-none-match': '*' }, status: 304 },
  { url: digits, headers: { 'if-match': '"other"' }, status: 412 },
  { url: digits, method: 'POST', status: 405, win32: 1, with: { allow: 'GET, HEAD' } },
  { url: '/guarded/', status: 401, subStatus: 2, win32: 5, with: { 'www-authenticate': 'Basic realm="demo"' } },
  { url: '/guarded/', headers: basic('alice', 'wrong'), status: 401, subStatus: 1, win32: 1326 },
  { url: '/guarded/', headers: basic('bob', 'builder'), status: 401, subStatus: 2, win32: 5 },
  { url: '/guarded/', headers: basic('alice', 'wonderland'), status: 200 },
  { url: '/private/whoami', status: 401, subStatus: 2, win32: 5, with: { 'www-authenticate': 'Basic realm="demo"', 'x-hint': 'use the password of the old site' } },
  { url: '/private/whoami', headers: basic('alice', 'wonderland'), status: 401, subStatus: 1, win32: 1326, with: { 'www-authenticate': 'Basic realm="demo"', 'x-hint': 'use the password of the old site' } },
  { url: '/%70rivate/whoami', headers: basic('alice', 'wonderland'), status: 401, subStatus: 1, win32: 1326 },
  { url: '/private/whoami', headers: basic('alice', 'legacy'), status: 200 },
  { url: '/guarded/', headers: basic('alice', 'legacy'), status: 401, subStatus: 1, win32: 1326 },
  { url: '/guarded/', headers: basic('SITE\\alice', 'legacy'), status: 401, subStatus: 1, win32: 1326 },
  { url: '/bin/secret.txt', status: 404, subStatus: 8 },
  { url: '/folder/%252e', status: 404, subStatus: 11 },
  { url: '/web.config', status: 404, subStatus: 7 },
  { url: '/', method: 'TRACE', status: 404, subStatus: 6 },
  { url: `/${'x'.repeat(4200)}`, status: 404, subStatus: 14 },
  { url: `/?${'x'.repeat(2100)}`, status: 404, subStatus: 15 },
  { url: '/app/echo', method: 'POST', headers: { 'content-length': '20000000' }, status: 413, subStatus: 1 },
  { url: '/', headers: { 'x-short': 'x'.repeat(101) }, status: 431 },
  { url: '/old/?a=b', status: 301, with: { location: 'http://localhost:80/folder/?a=b' } },
  { url: '/nothing', status: 404, win32: 2 }
]

it.each(ROWS)('$method $url $headers: $status.$subStatus', async ({ method = 'GET', url, headers = {}, status, subStatus = 0, win32 = 0, with: expected = {} }) => {
  const response = await demo.app.inject({ method, url, headers })
  expect(response.statusCode).toBe(status)
  expect(response.headers).toMatchObject({ 'x-filtered': 'yes', ...expected })
  if (status >= 400) {
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(response.body).toContain(`<h1>HTTP error ${status}.${subStatus}: `)
  }
  const log = await demo.log()
  expect(['sc-status', 'sc-substatus', 'sc-win32-status'].map((field) => column(log, field))).toEqual([[String(status)], [String(subStatus)], [String(win32)]])
  expect(column(log, 'time-taken')[0]).toMatch(/^\d+$/)
})

it('a conditional request is answered 304 by the tag that the file came with', async () => {
  const { etag } = (await demo.app.inject(digits)).headers
  expect(await demo.app.inject({ url: digits, headers: { 'if-none-match': String(etag) } })).toMatchObject({ statusCode: 304, body: '' })
})

it('a default document is served as it is, by a child request', async () => {
  expect((await demo.app.inject('/folder/')).body).toBe(readFileSync(`${siteFolder}/folder/index.html`, 'utf8'))
})

it('the name of who has logged on stands in the log', async () => {
  await demo.app.inject({ url: '/guarded/', headers: basic('alice', 'wonderland') })
  await demo.app.inject('/folder/')
  expect(column(await demo.log(), 'cs-username')).toEqual(['alice', '-'])
})

describe('module failing', () => {
  it.each([['/fail/status', 8, 0], ['/fail/throw', 574, 1]] as const)('%s is 500.0 with error %i', async (url, win32, reports) => {
    const { statusCode, body } = await demo.app.inject(url)
    expect(statusCode).toBe(500)
    expect(body).toMatch(/HTTP error 500\.0.*failing.*RESOLVE_REQUEST_CACHE/s)
    expect(body).not.toContain('on purpose')
    expect(demo.reported.splice(0).map(({ message }) => message)).toEqual(Array.from({ length: reports }, () => expect.stringMatching(/"failing".*OnResolveRequestCache.*on purpose/)))
    expect(column(await demo.log(), 'sc-win32-status')).toEqual([String(win32)])
  })
})

it.each([{ remoteAddress: '198.51.100.9' }, { headers: { 'x-forwarded-for': '198.51.100.9' } }])('a client elsewhere sees neither path nor module: %j', async (client) => {
  for (const url of ['/empty/', '/bin/secret.txt', '/nothing', '/fail/status']) {
    const { body, headers } = await demo.app.inject({ url, ...client })
    expect(body).toMatch(/^<!DOCTYPE html>/)
    expect(body + JSON.stringify(headers)).not.toMatch(/Module|public|404\.|403\.|500\./)
  }
})
