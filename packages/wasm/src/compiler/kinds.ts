// Filters and modules: what makes sources one or the other, and what each exports.

import { WasmError } from '../errors.ts'
import type { Staged } from './stage.ts'

export type WasmKind = 'filter' | 'module'

/** A .def file exports it under its C++ name: of DWORD or int, and of the interfaces that the module takes for what it gets. */
const REGISTER_MODULE = ['m', 'j'].flatMap((version) => ['27IHttpModuleRegistrationInfo', '28IHttpModuleRegistrationInfo2'].flatMap((info) => (
  ['11IHttpServer', '12IHttpServer2', '12IHttpServer3'].map((server) => `_Z14RegisterModule${version}P${info}P${server}`)
)))

/** TABLE: what the two kinds export, and which part of the run-time is theirs alone. */
export const KINDS: Readonly<Record<WasmKind, { readonly entries: readonly string[]; readonly optional: readonly string[]; readonly runtime: RegExp; readonly name: string }>> = {
  filter: { entries: ['GetFilterVersion', 'HttpFilterProc'], optional: ['TerminateFilter'], runtime: /^isapi\/runtime\/thunks\.c$/, name: 'The filter' },
  module: { entries: ['RegisterModule'], optional: REGISTER_MODULE, runtime: /^isapi\/runtime\/module\//, name: 'The module' }
}

/** What sources are, by what they define. */
export function kindOf(staged: Staged): WasmKind {
  return has(staged, 'RegisterModule') && !has(staged, 'GetFilterVersion') ? 'module' : 'filter'
}

function has(staged: Staged, name: string): boolean {
  return staged.sources.some(({ path }) => new RegExp(`\\b${name}\\s*\\(`).test(Buffer.from(staged.tree.get(path) ?? []).toString('latin1')))
}

/** Whether a source or header names the configuration system: without its objects a module is smaller. */
export function asksForConfiguration(staged: Staged): boolean {
  return [...staged.tree].some(([path, bytes]) => path.startsWith('src/') && /IAppHost|GetAdminManager/.test(Buffer.from(bytes).toString('latin1')))
}

/** Why a file is none of the two. */
export function noEntry(absent: readonly string[], staged: Staged): WasmError {
  const isExtension = has(staged, 'HttpExtensionProc')
  return new WasmError('ERR_WASM_SOURCE', `No source has a function ${absent.join(' and ')}${isExtension ? '; HttpExtensionProc makes it an extension, which is not run here' : ''}.`, undefined, isExtension ? 'Name the sources of a filter or a module.' : 'Name all sources of the project.')
}
