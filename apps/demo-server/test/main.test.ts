// The command itself, as it is built: `npm test` builds first.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 30_000 })

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const logFolder = mkdtempSync(join(tmpdir(), 'isapi-bridge-demo-'))
const started: ChildProcess[] = []
const blockers: Server[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  for (const server of blockers.splice(0)) server.close()
})
afterAll(() => { rmSync(logFolder, { recursive: true }) })

interface Run {
  readonly child: ChildProcess
  readonly exit: Promise<{ code: number | null; signal: string | null; out: string; err: string }>
  /** What was printed up to a text, that included. */
  until(text: string): Promise<string>
}

function run(env: Record<string, string>, ...args: string[]): Run {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, DEBUG: '', LOG_DIR: logFolder, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let out = ''
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => { err += chunk })
  const waiting: (() => void)[] = []
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => { out += chunk; for (const look of waiting) look() })
  return {
    child,
    exit: new Promise((resolve) => { child.once('close', (code, signal) => { resolve({ code, signal, out, err }) }) }),
    until: (text) => new Promise((resolve, reject) => {
      const look = (): void => { if (out.includes(text)) resolve(out) }
      waiting.push(look)
      child.once('close', () => { reject(new Error(`It ended:\n${out}${err}`)) })
      look()
    })
  }
}

async function takenPort(): Promise<string> {
  const server = createServer()
  blockers.push(server)
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return String((server.address() as AddressInfo).port) // it listens on a port
}

it.each(['SIGINT', 'SIGTERM'] as const)('prints the plan and the address, and ends with 0 on %s', async (signal) => {
  const { child, exit, until } = run({ PORT: '0' })
  const out = await until('listening on http://127.0.0.1:')
  expect(out).toMatch(/filter +url-rewriter +SF_NOTIFY_PREPROC_HEADERS/)
  expect(out).toMatch(/module +default-document +MAP_PATH/)
  const url = /listening on (\S+)/.exec(out)?.[1] ?? ''
  expect(await (await fetch(`${url}/legacy/hello`)).json()).toEqual({ hello: 'world', url: '/app/hello' })
  child.kill(signal)
  expect(await exit).toMatchObject({ code: 0, signal: null, err: '' })
})

it('says what to do when the port is in use', async () => {
  const port = await takenPort()
  const { code, err } = await run({ PORT: port }).exit
  expect(code).toBe(1)
  expect(err).toMatch(new RegExp(`^isapi-bridge: port ${port} is in use; .*PORT=\\d+ npm start.\n$`))
})

it.each(['http', '-1', '65536', '80.5', ' '])('refuses PORT=%j', async (PORT) => {
  const { code, err } = await run({ PORT }).exit
  expect(code).toBe(1)
  expect(err).toMatch(/^isapi-bridge: PORT is ".*"; it must be a whole number from 0 to 65535.*\n$/)
})

it('refuses a LOG_DIR that is no folder', async () => {
  const { code, err } = await run({ PORT: '0', LOG_DIR: main }).exit
  expect(code).toBe(1)
  expect(err).toMatch(/^isapi-bridge: log files cannot be written .*LOG_DIR=.*\n$/)
})

it.each([[{ DEBUG: '1' }, []], [{}, ['--verbose']]])('shows the stack with %j %j', async (env, args) => {
  const { code, err } = await run({ PORT: 'x', ...env }, ...args).exit
  expect(code).toBe(1)
  expect(err).toMatch(/\n +at /)
})
