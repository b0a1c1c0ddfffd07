// The filters and the module in C and C++: what they do for somebody who puts them in front of a site. They come prebuilt, so no compiler is needed.

import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { AnonymousAuthenticationModule, BasicAuthenticationModule, UrlAuthorizationModule } from '@isapi-bridge/module-api/modules'
import type { EventLogEntry } from '@isapi-bridge/wasm'
import { serve } from './support/site.ts'

const basic = (user: string, password: string): { authorization: string } => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })
const hello = (app: FastifyInstance): void => { app.get('/*', (request, reply) => { reply.type('text/plain').send(`hello ${request.url}`) }) }

describe('XffLog', () => {
  test('each request of a connection has the address of its own client in the log', async () => {
    const { get, log } = await serve('XffLog', { routes: hello })
    for (const address of ['203.0.113.9', '2001:db8::1, 10.0.0.1', ' 198.51.100.7']) await get('/', { 'x-forwarded-for': address })
    await get('/')
    expect(await log('c-ip')).toEqual(['203.0.113.9', '2001:db8::1', '198.51.100.7', '127.0.0.1'])
  })

  test.each(['unknown', '"><script>', '', '1'.repeat(46), ', 203.0.113.9'])('%j is no address: the log keeps that of the connection', async (value) => {
    const { get, log } = await serve('XffLog', { routes: hello })
    expect((await get('/', { 'x-forwarded-for': value })).status).toBe(200)
    expect(await log('c-ip')).toEqual(['127.0.0.1'])
  })

  test('a header that does not fit is left alone, and a debugger is told', async () => {
    const { events, get, log } = await serve('XffLog', { routes: hello })
    await get('/', { 'x-forwarded-for': '203.0.113.9, '.repeat(100) })
    expect(await log('c-ip')).toEqual(['127.0.0.1'])
    expect(events.map(({ text }) => text)).toEqual(['XffLog: X-Forwarded-For is too long, ignored'])
  })
})

describe('Rewrite', () => {
  test.each([
    ['/products/42', '/catalog/show.html?id=42'],
    ['/PRODUCTS/42', '/catalog/show.html?id=42'],
    ['/products/42?a=1', '/catalog/show.html?id=42&a=1'],
    ['/products/', '/catalog/show.html?id='],
    ['/old.html', '/new.html'],
    ['/old.html?a=1', '/new.html?a=1'],
    ['/old.htm', '/old.htm'],
    ['/products', '/products']
  ])('%s is answered as %s', async (url, as) => {
    const { get } = await serve('Rewrite', { routes: hello })
    expect((await get(url)).body).toBe(`hello ${as}`)
  })

  test('without its ini file it says so in the event log, and rewrites nothing', async () => {
    const { events, get } = await serve('Rewrite', { beside: {}, routes: hello })
    expect((await get('/old.html')).body).toBe('hello /old.html')
    expect(events).toEqual([expect.objectContaining({ source: 'Rewrite', level: 'warning', id: 1, text: 'C:\\filters\\Rewrite\\Rewrite.ini is not there (error 2); no URL is rewritten' })])
  })

  test('a bad rule is named, the others work; Debug tells of each rewrite', async () => {
    const ini = '[settings]\r\nDEBUG=1\r\n[rules]\r\nRule1 = nonsense\r\nRule2 = "/a*b /c"\r\nRule3 = /one   /two\r\nRule5 = /three /four\r\n'
    const { events, get } = await serve('Rewrite', { beside: { 'REWRITE.INI': ini }, routes: hello })
    expect([(await get('/one')).body, (await get('/three')).body]).toEqual(['hello /two', 'hello /three'])
    expect(events.map(({ text }) => text)).toEqual([
      'C:\\filters\\Rewrite\\Rewrite.ini: Rule1 is not a rule: "/from /to" or "/from/* /to/*"', 'C:\\filters\\Rewrite\\Rewrite.ini: Rule2 is not a rule: "/from /to" or "/from/* /to/*"', 'Rewrite: /one -> /two'
    ])
  })

  test('a URL longer than its buffer goes on as it is', async () => {
    const { get } = await serve('Rewrite', { routes: hello })
    const url = `/products/${'x'.repeat(3000)}`
    expect((await get(url)).body).toBe(`hello ${url}`)
  })
})

describe('BasicAuth', () => {
  const accounts = new Map([['WEB\\alice', 's3cret'], ['WEB\\guest', 'guest']])
  const modules = [
    BasicAuthenticationModule({ realm: 'test', logon: (user, password) => (accounts.get(user) === password ? {} : null) }), AnonymousAuthenticationModule(),
    UrlAuthorizationModule({ rules: [{ access: 'deny', users: ['?'], path: '/closed' }, { access: 'allow', users: ['*'] }] })
  ]

  test('users of the file are logged on to their accounts, two of them on one connection', async () => {
    const { get, log } = await serve('BasicAuth', { modules, routes: hello })
    const answers = [
      await get('/closed', basic('alice', 'wonderland')), await get('/closed', basic('bob', 'builder')), await get('/closed', basic('ALICE', 'wonderland')), await get('/closed'), await get('/')
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 401, 200])
    expect(await log('cs-username')).toEqual(['WEB\\alice', 'WEB\\guest', 'WEB\\alice', '-', '-'])
  })

  test.each([['alice', 'wrong'], ['alice', ''], ['nobody', 'x'], ['WEB\\alice', 's3cret'], ['# user', 'password']])('%s with %j is turned away, and is so when the name is in the cache', async (user, password) => {
    const { get } = await serve('BasicAuth', { modules, routes: hello })
    expect((await get('/', basic('alice', 'wonderland'))).status).toBe(200)
    expect((await get('/', basic(user, password))).status).toBe(401)
    expect((await get('/', basic('alice', 'wonderland'))).status).toBe(200)
  })

  test('bad lines are skipped; without the file nobody gets in but who sends nothing', async () => {
    const lines = 'no colons\nalice:only:three\n:::\nalice:wonderland:WEB\\alice:s3cret'
    const odd = await serve('BasicAuth', { beside: { 'users.txt': lines }, modules, routes: hello })
    expect((await odd.get('/', basic('alice', 'wonderland'))).status).toBe(200)
    const none = await serve('BasicAuth', { beside: {}, modules, routes: hello })
    expect([(await none.get('/', basic('alice', 'wonderland'))).status, (await none.get('/')).status]).toEqual([401, 200])
    expect(none.events.map(({ text }) => text)).toEqual(['BasicAuth: no such user, or no Users.txt'])
  })
})

describe('Upcase', () => {
  const large = 'large text, '.repeat(50_000)
  const routes = (app: FastifyInstance): void => {
    app.get('/text', (_request, reply) => { reply.type('text/plain').send('plain text') })
    app.get('/html', (_request, reply) => { reply.type('text/html').send('<p>html</p>') })
    app.get('/large', (_request, reply) => { reply.type('text/plain').send(large) })
    app.get('/compressed', (_request, reply) => { reply.type('text/plain').header('content-encoding', 'x-own').send('letters') })
    app.get('/empty', (_request, reply) => { reply.code(204).send() })
  }

  test('plain text leaves in capitals, whatever its size, and nothing else on the same connection does', async () => {
    const { get } = await serve('Upcase', { routes })
    const bodies: string[] = []
    for (const path of ['/text', '/html', '/compressed', '/empty', '/text']) bodies.push((await get(path)).body)
    expect(bodies).toEqual(['PLAIN TEXT', '<p>html</p>', 'letters', '', 'PLAIN TEXT'])
    const answer = await get('/large')
    expect(answer.body === large.toUpperCase()).toBe(true)
    expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', 'content-length': String(large.length) })
  })
})

describe('BanList', () => {
  const key = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\BanList'

  test('agents of the registry are turned away, in any case', async () => {
    const { get } = await serve('BanList', { registry: { [key]: { Agents: ['EvilBot', 'wget'], Message: 'Go away.' } }, routes: hello })
    expect(await get('/', { 'user-agent': 'Mozilla (evilbot/1.0)' })).toMatchObject({ status: 403, body: 'Go away.\r\n' })
    expect(await get('/', { 'user-agent': `${'x'.repeat(1000)} Wget` })).toMatchObject({ status: 403 })
    expect(await get('/', { 'user-agent': 'Mozilla' })).toMatchObject({ status: 200 })
    expect(await get('/')).toMatchObject({ status: 200 })
  })

  test('who has been turned away too often stays out', async () => {
    const { get } = await serve('BanList', { registry: { [key]: { Agents: ['evil'], Strikes: 2 } }, routes: hello })
    const statuses: number[] = []
    for (const agent of ['evil', 'good', 'evil', 'good']) statuses.push((await get('/', { 'user-agent': agent })).status)
    expect(statuses).toEqual([403, 200, 403, 403])
  })

  test.each([['127.0.0.*', 403], ['127.0.0.1', 403], ['127.0.0.11', 200], ['10.*', 200]])('the address %s: %i', async (address, status) => {
    const { get } = await serve('BanList', { registry: { [key]: { Addresses: [address] } }, routes: hello })
    expect((await get('/')).status).toBe(status)
  })

  test.each([
    [{}, 'SOFTWARE\\Contoso\\BanList: error 2'],
    [{ [key]: { Agents: 'no list' } }, 'Agents: error 1804'],
    [{ [key]: { Addresses: ['here'] } }, 'Addresses: "here" is no address'],
    [{ [key]: { Addresses: ['10.*.1'] } }, 'Addresses: "10.*.1" is no address']
  ])('settings %j keep it from starting', async (registry, text) => {
    const events: EventLogEntry[] = []
    await expect(serve('BanList', { registry, events })).rejects.toThrow(/Event 2214: .*GetFilterVersion returned FALSE/)
    expect(events.filter(({ source }) => source === 'BanList')).toEqual([expect.objectContaining({ level: 'error', id: 100, text })])
  })
})

test('Robots, an MFC class: robots stay out of the archive, and stand in the log', async () => {
  const { get, log } = await serve('Robots', { routes: hello })
  const ask = async (path: string, agent: string): Promise<string> => (await get(path, agent === '' ? {} : { 'user-agent': agent })).body
  const bodies = [
    await ask('/archive/1', 'SomeBot/1.0'), await ask('/archive/1', 'Mozilla/5.0'), await ask('/archive/1', 'Mozilla/5.0'), await ask('/Archive/1', ' Crawler'), await ask('/', 'SomeBot/1.0'), await ask('/archive/1', '')
  ]
  expect(bodies).toEqual(['Not for robots, SomeBot.\r\n', 'hello /archive/1', 'hello /archive/1', 'Not for robots, Crawler.\r\n', 'hello /', 'Not for robots, robot.\r\n'])
  expect(await log('cs-username')).toEqual(['ROBOT', '-', '-', 'ROBOT', '-', 'ROBOT'])
})

test('ReqTimer measures each request of a connection', async () => {
  const { events, get } = await serve('ReqTimer', { routes: hello })
  for (const path of ['/a', '/b?c=d']) expect((await get(path)).headers['x-filter-ms']).toMatch(/^\d+\.\d{3}$/)
  await expect.poll(() => events.length).toBe(2)
  expect(events.map(({ text }) => text)).toEqual([expect.stringMatching(/^ReqTimer: GET \/a \d+\.\d{3} ms$/), expect.stringMatching(/^ReqTimer: GET \/b \d+\.\d{3} ms$/)])
})

describe('DefaultDocument, a module', () => {
  const pages = (app: FastifyInstance): void => {
    app.get('/', (_request, reply) => { reply.send('the root itself') })
    app.get('/example/default.html', (request, reply) => { reply.type('text/html').header('x-agent', request.headers['user-agent'] ?? 'none').send(`page ${request.url}`) })
    app.get('/other', (request, reply) => { reply.send(`other ${request.url}`) })
  }

  test('the root is answered by a child request with the other URL, whatever the connection had before', async () => {
    const { get, log } = await serve('DefaultDocument', { routes: pages })
    const answer = await get('/', { 'user-agent': 'one/1.0' })
    expect(answer).toMatchObject({ status: 200, body: 'page /example/default.html', headers: { 'content-type': 'text/html', 'x-agent': 'one/1.0' } })
    const bodies: string[] = []
    for (const path of ['/other', '/example/default.html', '/', '/?a=b']) bodies.push((await get(path)).body)
    expect(bodies).toEqual(['other /other', 'page /example/default.html', 'page /example/default.html', 'page /example/default.html'])
    expect(await log('cs-uri-stem')).toEqual(['/', '/other', '/example/default.html', '/', '/'])
  })

  test('an answer that the child does not have is that of the parent', async () => {
    const { get } = await serve('DefaultDocument', { routes: (app) => { app.get('/', (_request, reply) => { reply.send('the root itself') }) } })
    expect((await get('/')).status).toBe(404)
  })
})
