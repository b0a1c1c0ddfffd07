// What a module says of the memory that it wants.

import { WasmError } from '../errors.ts'

export const PAGE_SIZE = 65_536

const HEADER = 8
const IMPORTS = 2
const MEMORY_KIND = 2
/** Bytes of what is imported that have no length of their own, by kind: function and tag are numbers, see below. */
const TABLE_KIND = 1
const GLOBAL_KIND = 3
const TAG_KIND = 4

class Reader {
  readonly #bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  byte(): number { return this.#bytes[this.at++] ?? 0 }

  number(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7F) * 2 ** shift
      if (byte < 0x80) break
    }
    return value
  }

  skip(): void {
    const length = this.number()
    this.at += length
  }

  limits(): number {
    const bounded = (this.byte() & 1) === 1
    const least = this.number()
    if (bounded) this.number()
    return least
  }
}

/** Pages of the memory that a module imports. */
export function memoryPagesOf(bytes: Uint8Array): number {
  const reader = new Reader(bytes, HEADER)
  while (reader.at < bytes.length) {
    const section = reader.byte()
    const size = reader.number()
    const end = reader.at + size
    if (section === IMPORTS) {
      for (let left = reader.number(); left > 0; left--) {
        reader.skip()
        reader.skip()
        const kind = reader.byte()
        if (kind === MEMORY_KIND) return reader.limits()
        if (kind === TABLE_KIND) reader.at++
        if (kind === TABLE_KIND) reader.limits()
        else if (kind === GLOBAL_KIND) reader.at += 2
        else {
          if (kind === TAG_KIND) reader.at++
          reader.number()
        }
      }
    }
    reader.at = end
  }
  throw new WasmError('ERR_WASM_FILE', 'The file imports no memory.')
}
