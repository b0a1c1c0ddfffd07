// Sources that cannot be compiled: all causes at once, each once, in the order of the sources, with what one can do.

import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { compile, findToolchain, formatMessage, loadWasmFilter, WasmError } from '@isapi-bridge/wasm'
import { filter, project, start } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

/** What compile says of these files: the sources among them, in this order. */
async function refused(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = project(files)
  const error: unknown = await compile(Object.keys(files).filter((name) => /\.c(?:pp)?$/.test(name)).map((name) => join(folder, name))).catch((reason: unknown) => reason)
  if (!(error instanceof WasmError)) throw new Error('It was compiled.', { cause: error })
  expect(error.code).toBe('ERR_WASM_SOURCE')
  const shown = folder.replace(/^\//, '')
  return error.message.replaceAll(new RegExp(`(?:\\.\\./)*/?${shown}/?`, 'g'), '').split('\n')
}

it.skipIf(compiler === null)('all headers that are not there are named at once, those of libraries as such, with all who include them', async () => {
  expect(await refused({
    'a.cpp': '#include <windows.h>\n#include <openssl/ssl.h>\n#include "common.h"\n#ifdef NEVER\n#include <never.h>\n#endif\n#include <gone.h>\nSSL_CTX *context;\nHANDLE worker() { return CreateThread(NULL, 0, NULL, NULL, 0, NULL); }\n',
    'b.c': '#include <windows.h>\n#include "common.h"\n#include <curl/curl.h>\nint g(void) { return WSAStartup(2, 0); }\n',
    'c.cpp': '#include <windows.h>\nRULE rules;\nRULE others;\n',
    'common.h': '#include "settings.h"\n'
  })).toEqual([
    'a.cpp, b.c and c.cpp cannot be compiled:',
    "  a.cpp:2: 'openssl/ssl.h' file not found (OpenSSL)",
    "  common.h:1: 'settings.h' file not found",
    "  a.cpp:7: 'gone.h' file not found; there is no such header of Windows, C or C++ here",
    "  b.c:3: 'curl/curl.h' file not found (libcurl)",
    "  c.cpp:2: unknown type name 'RULE'; also in line 3",
    'Functions that are called and are not there either:',
    '  CreateThread  a.cpp:9',
    '  WSAStartup  b.c:4',
    'OpenSSL and libcurl are libraries, none of which is here. Compile their sources with yours, with -I for their headers, or take out what needs them. A library that wants sockets or threads fails when it is called.',
    'Correct the source, or add the folder of the missing header with -I. A name of Windows that these headers do not have can be defined with -D, or in a header of your own.'
  ])
})

it.skipIf(compiler === null)('a header in another folder of the project is pointed at', async () => {
  const [, line] = await refused({ 'src/filter.cpp': '#include "Inc/Rules.h"\n', 'shared/inc/rules.h': '' })
  expect(line).toMatch(/^ {2}src\/filter\.cpp:1: 'Inc\/Rules\.h' file not found; there is one in shared: -I shared$/)
})

it.skipIf(compiler === null)('what is wrong in a header of the library is told of the line that led there, once', async () => {
  const lines = await refused({ 'sort.cpp': '#include <list>\n#include <algorithm>\nvoid f(std::list<int> &l) {\n  std::sort(l.begin(), l.end());\n}\n' })
  expect(lines).toEqual(['sort.cpp cannot be compiled:', expect.stringMatching(/^ {2}sort\.cpp:4: invalid operands to binary expression .*, in \w+\.h:\d+$/), 'Correct the source.'])
})

it.skipIf(compiler === null)('data and virtual functions that no source defines are errors, with the functions that are missing too', async () => {
  expect(await refused({ 'filter.cpp': filter('Cache c; c.n = limit + helper(c.n); return Rules::count + c.get();', 'extern int limit;\nclass Cache { public: virtual int get(); int n; };\nnamespace Rules { extern int count; }\nint helper(int);') })).toEqual([
    'The filter cannot be compiled:',
    '  filter.cpp:4: no source defines the virtual functions of Cache',
    '  filter.cpp:3: no source defines limit',
    '  filter.cpp:5: no source defines Rules::count',
    'Functions that are called and are not there either:',
    expect.stringMatching(/^ {2}helper {2}filter\.cpp:8$/),
    expect.stringMatching(/^ {2}Cache::get {2}filter\.cpp:8$/),
    'Name the source that has it.'
  ])
})

it.skipIf(compiler === null)('what is defined twice is named with both sources', async () => {
  expect(await refused({ 'filter.cpp': filter('return total(1);', 'int total(int x) { return x; }'), 'old.cpp': 'int total(int x) { return -x; }\n' })).toEqual([
    'The filter cannot be compiled:', '  total(int) is defined more than once: in filter.cpp and old.cpp', 'Leave out one of the sources, or make one definition static.'
  ])
})

it.skipIf(compiler === null)('a function that two sources declare differently is a warning with both', async () => {
  const folder = project({ 'filter.c': filter('return total(1);', 'DWORD total(int x);').replace('LPVOID p) {', 'LPVOID p) {\n'), 'other.c': 'int total(int x, int y) { return x + y; }\n' })
  const { warnings } = await compile(['filter.c', 'other.c'].map((name) => join(folder, name)))
  expect(warnings.map((warning) => formatMessage(warning))).toEqual([expect.stringMatching(/^total is declared in one source otherwise than in another, \S*filter\.c and \S*other\.c: a call of it may end the request$/)])
})

it.skipIf(compiler === null)('select is that of Winsock, whichever header comes first', async () => {
  const folder = project({ 'filter.c': `#include <stdlib.h>\n#include <sys/types.h>\n#include <time.h>\n${filter('fd_set set; struct timeval none = { 0, 0 }; FD_ZERO(&set); FD_SET(3, &set); select(0, &set, NULL, NULL, &none);', '#include <winsock2.h>\n#include <sys/types.h>')}` })
  const { missing } = await compile([join(folder, 'filter.c')])
  expect(missing).toEqual([{ function: 'select', file: expect.stringContaining('filter.c'), line: 9 }])
})

it.skipIf(compiler === null)('a function of the C library that sources have themselves is theirs, in all of them', async () => {
  const folder = project({
    'filter.c': `#include <stdio.h>\n${filter('char text[9]; snprintf(text, 9, "%d", 12); OutputDebugStringA(text);')}`,
    'own.c': '#include <stdio.h>\n#include <string.h>\nint snprintf(char *to, size_t size, const char *format, ...) { strcpy(to, "own"); return 3; }\nint _stricmp(const char *one, const char *other) { return 7; }\n'
  })
  const { bytes } = await compile(['filter.c', 'own.c'].map((name) => join(folder, name)))
  const lines: string[] = []
  start(await loadWasmFilter(bytes, { eventLog: ({ text }) => { lines.push(text) } }))()
  expect(lines).toEqual(['own'])
})

it.skipIf(compiler === null)('C++ in a source called .c: --cpp is pointed at, and compiles it', async () => {
  const text = filter('Rules rules; OutputDebugStringA(rules.name().c_str());', '#include <string>\nclass Rules { public: std::string name() { return "rules"; } };')
  expect((await refused({ 'filter.c': text })).at(-1)).toContain('A source called .c that is C++ is compiled with --cpp.')
  expect((await compile([join(project({ 'filter.c': text }), 'filter.c')], { cpp: true })).notifications).toEqual(['SF_NOTIFY_PREPROC_HEADERS'])
})

it.skipIf(compiler === null).each([
  ['DWORD WINAPI HttpExtensionProc(EXTENSION_CONTROL_BLOCK *block) { return HSE_STATUS_SUCCESS; }', 'No source has a function GetFilterVersion and HttpFilterProc; HttpExtensionProc makes it an extension, which is not run here. Name the sources of a filter or a module.'],
  ['int part;', 'No source has a function GetFilterVersion and HttpFilterProc. Name all sources of the project.']
])('sources without entry points: %s', async (text, says) => {
  expect(await refused({ 'part.c': `#include <windows.h>\n#include <httpext.h>\n${text}\n` })).toEqual([says])
})
