// What the compiler is given, looked at before it runs: a mistake is told in the words of a project, at once.

import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { WasmError } from '../errors.ts'
import type { Message } from './messages.ts'

const SOURCE = /\.(?:c|cc|cpp|cxx|c\+\+)$/i

const RESOURCES = /\.rc$/i

/** TABLE: other files of a project, by extension → why they are not named. */
const OTHERS: Readonly<Record<string, string>> = {
  '.h': 'is a header: it is found through the sources that include it.',
  '.hpp': 'is a header: it is found through the sources that include it.',
  '.def': 'is not needed: the entry points are found by their names.',
  '.rc': 'has the strings of a project.',
  '.lib': 'is compiled for Windows.',
  '.obj': 'is compiled for Windows.',
  '.dll': 'is compiled for Windows.',
  '.res': 'is not read; the .rc file that it was made of is.',
  '.idl': 'is compiled for Windows.',
  '.tlb': 'is compiled for Windows.',
  '.sln': 'is a solution.',
  '.dsw': 'is a workspace.'
}

/** Sources in the project files of Visual C++ 6, 2002 to 2008, and from 2010 on. */
const IN_PROJECT = /^SOURCE=(.+?)\s*$|<File\s+RelativePath="([^"]+)"|<ClCompile\s+Include="([^"]+)"/gm

/** In a project file: all sources are C++. */
const COMPILES_AS_CPP = /^# ADD CPP .*\/TP\b|CompileAs="2"|<CompileAs>CompileAsCpp<\/CompileAs>/m

export interface Input {
  readonly compiled: readonly string[]
  /** .rc files. */
  readonly resources: readonly string[]
  readonly others: readonly Message[]
}

/**
 * Checks sources and folders of headers. Other files of the project are left alone, with a word, where a source is named beside them.
 * @throws WasmError ERR_WASM_INPUT one is not there, or is something else
 */
export function checkInput(sources: readonly string[], includes: readonly string[]): Input {
  if (sources.length === 0) throw new WasmError('ERR_WASM_INPUT', 'There is no source.')
  const compiled: string[] = []
  const resources: string[] = []
  const others: Message[] = []
  const alone = !sources.some((file) => SOURCE.test(file))
  for (const file of sources) {
    if (!existsSync(file)) throw new WasmError('ERR_WASM_INPUT', `${file} does not exist.`)
    if (statSync(file).isDirectory()) throw new WasmError('ERR_WASM_INPUT', `${file} is a folder${listed(readdirSync(file).filter((name) => SOURCE.test(name)).map((name) => join(file, name)))}.`)
    if (SOURCE.test(file)) {
      compiled.push(file)
      continue
    }
    if (!alone && RESOURCES.test(file)) {
      resources.push(file)
      continue
    }
    const why = OTHERS[extname(file).toLowerCase()]
    if (!alone && why !== undefined) {
      others.push({ file, line: 0, text: why, kind: 'warning' })
      continue
    }
    const inProject = sourcesOfProject(file)
    throw new WasmError('ERR_WASM_INPUT', inProject === null ? `${file} ${why ?? 'is no source in C or C++.'}` : `${file} is a project${listed(inProject)}${COMPILES_AS_CPP.test(readFileSync(file, 'latin1')) ? '; it takes those in C as C++, which --cpp does' : ''}.`)
  }
  for (const folder of includes) if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new WasmError('ERR_WASM_INPUT', `-I ${folder}: there is no such folder.`)
  return { compiled, resources, others }
}

function listed(files: readonly string[]): string { return files.length === 0 ? '' : `; its sources: ${files.join(' ')}` }

/** null: it is no project file. */
function sourcesOfProject(file: string): string[] | null {
  if (!/\.(?:dsp|vcproj|vcxproj)$/i.test(file)) return null
  const names = [...readFileSync(file, 'latin1').matchAll(IN_PROJECT)].map(([, one, other, third]) => (one ?? other ?? third ?? '').replaceAll('"', '').replaceAll('\\', '/'))
  return names.filter((name) => SOURCE.test(name)).map((name) => join(dirname(file), name))
}

/** What is said of .rc files beside the sources, where their strings are asked for and none was named. */
export function unnamedResources(sources: readonly string[]): Message[] {
  return [...new Set(sources.map((file) => dirname(file)))].flatMap((folder) => readdirSync(folder).filter((name) => RESOURCES.test(name)).map((name): Message => (
    { file: join(folder, name), line: 0, text: 'lies beside the sources and was not named: its strings are not there.', kind: 'warning' }
  )))
}

/**
 * Makes sure that a file can be written; its folder is made when it is not there.
 * @throws WasmError ERR_WASM_OUTPUT
 */
export function checkOutput(file: string): void {
  if (existsSync(file) && statSync(file).isDirectory()) throw new WasmError('ERR_WASM_OUTPUT', `${file} is a folder, not a file such as ${join(file, `${basename(file)}.wasm`)}.`)
  try {
    mkdirSync(dirname(file), { recursive: true })
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new WasmError('ERR_WASM_OUTPUT', `${file} cannot be written: ${WHY[code] ?? code}.`, error)
  }
}

const WHY: Readonly<Record<string, string>> = { EACCES: 'permission denied', EPERM: 'permission denied', EROFS: 'the file system is read-only', ENOTDIR: 'a part of the path is no folder', EEXIST: 'a part of the path is no folder' }
