// What cannot be fails as documented, and is named: when it is compiled, and when it is called.

import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { compile, findToolchain } from '@isapi-bridge/wasm'
import { filter, project, said } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

const HEAD = '#include <stdio.h>\n#include <process.h>\n#include <objbase.h>\n#include <thread>\n#include <afxwin.h>\nstatic UINT start(LPVOID) { return 0; }\nstatic DWORD WINAPI run(LPVOID) { return 0; }\nstatic unsigned __stdcall work(void *) { return 0; }\nstatic void old(void *) {}\nstatic void tell(long value) { char text[64]; sprintf(text, "%ld %lu", value, GetLastError()); OutputDebugStringA(text); }'

/** TABLE: function, a call of it, what it gives and the last error. */
const CALLS: readonly (readonly [string, string, string])[] = [
  ['CreateThread', 'DWORD id; tell((long)CreateThread(NULL, 0, run, NULL, 0, &id));', '0 50'],
  ['_beginthread', 'errno = 0; tell((long)_beginthread(old, 0, NULL)); if (errno != EAGAIN) tell(errno);', '-1 50'],
  ['_beginthreadex', 'errno = 0; unsigned number; tell((long)_beginthreadex(NULL, 0, work, NULL, 0, &number)); if (errno != EAGAIN) tell(errno);', '0 50'],
  ['std::thread', 'try { std::thread worker([] {}); } catch (const std::system_error &) { tell(1); }', '1 50'],
  ['AfxBeginThread', 'tell(AfxBeginThread(start, NULL) != NULL);', '0 50'],
  ['LoadLibraryA', 'tell((long)LoadLibrary("odbc32.dll"));', '0 126'],
  ['GetProcAddress', 'tell((long)GetProcAddress(GetModuleHandle(NULL), "IsWow64Process"));', '0 127'],
  ['SetCurrentDirectoryA', 'tell(SetCurrentDirectory("C:\\\\"));', '0 5'],
  ['ReadDirectoryChangesW', 'DWORD got; tell(ReadDirectoryChangesW(INVALID_HANDLE_VALUE, NULL, 0, FALSE, 0, &got, NULL, NULL));', '0 120'],
  ['CoCreateInstance', 'void *object = &n; HRESULT hr = CoCreateInstance(IID_IUnknown, NULL, CLSCTX_ALL, IID_IUnknown, &object); tell(hr == REGDB_E_CLASSNOTREG && object == NULL);', '1 120'],
  ['system', 'errno = 0; tell(system("dir") + (errno == ENOENT ? 0 : 7));', '-1 2'],
  ['_popen', 'tell((long)_popen("dir", "rt"));', '0 2'],
  ['_spawnl', 'tell(_spawnl(_P_WAIT, "a.exe", "a", NULL));', '-1 2']
]

it.skipIf(compiler === null)('each fails with its own value and last error, and is named with its line', async () => {
  const { lines, compiled } = await said(CALLS.map(([, call]) => `\n{ ${call} }`).join(''), HEAD)
  expect(compiled.missing).toEqual(CALLS.map(([name], index) => ({ function: name, file: expect.stringContaining('filter.cpp'), line: 15 + index })).toSorted((one, other) => (one.function < other.function ? -1 : 1)))
  expect(lines).toEqual(CALLS.flatMap(([name, , line]) => [`Filter "filter" has called ${name}, which is not there.`, line]))
})

it.skipIf(compiler === null)('functions of C++ are named as sources write them, with the lines that call them', async () => {
  const text = filter('cache.put("a", 1);\n cache.get("a");\n Rules::load(p);\n find(1, "x");', 'class Cache { public: Cache(); ~Cache(); void put(const char *, int); int get(const char *) const; } cache;\nnamespace Rules { int load(void *); }\nint find(int, const char *);')
  const { missing } = await compile([join(project({ 'filter.cpp': text }), 'filter.cpp')])
  expect(missing.map((call) => [call.function, call.line]).toSorted()).toEqual([['Cache::Cache', 3], ['Cache::get', 8], ['Cache::put', 7], ['Cache::~Cache', 3], ['Rules::load', 9], ['find', 10]])
})

it.skipIf(compiler === null)('what nobody calls is not there, and not named', async () => {
  const { compiled } = await said('std::mutex m; std::lock_guard<std::mutex> guard(m);', '#include <mutex>\n#include <thread>\n#include <process.h>')
  expect(compiled.missing).toEqual([])
})
