// A call that never returns is ended by the checks that were compiled in, whatever the filter catches.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SF_NOTIFY_PREPROC_HEADERS, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { createMemoryHost } from '@isapi-bridge/module-api'
import { compile, findToolchain, loadWasmFilter, loadWasmModule } from '@isapi-bridge/wasm'
import { moduleSource } from './support/module-sources.ts'

const compiler = await findToolchain().catch(() => null)
const ENTRY = '#include <windows.h>\n#include <httpfilt.h>\nBOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = SF_NOTIFY_PREPROC_HEADERS; volatile int i; for (i = 0; i < 200000; i++); return TRUE; }\n'

async function compiled(body: string, timeLimit: boolean): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-time-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  writeFileSync(join(folder, 'slow.cpp'), `${ENTRY}DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT c, DWORD n, LPVOID p) { ${body} }\n`)
  return (await compile([join(folder, 'slow.cpp')], { timeLimit })).bytes
}

it.skipIf(compiler === null).each([
  ['an empty loop', 'for (;;);'],
  ['a loop that catches everything', 'for (;;) { try { for (;;); } catch (...) { } }'],
  ['a loop that sleeps', 'for (;;) { try { Sleep(5); } catch (...) { } }']
])('%s is ended, and the next call has a new instance', async (_name, body) => {
  const filter = await loadWasmFilter(await compiled(`static int calls; if (++calls == 1) return SF_STATUS_REQ_NEXT_NOTIFICATION; ${body}`, true), { name: 'slow', limits: { time: 50 } })
  filter.GetFilterVersion({ dwServerFilterVersion: 0x6_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 })
  const pfc = { Revision: 0x6_0000, fIsSecurePort: false } as HTTP_FILTER_CONTEXT // the filter uses nothing else of it
  const call = (): unknown => filter.HttpFilterProc(pfc, SF_NOTIFY_PREPROC_HEADERS, { HttpStatus: 0, dwReserved: 0 } as never) // likewise
  call()
  expect(call).toThrow(/^Filter "slow" broke down in SF_NOTIFY_PREPROC_HEADERS: it has not returned within 50 ms in /)
  expect(call).not.toThrow()
}, 120_000)

it.skipIf(compiler === null)('TerminateFilter has its own time', async () => {
  const bytes = await compiled('return SF_STATUS_REQ_NEXT_NOTIFICATION; } BOOL WINAPI TerminateFilter(DWORD f) { volatile int i; for (i = 0; i < 200000; i++); return TRUE;', true)
  const filter = await loadWasmFilter(bytes, { name: 'slow', limits: { time: 250 } })
  filter.GetFilterVersion({ dwServerFilterVersion: 0x6_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 })
  const begun = performance.now()
  while (performance.now() < begun + 260);
  expect(filter.TerminateFilter?.(0)).toBe(true)
}, 120_000)

it.skipIf(compiler === null)('a file without checks cannot be given a time limit', async () => {
  const bytes = await compiled('return SF_STATUS_REQ_NEXT_NOTIFICATION;', false)
  await expect(loadWasmFilter(bytes, { limits: { time: 50 } })).rejects.toThrow(/compiled without checks.*--time-limit/)
}, 120_000)

it.skipIf(compiler === null)('a module object has its own time', async () => {
  const spin = 'volatile int i; for (i = 0; i < 1000000; i++);'
  const source = moduleSource(`${spin} return RQ_NOTIFICATION_FINISH_REQUEST; } CModule() { ${spin} } int none() {`, '#include <string>')
  const module = await loadWasmModule((await compile([source], { timeLimit: true })).bytes, { name: 'slow', limits: { time: 500 } })
  const host = createMemoryHost({ report: () => {}, modules: [{ name: 'slow', module: module.RegisterModule }] })
  expect((await host.request({ url: '/' })).status).toBe(200)
  const begun = performance.now()
  while (performance.now() < begun + 510);
  expect((await host.request({ url: '/' })).status).toBe(200)
  expect(module.faults).toBe(0)
}, 120_000)

it.skipIf(compiler === null)('a module that never returns is ended too, in its own call and not in those of others; one without checks is refused', async () => {
  const source = moduleSource('static int calls; if (++calls == 2) for (;;);', '#include <string>')
  const reports: string[] = []
  const module = await loadWasmModule((await compile([source], { timeLimit: true })).bytes, { name: 'slow', limits: { time: 50 } })
  const host = createMemoryHost({ report: (error) => { reports.push(error.message) }, modules: [{ name: 'slow', module: module.RegisterModule }] })
  const statuses: number[] = []
  for (let request = 0; request < 3; request++) statuses.push((await host.request({ url: '/' })).status)
  expect(statuses).toEqual([200, 500, 200])
  expect(reports.join()).toMatch(/Module "slow" broke down in OnBeginRequest: it has not returned within 50 ms in /)
  await expect(loadWasmModule((await compile([source])).bytes, { name: 'slow', limits: { time: 50 } })).rejects.toThrow(/^Module "slow" was compiled without checks.*--time-limit/)
}, 120_000)
