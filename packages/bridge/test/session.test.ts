import {
  SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_PREPROC_HEADERS, SF_REQ_DISABLE_NOTIFICATIONS,
  SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION, type HTTP_FILTER_CONTEXT,
  type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { bridgeFilter } from '@isapi-bridge/bridge'
import { describe, expect, test } from 'vitest'
import { filterOf, hostWith, recorder, variable } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION
const EVENTS = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_END_OF_NET_SESSION

describe('pFilterContext', () => {
  test('is null at first, and stays as the filter left it over the requests of a connection (F-071 to F-073, F-077)', async () => {
    const seen: unknown[] = []
    const filter = filterOf(EVENTS, (pfc, type) => {
      if (type === SF_NOTIFY_PREPROC_HEADERS) {
        seen.push(pfc.pFilterContext)
        pfc.pFilterContext = ((pfc.pFilterContext as number | null) ?? 0) + 1
      }
      if (type === SF_NOTIFY_END_OF_NET_SESSION) seen.push(`end ${String(pfc.pFilterContext)}`)
      return NEXT
    })
    const { host } = hostWith({ modules: [bridgeFilter(filter, { name: 'a' })] })
    const connection = host.connect()
    for (let request = 0; request < 3; request++) await connection.request({ url: '/' })
    connection.close()
    expect(seen).toEqual([null, 1, 2, 'end 3'])
  })

  test('is never shared by two connections, nor is the context itself (F-075)', async () => {
    const contexts = new Set<HTTP_FILTER_CONTEXT>()
    const values: unknown[] = []
    const filter = filterOf(EVENTS, (pfc, type) => {
      if (type !== SF_NOTIFY_PREPROC_HEADERS) return NEXT
      contexts.add(pfc)
      values.push(pfc.pFilterContext)
      pfc.pFilterContext = variable(pfc, 'HTTP_X_CLIENT')
      return NEXT
    })
    const { host } = hostWith({ modules: [bridgeFilter(filter, { name: 'a' })] })
    const [one, two] = [host.connect(), host.connect()]
    await one.request({ url: '/', headers: { 'x-client': '1' } })
    await two.request({ url: '/', headers: { 'x-client': '2' } })
    await one.request({ url: '/', headers: { 'x-client': '1' } })
    await two.request({ url: '/', headers: { 'x-client': '2' } })
    expect(values).toEqual([null, null, '1', '2'])
    expect(contexts.size).toBe(2)
  })

  test('is separate for each filter (F-074)', async () => {
    const seen: unknown[] = []
    const filter = (value: string) => filterOf(EVENTS, (pfc, type) => {
      if (type === SF_NOTIFY_PREPROC_HEADERS) pfc.pFilterContext = value
      if (type === SF_NOTIFY_END_OF_REQUEST) seen.push(pfc.pFilterContext)
      return NEXT
    })
    const { host } = hostWith({ modules: [bridgeFilter(filter('A'), { name: 'a' }), bridgeFilter(filter('B'), { name: 'b' })] })
    await host.request('/')
    expect(seen).toEqual(['A', 'B'])
  })

  test('the pattern of the timing sample: made in PREPROC_HEADERS, dropped in END_OF_REQUEST (F-078)', async () => {
    const seen: unknown[] = []
    const filter = filterOf(EVENTS, (pfc, type) => {
      if (type === SF_NOTIFY_PREPROC_HEADERS) {
        seen.push(pfc.pFilterContext)
        pfc.pFilterContext = { startedAt: performance.now() }
      }
      if (type === SF_NOTIFY_END_OF_REQUEST) pfc.pFilterContext = null
      return NEXT
    })
    const { host } = hostWith({ modules: [bridgeFilter(filter, { name: 'a' })] })
    const connection = host.connect()
    await connection.request({ url: '/' })
    await connection.request({ url: '/' })
    expect(seen).toEqual([null, null])
  })
})

describe('the memory of AllocMem', () => {
  test('lives until after END_OF_NET_SESSION (F-231, F-301)', async () => {
    let block: Uint8Array | null = null
    const seen: unknown[] = []
    const filter = filterOf(EVENTS, (pfc, type) => {
      block ??= pfc.AllocMem(pfc, 4)
      if (type === SF_NOTIFY_PREPROC_HEADERS) block?.fill(9)
      if (type === SF_NOTIFY_END_OF_NET_SESSION) seen.push(block?.[3])
      return NEXT
    })
    const { host, reports } = hostWith({ modules: [bridgeFilter(filter, { name: 'a' })] })
    await host.request('/')
    expect(seen).toEqual([9])
    expect(reports).toEqual([])
  })

  test('a damaged block is reported at the end of the session (F-303, F-304, F-310)', async () => {
    const filter = filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => {
      const block = pfc.AllocMem(pfc, 4)
      if (block !== null) new Uint8Array(block.buffer)[5] = 0
      return NEXT
    })
    const { host, reports } = hostWith({ modules: [bridgeFilter(filter, { name: 'a' })] })
    const connection = host.connect()
    await connection.request({ url: '/' })
    expect(reports).toEqual([])
    connection.close()
    expect(reports.length).toBe(1)
    expect(reports[0]).toMatch(/^Filter "a" wrote outside its memory: Heap block at 0x[0-9A-F]+ modified \(4 bytes, taken in SF_NOTIFY_PREPROC_HEADERS; last called with SF_NOTIFY_PREPROC_HEADERS\)\./)
  })

  test('comes from the heap of the option', async () => {
    const sizes: number[] = []
    const createHeap = () => ({ liveBlocks: 0, liveBytes: 0, alloc: (size: number) => { sizes.push(size); return new Uint8Array(size) }, release: () => ({ blocks: 0, bytes: 0, modified: [] }) })
    const { host } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => { pfc.AllocMem(pfc, 12); return NEXT }), { name: 'a', createHeap })] })
    await host.request('/')
    expect(sizes).toEqual([12])
  })
})

describe('END_OF_NET_SESSION', () => {
  test('comes in filter order, after the last LOG (F-087, F-111)', async () => {
    const log: string[] = []
    const { host } = hostWith({
      modules: [
        bridgeFilter(recorder(log, 'low', SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION), { name: 'low' }),
        bridgeFilter(recorder(log, 'high', SF_NOTIFY_LOG | SF_NOTIFY_END_OF_NET_SESSION, undefined, SF_NOTIFY_ORDER_HIGH), { name: 'high' })
      ]
    })
    await host.request('/')
    expect(log).toEqual(['low PREPROC_HEADERS', 'high LOG', 'low LOG', 'high END_OF_NET_SESSION', 'low END_OF_NET_SESSION'])
  })

  test('waits for the request under way when the client leaves (F-230)', async () => {
    const log: string[] = []
    let leave = (): void => {}
    const { host } = hostWith({
      modules: [bridgeFilter(recorder(log, 'a', EVENTS | SF_NOTIFY_LOG), { name: 'a' })],
      route() { leave(); log.push('route'); return true }
    })
    const connection = host.connect()
    leave = () => { connection.close() }
    await connection.request({ url: '/' })
    expect(log).toEqual(['a PREPROC_HEADERS', 'route', 'a END_OF_REQUEST', 'a LOG', 'a END_OF_NET_SESSION'])
  })

  test('comes after a request that a filter finished, or failed (F-233)', async () => {
    for (const status of [SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_ERROR] as const) {
      const log: string[] = []
      const { host } = hostWith({ modules: [bridgeFilter(recorder(log, 'a', EVENTS, (_pfc, type) => (type === SF_NOTIFY_PREPROC_HEADERS ? status : NEXT)), { name: 'a' })] })
      await host.request('/')
      expect(log.filter((line) => line === 'a END_OF_NET_SESSION').length).toBe(1)
    }
  })

  test('cannot be disabled (F-234)', async () => {
    const log: string[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(recorder(log, 'a', EVENTS, (pfc, type) => {
        if (type === SF_NOTIFY_PREPROC_HEADERS) pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, 0xFFFF_FFFF)
        return NEXT
      }), { name: 'a' })]
    })
    await host.request('/')
    expect(log).toEqual(['a PREPROC_HEADERS', 'a END_OF_NET_SESSION'])
  })

  test('waits for a promise as long as handlerTimeout allows; the filters after it have theirs', async () => {
    const log: string[] = []
    const kept: HTTP_FILTER_CONTEXT[] = []
    const end = (name: string, answer: () => SF_STATUS_TYPE | Promise<SF_STATUS_TYPE>) => bridgeFilter(recorder(log, name, EVENTS, (pfc, type) => {
      if (type === SF_NOTIFY_PREPROC_HEADERS) kept.push(pfc)
      return type === SF_NOTIFY_END_OF_NET_SESSION ? answer() : NEXT
    }), { name })
    let settle = (_status: SF_STATUS_TYPE): void => {}
    const { host, reports } = hostWith({
      handlerTimeout: 5,
      modules: [end('stuck', () => new Promise((resolve) => { settle = resolve })), end('next', async () => NEXT), end('last', () => NEXT)]
    })
    await host.request('/')
    await expect.poll(() => log.filter((line) => line.endsWith('SESSION'))).toEqual(['stuck END_OF_NET_SESSION', 'next END_OF_NET_SESSION', 'last END_OF_NET_SESSION'])
    expect(reports.length).toBe(1)
    expect(reports[0]).toContain('Filter "stuck" did not complete SF_NOTIFY_END_OF_NET_SESSION within 5 ms')
    expect(kept.map((pfc) => pfc.AllocMem(pfc, 1))).toEqual([null, null, null])
    settle(NEXT) // nobody waits for it any more
    await new Promise((resolve) => { setImmediate(resolve) })
    expect(reports.length).toBe(1)
  })

  test('has no request behind its callbacks, and memory still (gap: connection variables)', async () => {
    const seen: unknown[] = []
    const { host } = hostWith({
      modules: [bridgeFilter(filterOf(EVENTS, (pfc, type) => {
        if (type === SF_NOTIFY_END_OF_NET_SESSION) seen.push(variable(pfc, 'HTTP_HOST'), pfc.AllocMem(pfc, 1) !== null)
        return NEXT
      }), { name: 'a' })]
    })
    await host.request('/')
    expect(seen).toEqual([87, true])
  })

  test('without it the session ends quietly, its memory released', async () => {
    let kept: HTTP_FILTER_CONTEXT | null = null
    const { host } = hostWith({ modules: [bridgeFilter(filterOf(SF_NOTIFY_PREPROC_HEADERS, (pfc) => { kept = pfc; return NEXT }), { name: 'a' })] })
    await host.request('/')
    const pfc = kept as unknown as HTTP_FILTER_CONTEXT
    expect(pfc.AllocMem(pfc, 1)).toBe(null)
  })
})

describe('SF_REQ_DISABLE_NOTIFICATIONS', () => {
  test('counts for the calling filter and this request (F-322, F-323, F-324)', async () => {
    const log: string[] = []
    const events = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_REQUEST | SF_NOTIFY_LOG
    const { host } = hostWith({
      modules: [
        bridgeFilter(recorder(log, 'a', events, (pfc, type) => {
          if (type === SF_NOTIFY_PREPROC_HEADERS && variable(pfc, 'HTTP_OFF') === '1') pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_LOG)
          return NEXT
        }), { name: 'a' }),
        bridgeFilter(recorder(log, 'b', events), { name: 'b' })
      ]
    })
    const connection = host.connect()
    await connection.request({ url: '/', headers: { off: '1' } })
    expect(log.splice(0)).toEqual(['a PREPROC_HEADERS', 'b PREPROC_HEADERS', 'a END_OF_REQUEST', 'b END_OF_REQUEST', 'b LOG'])
    await connection.request({ url: '/' })
    expect(log).toEqual(['a PREPROC_HEADERS', 'b PREPROC_HEADERS', 'a END_OF_REQUEST', 'b END_OF_REQUEST', 'a LOG', 'b LOG'])
  })
})

test('requests of one connection are serial as soon as there is a filter (open question 14)', () => {
  const serial = (modules: Parameters<typeof hostWith>[0]['modules']): boolean => hostWith({ modules }).host.pipeline.plan.serial
  expect(serial([])).toBe(false)
  expect(serial([bridgeFilter(filterOf(SF_NOTIFY_LOG), { name: 'a' })])).toBe(true)
})

test('a request without a connection is refused: no filter can see it', async () => {
  const log: string[] = []
  const { host, reports } = hostWith({ modules: [bridgeFilter(recorder(log, 'a', EVENTS), { name: 'a' })] })
  const context = host.pipeline.createContext({ method: 'GET', url: '/', headers: {}, rawHeaders: [], httpVersionMajor: 1, httpVersionMinor: 1 }, null)
  expect(host.pipeline.begin(context, () => {})).toBe(true)
  expect(context.run.finished).toBe(true)
  expect(context.GetResponse().GetStatus().pStatusCode).toBe(500)
  expect(log).toEqual([])
  expect(reports).toEqual(['The request for "/" came without a connection. The host must give each request its connection; this one was refused, because filters cannot see it.'])
})
