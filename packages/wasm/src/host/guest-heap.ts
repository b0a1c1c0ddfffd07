// AllocMem of a compiled filter: blocks in its linear memory, each with a signature behind it that is looked at when the block is released.

import { FilterContractError, type DamagedBlock, type FilterHeap, type HeapOptions, type HeapReport } from '@isapi-bridge/filter-api'
import { framesOf } from './faults.ts'
import type { Guest } from './guest.ts'
import type { LinearMemory } from './memory.ts'

const SIGNATURE = 0xAB
const SIGNATURE_SIZE = 8
/** In page-heap mode there is a signature in front of each block too, and a long one behind it. */
const PAGE = 4096
const FRONT = 64

interface Block {
  readonly guest: Guest
  /** Of the first byte that is the filter's. */
  readonly address: number
  readonly size: number
  readonly origin: string
  told: boolean
  /** The one that was made before it. */
  readonly before: Block | null
}

/** Whose memory the blocks are in. */
export interface HeapOwner {
  /** The instance; null: there is none that could be called. */
  guest(): Guest | null
  /** An instance has broken down when a block was given back to it. */
  broken(guest: Guest, error: unknown): void
}

const NOTHING: HeapReport = { blocks: 0, bytes: 0, modified: [] }

export class GuestHeap implements FilterHeap {
  readonly #owner: HeapOwner
  readonly #front: number
  readonly #tail: number
  readonly #onFault: HeapOptions['onFault']
  #last: Block | null = null
  liveBlocks = 0
  liveBytes = 0

  constructor(owner: HeapOwner, { pageHeap = false, onFault }: HeapOptions) {
    this.#owner = owner
    this.#front = pageHeap ? FRONT : 0
    this.#tail = pageHeap ? PAGE : SIGNATURE_SIZE
    this.#onFault = pageHeap ? onFault : undefined
  }

  alloc(size: number, origin: string = 'AllocMem'): Uint8Array | null {
    const guest = this.#owner.guest()
    const whole = this.#front + size + this.#tail
    const start = guest === null || whole > 0x7FFF_FFFF ? 0 : guest.alloc(whole) >>> 0
    if (guest === null || start === 0) return null
    const address = start + this.#front
    const { memory } = guest
    memory.fill(0, address, address + size)
    this.#sign(memory, address, size)
    this.#last = { guest, address, size, origin, told: false, before: this.#last }
    if (this.#onFault !== undefined) guest.watch(this)
    this.liveBlocks++
    this.liveBytes += size
    guest.allocated.address = address
    return guest.allocated.view = memory.buffer(address, size)
  }

  /** Page-heap mode: damage is told as soon as the filter comes out again, from a callback or from its call; the stack says where. */
  check(): void {
    const onFault = this.#onFault
    if (onFault === undefined) return
    for (let block = this.#last; block !== null; block = block.before) {
      const damage = this.#damageOf(block)
      if (damage === null) continue
      const error = new FilterContractError('ERR_FILTER_HEAP_FAULT', `${damage.message}.`)
      // After the call there are none: functions of the server say nothing about the filter.
      error.stack = `${error.name}: ${error.message}${framesOf(error).map((frame) => `\n    at ${frame}`).join('')}`
      onFault({ ...damage, error })
    }
  }

  release(): HeapReport {
    if (this.#last === null) return NOTHING
    let { modified } = NOTHING
    for (let block: Block | null = this.#last; block !== null; block = block.before) {
      const damage = this.#damageOf(block) ?? this.#free(block)
      if (damage !== null) modified = [damage, ...modified]
      if (this.#onFault !== undefined) block.guest.unwatch(this)
    }
    const report = { blocks: this.liveBlocks, bytes: this.liveBytes, modified }
    this.#last = null
    this.liveBlocks = 0
    this.liveBytes = 0
    return report
  }

  /** A block that cannot be freed is the end of the instance: its allocator is not to be trusted any more. */
  #free(block: Block): DamagedBlock | null {
    const { guest } = block
    if (guest.fault !== null || block.told) return null // what is damaged may have damaged what stands behind it
    try {
      guest.free(block.address - this.#front)
      return null
    } catch (error) {
      this.#owner.broken(guest, error)
      return damaged(block, 'modified in front of it, or freed by the filter')
    }
  }

  #sign(memory: LinearMemory, address: number, size: number): void {
    if (this.#front === 0) {
      memory.fillEight(SIGNATURE, address + size)
      return
    }
    memory.fill(SIGNATURE, address - this.#front, address)
    memory.fill(SIGNATURE, address + size, address + size + this.#tail)
  }

  #isWhole(memory: LinearMemory, address: number, size: number): boolean {
    if (this.#front === 0) return memory.isFilledEight(SIGNATURE, address + size)
    return memory.isFilled(SIGNATURE, address - this.#front, address) && memory.isFilled(SIGNATURE, address + size, address + size + this.#tail)
  }

  #damageOf(block: Block): DamagedBlock | null {
    const { guest: { memory }, address, size } = block
    if (block.told || this.#isWhole(memory, address, size)) return null
    block.told = true
    return damaged(block, 'modified')
  }
}

function damaged({ address, size, origin }: Block, how: string): DamagedBlock {
  return { message: `Heap block at 0x${address.toString(16).toUpperCase().padStart(8, '0')} ${how}`, size, origin }
}
