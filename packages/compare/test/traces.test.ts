// Filters against modules: the first notification where the traces part, whoever did what.

import { expect, it } from 'vitest'
import { readSz, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter } from '@isapi-bridge/filter-api'
import { CHttpModule, RQ_AUTHENTICATE_REQUEST, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext } from '@isapi-bridge/module-api'
import { callText, formatSummary, toHtml, toJunit, type Report } from '@isapi-bridge/compare'
import { filterEntry, moduleEntry, pipelineSide, run } from './support/sides.ts'

const header = (name: string, value: string): Filter['HttpFilterProc'] => (pfc, type, data) => {
  if (type === SF_NOTIFY_PREPROC_HEADERS || type === SF_NOTIFY_SEND_RESPONSE) data.SetHeader(pfc, `${name}:`, value)
  return SF_STATUS_REQ_NEXT_NOTIFICATION
}

function parting({ groups }: Report): unknown {
  const { subject, a, b } = groups[0]?.parting ?? { subject: null, a: null, b: null }
  const show = (side: typeof a): string => (side === null ? '' : `${side.call === null ? 'nobody' : callText(side.call)}: ${side.value}`)
  return { subject, a: show(a), b: show(b) }
}

class AtBegin extends CHttpModule {
  override OnBeginRequest(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE {
    context.GetRequest().SetHeader('X-Seen', 'yes', true)
    return RQ_NOTIFICATION_CONTINUE
  }
}

it('a filter and a module that do the same at different stages are equal, and the report says where', async () => {
  const report = await run(pipelineSide('filter', [filterEntry('seen', SF_NOTIFY_PREPROC_HEADERS, header('X-Seen', 'yes'))]), pipelineSide('module', [moduleEntry('seen', RQ_BEGIN_REQUEST, AtBegin)]), '/a\n/b')
  expect(report.result).toBe('equal')
  expect(report.moved).toMatchObject([{ subject: 'request-header x-seen', count: 2, example: { a: { call: { stage: 'PRE_BEGIN_REQUEST', name: 'seen' } }, b: { call: { stage: 'BEGIN_REQUEST', name: 'seen' } } } }])
})

it('a request header that the application would see otherwise counts, though the client sees nothing of it', async () => {
  const report = await run(pipelineSide('filter', [filterEntry('seen', SF_NOTIFY_PREPROC_HEADERS, header('X-Seen', 'no'))]), pipelineSide('module', [moduleEntry('seen', RQ_BEGIN_REQUEST, AtBegin)]), '/a')
  expect(report.result).toBe('different')
  expect(parting(report)).toEqual({ subject: 'request-header x-seen', a: 'PRE_BEGIN_REQUEST: filter seen SF_NOTIFY_PREPROC_HEADERS: no', b: 'BEGIN_REQUEST: module seen: yes' })
})

it('a URL that only one side changes is the cause of all that follows', async () => {
  const rewriter = filterEntry('rewriter', SF_NOTIFY_PREPROC_HEADERS, (pfc, type, data) => {
    if (type === SF_NOTIFY_PREPROC_HEADERS) data.SetHeader(pfc, 'url', '/new')
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  })
  const routes = (app: Parameters<NonNullable<Parameters<typeof pipelineSide>[2]>>[0]): void => { app.get('/new', (_request, reply) => { reply.header('x-new', 'yes').send('new') }) }
  const report = await run(pipelineSide('a', [rewriter], routes), pipelineSide('b', [], routes), '/old')
  expect(report.groups).toHaveLength(1)
  expect(report.groups[0]?.title).toBe('url differs: filter rewriter sets it on A, nobody touches it on B')
  expect(parting(report)).toEqual({ subject: 'url', a: 'PRE_BEGIN_REQUEST: filter rewriter SF_NOTIFY_PREPROC_HEADERS: /new', b: 'nobody: /old' })
  expect(report.groups[0]?.samples[0]?.differences.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['status', 'body', 'header', 'log', 'trace']))
})

it('what SEND_RESPONSE changes while a filter answers in PREPROC_HEADERS is not the work of that filter', async () => {
  const redirect = filterEntry('redirect', SF_NOTIFY_PREPROC_HEADERS, (pfc, type, _data) => {
    if (type !== SF_NOTIFY_PREPROC_HEADERS) return SF_STATUS_REQ_NEXT_NOTIFICATION
    pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '302 Found', 'Location: /new\r\nContent-Length: 0\r\n\r\n', 0)
    return SF_STATUS_REQ_FINISHED
  })
  const report = await run(pipelineSide('a', [redirect, filterEntry('marker', SF_NOTIFY_SEND_RESPONSE, header('X-Mark', 'filter'))]), pipelineSide('b', [redirect]), '/')
  expect(report.groups.map(({ title }) => title)).toEqual(['header x-mark only on A, from filter marker'])
  expect(parting(report)).toEqual({ subject: 'response-header x-mark', a: 'PRE_BEGIN_REQUEST: filter marker SF_NOTIFY_SEND_RESPONSE: filter', b: 'nobody: null' })
})

it('an answer header: the last who touched it on each side', async () => {
  class Sending extends CHttpModule {
    override OnSendResponse(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE {
      context.GetResponse().SetHeader('X-Mark', 'module', true)
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const report = await run(pipelineSide('a', [filterEntry('marker', SF_NOTIFY_SEND_RESPONSE, header('X-Mark', 'filter'))]), pipelineSide('b', [moduleEntry('marker', RQ_SEND_RESPONSE, Sending)]), '/')
  expect(report.groups.map(({ title }) => title)).toEqual(['header x-mark differs: filter marker sets it on A, module marker sets it on B'])
  expect(parting(report)).toEqual({ subject: 'response-header x-mark', a: 'SEND_RESPONSE: filter marker SF_NOTIFY_SEND_RESPONSE: filter', b: 'SEND_RESPONSE: module marker: module' })
})

it('what comes to the same in the end, on another way, is shown and does not count', async () => {
  class Twice extends CHttpModule {
    override OnBeginRequest(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE { context.GetRequest().SetHeader('X-Seen', 'first', true); return RQ_NOTIFICATION_CONTINUE }
    override OnAuthenticateRequest(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE { context.GetRequest().SetHeader('X-Seen', 'yes', true); return RQ_NOTIFICATION_CONTINUE }
  }
  const report = await run(pipelineSide('a', [moduleEntry('seen', RQ_BEGIN_REQUEST, AtBegin)]), pipelineSide('b', [moduleEntry('seen', RQ_BEGIN_REQUEST | RQ_AUTHENTICATE_REQUEST, Twice)]), '/')
  expect(report.result).toBe('equal')
})

it('a field of the log that a filter sets, and nobody on the other side', async () => {
  const logger = filterEntry('logger', SF_NOTIFY_LOG, (_pfc, type, data) => {
    if (type === SF_NOTIFY_LOG) data.pszClientHostName = '192.0.2.1'
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  })
  const report = await run(pipelineSide('a', [logger]), pipelineSide('b', []), '/')
  expect(parting(report)).toEqual({ subject: 'log clientHost', a: 'CLOSING: filter logger SF_NOTIFY_LOG: 192.0.2.1', b: 'nobody: 127.0.0.1' })
})

it('noise in traces: a header with the time that both sides set', async () => {
  let count = 0
  class Timing extends CHttpModule {
    override OnEndRequest(context: IHttpContext): typeof RQ_NOTIFICATION_CONTINUE { context.GetResponse().SetHeader('X-Elapsed', `${count++ * 7}`, true); return RQ_NOTIFICATION_CONTINUE }
  }
  const side = (name: string): ReturnType<typeof pipelineSide> => pipelineSide(name, [moduleEntry('timing', RQ_END_REQUEST, Timing)])
  const report = await run(side('a'), side('b'), '/1\n/2')
  expect(report.result).toBe('equal')
  expect(report.noise.map(({ what }) => what)).toEqual(['header x-elapsed'])
})

it('the reports: verdict first, and nothing of a request can break them', async () => {
  const evil = '</script><img src=x onerror=alert(1)>'
  const reader = filterEntry(evil, SF_NOTIFY_PREPROC_HEADERS, (pfc, type, data) => {
    const bytes = new Uint8Array(1000)
    const size = { value: bytes.length }
    if (type === SF_NOTIFY_PREPROC_HEADERS && data.GetHeader(pfc, 'url', bytes, size)) data.SetHeader(pfc, 'X-Evil:', `${readSz(bytes)} ${evil}`)
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  })
  const report = await run(pipelineSide('a', [reader]), pipelineSide(`b ${evil} \u001B[31m`, []), `/?q=${encodeURI(evil)}`)
  const html = toHtml(report)
  expect(html).not.toContain('<img')
  expect(html).not.toMatch(/<script|https?:\/\/(?!127|localhost)|src=(?!x)/)
  expect(html.indexOf('Not safe to switch yet')).toBeLessThan(html.indexOf('request-header x-evil'))
  const lines = formatSummary(report, (_style, text) => text)
  expect(lines[4]).toBe('DIFFERENT  1 request of 1 differs, for 1 cause.')
  // oxlint-disable-next-line no-control-regex -- control characters must not be there
  expect(lines.join('\n')).not.toMatch(/[\0-\x09\x0B-\x1F]/)
  expect(toJunit(report)).toMatch(/<testsuite [^>]*tests="1" failures="1" errors="0"[^]*<failure message="1 of 1 differ">request header x-evil only on A/)
  expect(toJunit(report)).not.toContain('<img')
})
