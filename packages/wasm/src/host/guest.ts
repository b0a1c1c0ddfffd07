// One instance of a compiled filter: its memory, its entry points, and what it is called with at the moment.

import type { HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { WasmError } from '../errors.ts'
import { LinearMemory } from './memory.ts'
import type { Frame } from './payloads.ts'
import { wasm, type Imports, type WasmMemory, type WasmModule } from './web-assembly.ts'

/** HTTP_FILTER_CONTEXT of one session, in memory. */
export interface GuestContext {
  readonly pfc: HTTP_FILTER_CONTEXT
  readonly address: number
}

type Entry = (...values: number[]) => number

/** Room for structures and strings of calls that are nested at once; more comes from the heap. */
const ARENA = 65_536
const ALIGNMENT = 16
const SIZE_OF_CONTEXT = 44
/** In the order of isapi_thunks in runtime/thunks.c. */
const THUNKS = ['GetServerVariable', 'AddResponseHeaders', 'WriteClient', 'AllocMem', 'ServerSupportFunction', 'GetRequestHeader', 'SetRequestHeader', 'AddRequestHeader', 'GetResponseHeader', 'SetResponseHeader', 'AddResponseHeader', 'GetUserToken'] as const
export type ThunkName = (typeof THUNKS)[number]

/** Words at address 0 that nobody may write. */
const NULL_WORDS = 16

export class Guest {
  readonly memory: LinearMemory
  readonly thunks: Readonly<Record<ThunkName, number>>
  readonly #exports: Readonly<Record<string, unknown>>
  readonly alloc: Entry
  readonly free: Entry
  readonly HttpFilterProc: Entry
  readonly #contexts = new Map<number, GuestContext>()
  readonly #addresses = new WeakMap<HTTP_FILTER_CONTEXT, GuestContext>()
  /** Of the call under way, and the fast way to it. */
  current: GuestContext | null = null
  readonly #arena: number
  #top: number
  /** Calls that are under way: those into the filter from callbacks are nested. */
  depth = 0
  /** When the call under way is over, by performance.now(); 0: nobody has looked at the clock yet. */
  deadline = 0
  /** Why the trap that follows was asked for. */
  ended: Error | null = null
  /** Why it must not be called any more. */
  fault: Error | null = null

  constructor(module: WasmModule, memory: WasmMemory, imports: (guest: () => Guest) => Imports) {
    const { exports } = new wasm.Instance(module, imports(() => this))
    this.memory = new LinearMemory(memory)
    this.#exports = exports
    this.alloc = this.entry('isapi_alloc')
    this.free = this.entry('isapi_free')
    this.HttpFilterProc = this.entry('HttpFilterProc')
    const started = this.entry('isapi_start')()
    if (started === 0) throw new WasmError('ERR_WASM_START', 'DllMain has returned FALSE.')
    const table = this.entry('isapi_thunks')()
    this.thunks = Object.fromEntries(THUNKS.map((name, index) => [name, this.memory.word(table + index * 4)])) as Record<ThunkName, number> // one entry for each name
    this.#arena = this.#top = this.alloc(ARENA)
  }

  entry(name: string): Entry {
    const found = this.#exports[name]
    if (typeof found !== 'function') throw new WasmError('ERR_WASM_FILE', `There is no function ${name}.`)
    return found as Entry // compiled by us, with numbers only
  }

  has(name: string): boolean { return typeof this.#exports[name] === 'function' }

  /** The context of a session, made at its first call. */
  contextOf(pfc: HTTP_FILTER_CONTEXT): GuestContext {
    return this.#addresses.get(pfc) ?? this.#openContext(pfc)
  }

  #openContext(pfc: HTTP_FILTER_CONTEXT): GuestContext {
    const address = this.alloc(SIZE_OF_CONTEXT)
    const { thunks, memory } = this
    const words = [
      SIZE_OF_CONTEXT, pfc.Revision, address, 0, pfc.fIsSecurePort ? 1 : 0, 0,
      thunks.GetServerVariable, thunks.AddResponseHeaders, thunks.WriteClient, thunks.AllocMem, thunks.ServerSupportFunction
    ]
    for (const [index, word] of words.entries()) memory.setWord(address + index * 4, word)
    const context = { pfc, address }
    this.#contexts.set(address, context)
    this.#addresses.set(pfc, context)
    return context
  }

  /** The session is over. */
  closeContext(pfc: HTTP_FILTER_CONTEXT): void {
    const context = this.#addresses.get(pfc)
    if (context === undefined) return
    this.#addresses.delete(pfc)
    this.#contexts.delete(context.address)
    if (this.fault === null) this.free(context.address)
  }

  /** Which session a filter means by its argument pfc; null: none that lives. */
  sessionAt(address: number): HTTP_FILTER_CONTEXT | null {
    const { current } = this
    if (current !== null && current.address === address) return current.pfc
    return this.#contexts.get(address)?.pfc ?? null
  }

  /** Room until `release`, from the arena or else from the heap; 0: there is none. */
  take(size: number): number {
    const address = this.#top
    const end = address + Math.ceil(size / ALIGNMENT) * ALIGNMENT
    if (end <= this.#arena + ARENA) {
      this.#top = end
      return address
    }
    const block = this.alloc(size)
    if (block === 0) throw new RangeError(`no memory for ${size} bytes of a notification`)
    this.#overflow.push(block)
    return block
  }

  readonly #overflow: number[] = []

  readonly #frames: Frame[] = []

  /** What the next call remembers. */
  frame(): Frame { return this.#frames[this.depth] ??= { address: 0, texts: [] } }

  get mark(): number { return this.#top }

  /** Gives back what was taken since the mark. */
  release(mark: number): void {
    this.#top = mark
    if (this.depth === 0 && this.#overflow.length > 0 && this.fault === null) for (const block of this.#overflow.splice(0)) this.free(block)
  }

  /** Whether the stack, which lies first in memory, has run out of it. */
  get stackIsFull(): boolean {
    const pointer = this.#exports['__stack_pointer']
    return typeof pointer === 'object' && pointer !== null && 'value' in pointer && Number(pointer.value) < NULL_WORDS * 4
  }

  /** Whether a word at address 0 has been written. Such writes succeed in linear memory; elsewhere they end the process. */
  nullWritten(): boolean {
    const { words } = this.memory
    for (let index = 0; index < NULL_WORDS; index++) if (words[index] !== 0) return true
    return false
  }
}
