// Filters that break down in the pipeline: what the client gets, what is reported, and what it does to others.

import { fileURLToPath } from 'node:url'
import { bridgeFilter, heapChannel, type BridgeOptions, type HeapMessage } from '@isapi-bridge/bridge'
import { createMemoryHost, type MemoryHost, type MemoryResponse } from '@isapi-bridge/module-api'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { loadWasmFilter, WasmFault, type EventLogEntry, type WasmFilter, type WasmLimits } from '@isapi-bridge/wasm'

interface Broken {
  readonly host: MemoryHost
  readonly filter: WasmFilter
  readonly reports: Error[]
  readonly events: EventLogEntry[]
}

async function serve(name: string, { limits, ...options }: { readonly limits?: WasmLimits } & Omit<BridgeOptions, 'name'> = {}): Promise<Broken> {
  const reports: Error[] = []
  const events: EventLogEntry[] = []
  const filter = await loadWasmFilter(fileURLToPath(new URL(`prebuilt/${name}.wasm`, import.meta.url)), { limits: { memory: 8 * 1024 * 1024, ...limits }, eventLog: (entry) => { events.push(entry) } })
  const host = createMemoryHost({
    modules: [bridgeFilter(filter, { name, ...options })], report: (error) => { reports.push(error) },
    route: (context) => { context.GetResponse().SetStatus(200, 'OK'); return true }
  })
  return { host, filter, reports, events }
}

const count = ({ headers }: MemoryResponse): unknown => headers['x-count']
const causeOf = (error: Error | undefined): unknown => error?.cause

/** TABLE: how it breaks down, what is said, and the function of the source that is named. */
const FAULTS: readonly (readonly [string, RegExp, string])[] = [
  ['abort', /it was aborted/, 'HttpFilterProc'],
  ['exit', /it called exit\(3\)/, 'HttpFilterProc'],
  ['stack', /stack overflow/, 'Deeper'],
  ['recursion', /stack overflow/, 'Recurse'],
  ['null', /Access violation at 0x00000000/, ''],
  ['outside', /access violation/, 'HttpFilterProc'],
  ['call', /no function of that type/, 'HttpFilterProc'],
  ['divide', /division by zero/, 'HttpFilterProc'],
  ['missing', /it called nobody_has_this, which is not there/, 'HttpFilterProc'],
  ['own', /it called ReadUserTable, which is not there/, 'HttpFilterProc'],
  ['double-free', /it was aborted in freed_what_is_no_block/, 'HttpFilterProc'],
  ['memory', /it was aborted/, 'HttpFilterProc']
]

describe('a breakdown', () => {
  it.each(FAULTS)('%s: that request is 500, and nobody else notices more than a new instance', async (how, says, frame) => {
    const { host, filter, reports, events } = await serve('broken')
    const [one, other] = [host.connect(), host.connect()]
    expect([count(await one.request({ url: '/' })), count(await other.request({ url: '/' }))]).toEqual(['1', '2'])
    expect((await one.request({ url: '/', headers: { 'X-Break': how } })).status).toBe(500)
    expect(reports.map(({ message }) => message)).toEqual([expect.stringMatching(/^Filter "broken" threw in SF_NOTIFY_PREPROC_HEADERS: Filter "broken" broke down in SF_NOTIFY_PREPROC_HEADERS: /)])
    expect(reports[0]?.message).toMatch(says)
    // The remedy is that of the fault: a filter in C cannot catch it.
    expect(reports[0]?.message).toMatch(how === 'null' ? /compile it with --null-checks/ : /The stack shows where in the C source/)
    expect(reports[0]?.message).not.toContain('Catch what the filter can expect')
    const fault = causeOf(reports[0])
    if (!(fault instanceof WasmFault)) throw new Error('no fault')
    if (frame !== '') expect(fault.frames).toContain(frame)
    expect(fault.frames.filter((name) => name.startsWith('isapi_'))).toEqual([])
    // The new one knows neither counter nor sessions.
    const next = await other.request({ url: '/' })
    expect([next.status, count(next)]).toEqual([200, '1'])
    one.close()
    other.close()
    await host.close()
    expect(filter.faults).toBe(1)
    // The session that the new instance never saw is not ended there; the other one is, with what it has counted, the end included.
    expect(events.filter(({ source }) => source === 'OutputDebugString').map(({ text }) => text)).toEqual(['2 on this connection'])
    expect(reports.length).toBe(1)
  })

  it('an exception that leaves HttpFilterProc is one', async () => {
    const { host, reports } = await serve('everything')
    expect((await host.request({ url: '/', headers: { 'X-Ask': 'throw' } })).status).toBe(500)
    expect((await host.request('/')).status).toBe(200)
    expect(reports.map(({ message }) => message)).toEqual([expect.stringMatching(/a C\+\+ exception left it/)])
  })

  it('again and again disables the filter, event 5002; what it would have seen is refused', async () => {
    const { host, filter, reports, events } = await serve('broken', { limits: { rapidFail: { faults: 2, minutes: 5 } } })
    for (const _ of [1, 2]) expect((await host.request({ url: '/', headers: { 'X-Break': 'abort' } })).status).toBe(500)
    expect(events).toEqual([expect.objectContaining({ source: 'W3SVC', level: 'error', id: 5002 })])
    expect((await host.request('/')).status).toBe(500)
    expect([filter.disabled, filter.faults, reports.length]).toEqual([true, 2, 2])
  })
})

it('breakdowns that lie further apart do not disable it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => { vi.useRealTimers() })
  const { host, filter } = await serve('broken', { limits: { rapidFail: { faults: 2, minutes: 5 } } })
  const breakDown = async (): Promise<void> => { expect((await host.request({ url: '/', headers: { 'X-Break': 'abort' } })).status).toBe(500) }
  await breakDown()
  vi.advanceTimersByTime(5 * 60_000)
  await breakDown()
  expect(filter.disabled).toBe(false)
  vi.advanceTimersByTime(5 * 60_000 - 1)
  await breakDown()
  expect([filter.disabled, filter.faults]).toEqual([true, 3])
})

describe('a write past a block of AllocMem', () => {
  const listen = (): HeapMessage[] => {
    const told: HeapMessage[] = []
    const hear = (message: unknown): void => { told.push(message as HeapMessage) } // of this channel
    heapChannel.subscribe(hear)
    onTestFinished(() => { heapChannel.unsubscribe(hear) })
    return told
  }

  it('is told when the session ends: address, size, filter, notification', async () => {
    const told = listen()
    const { host, reports } = await serve('broken')
    expect((await host.request({ url: '/', headers: { 'X-Break': 'block' } })).status).toBe(200)
    expect(reports.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Filter "broken" wrote outside its memory: Heap block at 0x[0-9A-F]{8} modified \(4 bytes, taken in SF_NOTIFY_PREPROC_HEADERS; last called with SF_NOTIFY_END_OF_NET_SESSION\)/)
    ])
    expect(told).toEqual([expect.objectContaining({ filter: 'broken', size: 4, allocatedIn: 'SF_NOTIFY_PREPROC_HEADERS' })])
  })

  it('is told in page-heap mode when the filter next comes out, with the functions of the source', async () => {
    const told = listen()
    const { host, reports } = await serve('broken', { pageHeap: true })
    expect((await host.request({ url: '/', headers: { 'X-Break': 'overrun' } })).status).toBe(200)
    expect(reports.length).toBe(1)
    expect(told).toEqual([expect.objectContaining({ filter: 'broken', size: 4, notification: 'SF_NOTIFY_PREPROC_HEADERS' })])
    expect(told[0]?.error?.stack).toMatch(/^FilterContractError: Heap block at 0x[0-9A-F]{8} modified[^]*\n {4}at Overrun\n/)
  })

  it('is told in page-heap mode when the filter returns, without functions of the server', async () => {
    const told = listen()
    const { host } = await serve('broken', { pageHeap: true })
    expect((await host.request({ url: '/', headers: { 'X-Break': 'block' } })).status).toBe(200)
    expect(told.map(({ error }) => error?.stack)).toEqual([expect.stringMatching(/^FilterContractError: Heap block at 0x[0-9A-F]{8} modified\.[^\n]*$/)])
  })
})
