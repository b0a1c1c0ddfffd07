// From C and C++ sources to a filter that loadWasmFilter takes.

import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { WasmError } from '../errors.ts'
import { inspect, type Inspection } from './inspect.ts'
import { formatMessage, readMessages, type Message } from './messages.ts'
import { RuntimeCache } from './runtime-cache.ts'
import { addFolder, stage, type Staged } from './stage.ts'
import { findToolchain, type Toolchain, type ToolchainName, type Workspace } from './toolchain.ts'

export interface CompileOptions {
  /** Folders of headers, as -I. */
  readonly includes?: readonly string[]
  /** Macros, as -D: `NAME` or `NAME=value`. */
  readonly defines?: readonly string[]
  /** Default `filter`. Modules, which export RegisterModule, cannot be compiled yet. */
  readonly kind?: 'filter' | 'module'
  /** File to write. Default: none. */
  readonly out?: string
  /** Told of each step as it begins. */
  readonly onProgress?: (step: string) => void
  /** Puts checks into the code, so that `limits.time` can end a call that never returns. They cost time: see docs/compiled-filters.md. Default false. */
  readonly timeLimit?: boolean
  /** Default: a clang of the system if there is one, else the bundle from npm. */
  readonly toolchain?: ToolchainName
}

/** A function that is called and that is not there. A call of it ends the request. */
export interface MissingCall {
  readonly function: string
  /** Where it is called; empty when no source names it. */
  readonly file: string
  readonly line: number
}

export interface Compiled extends Inspection {
  readonly bytes: Uint8Array
  /** Bytes of the file. */
  readonly size: number
  readonly warnings: readonly Message[]
  readonly missing: readonly MissingCall[]
  /** The compiler, for people. */
  readonly compiler: string
}

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url))
const STACK = 1_048_576

/** What MSVC takes and clang does not, as far as it goes. */
const LENIENT = ['implicit-function-declaration', 'implicit-int', 'int-conversion', 'incompatible-pointer-types', 'incompatible-function-pointer-types', 'return-type', 'int-to-pointer-cast', 'pointer-to-int-cast', 'c++11-narrowing', 'writable-strings', 'reserved-user-defined-literal']
const QUIET = ['unknown-pragmas', 'pragma-pack', 'ignored-attributes', 'ignored-pragma-intrinsic', 'microsoft', 'writable-strings', 'unused-value', 'invalid-source-encoding', 'multichar', 'switch', 'comment', 'extra-tokens', 'dangling-else', 'parentheses', 'tautological-compare', 'constant-conversion', 'invalid-noreturn', 'deprecated-declarations', 'deprecated-non-prototype']

const COMMON = [
  '-c', '-O2', '-ffunction-sections', '-fdata-sections', '-fno-ident',
  // What compilers of that time did not take as licence to delete code.
  '-fno-strict-aliasing', '-fwrapv', '-fno-delete-null-pointer-checks', '-fno-finite-loops',
  '-fms-extensions', '-fno-caret-diagnostics', '-fno-color-diagnostics', '-ferror-limit=20',
  '-D_WASI_EMULATED_PROCESS_CLOCKS', '-D_WASI_EMULATED_GETPID', '-D_WASI_EMULATED_SIGNAL'
]
const C = ['-std=gnu99']
// The C++ library decides on its first header whether this is Windows, and must do so before windows.h says that it is.
const CPP = ['-std=gnu++14', '-fwasm-exceptions', '-include', '__config']
/** A call in each block of code; runtime/time-limit.c has the other end. */
const TIME_CHECKS = ['-fsanitize-coverage=bb,no-prune,trace-pc']
const SOURCE = /\.(?:c|cc|cpp|cxx|c\+\+)$/i
/** TABLE: what else lies in a project, and why it is left alone. */
const NOT_SOURCES: readonly (readonly [RegExp, string])[] = [
  [/\.def$/i, 'what a .def file says is not needed here'],
  [/\.(?:rc|rc2|res|mc)$/i, 'there are no resources here, and LoadString finds none'],
  [/\.(?:h|hh|hpp|hxx|inl|inc)$/i, 'sources include their headers'],
  [/\.(?:lib|obj|dll|exp|idl|tlb)$/i, 'libraries of Windows cannot be used; what they supply must be there as source'],
  [/\.(?:dsp|dsw|mak|ncb|opt|plg|sln|vcproj|vcxproj|filters|user|suo|txt)$/i, 'a project file; name its sources']
]
const HEADERS = 'isapi/include'
const RUNTIME = 'isapi/runtime'
/** Read before each source. */
const PREFIX = `${HEADERS}/_isapi_prefix.h`
const ENTRIES = ['GetFilterVersion', 'HttpFilterProc'] as const

/**
 * Compiles sources to one file. Without an error in them it succeeds: functions that nobody has are stubs, and named in `missing`.
 * @throws WasmError ERR_WASM_SOURCE with what the compiler says, ERR_WASM_COMPILER there is none
 */
export async function compile(sources: readonly string[], options: CompileOptions = {}): Promise<Compiled> {
  const { includes = [], defines = [], kind = 'filter', out, timeLimit = false, onProgress = () => {} } = options
  if (sources.length === 0) throw new WasmError('ERR_WASM_OPTIONS', 'There is no source.')
  if (kind !== 'filter') throw new WasmError('ERR_WASM_OPTIONS', `\`kind\` is ${String(kind)}: modules cannot be compiled yet.`)
  const others: Message[] = []
  const compiled = sources.filter((source) => {
    if (SOURCE.test(source)) return true
    const row = NOT_SOURCES.find(([extension]) => extension.test(source))
    if (row === undefined) throw new WasmError('ERR_WASM_OPTIONS', `${source} is no source of C or C++.`)
    others.push({ file: source, line: 0, text: `not compiled: ${row[1]}`, kind: 'warning' })
    return false
  })
  if (compiled.length === 0) throw new WasmError('ERR_WASM_OPTIONS', 'There is no source of C or C++.')
  const staged = stage(compiled, includes, `${PACKAGE}include`)
  const toolchain = await findToolchain(options.toolchain)
  addFolder(staged.tree, `${PACKAGE}include`, HEADERS)
  addFolder(staged.tree, `${PACKAGE}runtime`, RUNTIME)
  const workspace = toolchain.open(staged.tree)
  try {
    return await build({ others, staged, defines, timeLimit, workspace, toolchain, out, onProgress })
  } finally {
    workspace.close()
  }
}

interface Job {
  /** What is said of files that are not compiled. */
  readonly others: readonly Message[]
  readonly staged: Staged
  readonly defines: readonly string[]
  readonly timeLimit: boolean
  readonly workspace: Workspace
  readonly toolchain: Toolchain
  readonly out: string | undefined
  readonly onProgress: (step: string) => void
}

async function build({ others, staged, defines, timeLimit, workspace, toolchain, out, onProgress }: Job): Promise<Compiled> {
  const messages: Message[] = [...others]
  const objects: string[] = []
  const runtime = [...staged.tree.keys()].filter((path) => path.startsWith(`${RUNTIME}/`) && /\.(?:c|cpp)$/.test(path))
  const jobs = [
    ...staged.sources.map(({ path, file }) => ({ path, file, own: false })),
    ...runtime.map((path) => ({ path, file: 'The run-time', own: true }))
  ]
  let announced = false
  const cache = new RuntimeCache(toolchain.name, [...staged.tree].filter(([path]) => path.startsWith('isapi/')), [COMMON, C, CPP].flat())
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const { path, file, own } = job
      const object = `${path.replaceAll('/', '_')}.o`
      objects.push(object)
      const isC = /\.c$/i.test(path)
      const flags = [
        `--target=${toolchain.target}`, '-x', isC ? 'c' : 'c++', ...COMMON, ...(isC ? C : CPP),
        ...(own ? ['-w'] : [...(timeLimit ? TIME_CHECKS : []), ...LENIENT.map((name) => `-Wno-error=${name}`), ...QUIET.map((name) => `-Wno-${name}`), ...defines.map((define) => `-D${define}`), ...staged.folders.map((folder) => `-I${folder}`)]),
        ...(own && !path.startsWith(`${RUNTIME}/win32/`) ? [] : staged.tree.has(PREFIX) ? ['-include', PREFIX] : []), ...(leaves(staged.tree.get(path)) ? ['-D_ISAPI_SEH_LEAVE'] : []),
        '-isystem', HEADERS
      ]
      const kept = own ? cache.get(path) : null
      if (kept !== null) {
        workspace.add(object, kept)
        continue
      }
      if (!own) onProgress(`compiling ${file}`)
      else if (!announced) onProgress('compiling the run-time, once for this compiler')
      announced ||= own
      const { ok, text, output } = await workspace.run(isC ? 'clang' : 'clang++', [...flags, path], object)
      const said = readMessages(text, staged.original)
      messages.push(...said)
      if (!ok || output === null) return fail(said, text, file)
      if (own) cache.put(path, output)
    }
  }
  await Promise.all(Array.from({ length: toolchain.parallel }, work))
  onProgress('linking')
  const { ok, text, output } = await workspace.run('clang++', [
    `--target=${toolchain.target}`, '-nostartfiles', ...objects.toSorted(),
    ...[
      '--no-entry', '--import-memory', '--allow-undefined', '--gc-sections', '--strip-debug', '--stack-first', '-z', `stack-size=${STACK}`,
      ...[...ENTRIES, 'TerminateFilter', '__stack_pointer'].map((name) => `--export-if-defined=${name}`)
    ].flatMap((flag) => ['-Xlinker', flag]),
    '-lc++', '-lc++abi', '-lwasi-emulated-process-clocks', '-lwasi-emulated-getpid', '-lwasi-emulated-signal'
  ], 'out.wasm')
  const said = readMessages(text, staged.original)
  messages.push(...said)
  if (!ok || output === null) return fail(said, text, 'The filter')
  const inspection = await inspect(output)
  const absent = ENTRIES.filter((name) => !inspection.entries.includes(name))
  if (absent.length > 0) throw new WasmError('ERR_WASM_SOURCE', `No source has a function ${absent.join(' and ')}.`)
  if (out !== undefined) await writeFile(out, output)
  return {
    ...inspection,
    bytes: output,
    size: output.length,
    warnings: messages.filter((message) => message.kind === 'warning'),
    missing: inspection.calls.map((name) => ({ function: name, ...whereCalled(name, staged) })),
    compiler: toolchain.name
  }
}

function fail(messages: readonly Message[], text: string, what: string): never {
  const errors = messages.filter(({ kind }) => kind === 'error')
  throw new WasmError('ERR_WASM_SOURCE', errors.length === 0 ? `${what} cannot be compiled: ${text.trim()}` : `${what} cannot be compiled:\n${errors.map((error) => `  ${formatMessage(error)}`).join('\n')}\n`)
}

/** The first line of a source of the user that names a function. */
function whereCalled(name: string, staged: Staged): { file: string; line: number } {
  const plain = (/[A-Za-z_]\w*/.exec(name) ?? [name])[0]
  const word = new RegExp(`\\b${plain.replace(/[AW]$/, '[AW]?')}\\b(?=\\s*\\()`) // sources mostly write the macro
  for (const [path, bytes] of staged.tree) {
    if (!path.startsWith('src/')) continue
    const lines = Buffer.from(bytes).toString('latin1').split('\n')
    const line = lines.findIndex((text) => word.test(text.replace(/\/\/.*$/, '')))
    if (line !== -1) return { file: staged.original(path), line: line + 1 }
  }
  return { file: '', line: 0 }
}

/** __leave needs another form of __try, which costs a plain `break` its meaning; see _isapi_keywords.h. */
function leaves(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && /\b__?leave\b/.test(Buffer.from(bytes).toString('latin1'))
}
