// From a FILE to what it exports: a filter or a module.

import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { basename, extname, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as bridge from '@isapi-bridge/bridge'
import * as filterApi from '@isapi-bridge/filter-api'
import type { Filter } from '@isapi-bridge/filter-api'
import * as moduleApi from '@isapi-bridge/module-api'
import type { PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import * as modules from '@isapi-bridge/module-api/modules'
import * as win32 from '@isapi-bridge/win32'
import type { Jiti, JitiOptions } from 'jiti'
import { CliError, messageOf } from '../errors.ts'
import type { GuestSetup } from '../setup.ts'
import type { Log } from './events.ts'
import { importWasm } from './load-wasm.ts'

type Exports = Readonly<Record<string, unknown>>

/** TABLE: what is asked for, the functions by which it is known, and what to say to somebody who gives the other. */
const KINDS = {
  filter: { words: 'an ISAPI filter', functions: ['GetFilterVersion', 'HttpFilterProc'], key: '`--filter` or `filters`' },
  module: { words: 'a module', functions: ['RegisterModule'], key: '`--module` or `modules`' }
} as const

const COMPILED = new Set(['.dll', '.so', '.exe'])
const SOURCES = new Set(['.c', '.cc', '.cpp', '.cxx'])
const TYPESCRIPT = new Set(['.ts', '.mts', '.cts'])
/** One copy of each for the server and what it loads, also where nobody has installed them: they keep state, such as the last error. */
const SHARED: Readonly<Record<string, unknown>> = {
  '@isapi-bridge/win32': win32, '@isapi-bridge/filter-api': filterApi, '@isapi-bridge/module-api': moduleApi, '@isapi-bridge/module-api/modules': modules, '@isapi-bridge/bridge': bridge
}
const LOADER: JitiOptions = { virtualModules: SHARED, nativeModules: ['@isapi-bridge/cli', 'fastify'], interopDefault: false }

let typescript: Jiti | null = null

let readings = 0

/**
 * What a file exports, whatever it is written in. The path is absolute.
 * @param again read it, although it may have been loaded before; what it imports stays loaded where it is JavaScript
 * @param guest what a compiled filter or module finds around it, who gets its entries of the event log, and the folders of the sites
 */
export async function importFile(file: string, again: boolean = false, guest?: { readonly setup: GuestSetup | null; readonly log: Log; readonly folders: readonly string[] }): Promise<Exports> {
  const name = shorten(file)
  if (!existsSync(file)) throw new CliError('ERR_CLI_FILE', `${name} does not exist.`)
  if (statSync(file).isDirectory()) throw new CliError('ERR_CLI_FILE', `${name} is a folder.`, 'Name the file in it.')
  const extension = extname(file).toLowerCase()
  if (COMPILED.has(extension)) throw new CliError('ERR_CLI_FILE', `${name} is compiled for Windows, which cannot be loaded here.`, 'Compile its sources with `isapi-bridge compile`, or name a JavaScript or TypeScript file that does the same; docs/porting-from-iis.md shows the way.')
  if (SOURCES.has(extension)) throw new CliError('ERR_CLI_FILE', `${name} is a source.`, `Compile it first: \`isapi-bridge compile ${name} -o ${nameOfFile(file)}.wasm\`, then name ${nameOfFile(file)}.wasm.`)
  if (extension === '.wasm') return importWasm(file, guest?.setup ?? null, guest?.log ?? (() => {}), guest?.folders ?? [])
  checkGuest(name, guest?.setup ?? null)
  try {
    if (TYPESCRIPT.has(extension)) {
      return await throughLoader(file, again)
    }
    return await importJavaScript(file, again)
  } catch (error) {
    throw new CliError('ERR_CLI_FILE', `${name} cannot be loaded: ${(messageOf(error).split('\n')[0] ?? '').replace(/[.\s]+$/, '')}${placeOf(error, file)}.`, CAUSES[causeOf(error)], error)
  }
}

/** What surrounds a compiled filter or module is nothing for others. */
export function checkGuest(name: string, setup: GuestSetup | null): void {
  if (setup !== null) throw new CliError('ERR_CLI_CONFIG', `${name} is not compiled; \`drive\`, \`registry\`, \`environment\` and \`limits\` are for compiled filters and modules.`, 'Leave them out.')
}

/** TypeScript, of which many need nothing. */
async function throughLoader(file: string, again: boolean): Promise<Exports> {
  const { createJiti } = await import('jiti')
  const loader = again ? createJiti(import.meta.url, { ...LOADER, moduleCache: false }) : typescript ??= createJiti(import.meta.url, LOADER)
  return loader.import<Exports>(file)
}

/** As Node does it; where our packages are not installed beside the file, it gets those of this command. */
async function importJavaScript(file: string, again: boolean): Promise<Exports> {
  try {
    return await import(`${pathToFileURL(file).href}${again ? `?again=${++readings}` : ''}`) as Exports // checked by whoever wants something of it
  } catch (error) {
    const [, name = ''] = /^Cannot find (?:package|module) '([^']+)'/.exec(messageOf(error)) ?? []
    if (causeOf(error) !== 'missing' || !(name in SHARED)) throw error
    return throughLoader(file, again)
  }
}

const CAUSES = {
  missing: 'Install what it imports, or correct the import.',
  broken: 'Correct the file; --verbose shows the stack.'
} as const

function causeOf(error: unknown): keyof typeof CAUSES {
  return error instanceof Error && 'code' in error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') ? 'missing' : 'broken'
}

/** Where in the user's files it happened, as far as anybody tells. */
function placeOf(error: unknown, file: string): string {
  const [, text, line] = /((?:file:\/\/)?\/[^\s():]+):(\d+)/.exec(placesOf(error, file)) ?? []
  if (text === undefined || text.includes('node_modules') || text.startsWith('/node:')) return ''
  return ` (${shorten(text.startsWith('file:') ? fileURLToPath(text) : text)}:${line})`
}

/** A syntax error of JavaScript knows its line only where Node prints it; one of TypeScript has it in its message. */
function placesOf(error: unknown, file: string): string {
  if (!(error instanceof Error)) return ''
  if (error instanceof SyntaxError && !TYPESCRIPT.has(extname(file).toLowerCase())) return spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }).stderr
  return TYPESCRIPT.has(extname(file).toLowerCase()) && error.message.includes(`${file}:`) ? error.message : (error.stack ?? '').slice(error.message.length)
}

/** A path as somebody in this folder would write it. */
export function shorten(path: string): string {
  const short = relative('', path)
  return short === '' || short.startsWith('..') ? path : short
}

/** The name of what a file exports, when nobody gives one. */
export function nameOfFile(file: string): string { return basename(file, extname(file)) }

/** The filter that a file exports, or that a configuration holds. */
export function toFilter(exported: unknown, where: string): Filter {
  const found = candidates(exported).find((value) => has(value, KINDS.filter.functions))
  if (found !== undefined) return found as Filter // loadFilter checks it
  throw refuse('filter', 'module', exported, where)
}

/** The RegisterModule function that a file exports. */
export function toModule(exported: unknown, where: string): PFN_REGISTERMODULE {
  for (const value of candidates(exported)) {
    if (typeof value === 'function' && !has(value, KINDS.filter.functions) && !isClass(value)) return value as PFN_REGISTERMODULE // the registry checks what it gives
    if (!isObject(value)) continue
    for (const inner of [value['RegisterModule'], value['module']]) if (typeof inner === 'function') return inner as PFN_REGISTERMODULE // likewise
  }
  throw refuse('module', 'filter', exported, where)
}

function refuse(kind: keyof typeof KINDS, other: keyof typeof KINDS, exported: unknown, where: string): CliError {
  const wanted = KINDS[kind]
  const isOther = candidates(exported).some((value) => has(value, KINDS[other].functions))
  if (isOther) return new CliError('ERR_CLI_EXPORT', `${where} exports ${KINDS[other].words}, not ${wanted.words}.`, `Name it with ${KINDS[other].key}.`)
  const partly = candidates(exported).flatMap((value) => wanted.functions.filter((name) => has(value, [name])))
  const names = isObject(exported) ? Object.keys(exported) : []
  const there = partly.length > 0 ? `${partly.join(', ')} alone` : names.length > 0 ? `only ${names.join(', ')}` : 'nothing'
  return new CliError('ERR_CLI_EXPORT', `${where} is not ${wanted.words}: it exports ${there}.`)
}

/** The exports themselves, and what they have as default; CommonJS puts one into the other. */
function candidates(exported: unknown): unknown[] {
  const inner = isObject(exported) ? exported['default'] : undefined
  return [exported, inner, isObject(inner) ? inner['default'] : undefined, isObject(exported) ? exported['filter'] : undefined].filter((value) => value !== undefined && value !== null)
}

function isObject(value: unknown): value is Record<string, unknown> { return (typeof value === 'object' && value !== null) || typeof value === 'function' }
function has(value: unknown, names: readonly string[]): boolean { return isObject(value) && names.every((name) => typeof value[name] === 'function') }
function isClass(value: unknown): boolean { return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value)) }
