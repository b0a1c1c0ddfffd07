// Sources as they come out of old projects: their habits, their encodings, and the files beside them.

import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'
import { SF_NOTIFY_END_OF_REQUEST, SF_STATUS_REQ_NEXT_NOTIFICATION } from '@isapi-bridge/filter-api'
import { compile, findToolchain, loadWasmFilter, type EventLogEntry } from '@isapi-bridge/wasm'
import { filter, project, said, start } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

it.skipIf(compiler === null)('the listing of the article on request state runs: a context per request, freed at its end', async () => {
  const compiled = await compile([fileURLToPath(new URL('listings/request-state.cpp', import.meta.url))])
  expect(compiled).toMatchObject({ notifications: ['SF_NOTIFY_PREPROC_HEADERS', 'SF_NOTIFY_END_OF_REQUEST'], missing: [], warnings: [] })
  const call = start(await loadWasmFilter(compiled.bytes))
  for (const _ of [1, 2]) expect([call(), call(SF_NOTIFY_END_OF_REQUEST)]).toEqual([SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION])
})

it.skipIf(compiler === null)('a project of Visual C++: stdafx.h, several sources, exports, pragmas; its .def is left alone, and its .rc, which needs what is not there', async () => {
  const folder = project({
    'StdAfx.h': '#pragma once\r\n#pragma warning(disable: 4786)\r\n#define WIN32_LEAN_AND_MEAN\r\n#include <Windows.h>\r\n#include <HTTPFILT.H>\r\n#include <TChar.h>\r\n',
    'stdafx.cpp': '#include "stdafx.h"\r\n',
    'filter.cpp': '#include "stdafx.h"\r\n#include "SRC\\Other.H"\r\n#pragma comment(lib, "ws2_32.lib")\r\n#pragma intrinsic(memcpy)\r\nextern "C" __declspec(dllexport) BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = FLAGS; _tcscpy(v->lpszFilterDesc, _T("old")); return TRUE; }\r\n__declspec(dllexport) DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT, DWORD, LPVOID) { return other(); }\r\n',
    'src/other.h': 'DWORD other();\r\n#define FLAGS SF_NOTIFY_LOG\r\n',
    'src/other.cpp': '#include "..\\stdafx.h"\r\n#include "other.h"\r\nDWORD other() { return SF_STATUS_REQ_NEXT_NOTIFICATION; }\r\n',
    'filter.def': 'LIBRARY filter\r\nEXPORTS\r\n  HttpFilterProc\r\n', 'filter.rc': '#include "resource.h"\r\n'
  })
  const { description, notifications, warnings } = await compile(['stdafx.cpp', 'filter.cpp', 'src/other.cpp', 'filter.def', 'filter.rc'].map((name) => join(folder, name)))
  expect([description, notifications]).toEqual(['old', ['SF_NOTIFY_LOG']])
  expect(warnings.map(({ text }) => text)).toEqual(['is not needed: the entry points are found by their names.', "'resource.h' file not found; its strings are left out"])
})

it.skipIf(compiler === null).each([
  ['Windows-1252', Buffer.from(filter('OutputDebugStringA("caf\u00E9"[3] == (char)0xE9 ? "latin" : "other"); // d\u00E9j\u00E0 vu').replaceAll('\n', '\r\n'), 'latin1'), 'latin'],
  ['UTF-16', Buffer.from(`\uFEFF${filter('OutputDebugStringA("caf\u00E9");').replaceAll('\n', '\r\n')}`, 'utf16le'), 'caf\u00E9'],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${filter('OutputDebugStringA("caf\u00E9");')}`, 'utf8'), 'caf\u00E9']
])('a source in %s is read', async (_name, text, line) => {
  const { bytes } = await compile([join(project({ 'filter.cpp': text }), 'filter.cpp')])
  const events: EventLogEntry[] = []
  start(await loadWasmFilter(bytes, { eventLog: (entry) => { events.push(entry) } }))()
  expect(events.map((entry) => entry.text)).toEqual([line])
})

it.skipIf(compiler === null)('with -D UNICODE the macros mean the wide functions', async () => {
  const { lines } = await said('TCHAR path[MAX_PATH]; lstrcpy(path, TEXT("C:\\\\a\\\\b.txt")); PathRemoveFileSpec(path); OutputDebugString(path);', '#include <shlwapi.h>', { defines: ['UNICODE', '_UNICODE'] })
  expect(lines).toEqual(['C:\\a'])
})

it.skipIf(compiler === null)('CString, paths, URLs and safe strings work as documented', async () => {
  const { lines, compiled } = await said(`
    CString s(TEXT("a/b?c=d")); s.Replace("?", "%3F"); s.Format("%s-%d", (LPCTSTR)s, 5); OutputDebugString(s + "|" + s.Mid(2, 1) + "|" + s.Right(2));
    char path[MAX_PATH]; PathCombine(path, "C:\\\\a\\\\b", "..\\\\c.txt"); OutputDebugString(path); OutputDebugString(PathFindExtension(path)); OutputDebugString(PathMatchSpec(path, "*.htm;*.TXT") ? "fits" : "no");
    char host[64]; URL_COMPONENTS u = { sizeof(u) }; u.lpszHostName = host; u.dwHostNameLength = 64; u.dwUrlPathLength = u.dwExtraInfoLength = 1;
    InternetCrackUrl("https://me:pw@www.example.com:8443/a/b?x=1", 0, 0, &u); char out[99];
    OutputDebugString(StringCchPrintfEx(out, 99, NULL, NULL, 0, "%s %d %.*s %s", host, u.nPort, (int)u.dwUrlPathLength, u.lpszUrlPath, u.lpszExtraInfo) == S_OK ? out : "failed");
    char url[] = "a%20b?c%20d"; UrlUnescapeInPlace(url, URL_DONT_UNESCAPE_EXTRA_INFO); OutputDebugString(url);`, '#include <atlstr.h>\n#include <shlwapi.h>\n#include <wininet.h>\n#include <strsafe.h>')
  expect(lines).toEqual(['a/b%3Fc=d-5|b|-5', 'C:\\a\\c.txt', '.txt', 'fits', 'www.example.com 8443 /a/b ?x=1', 'a b?c%20d'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('what cannot be is named with its line, and fails as documented when it is called', async () => {
  const { lines, compiled } = await said(`
    WSADATA data; char out[99]; LDAP *ld = ldap_init((PSTR)"x", 389); HCRYPTKEY key; SQLHENV env;
    sprintf(out, "%d %d %d %d", WSAStartup(2, &data), ld == NULL, CryptGenKey(0, 1, 0, &key), SQLAllocEnv(&env)); OutputDebugStringA(out);`, '#include <winsock2.h>\n#include <winldap.h>\n#include <wincrypt.h>\n#include <sql.h>')
  expect(compiled.missing.map((call) => [call.function, call.line])).toEqual([['CryptGenKey', 10], ['SQLAllocEnv', 10], ['WSAStartup', 10], ['ldap_init', 9]])
  expect(lines.at(-1)).toBe('10091 1 0 -1')
  expect(lines.slice(0, -1)).toEqual(expect.arrayContaining(['ldap_init', 'WSAStartup', 'CryptGenKey', 'SQLAllocEnv'].map((name) => `Filter "filter" has called ${name}, which is not there.`)))
})

it.skipIf(compiler === null).each([
  ['__asm { mov eax, 1 }', /filter\.cpp:\d+: .*assembl/],
  ['__asm mov eax, 1', /filter\.cpp:\d+: .*assembl/]
])('%s is refused with its line', async (body, says) => {
  await expect(said(body)).rejects.toThrow(says)
})

it.skipIf(compiler === null)('#import of a type library is refused by name', async () => {
  await expect(said('', '#import "msado15.dll" \\\n\tno_namespace')).rejects.toThrow(/filter\.cpp:\d+: .*msado15\.dll .*do without its objects$/m)
})

it.skipIf(compiler === null)('nothing outside of the mapped folders is read or written, however it is called', async () => {
  const folder = project({ 'secret.txt': 'secret', 'www/in.txt': 'inside', 'data/old.txt': 'old' })
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'www', 'link.txt'))
  symlinkSync(folder, join(folder, 'data', 'up'))
  const names = ['C:\\www\\in.txt', 'c:/WWW/./x/../in.txt', 'C:\\www\\..\\secret.txt', 'C:\\www\\..\\..\\..\\..\\secret.txt', 'C:\\www\\link.txt', 'C:\\data\\up\\secret.txt', join(folder, 'secret.txt'), '/etc/passwd', '\\etc\\passwd', 'C:\\etc\\passwd', 'D:\\secret.txt', '\\\\server\\share\\secret.txt', '\\\\?\\C:\\www\\..\\secret.txt', '\\\\.\\C:\\secret.txt', '\\\\.\\PhysicalDrive0', 'CON', 'NUL', 'C:\\www\\in.txt::$DATA', 'C:\\www\\in.txt\\..\\..\\secret.txt']
  const written = ['C:\\www\\new.txt', 'C:\\www\\in.txt', 'C:\\data\\new.txt', 'C:\\data\\up\\new.txt', 'C:\\data\\..\\new.txt', 'C:\\new.txt', join(folder, 'new.txt'), '\\\\.\\C:\\new.txt']
  const list = (texts: readonly string[]): string => texts.map((text) => JSON.stringify(text)).join(', ')
  const { lines } = await said(`
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) { FILE *f = fopen(names[i], "r"); HANDLE h = CreateFileA(names[i], GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL); if (f || h != INVALID_HANDLE_VALUE) OutputDebugStringA((std::string("read ") + names[i]).c_str()); }
    for (unsigned i = 0; i < sizeof written / sizeof *written; i++) { FILE *f = fopen(written[i], "w"); HANDLE h = CreateFileA(written[i], GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL); if (f || h != INVALID_HANDLE_VALUE) OutputDebugStringA((std::string("wrote ") + written[i]).c_str()); }
    if (MoveFileA("C:\\\\data\\\\old.txt", "C:\\\\www\\\\old.txt") || DeleteFileA("C:\\\\www\\\\in.txt") || CreateDirectoryA("C:\\\\www\\\\d", NULL) || CopyFileA("C:\\\\www\\\\link.txt", "C:\\\\data\\\\copy.txt", FALSE)) OutputDebugStringA("changed");`,
  `#include <stdio.h>\n#include <string>\nstatic const char *const names[] = { ${list(names)} };\nstatic const char *const written[] = { ${list(written)} };`,
  { drive: { 'C:\\www': join(folder, 'www'), 'C:\\data': { folder: join(folder, 'data'), writable: true } } })
  expect(lines).toEqual(['read C:\\www\\in.txt', 'read c:/WWW/./x/../in.txt', 'wrote C:\\data\\new.txt'])
})
