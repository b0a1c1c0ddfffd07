// Several server processes with the same filter: the command, as it is built. `npm test` builds first.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, vi } from 'vitest'
import { statement } from '../statement.ts'
import { makeFolder, type Folder } from '../support/setup.ts'

vi.setConfig({ testTimeout: 30_000 })

const bin = fileURLToPath(new URL('../node_modules/@isapi-bridge/cli/bin/isapi-bridge.js', import.meta.url))

/** Counts in globals, and tells process, user and counts in the answer. It answers by itself, so that it depends on nothing but the entry points. */
const COUNTING = `let [loaded, requests] = [0, 0]
export function GetFilterVersion(pVer) { loaded++; pVer.dwFlags = 0x00004000; return true }
export function HttpFilterProc(pfc) {
  requests++
  const body = JSON.stringify({ pid: process.pid, user: process.getuid?.() ?? 0, loaded, requests })
  pfc.ServerSupportFunction(pfc, 0, '200 OK', 'Content-Type: application/json\\r\\nContent-Length: ' + body.length + '\\r\\n\\r\\n', 0)
  pfc.WriteClient(pfc, Buffer.from(body), { value: body.length }, 0)
  return 0x08000000
}
`

interface Told { readonly pid: number; readonly user: number; readonly loaded: number; readonly requests: number }

/** A server process of its own. */
async function startProcess(folder: Folder): Promise<{ pid: number; ask(): Promise<Told> }> {
  const child = spawn(process.execPath, [bin, 'serve', '--filter', 'counting.mjs', '--root', 'www', '--port', '0'], { cwd: folder.path, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise((resolve) => { child.once('close', resolve) })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const url = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
      const [, found] = /listening on (\S+)\n/.exec(out) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => { reject(new Error(`It ended: ${out}`)) })
  })
  return { pid: child.pid ?? 0, ask: async () => await (await fetch(`${url}/`)).json() as Told } // what the filter writes
}

async function startTwo(): Promise<Awaited<ReturnType<typeof startProcess>>[]> {
  const folder = makeFolder()
  folder.write('counting.mjs', COUNTING)
  return Promise.all([startProcess(folder), startProcess(folder)])
}

statement('filter.processes.own-instance', async () => {
  const servers = await startTwo()
  const answers = await Promise.all(servers.map((server) => server.ask()))
  expect(answers.map(({ pid }) => pid)).toEqual(servers.map(({ pid }) => pid))
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2)
  expect(answers.map(({ user }) => user)).toEqual(servers.map(() => process.getuid?.() ?? 0)) // whom each runs as, here the same
})

statement('filter.processes.own-globals', async () => {
  const [first, second] = await startTwo()
  const counts = async (server: typeof first): Promise<unknown[]> => {
    const { loaded, requests } = await server?.ask() ?? { loaded: 0, requests: 0 }
    return [loaded, requests]
  }
  expect(await counts(first)).toEqual([1, 1])
  expect(await counts(first)).toEqual([1, 2])
  expect(await counts(second)).toEqual([1, 1])
  expect(await counts(first)).toEqual([1, 3])
})
