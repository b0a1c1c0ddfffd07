// Resources: the strings and the version of the .rc file of a project.

import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { compile, findToolchain, formatMessage, loadWasmFilter } from '@isapi-bridge/wasm'
import { filter, project, said, start } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

const windows = (text: string): string => text.replaceAll('\n', '\r\n')

const RESOURCE_H = '#define IDS_FILTER 102\n#define IDS_LONG 103\n#define IDS_BASE 200\n#define VER_TEXT "2.1.0.7"\n#define VER_NUMBER 2,1,0,7\n'

/** As the wizards wrote them, by several hands. */
const FILTER_RC = `//Microsoft Developer Studio generated resource script.
#include "resource.h"
#define APSTUDIO_READONLY_SYMBOLS
#include "afxres.h"
#undef APSTUDIO_READONLY_SYMBOLS

#if !defined(AFX_RESOURCE_DLL) || defined(AFX_TARG_ENU)
#ifdef _WIN32
LANGUAGE LANG_ENGLISH, SUBLANG_ENGLISH_US
#pragma code_page(1252)
#endif //_WIN32

#ifdef APSTUDIO_INVOKED
1 TEXTINCLUDE DISCARDABLE 
BEGIN
    "resource.h\\0"
END
#endif    // APSTUDIO_INVOKED

VS_VERSION_INFO VERSIONINFO
 FILEVERSION VER_NUMBER
 PRODUCTVERSION 1,0,0,1
 FILEFLAGSMASK 0x3fL
#ifdef _DEBUG
 FILEFLAGS 0x1L
#else
 FILEFLAGS 0x0L
#endif
 FILEOS 0x40004L
 FILETYPE 0x2L
 FILESUBTYPE 0x0L
BEGIN
    BLOCK "StringFileInfo"
    BEGIN
        BLOCK "040904b0"
        BEGIN
            VALUE "CompanyName", "Contoso\\0"
            VALUE "FileVersion", VER_TEXT "\\0"
        END
    END
    BLOCK "VarFileInfo"
    BEGIN
        VALUE "Translation", 0x409, 1200
    END
END

STRINGTABLE DISCARDABLE 
BEGIN
    IDS_FILTER              "Filter ""Contoso"" été"
    IDS_LONG
                            "line\\none\\ttab\\\\ \\x41\\101 //no comment"
#ifdef NEVER
    1, "never"
#else
    1, L"one, BEGIN"
#endif
    IDS_BASE + 1,           VER_TEXT
END
LANGUAGE 7, 1
STRINGTABLE
{
  IDS_FILTER, "Deutsch" 5 "five" /* comment
  */ 6, "six"
}
#endif
#ifndef APSTUDIO_INVOKED
#include "res\\more.rc2"
#include "afxres.rc"
#endif
`

const SOURCE = `#include <windows.h>
#include <winver.h>
#include <stdio.h>
#include <httpfilt.h>
#include "resource.h"
#include <stdarg.h>
static void say(const char *f, ...) { char t[500]; va_list a; va_start(a, f); _vsnprintf(t, 500, f, a); va_end(a); OutputDebugStringA(t); }
static void load(UINT id) { char t[200]; int n = LoadStringA(NULL, id, t, 200); say("%u %d [%s] %lu\\n", id, n, t, n ? 0 : GetLastError()); }
BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION v) { v->dwFlags = SF_NOTIFY_PREPROC_HEADERS; LoadString(GetModuleHandle("filter.dll"), IDS_FILTER, v->lpszFilterDesc, 257); return TRUE; }
DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD n, LPVOID p) {
  UINT ids[] = { 102, 103, 1, 201, 5, 6, 300, 7 }; int i;
  char small[8], file[MAX_PATH], block[1000], *text; WCHAR w[8], *wp; DWORD h, size; VS_FIXEDFILEINFO *fixed; UINT len; WORD *tr;
  for (i = 0; i < 8; i++) load(ids[i]);
  say("%d [%s] ", LoadStringA(NULL, IDS_FILTER, small, 8), small);
  say("%d [%ls]", LoadStringW(NULL, 6, w, 3), w);
  say("%d [%ls]\\n", LoadStringW(NULL, 6, (LPWSTR)&wp, 0), wp);
  GetModuleFileName(GetModuleHandle("filter.dll"), file, MAX_PATH);
  size = GetFileVersionInfoSize(file, &h);
  say("%d %d ", size > 0, GetFileVersionInfo(file, 0, size, block));
  VerQueryValue(block, "\\\\", (void **)&fixed, &len); say("%lu.%lu.%lu %u %lx ", fixed->dwFileVersionMS >> 16, fixed->dwFileVersionMS & 0xFFFF, fixed->dwFileVersionLS, len, fixed->dwFileOS);
  VerQueryValue(block, "\\\\VarFileInfo\\\\Translation", (void **)&tr, &len); say("%04x%04x %u ", tr[0], tr[1], len);
  VerQueryValue(block, "\\\\StringFileInfo\\\\040904b0\\\\FileVersion", (void **)&text, &len); say("[%s] %u ", text, len);
  say("%d ", VerQueryValue(block, "\\\\StringFileInfo\\\\040904b0\\\\Nothing", (void **)&text, &len));
  say("%lu %lu\\n", GetFileVersionInfoSize("C:\\\\WINDOWS\\\\system32\\\\kernel32.dll", &h), GetLastError());
  return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
`

it.skipIf(compiler === null)('LoadString and the functions of versions find what the .rc file and those that it includes say', async () => {
  const folder = project({
    'Resource.h': windows(RESOURCE_H), 'filter.c': windows(SOURCE), 'filter.rc': Buffer.from(windows(FILTER_RC), 'latin1'),
    'res/more.rc2': Buffer.from('\uFEFFSTRINGTABLE BEGIN\r\n 300 "\u65E5\u672C \u{1F600}"\r\nEND\r\n', 'utf16le')
  })
  const compiled = await compile([join(folder, 'filter.c'), join(folder, 'filter.rc')])
  expect([compiled.missing, compiled.warnings]).toEqual([[], []])
  const lines: string[] = []
  start(await loadWasmFilter(compiled.bytes, { name: 'filter', eventLog: ({ text }) => { lines.push(text) } }))()
  expect(lines).toEqual([
    '102 22 [Filter "Contoso" \u00E9t\u00E9] 0', '103 29 [line\none\ttab\\ AA //no comment] 0', '1 10 [one, BEGIN] 0', '201 7 [2.1.0.7] 0', '5 4 [five] 0', '6 3 [six] 0',
    '300 11 [\u65E5\u672C \u{1F600}] 0', '7 0 [] 1814',
    '7 [Filter ]', '2 [si]', '3 [six]',
    '1 1', '2.1.7 52 40004', '040904b0 4', '[2.1.0.7] 8', '0', '0 2'
  ])
})

it.skipIf(compiler === null)('a .rc file that was not named is named, where its strings are asked for', async () => {
  const folder = project({ 'filter.cpp': filter('char text[9]; LoadString(NULL, 1, text, 9);'), 'Filter.RC': 'STRINGTABLE BEGIN 1 "one" END' })
  const { missing, warnings } = await compile([join(folder, 'filter.cpp')])
  expect(missing.map((call) => [call.function, call.line])).toEqual([['LoadString', 5]])
  expect(warnings.map((warning) => formatMessage(warning))).toEqual([expect.stringMatching(/Filter\.RC: lies beside the sources and was not named: its strings are not there\.$/)])
})

it.skipIf(compiler === null)('CString has room for each string, narrow and wide', async () => {
  const text = '\u00E9'.repeat(1500)
  const folder = project({ 'filter.cpp': filter('CStringA a; CStringW w; char line[32]; a.LoadString(7); w.LoadString(7); sprintf(line, "%d %d", a.GetLength(), w.GetLength()); OutputDebugString(line); OutputDebugString(CStringA(w) == a ? "same" : "other");', '#include <stdio.h>\n#include <atlstr.h>'), 'filter.rc': Buffer.from(`STRINGTABLE BEGIN 7 "${text}" END\n`, 'latin1') })
  const lines: string[] = []
  start(await loadWasmFilter((await compile([join(folder, 'filter.cpp'), join(folder, 'filter.rc')])).bytes, { name: 'filter', eventLog: ({ text: line }) => { lines.push(line) } }))()
  expect(lines).toEqual(['3000 1500', 'same'])
})

it.skipIf(compiler === null)('a .rc file that cannot be read is left out, with its line, and the filter is told when it asks', async () => {
  const folder = project({ 'filter.cpp': filter('CString text; if (!text.LoadString(7)) { char line[32]; sprintf(line, "%lu", GetLastError()); OutputDebugString(line); }', '#include <stdio.h>\n#include <atlstr.h>'), 'filter.rc': '#include "gone.h"\nSTRINGTABLE\nBEGIN\n  IDS_GONE "text"\nEND\n' })
  const { warnings, bytes } = await compile([join(folder, 'filter.cpp'), join(folder, 'filter.rc')])
  expect(warnings.map((warning) => formatMessage(warning))).toEqual([expect.stringMatching(/filter\.rc:1: 'gone\.h' file not found; its strings are left out$/)])
  const lines: string[] = []
  start(await loadWasmFilter(bytes, { name: 'filter', eventLog: ({ text }) => { lines.push(text) } }))()
  expect(lines).toEqual(['Filter "filter" has called LoadString, which is not there.', '1812'])
})

it.skipIf(compiler === null)('printf comes out line by line', async () => {
  const { lines } = await said('printf("one\\ntwo "); printf("half\\n"); printf("three");', '#include <stdio.h>')
  expect(lines).toEqual(['one', 'two half'])
})
