import {
  SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_LOW,
  SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_STATUS_REQ_NEXT_NOTIFICATION
} from '@isapi-bridge/filter-api'
import { bridgeFilter, NOTIFICATION_MAP } from '@isapi-bridge/bridge'
import {
  CHttpModule, createModuleFactory, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type NotificationResult, type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { filterOf, hostWith, recorder } from './support/filters.ts'

const ALL = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP | SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_END_OF_REQUEST |
  SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION
const EVENTS = ['PREPROC_HEADERS', 'URL_MAP', 'AUTH_COMPLETE', 'SEND_RESPONSE', 'END_OF_REQUEST', 'LOG', 'END_OF_NET_SESSION']

test('a plain GET raises the notifications in the documented order, each once (F-103 to F-112, F-117)', async () => {
  const log: string[] = []
  const { host, reports } = hostWith({ modules: [bridgeFilter(recorder(log, 'a', ALL), { name: 'a' })] })
  await host.request('/')
  expect(log).toEqual(EVENTS.map((event) => `a ${event}`))
  expect(reports).toEqual([])
})

test('filters are called by priority and then by entry, SEND_RESPONSE too (F-086, F-087, F-089, F-094, F-235)', async () => {
  const log: string[] = []
  const bridged = (name: string, order: number) => bridgeFilter(recorder(log, name, ALL, undefined, order), { name })
  const { host } = hostWith({
    modules: [bridged('low1', SF_NOTIFY_ORDER_LOW), bridged('high', SF_NOTIFY_ORDER_HIGH), bridged('low2', 0), bridged('medium', SF_NOTIFY_ORDER_MEDIUM)]
  })
  await host.request('/')
  const filters = ['high', 'medium', 'low1', 'low2']
  expect(log).toEqual(EVENTS.flatMap((event) => filters.map((name) => `${name} ${event}`)))
})

test('the profile iis4 calls a filter without order bit before HIGH (F-095)', async () => {
  const log: string[] = []
  const { host } = hostWith({
    modules: [
      bridgeFilter(recorder(log, 'high', SF_NOTIFY_PREPROC_HEADERS, undefined, SF_NOTIFY_ORDER_HIGH), { name: 'high' }),
      bridgeFilter(recorder(log, 'none', SF_NOTIFY_PREPROC_HEADERS, undefined, 0), { name: 'none', overrides: { unorderedFirst: true } }),
      bridgeFilter(recorder(log, 'default', SF_NOTIFY_PREPROC_HEADERS, undefined, 0), { name: 'default' })
    ]
  })
  await host.request('/')
  expect(log).toEqual(['none PREPROC_HEADERS', 'high PREPROC_HEADERS', 'default PREPROC_HEADERS'])
})

test('a filter gets what it registered for and nothing else (F-044, F-045, F-117)', async () => {
  const log: string[] = []
  const { host } = hostWith({ modules: NOTIFICATION_MAP.filter((row) => row.carrier !== 'raw').map((row) => bridgeFilter(recorder(log, row.name, row.flag), { name: row.name })) })
  await host.request('/')
  for (const line of log) {
    const [name, event] = line.split(' ')
    expect(name).toBe(`SF_NOTIFY_${event}`)
  }
  expect(log.length).toBe(7) // nobody is denied; a filter for END_OF_NET_SESSION alone has no session
})

test('keep-alive: each request repeats its notifications, the session ends once (F-071, F-111, F-112)', async () => {
  const log: string[] = []
  const { host } = hostWith({ modules: [bridgeFilter(recorder(log, 'a', ALL), { name: 'a' })] })
  const connection = host.connect()
  await connection.request({ url: '/1' })
  await connection.request({ url: '/2' })
  expect(log).toEqual([...EVENTS.slice(0, -1), ...EVENTS.slice(0, -1)].map((event) => `a ${event}`))
  connection.close()
  expect(log.at(-1)).toBe('a END_OF_NET_SESSION')
  expect(log.length).toBe(13)
})

describe('between modules', () => {
  class Watcher extends CHttpModule {
    override OnMapPath(): NotificationResult { seen.push('module MAP_PATH'); return RQ_NOTIFICATION_CONTINUE }
    override OnSendResponse(): NotificationResult { seen.push('module SEND_RESPONSE'); return RQ_NOTIFICATION_CONTINUE }
  }
  const seen: string[] = []
  const watcher: PFN_REGISTERMODULE = (_version, info) => { info.SetRequestNotifications(createModuleFactory(Watcher), RQ_MAP_PATH | RQ_SEND_RESPONSE, 0); return S_OK }

  test('a filter stands where priority and entry put its module; on the way out the module order is inverted (F-368, F-369)', async () => {
    seen.length = 0
    const { host } = hostWith({ modules: [{ name: 'watcher', module: watcher }, bridgeFilter(recorder(seen, 'high', ALL, undefined, SF_NOTIFY_ORDER_HIGH), { name: 'high' })] })
    await host.request('/')
    expect(seen.slice(0, 6)).toEqual(['high PREPROC_HEADERS', 'high URL_MAP', 'module MAP_PATH', 'high AUTH_COMPLETE', 'module SEND_RESPONSE', 'high SEND_RESPONSE'])
  })

  test('all filters run at the first bridged module that is reached', async () => {
    seen.length = 0
    const { host } = hostWith({
      modules: [
        bridgeFilter(recorder(seen, 'low', SF_NOTIFY_URL_MAP, undefined, SF_NOTIFY_ORDER_LOW), { name: 'low' }),
        { name: 'watcher', module: watcher },
        bridgeFilter(recorder(seen, 'high', SF_NOTIFY_URL_MAP, undefined, SF_NOTIFY_ORDER_HIGH), { name: 'high' })
      ]
    })
    await host.request('/')
    expect(seen).toEqual(['high URL_MAP', 'low URL_MAP', 'module MAP_PATH', 'module SEND_RESPONSE'])
  })
})

describe('ports', () => {
  const events = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION
  test.each([
    ['no port bit', 0, ['plain', 'secure']],
    ['both bits', 0x3, ['plain', 'secure']],
    ['SECURE_PORT', 0x1, ['secure']],
    ['NONSECURE_PORT', 0x2, ['plain']]
  ])('%s (F-098 to F-102)', async (_name, ports, expected) => {
    const log: string[] = []
    const filter = filterOf(events | ports, (pfc, type) => {
      if (type === SF_NOTIFY_PREPROC_HEADERS) log.push(pfc.fIsSecurePort ? 'secure' : 'plain')
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    })
    const { host } = hostWith({ modules: [bridgeFilter(filter, { name: 'a' })] })
    for (const encrypted of [false, true]) {
      const connection = host.connect({ remoteAddress: '192.0.2.1', encrypted })
      await connection.request({ url: '/' })
      connection.close()
    }
    expect(log).toEqual(expected)
  })
})

test('the plan names stage, priority and reason of each filter', () => {
  const { host } = hostWith({
    modules: [
      bridgeFilter(filterOf(ALL), { name: 'one' }),
      bridgeFilter(filterOf(SF_NOTIFY_LOG | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_ORDER_HIGH), { name: 'two' })
    ]
  })
  expect(host.plan().map((row) => `${row.stage}${row.post ? ' post' : ''} ${row.kind} ${row.name} ${row.notification} ${row.priority}`)).toEqual([
    'PRE_BEGIN_REQUEST filter two SF_NOTIFY_PREPROC_HEADERS HIGH',
    'PRE_BEGIN_REQUEST filter one SF_NOTIFY_PREPROC_HEADERS LOW',
    'MAP_PATH filter one SF_NOTIFY_URL_MAP LOW',
    'AUTHENTICATE_REQUEST post filter one SF_NOTIFY_AUTH_COMPLETE LOW',
    'SEND_RESPONSE filter one SF_NOTIFY_SEND_RESPONSE LOW',
    'CLOSING filter one SF_NOTIFY_END_OF_REQUEST LOW',
    'CLOSING filter two SF_NOTIFY_LOG HIGH',
    'CLOSING filter one SF_NOTIFY_LOG LOW',
    'CONNECTION_CLOSE filter one SF_NOTIFY_END_OF_NET_SESSION LOW'
  ])
  expect(host.plan()[0]?.reason).toBe('before the request enters the pipeline; filter order: HIGH, then global filters, then entry 2 of the filters')
})
