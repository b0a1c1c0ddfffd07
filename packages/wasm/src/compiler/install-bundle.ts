// The bundle from npm, fetched at the first need and kept beside the user's other caches.

import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { WasmError } from '../errors.ts'
import { BUNDLE, BUNDLE_VERSION } from './bundle.ts'
import { cacheFolder } from './cache-folder.ts'

/** Longer than a slow line needs. */
const PATIENCE = 10 * 60_000

const execute = promisify(execFile)

/** Where it is installed on demand. */
export function bundleFolder(): string { return join(cacheFolder(), `clang-${BUNDLE_VERSION}`) }

/**
 * Installs it there.
 * @throws WasmError ERR_WASM_COMPILER it cannot be had, with npm's reason
 */
export async function installBundle(onProgress: (step: string) => void): Promise<void> {
  const folder = bundleFolder()
  onProgress(`no clang for WebAssembly here: installing ${BUNDLE}, about 100 MB, once, into ${folder}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    await execute('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', `${BUNDLE}@${BUNDLE_VERSION}`], { cwd: folder, timeout: PATIENCE, shell: process.platform === 'win32' })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true }) // half of it would be found next time
    throw new WasmError('ERR_WASM_COMPILER', `There is no compiler for WebAssembly here, and npm could not bring one: ${reasonOf(error)}.`, error)
  }
}

function reasonOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
  const lines = said.split('\n').map((line) => line.replace(/^npm (?:error|ERR!)\s*/, '').trim()).filter((line) => line !== '' && !line.startsWith('npm warn') && !line.startsWith('A complete log'))
  return (lines.find((line) => !line.startsWith('code ')) ?? (error instanceof Error ? error.message : String(error))).replace(/\.$/, '')
}
