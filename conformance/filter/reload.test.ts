// A configuration that changes while the server runs: filters of a site come and go without a restart.

import { Agent } from 'node:http'
import type { Config } from '@isapi-bridge/cli'
import {
  SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter
} from '@isapi-bridge/filter-api'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { makeFolder, serveIn } from '../support/setup.ts'

/** Writes down when it is loaded, what it is called for, with which number of a session, and its end. */
function watching(name: string, log: string[], { raw = 0, wait }: { raw?: number; wait?: () => Promise<void> } = {}): { name: string; filter: Filter; profile: 'iis6' | 'iis5' } {
  let sessions = 0
  const names = new Map<number, string>([[SF_NOTIFY_PREPROC_HEADERS, 'request'], [SF_NOTIFY_LOG, 'log'], [SF_NOTIFY_END_OF_NET_SESSION, 'session ends']])
  const filter = {
    GetFilterVersion(pVer: { dwFlags: number }) {
      log.push(`${name} loaded`)
      pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION | raw
      return true
    },
    HttpFilterProc(pfc: { pFilterContext: unknown }, type: number) {
      const what = names.get(type)
      if (type === SF_NOTIFY_PREPROC_HEADERS) pfc.pFilterContext ??= ++sessions
      if (what !== undefined) log.push(`${name} ${what} ${String(pfc.pFilterContext)}`)
      return type === SF_NOTIFY_PREPROC_HEADERS && wait !== undefined ? wait().then(() => SF_STATUS_REQ_NEXT_NOTIFICATION) : SF_STATUS_REQ_NEXT_NOTIFICATION
    },
    TerminateFilter() { log.push(`${name} ended`); return true }
  } as unknown as Filter // it may return a promise, which is ours
  return { name, filter, profile: raw === 0 ? 'iis6' : 'iis5' }
}

type Filters = NonNullable<Config['filters']>

/** Two sites, by host name on one port, or each with its own: there a site owns its connections. */
const PORTS: readonly (readonly [string, (port: number, name: string) => string, number])[] = [
  ['sites that share a port', (port, name) => `127.0.0.1:${port}:${name}.example`, 0],
  ['a port for each site', () => '127.0.0.1:0:', 0],
  ['a port for each site, raw data', () => '127.0.0.1:0:', SF_NOTIFY_READ_RAW_DATA]
]

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  await new Promise<void>((resolve) => { server.close(() => { resolve() }) })
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe.each(PORTS)('%s', (_, binding, raw) => {
  async function open(global: Filters, first: Filters): Promise<{ change: (global: Filters, first: Filters) => ReturnType<Awaited<ReturnType<typeof serveIn>>['reload']>; ask: (site: 'a' | 'b') => Promise<number>; close: () => Promise<void>; log: Awaited<ReturnType<typeof serveIn>>['log'] }> {
    const port = await freePort()
    const config = (filters: Filters, own: Filters): Config => ({ filters, sites: ['a', 'b'].map((name) => ({ name, root: 'www', bindings: [binding(port, name)], filters: name === 'a' ? own : [] })) })
    const served = await serveIn(makeFolder(), config(global, first))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 }) // one connection to each port
    onTestFinished(() => { agent.destroy() })
    const ports = new Map(served.urls.map(({ site, url }) => [site, Number(new URL(url).port)]))
    return {
      change: (filters, own) => served.reload(config(filters, own)),
      async ask(site) { return (await served.ask('/index.html', { host: `${site}.example`, port: ports.get(site) ?? 0, agent })).status },
      close: served.close, log: served.log
    }
  }

  statement('filter.reload.site', async () => {
    const log: string[] = []
    const [old, added] = [watching('old', log), watching('added', log)]
    const { change, ask } = await open([], [old])
    await ask('a')
    log.length = 0
    expect(await change([], [old, added])).toEqual({ sites: ['a'], restart: [], kept: [] })
    await expect.poll(() => log).toContain('old ended') // what has its port for itself closes connections that nobody uses
    expect(log).not.toContain('added loaded')
    expect(await ask('a')).toBe(200)
    expect(log).toContain('added loaded')
    expect(log.indexOf('added loaded')).toBeLessThan(log.indexOf('added request 1'))
    expect(await change([], [old, added])).toEqual({ sites: [], restart: [], kept: [] })
  })

  statement('filter.reload.global', async () => {
    const log: string[] = []
    const [old, added, own] = [watching('old', log, { raw }), watching('added', log, { raw }), watching('own', log)]
    const { change, ask } = await open([old], [])
    expect(await change([old, added], [own])).toEqual({ sites: ['a'], restart: ['the list of global filters has changed'], kept: [] })
    await ask('a')
    expect(log.filter((line) => line.endsWith('loaded'))).toEqual(['old loaded', 'own loaded'])
  })

  statement('filter.reload.sessions', async () => {
    const log: string[] = []
    const [global, old, other] = [watching('global', log, { raw }), watching('old', log), watching('other', log)]
    const { change, ask, close } = await open([global], [old])
    await ask('a')
    await ask('b')
    log.length = 0
    await change([global], [other])
    await expect.poll(() => log).toContain('old ended')
    expect(log).toEqual(['global session ends 1', 'old session ends 1', 'old ended'])
    log.length = 0
    await ask('b')
    expect(log).toEqual(['global request 2', 'global log 2'])
    log.length = 0
    await ask('a')
    expect(log).toEqual(['other loaded', 'global request 3', 'other request 1', 'global log 3', 'other log 1'])
    log.length = 0
    await close()
    expect(log.filter((line) => line.endsWith(' ended')).sort()).toEqual(['global ended', 'other ended'])
    expect(log.filter((line) => line.includes('session ends')).sort()).toEqual(['global session ends 2', 'global session ends 3', 'other session ends 1'])
  })

  statement('filter.reload.under-way', async () => {
    const log: string[] = []
    let release = (): void => {}
    let entered = (): void => {}
    const inside = new Promise<void>((resolve) => { entered = resolve })
    const slow = watching('slow', log, { wait: () => new Promise((resolve) => { release = resolve; entered() }) })
    const { change, ask } = await open([], [slow])
    const answer = ask('a')
    await inside
    expect((await change([], [])).sites).toEqual(['a'])
    expect(log).toEqual(['slow loaded', 'slow request 1'])
    release()
    expect(await answer).toBe(200)
    await expect.poll(() => log).toEqual(['slow loaded', 'slow request 1', 'slow log 1', 'slow session ends 1', 'slow ended'])
    expect(await ask('a')).toBe(200)
  })

  statement('filter.reload.broken', async () => {
    const log: string[] = []
    const old = watching('old', log)
    const { change, ask, log: events } = await open([], [old])
    await ask('a')
    expect(await change([], [old, { file: 'gone.mjs' }])).toEqual({ sites: [], restart: [], kept: ['a'] })
    expect(events.map(({ event, text }) => [event?.id, text])).toEqual([[2214, expect.stringContaining('gone.mjs does not exist')], [2268, expect.stringContaining('site "a" goes on as it was')]])
    expect(await ask('a')).toBe(200)
    expect(log).toEqual(['old loaded', 'old request 1', 'old log 1', 'old request 1', 'old log 1'])
  })
})
