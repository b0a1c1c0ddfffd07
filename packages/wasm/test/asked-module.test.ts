// A C++ module that does what it is asked for: objects and memory of a request, a connection and the server, and what a breakdown leaves of them.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  CHttpModule, CLONE_FLAG_BASICS, createModuleFactory, extrasOf, GL_APPLICATION_RESOLVE_MODULES, GL_APPLICATION_START, GL_PRE_BEGIN_REQUEST, RQ_AUTHENTICATE_REQUEST, RQ_AUTHORIZE_REQUEST,
  RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_EXECUTE_REQUEST_HANDLER, RQ_LOG_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, RQ_PRE_EXECUTE_REQUEST_HANDLER, RQ_READ_ENTITY, RQ_SEND_RESPONSE,
  type CHttpModule as Module, type IHttpContext, type MemoryHostOptions, type MemoryResponse, type ModuleEntry
} from '@isapi-bridge/module-api'
import type { WasmModuleOptions } from '@isapi-bridge/wasm'
import { open, type Opened } from './support/modules.ts'

const hex = (mask: number): string => (mask >>> 0).toString(16)
const EVENTS = RQ_BEGIN_REQUEST | RQ_AUTHENTICATE_REQUEST | RQ_AUTHORIZE_REQUEST | RQ_LOG_REQUEST | RQ_END_REQUEST | RQ_SEND_RESPONSE | RQ_READ_ENTITY
const ALL = { EVENTS: hex(EVENTS), POST_EVENTS: hex(RQ_AUTHENTICATE_REQUEST | RQ_EXECUTE_REQUEST_HANDLER) }
const BEGIN = { EVENTS: hex(RQ_BEGIN_REQUEST) }

/** A server with the module, which has asked for what the environment says. */
function openAsked(environment: Readonly<Record<string, string>> = ALL, hostOptions: Partial<MemoryHostOptions> = {}, options: WasmModuleOptions = {}): Promise<Opened> {
  return open('asked-module', { environment, ...options }, hostOptions)
}

interface Requests { request(request: { readonly url: string; readonly headers: Readonly<Record<string, string>> }): Promise<MemoryResponse> }
type Asks = Readonly<Record<string, string>>

/** A request that asks, in the headers of its events; alone: in BeginRequest. */
function send(to: Requests, asks: string | Asks, url: string = '/'): Promise<MemoryResponse> {
  const rows = Object.entries(typeof asks === 'string' ? { BeginRequest: asks } : asks)
  return to.request({ url, headers: Object.fromEntries(rows.map(([event, words]) => [`X-${event}`, words])) })
}

/** The answers, one for each event. */
async function ask(to: Requests, asks: string | Asks, url: string = '/'): Promise<string> { return String((await send(to, asks, url)).headers['x-answer']) }

/** A folder of this machine, which the module has as C:\inetpub\wwwroot. */
function site(name: string = 'www'): { readonly root: string; readonly options: WasmModuleOptions; readonly host: Partial<MemoryHostOptions> } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'asked-module-')))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  const root = join(folder, name)
  mkdirSync(root)
  writeFileSync(join(root, 'a.txt'), 'text of a file')
  writeFileSync(join(root, 'b.txt'), Buffer.alloc(100_000, 'b'))
  return { root, options: { drive: { 'C:\\inetpub\\wwwroot': root } }, host: { site: { root } } }
}

/** A route that answers when the test lets it. */
function gate(): { readonly opened: Promise<boolean>; open(): void } {
  let release: () => void = () => {}
  const opened = new Promise<boolean>((resolve) => { release = () => { resolve(true) } })
  return { opened, open: () => { release() } }
}

/** A module in TypeScript with one handler. */
function module(name: string, event: number, handlers: Partial<Module>): ModuleEntry {
  class Written extends CHttpModule {}
  Object.assign(Written.prototype, handlers)
  return { name, module: (_version, info) => info.SetRequestNotifications(createModuleFactory(Written), event, 0) }
}

const texts = ({ events }: Opened): string[] => events.map(({ text }) => text)
const messages = ({ reports }: Opened): string => reports.map(({ message }) => message).join('\n')

describe('memory', () => {
  it('of a request is empty, and that of the next request is the same', async () => {
    const { host } = await openAsked()
    const first = await ask(host, 'alloc|100')
    expect(first).toMatch(/ empty$/)
    expect(await ask(host, 'alloc|100')).toBe(first)
  })

  it('of a connection stays as long as the connection', async () => {
    const { host } = await openAsked()
    const one = host.connect()
    const [first, second] = [await ask(one, 'alloc-connection|100'), await ask(one, 'alloc-connection|100')]
    expect([first, second]).toEqual([expect.stringMatching(/ empty$/), expect.stringMatching(/ empty$/)])
    expect(second).not.toBe(first)
    one.close()
    // It is used again then, in any order.
    const others: string[] = []
    for (let count = 0; count < 10; count++) {
      const other = host.connect()
      others.push(await ask(other, 'alloc-connection|100'))
      other.close()
    }
    expect(new Set(others).size).toBeLessThan(5)
  })

  it('of a module object, and an object of a request, are used again', async () => {
    const { host } = await openAsked()
    const first = await ask(host, 'where')
    for (let count = 0; count < 3; count++) expect(await ask(host, 'where')).toBe(first)
  })

  it('of an allocator that a module keeps is that of the request', async () => {
    const { host } = await openAsked()
    const first = await ask(host, 'alloc-late|100')
    expect(first).toMatch(/ empty$/)
    expect([await ask(host, 'alloc-late|100'), await ask(host, 'alloc-late|100')]).toEqual([first, first])
  })

  it('of a factory that gives no module is given back', async () => {
    const opened = await openAsked({ ...BEGIN, REFUSE: '1' })
    for (let count = 0; count < 3; count++) expect((await send(opened.host, 'where')).status).toBe(500)
    expect(new Set(texts(opened)).size).toBe(1)
  })

  it('of a clone is given back with it', async () => {
    const { host } = await openAsked()
    const first = await ask(host, 'clone')
    expect(first).toMatch(/ 00000000$/)
    expect([await ask(host, 'clone'), await ask(host, 'clone')]).toEqual([first, first])
  })

  it('of a dispensed container is given back with it', async () => {
    const { host } = await openAsked()
    const places = []
    for (let count = 0; count < 4; count++) places.push(await ask(host, 'dispense'))
    expect(new Set(places.slice(1)).size).toBe(1)
  })

  it('holds the context of a connection until that has been cleaned', async () => {
    const opened = await openAsked()
    const connection = opened.host.connect()
    expect([await ask(connection, 'visit'), await ask(connection, 'visit')]).toEqual(['1 00000000', '2 00000000'])
    connection.close()
    expect(texts(opened)).toEqual(['disconnected', 'cleaned after 2'])
    expect(opened.reports).toEqual([])
  })

  it('that is not there is NULL, and nothing is written', async () => {
    const { options, host: hostOptions } = site()
    const opened = await openAsked(ALL, hostOptions, { ...options, limits: { memory: 4 * 1024 * 1024 } })
    expect(await ask(opened.host, 'exhausted|C:\\inetpub\\wwwroot\\b.txt')).toBe('111')
    expect(opened.reports).toEqual([])
    expect(opened.module.faults).toBe(0)
  })
})

describe('objects', () => {
  it('of a request are gone when it has ended', async () => {
    const { opened: waits, open: go } = gate()
    const opened = await openAsked(ALL, { route: (context) => (context.GetScriptName() === '/waits' ? waits : true) })
    const second = send(opened.host, { PostExecuteRequestHandler: 'use-container' }, '/waits')
    await send(opened.host, 'keep-container')
    go()
    expect((await second).status).toBe(500)
    expect(messages(opened)).toContain('it used an object that is gone')
  })

  it('of the server stay', async () => {
    const { host } = await openAsked()
    await ask(host, 'keep-site')
    expect(await ask(host, 'use-site')).toBe('Default Web Site')
  })

  it('a file that a module keeps has its texts until it is given back', async () => {
    const { options, host: hostOptions } = site()
    const opened = await openAsked(ALL, hostOptions, options)
    const { host } = opened
    expect(await ask(host, 'keep-file|C:\\inetpub\\wwwroot\\a.txt')).toBe('00000000')
    for (const url of ['/a', '/b']) expect(await ask(host, { BeginRequest: 'use-file' }, url)).toBe('C:\\inetpub\\wwwroot\\a.txt 14')
    for (const url of ['/some/other', '/and/one/more']) await ask(host, 'lengths', url)
    expect(await ask(host, { BeginRequest: 'use-text', AuthorizeRequest: 'keep-file|C:\\inetpub\\wwwroot\\a.txt' })).toBe('C:\\inetpub\\wwwroot\\a.txt;00000000')
    expect(await ask(host, { BeginRequest: 'drop-file', AuthorizeRequest: 'use-file' })).toBe('C:\\inetpub\\wwwroot\\a.txt 14')
    await ask(host, 'drop-file|last')
    expect((await send(host, 'use-file')).status).toBe(500)
  })

  it('that several requests have keep their texts until the last of them ends', async () => {
    const { options, host: hostOptions } = site()
    const { opened: waits, open: go } = gate()
    const { host } = await openAsked(ALL, { ...hostOptions, route: (context) => (context.GetScriptName() === '/a.txt' ? waits : true) }, options)
    const first = ask(host, { BeginRequest: 'keep-metadata', PostExecuteRequestHandler: 'use-text' }, '/a.txt')
    expect(await ask(host, { BeginRequest: 'know-metadata', AuthorizeRequest: 'use-metadata' }, '/b.txt')).toBe('same;C:\\inetpub\\wwwroot')
    for (const url of ['/some/other', '/and/one/more']) await ask(host, 'lengths', url)
    go()
    expect(await first).toBe('C:\\inetpub\\wwwroot')
  })

  it('a provider that waits is not lent to another request', async () => {
    const route = (context: IHttpContext): boolean => context.GetResponse().SetHeader('X-User', context.GetUser()?.GetUserName() ?? '', true) === 0
    const opened = await openAsked(ALL, { route })
    const first = send(opened.host, { AuthenticateRequest: 'keep-provider' })
    expect((await send(opened.host, { AuthenticateRequest: 'user|second' })).headers['x-user']).toBe('second')
    const third = await send(opened.host, { AuthenticateRequest: 'use-provider|first' })
    expect([(await first).headers['x-user'], third.headers['x-user']]).toEqual(['first', ''])
    expect(opened.reports).toEqual([])
  })

  it.each(['AuthenticateRequest', 'PostAuthenticateRequest'])('OnAsyncCompletion of %s has the provider of its notification', async (event) => {
    const { host } = await openAsked()
    expect(await ask(host, { [event]: 'post' })).toBe('the same provider')
  })
})

describe('texts and bytes', () => {
  it('lengths do not count the NUL', async () => {
    const { host } = await openAsked()
    expect(await ask(host, 'lengths', '/some/path?query')).toBe('11111')
  })

  it.each(['www', 'wwé€'])('path variables are of the drive, wide and narrow: %s', async (name) => {
    const { options, host: hostOptions } = site(name)
    const { host } = await openAsked(ALL, hostOptions, options)
    const file = 'C:\\inetpub\\wwwroot\\a.txt'
    expect(await ask(host, { BeginRequest: 'wide-variable|PATH_TRANSLATED', AuthorizeRequest: 'variable|PATH_TRANSLATED' }, '/a.txt')).toBe(`${file};${file}`)
  })

  it('MapPath says how much room it wants', async () => {
    const { options, host: hostOptions } = site()
    const { host } = await openAsked(ALL, hostOptions, options)
    expect(await ask(host, 'map|/a.txt')).toBe('8007007a 00000000 C:\\inetpub\\wwwroot\\a.txt')
  })

  it('wide texts may lie at any address', async () => {
    const { options, host: hostOptions } = site()
    const { host } = await openAsked(ALL, hostOptions, options)
    expect(await ask(host, 'packed')).toBe('00000000 C:\\inetpub\\wwwroot\\ab')
  })

  it('a body that is inserted, and chunks, are what they were', async () => {
    const { host } = await openAsked()
    expect(await ask(host, 'insert')).toBe('00000000 one')
    expect((await send(host, 'write-twice')).body).toMatch(/^onetwo/)
  })

  it('a chunk of the fragment cache is refused', async () => {
    const { host } = await openAsked()
    expect(await ask(host, 'write-fragment')).toBe('80070032')
  })

  it.each(['www.example', 'http', 'p', '/', ''])('path and query are pieces of the URL, whatever host the client names: %s', async (host) => {
    const { host: server } = await openAsked()
    for (const [url, expected] of [['/', '/ none'], ['/?a=b', '/?a=b ?a=b'], ['/p/a?/', '/p/a?/ ?/']] as const) {
      const { headers } = await server.request({ url, headers: { Host: host, 'X-BeginRequest': 'cooked' } })
      expect(headers['x-answer']).toBe(`${host} ${expected}`)
    }
  })

  it('addresses have their port in the order of the network', async () => {
    const { host } = await openAsked(ALL, { port: { remoteAddress: '192.0.2.7', remotePort: 50_123, localAddress: '192.0.2.80', localPort: 8080, encrypted: false } })
    expect(await ask(host, 'peers')).toBe('192.0.2.7:50123 192.0.2.80:8080')
  })

  it('HTTP_LOG_DATA goes back as it came, with what was changed', async () => {
    const requests: IHttpContext[] = []
    const logger: ModuleEntry = { name: 'logger', module: (_version, info) => info.setClosingSteps({ onLogLine() {} }) }
    const { host } = await openAsked({ ...ALL, HIGH: hex(RQ_SEND_RESPONSE) }, { modules: [logger], route: (context) => requests.push(context) > 0 })
    await send(host, { SendResponse: 'log|somebody|other.example' }, '/w%C3%A4re')
    expect(requests.map((context) => extrasOf(context).log)).toEqual([expect.objectContaining({ userName: 'somebody', host: 'other.example', subStatus: 7, status: 200, serverPort: 80, method: 'GET', uriStem: '/w\u00E4re' })])
  })

  it('a read gets its bytes, also when another completion comes before', async () => {
    const { host } = await openAsked()
    const later = Readable.from((async function* () {
      for (let count = 0; count < 3; count++) await new Promise((resolve) => { setImmediate(resolve) })
      yield Buffer.from('a body')
    })())
    const { headers } = await host.request({ url: '/', method: 'POST', body: later, headers: { 'X-BeginRequest': 'read-and-post' } })
    expect(headers['x-answer']).toBe('00000000;3 ;6 a body')
  })

  it('an entity that is set stays when memory grows', async () => {
    const reader = module('reader', RQ_AUTHORIZE_REQUEST, {
      OnAuthorizeRequest(context) {
        const buffer = new Uint8Array(20)
        const { pcbBytesReceived } = context.GetRequest().ReadEntityBody(buffer, true)
        context.GetResponse().SetHeader('X-Read', Buffer.from(buffer.subarray(0, pcbBytesReceived)).toString(), true)
        return RQ_NOTIFICATION_CONTINUE
      }
    })
    const { host } = await openAsked(ALL, { modules: [reader] })
    const { headers } = await host.request({ url: '/', method: 'POST', body: 'a body', headers: { 'X-ReadEntity': 'another' } })
    expect(headers['x-read']).toBe('another')
  })
})

describe('a breakdown', () => {
  /** What waits in the handler while the module breaks down in another request. */
  async function breakWhile(environment: Readonly<Record<string, string>>, asks: Asks = {}): Promise<{ readonly answer: MemoryResponse; readonly opened: Opened }> {
    const { opened: waits, open: go } = gate()
    const opened = await openAsked(environment, { route: (context) => (context.GetScriptName() === '/waits' ? waits : true) })
    const answer = send(opened.host, asks, '/waits')
    expect((await send(opened.host, 'crash')).status).toBe(500)
    go()
    return { answer: await answer, opened }
  }

  it('ends requests that the module has still to see', async () => {
    const { answer, opened } = await breakWhile({ ...ALL })
    expect(answer.status).toBe(500)
    expect(opened.module.faults).toBe(1)
  })

  it('changes nothing of an answer that is there already', async () => {
    const { answer, opened } = await breakWhile({ EVENTS: hex(RQ_BEGIN_REQUEST | RQ_LOG_REQUEST | RQ_END_REQUEST | RQ_SEND_RESPONSE) })
    expect(answer.status).toBe(200)
    expect(opened.reports.length).toBe(1)
  })

  it('in a child request ends its parent where it stands', async () => {
    const opened = await openAsked(BEGIN)
    expect((await send(opened.host, 'child|crash')).status).toBe(500)
    expect(texts(opened)).toEqual([])
    expect(opened.module.faults).toBe(1)
    expect(await ask(opened.host, 'where')).toMatch(/\w/)
  })

  it('in a child that goes well, the parent goes on', async () => {
    const opened = await openAsked(BEGIN)
    expect((await send(opened.host, 'child|where')).status).toBe(200)
    expect(texts(opened)).toEqual(['went on'])
  })

  it('of a global module keeps out what it would have seen; disabled, it keeps out everything', async () => {
    const opened = await openAsked({ GLOBAL_EVENTS: hex(GL_PRE_BEGIN_REQUEST) }, {}, { limits: { rapidFail: { faults: 2, minutes: 5 } } })
    const statuses = []
    for (const asks of [{}, { PreBegin: 'crash' }, {}, { PreBegin: 'crash' }, {}] as readonly Asks[]) statuses.push((await send(opened.host, asks)).status)
    expect(statuses).toEqual([200, 500, 200, 500, 500])
    expect(opened.module.disabled).toBe(true)
  })

  it('leaves nothing of a stored context, and its place to the new instance', async () => {
    const opened = await openAsked()
    const connection = opened.host.connect()
    expect([await ask(connection, 'visit'), await ask(connection, 'visit')]).toEqual(['1 00000000', '2 00000000'])
    await send(opened.host, 'crash')
    expect([await ask(connection, 'visit'), await ask(connection, 'visit')]).toEqual(['1 00000000', '2 00000000'])
    connection.close()
    expect(texts(opened)).toEqual(['disconnected', 'cleaned after 2'])
  })

  it('leaves nothing of a user', async () => {
    const { opened: waits, open: go } = gate()
    // A child of the request whose user is one of the instance that is gone.
    const caller = module('caller', RQ_PRE_EXECUTE_REQUEST_HANDLER, {
      OnPreExecuteRequestHandler(context) {
        if (context.GetScriptName() !== '/waits' || context.GetParentContext() !== null) return RQ_NOTIFICATION_CONTINUE
        const clone = context.CloneContext(CLONE_FLAG_BASICS)
        if (typeof clone === 'number') return RQ_NOTIFICATION_CONTINUE
        clone.GetRequest().SetHeader('X-BeginRequest', 'parent-user', true)
        void waits.then(() => {
          context.ExecuteRequest(true, clone, 0, null)
        })
        return RQ_NOTIFICATION_PENDING
      },
      OnAsyncCompletion: () => RQ_NOTIFICATION_CONTINUE
    })
    const opened = await openAsked({ EVENTS: hex(RQ_BEGIN_REQUEST | RQ_AUTHENTICATE_REQUEST) }, { modules: [caller] })
    const answer = send(opened.host, { AuthenticateRequest: 'user|somebody' }, '/waits')
    await send(opened.host, 'crash')
    go()
    expect((await answer).headers['x-answer']).toBe('')
    expect(opened.module.faults).toBe(1)
  })

  it('completes what waits for somebody else to complete it', async () => {
    const opened = await openAsked()
    const waiting = send(opened.host, { AuthenticateRequest: 'keep-provider' })
    await send(opened.host, 'crash')
    expect((await waiting).status).toBe(500)
    expect(opened.module.faults).toBe(1)
  })

  it('leaves a child request to its end', async () => {
    const { opened: waits, open: go } = gate()
    const opened = await openAsked(BEGIN, { route: (context) => (context.GetParentContext() === null ? true : waits) })
    const waiting = send(opened.host, 'child|where')
    let ended = false
    void waiting.then(() => { ended = true })
    await send(opened.host, 'crash')
    for (let count = 0; count < 3; count++) await ask(opened.host, 'routine')
    expect(ended).toBe(false)
    go()
    expect((await waiting).status).toBe(500)
  })

  it('completes what waits for a routine of the instance that is gone', async () => {
    const opened = await openAsked()
    const waiting = send(opened.host, 'routine')
    await send(opened.host, 'crash')
    expect((await waiting).status).toBe(500)
    expect(await ask(opened.host, 'routine')).toBe('00000000')
  })

  it('the new instance has the modules that were added to the list, and has seen the applications start', async () => {
    const opened = await openAsked({ ...ALL, GLOBAL_EVENTS: hex(GL_APPLICATION_RESOLVE_MODULES | GL_APPLICATION_START) })
    for (let count = 0; count < 3; count++) {
      if (count > 0) await send(opened.host, 'crash')
      expect(await send(opened.host, 'started')).toMatchObject({ status: 200, headers: { 'x-answer': '1', 'x-added': 'yes' } })
    }
    await opened.host.close()
    const started = ['added 00000000', 'started /LM/W3SVC/1/ROOT']
    expect(texts(opened)).toEqual([...started, ...started, ...started, 'factory terminated', 'added factory terminated', 'global terminated', 'detached'])
  })
})

it('is unloaded with the server, after its global module', async () => {
  const opened = await openAsked({ ...ALL, GLOBAL_EVENTS: hex(GL_PRE_BEGIN_REQUEST) })
  await ask(opened.host, 'where')
  await opened.host.close()
  expect(texts(opened)).toEqual(['factory terminated', 'global terminated', 'detached'])
})

it('the priority of a post-event says nothing of the event', async () => {
  const { host } = await openAsked({ ...ALL, POST_FIRST: hex(RQ_AUTHENTICATE_REQUEST) })
  expect(host.plan().filter(({ name, stage }) => name === 'asked-module' && stage === 'AUTHENTICATE_REQUEST').map(({ post, priority }) => [post, priority])).toEqual([[false, 'MEDIUM'], [true, 'FIRST']])
})
