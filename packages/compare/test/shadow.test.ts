// Live shadowing: the old stack answers, the new one gets a copy, and nobody outside notices.

import { request as httpRequest, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { runningServer, toHtml } from '@isapi-bridge/compare'
import { createShadow, shadow, shadowChannel, type Shadow, type ShadowMessage, type ShadowOptions, type ShadowSample } from '@isapi-bridge/compare/shadow'
import { SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_NEXT_NOTIFICATION } from '@isapi-bridge/filter-api'
import { filterEntry, plainServer, rawServer } from './support/sides.ts'

interface Live { readonly url: string; readonly live: Shadow; readonly samples: ShadowSample[]; readonly log: string[]; until(done: (live: Shadow) => boolean): Promise<void> }

/** An old server of Node whose requests are shadowed. */
async function shadowed(listener: RequestListener, to: ShadowOptions['to'], options: Partial<ShadowOptions> = {}): Promise<Live> {
  const samples: ShadowSample[] = []
  const log: string[] = []
  const live = await createShadow({ to, onSample: (sample) => { samples.push(sample) }, log: (text) => { log.push(text) }, ...options })
  const { name } = await plainServer((request, response) => {
    live.watch(request, response)
    listener(request, response)
  })
  onTestFinished(() => live.close(0))
  const until = async (done: (live: Shadow) => boolean): Promise<void> => { while (!done(live)) await new Promise((resolve) => { setImmediate(resolve) }) }
  return { url: `http://${name}`, live, samples, log, until }
}

interface Wire { readonly status: number; readonly raw: readonly string[]; readonly body: string }

function ask(url: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options
    httpRequest(url, { agent: false, ...rest }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => { parts.push(part) }).on('end', () => { resolve({ status: response.statusCode ?? 0, raw: response.rawHeaders, body: Buffer.concat(parts).toString('latin1') }) }).on('error', reject)
    }).on('error', reject).end(body)
  })
}

const compared = (count: number) => ({ counts }: Shadow): boolean => counts.compared >= count
const hello: RequestListener = (_request, response) => { response.setHeader('Date', 'Sat, 31 Jan 2026 10:00:00 GMT').end('hello') }

it('the answer is that of the old stack, byte for byte, whatever way it is written', async () => {
  const ways: Record<string, RequestListener> = {
    '/end': (_, r) => { r.end('text') },
    '/write': (_, r) => { r.write('grün', 'latin1'); r.write(Buffer.from([0, 255])); r.end() },
    '/head': (_, r) => { r.writeHead(201, 'Made', ['X-A', '1', 'x-a', '2', 'Content-Length', '2']).end('ok') },
    '/none': (_, r) => { r.writeHead(204).end() },
    '/callback': (_, r) => { r.write('a', () => { r.end('b', () => {}) }) }
  }
  const old: RequestListener = (request, response) => { response.sendDate = false; ways[request.url ?? '']?.(request, response) }
  const plain = await plainServer(old)
  const { url, live, until } = await shadowed(old, await plainServer(old))
  for (const way of Object.keys(ways)) expect(await ask(`${url}${way}`), way).toEqual(await ask(`http://${plain.name}${way}`))
  await until(compared(5))
  expect(live.report()).toMatchObject({ result: 'equal', requests: { compared: 5, different: 0 } })
})

it('a difference is counted under its cause, sampled, told and published', async () => {
  const messages: ShadowMessage[] = []
  const listen = (message: unknown): void => { messages.push(message as ShadowMessage) }
  shadowChannel.subscribe(listen)
  onTestFinished(() => { shadowChannel.unsubscribe(listen) })
  const other = await plainServer((_, response) => { response.setHeader('X-New', 'yes').end('hello') })
  const { url, live, samples, log, until } = await shadowed(hello, other)
  for (let count = 0; count < 12; count++) await ask(`${url}/a?password=hidden`)
  await until(compared(12))
  expect(live.report().groups).toMatchObject([{ title: 'header x-new only on B', count: 12, routes: ['GET /a'] }])
  expect(samples).toHaveLength(10)
  expect(samples[0]).toMatchObject({ method: 'GET', target: '/a?password=[redacted]', status: { a: 200, b: 200 }, causes: ['header x-new only on B'], differences: [{ what: 'header x-new', a: null, b: 'yes' }] })
  expect(log).toEqual(['shadow: GET /a?password=[redacted] is answered otherwise: header x-new only on B'])
  expect(messages).toHaveLength(12)
  expect(toHtml(live.report())).not.toContain('hidden')
})

it('a shadow that hangs delays nothing, and costs only its queue', async () => {
  let asked = 0
  const { url, live } = await shadowed(hello, await plainServer(() => { asked++ }), { queue: 3, concurrency: 1, timeout: 600_000 })
  for (let count = 0; count < 10; count++) expect((await ask(url)).body).toBe('hello')
  expect(asked).toBeLessThan(2)
  expect(live.counts).toMatchObject({ seen: 10, waiting: 3, dropped: 6, compared: 0 })
  await live.close(0)
  expect(live.counts).toMatchObject({ waiting: 0, dropped: 10, compared: 0, different: 0 })
  expect(live.report().skipped).toMatchObject([{ why: 'Too many were waiting.', count: 6 }, { why: 'It was still waiting at the end.', count: 4 }])
})

it('a shadow that is late is a difference', async () => {
  const { url, live, until } = await shadowed(hello, await plainServer(() => {}), { timeout: 20 })
  await ask(url)
  await until(compared(1))
  expect(live.report().groups.map(({ title }) => title)).toEqual(['connection: kept on A, timed out on B'])
})

it('a shadow that crashes, resets, speaks no HTTP or is not there harms nothing', async () => {
  const crashing = await rawServer((socket) => { socket.resetAndDestroy() })
  const strange = await rawServer((socket) => { socket.end('hello\r\n\r\n') })
  for (const [to, title] of [[crashing, 'connection: kept on A, reset on B'], [strange, 'connection: kept on A, not HTTP on B']] as const) {
    const { url, live, until } = await shadowed(hello, to)
    expect((await ask(url)).body).toBe('hello')
    await until(compared(1))
    expect(live.report().groups.map((group) => group.title)).toEqual([title])
  }
  const { url, live, until } = await shadowed(hello, runningServer('http://127.0.0.1:1'))
  expect((await ask(url)).body).toBe('hello')
  await until((now) => now.report().requests.notCompared === 1)
  expect(live.report().result).toBe('not compared')
})

it.each<[string, Parameters<typeof ask>[1], string]>([
  ['writes', { method: 'POST', body: 'x' }, 'It may change something; `allowWrites` sends it.'],
  ['a user', { headers: { authorization: 'Basic x' } }, 'It has credentials; `credentials` sends it with them.'],
  ['a cookie', { headers: { cookie: 'a=b' } }, 'It has credentials; `credentials` sends it with them.'],
  ['copies', { headers: { 'x-isapi-bridge-shadow': '1' } }, 'It is a copy already.']
])('%s stay here unless somebody says otherwise', async (_, given, why) => {
  let asked = 0
  const { url, live } = await shadowed(hello, await plainServer((_request, response) => { asked++; response.end() }))
  expect((await ask(url, given)).body).toBe('hello')
  await live.close()
  expect([asked, live.report().skipped.map((reason) => reason.why)]).toEqual([0, [why]])
})

it('writes and credentials that are allowed go along once, as they came', async () => {
  const got: string[] = []
  const taking: RequestListener = (request, response) => { request.setEncoding('utf8').on('data', (text: string) => { got.push(`${request.headers.cookie ?? ''} ${text}`) }).on('end', () => { response.end('taken') }) }
  const to = await plainServer((request, response) => { request.setEncoding('utf8').on('data', (text: string) => { got.push(`new ${request.headers.cookie ?? ''} ${request.headers['x-isapi-bridge-shadow'] as string} ${text}`) }).on('end', () => { response.end('other') }) })
  const { url, live, samples } = await shadowed(taking, to, { allowWrites: true, credentials: true })
  expect((await ask(url, { method: 'POST', headers: { cookie: 'sid=secret' }, body: 'a body' })).body).toBe('taken')
  await live.close()
  expect(got).toEqual(['sid=secret a body', 'new sid=secret 1 a body'])
  expect(JSON.stringify(samples)).not.toContain('secret')
  expect(live.counts).toMatchObject({ compared: 1, different: 1 })
})

it('a body beyond the bound: requests are left out, answers are compared by beginning and length', async () => {
  const long = (tail: string): RequestListener => (request, response) => { request.resume().on('end', () => { response.end(`${'x'.repeat(100)}${tail}`) }) }
  const { url, live } = await shadowed(long('abc'), await plainServer(long('xyz')), { bodyLimit: 50, allowWrites: true })
  await ask(url)
  await ask(url, { method: 'PUT', body: 'y'.repeat(51) })
  await live.close()
  expect(live.report()).toMatchObject({ requests: { compared: 1, equal: 1 }, skipped: [{ why: 'Its body is too long, or was not read.' }] })
  const longer = await shadowed(long('abc'), await plainServer(long('abcd')), { bodyLimit: 50 })
  await ask(longer.url)
  await longer.live.close()
  expect(longer.live.counts.different).toBe(1)
})

it('a share of the traffic, evenly', async () => {
  const { url, live } = await shadowed(hello, await plainServer(hello), { share: 0.25, queue: 1000 })
  for (let count = 0; count < 80; count++) await ask(url)
  await live.close()
  const { seen, outside, compared: done } = live.counts
  expect([seen, outside + done]).toEqual([80, 80])
  expect(done).toBeGreaterThanOrEqual(18)
  expect(done).toBeLessThanOrEqual(22)
  const none = await shadowed(hello, await plainServer(hello), { share: 0 })
  await ask(none.url)
  expect(none.live.counts).toMatchObject({ seen: 1, outside: 1 })
})

it('what the new stack does not say twice is noise; rules hold; its own name is none', async () => {
  let count = 0
  const to = await plainServer((request, response) => { response.setHeader('X-Id', String(count++)).setHeader('X-Rule', 'b').setHeader('Location', `http://${request.headers.host ?? ''}/next`).end('hello') })
  const { url, live } = await shadowed((request, response) => { response.setHeader('X-Id', 'old').setHeader('X-Rule', 'a').setHeader('Location', `http://${request.headers.host ?? ''}/next`).end('hello') }, to, { ignore: ['header:x-rule'], keepHost: false })
  await ask(url)
  await live.close()
  expect(live.report()).toMatchObject({ result: 'equal', noise: [{ what: 'header x-id' }] })
})

it('a client that goes away early is counted, not compared', async () => {
  const { url, live, until } = await shadowed((_, response) => { response.write('begun') }, await plainServer(hello))
  await new Promise<void>((resolve) => { const outgoing = httpRequest(url, (response) => { response.once('data', () => { outgoing.destroy(); resolve() }) }).on('error', () => {}); outgoing.end() })
  await until(({ counts }) => counts.leftOut === 1)
  expect(live.report().skipped).toMatchObject([{ why: 'The client went away, or its answer could not be seen.' }])
})

it.each<[Partial<ShadowOptions>, RegExp]>([
  [{ share: 2 }, /`share` must be a number from 0 to 1/], [{ queue: 0 }, /`queue` must be a whole number, 1 or more/], [{ timeout: 0.5 }, /`timeout`/], [{ ignore: ['etag'] }, /"etag" is no rule/]
])('options that cannot be: %j', async (options, message) => {
  await expect(createShadow({ to: await plainServer(hello), ...options })).rejects.toThrow(message)
})

it('as a plugin in front of the pipeline: the copy is what the client sent, before any filter changed it', async () => {
  const seen: string[] = []
  const to = await plainServer((request, response) => { seen.push(`${request.url ?? ''} ${request.headers['x-seen'] as string}`); response.setHeader('content-type', 'text/plain; charset=utf-8').end('new') })
  const rewriter = filterEntry('rewriter', SF_NOTIFY_PREPROC_HEADERS, (pfc, type, data) => {
    if (type === SF_NOTIFY_PREPROC_HEADERS) {
      data.SetHeader(pfc, 'url', '/new')
      data.SetHeader(pfc, 'X-Seen:', 'yes')
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  })
  const app: FastifyInstance = fastify({ forceCloseConnections: true })
  const samples: ShadowSample[] = []
  await app.register(integratedPipeline, { modules: [rewriter] })
  await app.register(shadow, { to, onSample: (sample: ShadowSample) => { samples.push(sample) } })
  app.get('/new', (request, reply) => { reply.send(`new${request.headers['x-seen'] as string}`) })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { body } = await ask(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/old`) // it listens on a port
  await app.close()
  expect([body, seen]).toEqual(['newyes', ['/old undefined', '/old undefined']])
  expect(samples.map(({ target, causes }) => [target, causes])).toEqual([['/old', ['body differs']]])
})

it('credentials stay out of samples and reports, wherever an answer has them', async () => {
  const json = (text: string): RequestListener => (_, response) => { response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(text)) }
  const answers: Record<string, readonly [RequestListener, RequestListener]> = {
    '/cookie': [hello, (_, response) => { response.setHeader('Set-Cookie', 'sid=hidden; HttpOnly').end('hello') }],
    '/member': [json('{"a":1}'), json('{"a":1,"user":{"token":"hidden"}}')],
    '/below': [json('{"token":["hid"]}'), json('{"token":["hidden"]}')],
    '/form': [json('{"token":"hidden","a":1}'), json('{ "token":"hidden","a":1}')],
    '/lines': [json('{"token":\n"hidden"}'), json('{"token":\n "hidden"}')],
    '/text': [(_, response) => { response.setHeader('Content-Type', 'text/json').end('{"token":"hidden","a":1}') }, (_, response) => { response.setHeader('Content-Type', 'text/json').end('{"token":"hidden","a":2}') }],
    '/long': [(_, response) => { response.end(`${'x'.repeat(300_000)}hidden`) }, (_, response) => { response.end(`${'x'.repeat(3)}hidden${'x'.repeat(300_000)}`) }]
  }
  const side = (index: 0 | 1): RequestListener => (request, response) => { answers[request.url ?? '']?.[index](request, response) }
  const { url, live, samples } = await shadowed(side(0), await plainServer(side(1)))
  for (const path of Object.keys(answers)) await ask(`${url}${path}`)
  await live.close()
  expect(live.counts).toMatchObject({ compared: 7, different: 7 })
  for (const written of [JSON.stringify(samples), JSON.stringify(live.report())]) expect(written).not.toMatch(/hidden|68696464656e/) // as text, and as bytes
})

it('an answer that is cut at the end is dropped, not compared', async () => {
  let begun = (): void => {}
  const waiting = new Promise<void>((resolve) => { begun = resolve })
  const { url, live } = await shadowed(hello, await plainServer((_, response) => { response.write('hel', () => { setTimeout(begun, 50) }) }))
  await ask(url)
  await waiting
  await live.close(0)
  expect(live.counts).toMatchObject({ compared: 0, different: 0, dropped: 1 })
})
