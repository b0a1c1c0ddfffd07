// The memory of one filter on one connection: its ceiling, and what is told of damage.

import { channel, type Channel } from 'node:diagnostics_channel'
import type { DamagedBlock, FilterHeap, HeapFault, HeapReport } from '@isapi-bridge/filter-api'
import type { RequestTrace } from '@isapi-bridge/module-api'
import type { FilterSession } from './filter-session.ts'

/** Message of `isapi-bridge:heap`: a filter has used its memory wrongly. */
export interface HeapMessage {
  readonly filter: string
  /** The last notification that the filter was called with: in page-heap mode that of the access, else the last one of the session. */
  readonly notification: string
  /** The notification in which it took the block. */
  readonly allocatedIn: string
  /** Bytes of the block, as asked for. */
  readonly size: number
  /** `Heap block at 0x00420010 modified`, or the access that was stopped. */
  readonly message: string
  /** In page-heap mode: its stack shows who did it. */
  readonly error: Error | null
  /** The last request of the session; null when nobody listened to it. */
  readonly request: RequestTrace | null
}

/** A damaged block was found, or an access outside of one stopped. */
export const heapChannel: Channel<unknown, HeapMessage> = channel('isapi-bridge:heap') as Channel<unknown, HeapMessage>

export class SessionHeap implements FilterHeap {
  readonly #session: FilterSession
  /** Made with the first block: most filters take none. */
  #heap: FilterHeap | null = null
  liveBlocks = 0
  liveBytes = 0

  constructor(session: FilterSession) {
    this.#session = session
  }

  alloc(size: number): Uint8Array | null {
    const { filter, notification } = this.#session
    const { createHeap, memoryLimit, pageHeap } = filter.memory
    if (this.liveBytes + size > memoryLimit) {
      filter.reportOnce('ERR_BRIDGE_MEMORY_LIMIT', `asked for more than the ${memoryLimit} bytes on one connection that its \`memoryLimit\` allows.`)
      return null
    }
    this.#heap ??= createHeap({ pageHeap, onFault: (fault) => { this.#tellFault(fault) } })
    const block = this.#heap.alloc(size, notification)
    if (block === null) return null
    this.liveBlocks++
    this.liveBytes += size
    return block
  }

  /** After each call of the filter. */
  check(): void { this.#heap?.check?.() }

  release(): HeapReport {
    const report = this.#heap?.release() ?? { blocks: 0, bytes: 0, modified: [] }
    this.#heap = null
    this.liveBlocks = this.liveBytes = 0
    for (const block of report.modified) this.#tell(block, null, `wrote outside its memory: ${block.message}`)
    return report
  }

  #tellFault(fault: HeapFault): void { this.#tell(fault, fault.error, `used memory that is not its own: ${fault.message}`) }

  #tell({ message, size, origin }: DamagedBlock, error: Error | null, what: string): void {
    const { filter, notification, lastTrace } = this.#session
    filter.report('ERR_BRIDGE_HEAP', `${what} (${size} bytes, taken in ${origin}; last called with ${notification}).`, error ?? undefined)
    if (heapChannel.hasSubscribers) heapChannel.publish({ filter: filter.name, notification, allocatedIn: origin, size, message, error, request: lastTrace })
  }
}
