// Whatever a module passes to whatever it reaches: an answer, never a throw, and the request ends once.

import {
  CHttpModule, CLONE_FLAG_BASICS, RQ_AUTHENTICATE_REQUEST, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_EXECUTE_REQUEST_HANDLER, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE,
  RQ_NOTIFICATION_PENDING, RQ_SEND_RESPONSE, NamedUser,
  type IHttpContext, type IHttpServer, type ModuleEntry, type NotificationResult
} from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import { describe, expect, test } from 'vitest'
import { HOSTS, deferred, until } from '../support/hosts.ts'
import { moduleOf } from '../support/modules.ts'

/** Throws by itself when it is touched: that may reach the module, and nobody else. */
const UNTOUCHABLE = 'do not touch'
const hostile = new Proxy({}, { get() { throw new Error(UNTOUCHABLE) }, has() { throw new Error(UNTOUCHABLE) } })

const NONSENSE: readonly (readonly [name: string, value: unknown])[] = [
  ['undefined', undefined], ['null', null], ['-1', -1], ['NaN', NaN], ['2^40', 2 ** 40], ['2^53', 2 ** 53], ['1.5', 1.5], ['Infinity', Infinity], ['true', true], ['an empty string', ''],
  ['a huge string', 'x'.repeat(200_000)], ['control characters', 'a\r\n\0b'], ['a wide character', '/\u{1f600}'], ['a half of one', '\ud800'], ['a bad escape', '/%zz'],
  ['an object', {}], ['a bare object', Object.create(null)], ['an array', []], ['an array of null', [null]], ['a function', () => {}], ['a symbol', Symbol('s')],
  ['a bigint', 10n], ['a chunk without bytes', { DataChunkType: 0 }], ['chunks of nonsense', [{ DataChunkType: 7 }, { DataChunkType: 0, FromMemory: {} }]], ['a hostile object', hostile]
]

/** The ways to pass it. */
const shapes = (value: unknown): unknown[][] => [[value], [value, value, value, value, value], ['x-name', value, value, value], [value, 'text', true], ['/url', value]]

type Named = readonly [name: string, object: object]

/** Of each class, looked for once: the tests ask a hundred thousand times. */
const inherited = new Map<object | null, readonly string[]>([[null, []], [Object.prototype, []]])

/** The methods of an object that mirror an interface: they start with a capital. */
function methodsOf(object: object): readonly string[] {
  const prototype = Object.getPrototypeOf(object) as object | null
  let above = inherited.get(prototype)
  if (above === undefined) inherited.set(prototype, above = prototype === null ? [] : methodsOf(prototype))
  const own = Object.getOwnPropertyNames(object).filter((name) => name >= 'A' && name < '[' && typeof Reflect.get(object, name) === 'function')
  return own.length === 0 ? above : [...new Set([...own, ...above])].toSorted()
}

/** Everything that a module reaches from a context, under the name of its interface: whatever a getter without arguments gives. */
function reach(context: IHttpContext): Named[] {
  const found = new Map<object, string>([[context, 'IHttpContext']])
  const clone = context.CloneContext(CLONE_FLAG_BASICS)
  if (typeof clone === 'object') found.set(clone, 'clone')
  for (const [object, owner] of found) { // what is added meanwhile has its turn
    for (const method of methodsOf(object)) {
      if (!method.startsWith('Get') || method === 'GetNextNotification') continue // that one is an action
      const value: unknown = (Reflect.get(object, method) as () => unknown).call(object)
      if (typeof value === 'object' && value !== null && methodsOf(value).length > 0 && !found.has(value)) found.set(value, `${owner}.${method}`)
    }
  }
  return [...found].map(([object, name]) => [name, object])
}

/** Calls one method of one object with all nonsense; what it throws. */
function abuse(object: object, method: string): string[] {
  const thrown = new Map<string, string>()
  for (const [name, value] of NONSENSE) {
    for (const parameters of shapes(value)) {
      try {
        (Reflect.get(object, method) as (...parameters: unknown[]) => unknown).apply(object, parameters)
      } catch (error) {
        const message = error instanceof Error ? error.message : typeof error
        if (message !== UNTOUCHABLE && !thrown.has(message)) thrown.set(message, `${method} with ${name} (${parameters.length}): ${message}`)
      }
    }
  }
  return [...thrown.values()]
}

/** In each of these the module reaches for what it can: context, provider, completion. */
const PLACES = ['OnBeginRequest', 'OnAuthenticateRequest', 'OnExecuteRequestHandler', 'OnMapPath', 'OnSendResponse', 'OnEndRequest', 'OnAsyncCompletion'] as const

/** Writes down how requests of clients end. */
function witness(ends: string[]): ModuleEntry {
  return moduleOf('witness', {
    OnEndRequest(context) {
      if (context.GetParentContext() === null) ends.push('end')
      return RQ_NOTIFICATION_CONTINUE
    }
  }, { closing: { onRequestEnded: () => { ends.push('closing') } } })
}
const ONCE = ['end', 'closing']

function abuser(place: string, body: (objects: readonly Named[]) => void): ModuleEntry {
  class Abuser extends CHttpModule {
    #done = false
    #run(at: string, context: IHttpContext, ...others: readonly Named[]): void {
      if (at !== place || this.#done || context.GetParentContext() !== null) return
      this.#done = true
      body([...reach(context), ...others])
    }

    #at(at: string, context: IHttpContext, provider: object): NotificationResult {
      this.#run(at, context, ['provider', provider])
      return RQ_NOTIFICATION_CONTINUE
    }

    override OnBeginRequest(context: IHttpContext, provider: object): NotificationResult {
      if (place !== 'OnAsyncCompletion') return this.#at('OnBeginRequest', context, provider)
      context.PostCompletion(1)
      return RQ_NOTIFICATION_PENDING
    }

    override OnAuthenticateRequest(context: IHttpContext, provider: Parameters<CHttpModule['OnAuthenticateRequest']>[1]): NotificationResult {
      provider.SetUser(new NamedUser({ remoteUserName: 'u', userName: 'u', authenticationType: 'Basic' }))
      return this.#at('OnAuthenticateRequest', context, provider)
    }

    override OnExecuteRequestHandler(context: IHttpContext, provider: object): NotificationResult { return this.#at('OnExecuteRequestHandler', context, provider) }
    override OnMapPath(context: IHttpContext, provider: object): NotificationResult { return this.#at('OnMapPath', context, provider) }
    override OnSendResponse(context: IHttpContext, provider: object): NotificationResult { return this.#at('OnSendResponse', context, provider) }
    override OnEndRequest(context: IHttpContext, provider: object): NotificationResult { return this.#at('OnEndRequest', context, provider) }

    override OnAsyncCompletion(context: IHttpContext, _notification: number, _post: boolean, provider: object, info: object): NotificationResult {
      this.#run('OnAsyncCompletion', context, ['provider', provider], ['completion', info])
      return RQ_NOTIFICATION_CONTINUE
    }
  }
  const events = RQ_BEGIN_REQUEST | RQ_AUTHENTICATE_REQUEST | RQ_EXECUTE_REQUEST_HANDLER | RQ_MAP_PATH | RQ_SEND_RESPONSE | RQ_END_REQUEST
  return { name: 'abuser', module: (_version, info) => info.SetRequestNotifications({ GetHttpModule: () => new Abuser(), Terminate: () => {} }, events >>> 0, 0) }
}

describe.each(HOSTS.slice(0, 2))('%s host', (_name, start) => {
  test.each(PLACES)('nonsense for every method, in %s', async (place) => {
    const known: [object: string, method: string][] = []
    const none = await start([abuser(place, (objects) => { for (const [name, object] of objects) for (const method of methodsOf(object)) known.push([name, method]) })])
    await none.request('/nothing')
    expect(known.length).toBeGreaterThan(60)
    let current = ['', '']
    const ends: string[] = []
    const thrown: string[] = []
    const host = await start([abuser(place, (objects) => {
      const object = objects.find(([name]) => name === current[0])?.[1]
      if (object !== undefined) thrown.push(...abuse(object, current[1] ?? '').map((line) => `${current[0]}.${line}`))
    }), witness(ends)])
    for (const each of known) {
      current = each
      ends.length = 0
      const answer = await host.request('/nothing').catch(() => ({ status: 0 })) // it may reset the connection
      await until(() => ends.includes('closing'))
      expect([...each, answer.status, ends]).toEqual([...each, expect.any(Number), ONCE])
    }
    expect(thrown).toEqual([])
  })

  test('what is kept of a request that has ended', async () => {
    let kept: readonly Named[] = []
    const held = deferred<IHttpContext>()
    const ends: string[] = []
    const waiting: ModuleEntry = {
      name: 'waiting',
      module: (_version, info) => {
        class Waiting extends CHttpModule {
          override OnBeginRequest(context: IHttpContext): NotificationResult {
            if (context.GetScriptName() !== '/route') return RQ_NOTIFICATION_CONTINUE
            held.resolve(context)
            return RQ_NOTIFICATION_PENDING
          }

          override OnAsyncCompletion(): NotificationResult { return RQ_NOTIFICATION_CONTINUE }
        }
        return info.SetRequestNotifications({ GetHttpModule: () => new Waiting(), Terminate: () => {} }, RQ_BEGIN_REQUEST, 0)
      }
    }
    const host = await start([abuser('OnEndRequest', (objects) => { kept = kept.length > 0 ? kept : objects }), waiting, witness(ends)])
    await host.request('/nothing')
    await until(() => ends.includes('closing'))
    await new Promise((resolve) => { setImmediate(resolve) })
    const other = host.request('/route')
    const context = await held.promise
    const thrown = kept.flatMap(([name, object]) => methodsOf(object).flatMap((method) => abuse(object, method)).map((line) => `${name}.${line}`))
    expect(thrown).toEqual([])
    expect(context.PostCompletion(0)).toBe(S_OK)
    expect(await other).toMatchObject({ status: 200, body: 'route' })
    await until(() => ends.length > 3)
    expect(ends).toEqual([...ONCE, ...ONCE])
  })
})

test('nonsense for every method of the server', async () => {
  let server: IHttpServer | null = null
  const [, start] = HOSTS[0] ?? []
  const host = await start?.([{ name: 'reader', module: (_version, _info, given) => { server = given; return S_OK } }])
  const object = server as IHttpServer | null
  expect(object).not.toBeNull()
  if (object !== null) expect(methodsOf(object).flatMap((method) => abuse(object, method))).toEqual([])
  expect((await host?.request('/route'))?.status).toBe(200)
})
