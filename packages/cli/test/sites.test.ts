// Several sites in one process: who is picked, and what a connection that changes sites means for filters.

import dns from 'node:dns/promises'
import { Agent, request } from 'node:http'
import { execFileSync } from 'node:child_process'
import { get as getTls } from 'node:https'
import { types } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { planSetup, startServer, toSetup, type Config, type LogEntry } from '@isapi-bridge/cli'
import { SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter } from '@isapi-bridge/filter-api'
import { makeFolder, type Folder } from './support/command.ts'

async function serve(folder: Folder, config: Config): Promise<{ urls: readonly { url: string; site: string }[]; log: LogEntry[]; close: () => Promise<void>; ports: number[] }> {
  const log: LogEntry[] = []
  const server = await startServer(toSetup(config, `${folder.path}/c.json`), (entry) => { log.push(entry) })
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => closing ??= server.close()
  onTestFinished(close)
  return { urls: server.urls, log, close, ports: server.urls.map(({ url }) => Number(new URL(url).port)) }
}

const ask = (port: number, path: string, headers: Record<string, string> = {}, agent: Agent | false = false, host = '127.0.0.1'): Promise<{ status: number; body: string }> => new Promise((resolve, reject) => {
  request({ host, port, path, headers, agent }, (response) => {
    let body = ''
    response.setEncoding('utf8').on('data', (chunk: string) => { body += chunk }).on('end', () => { resolve({ status: response.statusCode ?? 0, body }) })
  }).on('error', reject).end()
})

/** A port that is free now; nobody else in this process takes it. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  await new Promise<void>((resolve) => { server.close(() => { resolve() }) })
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('one port', () => {
  it.each([
    { host: 'a.example', found: 'a' }, { host: 'A.EXAMPLE', found: 'a' }, { host: 'a.example:81', found: 'a' }, { host: 'a.example.', found: 'a' },
    { host: 'b.example', found: 'b' }, { host: 'other.example', found: 'rest' }, { host: '127.0.0.1', found: 'rest' }
  ])('Host $host', async ({ host, found }) => {
    const folder = makeFolder()
    for (const name of ['a', 'b', 'rest']) folder.write(`${name}/index.html`, name)
    const port = await freePort()
    const { urls } = await serve(folder, { sites: [{ root: 'rest', bindings: [`127.0.0.1:${port}:`] }, { root: 'a', bindings: [`127.0.0.1:${port}:a.example`] }, { root: 'b', bindings: [`127.0.0.1:${port}:b.example`] }] })
    expect(urls).toHaveLength(3)
    expect(await ask(port, '/index.html', { host })).toEqual({ status: 200, body: found })
  })

  it('a host name that no site has is answered with 400', async () => {
    const folder = makeFolder()
    const port = await freePort()
    await serve(folder, { sites: [{ root: 'www', bindings: [`127.0.0.1:${port}:a.example`] }] })
    expect((await ask(port, '/index.html', { host: 'b.example' })).status).toBe(400)
    expect((await ask(port, 'http://a.example/index.html', { host: 'b.example' })).status).toBe(200) // the absolute target counts
  })

  it('an address counts more than a host name', async () => {
    const folder = makeFolder()
    for (const name of ['address', 'name']) folder.write(`${name}/index.html`, name)
    const port = await freePort()
    await serve(folder, { sites: [{ root: 'name', bindings: [`*:${port}:a.example`] }, { root: 'address', bindings: [`127.0.0.1:${port}:`] }] })
    expect((await ask(port, '/index.html', { host: 'a.example' })).body).toBe('address')
  })
})

it('a connection that changes sites has a session of a filter with each, and all of them end', async () => {
  const folder = makeFolder()
  const calls: string[] = []
  let sessions = 0
  const counting: Filter = {
    GetFilterVersion(pVer) { pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION; return true },
    HttpFilterProc(pfc, type, _data) {
      if (type === SF_NOTIFY_PREPROC_HEADERS) pfc.pFilterContext ??= ++sessions
      calls.push(`${type === SF_NOTIFY_PREPROC_HEADERS ? 'request' : type === SF_NOTIFY_LOG ? 'log' : 'end'} ${String(pfc.pFilterContext)}`)
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
  const port = await freePort()
  const { close } = await serve(folder, { filters: [{ name: 'counting', filter: counting }], sites: ['a', 'b'].map((name) => ({ root: 'www', bindings: [`127.0.0.1:${port}:${name}.example`] })) })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (const name of ['a', 'b', 'a']) await ask(port, '/index.html', { host: `${name}.example` }, agent)
  agent.destroy()
  await close()
  expect(calls.slice(0, 6)).toEqual(['request 1', 'log 1', 'request 2', 'log 2', 'request 1', 'log 1'])
  expect(calls.slice(6).sort()).toEqual(['end 1', 'end 2'])
})

it('raw data needs a port of its own, which the plan says as well', async () => {
  const folder = makeFolder()
  const raw: Filter = { GetFilterVersion(pVer) { pVer.dwFlags = 0x0400; return true }, HttpFilterProc: () => SF_STATUS_REQ_NEXT_NOTIFICATION }
  const config = { filters: [{ name: 'raw', filter: raw }], sites: ['a', 'b'].map((name) => ({ root: 'www', bindings: [`127.0.0.1:9:${name}`] })) }
  const { errors } = await planSetup(toSetup(config, `${folder.path}/c.json`))
  expect(errors.map(({ site, event }) => [site, event])).toEqual([['Site 1', 2214], ['Site 1', 2268], ['Site 2', 2214], ['Site 2', 2268]])
  const { log, urls } = await serve(folder, config)
  expect([urls, log.map(({ event }) => event?.id)]).toEqual([[], [2214, 2268, 2214, 2268]])
  expect((await planSetup(toSetup({ ...config, sites: [{ root: 'www', bindings: [{ port: 0 }] }] }, `${folder.path}/c.json`))).errors).toEqual([])
})

it('`memoryLimit` and `pageHeap` of a filter reach it', async () => {
  const folder = makeFolder()
  const told: unknown[] = []
  const asking: Filter = {
    GetFilterVersion(pVer) { pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS; return true },
    HttpFilterProc(pfc, _type, _data) {
      told.push([32, 64].map((size) => pfc.AllocMem(pfc, size, 0)).map((block) => block !== null && types.isProxy(block)))
      told.push(pfc.AllocMem(pfc, 65, 0))
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
  const { ports: [port = 0], log } = await serve(folder, { root: 'www', port: 0, filters: [{ name: 'asking', filter: asking, memoryLimit: 96, pageHeap: true }] })
  expect((await ask(port, '/index.html')).status).toBe(200)
  expect(told).toEqual([[true, true], null])
  expect(log.map(({ text }) => text)).toEqual([expect.stringContaining('asked for more than the 96 bytes')])
})

it.each([['owns its connections', '127.0.0.1:0:'], ['shares its port', '127.0.0.1:0:127.0.0.1']])('at the end a site that %s answers what is under way before filters end', async (_, binding) => {
  const calls: string[] = []
  let release = (): void => {}
  let entered = (): void => {}
  const inside = new Promise<void>((resolve) => { entered = resolve })
  const names = new Map<number, string>([[SF_NOTIFY_PREPROC_HEADERS, 'request'], [SF_NOTIFY_LOG, 'log'], [SF_NOTIFY_END_OF_NET_SESSION, 'end of session']])
  const slow = {
    GetFilterVersion(pVer: { dwFlags: number }) { pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION; return true },
    HttpFilterProc(_pfc: unknown, type: number) {
      calls.push(names.get(type) ?? '')
      return type === SF_NOTIFY_PREPROC_HEADERS ? new Promise((resolve) => { release = () => { resolve(SF_STATUS_REQ_NEXT_NOTIFICATION) }; entered() }) : SF_STATUS_REQ_NEXT_NOTIFICATION
    },
    TerminateFilter() { calls.push('ended'); return true }
  } as unknown as Filter // promises are ours
  const { ports: [port = 0], close } = await serve(makeFolder(), { filters: [{ name: 'slow', filter: slow }], sites: [{ root: 'www', bindings: [binding] }] })
  const answer = ask(port, '/index.html')
  await inside
  const closed = close()
  release()
  expect((await answer).status).toBe(200)
  await closed
  expect(calls).toEqual(['request', 'log', 'end of session', 'ended'])
})

describe('a name in place of an address means all of its addresses', () => {
  const resolveTo = (...addresses: string[]): void => { // not every machine has two
    vi.spyOn(dns, 'lookup').mockImplementation((() => Promise.resolve(addresses.map((address) => ({ address, family: 4 })))) as unknown as typeof dns.lookup)
    onTestFinished(() => { vi.restoreAllMocks() })
  }

  it('where a filter sees raw data', async () => {
    resolveTo('127.0.0.1', '127.0.0.2')
    const seen: string[] = []
    const raw: Filter = {
      GetFilterVersion(pVer) { pVer.dwFlags = SF_NOTIFY_READ_RAW_DATA; return true },
      HttpFilterProc(_pfc, _type, data) { seen.push(Buffer.from((data as { pvInData: Uint8Array }).pvInData).toString('latin1').split(' ')[1] ?? ''); return SF_STATUS_REQ_NEXT_NOTIFICATION } // it registers for nothing else
    }
    const { ports: [port = 0], log, urls } = await serve(makeFolder(), { root: 'www', host: 'localhost', port: 0, profile: 'iis5', filters: [{ name: 'raw', filter: raw }] })
    expect(urls.map(({ url }) => url)).toEqual([`http://localhost:${port}`])
    for (const host of ['127.0.0.1', '127.0.0.2']) expect((await ask(port, `/index.html?${host}`, {}, false, host)).body).toBe('the index')
    expect([seen, log]).toEqual([['/index.html?127.0.0.1', '/index.html?127.0.0.2'], []])
  })

  it('where sites share a port', async () => {
    resolveTo('127.0.0.1', '127.0.0.2')
    const folder = makeFolder()
    for (const name of ['a', 'b']) folder.write(`${name}/index.html`, name)
    const port = await freePort()
    await serve(folder, { sites: [{ root: 'a', bindings: [`localhost:${port}:`] }, { root: 'b', bindings: [`localhost:${port}:b.example`] }] })
    for (const host of ['127.0.0.1', '127.0.0.2']) {
      expect([(await ask(port, '/index.html', {}, false, host)).body, (await ask(port, '/index.html', { host: 'b.example' }, false, host)).body]).toEqual(['a', 'b'])
    }
  })

  it('beside a listener for all addresses', async () => {
    resolveTo('127.0.0.2')
    const folder = makeFolder()
    for (const name of ['all', 'local']) folder.write(`${name}/index.html`, name)
    const port = await freePort()
    await serve(folder, { sites: [{ root: 'all', bindings: [`*:${port}:`] }, { root: 'local', bindings: [`localhost:${port}:`] }] })
    expect([(await ask(port, '/index.html')).body, (await ask(port, '/index.html', {}, false, '127.0.0.2')).body]).toEqual(['all', 'local'])
  })

  it('without those that the machine lacks', async () => {
    resolveTo('127.0.0.1', '203.0.113.7')
    const { ports: [port = 0] } = await serve(makeFolder(), { root: 'www', host: 'localhost', port: 0 })
    expect((await ask(port, '/index.html')).status).toBe(200)
    resolveTo('203.0.113.7')
    await expect(serve(makeFolder(), { root: 'www', host: 'localhost', port: 0 })).rejects.toMatchObject({ code: 'ERR_CLI_LISTEN', message: expect.stringContaining('no address localhost') })
  })
})

describe('applications', () => {
  it.each([['/shop/', 'shop'], ['/SHOP/', 'shop'], ['/%73hop/', 'shop'], ['/./x/../shop/', 'shop'], ['/shopping/', ''], ['/', '']])('%s', async (path, application) => {
    const folder = makeFolder()
    folder.write('shop/Default.htm', 'shop')
    folder.write('www/shopping/index.html', 'root')
    const { ports: [port = 0] } = await serve(folder, { sites: [{ root: 'www', bindings: [{ port: 0 }], applications: [{ path: '/shop', root: 'shop', builtIn: { DefaultDocumentModule: { files: ['Default.htm'] } } }] }] })
    expect((await ask(port, path)).body === 'shop').toBe(application === 'shop')
  })

  it('Basic authentication in one of them only', async () => {
    const folder = makeFolder()
    folder.write('accounts', 'alice:$2b$04$Sf1O9So2wZe7EOzuaD.5suFc6pu8aIBewaSFb2LTj0ZWAtAq8eDaW\n')
    const { ports: [port = 0], log } = await serve(folder, { sites: [{ root: 'www', bindings: [{ port: 0 }], applications: [{ path: '/admin', builtIn: { AnonymousAuthenticationModule: false, BasicAuthenticationModule: { realm: 'admin', htpasswd: 'accounts' } } }] }] })
    const alice = { authorization: `Basic ${Buffer.from('alice:wonderland').toString('base64')}` }
    expect([(await ask(port, '/index.html')).status, (await ask(port, '/admin/')).status, (await ask(port, '/admin/index.html', alice)).status]).toEqual([200, 401, 404])
    expect(log).toEqual([])
  })
})

it('serves TLS with the certificate of the host name', async () => {
  const folder = makeFolder()
  for (const name of ['a', 'b']) execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}.example`, '-keyout', `${folder.path}/${name}.key`, '-out', `${folder.path}/${name}.pem`], { stdio: 'ignore' })
  const port = await freePort()
  await serve(folder, { sites: ['a', 'b'].map((name) => ({ root: 'www', bindings: [{ port, host: `${name}.example`, tls: { cert: `${name}.pem`, key: `${name}.key` } }] })) })
  const names = await Promise.all(['a.example', 'b.example'].map((servername) => new Promise((resolve, reject) => {
    getTls({ host: '127.0.0.1', port, servername, headers: { host: servername }, rejectUnauthorized: false, agent: false, path: '/index.html' }, (response) => {
      const { subject } = (response.socket as import('node:tls').TLSSocket).getPeerCertificate() // https has TLS sockets
      resolve([response.statusCode, subject.CN])
      response.resume()
    }).on('error', reject)
  })))
  expect(names).toEqual([[200, 'a.example'], [200, 'b.example']])
})

describe('who takes AnonymousAuthenticationModule out lets nobody in without a user', () => {
  const remove = '<modules><remove name="AnonymousAuthenticationModule" /></modules>'
  it.each<{ way: string; config: Config; web?: string }>([
    { way: 'false in `builtIn`', config: { root: 'www', port: 0, builtIn: { AnonymousAuthenticationModule: false } } },
    { way: '`removeModules`', config: { root: 'www', port: 0, removeModules: ['AnonymousAuthenticationModule'] } },
    { way: 'false in `builtIn`, beside a web.config', config: { iis: { webConfig: 'www/web.config' }, port: 0, builtIn: { AnonymousAuthenticationModule: false } }, web: '' },
    { way: '<remove> in a web.config', config: { iis: { webConfig: 'www/web.config' }, port: 0 }, web: remove },
    { way: '<anonymousAuthentication> of a web.config', config: { iis: { webConfig: 'www/web.config' }, port: 0 }, web: '<security><authentication><anonymousAuthentication enabled="false" /></authentication></security>' }
  ])('$way', async ({ config, web }) => {
    const folder = makeFolder()
    if (web !== undefined) folder.write('www/web.config', `<configuration><system.webServer>${web}</system.webServer></configuration>`)
    const { ports: [port = 0] } = await serve(folder, config)
    expect((await ask(port, '/index.html')).status).toBe(401)
  })
})

describe('rules of <authorization>', () => {
  const everybody = '<add accessType="Allow" users="*" />'
  const nobody = '<add accessType="Deny" users="*" />'
  it.each([
    { rules: everybody, status: 200 },
    { rules: `${everybody}<clear />${nobody}`, status: 401 },
    { rules: `${everybody}<remove users="*" roles="" verbs="" />${nobody}`, status: 401 },
    { rules: `${nobody}<clear />${everybody}`, status: 200 }
  ])('$rules', async ({ rules, status }) => {
    const folder = makeFolder()
    folder.write('www/web.config', `<configuration><system.webServer><security><authorization>${rules}</authorization></security></system.webServer></configuration>`)
    const { ports: [port = 0] } = await serve(folder, { iis: { webConfig: 'www/web.config' }, port: 0 })
    expect((await ask(port, '/index.html')).status).toBe(status)
  })
})
