// What a filter finds around it: the drive, the registry, the event log, time. Imports of its module.

import type { Guest } from './guest.ts'
import { callbackImports } from './callbacks.ts'
import { GuestExit, MissingFunction } from './faults.ts'
import type { WasmFilterOptions } from './options.ts'
import { PathMap } from './path-map.ts'
import type { Import, Imports } from './web-assembly.ts'

export class GuestSystem {
  readonly paths: PathMap
  readonly #name: string
  readonly #options: WasmFilterOptions

  constructor(name: string, options: WasmFilterOptions) {
    this.#name = name
    this.#options = options
    this.paths = new PathMap([])
  }

  imports(guestOf: () => Guest): Imports {
    return {
      isapi_bridge: callbackImports(guestOf, this.paths),
      wasi_snapshot_preview1: new Proxy({}, { get: (_, name): Import => (name === 'proc_exit' ? (code = 0) => { throw new GuestExit(code) } : () => 52) })
    }
  }

  missing(name: string): number {
    this.#options.eventLog?.({ filter: this.#name, source: 'W3SVC', level: 'error', id: 0, text: `Filter "${this.#name}" has called ${name}, which is not there.` })
    throw new MissingFunction(name)
  }
}
