// AllocMem of a bridged filter: its ceiling, what is told of damage, page-heap mode.

import {
  createFilterHeap, GetLastError, readSz, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_URL_MAP, SF_STATUS_REQ_NEXT_NOTIFICATION,
  type HeapOptions, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_PREPROC_HEADERS, type HttpFilterProc
} from '@isapi-bridge/filter-api'
import { bridgeFilter, BridgeError, heapChannel, type BridgeOptions, type HeapMessage } from '@isapi-bridge/bridge'
import { createMemoryHost, type MemoryHost } from '@isapi-bridge/module-api'
import { ERROR_NOT_ENOUGH_MEMORY } from '@isapi-bridge/win32'
import { describe, expect, onTestFinished, test } from 'vitest'
import { filterOf } from './support/filters.ts'

const NEXT = SF_STATUS_REQ_NEXT_NOTIFICATION

type On = (pfc: HTTP_FILTER_CONTEXT, type: number, pv: unknown) => void

function serve(events: number, on: On, options: Omit<BridgeOptions, 'name'> = {}): { readonly host: MemoryHost; readonly reports: Error[]; readonly told: HeapMessage[] } {
  const reports: Error[] = []
  const told: HeapMessage[] = []
  const listen = (message: unknown): void => { told.push(message as HeapMessage) }
  heapChannel.subscribe(listen)
  onTestFinished(() => { heapChannel.unsubscribe(listen) })
  const filter = filterOf(events, (...call: Parameters<HttpFilterProc>) => { on(call[0], call[1], call[2]); return NEXT })
  const host = createMemoryHost({
    modules: [bridgeFilter(filter, { name: 'a', ...options })], report: (error) => { reports.push(error) },
    route: (context) => { context.GetResponse().SetStatus(200, 'OK'); return true }
  })
  return { host, reports, told }
}

function alloc(pfc: HTTP_FILTER_CONTEXT, size: number): Uint8Array {
  return pfc.AllocMem(pfc, size) ?? expect.unreachable('no memory')
}

const messages = (reports: readonly Error[]): string[] => reports.map(({ message }) => message)

describe('damage', () => {
  test('is told for each block: filter, where it was taken, the last notification, size; to the log and as an event', async () => {
    const { host, reports, told } = serve(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG, (pfc, type) => {
      const [one, two] = [alloc(pfc, 4), alloc(pfc, 8)]
      if (type === SF_NOTIFY_PREPROC_HEADERS) new Uint8Array(one.buffer)[4] = 0
      else new Uint8Array(two.buffer)[9] = 0
    })
    await host.request('/')
    expect(messages(reports)).toEqual([
      expect.stringMatching(/^Filter "a" wrote outside its memory: Heap block at 0x[0-9A-F]+ modified \(4 bytes, taken in SF_NOTIFY_PREPROC_HEADERS; last called with SF_NOTIFY_LOG\)\./),
      expect.stringMatching(/^Filter "a" wrote outside its memory: Heap block at 0x[0-9A-F]+ modified \(8 bytes, taken in SF_NOTIFY_LOG; last called with SF_NOTIFY_LOG\)\./)
    ])
    expect(reports.every((error) => error instanceof BridgeError && error.code === 'ERR_BRIDGE_HEAP')).toBe(true)
    expect(told).toEqual([
      { filter: 'a', notification: 'SF_NOTIFY_LOG', allocatedIn: 'SF_NOTIFY_PREPROC_HEADERS', size: 4, message: expect.stringMatching(/^Heap block at 0x[0-9A-F]+ modified$/) as string, error: null, request: null },
      { filter: 'a', notification: 'SF_NOTIFY_LOG', allocatedIn: 'SF_NOTIFY_LOG', size: 8, message: expect.stringMatching(/modified$/) as string, error: null, request: null }
    ])
  })

  test('of a filter that hears the end is told with END_OF_NET_SESSION', async () => {
    const { host, told } = serve(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION, (pfc, type) => {
      if (type === SF_NOTIFY_END_OF_NET_SESSION) new Uint8Array(alloc(pfc, 4).buffer)[4] = 0
    })
    await host.request('/')
    expect(told).toMatchObject([{ notification: 'SF_NOTIFY_END_OF_NET_SESSION', allocatedIn: 'SF_NOTIFY_END_OF_NET_SESSION' }])
  })
})

describe('memoryLimit', () => {
  test('bounds what one filter has on one connection; beyond it null and ERROR_NOT_ENOUGH_MEMORY, reported once', async () => {
    const got: unknown[] = []
    const { host, reports } = serve(SF_NOTIFY_PREPROC_HEADERS, (pfc) => {
      for (const size of [60, 41, 40, 1, 0]) {
        const block = pfc.AllocMem(pfc, size)
        got.push(block === null ? GetLastError() : block.length)
      }
    }, { memoryLimit: 100 })
    const refused = ERROR_NOT_ENOUGH_MEMORY
    const connection = host.connect()
    await connection.request({ url: '/' })
    expect(got.splice(0)).toEqual([60, refused, 40, refused, 0])
    await connection.request({ url: '/' })
    expect(got.splice(0)).toEqual([refused, refused, refused, refused, 0])
    await host.connect().request({ url: '/' }) // another connection
    expect(got).toEqual([60, refused, 40, refused, 0])
    expect(messages(reports)).toEqual([expect.stringMatching(/^Filter "a" asked for more than the 100 bytes on one connection that its `memoryLimit` allows\. AllocMem returned null with ERROR_NOT_ENOUGH_MEMORY/)])
    expect(reports).toMatchObject([{ code: 'ERR_BRIDGE_MEMORY_LIMIT' }])
  })

  test('is 64 MiB unless it is given', async () => {
    const got: unknown[] = []
    const { host } = serve(SF_NOTIFY_PREPROC_HEADERS, (pfc) => { got.push(pfc.AllocMem(pfc, 67_108_865), pfc.AllocMem(pfc, 67_108_864)?.length) }, {
      createHeap: () => ({ ...createFilterHeap(), alloc: (size) => { const block = new Uint8Array(); Object.defineProperty(block, 'length', { value: size }); return block } })
    })
    await host.request('/')
    expect(got).toEqual([null, 67_108_864])
  })
})

describe('pageHeap', () => {
  test('stops a write where it happens, with the stack of who wrote, and what it was called with', async () => {
    const { host, reports, told } = serve(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG, (pfc, type) => {
      function culprit(block: Uint8Array): void { block[16] = 0 }
      const block = alloc(pfc, 16)
      if (type === SF_NOTIFY_LOG) culprit(block)
    }, { pageHeap: true })
    expect((await host.request('/')).status).toBe(200)
    expect(messages(reports)[0]).toMatch(/^Filter "a" used memory that is not its own: Heap block at 0x[0-9A-F]+ written at index 16 of 16 \(16 bytes, taken in SF_NOTIFY_LOG; last called with SF_NOTIFY_LOG\)\./)
    expect(messages(reports)[1]).toMatch(/^Filter "a" threw in SF_NOTIFY_LOG/)
    expect(reports.length).toBe(2)
    expect(told[0]?.error?.stack).toContain('culprit')
    expect(told).toMatchObject([{ filter: 'a', notification: 'SF_NOTIFY_LOG', size: 16, error: reports[0]?.cause }])
  })

  test('a fault in a stage that can fail ends the request with 500', async () => {
    const { host } = serve(SF_NOTIFY_PREPROC_HEADERS, (pfc) => { alloc(pfc, 1)[1] = 0 }, { pageHeap: true })
    expect((await host.request('/')).status).toBe(500)
  })

  test('damage through `buffer` is told after the call that did it, not at the end', async () => {
    const { host, reports, told } = serve(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG, (pfc, type) => {
      const block = alloc(pfc, 4)
      if (type === SF_NOTIFY_PREPROC_HEADERS) new Uint8Array(block.buffer)[4] = 0
    }, { pageHeap: true })
    const connection = host.connect()
    await connection.request({ url: '/' })
    expect(told).toMatchObject([{ notification: 'SF_NOTIFY_PREPROC_HEADERS', message: expect.stringMatching(/^Heap block at 0x[0-9A-F]+ modified$/) as string }])
    expect(told[0]?.error?.stack).toContain('memory.test')
    connection.close()
    expect(reports.length).toBe(1)
  })

  test('a call inside a call is told apart', async () => {
    const { host, told } = serve(SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_URL_MAP, (pfc, type) => {
      const block = alloc(pfc, 4)
      if (type !== SF_NOTIFY_PREPROC_HEADERS) return
      pfc.GetServerVariable(pfc, 'PATH_TRANSLATED', new Uint8Array(260), { value: 260 })
      block[4] = 0
    }, { pageHeap: true })
    await host.request('/')
    expect(told).toMatchObject([{ notification: 'SF_NOTIFY_PREPROC_HEADERS' }])
  })

  test('use after the session is a fault, in the filter and in callbacks of another connection', async () => {
    let kept: Uint8Array | null = null
    const seen: string[] = []
    const { host, reports } = serve(SF_NOTIFY_PREPROC_HEADERS, (pfc) => {
      const block = kept
      kept ??= alloc(pfc, 64)
      if (block === null) return
      for (const use of [() => block[0], () => { block[0] = 1 }, () => pfc.GetServerVariable(pfc, 'HTTP_HOST', block, { value: 64 })]) {
        try { use() } catch (error) { seen.push((error as Error).message) }
      }
    }, { pageHeap: true })
    await host.request('/')
    await host.request('/')
    expect(seen).toEqual([expect.stringContaining('read at index 0 after its session'), expect.stringContaining('written at index 0 after its session'), expect.stringContaining('used after its session')])
    expect(reports.length).toBe(3)
  })

  test('callbacks take its blocks, and nothing is told of a filter that does right', async () => {
    const seen: unknown[] = []
    const { host, reports, told } = serve(SF_NOTIFY_PREPROC_HEADERS, (pfc, _type, pv) => {
      const block = alloc(pfc, 64)
      seen.push(pfc.GetServerVariable(pfc, 'HTTP_X', block, { value: 64 }), readSz(block))
      const headers = pv as HTTP_FILTER_PREPROC_HEADERS
      seen.push(headers.GetHeader(pfc, 'x:', block.subarray(8), { value: 56 }), readSz(block.subarray(8)))
    }, { pageHeap: true })
    await host.request({ url: '/', headers: { x: 'value' } })
    expect(seen).toEqual([true, 'value', true, 'value'])
    expect([reports, told]).toEqual([[], []])
  })

  test('is passed on to a heap of the option', async () => {
    const seen: HeapOptions[] = []
    const { host } = serve(SF_NOTIFY_PREPROC_HEADERS, (pfc) => { pfc.AllocMem(pfc, 4) }, { pageHeap: true, createHeap: (options) => { seen.push(options); return createFilterHeap(options) } })
    await host.request('/')
    expect(seen).toEqual([{ pageHeap: true, onFault: expect.any(Function) as () => void }])
  })
})
