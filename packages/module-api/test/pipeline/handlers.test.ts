import { createMemoryHost, type HandlerMapping, type MemoryHost, type ModuleEntry } from '@isapi-bridge/module-api'
import { RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { moduleOf } from '../support/modules.ts'

const answering = (name: string): ModuleEntry => moduleOf(name, {
  OnExecuteRequestHandler(context) {
    context.GetResponse().WriteEntityChunks([{ DataChunkType: 0, FromMemory: { pBuffer: Buffer.from(name) } }])
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
})
const mapping = (name: string, given: Partial<HandlerMapping> = {}): HandlerMapping => ({ name, path: '*', verb: '*', modules: name, ...given })
const start = (handlers: unknown, modules: readonly ModuleEntry[] = [answering('a'), answering('b')], appPoolName?: string): MemoryHost =>
  createMemoryHost({ modules, handlers: handlers as HandlerMapping[], appPoolName }) // also what no type allows

describe('a start that is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['no list', {}, /`handlers` must be an array/],
    ['no object', ['StaticFile'], /`handlers\[0\]` must be an object with name, path, verb/],
    ['no name', [{ path: '*', verb: '*' }], /`handlers\[0\]`: `name` is missing/],
    ['no path', [{ name: 'x', verb: '*' }], /`handlers\[0\]` \("x"\): `path` is missing/],
    ['a hole in the path', [mapping('a', { path: '*.a,,*.b' })], /`path` is "\*\.a,,\*\.b"; it must be a path/],
    ['no verb', [{ name: 'x', path: '*' }], /`verb` is missing/],
    ['a verb that is none', [mapping('a', { verb: 'GET, P UT' })], /`verb` is "GET, P UT"/],
    ['an attribute that does not exist', [{ ...mapping('a'), scriptprocessor: '' }], /\("a"\) has no scriptprocessor; there are name, path, verb/],
    ['a resource type that does not exist', [{ ...mapping('a'), resourceType: 'file' }], /`resourceType` is "file"; it must be one of File, Directory, Either, Unspecified/],
    ['an access that does not exist', [{ ...mapping('a'), requireAccess: 3 }], /`requireAccess` is 3; it must be one of None, Read/],
    ['a flag that is none', [{ ...mapping('a'), allowPathInfo: 'true' }], /`allowPathInfo` is "true"; it must be true or false/],
    ['a limit below nothing', [mapping('a', { responseBufferLimit: -1 })], /`responseBufferLimit` is -1/],
    ['a precondition that does not exist', [mapping('a', { preCondition: 'integratedMode,managedHandler' })], /`preCondition` has no "managedHandler"; there are integratedMode/],
    ['two of one name', [mapping('a'), mapping('a')], /`handlers\[1\]` \("a"\): another entry has this name/],
    ['a module that is not there', [mapping('x', { modules: 'a,IsapiModule' })], /\("x"\) names IsapiModule, and no module is called so; there are a, b/],
    ['no modules', [{ name: 'x', path: '*', verb: '*' }], /names ManagedPipelineHandler \(which is what a mapping without `modules` means\)/],
    ['an empty list of modules', [mapping('a', { modules: ' , ' })], /`modules` is " , "/],
    ['routes and modules in one', [mapping('a', { modules: 'RouteModule,a' })], /RouteModule stands alone/]
  ])('%s', (_, handlers, message) => {
    expect(() => start(handlers)).toThrow(message)
    expect(() => start(handlers)).toThrow(expect.objectContaining({ code: 'ERR_MODULE_OPTIONS' }))
  })

  test('a module with the name that stands for the routes', () => {
    expect(() => start([mapping('a')], [answering('a'), answering('RouteModule')])).toThrow(/A module is called "RouteModule"/)
  })
})

test('the plan shows mappings, and what is wrong with them', () => {
  const host = start([
    mapping('php', { path: '*.php', verb: 'GET, post', modules: 'b,inert' }), mapping('Routes', { modules: 'RouteModule' }), mapping('off', { modules: 'gone', preCondition: 'classicMode' }),
    mapping('rest', { modules: 'a' }), mapping('more', { path: '*.x', modules: 'a' })
  ], [answering('a'), answering('b'), moduleOf('inert', { OnBeginRequest: () => RQ_NOTIFICATION_CONTINUE })])
  expect(host.plan().filter(({ stage }) => stage === 'EXECUTE_REQUEST_HANDLER').map(({ kind, name, notification, reason }) => [kind, name, notification, reason])).toEqual([
    ['handler', 'php', 'b,inert', 'GET,POST *.php, entry 1 of handlers; inert has not registered for it: such requests end with 500'],
    ['handler', 'Routes', 'RouteModule', '* *, entry 2 of handlers'],
    ['handler', 'rest', 'a', '* *, entry 3 of handlers'],
    ['handler', 'more', 'a', '* *.x, entry 4 of handlers; never reached: "rest" takes everything'],
    ['module', 'a', 'EXECUTE_REQUEST_HANDLER', expect.any(String)],
    ['module', 'b', 'EXECUTE_REQUEST_HANDLER', expect.any(String)]
  ])
})

test.each([
  ['integratedMode', true], ['ISAPIMode', false], ['runtimeVersionv4.0', false], ['appPoolName=x;Own', true], ['integratedMode, appPoolName=x', false], ['', true]
])('precondition "%s"', async (preCondition, met) => {
  const host = start([mapping('a', { preCondition }), mapping('b')], undefined, 'Own')
  expect((await host.request('/x')).body).toBe(met ? 'a' : 'b')
})

test.each([
  ['*.php', '/x.php', true], ['*.php', '/x.php/y', false], ['*.php', '/x.php5', false], ['*.php?', '/x.php5', true], ['*.php', '/.php', true], ['page.htm', '/any/where/page.htm', true],
  ['/page.htm', '/any/page.htm', false], ['/api/*', '/api/', true], ['/api/*', '/api', false], ['api/*', '/api/a/b', true], ['/api/*/z', '/api/x/y/z', true], ['*.*', '/x', false], ['*', '/', true],
  ['a.b', '/aXb', false], ['[a]+', '/aa', false], [' *.htm , *.txt ', '/x.TXT', true], ['a*a*a*a*a*a*a*b', `/${'a'.repeat(4000)}`, false], ['straße', '/STRASSE', true], ['100%.htm', '/100%25.htm', true]
])('path %s and URL %s', async (path, url, takes) => {
  const host = start([mapping('a', { path }), mapping('b')])
  expect((await host.request(encodeURI(url).replaceAll('%2525', '%25'))).body).toBe(takes ? 'a' : 'b')
})

test.each([
  ['*.php', '/x.php/y/z', 'a'], ['*.php', '/x.php', 'a'], ['/app.php', '/app.php/x', 'a'], ['/app.php', '/app.phpx/x', 'b'], ['/app.php', '/y/app.php', 'b']
])('path %s with path information and URL %s', async (path, url, body) => {
  const host = start([mapping('a', { path, allowPathInfo: true }), mapping('b')])
  expect((await host.request(url)).body).toBe(body)
})

test('without modules there is no handler', async () => {
  const seen: unknown[] = []
  const host = start(undefined, [moduleOf('watch', { OnBeginRequest(context) { seen.push(context.GetScriptMap(), context.GetNextNotification(0)); return RQ_NOTIFICATION_CONTINUE } })])
  expect((await host.request('/x')).status).toBe(404)
  expect(seen).toEqual([null, null])
})

test('a request that a module has handled is not refused', async () => {
  const host = start([mapping('a', { path: '*.htm' })], [answering('a'), moduleOf('early', {
    OnBeginRequest(context) {
      context.SetRequestHandled()
      return RQ_NOTIFICATION_CONTINUE
    }
  })])
  expect((await host.request('/x')).status).toBe(200)
})

test('routes of the memory host have the place of their entry', async () => {
  const handlers = [mapping('a', { path: '*.htm' }), mapping('Routes', { modules: 'RouteModule' })]
  const host = createMemoryHost({ modules: [answering('a')], handlers, route: (context) => { context.GetResponse().SetStatus(204, 'No Content'); return true } })
  expect((await host.request('/x.htm')).body).toBe('a')
  expect((await host.request('/x')).status).toBe(204)
})
