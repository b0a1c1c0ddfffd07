import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  createFilterHeap, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN, SF_STATUS_REQ_HANDLED_NOTIFICATION,
  SF_STATUS_REQ_NEXT_NOTIFICATION, type FilterHeap, type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import {
  RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type HTTP_MODULE_ID, type IHttpConnection, type IHttpConnectionStoredContext,
  type ModuleEntry
} from '@isapi-bridge/module-api'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { DETERMINISTIC } from '../support/events.ts'
import { bridged, filterOf, recordingEvents } from '../support/filters.ts'
import { moduleOf, recordingHandlers } from '../support/modules.ts'
import { CONNECTION_HOSTS, HOSTS } from '../support/site.ts'

const TWELVE = DETERMINISTIC.map(({ name }) => name)

describe.each(HOSTS)('%s', (_, open) => {
  statement('bridge.order.by-event', async () => {
    const cases = [
      ['PREPROC_HEADERS', 'BEGIN_REQUEST', ['f PREPROC_HEADERS', 'm BEGIN_REQUEST']],
      ['PREPROC_HEADERS', 'AUTHENTICATE_REQUEST', ['f PREPROC_HEADERS', 'm AUTHENTICATE_REQUEST']],
      ['AUTH_COMPLETE', 'BEGIN_REQUEST', ['m BEGIN_REQUEST', 'f AUTH_COMPLETE']],
      ['AUTH_COMPLETE', 'AUTHENTICATE_REQUEST', ['m AUTHENTICATE_REQUEST', 'f AUTH_COMPLETE']],
      ['AUTH_COMPLETE', 'AUTHORIZE_REQUEST', ['f AUTH_COMPLETE', 'm AUTHORIZE_REQUEST']],
      ['END_OF_REQUEST', 'END_REQUEST', ['m END_REQUEST', 'f END_OF_REQUEST']],
      ['LOG', 'END_REQUEST', ['m END_REQUEST', 'f LOG']]
    ] as const
    for (const [filterEvent, moduleEvent, expected] of cases) {
      for (const filterFirst of [true, false]) {
        const log: string[] = []
        const filter = bridged('f', recordingEvents('f', log, [filterEvent]))
        const module = moduleOf('m', recordingHandlers('m', log, [moduleEvent]))
        const site = await open({ modules: filterFirst ? [filter, module] : [module, filter] })
        await site.ask('/hello')
        expect(log).toEqual(expected)
      }
    }
  })

  statement('bridge.status.mapping', async () => {
    /** What modules get of a request in which something happens in OnPostAuthenticateRequest. */
    const course = async (entry: ModuleEntry): Promise<string[]> => {
      const log: string[] = []
      const site = await open({
        routes: { '/hello': () => { log.push('handler'); return 'hello' } },
        modules: [entry, moduleOf('m', recordingHandlers('m', log, TWELVE, TWELVE))]
      })
      await site.ask('/hello')
      return log
    }
    const finish = await course(moduleOf('finishes', { OnPostAuthenticateRequest: () => RQ_NOTIFICATION_FINISH_REQUEST }))
    const goOn = await course(moduleOf('continues', { OnPostAuthenticateRequest: () => RQ_NOTIFICATION_CONTINUE }))
    expect([finish.includes('handler'), goOn.includes('handler'), finish.at(-2), goOn.at(-2)]).toEqual([false, true, 'm END_REQUEST', 'm END_REQUEST'])
    for (const [status, expected] of [
      [SF_STATUS_REQ_FINISHED, finish], [SF_STATUS_REQ_FINISHED_KEEP_CONN, finish], [SF_STATUS_REQ_ERROR, finish],
      [SF_STATUS_REQ_NEXT_NOTIFICATION, goOn], [SF_STATUS_REQ_HANDLED_NOTIFICATION, goOn]
    ] as const) {
      expect(await course(bridged('filter', { AUTH_COMPLETE: () => status }, { order: 'MEDIUM' }))).toEqual(expected)
    }
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('bridge.state.connection', async () => {
    const log: unknown[] = []
    const heaps: FilterHeap[] = []
    let id: HTTP_MODULE_ID | null = null
    let connection: IHttpConnection | null = null
    let pfc: HTTP_FILTER_CONTEXT | null = null
    const stored = (): IHttpConnectionStoredContext => {
      const found = connection?.GetModuleContextContainer().GetModuleContext(id ?? expect.unreachable()) ?? null
      return found as IHttpConnectionStoredContext | null ?? expect.unreachable('the connection holds nothing for the filter')
    }
    const filter = filterOf({
      PREPROC_HEADERS(context) {
        pfc = context
        log.push(context.pFilterContext)
        context.pFilterContext = 'kept'
        context.AllocMem(context, 8)
      },
      END_OF_NET_SESSION(context) { log.push(`end ${String(context.pFilterContext)} ${heaps[0]?.liveBlocks}`) }
    })
    const register = bridgeFilter(filter, { name: 'f', createHeap() {
      const heap = createFilterHeap()
      heaps.push(heap)
      return heap
    } })
    const site = await open({ modules: [
      moduleOf('m', { OnBeginRequest(context) { connection = context.GetConnection() } }),
      { name: 'filter', module(version, info, server) { id = info.GetId(); return register(version, info, server) } }
    ] })
    const client = site.connect()
    await client.ask('/hello')
    const first = stored()
    await client.ask('/hello')
    expect(stored()).toBe(first)
    expect([log.splice(0), heaps.length, heaps[0]?.liveBlocks]).toEqual([[null, 'kept'], 1, 2])

    // What lies there is the state: cleaning it ends the session, before the client has left.
    first.CleanupStoredContext()
    expect([log.splice(0), heaps[0]?.liveBlocks]).toEqual([['end kept 2'], 0])
    const context: HTTP_FILTER_CONTEXT = pfc ?? expect.unreachable()
    expect(context.AllocMem(context, 8)).toBe(null)
    await client.leave()
    expect(log).toEqual([])

    // Otherwise it goes with the connection, and the next one begins anew.
    const next = site.connect()
    await next.ask('/hello')
    expect(stored()).not.toBe(first)
    expect([log.splice(0), heaps.length, heaps[1]?.liveBlocks]).toEqual([[null], 2, 1])
    await next.leave()
    expect([log.length, heaps[1]?.liveBlocks]).toEqual([1, 0])
  })
})
