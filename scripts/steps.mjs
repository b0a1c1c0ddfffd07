// What the commands of package.json share. Each step says in one line what it does, and fails in one line.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'node_modules', '.isapi-bridge-install')
const windows = process.platform === 'win32'

/** A step that did not work: `message` is all that the user needs to read. */
class StepError extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

export function say(line) {
  console.log(`isapi-bridge: ${line}`)
}

/** Runs a command; an expected failure becomes one line and an exit code, a bug keeps its stack. */
export async function command(body) {
  try {
    checkNode()
    await body(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    if (error.message !== '') console.error(`isapi-bridge: ${error.message}`)
    process.exitCode = error.exitCode
  }
}

/** Installs the dependencies, unless lockfile and manifests are the ones of the last time. */
export async function install() {
  const wanted = stamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  const pnpm = readJson('package.json').packageManager
  say(`installing dependencies with ${pnpm} (only when they have changed)`)
  const args = ['-y', pnpm, 'install', '--frozen-lockfile']
  await run('npx', args, {
    // No terminal, no question: pnpm asks before it replaces a node_modules of another origin.
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 'inherit', 'inherit'],
    failure: `the installation failed, see above. It needs the network; after a change of a package.json, run "npx -y ${pnpm} install" once.`
  })
  writeFileSync(stampFile, stamp())
}

/** Compiles what changed; `project` is a folder or a tsconfig file. */
export async function build(project = 'tsconfig.build.json') {
  say('building (only what has changed)')
  await runTool('tsc', ['-b', project], { failure: 'the build failed, see above.' })
}

/** Runs a development tool of this repository, by the name of its command. */
export async function runTool(name, args, options = {}) {
  await run(join(root, 'node_modules', '.bin', name), args, options)
}

/** Runs a program; without a `failure` line of its own its output must say enough. */
export async function run(program, args, { failure = '', ...options } = {}) {
  const { code, signal, error } = await new Promise((resolve) => {
    const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
    const child = spawn(program, args, { cwd: root, env, stdio: 'inherit', shell: windows, ...options })
    child.once('error', (reason) => resolve({ error: reason }))
    child.once('exit', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }))
  })
  if (error) throw new StepError(`cannot run ${program}: ${error.message}`)
  if (signal) throw new StepError(`${program} was ended by ${signal}.`)
  if (code !== 0) throw new StepError(failure, code)
}

/** Folders of the workspace, in the order of their names: where a package.json lies, two levels deep at most. */
export function workspaceFolders() {
  return folders('.').flatMap((folder) => [folder, ...folders(folder)])
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
}

export function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

function folders(parent) {
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map((entry) => join(parent, entry.name))
    .sort()
}

function stamp() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...workspaceFolders().map((folder) => join(folder, 'package.json'))]
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.version}\n`)
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  return `${hash.digest('hex')}\n`
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new StepError(`Node 20.19 or newer is needed, this is ${process.versions.node}.`)
  }
}
