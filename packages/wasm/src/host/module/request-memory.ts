// Memory of a module with the life of a request: what the server hands out as text, and what AllocateRequestMemory gives. Freed as a whole.

import { WIDE } from '../byte-text.ts'
import type { ModuleGuest } from './module-guest.ts'

/** Bytes that are taken from the heap at once; a request with few texts needs no more. */
export const BLOCK = 4096
const ALIGNMENT = 16

/** A text in memory. */
export interface GuestText {
  readonly address: number
  /** Characters, without the NUL: bytes, or wide ones. */
  readonly length: number
}

/** There is no memory for a structure: the module gets NULL in its place. */
class NoMemory extends Error {
  override readonly name = 'NoMemory'
}

/** What `make` writes; 0: there is no memory for it. */
export function unlessFull(make: () => number): number {
  try {
    return make()
  } catch (error) {
    if (error instanceof NoMemory) return 0
    throw error
  }
}

/** A text that there was room for. @throws NoMemory there was none */
export function fitted(text: GuestText): GuestText {
  if (text.address === 0) throw new NoMemory()
  return text
}

const NO_TEXT: GuestText = { address: 0, length: 0 }

export class RequestMemory {
  readonly #guest: ModuleGuest
  readonly #blocks: number[] = []
  /** Blocks of other sizes. */
  readonly #large: number[] = []
  #at = 0
  #left = 0
  readonly #narrow = new Map<string, GuestText>()
  readonly #wide = new Map<string, GuestText>()

  constructor(guest: ModuleGuest) { this.#guest = guest }

  /** So many bytes, zeroed; 0: there are none. */
  take(size: number): number {
    const room = Math.ceil(size / ALIGNMENT) * ALIGNMENT
    if (room > BLOCK / 4) return this.#takeLarge(size)
    if (room > this.#left) {
      this.#at = this.#guest.takeBlock()
      if (this.#at === 0) return 0
      this.#left = BLOCK
      this.#blocks.push(this.#at)
    }
    const address = this.#at
    this.#at += room
    this.#left -= room
    this.#guest.memory.bytes.fill(0, address, address + room)
    return address
  }

  /** The same. @throws NoMemory there are none */
  need(size: number): number {
    const address = this.take(size)
    if (address === 0 && size > 0) throw new NoMemory()
    return address
  }

  #takeLarge(size: number): number {
    const address = this.#guest.alloc(size)
    if (address === 0) return 0
    this.#large.push(address)
    this.#guest.memory.bytes.fill(0, address, address + size)
    return address
  }

  /** A text of one byte per character: the same address for the same text; 0: there is no room. */
  narrow(text: string): GuestText {
    let found = this.#narrow.get(text)
    if (found === undefined) {
      const address = this.take(text.length + 1)
      if (address === 0) return NO_TEXT
      this.#guest.memory.write(address, text)
      found = { address, length: text.length }
      this.#narrow.set(text, found)
    }
    return found
  }

  /** The same in wide characters. */
  wide(text: string): GuestText {
    let found = this.#wide.get(text)
    if (found === undefined) {
      const address = this.take((text.length + 1) * WIDE)
      if (address === 0) return NO_TEXT
      found = { address, length: this.#guest.memory.writeWide(address, text) }
      this.#wide.set(text, found)
    }
    return found
  }

  release(): void {
    const guest = this.#guest
    if (guest.fault === null) {
      for (const block of this.#blocks) guest.giveBlock(block)
      for (const block of this.#large) guest.free(block)
    }
    this.#blocks.length = this.#large.length = this.#left = 0
    this.#narrow.clear()
    this.#wide.clear()
  }
}
