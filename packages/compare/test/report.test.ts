// What somebody reads who did not write it: is it safe to switch, what differs, who did it, and what is not known.

import { expect, it } from 'vitest'
import { SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RAW_DATA, SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter } from '@isapi-bridge/filter-api'
import { CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type NotificationResult } from '@isapi-bridge/module-api'
import { formatSummary, toHtml, type Report } from '@isapi-bridge/compare'
import { filterEntry, moduleEntry, pipelineSide, plainServer, run } from './support/sides.ts'

const summary = (report: Report): string => formatSummary(report, (_style, text) => text).join('\n')
/** The box at the top of the page, without its marks. */
const verdict = (report: Report): string => /<section class="verdict[^]*?<\/section>/.exec(toHtml(report))?.[0].replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ').trim() ?? ''

/** A filter that replaces a text in all that leaves the server, as long as it is. */
function rewriter(from: string, to: string): Filter['HttpFilterProc'] {
  return (_pfc, NotificationType, pvNotification) => {
    if (NotificationType === SF_NOTIFY_SEND_RAW_DATA) pvNotification.pvInData = Buffer.from(Buffer.from(pvNotification.pvInData).toString('latin1').replaceAll(from, to), 'latin1')
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}

it.each([
  ['the body', '"url"', '"URL"', 'body at $.url only on B', { kind: 'body', name: 'raw' }],
  ['a header', ': one', ': two', 'header x-mark differs: filter raw sets it on A, nobody touches it on B', { kind: 'header', name: 'raw' }]
])('a filter that changes %s in raw data is named', async (_, from, to, title, { kind, name }) => {
  const answer: Parameters<typeof pipelineSide>[2] = (app) => { app.get('/*', (request, reply) => reply.header('X-Mark', 'one').send({ url: request.url })) }
  const report = await run(pipelineSide('a', [filterEntry('raw', SF_NOTIFY_SEND_RAW_DATA, rewriter(from, to))], answer), pipelineSide('b', [], answer), '/x')
  expect(report.groups.map((group) => group.title)).toContain(title)
  expect(report.groups.flatMap(({ samples }) => samples[0]?.differences ?? []).find((difference) => difference.kind === kind)?.by).toMatchObject({ a: { kind: 'filter', name }, b: null })
})

it('the verdict says what part differs, and what clients get of it', async () => {
  const a = await plainServer((_request, response) => { response.end('x') })
  const b = await plainServer((request, response) => { response.statusCode = request.url === '/3' ? 404 : 200; response.end('x') })
  const report = await run(a, b, Array.from({ length: 10 }, (_, index) => `/${index}`).join('\n'))
  expect(verdict(report)).toMatch(/^Not safe to switch yet 1 request of 10 \(10 %\) differs, for 1 cause\. status: 200 on A, 404 on B : 1 request \(10 %\); clients get 404 in place of 200 Next: /)
  expect(summary(report)).toContain('DIFFERENT  1 request of 10 (10 %) differs, for 1 cause.')
})

it('what is alike is no answer where most was not compared', async () => {
  const side = await plainServer((_request, response) => { response.end('x') })
  const report = await run(side, side, '/a\nPOST /b\nPOST /c\nnonsense\n')
  expect(report.result).toBe('equal')
  expect(verdict(report)).toMatch(/^Alike, but most requests were not compared The request that was compared is answered alike\. 3 more were not compared\. /)
  expect(summary(report)).toContain('2 requests of the sources were left out: POST may change something; --allow-writes sends it.')
  expect(verdict(await run(side, side, '/a\n/b\nPOST /c\n'))).toMatch(/^Safe to switch, as far as these requests go All 2 requests that were compared are answered alike\. 1 more was not compared\. /)
})

it('what both do at other stages is told of requests that are answered alike only', async () => {
  const filter = filterEntry('f', SF_NOTIFY_PREPROC_HEADERS, (pfc, NotificationType, pvNotification) => {
    if (NotificationType === SF_NOTIFY_PREPROC_HEADERS) pvNotification.SetHeader(pfc, 'X-A:', '1')
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  })
  const module = moduleEntry('m', RQ_BEGIN_REQUEST, class extends CHttpModule {
    override OnBeginRequest(context: IHttpContext): NotificationResult { context.GetRequest().SetHeader('X-A', '1', true); return RQ_NOTIFICATION_CONTINUE }
  })
  const answer = (status: number): Parameters<typeof pipelineSide>[2] => (app) => { app.get('/*', (_request, reply) => reply.code(status).send('x')) }
  const movedOf = async (status: number): Promise<string[]> => (await run(pipelineSide('a', [filter], answer(200)), pipelineSide('b', [module], answer(status)), '/x')).moved.map(({ subject }) => subject)
  expect(await movedOf(200)).toEqual(['request-header x-a'])
  expect(await movedOf(404)).toEqual([])
})
