// From C and C++ sources to a filter that loadWasmFilter takes, or a module for loadWasmModule.

import { writeFile } from 'node:fs/promises'
import { parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import { attempt, type Settings } from './attempts.ts'
import { checkInput, checkOutput, unnamedResources } from './check-files.ts'
import { Flags, HEADERS, RUNTIME, RUNTIME_FLAGS, type Choices } from './flags.ts'
import { readableName } from '../host/readable-name.ts'
import { findRegisterModule } from '../host/module/module-guest.ts'
import { inspect, missingFunctions, type Inspection } from './inspect.ts'
import { formatMessage, readMessages, type Message } from './messages.ts'
import { addResources, RESOURCES } from './resources.ts'
import { RuntimeCache } from './runtime-cache.ts'
import { addUnits } from './runtime-units.ts'
import { asksForConfiguration, kindOf, KINDS, noEntry, type WasmKind } from './kinds.ts'
import { failureOf, type Failure, type MissingCall } from './failures.ts'
import { missingNames } from './missing-headers.ts'
import { compileProbe, PROBE, PROBE_TABLE } from './probe.ts'
import { addFolder, stage, type Staged } from './stage.ts'
import { whereCalled, whereNamed } from './where.ts'
import { findToolchain, type Run, type Toolchain, type ToolchainName, type Workspace } from './toolchain.ts'

export interface CompileOptions {
  /** Folders of headers, as -I. */
  readonly includes?: readonly string[]
  /** Macros, as -D: `NAME` or `NAME=value`. */
  readonly defines?: readonly string[]
  /** Default: a module when a source defines RegisterModule and none GetFilterVersion, else a filter. */
  readonly kind?: WasmKind
  /** File to write. Default: none. */
  readonly out?: string
  /** Told of each step as it begins. */
  readonly onProgress?: (step: string) => void
  /** Puts checks into the code, so that `limits.time` can end a call that never returns. They cost time: see docs/compiled-filters.md. Default false. */
  readonly timeLimit?: boolean
  /** Checks in front of each use of a pointer: going through NULL ends the call there, with the function that did. Default false. */
  readonly nullChecks?: boolean
  /** Sources that are called `.c` are C++, as with `/TP`. Default false. */
  readonly cpp?: boolean
  /** Default: a clang of the system if there is one, else the bundle from npm. */
  readonly toolchain?: ToolchainName
  /** Where there is no compiler, npm brings the bundle, once, into the cache of this user. Default false: an error says what to install. */
  readonly install?: boolean
}

export interface Compiled extends Inspection {
  readonly kind: WasmKind
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

/** What clang says when it breaks down itself; see `strict` of the flags. */
const BROKE_DOWN = /frontend command failed/
/** The part of it for modules that read their configuration. */
const CONFIGURATION = /^isapi\/runtime\/configuration\//

/** What the run-time is called. */
const OWN = 'The run-time'
const NOT_FOUND = /^'(.*)' file not found$/

const RESOURCES_OBJECT = 'resources.o'
/** What wants a .rc file; see runtime/win32/resources.c. */
const OF_RESOURCES: ReadonlySet<string> = new Set(['LoadString', 'GetFileVersionInfo'])

/**
 * Compiles sources to one file. Without an error in them it succeeds: functions that nobody has are stubs, and named in `missing`.
 * @throws WasmError ERR_WASM_SOURCE with what the compiler says, ERR_WASM_COMPILER there is none, ERR_WASM_INPUT and ERR_WASM_OUTPUT a file that it is given
 */
export async function compile(sources: readonly string[], options: CompileOptions = {}): Promise<Compiled> {
  const { includes = [], defines = [], out, timeLimit = false, nullChecks = false, cpp = false, onProgress = () => {} } = options
  const { compiled, resources, others } = checkInput(sources, includes)
  if (out !== undefined) checkOutput(out)
  const staged = stage(compiled, resources, includes, `${PACKAGE}include`)
  const hasResources = addResources(staged.tree, staged.resources)
  const kind = options.kind ?? kindOf(staged)
  const configures = kind === 'module' && asksForConfiguration(staged)
  const toolchain = await findToolchain(options.toolchain, options.install === true ? onProgress : undefined)
  addFolder(staged.tree, `${PACKAGE}include`, HEADERS)
  addFolder(staged.tree, `${PACKAGE}runtime`, RUNTIME)
  const units = addUnits(staged.tree, RUNTIME, (path) => !Object.entries(KINDS).some(([other, { runtime }]) => other !== kind && runtime.test(path)) && (configures || !CONFIGURATION.test(path)))
  const workspace = toolchain.open(staged.tree)
  try {
    return await attempt({ others, defines }, onProgress, (settings) => build({ ...settings, hasResources, staged, kind, units, choices: { timeLimit, nullChecks, cpp }, workspace, toolchain, out, onProgress }))
  } finally {
    workspace.close()
  }
}

interface Job extends Settings {
  /** There is a source made of .rc files. */
  readonly hasResources: boolean
  readonly staged: Staged
  readonly kind: WasmKind
  /** The run-time. */
  readonly units: readonly string[]
  readonly choices: Choices
  readonly workspace: Workspace
  readonly toolchain: Toolchain
  readonly out: string | undefined
  readonly onProgress: (step: string) => void
}

async function build(job: Job): Promise<Compiled> {
  const { others, hasResources, staged, kind, units, defines, standard, choices, workspace, toolchain, out, onProgress } = job
  const messages: Message[] = [...others]
  const objects: string[] = []
  // A filter in C throws no C++ exceptions.
  const flags = new Flags(staged.tree, toolchain.target, staged.folders, defines, choices, standard)
  const plain = staged.sources.every(({ path }) => flags.isC(path, false))
  const jobs = [
    ...staged.sources.map(({ path, file }) => ({ path, file, own: false })),
    ...units.filter((path) => !plain || flags.isC(path, true)).map((path) => ({ path, file: OWN, own: true }))
  ]
  if (hasResources) {
    const { ok, text } = await workspace.run('clang', [...flags.of(RESOURCES, false), RESOURCES], RESOURCES_OBJECT)
    const said = readMessages(text, staged.original).find((message) => message.kind === 'error') ?? { file: '.rc', line: 0, text: text.trim() }
    if (ok) objects.push(RESOURCES_OBJECT)
    else messages.push({ ...said, text: `${said.text}; its strings are left out`, kind: 'warning' }) // a filter runs without them
  }
  let announced = false
  const failures: Failure[] = []
  const files = new Map(jobs.map(({ path, file }) => [`${path.replaceAll('/', '_')}.o`, file]))
  const original = (path: string): string => files.get(path) ?? staged.original(path)
  const cache = new RuntimeCache(toolchain.name, [...staged.tree].filter(([path]) => path.startsWith('isapi/')), RUNTIME_FLAGS)
  const work = async (): Promise<void> => {
    for (let next = jobs.shift(); next !== undefined; next = jobs.shift()) {
      const { path, file, own } = next
      const object = `${path.replaceAll('/', '_')}.o`
      const kept = own ? cache.get(path) : null
      if (kept !== null) {
        objects.push(object)
        workspace.add(object, kept)
        continue
      }
      if (!own) onProgress(`compiling ${file}`)
      else if (!announced) onProgress('compiling the run-time, once for this compiler')
      announced ||= own
      const given = flags.of(path, own)
      const command = flags.isC(path, own) ? 'clang' : 'clang++'
      const first = await workspace.run(command, [...given, path], object)
      const { ok, text, output } = !own && BROKE_DOWN.test(first.text) ? await workspace.run(command, [...flags.strict(given), path], object) : first
      const said = readMessages(text, original)
      messages.push(...said)
      if (ok && output !== null) {
        objects.push(object)
        if (own) cache.put(path, output)
        continue
      }
      // The compiler ends at the first header that is not there; it can list what a source includes nevertheless.
      const unfound = said.flatMap(({ text: words }) => NOT_FOUND.exec(words)?.[1] ?? [])
      const dependencies = unfound.length === 0 ? null : await workspace.run(command, [...given, '-M', '-MG', path], `${object}.d`)
      const headers = dependencies?.output === undefined || dependencies.output === null ? [] : missingNames(Buffer.from(dependencies.output).toString('latin1'), staged.unresolved)
      if (dependencies !== null && !dependencies.ok) said.push(...readMessages(dependencies.text, original)) // an #error, after which there is no list
      failures.push({ file, said, text, headers: [...new Set([...unfound, ...headers])] })
    }
  }
  // Nobody may write into the workspace once this has failed.
  for (const done of await Promise.allSettled(Array.from({ length: toolchain.parallel }, work))) if (done.status === 'rejected') throw done.reason
  const link = (own: readonly string[], exported: readonly string[], undefinedData: boolean): Promise<Run> => workspace.run('clang++', [
    `--target=${toolchain.target}`, '-nostartfiles', ...own.toSorted(),
    ...[
      // The first lets functions be missing and no data, the second both.
      '--no-entry', '--import-memory', undefinedData ? '--allow-undefined' : '--import-undefined', '--error-limit=0', '--gc-sections', '--strip-debug', '--wrap=free', '--wrap=__wasilibc_find_relpath_alloc', '--stack-first', '-z', `stack-size=${STACK}`,
      ...[...exported, '__stack_pointer'].map((name) => `--export-if-defined=${name}`)
    ].flatMap((flag) => ['-Xlinker', flag]),
    '-lc++', '-lc++abi', '-lwasi-emulated-process-clocks', '-lwasi-emulated-getpid', '-lwasi-emulated-signal'
  ], 'out.wasm')
  const missingIn = (calls: readonly string[]): MissingCall[] => calls.map(readableName).map((name) => ({ function: name, ...whereCalled(name, staged) }))
  if (failures.length > 0) {
    // Sources in the order they were given in, whichever of two compilers was faster.
    const order = new Map(staged.sources.map(({ file }, index) => [file, index]))
    failures.sort((one, other) => (order.get(one.file) ?? -1) - (order.get(other.file) ?? -1))
    const hasProbe = failures.every(({ file }) => file !== OWN) && await compileProbe(staged, (text) => {
      workspace.add(PROBE, Buffer.from(text))
      return workspace.run('clang', [...flags.of(PROBE, false), '-w', PROBE], `${PROBE}.o`)
    })
    const { output } = hasProbe ? await link([...objects.filter((object) => !files.has(object) || files.get(object) === OWN), `${PROBE}.o`], [PROBE_TABLE], true) : { output: null }
    throw failureOf(failures, output === null ? [] : missingIn(await missingFunctions(output)), staged)
  }
  onProgress('linking')
  const exported = [...KINDS[kind].entries, ...KINDS[kind].optional]
  const { ok, text, output } = await link(objects, exported, false)
  const said = readMessages(text, original)
  messages.push(...said)
  if (!ok || output === null) {
    const replaced = ownFunctions(said).map((name) => `${name}=isapi_own_${name}`).filter((define) => !defines.includes(define))
    if (replaced.length > 0) return build({ ...job, defines: [...defines, ...replaced] })
    const all = await link(objects, exported, true)
    throw failureOf([{ file: KINDS[kind].name, said: said.map((message) => atDeclaration(message, staged)), text, headers: [] }], all.output === null ? [] : missingIn(await missingFunctions(all.output)), staged)
  }
  const inspection = await inspect(output, kind, parse(out ?? staged.sources[0]?.file ?? kind).name)
  const absent = kind === 'module' ? (findRegisterModule(inspection.entries) === null ? KINDS.module.entries : []) : KINDS.filter.entries.filter((name) => !inspection.entries.includes(name))
  if (absent.length > 0) throw noEntry(absent, staged)
  if (staged.resources.length === 0 && inspection.calls.some((name) => OF_RESOURCES.has(name))) messages.push(...unnamedResources(staged.sources.map(({ file }) => file)))
  if (out !== undefined) await writeFile(out, output)
  return {
    ...inspection,
    kind,
    bytes: output,
    size: output.length,
    // A header of several sources is told of once.
    warnings: [...new Map(messages.filter(({ kind: which }) => which === 'warning').map((message) => [formatMessage(message), message])).values()],
    missing: missingIn(inspection.calls),
    compiler: toolchain.name
  }
}

/** What is declared and nowhere defined is told of the line that declares it. */
function atDeclaration(message: Message, staged: Staged): Message {
  const name = /^no source defines (?:the virtual functions of )?(.*)$/.exec(message.text)?.[1]
  const place = name === undefined ? null : whereNamed(name, staged)
  return place === null ? message : { ...message, ...place }
}

/** Functions of the run-time that sources have themselves: older versions of Visual C++ had no snprintf, and who has one means it. */
function ownFunctions(said: readonly Message[]): string[] {
  return said.flatMap(({ text }) => {
    const [, name = '', files = ''] = /^(\w+) is defined more than once: in (.*)$/.exec(text) ?? []
    return files.includes(OWN) ? [name] : []
  })
}
