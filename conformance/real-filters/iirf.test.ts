import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LogRecord } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { folderWith } from '../filter/support.ts'
import { logLines } from '../filter/support-b.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'
import { iirf, type IirfRule } from './iirf.ts'
import { entryOf, handlerSees } from './support.ts'

const routes = { '/index.php': () => 'application', '/there.txt': () => 'file' }
const long = 'x'.repeat(400)

describe.each(HOSTS)('%s', (_, open) => {
  const through = (rule: IirfRule, ...more: ReturnType<typeof entryOf>[]) => open({ routes, modules: [entryOf('iirf', iirf({ rule })), ...more] })

  test('RewriteRule changes the URL; X-Rewrite-Url tells the original', async () => {
    const seen: unknown[] = []
    const site = await through((url) => ({ rewrite: url.replace(/^\/articles\/(\d+)/, '/index.php?id=$1') }), handlerSees(seen, 'X-Rewrite-Url'))
    expect(await site.ask(`/articles/12?${long}`)).toMatchObject({ status: 200, body: 'application' })
    expect(seen).toEqual([`/articles/12?${long}`])
  })

  test('RewriteCond with %{REQUEST_FILENAME}: what exists on disk is not rewritten', async () => {
    const root = folderWith({ 'there.txt': '' })
    const rule: IirfRule = (_url, variable) => (existsSync(variable('REQUEST_FILENAME')) ? null : { rewrite: '/index.php' })
    const site = await open({ routes, site: { root }, modules: [entryOf('iirf', iirf({ rule }))] })
    expect((await site.ask('/there.txt')).body).toBe('file')
    expect((await site.ask('/nowhere')).body).toBe('application')
    expect(existsSync(join(root, 'nowhere'))).toBe(false)
  })

  test('RewriteCond with server variables, long and unknown ones', async () => {
    const seen: unknown[] = []
    const site = await through((_url, variable) => {
      seen.push(variable('HTTP_COOKIE').length, variable('HTTP_NO_SUCH'), variable('HTTP_USER_AGENT'), variable('REQUEST_METHOD'))
      return { rewrite: '/index.php' }
    })
    expect((await site.ask({ url: '/', headers: { cookie: long, 'user-agent': 'A' } })).body).toBe('application')
    expect(seen).toEqual([400, '', 'A', 'GET'])
  })

  test('RedirectRule: code without reason, absolute Location', async () => {
    const site = await through((url) => (url === '/far' ? { redirect: 'http://elsewhere.test/', code: 301 } : { redirect: '/new', code: 302 }))
    expect(await site.ask('/far')).toMatchObject({ status: 301, headers: { location: 'http://elsewhere.test/' }, body: '', closed: true })
    const { status, headers } = await site.ask('/near')
    expect([status, headers['location']]).toEqual([302, expect.stringMatching(/^http:\/\/site\.test(:[1-9]\d+)?\/new$/)])
  })

  test('the modifiers F, NF and G refuse', async () => {
    const site = await through((url) => ({ refuse: url === '/f' ? '403 Forbidden' : url === '/nf' ? '404 Not Found' : '410 Gone' }))
    for (const [url, status, reason] of [['/f', 403, 'Forbidden'], ['/nf', 404, 'Not Found'], ['/g', 410, 'Gone']] as const) {
      expect(await site.ask(url)).toMatchObject({ status, reason, body: '', headers: { 'content-type': 'text/html' } })
    }
  })

  test('StatusInquiry: a page for GET, 405 for everything else', async () => {
    const site = await through(() => 'status')
    expect(await site.ask('/iirfStatus')).toMatchObject({ status: 200, headers: { 'x-powered-by': 'IIRF v2.1' }, body: expect.stringMatching(/^<html>.*<\/html>\n$/) })
    expect(await site.ask({ url: '/iirfStatus', method: 'PUT' })).toMatchObject({ status: 405, headers: { allow: 'OPTIONS, GET' }, body: '' })
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  test('the log shows the original URL, not that of the request before', async () => {
    const records: Readonly<LogRecord>[] = []
    const rule: IirfRule = (url) => (url.startsWith('/index.php') ? null : { rewrite: '/index.php?rewritten' })
    const site = await open({ routes, modules: [entryOf('iirf', iirf({ rule })), logLines((record) => { records.push({ ...record }) })] })
    const client = site.connect()
    for (const url of ['/one?a', '/index.php', '/two']) await client.ask(url)
    await client.leave()
    expect(records.map(({ uriStem, uriQuery, method }) => [uriStem, uriQuery, method])).toEqual([['/one', 'a', 'GET'], ['/index.php', '', 'GET'], ['/two', '', 'GET']])
  })
})
