// One instance of a compiled filter: its memory, its entry points, and what it is called with at the moment.

import type { HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { WasmError } from '../errors.ts'
import { NotStarted, NullWritten } from './faults.ts'
import { LinearMemory } from './memory.ts'
import type { Frame } from './payloads.ts'
import { OpenFiles } from './open-files.ts'
import { wasm, type Imports, type WasmMemory, type WasmModule } from './web-assembly.ts'

/** HTTP_FILTER_CONTEXT of one session, in memory. The next session gets the place again. */
export interface GuestContext {
  readonly guest: Guest
  readonly address: number
  /** Null between two sessions. */
  pfc: HTTP_FILTER_CONTEXT | null
}

/** Where a context of filter-api keeps its own in linear memory: looking it up by the object takes too long. */
const PLACE = Symbol('context in linear memory')
interface Placed extends HTTP_FILTER_CONTEXT { [PLACE]?: GuestContext | null }

/** The place of a session, in this instance of its filter or in one that is gone; null: it has none. */
export function placeOf(pfc: HTTP_FILTER_CONTEXT): GuestContext | null { return (pfc as Placed)[PLACE] ?? null }

type Entry = (...values: number[]) => number

/** Room for structures and strings of calls that are nested at once; more comes from the heap. */
const ARENA = 65_536
const ALIGNMENT = 16
const SIZE_OF_CONTEXT = 44
/** In the order of isapi_thunks in runtime/thunks.c. */
const THUNKS = ['GetServerVariable', 'AddResponseHeaders', 'WriteClient', 'AllocMem', 'ServerSupportFunction', 'GetRequestHeader', 'SetRequestHeader', 'AddRequestHeader', 'GetResponseHeader', 'SetResponseHeader', 'AddResponseHeader', 'GetUserToken'] as const
export type ThunkName = (typeof THUNKS)[number]

/** What isapi_call of runtime/entry.c gives instead of a status. */
const NULL_WRITTEN = 0x4E55_4C4C

/** Bytes at address 0 that nobody may write. */
const NULL_BYTES = 64

export class Guest {
  readonly memory: LinearMemory
  readonly thunks: Readonly<Record<ThunkName, number>>
  readonly #exports: Readonly<Record<string, unknown>>
  readonly alloc: Entry
  readonly free: Entry
  readonly #call: Entry
  readonly #contexts = new Map<number, GuestContext>()
  readonly #free: GuestContext[] = []
  /** Of the call under way, and the fast way to it. */
  current: GuestContext | null = null
  readonly #arena: number
  #top: number
  /** Calls with a structure that are under way: those into the filter from callbacks are nested. */
  depth = 0
  /** When the call under way is over, by performance.now(); 0: nobody has looked at the clock yet. */
  deadline = 0
  /** Where it has thrown an exception last: the stack says it. */
  thrown: Error | null = null
  /** Why the trap that follows was asked for. */
  ended: Error | null = null
  readonly files: OpenFiles = new OpenFiles()
  /** Why it must not be called any more. */
  fault: Error | null = null

  constructor(module: WasmModule, memory: WasmMemory, imports: (guest: Guest) => Imports) {
    const { exports } = new wasm.Instance(module, imports(this))
    this.memory = new LinearMemory(memory)
    this.#exports = exports
    this.alloc = this.entry('isapi_alloc')
    this.free = this.entry('isapi_free')
    this.#call = this.entry('isapi_call')
    if (this.entry('isapi_start')() === 0) throw new NotStarted()
    const table = this.entry('isapi_thunks')()
    this.thunks = Object.fromEntries(THUNKS.map((name, index) => [name, this.memory.word(table + index * 4)])) as Record<ThunkName, number> // one entry for each name
    this.#arena = this.#top = this.alloc(ARENA)
  }

  /** It is not called any more. */
  end(fault: Error): void {
    this.fault = fault
    this.files.closeAll()
  }

  entry(name: string): Entry {
    const found = this.#exports[name]
    if (typeof found !== 'function') throw new WasmError('ERR_WASM_FILE', `There is no function ${name}.`)
    return found as Entry // compiled by us, with numbers only
  }

  has(name: string): boolean { return typeof this.#exports[name] === 'function' }

  /** HttpFilterProc. @throws NullWritten it has written through NULL */
  enter(context: number, notification: number, structure: number): number {
    const status = this.#call(context, notification, structure)
    if (status === NULL_WRITTEN) throw new NullWritten()
    return status
  }

  /** The context of a session, made at its first call. */
  contextOf(pfc: HTTP_FILTER_CONTEXT): GuestContext {
    const known = placeOf(pfc)
    return known !== null && known.guest === this ? known : this.#openContext(pfc)
  }

  #openContext(pfc: HTTP_FILTER_CONTEXT): GuestContext {
    const context = this.#free.pop() ?? this.#newContext()
    const { thunks, memory: { words } } = this
    const at = context.address >>> 2
    words[at] = SIZE_OF_CONTEXT
    words[at + 1] = pfc.Revision
    words[at + 2] = context.address
    words[at + 3] = 0
    words[at + 4] = pfc.fIsSecurePort ? 1 : 0
    words[at + 5] = 0
    words[at + 6] = thunks.GetServerVariable
    words[at + 7] = thunks.AddResponseHeaders
    words[at + 8] = thunks.WriteClient
    words[at + 9] = thunks.AllocMem
    words[at + 10] = thunks.ServerSupportFunction
    context.pfc = pfc
    ;(pfc as Placed)[PLACE] = context
    return context
  }

  #newContext(): GuestContext {
    const address = this.alloc(SIZE_OF_CONTEXT)
    if (address === 0) throw new RangeError('no memory for a session')
    const context = { guest: this, address, pfc: null }
    this.#contexts.set(address, context)
    return context
  }

  /** The session is over. */
  closeContext(context: GuestContext): void {
    if (context.pfc === null) return
    ;(context.pfc as Placed)[PLACE] = null
    context.pfc = null
    this.#free.push(context)
  }

  /** Which session a filter means by its argument pfc; null: none that lives. */
  sessionAt(address: number): HTTP_FILTER_CONTEXT | null {
    const { current } = this
    if (current !== null && current.address === address) return current.pfc
    return this.#contexts.get(address)?.pfc ?? null
  }

  /** The last block of AllocMem: asking the view for its address takes longer than making it. */
  readonly allocated: { view: Uint8Array | null; address: number } = { view: null, address: 0 }

  /** Heaps in page-heap mode: looked at whenever the filter comes out, so that the report says what it was doing. */
  #watched: { check(): void }[] = []
  watch(heap: { check(): void }): void { if (!this.#watched.includes(heap)) this.#watched.push(heap) }
  unwatch(heap: { check(): void }): void { this.#watched = this.#watched.filter((one) => one !== heap) }
  checkHeaps(): void { for (const heap of this.#watched) heap.check() }

  /** Room until `release`, from the arena or else from the heap; 0: there is none. */
  take(size: number): number {
    const address = this.#top
    const end = (address + size + ALIGNMENT - 1) & -ALIGNMENT
    if (size <= ARENA && end <= this.#arena + ARENA) {
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
  frame(): Frame { return this.#frames[this.depth] ??= { address: 0, texts: [], log: null } }

  get mark(): number { return this.#top }

  /** Gives back what was taken since the mark. */
  release(mark: number): void {
    this.#top = mark
    if (this.depth === 0 && this.#overflow.length > 0 && this.fault === null) for (const block of this.#overflow.splice(0)) this.free(block)
  }

  /** Whether the stack, which lies first in memory, has run out of it. */
  get stackIsFull(): boolean {
    const pointer = this.#exports['__stack_pointer']
    return typeof pointer === 'object' && pointer !== null && 'value' in pointer && Number(pointer.value) < NULL_BYTES
  }

  /** Whether a word at address 0 has been written. Such writes succeed in linear memory; elsewhere they end the process. */
  nullWritten(): boolean {
    const first = this.memory.firstWords
    return (first[0] | first[1] | first[2] | first[3] | first[4] | first[5] | first[6] | first[7] | first[8] | first[9] | first[10] | first[11] | first[12] | first[13] | first[14] | first[15]) !== 0
  }
}
