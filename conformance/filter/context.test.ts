import { PROFILE_NAMES, bridgeFilter } from '@isapi-bridge/bridge'
import {
  GetLastError, SF_PROPERTY_INSTANCE_NUM_ID, SF_REQ_GET_PROPERTY, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED,
  SF_STATUS_REQ_NEXT_NOTIFICATION, SetLastError, type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import { ERROR_INVALID_PARAMETER, NO_ERROR } from '@isapi-bridge/win32'
import { describe, expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, filterOf, header, recordingEvents, variable, type FilterHandlers } from '../support/filters.ts'
import { CONNECTION_HOSTS, HOSTS, openInMemory } from '../support/site.ts'
import { EVENTS, LATER_EVENTS, EVENT_NUMBERS, PLAIN, SECURE, authenticating, hostOf, membersOf } from './support.ts'

describe.each(HOSTS)('%s', (_, open) => {
  statement('filter.proc.arguments', async () => {
    const calls: { readonly count: number; readonly context: unknown; readonly event: number; readonly data: unknown }[] = []
    const site = await open({
      modules: [bridgeFilter({
        GetFilterVersion: filterOf(recordingEvents('', [])).GetFilterVersion,
        HttpFilterProc(...args) {
          calls.push({ count: args.length, context: args[0], event: args[1], data: args[2] })
          return SF_STATUS_REQ_NEXT_NOTIFICATION
        }
      }, { name: 'a' })]
    })
    await site.ask('/hello')
    expect(calls.map(({ count, event }) => [count, event])).toEqual(EVENT_NUMBERS.map((event) => [3, event]))
    for (const { context } of calls) expect(context).toHaveProperty('pFilterContext')
    // What tells the structures apart.
    const marks = ['GetHeader', 'pszPhysicalPath', 'pszPassword', 'GetUserToken', 'GetHeader', null, 'pszOperation', null]
    for (const [index, mark] of marks.entries()) {
      const data = calls[index]?.data
      if (mark === null) expect(data).toBeNull()
      else expect(membersOf(data as object)).toContain(mark) // not null, says the row
    }
  })

  statement('filter.context.starts-null', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [bridged('a', {
        PREPROC_HEADERS(pfc) {
          seen.push(pfc.pFilterContext)
          pfc.pFilterContext = 'set'
        },
        URL_MAP(pfc) { seen.push(pfc.pFilterContext) }
      })]
    })
    await site.ask('/hello')
    await site.ask('/hello')
    expect(seen).toEqual([null, 'set', null, 'set'])
  })

  statement('filter.context.per-filter', async () => {
    const seen: unknown[] = []
    const keeping = (value: string): FilterHandlers => ({
      PREPROC_HEADERS(pfc) {
        seen.push(pfc.pFilterContext)
        pfc.pFilterContext = value
      },
      END_OF_REQUEST(pfc) { seen.push(pfc.pFilterContext) }
    })
    const site = await open({ modules: [bridged('a', keeping('of a')), bridged('b', keeping('of b'))] })
    await site.ask('/hello')
    expect(seen).toEqual([null, null, 'of a', 'of b'])
  })

  statement('filter.context.release-at-session-end', async () => {
    const memory = { released: 0 }
    const seen: unknown[] = []
    const site = await open({
      modules: [bridged('a', {
        PREPROC_HEADERS(pfc) { pfc.pFilterContext = memory },
        END_OF_NET_SESSION(pfc) {
          seen.push(pfc.pFilterContext)
          if (pfc.pFilterContext === memory) memory.released++
          pfc.pFilterContext = null
        }
      })]
    })
    await site.ask('/hello')
    expect(seen).toEqual([memory])
    expect(memory.released).toBe(1)
    expect(site.reports).toEqual([])
  })

  statement('filter.context.first-argument', async () => {
    const tried: (readonly [name: string, result: unknown, error: number])[] = []
    const expected: typeof tried = []
    const token = { value: null as unknown }
    const attempt = (pfc: HTTP_FILTER_CONTEXT, callbacks: Readonly<Record<string, (first: HTTP_FILTER_CONTEXT) => unknown>>): void => {
      for (const [name, callback] of Object.entries(callbacks)) {
        for (const first of [null, undefined, {}, 'context', pfc]) {
          SetLastError(NO_ERROR)
          const result = callback(first as HTTP_FILTER_CONTEXT) // what a caller without types may pass
          tried.push([name, result instanceof Uint8Array ? 'memory' : result, GetLastError()])
          const good = first === pfc
          expected.push([name, name === 'AllocMem' ? (good ? 'memory' : null) : good, good ? NO_ERROR : ERROR_INVALID_PARAMETER])
        }
      }
    }
    const site = await open({
      modules: [authenticating('alice', 'Basic', 4711), bridged('a', {
        AUTH_COMPLETE(pfc, data) {
          attempt(pfc, {
            GetServerVariable: (first) => pfc.GetServerVariable(first, 'URL', new Uint8Array(100), { value: 100 }),
            AddResponseHeaders: (first) => pfc.AddResponseHeaders(first, 'X-A: 1\r\n'),
            AllocMem: (first) => pfc.AllocMem(first, 8),
            GetHeader: (first) => data.GetHeader(first, 'Host:', new Uint8Array(100), { value: 100 }),
            SetHeader: (first) => data.SetHeader(first, 'X-B:', '1'),
            AddHeader: (first) => data.AddHeader(first, 'X-C:', '1'),
            GetUserToken: (first) => data.GetUserToken(first, token),
            GET_PROPERTY: (first) => pfc.ServerSupportFunction(first, SF_REQ_GET_PROPERTY, { value: 0 }, SF_PROPERTY_INSTANCE_NUM_ID)
          })
          pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, '200 OK', 'Content-Type: text/plain\r\n\r\n')
          attempt(pfc, { WriteClient: (first) => pfc.WriteClient(first, Buffer.from('once'), { value: 4 }) })
          return SF_STATUS_REQ_FINISHED
        }
      })]
    })
    expect((await site.ask('/hello')).body).toBe('once')
    expect(tried).toHaveLength(45)
    expect(tried).toEqual(expected)
  })

  statement('filter.context.revision', async () => {
    for (const profile of PROFILE_NAMES) {
      const server: number[] = []
      const seen: number[] = []
      const filter = filterOf({ PREPROC_HEADERS(pfc) { seen.push(pfc.Revision) }, LOG(pfc) { seen.push(pfc.Revision) } })
      const site = await open({
        modules: [bridgeFilter({
          ...filter,
          GetFilterVersion(pVer) {
            server.push(pVer.dwServerFilterVersion)
            return filter.GetFilterVersion(pVer)
          }
        }, { name: 'a', profile })]
      })
      await site.ask('/hello')
      expect(server).toHaveLength(1)
      expect(seen).toHaveLength(2)
      for (const revision of seen) expect(revision).toBeLessThanOrEqual(server[0] ?? 0)
    }
  })
})

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.context.accompanies', async () => {
    const contexts: HTTP_FILTER_CONTEXT[] = []
    const handlers = Object.fromEntries(EVENTS.map((event) => [event, (pfc: HTTP_FILTER_CONTEXT) => { contexts.push(pfc) }]))
    const site = await open({ modules: [bridged('a', handlers)] })
    const client = site.connect()
    for (let count = 0; count < 3; count++) await client.ask('/hello')
    await client.leave()
    expect(contexts).toHaveLength(EVENTS.length + 2 * LATER_EVENTS.length)
    expect(new Set(contexts).size).toBe(1)
  })

  statement('filter.context.survives-requests', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [bridged('a', {
        PREPROC_HEADERS(pfc) {
          seen.push(pfc.pFilterContext)
          pfc.pFilterContext = Number(pfc.pFilterContext) + 1
        }
      })]
    })
    const client = site.connect()
    for (let count = 0; count < 3; count++) await client.ask('/hello')
    expect(seen).toEqual([null, 1, 2])
    await client.leave()
  })

  statement('filter.context.per-connection', async () => {
    const seen: unknown[] = []
    const site = await open({
      modules: [bridged('a', {
        PREPROC_HEADERS(pfc) {
          seen.push(pfc.pFilterContext)
          pfc.pFilterContext = variable(pfc, 'HTTP_X_CLIENT')
        }
      })]
    })
    const clients = [site.connect(), site.connect()] as const
    for (let round = 0; round < 2; round++) {
      for (const [index, client] of clients.entries()) await client.ask({ url: '/hello', headers: { 'x-client': String(index) } })
    }
    expect(seen).toEqual([null, null, '0', '1'])
    for (const client of clients) await client.leave()
  })

  statement('filter.context.untouched', async () => {
    const inner = { items: [1, 2] }
    const memory = { inner, name: 'a' }
    const seen: unknown[] = []
    const look = (pfc: HTTP_FILTER_CONTEXT): void => { seen.push(pfc.pFilterContext) }
    const site = await open({
      modules: [bridged('a', { PREPROC_HEADERS(pfc) { pfc.pFilterContext = memory }, END_OF_REQUEST: look, LOG: look, END_OF_NET_SESSION: look })]
    })
    const client = site.connect()
    await client.ask('/hello')
    await client.ask('/hello')
    await client.leave()
    await site.close()
    expect(seen).toHaveLength(5)
    for (const each of seen) expect(each).toBe(memory)
    expect(memory.inner).toBe(inner)
    expect(memory).toEqual({ inner: { items: [1, 2] }, name: 'a' })
    expect(Reflect.ownKeys(memory)).toEqual(['inner', 'name'])
    expect(Reflect.ownKeys(inner)).toEqual(['items'])
  })
})

statement('filter.context.secure-port', async () => {
  const seen: unknown[] = []
  const look = (pfc: HTTP_FILTER_CONTEXT): void => { seen.push(pfc.fIsSecurePort) }
  const { host } = hostOf({ modules: [bridged('a', { PREPROC_HEADERS: look, LOG: look, END_OF_NET_SESSION: look })] })
  for (const port of [PLAIN, SECURE, PLAIN]) {
    const connection = host.connect(port)
    await connection.request({ url: '/' })
    connection.close()
  }
  expect(seen).toEqual([false, false, false, true, true, true, false, false, false])
})

statement('filter.context.first-argument', async () => {
  // The context of another connection that has ended is none either.
  const kept: HTTP_FILTER_CONTEXT[] = []
  const seen: unknown[] = []
  const site = await openInMemory({
    modules: [bridged('a', {
      PREPROC_HEADERS(pfc, data) {
        kept.push(pfc)
        for (const each of kept) {
          SetLastError(NO_ERROR)
          seen.push(header(each, data, 'Host:'), GetLastError())
        }
      }
    })]
  })
  await site.ask('/hello')
  await site.ask('/hello')
  expect(seen).toEqual(['site.test', NO_ERROR, null, ERROR_INVALID_PARAMETER, 'site.test', NO_ERROR])
})
