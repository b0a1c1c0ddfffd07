// What the page is made of: its JSON, its files, why somebody was not called, and a request as a line for a shell.

import { execFileSync } from 'node:child_process'
import fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PlanRow } from '@isapi-bridge/module-api'
import type { RecordedRequest } from '@isapi-bridge/trace'
import { inspector, type ConnectionDetail, type InspectorOptions, type RequestDetail, type RequestSummary } from '@isapi-bridge/trace/inspect'
import { connection, event, record, recorderOf } from './support/records.ts'

function serve(requests: readonly RecordedRequest[], options: Partial<InspectorOptions> = {}): FastifyInstance {
  const app = fastify()
  onTestFinished(() => app.close())
  app.register(inspector, { recorder: recorderOf(requests, [connection()]), ...options })
  return app
}

async function detailOf(request: RecordedRequest): Promise<RequestDetail> {
  const app = serve([request])
  const [summary] = (await app.inject('/_bridge/requests')).json<RequestSummary[]>()
  return (await app.inject(`/_bridge/requests/${summary?.key}`)).json()
}

describe('the page', () => {
  it('stands below /_bridge, with its slash, or where the prefix says', async () => {
    const app = serve([])
    expect(await app.inject('/_bridge?a=//b')).toMatchObject({ statusCode: 302, headers: { location: '/_bridge/' } })
    expect(await app.inject('/_bridge/')).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    const other = serve([], { prefix: '/look/here' })
    expect([(await other.inject('/look/here/')).statusCode, (await other.inject('/_bridge/')).statusCode]).toEqual([200, 404])
  })

  it('names files that are there, and nothing from elsewhere', async () => {
    const app = serve([])
    const asked = new Set<string>()
    const follow = async (name: string): Promise<void> => {
      if (asked.has(name)) return
      asked.add(name)
      const { statusCode, body } = await app.inject(`/_bridge/${name}`)
      expect([name, statusCode]).toEqual([name, 200])
      expect(body.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|innerHTML|style="|\son\w+=/)
      for (const [, found = ''] of body.matchAll(/(?:src|href)="([\w./]+)"|from '\.\/([\w.]+)'/g)) if (found !== '') await follow(found)
      for (const [, found = ''] of body.matchAll(/from '\.\/([\w.]+)'/g)) await follow(found)
    }
    await follow('')
    expect(asked.size).toBeGreaterThan(8)
  })

  it('has the plan that it is given', async () => {
    const rows: PlanRow[] = [{ stage: 'BEGIN_REQUEST', post: false, kind: 'module', name: 'a', notification: 'BEGIN_REQUEST', priority: 'MEDIUM', reason: 'because' }]
    expect((await serve([], { plan: () => rows }).inject('/_bridge/plan')).json()).toEqual(rows)
    expect((await serve([]).inject('/_bridge/plan')).json()).toEqual([])
  })
})

it('a request has its events in the compact view, and a skipped port its flag', async () => {
  const { compact, explanations } = await detailOf(record({ events: [event({ name: 'f', notification: 'SF_NOTIFY_LOG', status: null, skipped: 'port', skipDetail: 'SF_NOTIFY_SECURE_PORT' })] }))
  expect(compact[0]).toEqual({ no: 1, level: 0, severity: 'General', event: 'GENERAL_REQUEST_START', details: expect.stringMatching(/^SiteId="1", AppPoolId="DefaultAppPool", /), time: '2026-01-02T03:04:05.678Z' })
  expect(explanations[0]?.text).toBe('f did not ask for this kind of port: it registered for SF_NOTIFY_SECURE_PORT alone, and this connection is not encrypted.')
})

describe('requests', () => {
  const request = record({
    events: [
      event({ name: 'b', notification: 'BEGIN_REQUEST', changes: [{ what: 'url', name: '', before: '/a', after: '/b' }] }), event({ name: 'a', notification: 'BEGIN_REQUEST' }),
      event({ name: 'c', notification: 'BEGIN_REQUEST', status: null, skipped: 'disabled' })
    ]
  })

  it('are listed in short, and told whole by a key that another process does not have', async () => {
    const app = serve([request])
    const [summary] = (await app.inject('/_bridge/requests')).json<RequestSummary[]>()
    expect(summary).toMatchObject({ id: 7, connection: 3, url: '/a', status: 200, calls: 2, skipped: 1, changed: 1, names: ['a', 'b'] })
    expect((await app.inject(`/_bridge/requests/${summary?.key}`)).json()).toMatchObject({ ...request, key: summary?.key })
    for (const key of ['7', '7-1', '8', 'x', '%00']) expect([key, (await app.inject(`/_bridge/requests/${key}`)).statusCode]).toEqual([key, 404])
    expect((await app.inject('/_bridge/trace')).json()).toEqual([request])
  })

  it('are not sent again as long as nothing is new', async () => {
    const requests = [request]
    const app = serve(requests)
    const { etag } = (await app.inject('/_bridge/requests')).headers
    const again = { url: '/_bridge/requests', headers: { 'if-none-match': String(etag) } }
    expect(await app.inject(again)).toMatchObject({ statusCode: 304, body: '' })
    requests.push(record({ id: 8 }))
    expect((await app.inject(again)).statusCode).toBe(200)
  })

  it('stand with their connection, also when one of the two is not kept any more', async () => {
    const app = serve([request, record({ id: 8, connection: 4 })])
    expect((await app.inject('/_bridge/connections/3')).json<ConnectionDetail>()).toMatchObject({ id: 3, connection: connection(), requests: [{ id: 7 }] })
    expect((await app.inject('/_bridge/connections/4')).json<ConnectionDetail>()).toMatchObject({ connection: null, requests: [{ id: 8 }] })
    expect((await serve([]).inject('/_bridge/connections/3')).json<ConnectionDetail>()).toMatchObject({ connection: connection(), requests: [] })
    for (const id of ['5', 'x', '3.5']) expect((await app.inject(`/_bridge/connections/${id}`)).statusCode).toBe(404)
  })
})

describe('why somebody was not called', () => {
  const skipped = { status: null, skipped: 'finished' } as const
  const next = 'SF_STATUS_REQ_NEXT_NOTIFICATION'

  it.each([
    {
      why: 'handled', by: 1, says: 'second handled SF_NOTIFY_URL_MAP', events: [
        event({ name: 'first', notification: 'SF_NOTIFY_URL_MAP', status: next }), event({ name: 'second', notification: 'SF_NOTIFY_URL_MAP', status: 'SF_STATUS_REQ_HANDLED_NOTIFICATION' }),
        event({ name: 'other', notification: 'SF_NOTIFY_PREPROC_HEADERS', status: 'SF_STATUS_REQ_HANDLED_NOTIFICATION' }), event({ name: 'third', notification: 'SF_NOTIFY_URL_MAP', status: null, skipped: 'handled' })
      ]
    },
    {
      why: 'finished by a module', by: 0, says: 'guard finished the request in AUTHORIZE_REQUEST (RQ_NOTIFICATION_FINISH_REQUEST)', events: [
        event({ name: 'guard', notification: 'AUTHORIZE_REQUEST', status: 'RQ_NOTIFICATION_FINISH_REQUEST' }), event({ name: 'a', notification: 'MAP_REQUEST_HANDLER', ...skipped }), event({ name: 'b', notification: 'MAP_REQUEST_HANDLER', ...skipped })
      ]
    },
    ...['SF_STATUS_REQ_FINISHED', 'SF_STATUS_REQ_FINISHED_KEEP_CONN', 'SF_STATUS_REQ_ERROR'].map((status) => ({
      why: status, by: 0, says: `filter finished the request in SF_NOTIFY_PREPROC_HEADERS (${status})`,
      events: [event({ name: 'filter', notification: 'SF_NOTIFY_PREPROC_HEADERS', status }), event({ name: 'a', notification: 'BEGIN_REQUEST', ...skipped })]
    })),
    {
      why: 'finished, while a child of the request was finished by somebody else', by: null, says: 'The server itself finished the request', events: [
        event({ name: 'child', notification: 'BEGIN_REQUEST', status: 'RQ_NOTIFICATION_FINISH_REQUEST', request: 8, child: 1, depth: 1 }), event({ name: 'a', notification: 'MAP_REQUEST_HANDLER', ...skipped })
      ]
    },
    {
      why: 'disabled by a filter', by: 0, says: 'SF_REQ_DISABLE_NOTIFICATIONS, in SF_NOTIFY_PREPROC_HEADERS', events: [
        event({ name: 'shy', notification: 'SF_NOTIFY_PREPROC_HEADERS', status: next }), event({ name: 'other', notification: 'SF_NOTIFY_URL_MAP', status: next }), event({ name: 'shy', notification: 'SF_NOTIFY_LOG', status: null, skipped: 'disabled' })
      ]
    },
    { why: 'disabled by a module', by: null, says: 'shy disabled LOG_REQUEST for this request itself, with DisableNotifications.', events: [event({ name: 'shy', notification: 'LOG_REQUEST', status: null, skipped: 'disabled' })] },
    { why: 'port', by: null, says: 'SF_NOTIFY_SECURE_PORT', events: [event({ name: 'tls', notification: 'SF_NOTIFY_LOG', status: null, skipped: 'port' })] }
  ] as const)('$why', async ({ events, by, says }) => {
    const { explanations } = await detailOf(record({ events }))
    expect(explanations.slice(0, -1).filter((one) => one !== null && one.by !== by)).toEqual([])
    expect(explanations.at(-1)).toEqual({ by, text: expect.stringContaining(says) })
  })
})

describe('as curl', () => {
  /** What the shell hands to curl, and its standard input. */
  const shellOf = (line: string): string[] => execFileSync('sh', ['-c', `curl() { for part; do printf '%s\\0' "$part"; done; case "$*" in *@-*) cat;; esac; }\n${line}`], { encoding: 'utf8' }).split('\0')

  it('gets through a shell as it was, whatever is in it', async () => {
    const nasty = `'; touch /tmp/no; echo "$(id)\` \\ '`
    const { curl } = await detailOf(record({ url: `/a?q=${nasty}`, headers: [['Host', 'site.example:8080'], ['X-Nasty', nasty], ['X-Empty', ''], ['Cookie', 'a=[redacted]'], ['Content-Length', '3'], ['Connection', 'close']] }))
    expect(shellOf(curl)).toEqual(['-i', '--path-as-is', '--globoff', `http://site.example:8080/a?q=${nasty}`, '-H', `X-Nasty: ${nasty}`, '-H', 'X-Empty;', ''])
    expect(curl).not.toMatch(/redacted/)
  })

  it.each([
    { what: 'a body', given: { method: 'POST', body: { base64: Buffer.from('a\n\'b').toString('base64'), length: 4, cut: false } }, expected: ['-X', 'POST', 'http://site.example:8080/a', '--data-binary', '@-', 'a\n\'b'] },
    { what: 'a body that was cut', given: { method: 'PUT', body: { base64: 'YQ==', length: 400, cut: true } }, expected: ['-X', 'PUT', 'http://site.example:8080/a', ''] },
    { what: 'HEAD', given: { method: 'HEAD' }, expected: ['--head', 'http://site.example:8080/a', ''] },
    { what: 'no host', given: { headers: [], secure: true, httpVersion: '1.0', server: { address: '::1', port: 8443 } }, expected: ['--http1.0', 'https://[::1]:8443/a', ''] },
    { what: 'an absolute target', given: { url: 'http://elsewhere.example/a' }, expected: ['http://elsewhere.example/a', ''] },
    { what: 'control characters', given: { url: '/a\u001B[31m\u202E\r\nb' }, expected: ['http://site.example:8080/a[31mb', ''] }
  ] as const)('$what', async ({ given, expected }) => {
    const { curl } = await detailOf(record(given))
    expect(shellOf(curl)).toEqual(['-i', '--path-as-is', '--globoff', ...expected])
  })
})
