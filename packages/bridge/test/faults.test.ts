import {
  SetLastError, SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS,
  SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, type HttpFilterProc, type NotificationType, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { bridgeFilter, NOTIFICATION_MAP } from '@isapi-bridge/bridge'
import { ERROR_FILE_NOT_FOUND } from '@isapi-bridge/win32'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { filterOf, hostWith, nameOf, recorder, variable } from './support/filters.ts'

/** In memory there is no raw data. */
const carried = NOTIFICATION_MAP.filter((row) => row.carrier !== 'raw')
const ALL = carried.reduce((mask, row) => mask | row.flag, 0)

describe('a filter that throws (F-243)', () => {
  test.each(carried.map((row) => [row.name, row] as const))('in %s', async (name, row) => {
    const log: string[] = []
    const { host, reports } = hostWith({
      modules: [
        bridgeFilter(recorder(log, 'a', ALL, (pfc, type) => {
          if (type === row.flag && variable(pfc, 'HTTP_BAD') === 'yes') throw new Error('broken')
          if (type === SF_NOTIFY_END_OF_NET_SESSION && type === row.flag) throw new Error('broken')
          return SF_STATUS_REQ_NEXT_NOTIFICATION
        }), { name: 'a' }),
        bridgeFilter(recorder(log, 'b', ALL), { name: 'b' })
      ],
      route(context) {
        context.GetResponse().SetStatus(row.flag === SF_NOTIFY_ACCESS_DENIED && context.GetRequest().GetHeader('bad') !== null ? 401 : 200, '')
        return true
      }
    })
    const bad = await host.request({ url: '/', headers: { bad: 'yes' } })
    expect(bad.status).toBe(row.effects === 'closing' ? 200 : 500)
    expect(reports).toEqual([`Filter "a" threw in ${name}: broken. Catch what the filter can expect, call SetLastError and return SF_STATUS_REQ_ERROR.`])
    for (const end of ['a END_OF_REQUEST', 'b END_OF_REQUEST', 'a LOG', 'b LOG', 'a END_OF_NET_SESSION', 'b END_OF_NET_SESSION']) expect(log, end).toContain(end)
    expect((await host.request('/')).status).toBe(200)
  })
})

test('a value that is no status is NEXT, and is reported once (F-242)', async () => {
  const { host, reports } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, () => 7 as SF_STATUS_TYPE), { name: 'a' })] })
  expect((await host.request('/')).status).toBe(200)
  expect((await host.request('/')).status).toBe(200)
  expect(reports).toEqual(['Filter "a" returned 7, which is no status, in SF_NOTIFY_PREPROC_HEADERS. It was taken for SF_STATUS_REQ_NEXT_NOTIFICATION; return a status that this notification knows.'])
})

test.each([undefined, null, 'x', NaN, {}])('%j is no status either', async (value) => {
  const { host, reports } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, () => value as never), { name: 'a' })] })
  expect((await host.request('/')).status).toBe(200)
  expect(reports.length).toBe(1)
})

test('an answer that cannot even be looked at is a fault of the filter', async () => {
  const log: string[] = []
  // oxlint-disable-next-line unicorn/no-thenable -- that it is one is the point
  const trap = Object.defineProperty({}, 'then', { get() { throw new Error('trapped') } })
  const { host, reports } = hostWith({ modules: [bridgeFilter(recorder(log, 'a', SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION, (_pfc, type) => (type === SF_NOTIFY_PREPROC_HEADERS ? trap as never : SF_STATUS_REQ_NEXT_NOTIFICATION)), { name: 'a' })] })
  expect((await host.request('/')).status).toBe(500)
  expect(reports).toEqual([expect.stringContaining('Filter "a" threw in SF_NOTIFY_PREPROC_HEADERS: trapped.')])
  expect(log).toEqual(['a PREPROC_HEADERS', 'a END_OF_NET_SESSION'])
})

describe('a filter that returns a promise', () => {
  const later = (flag: NotificationType, log: string[], status: SF_STATUS_TYPE = SF_STATUS_REQ_NEXT_NOTIFICATION): HttpFilterProc => (_pfc, type, _pv) => {
    if (type !== flag) return SF_STATUS_REQ_NEXT_NOTIFICATION
    return sleep(5).then(() => { log.push('settled'); return status })
  }

  test.each([SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_URL_MAP, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG] as const)('is waited for in 0x%x', async (flag) => {
    const log: string[] = []
    const { host, reports } = hostWith({
      modules: [bridgeFilter(recorder(log, 'a', ALL, later(flag, log)), { name: 'a' }), bridgeFilter(recorder(log, 'b', ALL), { name: 'b' })]
    })
    expect((await host.request('/')).status).toBe(200)
    const at = log.indexOf('settled')
    expect(log.slice(at - 1, at + 2)).toEqual([`a ${nameOf(flag)}`, 'settled', `b ${nameOf(flag)}`])
    expect(log.length).toBe(17)
    expect(reports).toEqual([])
  })

  test('keeps later filters from the occurrence when it settles with HANDLED', async () => {
    const log: string[] = []
    const proc = later(SF_NOTIFY_PREPROC_HEADERS, log, SF_STATUS_REQ_HANDLED_NOTIFICATION)
    const { host } = hostWith({ modules: [bridgeFilter(recorder(log, 'a', ALL, proc), { name: 'a' }), bridgeFilter(recorder(log, 'b', ALL), { name: 'b' })] })
    expect((await host.request('/')).status).toBe(200)
    expect(log.slice(0, 3)).toEqual(['a PREPROC_HEADERS', 'settled', 'a URL_MAP'])
    expect(log).not.toContain('b PREPROC_HEADERS')
  })

  test('ends the request with the status that it settles with', async () => {
    const log: string[] = []
    const { host } = hostWith({ modules: [bridgeFilter(recorder(log, 'a', ALL, later(SF_NOTIFY_PREPROC_HEADERS, log, SF_STATUS_REQ_ERROR)), { name: 'a' })] })
    expect((await host.request('/')).status).toBe(500)
    expect(log).toEqual(['a PREPROC_HEADERS', 'settled', 'a SEND_RESPONSE', 'a END_OF_REQUEST', 'a LOG', 'a END_OF_NET_SESSION'])
  })

  test('sets its last error before it resolves', async () => {
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, async () => {
        await sleep(1)
        SetLastError(ERROR_FILE_NOT_FOUND)
        return SF_STATUS_REQ_ERROR
      }), { name: 'a' })]
    })
    expect((await host.request('/')).status).toBe(404)
  })

  test('keeps its callbacks while it waits, and loses them afterwards', async () => {
    const values: (string | number)[] = []
    let kept: Parameters<HttpFilterProc>[0] | null = null
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, async (pfc) => {
        kept = pfc
        await sleep(1)
        values.push(variable(pfc, 'HTTP_X_CLIENT'))
        return SF_STATUS_REQ_NEXT_NOTIFICATION
      }), { name: 'a' })]
    })
    const connection = host.connect()
    await connection.request({ url: '/', headers: { 'x-client': '7' } })
    expect(values).toEqual(['7'])
    expect(variable(kept as unknown as Parameters<HttpFilterProc>[0], 'HTTP_X_CLIENT')).toBe(87)
    connection.close()
  })

  test('that rejects is a filter that throws', async () => {
    const { host, reports } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, () => Promise.reject(new Error('later'))), { name: 'a' })] })
    expect((await host.request('/')).status).toBe(500)
    expect(reports[0]).toContain('Filter "a" threw in SF_NOTIFY_PREPROC_HEADERS: later.')
  })

  test('is refused in SEND_RESPONSE of a flush, with one message', async () => {
    const log: string[] = []
    const { host, reports } = hostWith({
      route(context) { context.GetResponse().Flush(false, true); return true },
      modules: [bridgeFilter(recorder(log, 'a', ALL, later(SF_NOTIFY_SEND_RESPONSE, log)), { name: 'a' }), bridgeFilter(recorder(log, 'b', ALL), { name: 'b' })]
    })
    await host.request('/')
    await host.request('/')
    expect(reports.length).toBe(1)
    expect(reports[0]).toContain('Filter "a" returned a promise in SF_NOTIFY_SEND_RESPONSE, which must be answered at once here.')
    expect(log).toContain('b SEND_RESPONSE')
  })

  test('is not listened to any more once its time is over, and later filters are left out', async () => {
    for (const flag of [SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_SEND_RESPONSE] as const) {
      for (const settle of [() => SF_STATUS_REQ_NEXT_NOTIFICATION, () => SF_STATUS_REQ_FINISHED, () => { throw new Error('late') }]) {
        const log: string[] = []
        let wake = (): void => {}
        const { host, reports } = hostWith({
          handlerTimeout: 5,
          modules: [
            bridgeFilter(recorder(log, 'a', ALL, (_pfc, type) => (type === flag ? new Promise<void>((resolve) => { wake = resolve }).then(settle) : SF_STATUS_REQ_NEXT_NOTIFICATION)), { name: 'a' }),
            bridgeFilter(recorder(log, 'b', ALL), { name: 'b' })
          ]
        })
        expect((await host.request('/')).status).toBe(500)
        const before = [...log]
        wake()
        await sleep(1)
        expect(log).toEqual(before)
        expect(log).not.toContain(`b ${nameOf(flag)}`)
        expect(log.filter((line) => line.endsWith('END_OF_REQUEST'))).toHaveLength(2)
        expect(reports[0]).toContain('within 5 ms')
        expect(reports.join()).not.toContain('without having answered')
      }
    }
  })

  test('is refused in a mapping that somebody waits for', async () => {
    const log: string[] = []
    const { host, reports } = hostWith({
      modules: [bridgeFilter(recorder(log, 'a', SF_NOTIFY_URL_MAP, later(SF_NOTIFY_URL_MAP, log)), { name: 'a' })],
      route(context) { context.MapPath('/other'); return true }
    })
    expect((await host.request('/')).status).toBe(200)
    expect(reports[0]).toContain('Filter "a" returned a promise in SF_NOTIFY_URL_MAP')
  })

  test('holds the memory of the session until END_OF_NET_SESSION has settled (F-231)', async () => {
    const seen: (boolean | string)[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION, async (pfc, type) => {
        await sleep(1)
        if (type === SF_NOTIFY_END_OF_NET_SESSION) seen.push(pfc.AllocMem(pfc, 8) !== null)
        return SF_STATUS_REQ_NEXT_NOTIFICATION
      }), { name: 'a' })]
    })
    await host.request('/')
    await sleep(5)
    expect(seen).toEqual([true])
  })

  test('a client that leaves meanwhile still gets its closing notifications, and no others', async () => {
    const log: string[] = []
    const gone = new AbortController()
    const { host, reports } = hostWith({
      modules: [
        bridgeFilter(recorder(log, 'a', ALL, (_pfc, type) => (type === SF_NOTIFY_URL_MAP ? sleep(20).then(() => SF_STATUS_REQ_NEXT_NOTIFICATION) : SF_STATUS_REQ_NEXT_NOTIFICATION)), { name: 'a' }),
        bridgeFilter(recorder(log, 'b', ALL), { name: 'b' })
      ]
    })
    const answer = host.request({ url: '/', signal: gone.signal })
    await sleep(5)
    gone.abort()
    await answer
    await sleep(30)
    expect(log).toEqual([
      'a PREPROC_HEADERS', 'b PREPROC_HEADERS', 'a URL_MAP', 'a END_OF_REQUEST', 'b END_OF_REQUEST', 'a LOG', 'b LOG', 'a END_OF_NET_SESSION', 'b END_OF_NET_SESSION'
    ])
    expect(reports).toEqual([])
  })
})
