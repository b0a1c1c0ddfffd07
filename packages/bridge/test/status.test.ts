import {
  SetLastError, SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_URL_MAP, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_AUTHENTICATION, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED_KEEP_CONN,
  SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_HANDLED_NOTIFICATION, type NotificationType, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { bridgeFilter, NOTIFICATION_MAP, STATUS_MAP, type CarriedRow, type StatusRow } from '@isapi-bridge/bridge'
import {
  ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, ERROR_INVALID_DATA, ERROR_PATH_NOT_FOUND, NO_ERROR, type WIN32_ERROR
} from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { answers, hostWith, nameOf, recorder } from './support/filters.ts'

/** In memory there is no raw data. */
const carried = NOTIFICATION_MAP.filter((row) => row.carrier !== 'raw')
const ALL = carried.reduce((mask, row) => mask | row.flag, 0)

/** One request through a filter that answers one notification, and a second filter that watches. */
async function run(flag: NotificationType, status: SF_STATUS_TYPE, profile: 'iis5' | 'iis6' = 'iis6') {
  const log: string[] = []
  const { host, reports } = hostWith({
    modules: [bridgeFilter(recorder(log, 'a', ALL, answers(flag, status)), { name: 'a', profile }), bridgeFilter(recorder(log, 'b', ALL), { name: 'b' })],
    route(context) { context.GetResponse().SetStatus(flag === SF_NOTIFY_ACCESS_DENIED ? 401 : 201, ''); return true }
  })
  const response = await host.request('/')
  return { log, reports, response, next: log.includes(`b ${nameOf(flag)}`) }
}

const matrix = carried.flatMap((row) => STATUS_MAP.map((status) => [row.name, status.name, row, status] as const))

describe('every status in every notification (F-097, F-131, F-235 to F-238, F-244, F-374)', () => {
  test.each(matrix)('%s: %s', async (_notification, _status, row: CarriedRow, status: StatusRow) => {
    const effect = status[row.effects]
    const { next, reports, response, log } = await run(row.flag, status.status)
    const ends = effect === 'finish' || effect === 'finish-keep' || effect === 'error'
    expect(next).toBe(effect === 'next' || effect === 'report')
    expect(response.status).toBe(effect === 'error' ? 500 : row.flag === SF_NOTIFY_ACCESS_DENIED ? 401 : ends ? 200 : 201)
    expect(response.closed).toBe(effect === 'finish' || effect === 'finish-keep')
    expect(reports.length).toBe(effect === 'report' || effect === 'finish' || effect === 'finish-keep' ? 1 : 0)
    if (effect === 'report') expect(reports[0]).toBe(`Filter "a" returned ${status.name} in ${row.name}. It was taken for SF_STATUS_REQ_NEXT_NOTIFICATION; return a status that this notification knows.`)
    if (ends) expect(reports.join()).toBe(effect === 'error' ? '' : `Filter "a" ended a request in ${row.name} without having answered it. The client got an empty answer; send one with SF_REQ_SEND_RESPONSE_HEADER before SF_STATUS_REQ_FINISHED.`)
    // Whatever a filter answers, both filters see the end of the request, its log entry and the end of the session.
    const stopped = effect === 'stop' ? [`b ${nameOf(row.flag)}`] : []
    for (const end of ['a END_OF_REQUEST', 'b END_OF_REQUEST', 'a LOG', 'b LOG', 'a END_OF_NET_SESSION', 'b END_OF_NET_SESSION']) {
      expect(log.filter((line) => line === end).length, end).toBe(stopped.includes(end) ? 0 : 1)
    }
  })
})

test('HANDLED counts for one occurrence: the next one goes to all filters again (F-097)', async () => {
  const log: string[] = []
  const { host } = hostWith({
    modules: [
      bridgeFilter(recorder(log, 'a', SF_NOTIFY_PREPROC_HEADERS, answers(SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_HANDLED_NOTIFICATION)), { name: 'a' }),
      bridgeFilter(recorder(log, 'b', SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_AUTH_COMPLETE), { name: 'b' })
    ]
  })
  await host.request('/')
  expect(log).toEqual(['a PREPROC_HEADERS', 'b AUTH_COMPLETE'])
})

test('FINISHED_KEEP_CONN keeps the connection in the profiles iis4 and iis5 (F-237)', async () => {
  expect((await run(SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_FINISHED_KEEP_CONN, 'iis5')).response.closed).toBe(false)
  expect((await run(SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_FINISHED_KEEP_CONN, 'iis6')).response.closed).toBe(true)
})

describe('the last error chooses the answer to SF_STATUS_REQ_ERROR', () => {
  const cases: [string, NotificationType, WIN32_ERROR, number, number][] = [
    ['2 gives 404 (F-239)', SF_NOTIFY_PREPROC_HEADERS, ERROR_FILE_NOT_FOUND, 404, 0],
    ['3 gives 404', SF_NOTIFY_URL_MAP, ERROR_PATH_NOT_FOUND, 404, 0],
    ['5 in PREPROC_HEADERS gives 401.4 (F-144)', SF_NOTIFY_PREPROC_HEADERS, ERROR_ACCESS_DENIED, 401, 4],
    ['5 in AUTHENTICATION gives 401.4', SF_NOTIFY_AUTHENTICATION, ERROR_ACCESS_DENIED, 401, 4],
    ['5 elsewhere gives 500', SF_NOTIFY_AUTH_COMPLETE, ERROR_ACCESS_DENIED, 500, 0],
    ['another one gives 500 (F-238)', SF_NOTIFY_PREPROC_HEADERS, ERROR_INVALID_DATA, 500, 0],
    ['none gives 500', SF_NOTIFY_PREPROC_HEADERS, NO_ERROR, 500, 0]
  ]
  test.each(cases)('%s', async (_name, flag, error, statusCode, subStatus) => {
    const seen: unknown[] = []
    const proc = answers(flag, SF_STATUS_REQ_ERROR, () => { SetLastError(error) })
    const { host, reports } = hostWith({
      modules: [
        bridgeFilter(recorder([], 'a', flag, proc), { name: 'a' }),
        { name: 'log', module: (_version, info) => info.setClosingSteps({ onLogLine: (context, record) => { seen.push(context.GetResponse().GetStatus().pStatusCode, record.subStatus, record.win32Status) } }) }
      ]
    })
    const response = await host.request('/')
    expect(response.status).toBe(statusCode)
    expect(response.closed).toBe(false)
    expect(seen).toEqual([statusCode, subStatus, error])
    expect(reports).toEqual([])
  })

  test('an error of an earlier call does not count', async () => {
    const proc = answers(SF_NOTIFY_URL_MAP, SF_STATUS_REQ_ERROR)
    const { host } = hostWith({
      modules: [
        bridgeFilter(recorder([], 'a', SF_NOTIFY_PREPROC_HEADERS, answers(SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_NEXT_NOTIFICATION, () => { SetLastError(ERROR_FILE_NOT_FOUND) })), { name: 'a' }),
        bridgeFilter(recorder([], 'b', SF_NOTIFY_URL_MAP, proc), { name: 'b' })
      ]
    })
    expect((await host.request('/')).status).toBe(500)
  })
})

describe('what FINISHED skips', () => {
  test.each([
    [SF_NOTIFY_PREPROC_HEADERS, ['PREPROC_HEADERS', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']],
    [SF_NOTIFY_URL_MAP, ['PREPROC_HEADERS', 'URL_MAP', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']],
    [SF_NOTIFY_AUTHENTICATION, ['PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']],
    [SF_NOTIFY_AUTH_COMPLETE, ['PREPROC_HEADERS', 'URL_MAP', 'AUTHENTICATION', 'AUTH_COMPLETE', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']]
  ] as const)('from 0x%x on (F-145, F-233)', async (flag, expected) => {
    const { log } = await run(flag, 0x0800_0000)
    expect(log.filter((line) => line.startsWith('a ')).map((line) => line.slice(2))).toEqual(expected)
  })
})
