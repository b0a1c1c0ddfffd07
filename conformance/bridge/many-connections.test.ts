// Thousands of connections: whatever they took is given back when they are gone.

import { createFilterHeap, type FilterHeap } from '@isapi-bridge/filter-api'
import { expect } from 'vitest'
import { statement } from '../statement.ts'
import { bridged, type FilterHandlers } from '../support/filters.ts'
import { get, openWire } from '../support/wire.ts'

const CONNECTIONS = 2000
const BATCH = 100
const BLOCKS = 5

statement('bridge.state.connection', async () => {
  const heaps: FilterHeap[] = []
  const contexts = new Set<object>()
  const counters = { sessions: 0, most: 0, ended: 0, requests: 0, logs: 0 }
  let allEnded = (): void => {}
  const createHeap = (): FilterHeap => { const heap = createFilterHeap(); heaps.push(heap); return heap }
  const filter: FilterHandlers = {
    PREPROC_HEADERS(pfc) {
      counters.requests++
      if (pfc.pFilterContext === null) {
        pfc.pFilterContext = { number: counters.sessions }
        contexts.add(pfc.pFilterContext as object)
        counters.most = Math.max(counters.most, ++counters.sessions)
      }
      for (let block = 0; block < BLOCKS; block++) pfc.AllocMem(pfc, 64)?.fill(1)
    },
    LOG() { counters.logs++ },
    END_OF_NET_SESSION(pfc) {
      contexts.delete(pfc.pFilterContext as object)
      counters.ended++
      if (--counters.sessions === 0) allEnded()
    }
  }
  const wire = await openWire({ modules: [bridged('a', filter, { createHeap })] })
  for (let opened = 0; opened < CONNECTIONS; opened += BATCH) {
    const ended = new Promise<void>((resolve) => { allEnded = resolve })
    const clients = await Promise.all(Array.from({ length: BATCH }, async () => {
      const client = await wire.connect()
      for (let request = 0; request < 2; request++) {
        client.send(get('/hello'))
        await client.until('\r\n\r\nhello')
      }
      return client
    }))
    expect(counters.sessions).toBe(BATCH)
    expect(heaps.filter(({ liveBlocks }) => liveBlocks > 0).length).toBe(BATCH)
    clients.forEach((client, index) => { // gone in each way
      if (index % 3 === 0) client.leave()
      else if (index % 3 === 1) client.socket.end()
      else client.socket.resetAndDestroy()
    })
    await ended
  }
  await wire.app.close()
  expect(counters).toEqual({ sessions: 0, most: BATCH, ended: CONNECTIONS, requests: 2 * CONNECTIONS, logs: 2 * CONNECTIONS })
  expect(contexts.size).toBe(0)
  expect(heaps.length).toBe(CONNECTIONS)
  expect(heaps.filter(({ liveBlocks, liveBytes }) => liveBlocks + liveBytes > 0)).toEqual([])
  expect(wire.reports).toEqual([])
})
