import type { HTTP_MODULE_ID, IHttpContext, IHttpModuleContextContainer, IHttpServer, IHttpStoredContext } from '@isapi-bridge/module-api'
import { ERROR_ALREADY_ASSIGNED, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { extended } from '../support/extended.ts'
import { moduleOf, type Handlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS, openInMemory } from '../support/site.ts'

function stored(cleaned: () => void = () => {}): IHttpStoredContext {
  return { CleanupStoredContext: cleaned }
}

/** Modules that know their ids, each with the same handler. */
function modulesWithIds(names: readonly string[], handler: (context: IHttpContext, id: HTTP_MODULE_ID, name: string) => void) {
  return names.map((name) => {
    let id: HTTP_MODULE_ID = 0
    return moduleOf(name, { OnBeginRequest(context) { handler(context, id, name) } }, { register(info) { id = info.GetId() } })
  })
}

function containersOf(context: IHttpContext): IHttpModuleContextContainer[] {
  const connection = context.GetConnection()
  return connection === null ? [] : [context.GetModuleContextContainer(), connection.GetModuleContextContainer()]
}

describe.each(HOSTS)('%s', (_, open) => {
  statement('container.set-null', async () => {
    const results: unknown[] = []
    const site = await open({ modules: modulesWithIds(['m'], (context, id) => {
      for (const container of containersOf(context)) results.push(container.SetModuleContext(null, id), container.GetModuleContext(id))
    }) })
    await site.ask('/hello')
    const refused = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    expect(results).toEqual([refused, null, refused, null])
  })

  statement('container.set-twice', async () => {
    const results: unknown[] = []
    const site = await open({ modules: modulesWithIds(['m'], (context, id) => {
      for (const container of containersOf(context)) {
        const first = stored()
        results.push(container.SetModuleContext(first, id), container.SetModuleContext(stored(), id), container.GetModuleContext(id) === first)
      }
    }) })
    await site.ask('/hello')
    const once = [S_OK, HRESULT_FROM_WIN32(ERROR_ALREADY_ASSIGNED), true]
    expect(results).toEqual([...once, ...once])
    expect(HRESULT_FROM_WIN32(ERROR_ALREADY_ASSIGNED) >>> 0).toBe(0x8007_0055)
  })

  statement('container.unset', async () => {
    const results: unknown[] = []
    const site = await open({ modules: modulesWithIds(['m'], (context, id) => {
      for (const container of containersOf(context)) results.push(container.GetModuleContext(id))
    }) })
    await site.ask('/hello')
    expect(results).toEqual([null, null])
  })

  statement('container.per-module', async () => {
    const contexts = new Map<string, IHttpStoredContext>()
    const ids = new Map<string, HTTP_MODULE_ID>()
    const seen: unknown[] = []
    const site = await open({ modules: modulesWithIds(['a', 'b'], (context, id, name) => {
      ids.set(name, id)
      contexts.set(name, stored())
      const container = context.GetModuleContextContainer()
      seen.push(container.GetModuleContext(id))
      container.SetModuleContext(contexts.get(name) ?? null, id)
      if (name === 'b') seen.push(container.GetModuleContext(ids.get('a') ?? 0) === contexts.get('a'), container.GetModuleContext(id) === contexts.get('b'))
    }) })
    await site.ask('/hello')
    expect(seen).toEqual([null, null, true, true])
  })

  statement('container.cleanup-once', async () => {
    const log: string[] = []
    const site = await open({ modules: modulesWithIds(['m'], (context, id) => {
      for (const [index, container] of containersOf(context).entries()) container.SetModuleContext(stored(() => { log.push(index === 0 ? 'request' : 'connection') }), id)
    }) })
    await site.ask('/hello')
    await expect.poll(() => log).toContain('connection')
    await site.close()
    expect(log).toEqual(['request', 'connection'])
  })

  statement('container.cleanup-after-end', async () => {
    const log: string[] = []
    let id: HTTP_MODULE_ID = 0
    const site = await open({ modules: [moduleOf('m', {
      OnBeginRequest(context) { context.GetModuleContextContainer().SetModuleContext(stored(() => { log.push('cleaned') }), id) },
      OnEndRequest() { log.push('end') },
      OnPostEndRequest() { log.push('post end') },
      OnSendResponse() { log.push('send') }
    }, { register(info) { id = info.GetId() } })] })
    await site.ask('/hello')
    expect(log).toEqual(['end', 'post end', 'send', 'cleaned'])
  })

  statement('container.release-normal', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: modulesWithIds(['m'], (context, id) => {
      const container = context.GetModuleContextContainer()
      container.SetModuleContext(stored(() => { seen.push('cleaned') }), id)
      if ('ReleaseContainer' in container && typeof container.ReleaseContainer === 'function') container.ReleaseContainer()
      seen.push(container.GetModuleContext(id) === null)
    }) })
    await site.ask('/hello')
    expect(seen).toEqual([false, 'cleaned'])
  })

  statement('container.named', async () => {
    const log: unknown[] = []
    const names = (context: IHttpContext) => extended(context).GetNamedContextContainer()
    const site = await open({ modules: [
      moduleOf('a', { OnBeginRequest(context) {
        const own = stored(() => { log.push('cleaned') })
        const refused = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
        log.push(names(context).GetNamedContext('websockets'), names(context).SetNamedContext(own, 'websockets'))
        log.push(names(context).SetNamedContext(stored(), 'websockets') === HRESULT_FROM_WIN32(ERROR_ALREADY_ASSIGNED))
        log.push(names(context).SetNamedContext(null, 'x') === refused, names(context).SetNamedContext(stored(), '') === refused)
        this.Dispose = () => { log.push(names(context).GetNamedContext('websockets') === own) }
      } }),
      moduleOf('b', { OnEndRequest(context) { log.push(names(context).GetNamedContext('websockets') !== null, names(context).GetNamedContext('WebSockets')) } })
    ] })
    await site.ask('/hello')
    expect(log).toEqual([null, S_OK, true, true, true, true, null, true, 'cleaned'])
  })

  statement('container.never-null', async () => {
    const seen: unknown[] = []
    const look: Handlers['OnBeginRequest'] = (context) => { seen.push(context.GetModuleContextContainer()) }
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest: look, OnMapRequestHandler: look, OnEndRequest: look })] })
    await site.ask('/hello')
    const [first, ...others] = seen
    expect(first).toHaveProperty('SetModuleContext')
    expect(others).toHaveLength(2)
    for (const other of others) expect(other).toBe(first)
    await site.ask('/hello')
    expect(seen[3]).not.toBe(first)
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('container.beyond-request', async () => {
    class Count implements IHttpStoredContext {
      value = 0
      CleanupStoredContext(): void {}
    }
    const site = await open({ modules: modulesWithIds(['counter'], (context, id) => {
      const container = context.GetConnection()?.GetModuleContextContainer()
      if (container?.GetModuleContext(id) === null) container.SetModuleContext(new Count(), id)
      const count = container?.GetModuleContext(id)
      if (count instanceof Count) context.GetResponse().SetHeader('X-Count', String(++count.value), true)
    }) })
    const clients = [site.connect(), site.connect()] as const
    const counts = []
    for (const index of [0, 1, 0, 0, 1] as const) counts.push((await clients[index].ask('/hello')).headers['x-count'])
    expect(counts).toEqual(['1', '1', '2', '3', '2'])
    for (const client of clients) await client.leave()
  })

  statement('connection.outlives-request', async () => {
    const log: string[] = []
    const site = await open({ modules: modulesWithIds(['m'], (context, id) => {
      const container = context.GetConnection()?.GetModuleContextContainer()
      log.push(container?.GetModuleContext(id) === null ? 'empty' : 'kept')
      container?.SetModuleContext(stored(() => { log.push('cleaned') }), id)
    }) })
    const client = site.connect()
    await client.ask('/hello')
    await client.ask('/hello')
    expect(log).toEqual(['empty', 'kept'])
    await client.leave()
    await expect.poll(() => log).toEqual(['empty', 'kept', 'cleaned'])
  })

  statement('connection.is-connected', async () => {
    const connections: { IsConnected(): boolean }[] = []
    const seen: boolean[] = []
    const site = await open({ modules: [moduleOf('m', { OnBeginRequest(context) {
      const connection = context.GetConnection()
      if (connection === null) return
      connections.push(connection)
      seen.push(connection.IsConnected())
    } })] })
    const client = site.connect()
    await client.ask('/hello')
    expect([seen[0], connections[0]?.IsConnected()]).toEqual([true, true])
    await client.leave()
    await expect.poll(() => connections[0]?.IsConnected()).toBe(false)
  })

  statement('connection.notify-disconnect', async () => {
    const log: string[] = []
    const site = await open({ modules: modulesWithIds(['m'], (context, id) => {
      context.GetConnection()?.GetModuleContextContainer().SetConnectionModuleContext({
        NotifyDisconnect() { log.push('disconnect') },
        CleanupStoredContext() { log.push('cleaned') }
      }, id)
    }) })
    const client = site.connect()
    await client.ask('/hello')
    expect(log).toEqual([])
    await client.leave()
    await expect.poll(() => log).toEqual(['disconnect', 'cleaned'])
  })

  statement('connection.late-disconnect', async () => {
    const log: string[] = []
    let id: HTTP_MODULE_ID = 0
    let begun = (): void => {}
    let release = (): void => {}
    const started = new Promise<void>((resolve) => { begun = resolve })
    const held = new Promise<void>((resolve) => { release = resolve })
    const site = await open({ modules: [moduleOf('m', {
      async OnBeginRequest() {
        begun()
        await held
        return 0 as const
      },
      OnEndRequest(context) {
        const connection = context.GetConnection()
        log.push(`connected ${connection?.IsConnected()}`)
        connection?.GetModuleContextContainer().SetConnectionModuleContext({ NotifyDisconnect() { log.push('disconnect') }, CleanupStoredContext() { log.push('cleaned') } }, id)
        log.push('stored')
      }
    }, { register(info) { id = info.GetId() } })] })
    const client = site.connect()
    const asked = client.ask('/hello').catch(() => 'gone')
    await started
    await client.leave()
    release()
    await expect.poll(() => log).toEqual(['connected false', 'disconnect', 'stored', 'cleaned'])
    await Promise.race([asked, Promise.resolve()])
  })
})

statement('container.release-dispensed', async () => {
  const log: string[] = []
  let server: IHttpServer | null = null
  const site = await openInMemory({ modules: [moduleOf('m', { OnBeginRequest() {} }, { register(_info, given) { server = given } })] })
  const container = (server as IHttpServer | null)?.DispenseContainer() // set while the site was opened
  container?.SetModuleContext(stored(() => { log.push('cleaned') }), 1)
  await site.ask('/hello')
  expect(log).toEqual([])
  container?.ReleaseContainer()
  container?.ReleaseContainer()
  expect(log).toEqual(['cleaned'])
  expect(container?.SetModuleContext(stored(), 2)).toBe(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
})
