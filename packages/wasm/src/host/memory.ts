// The linear memory of one instance: numbers and strings in it. Views are renewed when the memory has grown.

import { Buffer } from 'node:buffer'
import { readSz } from '@isapi-bridge/filter-api'
import { WIDE } from './byte-text.ts'
import type { WasmMemory } from './web-assembly.ts'

/** Up to here a loop beats what it costs to call Node. */
const SHORT = 48
const FILLED_BY_HAND = 128
const CACHED = 256
/** Longest text that the server takes: what it makes of one may be many times as long. */
const LONGEST_TEXT = 16_777_216
/** Words of a name and its NUL. */
const NAME = 13
/** By the bytes of a word that count, the first ones. */
const MASKS = Int32Array.of(0, 0xFF, 0xFFFF, 0xFF_FFFF)
const VIEWS = 16
/** A long buffer is not worth keeping its view. */
const LONGEST_VIEW = 65_536

/** An address outside of the memory: what a processor would stop. */
export class AccessViolation extends Error {
  override readonly name = 'AccessViolation'
  constructor(address: number) { super(`Access violation at 0x${(address >>> 0).toString(16).padStart(8, '0')}`) }
}

function outside(address: number): never { throw new AccessViolation(address) }

const FIRST = 16
/** So many that each is there. */
type FirstWords = Int32Array & Readonly<Record<0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15, number>>

function firstWordsOf({ buffer }: WasmMemory): FirstWords { return new Int32Array(buffer, 0, FIRST) as FirstWords } // a memory has a page at least

/** A buffer of a filter and its view: filters use the same ones again. */
interface Known {
  at: number
  length: number
  view: Uint8Array
}

const { fromCharCode } = String

/** Names that filters ask for, as the engine keeps those in sources: it compares them without a look at their characters. Few, for it keeps each as a key of objects. */
const names = new Map<string, string>()
const MOST_NAMES = 128

function nameOf(read: string): string {
  const known = names.get(read)
  if (known !== undefined || names.size >= MOST_NAMES || read.length > SHORT) return known ?? read
  const name = Object.keys({ [read]: null })[0] ?? read
  names.set(name, name)
  return name
}

/** A short string of bytes that are there: adding it up byte by byte makes a string for each. */
function latin1(bytes: Uint8Array, from: number, end: number): string {
  const byte = (index: number): number => bytes[index] ?? 0
  let value = ''
  let at = from
  for (; at + 8 <= end; at += 8) value += fromCharCode(byte(at), byte(at + 1), byte(at + 2), byte(at + 3), byte(at + 4), byte(at + 5), byte(at + 6), byte(at + 7))
  if (at + 4 <= end) {
    value += fromCharCode(byte(at), byte(at + 1), byte(at + 2), byte(at + 3))
    at += 4
  }
  for (; at < end; at++) value += fromCharCode(byte(at))
  return value
}

export class LinearMemory {
  readonly #memory: WasmMemory
  #bytes: Buffer
  #words: Uint32Array
  #first: FirstWords
  /** For words at any address. */
  #anywhere: DataView
  /** Names that filters ask for stand at the same address each time. */
  readonly #cachedAt = new Int32Array(CACHED)
  readonly #cached: string[] = Array.from({ length: CACHED }, () => '')
  readonly #cachedWords = new Int32Array(CACHED * NAME)

  readonly #views: Known[] = Array.from({ length: VIEWS }, () => ({ at: 0, length: -1, view: new Uint8Array(0) }))

  constructor(memory: WasmMemory) {
    this.#memory = memory
    this.#bytes = Buffer.from(memory.buffer)
    this.#words = new Uint32Array(memory.buffer)
    this.#first = firstWordsOf(memory)
    this.#anywhere = new DataView(memory.buffer)
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

  /** The words from address 0 on, signed: what is read of them is no more than compared. */
  get firstWords(): FirstWords {
    if (this.#first.length === 0) this.#renew()
    return this.#first
  }

  /** Growing detaches the old buffer, whose views then have no length. */
  #renew(): void {
    this.#bytes = Buffer.from(this.#memory.buffer)
    this.#words = new Uint32Array(this.#memory.buffer)
    this.#first = firstWordsOf(this.#memory)
    this.#anywhere = new DataView(this.#memory.buffer)
  }

  /** The DWORD at an address; filters of that time pack their structures, so it may be any. */
  word(address: number): number {
    if ((address & 3) === 0) return this.words[address >>> 2] ?? outside(address)
    const at = address >>> 0
    return at + 4 <= this.bytes.length ? this.bytes.readUInt32LE(at) : outside(address)
  }

  setWord(address: number, value: number): void {
    const at = address >>> 0
    if (at + 4 > this.bytes.length) outside(address)
    if ((address & 3) === 0) this.words[at >>> 2] = value
    else this.bytes.writeUInt32LE(value >>> 0, at)
  }

  /** The string at an address; null for NULL. */
  string(address: number): string | null {
    const at = address >>> 0
    return at === 0 ? null : this.#string(at)
  }

  /** The string at an address, from the cache if it is still what it was. */
  text(address: number): string | null { return this.#textAt(address >>> 0, false) }

  /** The same for a name, which filters ask for again and again. */
  name(address: number): string | null { return this.#textAt(address >>> 0, true) }

  #textAt(at: number, isName: boolean): string | null {
    if (at === 0) return null
    const slot = (at >>> 2) % CACHED
    if (this.#cachedAt[slot] === (at | 0) && this.#isCached(at, slot)) return this.#cached[slot] ?? ''
    const read = this.#string(at)
    const value = isName ? nameOf(read) : read
    if (value.length < SHORT && at + NAME * 4 <= this.bytes.length) this.#remember(at, slot, value)
    return value
  }

  #remember(at: number, slot: number, value: string): void {
    this.#cachedAt[slot] = at | 0
    this.#cached[slot] = value
    for (let word = 0; word < NAME; word++) this.#cachedWords[slot * NAME + word] = this.#anywhere.getInt32(at + word * 4, true)
  }

  /** Whether what is at an address is the cached string, word for word; of the last one what is behind the NUL does not count. */
  #isCached(at: number, slot: number): boolean {
    if (this.#bytes.length === 0) this.#renew()
    const anywhere = this.#anywhere
    const cached = this.#cachedWords
    const size = (this.#cached[slot] ?? '').length + 1
    const last = slot * NAME + (size >>> 2)
    let from = at
    for (let word = slot * NAME; word < last; word++, from += 4) if (anywhere.getInt32(from, true) !== cached[word]) return false
    return ((anywhere.getInt32(from, true) ^ (cached[last] ?? 0)) & (MASKS[size & 3] ?? 0)) === 0
  }

  #string(at: number): string {
    const { bytes } = this
    let end = at
    for (const most = at + SHORT; end < most && bytes[end] !== 0; end++) if (end >= bytes.length) throw new AccessViolation(end)
    if (end - at < SHORT) return latin1(bytes, at, end)
    end = bytes.indexOf(0, at)
    if (end === -1) throw new AccessViolation(bytes.length)
    if (end - at > LONGEST_TEXT) throw new RangeError(`it gave the server a text of ${end - at} bytes`)
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

  /** Writes wide characters and their NUL; gives how many without it. */
  writeWide(address: number, value: string): number {
    let count = 0
    for (const character of value) this.setWord(address + WIDE * count++, character.codePointAt(0) ?? 0)
    this.setWord(address + WIDE * count, 0)
    return count
  }

  /** Two words of one byte each, at any address. */
  fillEight(value: number, at: number): void {
    if (this.#bytes.length === 0) this.#renew()
    const word = Math.imul(value, 0x0101_0101)
    this.#anywhere.setInt32(at, word, true)
    this.#anywhere.setInt32(at + 4, word, true)
  }

  isFilledEight(value: number, at: number): boolean {
    if (this.#bytes.length === 0) this.#renew()
    const word = Math.imul(value, 0x0101_0101)
    return this.#anywhere.getInt32(at, true) === word && this.#anywhere.getInt32(at + 4, true) === word
  }

  /** Fills a part; for a few bytes a loop beats Node. */
  fill(value: number, from: number, to: number): void {
    const { bytes } = this
    if (to - from > FILLED_BY_HAND) bytes.fill(value, from, to)
    else for (let index = from; index < to; index++) bytes[index] = value
  }

  isFilled(value: number, from: number, to: number): boolean {
    const { bytes } = this
    for (let index = from; index < to; index++) if (bytes[index] !== value) return false
    return true
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
    const known = this.#views[(at >>> 4) % VIEWS]
    if (known !== undefined && known.at === at && known.length === length && known.view.length > 0) return known.view // growth empties it
    const { bytes } = this
    if (at > bytes.length) throw new AccessViolation(at)
    const view = new Uint8Array(bytes.buffer, at, Math.min(length >>> 0, bytes.length - at))
    if (known !== undefined && view.length === length && length <= LONGEST_VIEW) {
      known.at = at
      known.length = length
      known.view = view
    }
    return view
  }

  /** The string in a buffer of known size. */
  sized(address: number, size: number): string { return readSz(this.view(address, size)) }
}
