import { BRIDGE_ERRORS, heapChannel } from '@isapi-bridge/bridge'
import {
  GetLastError, SetLastError, createFilterHeap, serverSupport, type FilterHeap, type HTTP_FILTER_CONTEXT, type SF_REQ_SET_CERTIFICATE_INFO
} from '@isapi-bridge/filter-api'
import { ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, NO_ERROR } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, type FilterHandlers } from '../support/filters.ts'
import { CONNECTION_HOSTS, type OpenSite } from '../support/site.ts'

/** A site with one filter, and the heap of each connection. */
async function withHeap(open: OpenSite, handlers: FilterHandlers) {
  const heaps: FilterHeap[] = []
  const createHeap = (): FilterHeap => {
    const heap = createFilterHeap()
    heaps.push(heap)
    return heap
  }
  return { heaps, site: await open({ modules: [bridged('a', handlers, { createHeap })] }) }
}

/** A write of a filter behind its block. */
function overrun(block: Uint8Array, distance = 0): void {
  new Uint8Array(block.buffer)[block.byteOffset + block.length + distance] = 0
}

function alloc(pfc: HTTP_FILTER_CONTEXT, size: number): Uint8Array {
  return pfc.AllocMem(pfc, size) ?? expect.unreachable('no memory')
}

describe.each(CONNECTION_HOSTS)('%s', (_, open) => {
  statement('filter.alloc.size', async () => {
    const sizes = [1, 7, 100, 65_536]
    const seen: number[] = []
    const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) {
      for (const size of sizes) {
        const block = alloc(pfc, size).fill(0x55)
        seen.push(block.filter((byte) => byte === 0x55).length - size)
      }
    } })] })
    await site.ask('/hello')
    expect(seen.length).toBe(sizes.length)
    for (const more of seen) expect(more).toBeGreaterThanOrEqual(0)
    expect(site.reports).toEqual([])
  })

  statement('filter.alloc.bad-context', async () => {
    const seen: unknown[] = []
    let kept: HTTP_FILTER_CONTEXT | null = null
    const call = (pfc: HTTP_FILTER_CONTEXT, context: unknown): void => {
      SetLastError(NO_ERROR)
      const block = pfc.AllocMem(context as HTTP_FILTER_CONTEXT, 8)
      seen.push(block === null ? GetLastError() : 'block')
    }
    const { site } = await withHeap(open, { PREPROC_HEADERS(pfc) {
      kept = pfc
      for (const context of [null, undefined, {}, 7, { ...pfc, ServerContext: {} }, { ...pfc, ServerContext: null }, pfc]) call(pfc, context)
    } })
    await site.ask('/hello')
    call(kept ?? expect.unreachable(), kept) // its connection is over
    expect(seen).toEqual([...Array<number>(6).fill(ERROR_INVALID_PARAMETER), 'block', ERROR_INVALID_PARAMETER])
  })

  statement('filter.alloc.any-number', async () => {
    const blocks: Uint8Array[] = []
    const intact: boolean[] = []
    const { heaps, site } = await withHeap(open, {
      PREPROC_HEADERS(pfc) { for (let number = 0; number < 200; number++) blocks.push(alloc(pfc, 16).fill(number)) },
      LOG() { blocks.forEach((block, number) => { intact.push(block.every((byte) => byte === number)) }) }
    })
    const client = site.connect()
    await client.ask('/hello')
    expect(intact).toEqual(Array<boolean>(200).fill(true))
    expect([heaps[0]?.liveBlocks, heaps[0]?.liveBytes]).toEqual([200, 3200])
    await client.leave()
  })

  statement('filter.alloc.no-free', async () => {
    const seen: unknown[] = []
    const { heaps, site } = await withHeap(open, { PREPROC_HEADERS(pfc) {
      const block = alloc(pfc, 16)
      seen.push(Object.entries(pfc).flatMap(([name, member]) => (typeof member === 'function' ? [name] : [])).toSorted())
      for (const { request } of serverSupport) pfc.ServerSupportFunction(pfc, request as typeof SF_REQ_SET_CERTIFICATE_INFO, block, block, block)
      seen.push(heaps[0]?.liveBytes)
    } })
    await site.ask('/hello')
    expect(seen).toEqual([['AddResponseHeaders', 'AllocMem', 'GetServerVariable', 'ServerSupportFunction', 'WriteClient'], 16])
  })

  statement('filter.alloc.connection-life', async () => {
    const log: unknown[] = []
    let block: Uint8Array | null = null
    const { heaps, site } = await withHeap(open, {
      PREPROC_HEADERS(pfc) { if (block === null) block = alloc(pfc, 4).fill(9) },
      END_OF_REQUEST() { log.push('END_OF_REQUEST', heaps[0]?.liveBlocks) },
      END_OF_NET_SESSION() { log.push('END_OF_NET_SESSION', heaps[0]?.liveBlocks, block?.[3]) }
    })
    const client = site.connect()
    await client.ask('/hello')
    expect(heaps[0]?.liveBlocks).toBe(1)
    await client.ask('/hello')
    expect(heaps[0]?.liveBlocks).toBe(1)
    await client.leave()
    expect(log).toEqual(['END_OF_REQUEST', 1, 'END_OF_REQUEST', 1, 'END_OF_NET_SESSION', 1, 9])
    expect([heaps.length, heaps[0]?.liveBlocks]).toEqual([1, 0])
  })

  statement('filter.alloc.adds-up', async () => {
    const { heaps, site } = await withHeap(open, { PREPROC_HEADERS(pfc) { alloc(pfc, 100) } })
    const client = site.connect()
    const sums: unknown[] = []
    for (let request = 0; request < 3; request++) {
      await client.ask('/hello')
      sums.push(heaps[0]?.liveBytes)
    }
    await client.leave()
    expect([heaps.length, sums, heaps[0]?.liveBytes]).toEqual([1, [100, 200, 300], 0])
  })

  statement('filter.alloc.tail-checked', async () => {
    for (const distance of [0, 3]) {
      const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) { overrun(alloc(pfc, 13), distance) } })] })
      const client = site.connect()
      await client.ask('/hello')
      expect(site.reports).toEqual([]) // checked when the block is released, not before
      await client.leave()
      expect(site.reports.length).toBe(1)
    }
  })

  statement('filter.alloc.modified-report', async () => {
    const { heaps, site } = await withHeap(open, { PREPROC_HEADERS(pfc) {
      const blocks = [8, 8, 8, 8].map((size) => alloc(pfc, size))
      for (const number of [0, 2]) overrun(blocks[number] ?? expect.unreachable())
    } })
    await site.ask('/hello')
    const messages = site.reports.map(({ message }) => /Heap block at 0x[0-9A-F]+ modified/.exec(message)?.[0])
    expect(messages).toEqual([expect.any(String), expect.any(String)])
    expect(new Set(messages).size).toBe(2)
    expect([heaps[0]?.liveBlocks, heaps[0]?.liveBytes]).toEqual([0, 0])
  })

  statement('filter.alloc.clean-silent', async () => {
    const { heaps, site } = await withHeap(open, { PREPROC_HEADERS(pfc) {
      for (const size of [1, 8, 13, 4096]) alloc(pfc, size).fill(0)
      alloc(pfc, 5)
    } })
    await site.ask('/hello')
    expect([site.reports, heaps[0]?.liveBlocks]).toEqual([[], 0])
  })

  statement('filter.alloc.damage-named', async () => {
    const told: unknown[] = []
    const listen = (message: unknown): void => { told.push(message) }
    heapChannel.subscribe(listen)
    onTestFinished(() => { heapChannel.unsubscribe(listen) })
    const { site } = await withHeap(open, { PREPROC_HEADERS(pfc) { overrun(alloc(pfc, 13)) }, LOG() {} })
    await site.ask('/hello')
    const message = /Heap block at 0x[0-9A-F]+ modified/.exec(site.reports[0]?.message ?? '')?.[0]
    expect(site.reports[0]?.message).toBe(`Filter "a" wrote outside its memory: ${message} (13 bytes, taken in SF_NOTIFY_PREPROC_HEADERS; last called with SF_NOTIFY_LOG). ${BRIDGE_ERRORS.ERR_BRIDGE_HEAP}`)
    expect(told).toEqual([{ filter: 'a', notification: 'SF_NOTIFY_LOG', allocatedIn: 'SF_NOTIFY_PREPROC_HEADERS', size: 13, message, error: null, request: null }])
  })

  statement('filter.alloc.ceiling', async () => {
    const seen: unknown[] = []
    const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) {
      const block = pfc.AllocMem(pfc, 400)
      seen.push(block === null ? GetLastError() : block.length)
    } }, { memoryLimit: 1000 })] })
    const client = site.connect()
    for (let request = 0; request < 4; request++) await client.ask('/hello')
    await client.leave()
    await site.ask('/hello') // the connection is a new one
    expect(seen).toEqual([400, 400, ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_ENOUGH_MEMORY, 400])
    expect(site.reports.map(({ message }) => message)).toEqual([expect.stringMatching(/^Filter "a" .*`memoryLimit`/)])
  })
})

describe.each(CONNECTION_HOSTS)('page-heap mode %s', (_, open) => {
  statement('filter.page-heap.at-the-write', async () => {
    const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) {
      const block = alloc(pfc, 13)
      const culprit = (): void => { block[13] = 0 }
      culprit()
    } }, { pageHeap: true })] })
    expect((await site.ask('/hello')).status).toBe(500) // as whatever a filter throws
    const { cause, message } = site.reports[0] ?? expect.unreachable()
    expect(message).toMatch(/^Filter "a" .*Heap block at 0x[0-9A-F]+ written at index 13 of 13 \(13 bytes, taken in SF_NOTIFY_PREPROC_HEADERS/)
    expect(cause instanceof Error && cause.stack).toContain('culprit')
  })

  statement('filter.page-heap.after-the-session', async () => {
    let kept: Uint8Array | null = null
    const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) {
      if (kept === null) kept = alloc(pfc, 13)
      else kept[0] = 0
    } }, { pageHeap: true })] })
    const client = site.connect()
    expect([(await client.ask('/hello')).status, (await client.ask('/hello')).status]).toEqual([200, 200])
    await client.leave()
    expect(site.reports).toEqual([])
    expect((await site.ask('/hello')).status).toBe(500)
    expect(site.reports[0]?.message).toContain('written at index 0 after its session')
  })

  statement('filter.page-heap.off-and-on', async () => {
    const run = async (options: { readonly pageHeap?: boolean }): Promise<boolean[]> => {
      const site = await open({ modules: [bridged('a', { PREPROC_HEADERS(pfc) { alloc(pfc, 13)[13] = 0 } }, options)] })
      await site.ask('/hello')
      await site.close()
      return site.reports.map(({ cause }) => cause instanceof Error && (cause.stack ?? '').includes('alloc-mem.test'))
    }
    expect([await run({}), await run({ pageHeap: false })]).toEqual([[], []])
    expect((await run({ pageHeap: true }))[0]).toBe(true)
    expect(await run({})).toEqual([])
  })
})
