import { bridgeFilter } from '@isapi-bridge/bridge'
import { SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_MASK, SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_NEXT_NOTIFICATION } from '@isapi-bridge/filter-api'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, filterOf, recordingEvents } from '../support/filters.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { HOSTS, type OpenSite } from '../support/site.ts'
import { EVENTS, EVENT_NUMBERS, PLAIN, SECURE, hostOf, pause } from './support.ts'

type Order = 'HIGH' | 'MEDIUM' | 'LOW'

/** Filters of these names and priorities, listed in this order, and what one request gives. */
async function run(
  open: OpenSite, filters: readonly (readonly [name: string, order: Order | undefined])[], profile: 'iis4' | 'iis6' = 'iis6'
): Promise<string[]> {
  const log: string[] = []
  const site = await open({
    modules: filters.map(([name, order]) => bridged(name, recordingEvents(name, log), { profile, ...(order === undefined ? {} : { order }) }))
  })
  await site.ask('/hello')
  return log
}

/** The log of these filters, in this order in every event. */
function eachEvent(...names: readonly string[]): string[] {
  return EVENTS.flatMap((event) => names.map((name) => `${name} ${event}`))
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.order.sequential', async () => {
    const log: string[] = []
    const slow = (name: string): ModuleEntry => {
      const handler = async (): Promise<typeof SF_STATUS_REQ_NEXT_NOTIFICATION> => {
        log.push(`${name} begins`)
        await pause(name === 'a' ? 15 : 1)
        log.push(`${name} ends`)
        return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
      return bridged(name, { PREPROC_HEADERS: handler, AUTH_COMPLETE: handler, LOG: handler })
    }
    const site = await open({ modules: [slow('a'), slow('b'), slow('c')] })
    expect((await site.ask('/hello')).body).toBe('hello')
    const once = ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`])
    expect(log).toEqual([...once, ...once, ...once])
  })

  statement('filter.order.priority', async () => {
    const expected = eachEvent('high', 'medium', 'low')
    expect(await run(open, [['low', 'LOW'], ['medium', 'MEDIUM'], ['high', 'HIGH']])).toEqual(expected)
    expect(await run(open, [['medium', 'MEDIUM'], ['high', 'HIGH'], ['low', 'LOW']])).toEqual(expected)
  })

  statement('filter.order.load-order', async () => {
    for (const order of ['HIGH', 'MEDIUM', 'LOW'] as const) {
      expect(await run(open, [['a', order], ['b', order], ['c', order]])).toEqual(eachEvent('a', 'b', 'c'))
      expect(await run(open, [['c', order], ['a', order], ['b', order]])).toEqual(eachEvent('c', 'a', 'b'))
    }
  })

  statement('filter.order.one-priority', async () => {
    const log = await run(open, [['low', 'LOW'], ['high', 'HIGH']])
    for (const event of EVENTS) expect(log.filter((line) => line.endsWith(` ${event}`))).toEqual([`high ${event}`, `low ${event}`])
  })

  statement('filter.order.send-response-normal', async () => {
    const log: string[] = []
    const watcher = (name: string): ModuleEntry => moduleOf(name, recordingHandlers(name, log, ['SEND_RESPONSE']))
    const site = await open({
      modules: [
        watcher('first module'),
        bridged('low', recordingEvents('low', log, ['SEND_RESPONSE']), { order: 'LOW' }),
        bridged('high', recordingEvents('high', log, ['SEND_RESPONSE']), { order: 'HIGH' }),
        bridged('medium', recordingEvents('medium', log, ['SEND_RESPONSE']), { order: 'MEDIUM' }),
        watcher('last module')
      ]
    })
    await site.ask('/hello')
    expect(log.filter((line) => !line.includes('module'))).toEqual(['high SEND_RESPONSE', 'medium SEND_RESPONSE', 'low SEND_RESPONSE'])
    expect(log.filter((line) => line.includes('module'))).toEqual(['last module SEND_RESPONSE', 'first module SEND_RESPONSE'])
  })

  statement('filter.order.no-bit-is-low', async () => {
    expect(await run(open, [['none', undefined], ['medium', 'MEDIUM'], ['high', 'HIGH']])).toEqual(eachEvent('high', 'medium', 'none'))
    expect(await run(open, [['before', 'LOW'], ['none', undefined], ['after', 'LOW']])).toEqual(eachEvent('before', 'none', 'after'))
  })

  statement('filter.order.no-bit-first-in-iis4', async () => {
    expect(await run(open, [['low', 'LOW'], ['high', 'HIGH'], ['none', undefined]], 'iis4')).toEqual(eachEvent('none', 'high', 'low').filter((line) => !line.endsWith(' AUTH_COMPLETE'))) // which IIS 4 does not have
    expect(await run(open, [['low', 'LOW'], ['high', 'HIGH'], ['none', undefined]], 'iis6')).toEqual(eachEvent('high', 'low', 'none'))
  })

  statement('filter.order.list-below-priority', async () => {
    // A place at the front of the list does not lift a filter above its priority; among equals it counts.
    expect(await run(open, [['low', 'LOW'], ['high 1', 'HIGH'], ['high 2', 'HIGH']])).toEqual(eachEvent('high 1', 'high 2', 'low'))
    expect(await run(open, [['high 2', 'HIGH'], ['low', 'LOW'], ['high 1', 'HIGH']])).toEqual(eachEvent('high 2', 'high 1', 'low'))
  })
})

/** The events that a filter with these port bits gets on a plain and on a secure connection. */
async function onBothPorts(ports: number): Promise<{ readonly plain: string[]; readonly secure: string[] }> {
  const log: string[] = []
  const { host } = hostOf({ modules: [bridged('a', recordingEvents('a', log), { flags: ports })] })
  const through = async (port: typeof PLAIN): Promise<string[]> => {
    const connection = host.connect(port)
    expect((await connection.request({ url: '/' })).status).toBe(200)
    connection.close()
    return log.splice(0)
  }
  return { plain: await through(PLAIN), secure: await through(SECURE) }
}

const ALL = eachEvent('a')

statement('filter.port.secure-only', async () => {
  expect(await onBothPorts(SF_NOTIFY_SECURE_PORT)).toEqual({ plain: [], secure: ALL })
})

statement('filter.port.nonsecure-only', async () => {
  expect(await onBothPorts(SF_NOTIFY_NONSECURE_PORT)).toEqual({ plain: ALL, secure: [] })
})

statement('filter.port.both', async () => {
  expect(await onBothPorts(SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT)).toEqual({ plain: ALL, secure: ALL })
})

statement('filter.port.none-is-both', async () => {
  expect(await onBothPorts(0)).toEqual({ plain: ALL, secure: ALL })
})

statement('filter.port.never-delivered', async () => {
  for (const ports of [SF_NOTIFY_SECURE_PORT, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT]) {
    for (const port of [PLAIN, SECURE]) {
      const seen: number[] = []
      const { GetFilterVersion } = filterOf(recordingEvents('', []), { flags: ports, order: 'HIGH' })
      const { host } = hostOf({
        modules: [bridgeFilter({
          GetFilterVersion,
          HttpFilterProc(...call) {
            seen.push(call[1])
            return SF_STATUS_REQ_NEXT_NOTIFICATION
          }
        }, { name: 'a' })]
      })
      const connection = host.connect(port)
      await connection.request({ url: '/' })
      connection.close()
      const fits = (ports & (port === SECURE ? SF_NOTIFY_SECURE_PORT : SF_NOTIFY_NONSECURE_PORT)) !== 0
      expect(seen).toEqual(fits ? EVENT_NUMBERS : [])
      for (const event of seen) expect(event & (SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_ORDER_MASK)).toBe(0)
    }
  }
})
