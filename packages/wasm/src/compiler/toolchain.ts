// Who compiles: a clang of this machine that has a wasi system root, or the bundle from npm.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { WasmError } from '../errors.ts'
import { BUNDLE, BUNDLE_VERSION } from './bundle.ts'
import { bundleFolder, installBundle } from './install-bundle.ts'
import type { Tree } from './stage.ts'

/** What one run of the compiler gave. */
export interface Run {
  readonly ok: boolean
  /** Its messages. */
  readonly text: string
  /** The file that was asked for; null when there is none. */
  readonly output: Uint8Array | null
}

export interface Toolchain {
  /** For people: `clang 16.0.6 (/usr/bin/clang-16)`. */
  readonly name: string
  /** What its C library is installed for. */
  readonly target: string
  /** How many runs go at once. */
  readonly parallel: number
  /** Puts the files somewhere; they stay until `close`. */
  open(tree: Tree): Workspace
}

export interface Workspace {
  /** Runs `clang` or `clang++`; paths are those of the tree, and of what earlier runs have put out. */
  run(program: 'clang' | 'clang++', args: readonly string[], output: string): Promise<Run>
  /** Puts one more file there. */
  add(path: string, bytes: Uint8Array): void
  close(): void
}

/** One system under two names. */
const TARGETS = ['wasm32-wasi', 'wasm32-wasip1'] as const
const NEWEST = 24
const OLDEST = 16

const execute = promisify(execFile)

/** Flags that lead to a system root. */
interface SystemClang {
  readonly target: string
  readonly program: string
  readonly version: string
  readonly compile: readonly string[]
  readonly compileCpp: readonly string[]
  readonly link: readonly string[]
}

/** By where it was looked for: a program that compiles many filters asks once. */
const clangs = new Map<string, SystemClang>()

async function findSystem(): Promise<SystemClang | string> {
  const { WASI_SDK_PATH: sdk, ISAPI_BRIDGE_CLANG: own, PATH: path } = process.env
  const key = JSON.stringify([sdk, own, path])
  const clang = clangs.get(key) ?? await lookForSystem(sdk, own)
  if (typeof clang === 'object') clangs.set(key, clang)
  return clang
}

/** @returns a text: why there is none, of the nearest thing to one */
async function lookForSystem(sdk: string | undefined, own: string | undefined): Promise<SystemClang | string> {
  const names = own !== undefined ? [own] : [...(sdk === undefined ? [] : [join(sdk, 'bin', 'clang')]), 'clang', ...Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => `clang-${NEWEST - index}`)]
  let why = own === undefined ? '' : `ISAPI_BRIDGE_CLANG names ${own}, which is no clang. `
  for (const program of names) {
    const clang = await probe(program, sdk)
    if (typeof clang === 'object') return clang
    if (clang !== '') why = clang
  }
  return why
}

async function probe(program: string, sdk: string | undefined): Promise<SystemClang | string> {
  try {
    const { stdout } = await execute(program, ['--version'])
    const [, version = '', major = '0'] = /clang version ((\d+)[\d.]*)/.exec(stdout) ?? []
    if (version === '') return ''
    if (Number(major) < OLDEST) return `${program} is version ${version}, which is too old. `
    const { stdout: resources } = await execute(program, ['--print-resource-dir'])
    const roots = sdk !== undefined && program.startsWith(sdk) ? [join(sdk, 'share', 'wasi-sysroot')] : ['/usr', '/opt/wasi-sdk/share/wasi-sysroot']
    for (const [root, target] of roots.flatMap((folder) => TARGETS.map((name) => [folder, name] as const))) {
      const headers = join(root, 'include', target)
      const library = join(root, 'lib', target)
      const cpp = [join(dirname(dirname(dirname(resources.trim()))), 'include', target, 'c++', 'v1'), join(headers, 'c++', 'v1')].find((folder) => existsSync(join(folder, 'string')))
      if (!existsSync(join(headers, 'stdio.h')) || !existsSync(join(library, 'libc.a')) || !existsSync(join(library, 'libc++.a')) || cpp === undefined) continue
      return {
        program, version, target,
        compile: ['-nostdlibinc', '-isystem', headers],
        compileCpp: ['-nostdlibinc', '-isystem', cpp, '-isystem', headers],
        link: [`--sysroot=${root}`]
      }
    }
    return `${program} (${version}) has no wasi-libc or no libc++ for wasm32. `
  } catch {
    return '' // there is no such program
  }
}

class SystemToolchain implements Toolchain {
  readonly name: string
  readonly target: string
  readonly parallel = 2
  readonly #clang: SystemClang

  constructor(clang: SystemClang) {
    this.name = `clang ${clang.version} (${clang.program})`
    this.target = clang.target
    this.#clang = clang
  }

  open(tree: Tree): Workspace {
    const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-wasm-'))
    for (const [path, bytes] of tree) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), bytes)
    }
    const { program, compile, compileCpp, link } = this.#clang
    return {
      async run(which, args, output) {
        const system = args.includes('-c') ? (which === 'clang' ? compile : compileCpp) : link
        const driver = which === 'clang' ? [] : ['--driver-mode=g++']
        try {
          const { stderr } = await execute(program, [...driver, ...args, ...system, '-o', output], { cwd: folder, maxBuffer: 64 * 1024 * 1024 })
          return { ok: true, text: stderr, output: new Uint8Array(readFileSync(join(folder, output))) }
        } catch (error) {
          return { ok: false, text: error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error), output: null }
        }
      },
      add(path, bytes) { writeFileSync(join(folder, path), bytes) },
      close() { rmSync(folder, { recursive: true, force: true }) }
    }
  }
}

type BundleTree = { [name: string]: BundleTree | string | Uint8Array }
interface Bundle {
  /** Without arguments: reads itself from the disk, of which it speaks on standard output unless it is given somebody to tell. */
  runLLVM(args: undefined, files: undefined, options: { readonly fetchProgress: () => void }): Promise<unknown>
  readonly commands: Readonly<Record<string, (args: string[], files: BundleTree, options: { stderr: (bytes: Uint8Array | null) => void; stdout: (bytes: Uint8Array | null) => void }) => Promise<BundleTree>>>
}

class BundleToolchain implements Toolchain {
  readonly name = `${BUNDLE} ${BUNDLE_VERSION}`
  readonly target = 'wasm32-wasip1'
  readonly parallel = 1
  readonly #bundle: Bundle

  constructor(bundle: Bundle) { this.#bundle = bundle }

  open(tree: Tree): Workspace {
    let files: BundleTree = {}
    for (const [path, bytes] of tree) put(files, path, bytes)
    const bundle = this.#bundle
    return {
      async run(which, args, output) {
        let text = ''
        const stderr = (bytes: Uint8Array | null): void => { if (bytes !== null) text += Buffer.from(bytes).toString('utf8') }
        const command = bundle.commands[which]
        if (command === undefined) throw new WasmError('ERR_WASM_COMPILER', `${BUNDLE} has no ${which}.`)
        remove(files, output) // it would not be written anew
        try {
          files = await command([...args, '-o', output], files, { stderr, stdout: stderr })
          const made = get(files, output)
          return { ok: made !== null, text, output: made }
        } catch (error) {
          return { ok: false, text: text === '' ? String(error) : text, output: null }
        }
      },
      add(path, bytes) { put(files, path, bytes) },
      close() {}
    }
  }
}

function put(tree: BundleTree, path: string, bytes: Uint8Array): void {
  const parts = path.split('/')
  const name = parts.pop() ?? path
  let folder = tree
  for (const part of parts) {
    const next = folder[part] ?? {}
    folder[part] = next
    folder = next as BundleTree // made here
  }
  folder[name] = bytes
}

function remove(tree: BundleTree, path: string): void {
  const parts = path.split('/')
  const name = parts.pop() ?? path
  let folder: BundleTree | string | Uint8Array | undefined = tree
  for (const part of parts) folder = typeof folder === 'object' && !(folder instanceof Uint8Array) ? folder[part] : undefined
  if (typeof folder === 'object' && !(folder instanceof Uint8Array)) delete folder[name]
}

function get(tree: BundleTree, path: string): Uint8Array | null {
  let found: BundleTree | string | Uint8Array | undefined = tree
  for (const part of path.split('/')) found = typeof found === 'object' && !(found instanceof Uint8Array) ? found[part] : undefined
  return typeof found === 'string' ? Buffer.from(found, 'latin1') : found instanceof Uint8Array ? found : null
}

async function findBundle(): Promise<BundleToolchain | null> {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url, join(bundleFolder(), 'package.json')]) {
    try {
      const file = createRequire(from).resolve(BUNDLE)
      const bundle = await import(pathToFileURL(file).href) as Bundle // its declared interface
      await bundle.runLLVM(undefined, undefined, { fetchProgress: () => {} })
      return new BundleToolchain(bundle)
    } catch {
      continue
    }
  }
  return null
}

export type ToolchainName = 'system' | 'bundle'

/**
 * The compiler of this machine: the system's if it has one, else the bundle.
 * @param install told what happens when neither is there and npm brings the bundle; without it nothing is installed
 * @throws WasmError ERR_WASM_COMPILER there is none
 */
export async function findToolchain(which?: ToolchainName, install?: (step: string) => void): Promise<Toolchain> {
  const clang = which === 'bundle' ? '' : await findSystem()
  if (typeof clang !== 'string') return new SystemToolchain(clang)
  if (which !== 'system') {
    const bundle = await findBundle()
    if (bundle !== null) return bundle
    if (install !== undefined) {
      await installBundle(install)
      const installed = await findBundle()
      if (installed !== null) return installed
    }
  }
  throw new WasmError('ERR_WASM_COMPILER', `There is no compiler for WebAssembly here. ${clang}`.trimEnd())
}
