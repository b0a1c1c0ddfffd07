// What a net session is: a connection, a request, or what a key says. One kept connection carries two users, as behind a proxy that pools.

import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { createFilterHeap, type FilterHeap } from '@isapi-bridge/filter-api'
import type { ModuleEntry } from '@isapi-bridge/module-api'
import { integratedPipeline, type NetSessionKey, type NetSessionOptions } from '@isapi-bridge/module-api/fastify'
import { AnonymousAuthenticationModule, BasicAuthenticationModule } from '@isapi-bridge/module-api/modules'
import { fastify } from 'fastify'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, variable, type FilterHandlers } from '../support/filters.ts'
import { moduleOf } from '../support/modules.ts'
import { openWire, type Wire, type WireClient } from '../support/wire.ts'

const byHeader: NetSessionKey = (request) => request.headers['x-client']?.toString() ?? null
const as = (user: string, target = '/who', more = ''): string => `GET ${target} HTTP/1.1\r\nHost: site.test\r\nX-Client: ${user}\r\nAuthorization: Basic ${Buffer.from(`${user}:x`).toString('base64')}\r\n${more}\r\n`

/** The classic mistake: whoever logs on first is remembered for the connection. */
function remembering(log: string[]): FilterHandlers {
  return {
    PREPROC_HEADERS(pfc, data) {
      pfc.AllocMem(pfc, 8)
      const client = variable(pfc, 'HTTP_X_CLIENT') ?? ''
      if (pfc.pFilterContext === null) pfc.pFilterContext = client
      data.SetHeader(pfc, 'X-Remembered:', String(pfc.pFilterContext))
    },
    LOG(pfc) { log.push(`LOG ${String(pfc.pFilterContext)}`) },
    END_OF_NET_SESSION(pfc) { log.push(`end ${String(pfc.pFilterContext)}`) }
  }
}

/** Those of the server. */
const sockets = new WeakMap<Wire, Socket[]>()

interface Site {
  readonly wire: Wire
  readonly log: string[]
  /** Blocks of AllocMem that nobody has freed. */
  live(): number
  /** `/slow` is under way. */
  readonly entered: Promise<void>
  open(): void
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => { resolve = done })
  return { promise, resolve }
}

async function openSite(options: NetSessionOptions, more: Partial<Parameters<typeof openWire>[0]> = {}): Promise<Site> {
  const log: string[] = []
  const heaps: FilterHeap[] = []
  const [entered, gate] = [deferred(), deferred()]
  const wire = await openWire({
    modules: [bridged('f', remembering(log), { profile: 'iis5', createHeap: () => { const heap = createFilterHeap(); heaps.push(heap); return heap } }), ...more.modules ?? []],
    routes(app) {
      app.get('/who', ({ headers }) => `you are ${String(headers['x-remembered'])}!`)
      app.get('/slow', async ({ headers }) => { entered.resolve(); await gate.promise; return `slow ${String(headers['x-remembered'])}!` })
    },
    ...options, ...more.https === undefined ? {} : { https: more.https }, ...more.server === undefined ? {} : { server: more.server }
  })
  const known: Socket[] = []
  sockets.set(wire, known)
  wire.app.server.on('connection', (socket) => { known.push(socket) })
  return { wire, log, live: () => heaps.reduce((sum, { liveBlocks }) => sum + liveBlocks, 0), entered: entered.promise, open: gate.resolve }
}

/** Who the server takes these users for, over one connection. */
async function whoAre(client: WireClient, ...users: readonly string[]): Promise<string[]> {
  const seen: string[] = []
  for (const user of users) {
    client.send(as(user))
    const answer = await client.until('!')
    seen.push(answer.slice(answer.lastIndexOf(' ') + 1, -1))
  }
  return seen
}

/** The server has noticed that the client has gone. */
async function leave(wire: Wire, client: WireClient): Promise<void> {
  const socket = sockets.get(wire)?.find(({ remotePort }) => remotePort === client.socket.localPort)
  if (socket === undefined) throw new Error('The server does not know this client.')
  const gone = once(socket, 'close')
  client.leave()
  await gone
}

describe('two users over one connection', () => {
  statement('bridge.net-session.connection', async () => {
    const { wire, log } = await openSite({})
    const client = await wire.connect()
    expect(await whoAre(client, 'alice', 'bob', 'alice')).toEqual(['alice', 'alice', 'alice'])
    await leave(wire, client)
    await wire.app.close()
    expect(log).toEqual(['LOG alice', 'LOG alice', 'LOG alice', 'end alice'])
  })

  statement('bridge.net-session.request', async () => {
    const { wire, log, live } = await openSite({ netSession: 'request' })
    const client = await wire.connect()
    expect(await whoAre(client, 'alice', 'bob', 'alice')).toEqual(['alice', 'bob', 'alice'])
    await wire.app.close()
    expect(log).toEqual(['LOG alice', 'end alice', 'LOG bob', 'end bob', 'LOG alice', 'end alice'])
    expect(live()).toBe(0)
  })

  statement('bridge.net-session.key', async () => {
    const { wire, log, live } = await openSite({ netSession: byHeader })
    const [one, two] = [await wire.connect(), await wire.connect()]
    expect(await whoAre(one, 'alice', 'bob', 'alice')).toEqual(['alice', 'bob', 'alice'])
    await leave(wire, one)
    expect(await whoAre(two, 'bob', 'alice')).toEqual(['bob', 'alice'])
    expect(log.filter((line) => line.startsWith('end'))).toEqual([])
    await wire.app.close()
    expect(log.slice(-2)).toEqual(['end alice', 'end bob'])
    expect(live()).toBe(0)
  })

  statement('bridge.net-session.key', async () => {
    const { wire, log, entered, open } = await openSite({ netSession: byHeader })
    const [one, two, three] = [await wire.connect(), await wire.connect(), await wire.connect()]
    one.send(as('alice', '/slow'))
    await entered
    const arrived = once(wire.app.server, 'request')
    two.send(as('alice'))
    await arrived
    expect(await whoAre(three, 'bob')).toEqual(['bob']) // another key does not wait
    expect(log).toEqual(['LOG bob'])
    open()
    await two.until('you are alice!')
    await one.until('slow alice!')
  })

  // The container is that of all modules, and so are the contexts in it.
  statement('bridge.net-session.request', async () => {
    const log: string[] = []
    const modules = [(() => {
      let id = 0
      const entry = moduleOf('storing', {
        OnBeginRequest(context) {
          const container = context.GetConnection()?.GetModuleContextContainer()
          log.push(container?.GetModuleContext(id) === null ? 'empty' : 'taken')
          container?.SetConnectionModuleContext({ NotifyDisconnect() {}, CleanupStoredContext() { log.push('cleanup') } }, id)
        }
      })
      if (typeof entry === 'function') throw new Error('An entry with a name was expected.')
      return { name: entry.name, module: ((version, info, server) => { id = info.GetId(); return entry.module(version, info, server) }) as typeof entry.module }
    })()]
    const { wire } = await openSite({ netSession: 'request' }, { modules })
    const client = await wire.connect()
    await whoAre(client, 'alice', 'bob')
    await wire.app.close()
    expect(log).toEqual(['empty', 'cleanup', 'empty', 'cleanup'])
  })
})

describe.each([['request', 'request'], ['key', byHeader]] as const)('%s', (kind, netSession) => {
  test('pipelined requests of two users', async () => {
    const { wire, log } = await openSite({ netSession })
    const client = await wire.connect()
    client.send(['alice', 'bob', 'alice', 'bob', 'alice'].map((user) => as(user)).join(''))
    for (const user of ['alice', 'bob', 'alice', 'bob', 'alice']) expect(await client.until('!')).toContain(`you are ${user}!`)
    await wire.app.close()
    expect(log.filter((line) => line.startsWith('LOG')).length).toBe(5)
    expect(log.filter((line) => line.startsWith('end')).length).toBe(kind === 'key' ? 2 : 5)
  })

  statement('bridge.net-session.ends-once', async () => {
    const { wire, log, live, entered, open } = await openSite({ netSession })
    const client = await wire.connect()
    client.send(as('alice', '/slow'))
    await entered
    await leave(wire, client)
    expect(log).toEqual(kind === 'key' ? ['LOG alice'] : ['LOG alice', 'end alice'])
    open()
    await wire.app.close()
    expect(log).toEqual(['LOG alice', 'end alice'])
    expect(live()).toBe(0)
  })

  statement('bridge.net-session.ends-once', async () => {
    const { wire, log, live, entered, open } = await openSite({ netSession }, { server: { forceCloseConnections: false } })
    const client = await wire.connect()
    client.send(as('alice', '/slow', 'Connection: close\r\n'))
    await entered
    const closed = wire.app.close()
    open()
    await closed
    expect(log).toEqual(['LOG alice', 'end alice'])
    expect(live()).toBe(0)
  })

  test('inject', async () => {
    const { wire, log } = await openSite({ netSession })
    const ask = async (user: string): Promise<string> => (await wire.app.inject({ url: '/who', headers: { 'x-client': user } })).body
    expect([await ask('alice'), await ask('bob'), await ask('alice')]).toEqual(['you are alice!', 'you are bob!', 'you are alice!'])
    await wire.app.close()
    expect(log.filter((line) => line.startsWith('end')).toSorted()).toEqual(kind === 'key' ? ['end alice', 'end bob'] : ['end alice', 'end alice', 'end bob'])
  })

  test('HTTP/2', async () => {
    const log: string[] = []
    const app = fastify({ http2: true })
    await app.register(integratedPipeline, { modules: [bridged('f', remembering(log))], netSession, report() {} })
    app.get('/who', ({ headers }) => `${String(headers['x-remembered'])}!`)
    await app.listen({ port: 0, host: '127.0.0.1' })
    const session = connectHttp2(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
    onTestFinished(async () => {
      session.destroy()
      await app.close()
    })
    const ask = async (user: string): Promise<string> => (await session.request({ ':path': '/who', 'x-client': user }).setEncoding('utf8').toArray()).join('')
    expect(await Promise.all(['alice', 'bob', 'alice'].map(ask))).toEqual(['alice!', 'bob!', 'alice!'])
    const closed = once(session, 'close')
    session.destroy()
    await closed
    await app.close()
    expect(log.filter((line) => line.startsWith('end')).toSorted()).toEqual(kind === 'key' ? ['end alice', 'end bob'] : ['end alice', 'end alice', 'end bob'])
  })

  statement('bridge.net-session.authentication', async () => {
    const seen: string[] = []
    const filter: FilterHandlers = { AUTHENTICATION(pfc) { seen.push(variable(pfc, 'HTTP_X_CLIENT') ?? '') } }
    const { wire } = await openSite({ netSession }, { modules: [BasicAuthenticationModule({ realm: 'site', logon: () => true }), AnonymousAuthenticationModule(), bridged('auth', filter, { profile: 'iis5' })] })
    const client = await wire.connect()
    for (const user of ['alice', 'alice', 'bob', 'alice']) {
      client.send(as('same').replace('X-Client: same', `X-Client: ${user}`)) // credentials that a proxy adds
      await client.until('!')
    }
    expect(seen).toEqual(kind === 'key' ? ['alice', 'bob'] : ['alice', 'alice', 'bob', 'alice'])
  })

  statement('bridge.net-session.real-connection', async () => {
    const ports: (string | null)[] = []
    const connected: unknown[] = []
    const modules = [moduleOf('m', {
      OnBeginRequest(context) { ports.push(context.GetServerVariable('REMOTE_PORT') as string) }, // it is known from the start
      OnEndRequest(context) { connected.push(context.GetConnection()?.IsConnected()) }
    })]
    const { wire, entered, open } = await openSite({ netSession }, { modules })
    const [one, two] = [await wire.connect(), await wire.connect()]
    await whoAre(one, 'alice')
    await whoAre(two, 'alice')
    expect(ports).toEqual([one, two].map(({ socket }) => String(socket.localPort)))
    one.send(as('alice', '/slow'))
    await entered
    await leave(wire, one)
    open()
    expect(connected).toEqual([true, true, false])
  })

  statement('bridge.net-session.raw-data', async () => {
    const open = (on: FilterHandlers): Promise<unknown> => openWire({ modules: [bridged('raw', on, { profile: 'iis5' })], netSession })
    await expect(open({ SEND_RAW_DATA() {} })).rejects.toThrow(/Filter "raw" registers for SF_NOTIFY_SEND_RAW_DATA.*netSession: 'connection'/)
    await expect(open({ READ_RAW_DATA() {} })).rejects.toThrow(/Filter "raw" registers for SF_NOTIFY_READ_RAW_DATA.*netSession: 'connection'/)
    const module: ModuleEntry = { name: 'bytes', module: (_version, info) => info.setRawDataHandlers({ onRead: () => 'continue' }) }
    await expect(openWire({ modules: [module], netSession })).rejects.toThrow(/Module "bytes" registers for raw data.*netSession: 'connection'/)
  })

  // Nobody knows what it wants before it is loaded.
  statement('bridge.net-session.raw-data', async () => {
    const { wire } = await openSite({ netSession }, { modules: [bridged('late', { SEND_RAW_DATA() {} }, { level: 'site' })] })
    expect((await wire.app.inject('/who')).statusCode).toBe(503)
    expect(wire.reports.map(({ message }) => message).join()).toMatch(/Filter "late" registers for SF_NOTIFY_SEND_RAW_DATA/)
  })
})

describe('keys', () => {
  statement('bridge.net-session.no-key', async () => {
    const keys = ['', null, '']
    const { wire, log } = await openSite({ netSession: () => keys.shift() ?? null })
    const client = await wire.connect()
    expect(await whoAre(client, 'alice', 'bob', 'carol')).toEqual(['alice', 'bob', 'carol'])
    await wire.app.close()
    expect(log).toEqual(['LOG alice', 'end alice', 'LOG bob', 'end bob', 'LOG carol', 'end carol'])
  })

  const BAD: Readonly<Record<string, () => unknown>> = {
    'throws': () => { throw new Error('no cookie') }, 'undefined': () => undefined, 'a number': () => 7, 'a promise': () => Promise.resolve('alice'),
    'a promise that rejects': () => Promise.reject(new Error('late')), 'an object': () => ({}), 'throws nothing': () => { throw undefined }
  }
  describe.each(Object.entries(BAD))('%s', (_name, bad) => {
    statement('bridge.net-session.bad-key', async () => {
      const lines: number[] = []
      const good = { current: true }
      const { wire, log } = await openSite({ netSession: (request) => (good.current ? byHeader(request) : bad() as string) }, {
        modules: [{ name: 'lines', module: (_version, info) => info.setClosingSteps({ onLogLine(_context, record) { lines.push(record.status) } }) }]
      })
      const client = await wire.connect()
      await whoAre(client, 'alice')
      good.current = false
      client.send(as('alice'))
      expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 500 /)
      await wire.app.close()
      expect(lines).toEqual([200, 500])
      expect(wire.reports).toHaveLength(1)
      expect(wire.reports[0]).toMatchObject({ code: 'ERR_MODULE_NET_SESSION' })
      expect(log).toEqual(['LOG alice', 'LOG null', 'end null', 'end alice'])
    })
  })

  test.each(['constructor', '__proto__', 'connection', 'plain x', '\0'])('%j is a key like any other', async (key) => {
    const { wire } = await openSite({ netSession: () => key })
    const client = await wire.connect()
    expect(await whoAre(client, 'alice', 'bob')).toEqual(['alice', 'alice'])
  })

  // What comes through inject is plain, whatever the server listens with.
  statement('bridge.net-session.encrypted', async () => {
    const pem = execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=site.test', '-keyout', '-', '-out', '-'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    const secure: boolean[] = []
    const { wire } = await openSite({ netSession: () => 'one' }, { https: { key: pem, cert: pem }, modules: [bridged('port', { PREPROC_HEADERS(pfc) { secure.push(pfc.fIsSecurePort) } })] })
    const client = await wire.connect()
    expect(await whoAre(client, 'alice')).toEqual(['alice'])
    expect((await wire.app.inject({ url: '/who', headers: { 'x-client': 'bob' } })).body).toBe('you are bob!')
    expect(await whoAre(client, 'carol')).toEqual(['alice'])
    expect(secure).toEqual([true, false, true])
  })

  test('a request that waits and whose client goes never runs; those behind it do', async () => {
    const { wire, log, entered, open } = await openSite({ netSession: () => 'one' })
    const [one, two, three] = [await wire.connect(), await wire.connect(), await wire.connect()]
    one.send(as('alice', '/slow'))
    await entered
    for (const client of [two, three]) {
      const arrived = once(wire.app.server, 'request')
      client.send(as('bob'))
      await arrived
    }
    await leave(wire, two)
    open()
    await three.until('you are alice!')
    await wire.app.close()
    expect(log).toEqual(['LOG alice', 'LOG alice', 'end alice'])
  })
})

describe('the end of a session with a key', () => {
  function fakeTime(): void {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => { vi.useRealTimers() })
  }
  const ask = async ({ wire }: Site, user: string, url = '/who'): Promise<string> => (await wire.app.inject({ url, headers: { 'x-client': user } })).body

  statement('bridge.net-session.idle', async () => {
    fakeTime()
    const site = await openSite({ netSession: byHeader, netSessionIdleTimeout: 1000 })
    await ask(site, 'alice')
    vi.advanceTimersByTime(600)
    await ask(site, 'bob')
    vi.advanceTimersByTime(399)
    expect(site.log).toEqual(['LOG alice', 'LOG bob'])
    vi.advanceTimersByTime(1)
    expect(site.log).toEqual(['LOG alice', 'LOG bob', 'end alice'])
    await ask(site, 'bob') // begins anew
    vi.advanceTimersByTime(999)
    expect(site.log).toEqual(['LOG alice', 'LOG bob', 'end alice', 'LOG bob'])
    vi.advanceTimersByTime(1)
    expect(site.log.at(-1)).toBe('end bob')
    expect(vi.getTimerCount()).toBe(0)
    expect(await ask(site, 'alice')).toBe('you are alice!')
    await site.wire.app.close()
    expect(site.log.filter((line) => line === 'end alice')).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })

  // A request that lasts is no idle time.
  statement('bridge.net-session.idle', async () => {
    fakeTime()
    const site = await openSite({ netSession: byHeader, netSessionIdleTimeout: 1000 })
    await ask(site, 'alice')
    const slow = ask(site, 'alice', '/slow')
    await site.entered
    vi.advanceTimersByTime(10_000)
    expect(site.log).toEqual(['LOG alice'])
    site.open()
    await slow
    vi.advanceTimersByTime(999)
    expect(site.log).toEqual(['LOG alice', 'LOG alice'])
    vi.advanceTimersByTime(1)
    expect(site.log.at(-1)).toBe('end alice')
  })

  statement('bridge.net-session.limit', async () => {
    const site = await openSite({ netSession: byHeader, netSessionLimit: 2 })
    for (const user of ['alice', 'bob', 'alice', 'carol']) await ask(site, user)
    expect(site.log).toEqual(['LOG alice', 'LOG bob', 'LOG alice', 'end bob', 'LOG carol'])
    await site.wire.app.close()
    expect(site.log.slice(-2)).toEqual(['end alice', 'end carol'])
  })

  statement('bridge.net-session.limit', async () => {
    const site = await openSite({ netSession: byHeader, netSessionLimit: 1 })
    const slow = ask(site, 'alice', '/slow')
    await site.entered
    expect([await ask(site, 'bob'), await ask(site, 'bob')]).toEqual(['you are bob!', 'you are bob!'])
    expect(site.log).toEqual(['LOG bob', 'end bob', 'LOG bob', 'end bob'])
    expect(site.wire.reports.map(({ message }) => message)).toEqual([expect.stringMatching(/All 1 net sessions are in use.*netSessionLimit/)])
    site.open()
    expect(await slow).toBe('slow alice!')
  })

  statement('bridge.net-session.ends-once', async () => {
    fakeTime()
    const site = await openSite({ netSession: byHeader })
    for (let user = 0; user < 3000; user++) await ask(site, `user${user}`)
    expect(site.live()).toBe(3000)
    vi.advanceTimersByTime(120_000)
    expect(site.live()).toBe(0)
    const ends = site.log.filter((line) => line.startsWith('end'))
    expect([ends.length, new Set(ends).size, vi.getTimerCount()]).toEqual([3000, 3000, 0])
  })

  test('its timer does not keep the process alive', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    onTestFinished(() => { timers.mockRestore() })
    const site = await openSite({ netSession: byHeader, netSessionIdleTimeout: 98_765 })
    await ask(site, 'alice')
    const at = timers.mock.calls.findIndex(([, ms]) => ms === 98_765)
    const timer = timers.mock.results[at]?.value as NodeJS.Timeout | undefined // what setTimeout gives
    expect(timer?.hasRef()).toBe(false)
  })
})

test.each([
  [{ netSession: 'user' as 'request' }, /`netSession` is user; it must be connection, request, or a function/],
  [{ netSessionIdleTimeout: 0 }, /`netSessionIdleTimeout` is 0; it must be a whole number of milliseconds from 1/],
  [{ netSessionLimit: 1.5 }, /`netSessionLimit` is 1.5; it must be a whole number of sessions from 1/]
])('%j is refused', async (options, message) => {
  await expect(openWire({ modules: [], ...options })).rejects.toThrow(message)
})
