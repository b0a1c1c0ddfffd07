// The headers as sources include them, and what the C run-time does.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { compile, findToolchain, loadWasmFilter } from '@isapi-bridge/wasm'

const compiler = await findToolchain('system').catch(() => null)
const INCLUDE = fileURLToPath(new URL('../include', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-headers-'))
afterAll(() => { rmSync(folder, { recursive: true }) })

/** Those of MFC, ATL, COM and modules are for C++; sets of packing come in pairs, and what begins with a line is included by others. */
const CPP = /^(?:afx|atl|cstringt|httpserv|httpcach|wpframework|iiswebsocket|ahadmin|versionhelpers|wrl)/
const INNER = /^(?:_|pshpack|poppack)/
/** The one cannot stand beside wininet.h, the other brings entry points, in the SDK too. */
const ALONE = /^(?:winhttp|afxisapi)/
const HEADERS = readdirSync(INCLUDE).filter((name) => name.endsWith('.h') && !INNER.test(name))

const ENTRIES = `
#include <httpfilt.h>
BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer) { pVer->dwFlags = SF_NOTIFY_LOG; return TRUE; }
DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD type, LPVOID data) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
`

/** Each header in a source of its own, all compiled to one file. */
async function compileEach(language: 'c' | 'cpp', headers: readonly string[], before = ''): Promise<void> {
  const at = mkdtempSync(join(folder, 'each-'))
  const sources = [['entries', `#include <windows.h>${ENTRIES}`], ...headers.map((name) => [name.replace('.', '_'), `#include <windows.h>\n#include <${name}>\n#include <${name}>\n`])]
  const files = sources.map(([name, text]) => {
    const file = join(at, `${name}.${language}`)
    writeFileSync(file, `${name === 'entries' ? '' : before}${text}`)
    return file
  })
  const { warnings } = await compile(files, { toolchain: 'system' })
  expect(warnings).toEqual([])
}

describe.skipIf(compiler === null)('headers', () => {
  it('each alone, twice, in C', () => compileEach('c', HEADERS.filter((name) => !CPP.test(name))), 300_000)
  it('those of C++ each alone, twice', () => compileEach('cpp', HEADERS.filter((name) => CPP.test(name))), 300_000)
  it('all together, in C++', () => compileEach('cpp', ['windows.h'], HEADERS.filter((name) => !ALONE.test(name)).map((name) => `#include <${name}>\n`).join('')), 300_000)
  it('for wide characters', () => compileEach('cpp', ['tchar.h', 'strsafe.h', 'shlwapi.h', 'winreg.h', 'winver.h', 'afxisapi.h', 'atlstr.h', 'httpserv.h'], '#define UNICODE\n#define _UNICODE\n'), 300_000)
})

it.skipIf(compiler === null)('the C run-time does what Visual C++\'s does', async () => {
  const source = fileURLToPath(new URL('headers/crt.c', import.meta.url))
  const filter = join(folder, 'crt-filter.c')
  // Its lines are what it prints when GetFilterVersion is called.
  writeFileSync(filter, `#define main crt_main\n#include "${source.replaceAll('\\', '/')}"\n#undef main\n#include <httpfilt.h>\nBOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer) { crt_main(); fflush(stdout); pVer->dwFlags = SF_NOTIFY_LOG; return TRUE; }\nDWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD type, LPVOID data) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }\n`)
  const { bytes } = await compile([filter], { toolchain: 'system', includes: [join(source, '..')] })
  const home = join(folder, 'home')
  mkdirSync(home)
  let said = ''
  const { GetFilterVersion } = await loadWasmFilter(bytes, {
    name: 'crt', drive: { 'C:\\filters\\crt': { folder: home, writable: true } }, eventLog: ({ source: from, text }) => { if (from === 'stdout') said += `${text}\n` }
  })
  GetFilterVersion({ dwServerFilterVersion: 0, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 })
  expect(said.split('\n')).toEqual(readFileSync(new URL('headers/crt.expected.txt', import.meta.url), 'utf8').split('\n'))
}, 300_000)
