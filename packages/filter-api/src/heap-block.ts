// One block of AllocMem: its bytes, and the signature behind them.

/** A block that was used wrongly. */
export interface DamagedBlock {
  /** What happened, and to which block: `Heap block at 0x00420010 modified`. */
  readonly message: string
  /** Bytes, as asked for. */
  readonly size: number
  /** What `alloc` was told: where the block comes from. */
  readonly origin: string
}

const signatureByte = 0xAB
const alignment = 16

// JavaScript memory has no address: blocks are numbered as if they lay one after the other.
let nextAddress = 0x0042_0010

export class HeapBlock {
  /** What the filter gets. */
  readonly bytes: Uint8Array
  readonly origin: string
  readonly #memory: Uint8Array
  readonly #address: number

  /** @param tail bytes of signature behind the block */
  constructor(size: number, tail: number, origin: string) {
    this.#memory = new Uint8Array(size + tail).fill(signatureByte, size)
    this.bytes = this.#memory.subarray(0, size)
    this.origin = origin
    this.#address = nextAddress
    nextAddress += Math.ceil((size + tail) / alignment) * alignment
  }

  get size(): number { return this.bytes.length }

  /** `Heap block at 0x00420010` */
  get name(): string { return `Heap block at 0x${this.#address.toString(16).toUpperCase().padStart(8, '0')}` }

  /** Looks at the signature, and mends it: damage is told once. */
  takeDamage(): DamagedBlock | null {
    const tail = this.#memory.subarray(this.size)
    if (!tail.some(byte => byte !== signatureByte)) return null
    tail.fill(signatureByte)
    return { message: `${this.name} modified`, size: this.size, origin: this.origin }
  }
}
