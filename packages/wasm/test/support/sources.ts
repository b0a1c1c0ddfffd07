// Filters of a few lines, compiled from texts.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { SF_NOTIFY_PREPROC_HEADERS, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { compile, loadWasmFilter, type Compiled, type EventLogEntry, type WasmFilter, type WasmFilterOptions } from '@isapi-bridge/wasm'

/** A folder with these files, for the length of a test. */
export function project(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-project-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

export const filter = (body: string, head: string = ''): string => `#include <windows.h>\n#include <httpfilt.h>\n${head}\nBOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = SF_NOTIFY_PREPROC_HEADERS; return TRUE; }\nDWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD n, LPVOID p) { ${body}\n return SF_STATUS_REQ_NEXT_NOTIFICATION; }\n`

/** Calls of a filter that uses nothing of the server. */
export function start(loaded: WasmFilter): (notification?: number) => unknown {
  loaded.GetFilterVersion({ dwServerFilterVersion: 0x6_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 })
  const pfc = { Revision: 0x6_0000, fIsSecurePort: false } as HTTP_FILTER_CONTEXT // these filters use nothing else of it
  return (notification = SF_NOTIFY_PREPROC_HEADERS) => loaded.HttpFilterProc(pfc, notification as never, (notification === SF_NOTIFY_PREPROC_HEADERS ? { HttpStatus: 0, dwReserved: 0 } : null) as never) // likewise
}

/** What a filter with this body says by OutputDebugString in one notification. */
export async function said(body: string, head: string = '', { defines = [], ...options }: WasmFilterOptions & { defines?: string[] } = {}): Promise<{ lines: string[]; compiled: Compiled }> {
  const compiled = await compile([join(project({ 'filter.cpp': filter(body, head) }), 'filter.cpp')], { defines })
  const events: EventLogEntry[] = []
  start(await loadWasmFilter(compiled.bytes, { name: 'filter', eventLog: (entry) => { events.push(entry) }, ...options }))()
  return { lines: events.map(({ text }) => text), compiled }
}
