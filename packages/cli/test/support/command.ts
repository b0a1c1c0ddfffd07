// The command in this process, its lines kept; and as a process of its own, as it is built: `npm test` builds first.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { run } from '@isapi-bridge/cli'

const bin = fileURLToPath(new URL('../../bin/isapi-bridge.js', import.meta.url))

export interface Folder {
  readonly path: string
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
  return { path, write }
}

/** A filter that registers for PREPROC_HEADERS; in plain JavaScript, as somebody brings it. */
export const FILTER = `export function GetFilterVersion(pVer) { pVer.dwFlags = 0x00004000 | 0x00020000; return true }
export function HttpFilterProc(pfc, type, data) { data.SetHeader(pfc, 'X-Seen:', 'yes'); return 0x08000002 }
`
/** A module for plans, which make no instances. */
export const MODULE = 'export const RegisterModule = (version, info) => info.SetRequestNotifications({ GetHttpModule() {}, Terminate() {} }, 1, 0)\n'
/** A module that sets a response header, for a process of its own. */
export const SERVED_MODULE = `import { CHttpModule, createModuleFactory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE } from '${new URL('../../node_modules/@isapi-bridge/module-api/dist/index.js', import.meta.url).href}'
class Module extends CHttpModule {
  OnBeginRequest(context) { context.GetResponse().SetHeader('X-Module', 'yes', true); return RQ_NOTIFICATION_CONTINUE }
}
export const RegisterModule = (version, info) => info.SetRequestNotifications(createModuleFactory(Module), RQ_BEGIN_REQUEST, 0)
`

export interface Ran { readonly code: number; readonly out: string; readonly err: string }

/** Runs the command here. `serve` goes on for ever; ask it for what fails. */
export async function command(...args: readonly string[]): Promise<Ran> {
  const lines = { out: '', err: '' }
  const code = await run(args, { out(line) { lines.out += `${line}\n` }, err(line) { lines.err += `${line}\n` }, colour: false })
  return { code, ...lines }
}

export interface Child {
  readonly child: ChildProcess
  readonly exit: Promise<Ran>
  /** What was printed up to a text, that included. */
  until(text: string, where?: 'out' | 'err'): Promise<string>
}

/** Starts the command as a process of its own. */
export function start(cwd: string, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...process.env, NO_COLOR: '' }, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  let [out, err] = ['', '']
  const waiting: (() => void)[] = []
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => { err += chunk; for (const look of waiting) look() })
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => { out += chunk; for (const look of waiting) look() })
  return {
    child,
    exit: new Promise((resolve) => { child.once('close', (code) => { resolve({ code: code ?? -1, out, err }) }) }),
    until: (text, where = 'out') => new Promise((resolve, reject) => {
      const look = (): void => { if ((where === 'out' ? out : err).includes(text)) resolve(where === 'out' ? out : err) }
      waiting.push(look)
      child.once('close', () => { reject(new Error(`It ended:\n${out}${err}`)) })
      look()
    })
  }
}
