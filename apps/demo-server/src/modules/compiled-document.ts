// Module "DefaultDocument": default-document once more, as it was before anybody ported it. The C++ source (examples/native-modules/DefaultDocument)
// is compiled to WebAssembly as it is; no compiler is needed here.

import type { PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { loadWasmModule } from '@isapi-bridge/wasm'
import { compiledModule } from '../folders.ts'

/** One for each server: it has its own memory. */
export async function loadCompiledDocument(): Promise<PFN_REGISTERMODULE> {
  return (await loadWasmModule(compiledModule)).RegisterModule
}
