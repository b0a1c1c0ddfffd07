import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SERVER_VARIABLES } from '@isapi-bridge/module-api'
import { siteFolder } from '../src/folders.ts'
import { column, useDemo } from './support/demo.ts'

const demo = useDemo()
const page = readFileSync(`${siteFolder}/example/default.html`, 'utf8')

describe('routes', () => {
  it('answers /app/hello', async () => {
    const response = await demo.app.inject('/app/hello?a=1')
    expect(response.statusCode).toBe(200)
    expect(response.json()).toEqual({ hello: 'world', url: '/app/hello?a=1' })
  })

  it('answers HEAD with the headers of GET', async () => {
    const head = await demo.app.inject({ method: 'HEAD', url: '/app/hello' })
    const get = await demo.app.inject('/app/hello')
    expect(head.body).toBe('')
    expect(Object.keys(head.headers).sort()).toEqual(Object.keys(get.headers).sort())
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  })

  it.each([
    ['application/json', Buffer.from('{ "not": normalised')],
    ['text/plain; charset=utf-16', Buffer.from('a\r\nb\0c')],
    ['application/octet-stream', randomBytes(1024 * 1024)],
    [undefined, Buffer.from('no type')]
  ])('echoes the bytes of %s', async (type, payload) => {
    const response = await demo.app.inject({ method: 'POST', url: '/app/echo', payload, headers: type === undefined ? {} : { 'content-type': type } })
    expect(response.statusCode).toBe(200)
    expect(response.rawPayload.equals(payload)).toBe(true)
    expect(response.headers['x-filtered']).toBe('yes')
  })

  it('echoes nothing as nothing', async () => {
    const response = await demo.app.inject({ method: 'POST', url: '/app/echo' })
    expect([response.statusCode, response.body]).toEqual([200, ''])
  })

  it('serves a file', async () => {
    const response = await demo.app.inject('/example/default.html')
    expect(response.body).toBe(page)
    expect(response.headers['content-type']).toMatch(/^text\/html/)
  })
})

describe('filter url-rewriter', () => {
  it('answers /legacy/… as /app/…, with the query string', async () => {
    const response = await demo.app.inject('/legacy/hello?a=1&b=%20')
    expect(response.json()).toEqual({ hello: 'world', url: '/app/hello?a=1&b=%20' })
  })

  it.each(['/legacy', '/legacyhello', '/x/legacy/hello'])('leaves %s alone', async (url) => {
    expect((await demo.app.inject(url)).statusCode).toBe(404)
  })
})

describe('filter stamp', () => {
  it.each([
    ['GET', '/app/hello', 200],
    ['HEAD', '/app/hello', 200],
    ['GET', '/legacy/hello', 200],
    ['GET', '/', 200],
    ['HEAD', '/', 200],
    ['GET', '/example/style.css', 200],
    ['GET', '/~alice/notes.txt', 200],
    ['GET', '/nothing', 404],
    ['POST', '/app/hello', 404],
    ['POST', '/example/style.css', 405],
    ['GET', '/_bridge/plan', 200]
  ] as const)('stamps %s %s once', async (method, url, status) => {
    const response = await demo.app.inject({ method, url })
    expect(response.statusCode).toBe(status)
    expect(response.headers['x-filtered']).toBe('yes')
  })

  it('removes Server: demo', async () => {
    expect((await demo.app.inject('/app/hello')).headers).not.toHaveProperty('server')
  })
})

describe('filter forwarded-for', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['203.0.113.7, 10.0.0.1', '203.0.113.7'],
    ['evil, 203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['203.0.113.7, nonsense', '127.0.0.1'],
    ['203.0.113.7; drop', '127.0.0.1'],
    ['unknown', '127.0.0.1'],
    ['300.1.1.1', '127.0.0.1'],
    [',', '127.0.0.1'],
    ['10.0.0.2, 10.0.0.1', '10.0.0.2']
  ])('logs %s as %s', async (header, expected) => {
    await demo.app.inject({ url: '/app/hello', headers: { 'x-forwarded-for': header } })
    await demo.app.inject('/app/hello')
    expect(column(await demo.log(), 'c-ip')).toEqual([expected, '127.0.0.1'])
  })

  it('does not believe a stranger', async () => {
    await demo.app.inject({ url: '/app/hello', remoteAddress: '198.51.100.9', headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect(column(await demo.log(), 'c-ip')).toEqual(['198.51.100.9'])
  })
})

describe('filter and module variables', () => {
  const names = SERVER_VARIABLES.map((row) => row.name).filter((name) => name !== 'SERVER_SOFTWARE') // a filter sees that of its profile

  it.each([...names, 'HTTP_HOST', 'HTTP_X_LONG', 'HEADER_X-LONG', 'UNICODE_URL', 'UNICODE_PATH_TRANSLATED', 'UNICODE_AUTH_USER'])('%s is the same for both', async (name) => {
    const response = await demo.app.inject({ url: `/app/vars/${name}?q=%C3%A4`, headers: { 'x-long': `${'é'.repeat(300)} %41 "` } })
    const answer = response.json<{ name: string; filter: unknown; module: unknown }>()
    expect(answer.name).toBe(name)
    expect(answer.filter).toEqual(expect.any(String))
    expect(answer.module).toBe(answer.filter)
  })

  it.each([
    ['REMOTE_ADDR', '127.0.0.1'],
    ['REQUEST_METHOD', 'GET'],
    ['URL', '/app/vars/URL'],
    ['UNICODE_URL', '/app/vars/UNICODE_URL'],
    ['QUERY_STRING', 'q=1'],
    ['AUTH_USER', ''],
    ['ALL_RAW', 'user-agent: lightMyRequest\r\nhost: localhost:80\r\n'],
    ['ALL_HTTP', 'HTTP_USER_AGENT:lightMyRequest\nHTTP_HOST:localhost:80\n']
  ])('%s is %j', async (name, value) => {
    expect((await demo.app.inject(`/app/vars/${name}?q=1`)).json()).toEqual({ name, filter: value, module: value })
  })

  it.each(['NO_SUCH_VARIABLE', 'HTTP_X_MISSING', 'url', 'DEMO_VARIABLE', 'HTTP_X_DEMO_VARIABLE', 'a%20b', '%F0%9F%92%A5'])('%s is unknown to both', async (name) => {
    expect((await demo.app.inject(`/app/vars/${name}`)).json()).toMatchObject({ filter: { error: 1413 }, module: { error: '0x80070585' } })
  })

  it.each(['/app/vars/REMOTE_ADDR', '/legacy/vars/REMOTE_ADDR'])('a client cannot put in a value: %s', async (url) => {
    const headers = { 'x-demo-variable': 'value injected' }
    expect((await demo.app.inject({ url, headers })).json()).toEqual({ name: 'REMOTE_ADDR', filter: '127.0.0.1', module: '127.0.0.1' })
    const all = await demo.app.inject({ url: '/app/vars/ALL_RAW', headers })
    expect(all.body).not.toContain('injected')
  })

  it('a value that is too long for the filter is an error there', async () => {
    const headers = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`x-${index}`, 'x'.repeat(2000)]))
    const answer = (await demo.app.inject({ url: '/app/vars/ALL_RAW', headers })).json<{ filter: unknown; module: string }>()
    expect(answer.filter).toEqual({ error: 122 })
    expect(answer.module).toHaveLength(40 * 2000 + answer.module.replaceAll('x'.repeat(2000), '').length)
  })
})

describe('module default-document', () => {
  it.each(['/', '/?a=1', '/default.html'])('%s shows the page of /example/default.html', async (url) => {
    const response = await demo.app.inject(url)
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toMatch(/^text\/html/)
    expect(response.body).toBe(page)
  })

  it('answers HEAD / with the headers of GET /', async () => {
    const head = await demo.app.inject({ method: 'HEAD', url: '/' })
    expect([head.statusCode, head.body]).toEqual([200, ''])
    expect(head.headers['content-type']).toMatch(/^text\/html/)
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(page)))
  })
})

describe('timings', () => {
  interface Timing { kind: string; name: string; method: string; url: string; ms: number }
  const list = async (): Promise<Timing[]> => (await demo.app.inject('/_bridge/timings')).json<Timing[]>()

  it('have an entry of the filter, one of the compiled filter and one of the module', async () => {
    const response = await demo.app.inject('/app/hello?timed')
    expect(Number(response.headers['x-module-elapsed-ms'])).toBeGreaterThanOrEqual(0)
    const last = (await list()).slice(-3)
    expect(last.map(({ kind, name, method, url }) => ({ kind, name, method, url }))).toEqual([
      { kind: 'module', name: 'response-timer', method: 'GET', url: '/app/hello' },
      { kind: 'filter', name: 'request-timer', method: 'GET', url: '/app/hello' },
      { kind: 'filter', name: 'ReqTimer', method: 'GET', url: '/app/hello' }
    ])
    for (const { ms } of last) expect(ms).toBeGreaterThan(0)
    expect(response.headers['x-filter-ms']).toMatch(/^\d+\.\d{3}$/)
  })

  it('leave out those who look, and keep the last 100 requests', async () => {
    for (let index = 0; index < 101; index++) await demo.app.inject('/nothing')
    const timings = await list()
    expect(timings).toHaveLength(300)
    expect(timings.some(({ url }) => url.startsWith('/_bridge'))).toBe(false)
  }, 30_000)

  it('have the header on an answer of a file, and on a 404', async () => {
    expect((await demo.app.inject('/example/style.css')).headers).toHaveProperty('x-module-elapsed-ms')
    expect((await demo.app.inject('/nothing')).headers).toHaveProperty('x-module-elapsed-ms')
  })
})

describe('log', () => {
  it('has one line a request', async () => {
    await demo.app.inject({ url: '/legacy/hello?a=1', headers: { 'user-agent': 'a b' } })
    await demo.app.inject('/')
    await demo.app.inject('/nothing')
    const log = await demo.log()
    expect(column(log, 'cs-uri-stem')).toEqual(['/app/hello', '/', '/nothing'])
    expect(column(log, 'cs-uri-query')).toEqual(['a=1', '-', '-'])
    expect(column(log, 'cs-method')).toEqual(['GET', 'GET', 'GET'])
    expect(column(log, 'sc-status')).toEqual(['200', '200', '404'])
    expect(column(log, 'cs(User-Agent)')).toEqual(['a+b', 'lightMyRequest', 'lightMyRequest'])
  })
})

describe('basic-auth-mapper', () => {
  it('makes alice of the old site an account of this one', async () => {
    const response = await demo.app.inject({ url: '/private/whoami', headers: { authorization: `Basic ${Buffer.from('alice:legacy').toString('base64')}` } })
    expect(response.json()).toEqual({ AUTH_USER: 'alice', AUTH_TYPE: 'Basic', LOGON_USER: 'SITE\\alice' })
  })
})
