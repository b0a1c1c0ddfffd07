import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { compile, findToolchain, WasmError } from '@isapi-bridge/wasm'

const compiler = await findToolchain().catch(() => null)
const FORWARDED = fileURLToPath(new URL('filters/forwarded.c', import.meta.url))

function sources(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-compile-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

it.skipIf(compiler === null)('gives the same bytes each time, and says what the filter wants', async () => {
  const [one, other] = [await compile([FORWARDED]), await compile([FORWARDED])]
  expect(Buffer.compare(one.bytes, other.bytes)).toBe(0)
  expect(one).toMatchObject({ notifications: ['SF_NOTIFY_PREPROC_HEADERS', 'SF_NOTIFY_LOG'], description: 'Forwarded addresses', missing: [], warnings: [], refusal: null })
}, 120_000)

it.skipIf(compiler === null)('finds headers in any case and with backslashes, and names what is not there', async () => {
  const folder = sources({
    'Src/Filter.C': '#include <Windows.H>\n#include <HttpFilt.h>\n#include "..\\INC\\Flags.h"\nBOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = FLAGS; return TRUE; }\n\nDWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT c, DWORD n, LPVOID p) { return not_there(n); }\n',
    'Inc/flags.h': '#define FLAGS SF_NOTIFY_LOG\n'
  })
  const { missing, notifications } = await compile([join(folder, 'Src/Filter.C')])
  expect(notifications).toEqual(['SF_NOTIFY_LOG'])
  expect(missing).toEqual([{ function: 'not_there', file: expect.stringContaining('Filter.C'), line: 6 }])
}, 120_000)

it.skipIf(compiler === null)('names file and line of an error', async () => {
  const folder = sources({ 'bad.cpp': '#include <windows.h>\nint f() { return nothing; }\n' })
  await expect(compile([join(folder, 'bad.cpp')])).rejects.toThrow(/bad\.cpp:2: use of undeclared identifier 'nothing'/)
}, 120_000)

it('a source that is not there is named', async () => {
  await expect(compile(['nowhere.c'])).rejects.toThrow(WasmError)
  await expect(compile(['nowhere.c'])).rejects.toThrow('nowhere.c does not exist.')
})

it.skipIf(compiler === null)('knows a module by its RegisterModule, whose C++ name a .def file exports', async () => {
  const { kind, notifications, missing, refusal } = await compile([fileURLToPath(new URL('modules/default-document.cpp', import.meta.url))])
  expect({ kind, notifications, missing, refusal }).toEqual({ kind: 'module', notifications: ['RQ_MAP_PATH'], missing: [], refusal: null })
}, 120_000)

// Another compiler, or another version, writes other bytes.
it.skipIf(compiler?.name.startsWith('clang 16.') !== true).each(['samples', 'default-document', 'timing'])('the prebuilt module %s is what its source gives', async (name) => {
  const { bytes } = await compile([fileURLToPath(new URL(`modules/${name}.cpp`, import.meta.url))])
  expect(Buffer.compare(bytes, readFileSync(new URL(`prebuilt/${name}.wasm`, import.meta.url)))).toBe(0)
}, 120_000)
