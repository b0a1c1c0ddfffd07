// What a compiled file is: by what it exports.

import { readFile } from 'node:fs/promises'
import { wasm } from '../web-assembly.ts'
import { findRegisterModule } from './module-guest.ts'

/** 'module' for a file that exports RegisterModule; 'filter' for any other, about whose faults loadWasmFilter speaks. */
export async function kindOfWasm(file: string): Promise<'filter' | 'module'> {
  try {
    const names = wasm.Module.exports(await wasm.compile(await readFile(file))).map(({ name }) => name)
    return findRegisterModule(names) !== null && !names.includes('GetFilterVersion') ? 'module' : 'filter'
  } catch {
    return 'filter'
  }
}
