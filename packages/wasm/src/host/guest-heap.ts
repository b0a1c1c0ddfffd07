// AllocMem of a compiled filter: blocks in its linear memory, each with a signature behind it that is looked at when the block is released.

import { FilterContractError, type DamagedBlock, type FilterHeap, type HeapOptions, type HeapReport } from '@isapi-bridge/filter-api'
import type { Guest } from './guest.ts'

const SIGNATURE = 0xAB
const SIGNATURE_SIZE = 8
/** In page-heap mode a write is found that goes further, and after the call that did it. */
const PAGE = 4096

interface Block {
  readonly guest: Guest
  readonly address: number
  readonly size: number
  readonly origin: string
  told: boolean
}

export class GuestHeap implements FilterHeap {
  readonly #guestOf: () => Guest | null
  readonly #tail: number
  readonly #onFault: HeapOptions['onFault']
  #blocks: Block[] = []
  liveBytes = 0

  constructor(guestOf: () => Guest | null, { pageHeap = false, onFault }: HeapOptions) {
    this.#guestOf = guestOf
    this.#tail = pageHeap ? PAGE : SIGNATURE_SIZE
    this.#onFault = pageHeap ? onFault : undefined
  }

  get liveBlocks(): number { return this.#blocks.length }

  alloc(size: number, origin: string = 'AllocMem'): Uint8Array | null {
    const guest = this.#guestOf()
    const whole = size + this.#tail
    const address = guest === null || whole > 0x7FFF_FFFF ? 0 : guest.alloc(whole) >>> 0
    if (guest === null || address === 0) return null
    const { memory } = guest
    memory.bytes.fill(0, address, address + size).fill(SIGNATURE, address + size, address + whole)
    this.#blocks.push({ guest, address, size, origin, told: false })
    this.liveBytes += size
    return memory.view(address, size)
  }

  /** Page-heap mode: damage is told after the call that did it. */
  check(): void {
    const onFault = this.#onFault
    if (onFault === undefined) return
    for (const block of this.#blocks) {
      const damage = this.#damageOf(block)
      if (damage !== null) onFault({ ...damage, error: new FilterContractError('ERR_FILTER_HEAP_FAULT', `${damage.message}.`) })
    }
  }

  release(): HeapReport {
    const blocks = this.#blocks
    if (blocks.length === 0) return { blocks: 0, bytes: 0, modified: [] }
    const modified: DamagedBlock[] = []
    for (const block of blocks) {
      const damage = this.#damageOf(block)
      if (damage !== null) modified.push(damage)
      if (block.guest.fault === null && damage === null) block.guest.free(block.address) // what is damaged may have damaged what stands behind it
    }
    const report = { blocks: blocks.length, bytes: this.liveBytes, modified }
    this.#blocks = []
    this.liveBytes = 0
    return report
  }

  #damageOf(block: Block): DamagedBlock | null {
    const { guest, address, size, origin } = block
    if (block.told) return null
    const { bytes } = guest.memory
    for (let index = address + size; index < address + size + this.#tail; index++) {
      if (bytes[index] === SIGNATURE) continue
      block.told = true
      return { message: `Heap block at 0x${address.toString(16).toUpperCase().padStart(8, '0')} modified`, size, origin }
    }
    return null
  }
}
