// What Visual C++ and its libraries have beside the standard, and letters beyond ASCII.

import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { compile, findToolchain } from '@isapi-bridge/wasm'
import { filter, project, said } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

it.skipIf(compiler === null)('for each, hash_map and the newer constants', async () => {
  const { lines } = await said(`
    stdext::hash_map<std::string, int> counts; counts["b"] = 2; counts["b"]++; std::vector<std::string> names; names.push_back("a"); names.push_back("b");
    for each (std::string name in names) OutputDebugStringA((name + (counts.find(name) == counts.end() ? "" : std::to_string(counts[name]))).c_str());
    SYSTEM_INFO info; GetNativeSystemInfo(&info); OutputDebugStringA(info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64 ? "64" : "32");`, '#include <hash_map>\n#include <string>\n#include <vector>\n#include <tlhelp32.h>\n#include <iphlpapi.h>')
  expect(lines.filter((line) => !line.startsWith('Filter'))).toEqual(['a', 'b3', '32'])
})

it.skipIf(compiler === null)('narrow texts are UTF-8 to all functions that go from wide to narrow; a byte that is none is kept', async () => {
  const { lines } = await said(`
    char t[100], u[100]; wchar_t w[50]; mbstate_t state = {0}; int a, b;
    a = _snprintf(t, 100, "%ls|%S|%lc", L"\\u00e9\\u65e5", L"\\u00fc", 0x1F600); OutputDebugStringA(t);
    b = wcstombs(u, L"\\u00e4x", 100); sprintf(t, "%d %d %s %d %x", a, b, u, (int)mbstowcs(w, "\\xc3\\xa9", 50), w[0]); OutputDebugStringA(t);
    a = mbstowcs(w, "a\\xe9\\xe6\\x97", 50); b = wcstombs(u, w, 100); sprintf(t, "%d %d %d", a, b, memcmp(u, "a\\xe9\\xe6\\x97", 5)); OutputDebugStringA(t);
    a = mbrtowc(w, "\\xf0\\x9f", 2, &state); b = mbrtowc(w, "\\x98\\x80z", 3, &state); sprintf(t, "%d %d %x %d", a, b, w[0], mbsinit(&state) != 0); OutputDebugStringA(t);
    a = mbrtowc(w, "\\xc0\\xaf", 2, &state); b = wctomb(u, 0xD800); sprintf(t, "%d %x %d", a, w[0], b); OutputDebugStringA(t);`, '#include <stdio.h>\n#include <stdlib.h>\n#include <wchar.h>')
  expect(lines).toEqual(['\u00E9\u65E5|\u00FC|\u{1F600}', '13 3 \u00E4x 1 e9', '4 4 0', '-2 2 1f600 1', '1 dfc0 -1'])
})

/** Newer ones have it. */
const HAS_NO_FILESYSTEM = /^clang 1[67]\./

it.skipIf(compiler === null || !HAS_NO_FILESYSTEM.test(compiler.name))('std::filesystem, which the C++ library does not have, is refused in words', async () => {
  await expect(compile([join(project({ 'filter.cpp': filter('std::filesystem::path path("C:\\\\x");', '#include <filesystem>') }), 'filter.cpp')])).rejects.toThrow(/has no std::filesystem\. CreateFile/)
})

it.skipIf(compiler === null)('a source of a project with the character set Unicode is compiled as one, and that is said with the line that wants it', async () => {
  const { missing, warnings } = await compile([join(project({ 'filter.cpp': filter('TCHAR name[16] = _T("x"); HANDLE mutex = CreateMutex(NULL, TRUE, L"one"); std::wstring all(name); lstrcat(name, L"y");', '#include <string>\n#include <tchar.h>') }), 'filter.cpp')])
  expect(missing).toEqual([])
  expect(warnings).toEqual([expect.objectContaining({ text: expect.stringMatching(/^compiled with -D UNICODE -D _UNICODE, .*Without them: .*filter\.cpp:\d+: no matching function for call to 'CreateMutexA': no known conversion from 'const wchar_t\[4\]' to 'LPCSTR'.* for 3rd argument$/) })])
})

it.skipIf(compiler === null)('where both character sets fail, the one with fewer errors is told, and how it was compiled', async () => {
  const folder = project({ 'filter.cpp': filter('HANDLE mutex = CreateMutex(NULL, TRUE, L"one"); LPTSTR text = GetCommandLineW(); not_there = 1;'), 'plain.cpp': filter('char *text = L"wide";') })
  await expect(compile([join(folder, 'filter.cpp')])).rejects.toThrow(/^(?![^]*CreateMutex)[^]*'not_there'\nThat is with -D UNICODE -D _UNICODE[^]*; otherwise there is more\. Correct the source/)
  await expect(compile([join(folder, 'plain.cpp')])).rejects.toThrow(/^(?![^]*UNICODE)[^]*wchar_t/)
})

it.skipIf(compiler === null)('streams open files by wide names', async () => {
  const { lines } = await said(`
    std::wofstream out(L"C:\\\\data\\\\\\u00fc.txt", std::ios::app); out << L"one" << std::endl; out.close();
    std::ifstream in; in.open(L"C:\\\\data\\\\\\u00fc.txt"); std::string line; std::getline(in, line); OutputDebugStringA(line.c_str());
    std::fstream none(L"C:\\\\data\\\\none.txt", std::ios::in); OutputDebugStringA(none.is_open() ? "open" : "not there");`, '#include <fstream>\n#include <string>', { drive: { 'C:\\data': { folder: project({}), writable: true } } })
  expect(lines).toEqual(['one', 'not there'])
})

it.skipIf(compiler === null)('a path that begins with a slash is one of the current drive, however it is opened', async () => {
  const { lines } = await said(`
    char text[100]; struct _stat status; FILE *file = fopen("/data/a.txt", "w"); fputs("one", file); fclose(file);
    std::ifstream in("/data/a.txt"); std::string line; std::getline(in, line); in.close(); HANDLE handle = CreateFileA("/data/a.txt", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    sprintf(text, "%s %d %d %d", line.c_str(), (int)GetFileSize(handle, NULL), _stat("/data/a.txt", &status), _access("\\\\data\\\\A.TXT", 0)); OutputDebugStringA(text); CloseHandle(handle);
    sprintf(text, "%d %d %d %d", _chdir("/data"), _access("a.txt", 0), _unlink("/data/a.txt"), _access("C:/data/a.txt", 0)); OutputDebugStringA(text);`, '#include <fstream>\n#include <string>\n#include <stdio.h>\n#include <io.h>\n#include <direct.h>\n#include <sys/stat.h>', { drive: { 'C:\\data': { folder: project({}), writable: true } } })
  expect(lines).toEqual(['one 3 0 0', '0 0 0 -1'])
})
