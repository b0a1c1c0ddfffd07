import {
  SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_LOG
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import type { LogRecord, PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { describe, expect, test } from 'vitest'
import { answers, filterOf, hostWith } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION

/** The record as the log line is written from it, after filters have edited it. */
async function logged(edits: readonly ((log: HTTP_FILTER_LOG, pfc: HTTP_FILTER_CONTEXT) => void)[], url = '/a?b=c'): Promise<{ record: LogRecord; reports: string[] }> {
  const records: LogRecord[] = []
  const writer: PFN_REGISTERMODULE = (_version, info) => info.setClosingSteps({ onLogLine: (_context, record) => { records.push({ ...record }) } })
  const { host, reports } = hostWith({
    modules: [
      ...edits.map((edit, index) => bridgeFilter(filterOf(SF_NOTIFY_LOG, (pfc, type, pv) => { if (type === SF_NOTIFY_LOG) edit(pv, pfc); return NEXT }), { name: `filter${index}` })),
      { name: 'writer', module: writer }
    ],
    route(context) { context.GetResponse().SetStatus(201, ''); return true }
  })
  await host.request(url)
  expect(records.length).toBe(1)
  return { record: records[0] as LogRecord, reports }
}

describe('SF_NOTIFY_LOG', () => {
  test('shows the record (F-223, F-227)', async () => {
    const seen: Record<string, unknown> = {}
    const { record } = await logged([(log) => { for (const field in log) seen[field] = log[field as keyof HTTP_FILTER_LOG] }])
    expect(seen).toMatchObject({
      pszClientHostName: '192.0.2.1', pszClientUserName: '', pszServerName: record.serverName, pszOperation: 'GET', pszTarget: '/a', pszParameters: 'b=c',
      dwHttpStatus: 201, dwWin32Status: 0, dwBytesSent: 0, dwBytesRecvd: record.bytesReceived
    })
    expect(Object.keys(seen).length).toBe(11)
  })

  test('every assigned member reaches the record, and nothing else changes (F-224, F-229)', async () => {
    const { record, reports } = await logged([(log) => {
      Object.assign(log, {
        pszClientHostName: '203.0.113.9', pszClientUserName: 'bob', pszServerName: 'web1', pszOperation: 'PUT', pszTarget: '/original', pszParameters: 'q',
        dwHttpStatus: 404, dwWin32Status: 2, dwBytesSent: 10, dwBytesRecvd: 20, msTimeForProcessing: 30
      } satisfies HTTP_FILTER_LOG)
    }])
    expect(record).toMatchObject({
      clientHost: '203.0.113.9', userName: 'bob', serverName: 'web1', method: 'PUT', uriStem: '/original', uriQuery: 'q',
      status: 404, win32Status: 2, bytesSent: 10, bytesReceived: 20, timeTaken: 30, host: 'site.test', protocolVersion: 'HTTP/1.1'
    })
    expect(reports).toEqual([])
  })

  test('the next filter sees what the one before assigned', async () => {
    const { record } = await logged([(log) => { log.pszTarget = '/one' }, (log) => { log.pszTarget += '/two' }])
    expect(record.uriStem).toBe('/one/two')
  })

  test('text crosses as UTF-8 bytes; other bytes are Latin-1', async () => {
    const { record } = await logged([(log) => { expect(log.pszTarget).toBe('/caf\xC3\xA9'); log.pszClientUserName = 'Zo\xC3\xAB'; log.pszParameters = '\xE9' }], '/caf%C3%A9')
    expect(record).toMatchObject({ uriStem: '/café', userName: 'Zoë', uriQuery: 'é' })
  })

  test('control characters cannot start another line, and a NUL ends the string', async () => {
    const { record } = await logged([(log) => { log.pszTarget = '/x\r\n2024-01-01 forged\x85'; log.pszParameters = 'kept\0dropped' }])
    expect(record).toMatchObject({ uriStem: '/x%0D%0A2024-01-01 forged\u{FFFD}'.replace('\u{FFFD}', '%C2%85'), uriQuery: 'kept' })
  })

  test('what does not fit a member is reported, and the log keeps what was there', async () => {
    const { record, reports } = await logged([(log) => { Object.assign(log, { pszTarget: 7, pszOperation: '€', dwHttpStatus: -1, dwBytesSent: 'many' }) }])
    expect(record).toMatchObject({ uriStem: '/a', method: 'GET', status: 201, bytesSent: 0 })
    expect(reports.map((report) => /assigned something to (\w+)/.exec(report)?.[1])).toEqual(['pszTarget', 'pszOperation', 'dwHttpStatus', 'dwBytesSent'])
  })

  test('comes for a request that a filter has finished (open question 1)', async () => {
    const statuses: number[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG, (...call) => {
        if (call[1] === SF_NOTIFY_LOG) statuses.push(call[2].dwHttpStatus)
        return answers(SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_FINISHED)(...call)
      }), { name: 'a' })]
    })
    await host.request('/')
    expect(statuses).toEqual([200])
  })
})
