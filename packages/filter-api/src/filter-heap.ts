// The heap behind AllocMem: the port, and a heap of JavaScript memory.

import { HeapBlock, type DamagedBlock } from './heap-block.ts'
import { BlockGuard, PAGE, type HeapFault } from './page-heap.ts'

/** What the release of a heap found. */
export interface HeapReport {
  readonly blocks: number
  /** Sum of the sizes asked for. */
  readonly bytes: number
  /** The blocks with a damaged tail. */
  readonly modified: readonly DamagedBlock[]
}

/** The blocks of one filter on one connection. */
export interface FilterHeap {
  /** Blocks handed out and not released. */
  readonly liveBlocks: number
  /** Sum of their sizes as asked for. */
  readonly liveBytes: number
  /**
   * A block of exactly `size` bytes, an integer from 0 to 2³² − 1; null if there is no memory for it.
   * @param origin where the block comes from, for reports about it
   */
  alloc(size: number, origin?: string): Uint8Array | null
  /** Page-heap mode, after each call of the filter: damage that could not be stopped is told to `onFault`. */
  check?(): void
  /** Lets go of all blocks, after a look at the tail of each. A damaged one does not keep the others. */
  release(): HeapReport
}

/** How a heap is made. */
export interface HeapOptions {
  /** Each access outside of a block, or after its release, is stopped where it happens. Default false. */
  readonly pageHeap?: boolean
  /** Told of such an access before the error is thrown, so that a filter cannot hide it. */
  readonly onFault?: (fault: HeapFault) => void
}

/** The report of a heap without blocks. */
export const emptyHeapReport: HeapReport = { blocks: 0, bytes: 0, modified: [] }

const signatureSize = 8

class JavaScriptHeap implements FilterHeap {
  readonly #onFault: ((fault: HeapFault) => void) | null
  #blocks: HeapBlock[] | null = null
  #guards: BlockGuard[] | null = null
  liveBytes = 0

  constructor({ pageHeap = false, onFault = () => {} }: HeapOptions) {
    this.#onFault = pageHeap ? onFault : null
  }

  get liveBlocks(): number {
    return this.#blocks?.length ?? 0
  }

  alloc(size: number, origin: string = 'AllocMem'): Uint8Array | null {
    let block: HeapBlock
    try {
      block = new HeapBlock(size, this.#onFault === null ? signatureSize : PAGE, origin)
    } catch {
      return null
    }
    const blocks = this.#blocks ??= []
    blocks.push(block)
    this.liveBytes += size
    if (this.#onFault === null) return block.bytes
    const guard = new BlockGuard(block, this.#onFault)
    const guards = this.#guards ??= []
    guards.push(guard)
    return guard.watch(block.bytes)
  }

  check(): void {
    for (const guard of this.#guards ?? []) guard.check()
  }

  release(): HeapReport {
    const blocks = this.#blocks
    if (blocks === null) return emptyHeapReport
    for (const guard of this.#guards ?? []) guard.release()
    const modified = blocks.map((block) => block.takeDamage()).filter((damage) => damage !== null)
    const report = { blocks: blocks.length, bytes: this.liveBytes, modified }
    this.#blocks = this.#guards = null
    this.liveBytes = 0
    return report
  }
}

/**
 * A heap of JavaScript memory. An index past the end of a block writes nothing; what the signature finds is a write
 * through a view of its own on `block.buffer`. In page-heap mode both are found with the stack of the writer. [SEED0]
 */
export function createFilterHeap(options: HeapOptions = {}): FilterHeap {
  return new JavaScriptHeap(options)
}
