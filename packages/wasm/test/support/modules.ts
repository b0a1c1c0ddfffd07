// Compiled modules in a server without a network.

import { fileURLToPath } from 'node:url'
import { createMemoryHost, HttpDataChunkFromMemory, type IHttpContext, type MemoryHost, type MemoryHostOptions } from '@isapi-bridge/module-api'
import { loadWasmModule, type EventLogEntry, type WasmModule, type WasmModuleOptions } from '@isapi-bridge/wasm'

export type ModuleName = 'asked-module' | 'samples' | 'default-document' | 'timing' | 'configuration' | 'features'

export interface Opened {
  readonly host: MemoryHost
  readonly module: WasmModule
  readonly events: readonly EventLogEntry[]
  readonly reports: readonly Error[]
}

/** A server with a module, whose routes answer with the path. */
export async function open(name: ModuleName, options: WasmModuleOptions = {}, hostOptions: Partial<MemoryHostOptions> = {}): Promise<Opened> {
  const events: EventLogEntry[] = []
  const reports: Error[] = []
  const module = await loadWasmModule(fileURLToPath(new URL(`../prebuilt/${name}.wasm`, import.meta.url)), { eventLog: (entry) => { events.push(entry) }, ...options })
  const host = createMemoryHost({
    report: (error) => { reports.push(error) },
    route: (context: IHttpContext) => {
      context.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(`route ${context.GetScriptName()}`) } }])
      return true
    },
    ...hostOptions,
    modules: [{ name, module: module.RegisterModule }, ...hostOptions.modules ?? []]
  })
  return { host, module, events, reports }
}
