// Filters that answer with a promise, where the answer leaves. Ours: the original blocks a thread.

import { Readable } from 'node:stream'
import {
  SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN, SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION,
  type HTTP_FILTER_CONTEXT, type HTTP_FILTER_SEND_RESPONSE, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { createMemoryHost, RQ_NOTIFICATION_FINISH_REQUEST } from '@isapi-bridge/module-api'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, recordingEvents } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { HOSTS } from '../support/site.ts'

type Send = (pfc: HTTP_FILTER_CONTEXT, data: HTTP_FILTER_SEND_RESPONSE) => Promise<SF_STATUS_TYPE>

const routes = { '/hello': () => 'hello', '/stream': () => Readable.from(['str', 'eam']) }
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
const slow = (status: SF_STATUS_TYPE): Send => async () => {
  await turn()
  return status
}
const marking: Send = async (pfc, data) => {
  await turn()
  data.AddHeader(pfc, 'X-Late:', String(data.HttpStatus))
  return SF_STATUS_REQ_NEXT_NOTIFICATION
}
const denying = moduleOf('denies', { OnAuthorizeRequest(context) {
  context.GetResponse().SetStatus(401, 'Unauthorized')
  return RQ_NOTIFICATION_FINISH_REQUEST
} })

describe.each(HOSTS)('%s', (_name, open) => {
  statement('filter.async.send-response', async () => {
    const log: string[] = []
    const site = await open({ routes, modules: [bridged('a', { SEND_RESPONSE: marking }), bridged('b', { SEND_RESPONSE(_pfc, data) { log.push(`b ${data.GetHeader(_pfc, 'X-Late:', new Uint8Array(8), { value: 8 })}`) } })] })
    expect(await site.ask('/hello')).toMatchObject({ status: 200, body: 'hello', headers: { 'x-late': '200' } })
    expect(await site.ask('/stream')).toMatchObject({ status: 200, body: 'stream', headers: { 'x-late': '200' } })
    expect(log).toEqual(['b true', 'b true'])
    expect(site.reports).toEqual([])
  })

  statement('filter.async.send-response-status', async () => {
    for (const [status, answer, second] of [
      [SF_STATUS_REQ_HANDLED_NOTIFICATION, { status: 200, closed: false, body: true }, false],
      [SF_STATUS_REQ_ERROR, { status: 500, closed: false, body: false }, false],
      [SF_STATUS_REQ_FINISHED, { status: 200, closed: true, body: false }, false],
      [SF_STATUS_REQ_NEXT_NOTIFICATION, { status: 200, closed: false, body: true }, true]
    ] as const) {
      for (const [url, body] of [['/hello', 'hello'], ['/stream', 'stream']] as const) {
        const log: string[] = []
        const site = await open({ routes, modules: [bridged('a', { SEND_RESPONSE: slow(status) }), bridged('b', recordingEvents('b', log, ['SEND_RESPONSE', 'END_OF_REQUEST', 'LOG']))] })
        const { status: code, closed, body: sent } = await site.connect().ask(url)
        expect([url, status, code, closed, sent.includes(body)]).toEqual([url, status, answer.status, answer.closed, answer.body])
        expect(log).toEqual([...(second ? ['b SEND_RESPONSE'] : []), 'b END_OF_REQUEST', 'b LOG'])
      }
    }
  })

  statement('filter.async.send-response-own-answer', async () => {
    const site = await open({ routes, modules: [bridged('a', { async SEND_RESPONSE(pfc) {
      await turn()
      pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', 'Content-Type: text/plain\r\n\r\n', 0)
      pfc.WriteClient(pfc, Buffer.from('no'), { value: 2 }, 0)
      return SF_STATUS_REQ_FINISHED_KEEP_CONN
    } })] })
    expect(await site.ask('/hello')).toMatchObject({ status: 403, body: 'no' })
    expect(await site.ask('/stream')).toMatchObject({ status: 403, body: 'no' })
  })

  statement('filter.async.send-response-rejects', async () => {
    const site = await open({ routes, modules: [bridged('a', { SEND_RESPONSE: () => Promise.reject(new Error('later')) })] })
    expect((await site.ask('/hello')).status).toBe(500)
    expect((await site.ask('/stream')).status).toBe(500)
    expect(site.reports.map(({ message }) => message)).toEqual(Array(2).fill(expect.stringContaining('Filter "a" threw in SF_NOTIFY_SEND_RESPONSE: later.')))
  })

  statement('filter.async.access-denied', async () => {
    const log: string[] = []
    const site = await open({ routes, modules: [
      denying,
      bridged('a', { async ACCESS_DENIED() { await turn(); log.push('a ACCESS_DENIED'); return SF_STATUS_REQ_NEXT_NOTIFICATION }, SEND_RESPONSE: async () => { log.push('a SEND_RESPONSE'); return SF_STATUS_REQ_NEXT_NOTIFICATION } }),
      bridged('b', recordingEvents('b', log, ['ACCESS_DENIED', 'SEND_RESPONSE']))
    ] })
    expect((await site.ask('/hello')).status).toBe(401)
    expect(log).toEqual(['a ACCESS_DENIED', 'b ACCESS_DENIED', 'a SEND_RESPONSE', 'b SEND_RESPONSE'])
    expect(site.reports).toEqual([])
  })

  statement('filter.async.flush-refused', async () => {
    const log: string[] = []
    const flushing = moduleOf('flushes', { OnAcquireRequestState(context) { context.GetResponse().Flush(false, true) } })
    const site = await open({ routes, modules: [flushing, bridged('a', { SEND_RESPONSE: slow(SF_STATUS_REQ_ERROR) }), bridged('b', recordingEvents('b', log, ['SEND_RESPONSE']))] })
    expect(await site.ask('/hello')).toMatchObject({ status: 200, body: 'hello' })
    expect(log).toEqual(['b SEND_RESPONSE'])
    expect(site.reports.map(({ message }) => message)).toEqual([expect.stringContaining('Filter "a" returned a promise in SF_NOTIFY_SEND_RESPONSE, which must be answered at once here.')])
  })

  statement('filter.async.timeout', async () => {
    for (const event of ['PREPROC_HEADERS', 'SEND_RESPONSE'] as const) {
      const log: string[] = []
      const site = await open({ routes, handlerTimeout: 5, modules: [bridged('a', { [event]: () => new Promise<never>(() => {}) }), bridged('b', recordingEvents('b', log, [event, 'END_OF_REQUEST', 'LOG']))] })
      expect((await site.ask('/hello')).status).toBe(500)
      expect(log).toEqual(['b END_OF_REQUEST', 'b LOG'])
      expect(site.reports.map(({ message }) => message)).toEqual([expect.stringMatching(/\(filter "a"\) did not complete \w+ within 5 ms/)])
    }
  })
})

statement('filter.async.client-leaves', async () => {
  for (const event of ['PREPROC_HEADERS', 'SEND_RESPONSE'] as const) {
    for (const status of [SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED] as const) {
      const log: string[] = []
      const reports: Error[] = []
      const leaving = new AbortController()
      const host = createMemoryHost({
        route: () => true,
        report: (error) => { reports.push(error) },
        modules: [
          bridged('a', { ...recordingEvents('a', log, ['END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']), [event]: async () => { leaving.abort(); await turn(); log.push('a settles'); return status } }),
          bridged('b', recordingEvents('b', log, [event, 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']))
        ]
      })
      await host.request({ url: '/', signal: leaving.signal })
      await expect.poll(() => log).toContain('a settles')
      await turn() // whatever would follow has had its turn
      expect(log.filter((line) => line !== 'a settles')).toEqual(['a END_OF_REQUEST', 'b END_OF_REQUEST', 'a LOG', 'b LOG', 'a END_OF_NET_SESSION', 'b END_OF_NET_SESSION'])
      expect(reports).toEqual([])
      await host.close()
    }
  }
})
