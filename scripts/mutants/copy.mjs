// A copy of the repository in a temporary folder, in which one fault at a time is tried. Dependencies are links to those of the original.

import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'

/** What no test reads. */
const LEFT_OUT = new Set(['.git', '.turbo', 'logs', 'dist', 'coverage'])
/** Milliseconds after which a run is one that does not end. */
const PATIENCE = 180_000

export class Copy {
  #folder
  #child = null

  constructor(root, number) {
    this.#folder = mkdtempSync(join(tmpdir(), `isapi-bridge-mutants-${number}-`))
    const modules = join(root, 'node_modules')
    cpSync(root, this.#folder, {
      recursive: true,
      verbatimSymlinks: true, // node_modules of the packages are links inside the repository
      filter: (path) => !LEFT_OUT.has(basename(path)) && path !== modules && !relative(root, path).includes(join('node_modules', '.cache'))
    })
    mkdirSync(join(this.#folder, 'node_modules'))
    for (const name of readdirSync(modules).filter((each) => each !== '.vite')) symlinkSync(join(modules, name), join(this.#folder, 'node_modules', name))
  }

  /** Puts the fault in; the function that comes back takes it out. */
  apply({ file, find, replace }) {
    const path = join(this.#folder, file)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(find, () => replace))
    return () => { writeFileSync(path, text) }
  }

  /** Runs tests up to the first that fails. */
  async test(tests) {
    const output = join(this.#folder, 'mutants-result.json')
    rmSync(output, { force: true })
    const { ended, text } = await this.#vitest(['run', '--bail=1', '--reporter=json', `--outputFile=${output}`, ...tests])
    if (!ended) return { outcome: 'killed', why: 'a run that does not end' }
    if (!existsSync(output)) return { outcome: 'broken', why: text.trim().slice(-300) }
    const { success, testResults } = JSON.parse(readFileSync(output, 'utf8'))
    if (success) return { outcome: 'survived', why: '' }
    const failed = testResults.flatMap((file) => file.assertionResults).find(({ status }) => status === 'failed')
    if (failed !== undefined) return { outcome: 'killed', why: `"${failed.fullName.trim()}"` }
    return { outcome: 'broken', why: testResults.find(({ status }) => status === 'failed')?.message.slice(0, 300) ?? 'the tests did not run' }
  }

  /** Ends a run that is under way, and goes. */
  remove() {
    this.#stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #vitest(args) {
    return new Promise((resolve, reject) => {
      const program = join(this.#folder, 'node_modules', 'vitest', 'vitest.mjs')
      const child = spawn(process.execPath, [program, ...args], {
        cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'], detached: process.platform !== 'win32', env: { ...process.env, CI: 'true' }
      })
      let text = ''
      child.stderr.on('data', (chunk) => { text = (text + chunk).slice(-4000) })
      let ended = true
      const clock = setTimeout(() => {
        ended = false
        this.#stop()
      }, PATIENCE)
      this.#child = child
      child.once('error', reject)
      child.once('close', () => {
        this.#child = null
        clearTimeout(clock)
        resolve({ ended, text })
      })
    })
  }

  #stop() {
    if (this.#child === null) return
    if (process.platform === 'win32') this.#child.kill()
    else process.kill(-this.#child.pid, 'SIGKILL') // its workers too
  }
}
