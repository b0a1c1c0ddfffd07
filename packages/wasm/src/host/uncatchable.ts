// What the server throws into a guest ends the call. As it is, destructors would run on the way out and call the server again, and a function that
// is noexcept would make std::terminate of it. A trap passes all of them, so each error travels as the cause of one.

import { wasm, type Import, type Imports, type WasmMemory } from './web-assembly.ts'

/** A module with one function, which does nothing but trap. */
const TRAP = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // one type: no parameters, no result
  0x03, 0x02, 0x01, 0x00,
  0x07, 0x08, 0x01, 0x04, 0x74, 0x72, 0x61, 0x70, 0x00, 0x00, // exported as trap
  0x0A, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0B // unreachable
)
let trap: unknown = null

const inside = new WeakMap<object, unknown>()

/** An error that no code of a guest sees. */
export function uncatchable(error: unknown): unknown {
  if (error instanceof wasm.RuntimeError) return error
  trap ??= new wasm.Instance(new wasm.Module(TRAP), {}).exports['trap']
  try {
    if (typeof trap === 'function') trap()
    return error
  } catch (trapped) {
    if (typeof trapped === 'object' && trapped !== null) inside.set(trapped, error)
    return trapped
  }
}

/** What was thrown into a guest that has come out of it. */
export function thrownInto(error: unknown): unknown {
  return typeof error === 'object' && error !== null && inside.has(error) ? inside.get(error) : error
}

function guarded(call: Import): Import {
  return (...values) => {
    try {
      return call(...values)
    } catch (error) {
      throw uncatchable(error)
    }
  }
}

function guardedRow(row: Readonly<Record<string, Import | WasmMemory>>, except: ReadonlySet<unknown>): Readonly<Record<string, Import | WasmMemory>> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'function' && !except.has(value) ? guarded(value) : value]))
}

/**
 * Imports whose errors no code of the guest sees.
 * @param except those that see to it themselves, because they are called often
 */
export function guardedImports(imports: Imports, except: ReadonlySet<unknown> = new Set()): Imports {
  return Object.fromEntries(Object.entries(imports).map(([name, row]) => [name, guardedRow(row, except)]))
}
