// The command in this process, its lines kept; and as a process of its own, as it is built: `npm test` builds first.

import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { run } from '@isapi-bridge/cli'

const bin = fileURLToPath(new URL('../../bin/isapi-bridge.js', import.meta.url))

export interface Folder {
  readonly path: string
  /** The path of a file in it. */
  at(name: string): string
  /** Writes a file and gives its path. */
  write(name: string, text: string | Uint8Array): string
}

/** A folder that goes with the test; it has `www/index.html`. */
export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'isapi-bridge-cli-'))
  onTestFinished(() => { rmSync(path, { recursive: true }) })
  const write = (name: string, text: string | Uint8Array): string => {
    const file = join(path, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  write('www/index.html', 'the index')
  return { path, at: (name) => join(path, name), write }
}

/** A filter that registers for PREPROC_HEADERS; in plain JavaScript, as somebody brings it. */
export const FILTER = `export function GetFilterVersion(pVer) { pVer.dwFlags = 0x00004000 | 0x00020000; return true }
export function HttpFilterProc(pfc, type, data) { data.SetHeader(pfc, 'X-Seen:', 'yes'); return 0x08000002 }
`
/** A module for plans, which make no instances. */
export const MODULE = 'export const RegisterModule = (version, info) => info.SetRequestNotifications({ GetHttpModule() {}, Terminate() {} }, 1, 0)\n'
/** A module that sets a response header. Nobody has installed our packages beside it. */
export const SERVED_MODULE = `import { CHttpModule, createModuleFactory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE } from '@isapi-bridge/module-api'
class Module extends CHttpModule {
  OnBeginRequest(context) { context.GetResponse().SetHeader('X-Module', 'yes', true); return RQ_NOTIFICATION_CONTINUE }
}
export const RegisterModule = (version, info) => info.SetRequestNotifications(createModuleFactory(Module), RQ_BEGIN_REQUEST, 0)
`

export interface Ran { readonly code: number; readonly out: string; readonly err: string }

/** Runs the command here to its end; of `serve`, which goes on, ask what fails. */
export async function command(...args: readonly string[]): Promise<Ran> {
  const lines = { out: '', err: '' }
  const code = await run(args, { out(line) { lines.out += `${line}\n` }, err(line) { lines.err += `${line}\n` }, colour: false })
  return { code, ...lines }
}

/** A command that goes on until it is told to end. */
export interface Going {
  /** Sends it a signal. */
  kill(signal: NodeJS.Signals): void
  readonly exit: Promise<Ran>
  /** What was printed up to a text, that included. */
  until(text: string, where?: 'out' | 'err'): Promise<string>
}

export interface Child extends Going { readonly child: ChildProcess }

/** What is printed, and whoever waits for a part of it. */
class Printed {
  out = ''
  err = ''
  readonly #waiting = new Set<() => void>()

  add(where: 'out' | 'err', text: string): void {
    this[where] += text
    for (const look of this.#waiting) look()
  }

  until(text: string, where: 'out' | 'err', ended: Promise<unknown>): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => { if (this[where].includes(text)) resolve(this[where]) }
      this.#waiting.add(look)
      look()
      const fail = (): void => { reject(new Error(`It ended:\n${this.out}${this.err}`)) }
      ended.then(fail, fail)
    })
  }
}

/** Runs a command here that goes on, such as `serve`. It ends with the test. */
export function go(...args: readonly string[]): Going {
  const printed = new Printed()
  const signals = new EventEmitter()
  const output = { out: (line: string) => { printed.add('out', `${line}\n`) }, err: (line: string) => { printed.add('err', `${line}\n`) }, colour: false }
  const exit = run(args, output, signals).then((code) => ({ code, out: printed.out, err: printed.err }))
  const kill = (signal: NodeJS.Signals): void => { signals.emit(signal) }
  onTestFinished(async () => {
    kill('SIGTERM')
    await exit
  })
  return { kill, exit, until: (text, where = 'out') => printed.until(text, where, exit) }
}

/** Starts the command as a process of its own, which takes a second: for what only a process shows. */
export function start(cwd: string, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...process.env, NO_COLOR: '' }, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  const printed = new Printed()
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => { printed.add('err', chunk) })
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => { printed.add('out', chunk) })
  const exit = new Promise<Ran>((resolve) => { child.once('close', (code) => { resolve({ code: code ?? -1, out: printed.out, err: printed.err }) }) })
  return { child, exit, kill: (signal) => { child.kill(signal) }, until: (text, where = 'out') => printed.until(text, where, exit) }
}
