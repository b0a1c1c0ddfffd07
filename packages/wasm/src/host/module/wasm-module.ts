// A compiled module, with the entry point of one in TypeScript.

import type { PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { WasmError } from '../../errors.ts'
import type { WasmFilterOptions } from '../options.ts'
import { readCompiled, type CompiledFile } from '../wasm-file.ts'
import { wasm } from '../web-assembly.ts'
import { ModuleInstances } from './instances.ts'
import { ModuleCalls } from './module-calls.ts'
import { findRegisterModule } from './module-guest.ts'

/** A compiled module that is loaded. */
export interface WasmModule {
  /** For `modules:`. The instance is made when it is called. */
  readonly RegisterModule: PFN_REGISTERMODULE
  /** Its name in reports. */
  readonly name: string
  /** Functions that it calls and that are not there: a call ends the request. */
  readonly missing: readonly string[]
  /** Breakdowns so far. */
  readonly faults: number
  /** It broke down too often: every request ends with 500. */
  readonly disabled: boolean
  /** Files, keys and values that it asked for in vain when it started last: the likely reason when it has refused. */
  readonly notFound: readonly string[]
  /** What it has asked for, once RegisterModule has been called: masks of RQ_*, of post-events, and of GL_*. */
  readonly registered: { readonly events: number; readonly postEvents: number; readonly globalEvents: number }
}

export type WasmModuleOptions = WasmFilterOptions

/**
 * Loads a module that `compile` has made, from a file or from its bytes: its RegisterModule goes into the list of modules. One instance serves a
 * server; after a breakdown a new one takes its place at the next request.
 * @throws WasmError ERR_WASM_FILE it is no such file, ERR_WASM_OPTIONS
 */
export async function loadWasmModule(source: string | Uint8Array, options: WasmModuleOptions = {}): Promise<WasmModule> {
  const file = await readCompiled(source, options, 'module')
  const names = wasm.Module.exports(file.module).map((one) => one.name)
  if (findRegisterModule(names) === null || !names.includes('isapi_notify')) throw new WasmError('ERR_WASM_FILE', `Module "${file.name}" has no function RegisterModule.`)
  return new CompiledModule(file, options)
}

class CompiledModule implements WasmModule {
  readonly name: string
  readonly #instances: ModuleInstances

  constructor(file: CompiledFile, options: WasmModuleOptions) {
    const instances = new ModuleInstances(file, options, { factory: () => calls.factory(), added: (name) => calls.added(name), global: () => calls.global() })
    const calls = new ModuleCalls(instances)
    this.name = file.name
    this.#instances = instances
  }

  get missing(): readonly string[] { return this.#instances.missing }
  get faults(): number { return this.#instances.faults }
  get disabled(): boolean { return this.#instances.disabled }
  get notFound(): readonly string[] { return this.#instances.notFound }
  get registered(): WasmModule['registered'] { return this.#instances.registered }

  readonly RegisterModule: PFN_REGISTERMODULE = (dwServerVersion, pModuleInfo, pGlobalInfo) =>
    this.#instances.register({ version: dwServerVersion, id: pModuleInfo.GetId(), server: pGlobalInfo }, pModuleInfo)
}
