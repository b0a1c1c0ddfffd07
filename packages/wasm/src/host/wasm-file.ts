// A compiled file, read: what it imports, and what it says of the memory that it wants.

import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { WasmError } from '../errors.ts'
import type { WasmFilterOptions } from './options.ts'
import { wasm, type WasmModule } from './web-assembly.ts'

const PAGE_SIZE = 65_536
const DEFAULT_MEMORY = 268_435_456

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
function memoryPagesOf(bytes: Uint8Array): number {
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

export interface CompiledFile {
  readonly name: string
  readonly module: WasmModule
  /** Pages of memory that it starts with. */
  readonly pages: number
  /** Pages that it may have. */
  readonly ceiling: number
  /** Functions that nobody has. */
  readonly missing: readonly string[]
}

/** @throws WasmError ERR_WASM_FILE it is no such file, ERR_WASM_OPTIONS it cannot have these limits */
export async function readCompiled(source: string | Uint8Array, { name: given, limits: { memory = DEFAULT_MEMORY, time } = {} }: WasmFilterOptions, kind: 'filter' | 'module'): Promise<CompiledFile> {
  const name = given ?? (typeof source === 'string' ? basename(source, extname(source)) : kind)
  const who = `${kind === 'filter' ? 'Filter' : 'Module'} "${name}"`
  const bytes = typeof source === 'string' ? await readFile(source).catch((error: unknown) => { throw new WasmError('ERR_WASM_FILE', `${source} cannot be read.`, error) }) : source
  const module = await wasm.compile(bytes).catch((error: unknown) => { throw new WasmError('ERR_WASM_FILE', `${who} is no WebAssembly.`, error) })
  const imports = wasm.Module.imports(module)
  if (time !== undefined && !imports.some((one) => one.name === 'CheckTime')) throw new WasmError('ERR_WASM_OPTIONS', `${who} was compiled without checks, so \`limits.time\` cannot end it. Compile it with --time-limit.`)
  const pages = memoryPagesOf(bytes)
  const ceiling = Math.floor(memory / PAGE_SIZE)
  if (!(ceiling >= pages)) throw new WasmError('ERR_WASM_OPTIONS', `${who}: \`limits.memory\` is ${String(memory)}; it must be at least the ${pages * PAGE_SIZE} bytes that the ${kind} starts with.`)
  return { name, module, pages, ceiling, missing: imports.filter((one) => one.module === 'env' && one.kind === 'function').map((one) => one.name) }
}
