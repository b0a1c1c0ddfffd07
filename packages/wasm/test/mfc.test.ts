// Filters on top of MFC and ATL, and what Visual C++ lets pass in them.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { compile, findToolchain, loadWasmFilter, type Compiled, type EventLogEntry } from '@isapi-bridge/wasm'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

/** Compiles one source called `filter.cpp`, loads it and asks for its version; what it says by OutputDebugString. */
async function run(source: string, files: Readonly<Record<string, string>> = {}, registry: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {}): Promise<{ lines: string[]; compiled: Compiled }> {
  const folder = mkdtempSync(join(tmpdir(), 'isapi-bridge-mfc-'))
  onTestFinished(() => { rmSync(folder, { recursive: true }) })
  const home = join(folder, 'home')
  mkdirSync(home)
  writeFileSync(join(folder, 'filter.cpp'), source)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text)
  const compiled = await compile([join(folder, 'filter.cpp')])
  const lines: string[] = []
  const { GetFilterVersion, TerminateFilter } = await loadWasmFilter(compiled.bytes, { name: 'filter', registry, drive: { 'C:\\data': home }, eventLog: ({ text, source: from }: EventLogEntry) => { if (from === 'OutputDebugString') lines.push(text) } })
  GetFilterVersion({ dwServerFilterVersion: 0x6_0000, dwFilterVersion: 0, lpszFilterDesc: new Uint8Array(257), dwFlags: 0 })
  TerminateFilter?.(0)
  return { lines, compiled }
}

const SAY = `
#include <stdarg.h>
#include <stdio.h>
static void say(const char *format, ...) { char text[500]; va_list list; va_start(list, format); _vsnprintf(text, 500, format, list); va_end(list); OutputDebugStringA(text); }
`
const FILTER = '#include <httpfilt.h>\nDWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD type, LPVOID data) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }\n'

it.skipIf(compiler === null)('a filter of the wizard that is an extension too: its application is begun and ended, its parse map is compiled', async () => {
  const { lines, compiled } = await run(`
    #include <afx.h>
    #include <afxwin.h>
    #include <afxmt.h>
    #include <afxext.h>
    #include <afxisapi.h>
    class CMyApp : public CWinApp { public: virtual BOOL InitInstance() { OutputDebugString("begun"); return TRUE; } virtual int ExitInstance() { OutputDebugString("ended"); return 0; } };
    CMyApp theApp;
    class CMyExtension : public CHttpServer { public: virtual BOOL GetExtensionVersion(HSE_VERSION_INFO *pVer); void Default(CHttpServerContext *pCtxt); void Add(CHttpServerContext *pCtxt, LPTSTR pszName, short nCount); DECLARE_PARSE_MAP() };
    BEGIN_PARSE_MAP(CMyExtension, CHttpServer)
      ON_PARSE_COMMAND(Add, CMyExtension, ITS_PSTR ITS_I2)
      ON_PARSE_COMMAND_PARAMS("Name Count=3")
      ON_PARSE_COMMAND(Default, CMyExtension, ITS_EMPTY)
      DEFAULT_PARSE_COMMAND(Default, CMyExtension)
    END_PARSE_MAP(CMyExtension)
    CMyExtension theExtension;
    BOOL CMyExtension::GetExtensionVersion(HSE_VERSION_INFO *pVer) {
      TCHAR sz[HSE_MAX_EXT_DLL_NAME_LEN + 1];
      CHttpServer::GetExtensionVersion(pVer);
      ISAPIVERIFY(::LoadString(AfxGetResourceHandle(), 1, sz, HSE_MAX_EXT_DLL_NAME_LEN));
      return TRUE;
    }
    void CMyExtension::Default(CHttpServerContext *pCtxt) { StartContent(pCtxt); WriteTitle(pCtxt); *pCtxt << _T("text") << 3 << 1.5; EndContent(pCtxt); }
    void CMyExtension::Add(CHttpServerContext *pCtxt, LPTSTR pszName, short nCount) { *pCtxt << pszName << nCount; }
    class CMyFilter : public CHttpFilter { public: CCriticalSection m_lock; virtual BOOL GetFilterVersion(PHTTP_FILTER_VERSION pVer); };
    CMyFilter theFilter;
    BOOL CMyFilter::GetFilterVersion(PHTTP_FILTER_VERSION pVer) { CHttpFilter::GetFilterVersion(pVer); CSingleLock lock(&m_lock, TRUE); pVer->dwFlags |= SF_NOTIFY_LOG; OutputDebugString(lock.IsLocked() ? "locked" : "not"); return TRUE; }`)
  expect(compiled).toMatchObject({ notifications: ['SF_NOTIFY_LOG'], missing: [{ function: 'LoadString' }], warnings: [] })
  expect(lines).toEqual(['begun', 'locked', 'ended'])
})

it.skipIf(compiler === null)('without MFC a source has AfxGetResourceHandle itself; what Visual C++ lets pass is no error', async () => {
  const { lines, compiled } = await run(`
    #include <windows.h>
    #include <tchar.h>
    #include <afxisapi.h>
    #include <list>
    #define LOG(x) OutputDebug##x
    using namespace std;
    template <class T> class Base { protected: T m_value; void Set(T v) { m_value = v; } };
    template <class T> class Derived : public Base<T> { public: T Twice(T v) { Set(v); return m_value + m_value; } };
    template <class T> int Count(list<T *> &of) { int n = 0; for (list<T *>::iterator it = of.begin(); it != of.end(); it++) n++; return n; }
    class CMyFilter : public CHttpFilter { public: virtual BOOL GetFilterVersion(PHTTP_FILTER_VERSION pVer); };
    CMyFilter theFilter;
    static HINSTANCE g_hInstance;
    BOOL CMyFilter::GetFilterVersion(PHTTP_FILTER_VERSION pVer) {
      LPSTR nothing = '\\0';
      list<int> *none = NULL; list<list<int> *> lists; lists.push_back(none);
      Derived<int> d;
      _ASSERT(nothing == NULL);
      LOG(String)(AfxGetResourceHandle() == g_hInstance && g_hInstance != NULL ? "own" : "other");
      LOG(String)(d.Twice(2) + Count(lists) == 5 ? "five" : "other");
      pVer->dwFlags = SF_NOTIFY_LOG;
      return TRUE;
    }
    HINSTANCE AFXISAPI AfxGetResourceHandle() { return g_hInstance; }
    BOOL WINAPI DllMain(HINSTANCE hInst, ULONG ulReason, LPVOID lpReserved) { if (ulReason == DLL_PROCESS_ATTACH) g_hInstance = hInst; return TRUE; }`)
  expect(lines).toEqual(['own', 'five'])
  expect(compiled.warnings).toEqual([])
})

it.skipIf(compiler === null)('strings, collections, files, exceptions and times of MFC', async () => {
  const { lines } = await run(`
    #include <afx.h>
    #include <afxtempl.h>
    ${SAY}
    ${FILTER}
    BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer) {
      CString name("x"), line, text, key, value;
      CMapStringToString map;
      CStringArray all;
      text.Format("%s has %d %c", name, 7, 'q'); OutputDebugString(text);
      CStdioFile file("C:\\\\data\\\\list.txt", CFile::modeRead | CFile::typeText);
      while (file.ReadString(line)) { int at = line.Find('='); if (at > 0) map.SetAt(line.Left(at), line.Mid(at + 1)); all.Add(line); }
      file.Close();
      for (POSITION at = map.GetStartPosition(); at != NULL;) { map.GetNextAssoc(at, key, value); say("%s is %s", (LPCTSTR)key, (LPCTSTR)value); }
      say("%d %s %d", (int)all.GetSize(), (LPCTSTR)all[2], map.Lookup("none", value));
      try { CFile missing("C:\\\\data\\\\none.txt", CFile::modeRead); } catch (CFileException *e) { say("%d %d", e->m_cause == CFileException::fileNotFound, e->m_lOsError); e->Delete(); }
      TRY { AfxThrowMemoryException(); } CATCH (CFileException, e) { say("wrong"); } AND_CATCH_ALL(e) { say("right"); e->Delete(); } END_CATCH_ALL
      CMap<DWORD, DWORD, CString, LPCTSTR> numbers; numbers[1] = "one"; numbers[18] = "same bucket"; say("%d %d %s", numbers.RemoveKey(1), (int)numbers.GetCount(), (LPCTSTR)numbers[18]);
      CArray<int, int> array; array.Add(1); array.Add(3); array.InsertAt(1, 2); array.RemoveAt(0); say("%d %d %d", (int)array.GetSize(), array[0], array[1]);
      CStringList list; list.AddTail("a"); list.AddHead("b"); list.RemoveAt(list.Find("a")); say("%s %d", (LPCTSTR)list.GetHead(), (int)list.GetCount());
      say("%s %d", (LPCTSTR)CTime(86400).FormatGmt("%Y-%m-%d"), (int)(CTime(200000) - CTime(0)).GetDays());
      pVer->dwFlags = SF_NOTIFY_LOG;
      return TRUE;
    }`, { 'list.txt': 'a=1\r\nb=two\r\nplain' })
  expect(lines.slice(1, 3).toSorted()).toEqual(['a is 1', 'b is two'])
  expect([lines[0], ...lines.slice(3)]).toEqual(['x has 7 q', '3 plain 0', '1 2', 'right', '1 1 same bucket', '2 2 3', 'b 1', '1970-01-02 2'])
})

it.skipIf(compiler === null)('strings, conversions, collections and registry of ATL; identifiers and file mappings', async () => {
  const { lines, compiled } = await run(`
    #include <atlbase.h>
    #include <atlcoll.h>
    #include <comdef.h>
    #include <rpc.h>
    ${SAY}
    ${FILTER}
    static const wchar_t *Next() { static int asked; return asked++ == 0 ? L"first" : L"again"; }
    BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer) {
      USES_CONVERSION;
      CComBSTR none; say("%s %s %d %d", W2A(Next()), W2A(CComBSTR("temporary")), none == NULL, W2A(none) == NULL);
      CComBSTR text("one"); text += L"-two"; text.ToUpper(); say("%s %d %s", W2A(text), text.Length(), (LPCSTR)CW2A(A2W("\\xC3\\xA9")));
      CRegKey key; DWORD level = 0; char mode[20]; ULONG size = 20;
      key.Open(HKEY_LOCAL_MACHINE, "SOFTWARE\\\\Contoso", KEY_READ); key.QueryDWORDValue("Level", level); key.QueryStringValue("Mode", mode, &size);
      say("%d %s %d %d", level, mode, size, key.QueryDWORDValue("Mode", level) == ERROR_SUCCESS);
      CSimpleArray<int> array; array.Add(5); array.Add(7); array.Remove(5); say("%d %d", array.GetSize(), array.Find(7));
      CAtlMap<CString, int, CStringElementTraitsI<CString> > map; int n = 0; map["Host"] = 4; say("%d %d", map.Lookup("hOST", n), n);
      CAtlArray<LONGLONG> grown; grown.Add(5); for (int i = 1; i < 20; i++) grown.SetAtGrow(i, grown[0]); _variant_t value; value = _bstr_t("text"); say("%d %S", (int)grown[19], value.bstrVal);
      UUID one, other; unsigned char *id; UuidCreate(&one); UuidToStringA(&one, &id); say("%d %c %d", (int)strlen((char *)id), id[14], UuidFromStringA(id, &other) == RPC_S_OK && one == other); RpcStringFreeA(&id);
      CLSID clsid; OLECHAR wide[40]; CLSIDFromString(L"{00000000-0000-0000-c000-000000000046}", &clsid); StringFromGUID2(clsid, wide, 40); say("%S", wide);
      HANDLE file = CreateFile("C:\\\\data\\\\text.txt", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL), mapping = CreateFileMapping(file, NULL, PAGE_READONLY, 0, 0, NULL);
      CloseHandle(file);
      char *view = (char *)MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0); CloseHandle(mapping); say("%.7s", view); BOOL once = UnmapViewOfFile(view); say("%d %d", once, UnmapViewOfFile(view));
      HANDLE memory = CreateFileMapping(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 64, "Shared"), again = CreateFileMapping(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 64, "Shared");
      BOOL there = GetLastError() == ERROR_ALREADY_EXISTS; strcpy((char *)MapViewOfFile(memory, FILE_MAP_WRITE, 0, 0, 0), "same"); say("%d %s", there, (char *)MapViewOfFile(again, FILE_MAP_READ, 0, 0, 0));
      pVer->dwFlags = SF_NOTIFY_LOG;
      return TRUE;
    }`, { 'text.txt': 'content' }, { 'HKLM\\SOFTWARE\\Contoso': { Level: 3, Mode: 'fast' } })
  expect(lines).toEqual(['first temporary 1 1', 'ONE-TWO 7 \u00E9', '3 fast 5 0', '1 0', '1 4', '5 text', '36 4 1', '{00000000-0000-0000-C000-000000000046}', 'content', '1 0', '1 same'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('sockets that the C library has another kind of, security packages and accounts are named and fail as documented; addresses are read and written', async () => {
  const { lines, compiled } = await run(`
    #include <winsock2.h>
    #include <ws2tcpip.h>
    #include <windows.h>
    #include <lm.h>
    #include <sspi.h>
    ${SAY}
    ${FILTER}
    BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer) {
      struct in6_addr address; char text[INET6_ADDRSTRLEN]; fd_set set; struct timeval tv = { 1, 0 }; int value = 0, size = sizeof value; LPBYTE info; CredHandle handle;
      FD_ZERO(&set); FD_SET(3, &set);
      say("%d %d %d", send(3, "x", 1, 0), recv(3, text, 1, 0), WSAGetLastError());
      say("%d %d %d %d", accept(3, NULL, NULL) == INVALID_SOCKET, shutdown(3, SD_BOTH), getsockopt(3, SOL_SOCKET, SO_ERROR, (char *)&value, &size), select(4, &set, NULL, NULL, &tv));
      say("%d %x", NetUserGetInfo(NULL, L"x", 1, &info), AcquireCredentialsHandle(NULL, (LPSTR)"NTLM", SECPKG_CRED_INBOUND, NULL, NULL, NULL, NULL, &handle, NULL));
      int read = inet_pton(AF_INET6, "FE80::1", &address); say("%d %s %d", read, inet_ntop(AF_INET6, &address, text, sizeof text), inet_pton(AF_INET, "1.2.3", &value));
      pVer->dwFlags = SF_NOTIFY_LOG;
      return TRUE;
    }`)
  expect(compiled.missing.map((call) => call.function)).toEqual(['AcquireCredentialsHandleA', 'NetUserGetInfo', 'accept', 'getsockopt', 'recv', 'select', 'send', 'shutdown'])
  expect(compiled.missing.map(({ line }) => line > 10)).not.toContain(false)
  expect(lines).toEqual(['-1 -1 10050', '1 -1 -1 -1', '50 80090302', '1 fe80::1 0'])
})
