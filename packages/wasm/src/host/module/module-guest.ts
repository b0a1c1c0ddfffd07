// One instance of a compiled module: its memory, its entry points, its objects.

import { WasmError } from '../../errors.ts'
import { WIDE } from '../byte-text.ts'
import { NotStarted } from '../faults.ts'
import { LinearMemory } from '../memory.ts'
import { guardedImports } from '../uncatchable.ts'
import { OpenFiles } from '../open-files.ts'
import { wasm, type Imports, type WasmMemory, type WasmModule } from '../web-assembly.ts'
import type { Caller } from './foreign.ts'
import type { ContextRecord } from './guest-object.ts'
import { ObjectTable } from './objects.ts'
import { BLOCK, RequestMemory } from './request-memory.ts'
import type { RegistrationTarget } from './registration.ts'

type Entry = (...values: number[]) => number

/** Words at address 0 that nobody may write. */
const NULL_WORDS = 16
/** Longest text that the server takes; a URL, a path and a name are shorter by far. */
const LONGEST_TEXT = 1_048_576
/** What OnReadEntity sees: copied in when it asks, and back when it has returned. */
export interface EntityCopy {
  readonly address: number
  readonly buffer: Uint8Array
  readonly length: number
}

/** Room for out-parameters of calls. */
const SCRATCH = 64

/** RegisterModule by its name, or by that which C++ gives it when a .def file exports it. */
export function findRegisterModule(names: readonly string[]): string | null {
  return names.find((name) => name === 'RegisterModule') ?? names.find((name) => /^_Z14RegisterModule[a-z]/.test(name)) ?? null
}

export class ModuleGuest {
  readonly memory: LinearMemory
  readonly objects: ObjectTable
  readonly #exports: Readonly<Record<string, unknown>>
  readonly #caller: Caller
  readonly #blocks: number[] = []
  readonly #memories: RequestMemory[] = []
  /** Given back, and to be released. */
  readonly #given: RequestMemory[] = []
  /** Bodies that OnReadEntity has asked for. */
  readonly entities: Map<number, EntityCopy> = new Map()
  /** Factories of modules that it has added to the list, by the names of these. */
  readonly added: Map<string, number> = new Map()
  readonly alloc: Entry
  readonly free: Entry
  readonly object: Entry
  readonly endObject: Entry
  readonly provider: Entry
  readonly notify: Entry
  readonly completion: Entry
  /** For out-parameters. */
  readonly scratch: number
  registration: RegistrationTarget | null = null
  /** Of the call under way. */
  current: ContextRecord | null = null
  /** A factory is making a module object. */
  making = false
  /** Memory of that object. */
  allocating: RequestMemory | null = null
  #depth = 0
  /** When the call under way is over, by performance.now(); 0: nobody has looked at the clock yet. */
  deadline = 0
  /** Where it has thrown an exception last: the stack says it. */
  thrown: Error | null = null
  /** Why the trap that follows was asked for. */
  ended: Error | null = null
  readonly files: OpenFiles = new OpenFiles()
  /** Why it must not be called any more. */
  fault: Error | null = null

  constructor(module: WasmModule, memory: WasmMemory, imports: (guest: () => ModuleGuest) => Imports, caller: Caller) {
    this.#caller = caller
    const { exports } = new wasm.Instance(module, guardedImports(imports(() => this)))
    this.memory = new LinearMemory(memory)
    this.#exports = exports
    this.alloc = this.entry('isapi_alloc')
    this.free = this.entry('isapi_free')
    this.object = this.entry('isapi_object')
    this.endObject = this.entry('isapi_object_end')
    this.provider = this.entry('isapi_provider')
    this.notify = this.entry('isapi_notify')
    this.completion = this.entry('isapi_completion')
    this.objects = new ObjectTable(this)
    if (this.entry('isapi_start')() === 0) throw new NotStarted()
    this.scratch = this.alloc(SCRATCH)
  }

  /** A call into the module; those from its own calls are nested, and have no time of their own. */
  begin(): void { if (this.#depth++ === 0) this.deadline = 0 }
  finish(): void { this.#depth-- }

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

  get registerModule(): Entry { return this.entry(findRegisterModule(Object.keys(this.#exports)) ?? 'RegisterModule') }

  /** What the server does at the end of something that the module had: its allocator may break down there. */
  finishing(what: string, work: () => void): void { this.#caller.enter(this, `freeing the memory of ${what}`, undefined, work) }

  takeBlock(): number { return this.#blocks.pop() ?? this.alloc(BLOCK) }
  giveBlock(block: number): void { this.#blocks.push(block) }
  takeMemory(): RequestMemory { return this.#memories.pop() ?? new RequestMemory(this) }

  /** When all that comes to its end now has done so: contexts that lie in it may still be cleaned. */
  giveMemory(memory: RequestMemory): void {
    if (this.#given.push(memory) === 1) queueMicrotask(this.#release)
  }

  readonly #release = (): void => {
    this.#caller.enterLater(this, 'freeing the memory of what has ended', () => {
      for (let memory = this.#given.pop(); memory !== undefined; memory = this.#given.pop()) {
        memory.release()
        this.#memories.push(memory)
      }
    })
  }

  /** The wide string at an address; null for NULL. */
  wide(address: number, length: number = Infinity): string | null {
    if (address === 0) return null
    const { memory } = this
    const first = address >>> 0
    let text = ''
    for (let index = 0; index < length; index++) {
      const code = memory.word(first + index * WIDE) // at any address: structures may be packed
      if (code === 0) break
      if (index >= LONGEST_TEXT) throw new RangeError(`it gave the server a text of more than ${LONGEST_TEXT} characters`)
      text += code > 0x10FFFF ? '\uFFFD' : String.fromCodePoint(code)
    }
    return text
  }

  /** The narrow string at an address, at most so many bytes of it; null for NULL. */
  narrow(address: number, length: number): string | null {
    const text = this.memory.string(address)
    return text === null || text.length <= length ? text : text.slice(0, length)
  }

  setWord(address: number, value: number): void { if (address !== 0) this.memory.setWord(address, value) }
  setShort(address: number, value: number): void { if (address !== 0) this.memory.bytes.writeUInt16LE(value & 0xFFFF, address >>> 0) }

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
