import { bridgeFilter, type BridgeOptions } from '@isapi-bridge/bridge'
import {
  HTTP_FILTER_REVISION, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, type Filter
} from '@isapi-bridge/filter-api'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import { ERROR_FILE_NOT_FOUND } from '@isapi-bridge/win32'
import { integratedPipeline } from '@isapi-bridge/module-api/fastify'
import fastify from 'fastify'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, recordingEvents } from '../support/filters.ts'
import { HOSTS, type OpenSite } from '../support/site.ts'

type Options = Omit<BridgeOptions, 'name'>
type Order = 'HIGH' | 'MEDIUM' | 'LOW'

function speaking(name: string, log: string[]): Filter {
  return {
    GetFilterVersion(pVer) { log.push(`${name} loads`); pVer.dwFilterVersion = HTTP_FILTER_REVISION; pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG; return true },
    HttpFilterProc(_pfc, type, _pv) { if (type === SF_NOTIFY_PREPROC_HEADERS) log.push(`${name} runs`); return SF_STATUS_REQ_NEXT_NOTIFICATION },
    TerminateFilter() { log.push(`${name} ends`); return true }
  }
}

const entry = (name: string, log: string[], options: Options): ModuleEntry => ({ name: `filter ${name}`, module: bridgeFilter(speaking(name, log), { name, ...options }) })

async function order(open: OpenSite, filters: readonly (readonly [string, Order, Options])[]): Promise<string[]> {
  const log: string[] = []
  const site = await open({ modules: filters.map(([name, priority, options]) => bridged(name, recordingEvents(name, log, ['PREPROC_HEADERS']), { order: priority, ...options })) })
  await site.ask('/hello')
  await site.close()
  return log.map((line) => line.split(' ')[0] ?? '')
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.load.global-at-start', async () => {
    for (const profile of ['iis4', 'iis5', 'iis6', 'iis7'] as const) {
      const log: string[] = []
      const site = await open({ modules: [entry('global', log, { profile, level: 'global' })] })
      expect(log).toEqual(['global loads'])
      await site.ask('/hello')
      await site.close()
      expect(log).toEqual(['global loads', 'global runs', 'global ends'])
    }
  })

  statement('filter.load.site-at-first-request', async () => {
    for (const profile of ['iis6', 'iis7'] as const) {
      const log: string[] = []
      const site = await open({ modules: [entry('site', log, { profile, level: 'site' }), entry('global', log, { profile })] })
      expect(log.splice(0)).toEqual(['global loads'])
      await site.ask('/hello')
      expect(log.splice(0)).toEqual(['site loads', 'global runs', 'site runs'])
      await site.ask('/hello')
      expect(log.splice(0)).toEqual(['global runs', 'site runs'])
      await site.close()
      expect(log.sort()).toEqual(['global ends', 'site ends'])
    }
  })

  statement('filter.load.site-at-start-in-iis5', async () => {
    const log: string[] = []
    await open({ modules: [entry('site', log, { profile: 'iis5', level: 'site' })] })
    expect(log).toEqual(['site loads'])
  })

  statement('filter.load.site-fails', async () => {
    const log: string[] = []
    const broken: Filter = { ...speaking('broken', log), GetFilterVersion() { SetLastError(ERROR_FILE_NOT_FOUND); return false } }
    const site = await open({ modules: [entry('other', log, {}), { name: 'filter broken', module: bridgeFilter(broken, { name: 'broken', level: 'site' }) }, entry('later', log, { level: 'site' })] })
    for (let count = 0; count < 2; count++) expect((await site.ask('/hello')).status).toBe(503)
    expect(log).toEqual(['other loads', 'later loads'])
    expect(site.reports.map((error) => error.message)).toEqual([
      'Event 2214: filter "broken" failed to load: GetFilterVersion returned FALSE, ERROR_FILE_NOT_FOUND (2). Correct the filter, or take it out of `modules`.'
    ])
  })

  statement('filter.load.disabled', async () => {
    const log: string[] = []
    const site = await open({ modules: [entry('off', log, { enabled: false }), entry('on', log, {})] })
    await site.ask('/hello')
    await site.close()
    expect(log).toEqual(['on loads', 'on runs', 'on ends'])
  })

  statement('filter.order.global-before-site', async () => {
    expect(await order(open, [['site', 'MEDIUM', { level: 'site' }], ['global', 'MEDIUM', {}]])).toEqual(['global', 'site'])
    expect(await order(open, [['site', 'LOW', { level: 'site', profile: 'iis5' }], ['global', 'LOW', { profile: 'iis5' }]])).toEqual(['global', 'site'])
  })

  statement('filter.order.priority-before-level', async () => {
    expect(await order(open, [['global', 'LOW', {}], ['site', 'HIGH', { level: 'site' }]])).toEqual(['site', 'global'])
  })

  statement('filter.order.global-first', async () => {
    const overrides = { globalFirst: true }
    expect(await order(open, [['site', 'HIGH', { level: 'site', overrides }], ['low', 'LOW', { overrides }], ['high', 'HIGH', { overrides }]])).toEqual(['high', 'low', 'site'])
  })
})

statement('filter.plan.site-filter-unknown', async () => {
  const app = fastify()
  await app.register(integratedPipeline, { modules: [entry('site', [], { level: 'site' }), entry('global', [], {})], report() {} })
  await app.ready()
  const rows = () => app.integratedPipeline.plan().filter((row) => row.name === 'site')
  expect(rows()).toEqual([{ stage: 'PRE_BEGIN_REQUEST', post: false, kind: 'filter', name: 'site', notification: 'not known yet', priority: 'unknown', reason: 'a filter of the site, loaded with its first request' }])
  await app.inject('/hello')
  expect(rows().map((row) => `${row.notification} ${row.priority}`)).toEqual(['SF_NOTIFY_PREPROC_HEADERS LOW', 'SF_NOTIFY_LOG LOW'])
  await app.close()
})
