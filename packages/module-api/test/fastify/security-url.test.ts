// What a module sees in OnBeginRequest is what the router matches, whatever the spelling: a guard cannot be walked round.

import { isAbsolute, join, resolve } from 'node:path'
import { RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type ModuleEntry } from '@isapi-bridge/module-api'
import type { FastifyServerOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { clientOf, listen, startApp } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'
import { RawClient } from '../support/raw-client.ts'

const ROOT = resolve('wwwroot')

const TARGETS = [
  '/admin', '//admin', '///admin', '/admin/', '/admin//', '//admin//', '/./admin', '/../admin', '/x/../admin', '/x/%2e%2e/admin', '/x/.%2E/admin', '/%2e/admin', '/x/..//admin',
  '/x//../admin', '/%61dmin', '/%41dmin', '/ADMIN', '/Admin/', '/admin;x', '/admin;x=/../y', '/x/..;/admin', '/admin/..', '/admin/../admin', '/admin/.', '/admin/%2e%2e/', '/x%2f..%2fadmin',
  '/%2fadmin', '/admin%2f', '/admin%3b', '/admin%3f', '/admin?x', '/admin??x', '/admin#x', '/admin%23x', '/admin%2523', '/%2561dmin', '/%252e%252e/admin', '/admin%00', '/admin%20', '/admin/%20',
  '/x\\..\\admin', '/x/..\\admin', '/%5cadmin', '/%5c..%5cadmin', '/..%5cadmin', 'http://other.test/admin', 'http://other.test//admin', 'http://other.test/x/../admin', 'http://other.test;x/admin',
  '/.admin', '/..admin', '/.../admin', '/admin..', '/x/....//admin', '/a/b/../../admin', '/%E2%80%A5/admin', '/item/%61', '/item/a%2fb', '/item/A', '/item/..', '/item/.', '/item/../admin', '/item//b', '/item/'
]

interface Seen { url: string; raw: string; name: string; variable: string; mapped: string | null; physical: string }

async function openSite(server: FastifyServerOptions, extra: readonly ModuleEntry[] = [], kept = false) {
  const seen: Seen[] = []
  const looker = moduleOf('looker', {
    OnBeginRequest(context: IHttpContext) {
      const read = (name: string): string => { const value = context.GetServerVariable(name); return typeof value === 'string' ? value : String(value) }
      const mapped = context.MapPath(context.GetScriptName())
      seen.push({
        url: context.GetScriptName(), raw: read('HTTP_URL'), name: read('SCRIPT_NAME'), variable: read('URL'), mapped: typeof mapped === 'string' ? mapped : null, physical: context.GetPhysicalPath()
      })
      return RQ_NOTIFICATION_CONTINUE
    }
  })
  const { app } = await startApp([looker, ...extra], (instance) => {
    instance.get('/admin', (request) => ({ route: '/admin', url: request.url, params: request.params }))
    instance.get('/item/:id', (request) => ({ route: '/item/:id', url: request.url, params: request.params }))
    instance.get('/', (request) => ({ route: '/', url: request.url, params: request.params }))
    instance.get('/*', (request) => ({ route: '/*', url: request.url, params: request.params }))
  }, { server, kept, site: { root: ROOT } })
  const client = await RawClient.connect(await listen(app))
  if (!kept) onTestFinished(() => { client.leave() })
  return {
    seen,
    async close() {
      client.leave()
      await app.close()
    },
    async get(target: string): Promise<{ status: number; route?: string; url?: string; params?: Record<string, string> }> {
      client.get(target)
      const { status, body } = await client.answer()
      return { status, ...(status === 200 ? JSON.parse(body) as object : {}) }
    }
  }
}

type RouterOptions = NonNullable<FastifyServerOptions['routerOptions']> // lacks one
const OPTIONS: readonly (readonly [string, FastifyServerOptions])[] = [
  ['the defaults', {}],
  ['ignoreDuplicateSlashes', { routerOptions: { ignoreDuplicateSlashes: true } }],
  ['ignoreTrailingSlash', { routerOptions: { ignoreTrailingSlash: true } }],
  ['useSemicolonDelimiter', { routerOptions: { useSemicolonDelimiter: true } as RouterOptions }],
  ['caseSensitive: false', { routerOptions: { caseSensitive: false } }],
  ['all of them', { routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, useSemicolonDelimiter: true, caseSensitive: false } as RouterOptions }],
  ['all of them, in the old place', { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, useSemicolonDelimiter: true, caseSensitive: false }]
]

describe.each(OPTIONS)('with %s', (_name, server) => {
  const foldsCase = server.routerOptions?.caseSensitive === false || server.caseSensitive === false
  const fold = (text: string): string => (foldsCase ? text.toLowerCase() : text)

  let site: Awaited<ReturnType<typeof openSite>>
  beforeAll(async () => { site = await openSite(server, [], true) })
  afterAll(() => site.close())

  test.each(TARGETS)('%s', async (target) => {
    site.seen.length = 0
    const answer = await site.get(target)
    if (answer.status === 400) {
      expect(site.seen).toEqual([]) // refused before anybody saw it
      return
    }
    const [seen] = site.seen
    if (seen === undefined) throw new Error('No module saw the request.')
    // All readers agree.
    expect(seen.name).toBe(seen.url)
    expect(seen.variable).toBe(seen.url)
    expect(answer.url).toBe(seen.raw)
    // The router matched what the module saw.
    if (answer.route === '/*') expect(`/${answer.params?.['*']}`).toBe(decodeReserved(seen.url))
    else expect(fold(seen.url)).toBe(answer.route === '/item/:id' ? fold(`/item/${encodeReserved(answer.params?.['id'] ?? '', seen.url)}`) : answer.route)
    if (fold(seen.url) === '/admin') expect(answer.route).toBe('/admin')
    // No dot segments are left, so that nobody has to interpret them.
    expect(seen.url.split('/')).not.toContain('..')
    // Nothing outside the root.
    for (const physical of [seen.mapped, seen.physical]) {
      if (physical === null || physical === '') continue
      expect(isAbsolute(physical)).toBe(true)
      expect(`${resolve(physical)}/`.startsWith(`${ROOT}/`)).toBe(true)
      expect(physical).not.toContain('\0')
    }
  })
})

/** The router decodes reserved characters in parameters only. */
function decodeReserved(path: string): string { return path.replaceAll(/%(?:2[345678bcf]|3[abdf]|40)/gi, (code) => decodeURIComponent(code)) }
function encodeReserved(value: string, like: string): string { return like.includes('%2f') ? value.replaceAll('/', '%2f') : value }

describe('a guard in OnBeginRequest', () => {
  const guard = moduleOf('guard', {
    OnBeginRequest(context) {
      if (context.GetScriptName().toLowerCase() !== '/admin') return RQ_NOTIFICATION_CONTINUE
      context.GetResponse().SetStatus(403, 'Forbidden')
      return RQ_NOTIFICATION_FINISH_REQUEST
    }
  })

  test.each(OPTIONS)('with %s: no spelling of the URL reaches the route past it', async (_name, server) => {
    const site = await openSite(server, [guard])
    for (const target of TARGETS) expect((await site.get(target)).route, target).not.toBe('/admin')
  })
})

describe('a guard that is registered only after routing', () => {
  // Such a server routes before the pipeline sees the request: what the router took for names must be names for modules too.
  const seen: string[] = []
  const physical: string[] = []
  const late = moduleOf('late', {
    OnAcquireRequestState(context) {
      seen.push(context.GetScriptName())
      physical.push(context.GetPhysicalPath())
      return RQ_NOTIFICATION_CONTINUE
    }
  })

  test.each(OPTIONS)('with %s: it sees what the router matched', async (_name, server) => {
    const { app } = await startApp([late], (instance) => {
      instance.get('/admin', () => ({ route: '/admin' }))
      instance.get('/*', (request) => ({ route: '/*', params: request.params }))
    }, { server, site: { root: ROOT } })
    const client = await clientOf(await listen(app))
    const fold = (text: string): string => (server.routerOptions?.caseSensitive === false || server.caseSensitive === false ? text.toLowerCase() : text)
    for (const target of TARGETS) {
      seen.length = 0
      client.get(target)
      const { status, body } = await client.answer()
      if (status !== 200) continue
      const answer = JSON.parse(body) as { route: string; params?: Record<string, string> }
      expect(seen, target).toHaveLength(1)
      if (answer.route === '/admin') expect(fold(seen[0] ?? ''), target).toBe('/admin')
      else expect(decodeReserved(seen[0] ?? ''), target).toBe(`/${answer.params?.['*']}`)
    }
    expect(physical.filter((each) => each !== '' && !`${resolve(each)}/`.startsWith(`${ROOT}/`))).toEqual([])
  })
})

test('a module that rewrites the URL to another spelling cannot lead past a later guard', async () => {
  const rewriter = moduleOf('rewriter', { OnBeginRequest(context) { context.GetRequest().SetUrl(`/x/..${context.GetScriptName()}`); return RQ_NOTIFICATION_CONTINUE } })
  const seen: string[] = []
  const guard = moduleOf('guard', { OnAuthorizeRequest(context) { seen.push(context.GetScriptName()); return RQ_NOTIFICATION_CONTINUE } })
  const site = await openSite({}, [rewriter, guard])
  expect((await site.get('/admin')).route).toBe('/admin')
  expect(seen).toEqual(['/admin'])
})

test('no mapping of a URL leaves the root', async () => {
  const results: (string | number)[] = []
  const { app } = await startApp([moduleOf('mapper', {
    OnBeginRequest(context) {
      for (const url of [
        '/..', '/../x', '/a/../../x', '/%2e%2e/x', '/a%2f..%2f..%2fx', '/..%2fx', '/..\\x', '/%5c..%5cx', '/a\0b', '/%00', '', 'x', '../x', '/a//b', '/%zz', `/${'x'.repeat(5000)}`, 7, undefined
      ]) results.push(context.MapPath(url as string))
      results.push(context.MapPath('/ok/file.txt'))
      return RQ_NOTIFICATION_CONTINUE
    }
  })], undefined, { site: { root: ROOT } })
  await app.inject('/')
  expect(results.pop()).toBe(join(ROOT, 'ok', 'file.txt'))
  for (const result of results) expect(typeof result).toBe('number')
})

test('a module cannot map outside the roots', async () => {
  const seen: unknown[] = []
  const { app, errors } = await startApp([moduleOf('mapper', {
    OnMapPath(_context, provider) {
      provider.SetPhysicalPath('/etc/passwd')
      return RQ_NOTIFICATION_CONTINUE
    },
    OnBeginRequest(context) {
      seen.push(context.GetPhysicalPath(), typeof context.MapPath('/x'))
      return RQ_NOTIFICATION_CONTINUE
    }
  })], undefined, { site: { root: ROOT } })
  await app.inject('/a')
  expect(seen).toEqual(['', 'number'])
  expect(errors.map((error) => 'code' in error && error.code)).toEqual(['ERR_MODULE_PATH_OUTSIDE', 'ERR_MODULE_PATH_OUTSIDE'])
})
