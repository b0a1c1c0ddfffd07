// Who executes a request: the modules that a handler mapping names, as calls of the plan.

import { RQ_EXECUTE_REQUEST_HANDLER } from '../constants.ts'
import type { Call } from './plan.ts'
import type { RegisteredModule } from './registry.ts'

/** The modules of one mapping. */
export interface Executors {
  /** In the order of the mapping, whatever priority and list say. */
  readonly calls: readonly Call[]
  /** Names that no module has. */
  readonly unknown: readonly string[]
  /** Names of modules that never registered for EXECUTE_REQUEST_HANDLER. */
  readonly inert: readonly string[]
}

/** @param calls EXECUTE_REQUEST_HANDLER of all modules */
export function findExecutors(names: readonly string[], modules: readonly RegisteredModule[], calls: readonly Call[]): Executors {
  const registered = names.map((name) => modules.find((module) => module.name === name))
  return {
    // Fidelity: handler.modules-of-mapping
    calls: registered.flatMap((module) => calls.find((call) => call.module === module) ?? []),
    unknown: names.filter((_, index) => registered[index] === undefined),
    inert: registered.flatMap((module) => (module === undefined || (module.events & RQ_EXECUTE_REQUEST_HANDLER) !== 0 ? [] : [module.name]))
  }
}

/** Order of the modules behind the static-file handler of IIS. */
const STATIC_FILE = ['StaticFileModule', 'DefaultDocumentModule', 'DirectoryListingModule']

/** Without mappings every module that registered executes, in the order of the plan; those of the static-file handler in its order, in the places that they have. */
export function inHandlerOrder(calls: readonly Call[]): readonly Call[] {
  const own = STATIC_FILE.flatMap((name) => calls.find((call) => call.module.name === name) ?? [])
  const places = new Set(own)
  // Fidelity: handler.static-file-order
  return calls.map((call) => (places.has(call) ? own.shift() ?? call : call))
}
