// The heap behind AllocMem: the port, and a heap of JavaScript memory.

/** What the release of a heap found. */
export interface HeapReport {
  readonly blocks: number
  /** Sum of the sizes asked for. */
  readonly bytes: number
  /** One line for each block with a damaged tail: `Heap block at 0x00420010 modified`. */
  readonly modified: readonly string[]
}

/** The blocks of one filter on one connection. */
export interface FilterHeap {
  /** Blocks handed out and not released. */
  readonly liveBlocks: number
  /** Sum of their sizes as asked for. */
  readonly liveBytes: number
  /** A block of exactly `size` bytes, an integer from 0 to 2³² − 1; null if there is no memory for it. */
  alloc(size: number): Uint8Array | null
  /** Lets go of all blocks, after a look at the tail of each. A damaged one does not keep the others. */
  release(): HeapReport
}

/** The report of a heap without blocks. */
export const emptyHeapReport: HeapReport = { blocks: 0, bytes: 0, modified: [] }

const signatureByte = 0xAB
const signatureSize = 8
const alignment = 16

// JavaScript memory has no address: blocks are numbered as if they lay one after the other.
let nextAddress = 0x0042_0010

interface Block {
  /** The block and its signature. */
  readonly memory: Uint8Array
  readonly size: number
  readonly address: number
}

class JavaScriptHeap implements FilterHeap {
  #blocks: Block[] | null = null
  liveBytes = 0

  get liveBlocks(): number {
    return this.#blocks?.length ?? 0
  }

  alloc(size: number): Uint8Array | null {
    let memory: Uint8Array
    try {
      memory = new Uint8Array(size + signatureSize).fill(signatureByte, size)
    } catch {
      return null
    }
    const blocks = this.#blocks ??= []
    blocks.push({ memory, size, address: nextAddress })
    nextAddress += Math.ceil(memory.length / alignment) * alignment
    this.liveBytes += size
    return memory.subarray(0, size)
  }

  release(): HeapReport {
    const blocks = this.#blocks
    if (blocks === null) return emptyHeapReport
    const modified = blocks
      .filter(({ memory, size }) => memory.subarray(size).some(byte => byte !== signatureByte))
      .map(({ address }) => `Heap block at 0x${address.toString(16).toUpperCase().padStart(8, '0')} modified`)
    const report = { blocks: blocks.length, bytes: this.liveBytes, modified }
    this.#blocks = null
    this.liveBytes = 0
    return report
  }
}

/**
 * A heap of JavaScript memory. An index past the end of a block writes nothing; what the signature finds is a write
 * through a view of its own on `block.buffer`. [SEED0]
 */
export function createFilterHeap(): FilterHeap {
  return new JavaScriptHeap()
}
