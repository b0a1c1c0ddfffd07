// What a compiled filter or module says of itself: its entry points, what it misses, and what it asks for.

import { createMemoryHost } from '@isapi-bridge/module-api'
import { loadFilter, notifications, HTTP_FILTER_REVISION } from '@isapi-bridge/filter-api'
import { win32ErrorName } from '@isapi-bridge/win32'
import { WasmError } from '../errors.ts'
import { listOf } from '../host/sought.ts'
import { wasm } from '../host/web-assembly.ts'
import { findRegisterModule } from '../host/module/module-guest.ts'
import { loadWasmModule } from '../host/module/wasm-module.ts'
import { eventNames } from '../host/module/event-names.ts'
import { loadWasmFilter } from '../host/wasm-filter.ts'

export interface Inspection {
  /** Functions that it exports. */
  readonly entries: readonly string[]
  /** Functions that it calls and that are not there. */
  readonly calls: readonly string[]
  /** Names of the notifications that it asks for. */
  readonly notifications: readonly string[]
  /** What it calls itself. */
  readonly description: string
  /** Why it could not be asked, or did not want to run; null: it does. */
  readonly refusal: string | null
}

/**
 * Loads a filter and asks it once.
 * @param dll what the DLL is called: some look for themselves by it
 */
export async function inspect(bytes: Uint8Array, kind: 'filter' | 'module', dll: string): Promise<Inspection> {
  const module = await wasm.compile(bytes)
  const entries = wasm.Module.exports(module).map(({ name }) => name)
  const calls = functionsOf(module)
  const unknown = { entries, calls, notifications: [], description: '' }
  if (kind === 'module') return findRegisterModule(entries) === null ? { ...unknown, refusal: null } : { ...unknown, ...await inspectModule(bytes, dll) }
  if (!entries.includes('GetFilterVersion') || !entries.includes('HttpFilterProc')) return { ...unknown, refusal: null }
  const filter = await loadWasmFilter(bytes, { name: dll })
  try {
    const loaded = loadFilter(dll, filter, { revision: HTTP_FILTER_REVISION })
    if (loaded.declined) return { ...unknown, refusal: refusalOf('GetFilterVersion', loaded.error === 0 ? '' : ` with ${win32ErrorName(loaded.error)} (${loaded.error})`, filter) }
    return { ...unknown, notifications: notifications.filter(({ flag }) => (loaded.events & flag) !== 0).map(({ name }) => name), description: Buffer.from(loaded.description, 'latin1').toString(), refusal: null }
  } catch (error) {
    return { ...unknown, refusal: saidBy(error, filter) }
  }
}

interface Asked { readonly notFound: readonly string[] }

function lookedFor({ notFound }: Asked): string { return notFound.length === 0 ? '' : `; it did not find ${listOf(notFound)}` }

function refusalOf(entry: string, error: string, asked: Asked): string {
  return `${entry}, asked without registry and ini files, has returned FALSE${error}${lookedFor(asked)}: what it registers for will be seen when it is served`
}

/** What ended the attempt. DllMain that returns FALSE is no mistake either. */
function saidBy(error: unknown, asked: Asked): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) if (cause instanceof WasmError && cause.code === 'ERR_WASM_START') return refusalOf('DllMain', '', asked)
  return `${error instanceof Error ? error.message : String(error)}${lookedFor(asked)}`
}

/** Functions that a file calls and that are not there. */
export async function missingFunctions(bytes: Uint8Array): Promise<string[]> { return functionsOf(await wasm.compile(bytes)) }

function functionsOf(module: Parameters<typeof wasm.Module.imports>[0]): string[] {
  return wasm.Module.imports(module).filter((one) => one.module === 'env' && one.kind === 'function').map(({ name }) => name).toSorted()
}

/** Loads a module into a server of its own, which is never asked anything. */
async function inspectModule(bytes: Uint8Array, dll: string): Promise<Pick<Inspection, 'notifications' | 'refusal'>> {
  const module = await loadWasmModule(bytes, { name: dll })
  try {
    const host = createMemoryHost({ modules: [{ name: dll, module: module.RegisterModule }] })
    const { registered } = module
    await host.close()
    return { notifications: eventNames(registered), refusal: null }
  } catch (error) {
    return { notifications: [], refusal: saidBy(error, module) }
  }
}
