import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BUNDLE, BUNDLE_VERSION, compile, findToolchain } from '@isapi-bridge/wasm'

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
    'Src/Filter.C': '#include <Windows.H>\n#include <HttpFilt.h>\n#include "..\\INC\\Flags.h"\nBOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = FLAGS; lstrcpy(v->lpszFilterDesc, "Prüfer"); return TRUE; }\n\nDWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT c, DWORD n, LPVOID p) { return not_there(n); }\n',
    'Inc/flags.h': '#define FLAGS SF_NOTIFY_LOG\n'
  })
  const { missing, notifications, description } = await compile([join(folder, 'Src/Filter.C')])
  expect({ notifications, description }).toEqual({ notifications: ['SF_NOTIFY_LOG'], description: 'Prüfer' })
  expect(missing).toEqual([{ function: 'not_there', file: expect.stringContaining('Filter.C'), line: 6 }])
}, 120_000)

it.skipIf(compiler === null)('names file and line of an error', async () => {
  const folder = sources({ 'bad.cpp': '#include <windows.h>\nint f() { return nothing; }\n' })
  await expect(compile([join(folder, 'bad.cpp')])).rejects.toThrow(/bad\.cpp:2: use of undeclared identifier 'nothing'/)
}, 120_000)

describe('what is no source is told before anything is compiled', () => {
  const files = {
    'a.c': '', 'b.cpp': '', 'filter.def': 'LIBRARY', 'filter.h': '', 'notes.txt': '',
    'filter.dsp': 'SOURCE=.\\a.c\r\nSOURCE=.\\filter.def\r\nSOURCE=".\\b.cpp"\r\n',
    'filter.vcproj': '<File\r\n\tRelativePath=".\\a.c">\r\n</File><File RelativePath="filter.h"></File>',
    'filter.vcxproj': '<ClCompile Include="a.c" /><ClInclude Include="filter.h" />', 'cpp.vcxproj': '<CompileAs>CompileAsCpp</CompileAs><ClCompile Include="a.c" />', 'cpp.dsp': '# ADD CPP /nologo /W3 /TP /c\r\nSOURCE=.\\a.c\r\n'
  }
  it.each([
    ['nowhere.c', /nowhere\.c does not exist\. Name the sources/],
    ['.', /is a folder; its sources: \S+a\.c \S+b\.cpp\./],
    ['filter.def', /filter\.def is not needed: the entry points are found by their names\./],
    ['filter.h', /filter\.h is a header/],
    ['notes.txt', /notes\.txt is no source in C or C\+\+\./],
    ['filter.dsp', /filter\.dsp is a project; its sources: \S+a\.c \S+b\.cpp\./],
    ['filter.vcproj', /filter\.vcproj is a project; its sources: \S+a\.c\./],
    ['cpp.vcxproj', /cpp\.vcxproj is a project; its sources: \S+a\.c; it takes those in C as C\+\+, which --cpp does\./],
    ['cpp.dsp', /cpp\.dsp is a project; its sources: \S+a\.c; it takes those in C as C\+\+, which --cpp does\./],
    ['filter.vcxproj', /filter\.vcxproj is a project; its sources: \S+a\.c\./]
  ])('%s', async (name, says) => {
    await expect(compile([join(sources(files), name)])).rejects.toThrow(says)
    await expect(compile([join(sources(files), name)])).rejects.toMatchObject({ name: 'WasmError', code: 'ERR_WASM_INPUT' })
  })

  it('a folder of headers that is not there', async () => {
    await expect(compile([FORWARDED], { includes: ['nowhere'] })).rejects.toThrow('-I nowhere: there is no such folder.')
  })

  it('a folder in place of the file to write, and a file in place of a folder', async () => {
    const folder = sources({ file: '' })
    await expect(compile([FORWARDED], { out: folder })).rejects.toThrow(/is a folder, not a file such as .*\.wasm\. Name a file/)
    await expect(compile([FORWARDED], { out: join(folder, 'file', 'x.wasm') })).rejects.toMatchObject({ code: 'ERR_WASM_OUTPUT', message: expect.stringMatching(/a part of the path is no folder/) })
  })
})

it.skipIf(compiler === null)('makes the folder of the file to write', async () => {
  const folder = sources({})
  await compile([FORWARDED], { out: join(folder, 'out', 'new', 'x.wasm') })
  expect(existsSync(join(folder, 'out', 'new', 'x.wasm'))).toBe(true)
}, 120_000)

it('where there is no compiler, it says what to install, and what was wrong with the one that is there', async () => {
  const before = process.env['ISAPI_BRIDGE_CLANG']
  onTestFinished(() => { if (before === undefined) delete process.env['ISAPI_BRIDGE_CLANG']; else process.env['ISAPI_BRIDGE_CLANG'] = before })
  process.env['ISAPI_BRIDGE_CLANG'] = process.execPath
  await expect(findToolchain('system')).rejects.toThrow(`There is no compiler for WebAssembly here. ISAPI_BRIDGE_CLANG names ${process.execPath}, which is no clang. Install clang 16 or newer with wasi-libc and libc++ for wasm32, or run \`npm install ${BUNDLE}@${BUNDLE_VERSION}\``)
})

it.skipIf(compiler === null)('knows a module by its RegisterModule, whose C++ name a .def file exports', async () => {
  const { kind, notifications, missing, refusal } = await compile([fileURLToPath(new URL('modules/default-document.cpp', import.meta.url))])
  expect({ kind, notifications, missing, refusal }).toEqual({ kind: 'module', notifications: ['RQ_MAP_PATH'], missing: [], refusal: null })
}, 120_000)

it.skipIf(compiler === null)('RegisterModule may take the newer interfaces, under its C++ name too', async () => {
  const folder = sources({ 'module.cpp': '#include <httpserv.h>\nclass CFactory : public IHttpModuleFactory { HRESULT GetHttpModule(CHttpModule **, IModuleAllocator *) { return E_FAIL; } void Terminate() { delete this; } };\nHRESULT __stdcall RegisterModule(DWORD, IHttpModuleRegistrationInfo2 *info, IHttpServer2 *) { return info->SetRequestNotifications(new CFactory, RQ_LOG_REQUEST, 0); }\n' })
  expect(await compile([join(folder, 'module.cpp')])).toMatchObject({ kind: 'module', notifications: ['RQ_LOG_REQUEST'], missing: [] })
}, 120_000)
