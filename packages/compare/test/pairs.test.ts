// Pairs that differ in odd ways: nothing that matters is missed, nothing else is called a difference, and all that has one cause is one group.

import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter } from '@isapi-bridge/filter-api'
import { CHttpModule, RQ_BEGIN_REQUEST, RQ_LOG_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext } from '@isapi-bridge/module-api'
import { callText, toHtml, type Report } from '@isapi-bridge/compare'
import { filterEntry, moduleEntry, pipelineSide, plainServer, rawServer, run } from './support/sides.ts'

const random = (): string => randomBytes(8).toString('hex')
const titles = ({ groups }: Report): string[] => groups.map(({ title }) => title)
const html: RequestListener = (_, response) => { response.setHeader('Content-Type', 'text/html').end('<p>hello</p>'.repeat(50)) }

it.each<[string, RequestListener, RequestListener, string[]]>([
  ['a length on one side, chunks on the other, is one cause', (_, r) => { r.setHeader('Content-Length', '5').end('hello') }, (_, r) => { r.write('hel'); r.end('lo') }, ['header transfer-encoding only on B']],
  ['gzip on one side: its header, not the body', html, (_, r) => { r.setHeader('Content-Type', 'text/html').setHeader('Content-Encoding', 'gzip').end(gzipSync('<p>hello</p>'.repeat(50))) }, ['header content-encoding only on B']],
  ['gzip of bytes that are no text', (_, r) => { r.setHeader('Content-Type', 'image/bmp').end(Buffer.alloc(5000, 7)) }, (_, r) => { r.setHeader('Content-Type', 'image/bmp').setHeader('Content-Encoding', 'gzip').end(gzipSync(Buffer.alloc(5000, 7))) }, ['header content-encoding only on B']],
  ['gzip at another level is the same', (_, r) => { r.setHeader('Content-Encoding', 'gzip').end(gzipSync('hello'.repeat(999), { level: 1 })) }, (_, r) => { r.setHeader('Content-Encoding', 'gzip').end(gzipSync('hello'.repeat(999), { level: 9 })) }, []],
  ['a redirect that is relative, and one that is absolute', (_, r) => { r.writeHead(302, { location: '/next' }).end() }, (q, r) => { r.writeHead(302, { location: `http://${q.headers.host ?? ''}/next` }).end() }, ['header location differs']],
  ['ETag and Last-Modified', (_, r) => { r.setHeader('ETag', '"1"').setHeader('Last-Modified', 'Sat, 31 Jan 2026 10:00:00 GMT').end() }, (_, r) => { r.setHeader('ETag', '"2"').end() }, ['header etag differs', 'header last-modified only on A']],
  ['a random session, and HttpOnly that got lost', (_, r) => { r.setHeader('Set-Cookie', `sid=${random()}; Path=/; HttpOnly`).end() }, (_, r) => { r.setHeader('Set-Cookie', `sid=${random()}; Path=/`).end() }, ['attributes of cookie sid differs']],
  ['a random session, and another cookie that got lost', (_, r) => { r.setHeader('Set-Cookie', [`sid=${random()}`, 'theme=dark']).end() }, (_, r) => { r.setHeader('Set-Cookie', `sid=${random()}`).end() }, ['header set-cookie differs', 'cookie theme only on A', 'attributes of cookie theme only on A']],
  ['a random session alone is noise', (_, r) => { r.setHeader('Set-Cookie', `sid=${random()}; HttpOnly`).end() }, (_, r) => { r.setHeader('Set-Cookie', `sid=${random()}; HttpOnly`).end() }, []],
  ['a page of one random word against an error that is always the same', (_, r) => { r.setHeader('Content-Type', 'text/plain').end(random()) }, (_, r) => { r.setHeader('Content-Type', 'text/plain').end('Internal failure') }, ['body differs']],
  ['two pages of one random word', (_, r) => { r.setHeader('Content-Type', 'text/plain').end(random()) }, (_, r) => { r.setHeader('Content-Type', 'text/plain').end(random()) }, []],
  ['bytes at random on both sides', (_, r) => { r.setHeader('Content-Type', 'image/png').end(randomBytes(100)) }, (_, r) => { r.setHeader('Content-Type', 'image/png').end(randomBytes(100)) }, []],
  ['bytes at random on one side', (_, r) => { r.setHeader('Content-Type', 'image/png').end(randomBytes(100)) }, (_, r) => { r.setHeader('Content-Type', 'image/png').end(Buffer.alloc(100)) }, ['body differs']],
  ['case and order of headers', (_, r) => { r.setHeader('X-A', '1').setHeader('X-B', '2').end() }, (_, r) => { r.setHeader('x-b', '2').setHeader('x-a', '1').end() }, []],
  ['one header in two lines, and in one', (_, r) => { r.setHeader('X-A', ['1', '2']).end() }, (_, r) => { r.setHeader('X-A', '1, 2').end() }, ['header x-a differs']],
  ['time that it takes', (_, r) => { r.end('x') }, (_, r) => { setTimeout(() => { r.end('x') }, 30) }, []]
])('%s', async (_, a, b, expected) => {
  expect(titles(await run(await plainServer(a), await plainServer(b), '/'))).toEqual(expected)
})

it('HEAD: another length is no noise, whatever else is', async () => {
  const side = (length: number): ReturnType<typeof plainServer> => plainServer((_, response) => { response.setHeader('X-Aid', random()).setHeader('Content-Length', length).end() })
  expect(titles(await run(await side(10), await side(20), 'HEAD /'))).toEqual(['header content-length differs'])
})

it('a server that ends idle connections just when the next request comes is not different', async () => {
  const asked = new Map<unknown, number>()
  const closing = await rawServer((socket) => {
    const count = (asked.get(socket) ?? 0) + 1
    asked.set(socket, count)
    if (count > 1) socket.resetAndDestroy()
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  const fine = await rawServer((socket) => { socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n') })
  const log = ['#Fields: c-ip cs-method cs-uri-stem', '10.0.0.1 GET /1', '10.0.0.1 GET /2', '10.0.0.1 GET /3'].join('\n')
  expect(await run(closing, fine, log, {}, 'x.log')).toMatchObject({ result: 'equal', requests: { compared: 3 } })
})

it('an answer that is cut short', async () => {
  const cut = await rawServer((socket) => { socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello') })
  const whole = await rawServer((socket) => { socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhellohello') })
  expect(titles(await run(cut, whole, '/', { twice: false }))).toEqual(['connection: reset on A, kept on B'])
})

const proc = (HttpFilterProc: Filter['HttpFilterProc']): Filter['HttpFilterProc'] => HttpFilterProc

function parting({ groups }: Report): string[] {
  const first = groups[0]?.parting
  return first === null || first === undefined ? [] : [first.subject, ...[first.a, first.b].map(({ call, value }) => `${call === null ? 'nobody' : callText(call)}: ${value}`)]
}

it('a filter and its module that forgets one of two headers', async () => {
  const filter = filterEntry('security', SF_NOTIFY_SEND_RESPONSE, proc((pfc, type, data) => {
    if (type === SF_NOTIFY_SEND_RESPONSE) {
      data.SetHeader(pfc, 'X-Frame-Options:', 'DENY')
      data.SetHeader(pfc, 'X-Extra:', '1')
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }))
  class Security extends CHttpModule {
    override OnSendResponse(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE {
      context.GetResponse().SetHeader('X-Frame-Options', 'DENY', true)
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const report = await run(pipelineSide('a', [filter]), pipelineSide('b', [moduleEntry('security', RQ_SEND_RESPONSE, Security)]), '/1\n/2')
  expect(titles(report)).toEqual(['header x-extra only on A, from filter security'])
  expect(toHtml(report)).toContain('If it is meant to differ: <code>--ignore "header:x-extra"</code>')
  expect(parting(report)).toEqual(['response-header x-extra', 'SEND_RESPONSE: filter security SF_NOTIFY_SEND_RESPONSE: 1', 'nobody: null'])
})

it('a filter that strips a header of the request, and a module that empties it', async () => {
  const filter = filterEntry('strip', SF_NOTIFY_PREPROC_HEADERS, proc((pfc, type, data) => {
    if (type === SF_NOTIFY_PREPROC_HEADERS) data.SetHeader(pfc, 'User-Agent:', '')
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }))
  class Empty extends CHttpModule {
    override OnBeginRequest(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE {
      context.GetRequest().SetHeader('User-Agent', 'none', true)
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const log = ['#Fields: cs-method cs-uri-stem cs(User-Agent)', 'GET /a Agent'].join('\n')
  const report = await run(pipelineSide('a', [filter]), pipelineSide('b', [moduleEntry('empty', RQ_BEGIN_REQUEST, Empty)]), log, {}, 'x.log')
  expect(report.groups).toHaveLength(1)
  expect(parting(report)).toEqual(['request-header user-agent', 'PRE_BEGIN_REQUEST: filter strip SF_NOTIFY_PREPROC_HEADERS: null', 'BEGIN_REQUEST: module empty: none'])
})

it('a URL that a filter rewrites for some requests only, and the module for all: one cause, its requests counted', async () => {
  const rewriter = (when: RegExp): ReturnType<typeof filterEntry> => filterEntry('rewriter', SF_NOTIFY_PREPROC_HEADERS, proc((pfc, type, data) => {
    if (type !== SF_NOTIFY_PREPROC_HEADERS) return SF_STATUS_REQ_NEXT_NOTIFICATION
    const bytes = new Uint8Array(100)
    const size = { value: bytes.length }
    data.GetHeader(pfc, 'url', bytes, size)
    const url = Buffer.from(bytes.subarray(0, size.value - 1)).toString('latin1')
    if (when.test(url)) data.SetHeader(pfc, 'url', '/new')
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }))
  const report = await run(pipelineSide('a', [rewriter(/^\/old\/1/)]), pipelineSide('b', [rewriter(/^\/old/)]), '/old/1\n/old/2\n/old/3\n/other')
  expect(report).toMatchObject({ requests: { compared: 4, equal: 2, different: 2 } })
  expect(titles(report)).toEqual(['url differs: nobody touches it on A, filter rewriter sets it on B'])
  expect(report.groups[0]).toMatchObject({ count: 2, routes: ['GET /old/*'] })
})

it('another user, seen by nobody but the log', async () => {
  const mapping = (user: string): ReturnType<typeof filterEntry> => filterEntry('mapper', SF_NOTIFY_AUTHENTICATION | SF_NOTIFY_LOG, proc((_pfc, type, data) => {
    if (type === SF_NOTIFY_LOG) data.pszClientUserName = user
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }))
  const report = await run(pipelineSide('a', [mapping('joe')]), pipelineSide('b', [mapping('JOE')]), '/')
  expect(titles(report)).toEqual([expect.stringMatching(/^log field userName differs/)])
  expect(parting(report)[0]).toBe('log userName')
})

it('names of the log structure are those of the record: pszServerName is serverName', async () => {
  const logger = filterEntry('logger', SF_NOTIFY_LOG, proc((_pfc, type, data) => {
    if (type === SF_NOTIFY_LOG) data.pszServerName = '192.0.2.9'
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }))
  const report = await run(pipelineSide('a', [logger]), pipelineSide('b', []), '/')
  expect(report.groups[0]?.samples[0]?.differences.map(({ field, a }) => `${field} ${a}`)).toEqual(['serverName 192.0.2.9'])
  expect(parting(report)).toEqual(['log serverName', 'CLOSING: filter logger SF_NOTIFY_LOG: 192.0.2.9', expect.stringMatching(/^nobody: /)])
})

it('two causes on one request are two groups, most frequent first', async () => {
  class Two extends CHttpModule {
    override OnSendResponse(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE {
      context.GetResponse().SetHeader('X-All', 'b', true)
      return RQ_NOTIFICATION_CONTINUE
    }
    override OnLogRequest(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE {
      void context
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const routes = (value: string) => (app: Parameters<NonNullable<Parameters<typeof pipelineSide>[2]>>[0]): void => {
    app.get('/*', (request, reply) => { reply.header('x-one', request.url === '/1' ? value : 'same').send('') })
  }
  const report = await run(pipelineSide('a', [], routes('a')), pipelineSide('b', [moduleEntry('two', RQ_SEND_RESPONSE | RQ_LOG_REQUEST, Two)], routes('b')), '/1\n/2\n/3')
  expect(report.groups.map(({ title, count }) => [title, count])).toEqual([['header x-all only on B, from module two', 3], ['header x-one differs', 1]])
})
