// Two sides, the same requests: what counts as a difference, and what does not.

import { expect, it } from 'vitest'
import { formatSummary, runningServer, type Report } from '@isapi-bridge/compare'
import { plainServer, rawServer, run } from './support/sides.ts'

/** Differences of all causes, as `name: a | b`. */
function differences({ groups }: Report): string[] {
  const all = groups.flatMap(({ samples }) => samples[0]?.differences ?? [])
  return [...new Set(all.map(({ kind, field, a, b }) => `${kind}${field === '' ? '' : ` ${field}`}: ${a} | ${b}`))]
}

it('equal servers are equal, whatever the date', async () => {
  let second = 10
  const side = (): ReturnType<typeof plainServer> => plainServer((request, response) => { response.writeHead(200, { date: `Sat, 31 Jan 2026 10:00:${second++} GMT` }).end(`you asked for ${request.url ?? ''}`) })
  const report = await run(await side(), await side(), '/a\n/b?c=%20d\nHEAD /a\n')
  expect(report).toMatchObject({ result: 'equal', requests: { compared: 3, equal: 3, different: 0 }, groups: [] })
  expect(report.ignored.map(({ rule }) => rule)).toContain('header:date')
})

it.each<[string, Parameters<typeof plainServer>[0], Parameters<typeof plainServer>[0], string[]]>([
  ['status', (_, r) => { r.writeHead(200).end() }, (_, r) => { r.writeHead(404, 'OK').end() }, ['status: 200 | 404']],
  ['reason', (_, r) => { r.writeHead(200, 'Fine').end() }, (_, r) => { r.writeHead(200, 'OK').end() }, ['reason: Fine | OK']],
  ['a header of one side', (_, r) => { r.setHeader('X-A', '1').end() }, (_, r) => { r.end() }, ['header x-a: 1 | null']],
  ['a header with two lines', (_, r) => { r.setHeader('Set-Cookie', ['a=1', 'b=2']).end() }, (_, r) => { r.setHeader('Set-Cookie', ['b=2', 'a=1']).end() }, ['header set-cookie: a\nb | b\na']],
  ['text', (_, r) => { r.setHeader('Content-Type', 'text/plain').end('one\ntwo') }, (_, r) => { r.setHeader('Content-Type', 'text/plain').end('one\ntoo') }, ['body: line 2: two | line 2: too']],
  ['JSON', (_, r) => { r.setHeader('Content-Type', 'application/json').end('{"a":[1,{"b":2}],"c":0}') }, (_, r) => { r.setHeader('Content-Type', 'application/json').end('{"a":[1,{"b":3}]}     ') }, ['body $.a[1].b: 2 | 3', 'body $.c: 0 | null']],
  ['bytes', (_, r) => { r.setHeader('Content-Type', 'image/png').end(Buffer.from([0, 1, 2])) }, (_, r) => { r.setHeader('Content-Type', 'image/png').end(Buffer.from([0, 1, 3])) }, [expect.stringMatching(/^body: 3 bytes, .* from byte 2: 02 \| 3 bytes, .* from byte 2: 03$/) as unknown as string]],
  ['a connection that closes', (_, r) => { r.setHeader('Connection', 'close').end() }, (_, r) => { r.end() }, ['connection: closed | kept']]
])('%s', async (_, a, b, expected) => {
  expect(differences(await run(await plainServer(a), await plainServer(b), '/'))).toEqual(expected)
})

it('a connection that is reset, and one that speaks no HTTP', async () => {
  const fine = await rawServer((socket) => { socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n') })
  const reset = await rawServer((socket) => { socket.resetAndDestroy() })
  const strange = await rawServer((socket) => { socket.end('hello\r\n\r\n') })
  expect(differences(await run(fine, reset, '/'))).toEqual(['connection: kept | reset'])
  expect(differences(await run(fine, strange, '/'))).toEqual(['connection: kept | not HTTP'])
})

it('a side that is not there: nobody can say', async () => {
  const fine = await plainServer((_, response) => { response.end() })
  const gone = runningServer('http://127.0.0.1:1')
  expect(await run(fine, gone, '/a\n/b')).toMatchObject({ result: 'not compared', requests: { compared: 0, notCompared: 2 }, remarks: expect.arrayContaining(['No request could be compared.']) })
})

it('what was ended early is not equal, and tells what it has', async () => {
  const controller = new AbortController()
  const side = await plainServer((request, response) => {
    if (request.url === '/3') controller.abort()
    response.end()
  })
  const report = await run(side, side, Array.from({ length: 100 }, (_, index) => `/${index}`).join('\n'), { signal: controller.signal, concurrency: 1 })
  expect(report).toMatchObject({ result: 'not compared', interrupted: true, requests: { different: 0 }, remarks: expect.arrayContaining([`It was ended before all requests had been compared. --skip ${report.read} goes on from there.`]) })
  expect(report.read).toBe(report.requests.compared)
  expect(report.requests.compared).toBeGreaterThan(0)
  expect(report.requests.compared).toBeLessThan(20)
  expect(formatSummary(report, (_style, text) => text).join('\n')).toMatch(/CANNOT SAY {2}\d requests? (?:is|are) answered alike, but the comparison was ended early\./)
})

it('nothing to compare is not equal', async () => {
  const fine = await plainServer((_, response) => { response.end() })
  expect(await run(fine, fine, '# nothing\n')).toMatchObject({ result: 'not compared' })
})

it('a side that never answers', async () => {
  const silent = await plainServer(() => {})
  const fine = await plainServer((_, response) => { response.end() })
  expect(differences(await run(fine, silent, '/', { timeout: 50, twice: false }))).toContain('connection: kept | timed out')
  expect((await run(silent, silent, '/', { timeout: 50 })).result).toBe('not compared')
})

it('noise: what differs between a side and itself, in headers, JSON and text', async () => {
  let count = 0
  const noisy = (rest: string): ReturnType<typeof plainServer> => plainServer((request, response) => {
    count++
    response.setHeader('X-Id', `id${count}`)
    if (request.url === '/json') response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ id: count, rest }))
    else response.setHeader('Content-Type', 'text/html').end(`<p>request ${count} of many</p>\n<p>${rest}</p>`)
  })
  const [a, same, other] = [await noisy('same'), await noisy('same'), await noisy('other')]
  const report = await run(a, same, '/json\n/text')
  expect(report.result).toBe('equal')
  expect(report.noise.map(({ what }) => what)).toEqual(expect.arrayContaining(['header x-id', 'json $.id', 'body']))
  expect(differences(await run(a, other, '/json\n/text'))).toEqual(['body $.rest: "same" | "other"', expect.stringMatching(/^body: line 1: /)])
  expect((await run(a, same, '/json', { twice: false })).result).toBe('different')
})

it('noise does not excuse a header that one side does not have', async () => {
  let count = 0
  const a = await plainServer((_, response) => { response.setHeader('X-Id', count++).end() })
  const b = await plainServer((_, response) => { response.end() })
  expect(differences(await run(a, b, '/'))).toEqual([expect.stringMatching(/^header x-id: \d+ \| null$/)])
})

it.each([
  ['header:etag', 'equal'], ['header:ETag', 'equal'], ['/a* header:etag', 'equal'], ['/b* header:etag', 'different'], ['text:/[ab]-tag/', 'equal'], ['text:/[ab]-TAG/i', 'equal'], ['header:x', 'different'], ['json:$.x', 'different']
])('the rule %s: %s', async (rule, result) => {
  const side = (tag: string): ReturnType<typeof plainServer> => plainServer((_, response) => { response.setHeader('ETag', `"${tag}-tag"`).end() })
  expect((await run(await side('a'), await side('b'), '/a/b', { ignore: [rule] })).result).toBe(result)
})

it.each([['$.a[*].t', 'equal'], ['$.a[0].t', 'equal'], ['$..t', 'equal'], ['$.a', 'equal'], ['$.a[1].t', 'different'], ['$.*', 'equal'], ['$.t', 'different']])('the rule json:%s: %s', async (path, result) => {
  const side = (t: number): ReturnType<typeof plainServer> => plainServer((_, response) => { response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ a: [{ t }] })) })
  expect((await run(await side(1), await side(2), '/', { ignore: [`json:${path}`] })).result).toBe(result)
})

it.each([['etag', /is no rule/], ['heeder:x', /has the kind heeder; there are header, json/], ['json:a.b', /does not begin with \$/], ['text:abc', /no regular expression between slashes/], ['text:/(/', /cannot be read/]])('the rule %s is refused', async (rule, message) => {
  const side = await plainServer((_, response) => { response.end() })
  await expect(run(side, side, '/', { ignore: [rule] })).rejects.toThrow(message)
})

it('writes are left out unless they are allowed, and then sent once to each side', async () => {
  const bodies: string[] = []
  const side = await plainServer((request, response) => { request.setEncoding('utf8').on('data', (text: string) => { bodies.push(`${request.method ?? ''} ${text}`) }).on('end', () => { response.end() }) })
  const source = 'POST / HTTP/1.1\n\na body\n'
  expect(await run(side, side, source, {}, 'r.http')).toMatchObject({ result: 'not compared', requests: { leftOut: 1 } })
  expect(bodies).toEqual([])
  expect(await run(side, side, source, { allowWrites: true }, 'r.http')).toMatchObject({ result: 'equal' })
  expect(bodies).toEqual(['POST a body', 'POST a body'])
})

it('of requests that are alike the first is sent, where somebody wants that; those that write all are', async () => {
  const asked: string[] = []
  const side = await plainServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.headers.host ?? ''} ${request.url ?? ''}`)
    response.end()
  })
  const source = ['GET /a', 'GET /a', 'HEAD /a', 'GET /a?b', 'GET http://other.example/a', 'GET http://OTHER.example/a', 'GET /a', 'POST /a', 'POST /a'].map((line) => `${line} HTTP/1.1\n`).join('\n###\n')
  const report = await run(side, side, source, { distinct: true, allowWrites: true, twice: false, keepHost: true, concurrency: 1 }, 'r.http')
  expect(report).toMatchObject({ result: 'equal', read: 9, requests: { compared: 6, repeated: 3, leftOut: 0 }, remarks: expect.arrayContaining([expect.stringMatching(/^3 requests had method, host and URL of one before, and were not sent/)]) })
  expect(new Set(asked).size).toBe(5)
  expect((await run(side, side, source, { allowWrites: true, concurrency: 1 }, 'r.http')).requests).toMatchObject({ compared: 9, repeated: 0 })
})

it('a list of URLs is asked by several at a time; what becomes of a connection is not mistaken', async () => {
  let [now, most] = [0, 0]
  const side = await plainServer((request, response) => {
    most = Math.max(most, ++now)
    setImmediate(() => {
      now--
      if (/[02468]$/.test(request.url ?? '')) response.setHeader('Connection', 'close')
      response.end('x')
    })
  })
  const report = await run(side, side, Array.from({ length: 200 }, (_, index) => `/item${index}`).join('\n'), { concurrency: 4 })
  expect(report).toMatchObject({ result: 'equal', requests: { compared: 200 } })
  expect(most).toBeGreaterThan(4) // each of them asks both sides
})

it('the requests of one client go over one connection, in their order', async () => {
  const seen: string[] = []
  const side = await plainServer((request, response) => { seen.push(`${request.socket.remotePort} ${request.url ?? ''}`); response.end() })
  const log = ['#Fields: c-ip cs-method cs-uri-stem', '10.0.0.1 GET /1', '10.0.0.2 GET /2', '10.0.0.1 GET /3', '10.0.0.2 GET /4'].join('\n')
  await run(side, await plainServer((_, response) => { response.end() }), log, { twice: false }, 'x.log')
  const ports = (url: string): string | undefined => seen.find((line) => line.endsWith(url))?.split(' ')[0]
  expect([ports('/1') === ports('/3'), ports('/2') === ports('/4'), ports('/1') === ports('/2')]).toEqual([true, true, false])
  expect(seen.findIndex((line) => line.endsWith('/1'))).toBeLessThan(seen.findIndex((line) => line.endsWith('/3')))
})

it('requests with one cause are one group, whatever their number; a report stays small', async () => {
  const a = await plainServer((_, response) => { response.setHeader('X-A', 'yes').end() })
  const b = await plainServer((_, response) => { response.end() })
  const report = await run(a, b, Array.from({ length: 40 }, (_, index) => `/item/${index}`).join('\n'), { twice: false })
  expect(report.groups).toHaveLength(1)
  expect(report.groups[0]).toMatchObject({ title: 'header x-a only on A', count: 40, routes: ['GET /item/*'] })
  expect(report.groups[0]?.samples).toHaveLength(3)
})

it('the Host: its own for each server that runs, that of the source when asked', async () => {
  const hosts: string[] = []
  const side = await plainServer((request, response) => { hosts.push(request.headers.host ?? ''); response.end() })
  await run(side, side, 'http://www.example.com/', { twice: false })
  await run(side, side, 'http://www.example.com/', { twice: false, keepHost: true })
  expect(hosts).toEqual([side.name, side.name, 'www.example.com', 'www.example.com'])
})

it('an absolute redirect to the server itself is the same on both', async () => {
  const side = (): ReturnType<typeof plainServer> => plainServer((request, response) => { response.writeHead(302, { location: `http://${request.headers.host ?? ''}/next` }).end() })
  expect((await run(await side(), await side(), '/')).result).toBe('equal')
})
