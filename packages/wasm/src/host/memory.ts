// The linear memory of one instance: numbers and strings in it. Views are renewed when the memory has grown.

import { Buffer } from 'node:buffer'
import { readSz } from '@isapi-bridge/filter-api'
import type { WasmMemory } from './web-assembly.ts'

/** Up to here a loop beats what it costs to call Node. */
const SHORT = 48
const CACHED = 256

/** An address outside of the memory: what a processor would stop. */
export class AccessViolation extends Error {
  override readonly name = 'AccessViolation'
  constructor(address: number) { super(`Access violation at 0x${(address >>> 0).toString(16).padStart(8, '0')}`) }
}

export class LinearMemory {
  readonly #memory: WasmMemory
  #bytes: Buffer
  #words: Uint32Array
  /** Names that filters ask for stand at the same address each time. */
  readonly #cachedAt = new Int32Array(CACHED)
  readonly #cached: string[] = Array.from({ length: CACHED }, () => '')

  constructor(memory: WasmMemory) {
    this.#memory = memory
    this.#bytes = Buffer.from(memory.buffer)
    this.#words = new Uint32Array(memory.buffer)
  }

  /** All of it. Only until the next call into the guest. */
  get bytes(): Buffer {
    if (this.#bytes.length === 0) this.#renew()
    return this.#bytes
  }

  get words(): Uint32Array {
    if (this.#words.length === 0) this.#renew()
    return this.#words
  }

  /** Growing detaches the old buffer, whose views then have no length. */
  #renew(): void {
    this.#bytes = Buffer.from(this.#memory.buffer)
    this.#words = new Uint32Array(this.#memory.buffer)
  }

  word(address: number): number { return this.words[address >>> 2] ?? 0 }
  setWord(address: number, value: number): void { this.words[address >>> 2] = value }

  /** The string at an address; null for NULL. */
  string(address: number): string | null {
    const at = address >>> 0
    return at === 0 ? null : this.#string(at)
  }

  /** The string at an address, from the cache if it is still what it was. */
  name(address: number): string | null {
    const at = address >>> 0
    if (at === 0) return null
    const slot = (at >>> 2) % CACHED
    const known = this.#cached[slot] ?? ''
    if (this.#cachedAt[slot] === (at | 0) && this.holds(at, known)) return known
    const read = this.#string(at)
    if (read.length > SHORT) return read
    this.#cachedAt[slot] = at | 0
    this.#cached[slot] = read
    return read
  }

  #string(at: number): string {
    const { bytes } = this
    let value = ''
    for (let index = at; index < at + SHORT; index++) {
      const code = bytes[index]
      if (code === undefined) throw new AccessViolation(index)
      if (code === 0) return value
      value += String.fromCharCode(code)
    }
    const end = bytes.indexOf(0, at)
    if (end === -1) throw new AccessViolation(bytes.length)
    return bytes.toString('latin1', at, end)
  }

  /** Whether the string at an address is this one. */
  holds(address: number, value: string): boolean {
    const { bytes } = this
    for (let index = 0; index < value.length; index++) if (bytes[address + index] !== value.charCodeAt(index)) return false
    return bytes[address + value.length] === 0
  }

  /** Writes a string of one byte per character and its NUL; gives the address behind. */
  write(address: number, value: string): number {
    const { bytes } = this
    if (value.length > SHORT) bytes.write(value, address, 'latin1')
    else for (let index = 0; index < value.length; index++) bytes[address + index] = value.charCodeAt(index)
    bytes[address + value.length] = 0
    return address + value.length + 1
  }

  /** A part as a plain array: a view, until the next call into the guest. */
  view(address: number, length: number): Uint8Array {
    const at = address >>> 0
    const { bytes } = this
    if (at + length > bytes.length) throw new AccessViolation(Math.max(at, bytes.length))
    return new Uint8Array(bytes.buffer, at, length)
  }

  /** The same for a buffer of a filter, which may lie about its size; null for NULL. */
  buffer(address: number, length: number): Uint8Array | null {
    const at = address >>> 0
    if (at === 0) return null
    const { bytes } = this
    if (at > bytes.length) throw new AccessViolation(at)
    return new Uint8Array(bytes.buffer, at, Math.min(length >>> 0, bytes.length - at))
  }

  /** The string in a buffer of known size. */
  sized(address: number, size: number): string { return readSz(this.view(address, size)) }
}
