// Functions of Windows that write, find and name files, and that make texts of dates; and std::exception with a text.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { findToolchain } from '@isapi-bridge/wasm'
import { project, said } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

const SAY = '#include <stdio.h>\n#include <stdarg.h>\nstatic void say(const char *format, ...) { char out[999]; va_list list; va_start(list, format); vsprintf_s(out, sizeof out, format, list); va_end(list); OutputDebugStringA(out); }'

it.skipIf(compiler === null)('WritePrivateProfileString changes one line, and leaves comments and order alone', async () => {
  const folder = project({ 'old.ini': '; settings\r\n[One]\r\nName = old\r\nother=1\r\n\r\n[Two]\r\nlast=2\r\n', 'gone.ini': '[A]\r\na=1\r\n[B]\r\nb=2\r\n[C]\r\nc=3' })
  const { lines, compiled } = await said(String.raw`
    say("%d %d %d %d", WritePrivateProfileString("one", "NAME", "new", "C:\\data\\old.ini"), WritePrivateProfileString("One", "added", "3", "C:\\data\\old.ini"), WritePrivateProfileString("Two", "last", NULL, "C:\\data\\old.ini"), WritePrivateProfileString("Three", "x", "a b", "C:\\data\\old.ini"));
    say("%d %d", WritePrivateProfileString("b", NULL, NULL, "C:\\data\\gone.ini"), WritePrivateProfileSection("C", "d=4\0e=5\0", "C:\\data\\gone.ini"));
    char out[99]; GetPrivateProfileString("three", "X", "", out, 99, "C:\\data\\old.ini"); say("%s", out);
    WritePrivateProfileStringW(L"w", L"k", L"v\x20AC", L"C:\\data\\wide.ini");
    say("%d %d", WritePrivateProfileString(NULL, NULL, NULL, "C:\\data\\old.ini"), WritePrivateProfileString("a", "b", "c", "D:\\none.ini")); say("%d", (int)GetLastError());`, SAY, { drive: { 'C:\\data': { folder, writable: true } } })
  expect(lines).toEqual(['1 1 1 1', '1 1', 'a b', '0 0', '5'])
  expect(compiled.missing).toEqual([])
  expect(['old.ini', 'gone.ini', 'wide.ini'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([
    '; settings\r\n[One]\r\nNAME=new\r\nother=1\r\nadded=3\r\n\r\n[Two]\r\n[Three]\r\nx=a b\r\n',
    '[A]\r\na=1\r\n[C]\r\nd=4\r\ne=5\r\n',
    '[w]\r\nk=v\u20AC\r\n'
  ])
})

it.skipIf(compiler === null)('GetTempFileName makes a file of a number of its own, and only names one of a given number', async () => {
  const folder = project({ 'there.txt': '' })
  const { lines } = await said(String.raw`
    char one[MAX_PATH], other[MAX_PATH]; WCHAR wide[MAX_PATH];
    UINT first = GetTempFileName("C:\\data", "filter", 0, one), second = GetTempFileName("C:\\data\\", "f", 0, other);
    say("%d %d", first != 0 && second != 0, GetFileAttributes(one) != INVALID_FILE_ATTRIBUTES && GetFileAttributes(other) != INVALID_FILE_ATTRIBUTES);
    say("%u %s", GetTempFileName("C:\\data", "x", 0x1AB, one), one); say("%d", GetFileAttributes(one) == INVALID_FILE_ATTRIBUTES);
    say("%u %S", GetTempFileNameW(L"C:\\data", L"w", 2, wide), wide);
    say("%u %u", GetTempFileName("C:\\nowhere", "x", 0, one), GetLastError());`, SAY, { drive: { 'C:\\data': { folder, writable: true } } })
  expect(lines).toEqual(['1 1', '427 C:\\data\\x1AB.TMP', '1', '2 C:\\data\\w2.TMP', '0 267'])
  expect(readdirSync(folder).map((name) => name.replace(/[0-9A-F]+\.TMP$/, '#.TMP')).toSorted()).toEqual(['f#.TMP', 'fil#.TMP', 'there.txt'])
})

it.skipIf(compiler === null)('_findfirst and _findnext go through a folder', async () => {
  const folder = project({ 'one.txt': '12345', 'two.txt': '', 'x.ini': '', 'sub/three.txt': '' })
  const { lines, compiled } = await said(String.raw`
    struct _finddata_t found; int names = 0, bytes = 0; intptr_t at = _findfirst("C:\\data\\*.txt", &found);
    if (at != -1) { do { names++; bytes += found.size; } while (_findnext(at, &found) == 0); say("%d %d %d %d", names, bytes, errno == ENOENT, _findclose(at)); }
    at = _findfirst("C:\\data\\sub", &found); say("%d %d", (found.attrib & _A_SUBDIR) != 0, found.time_write > 1000000000); _findclose(at);
    errno = 0; say("%d", (int)_findfirst("C:\\data\\*.none", &found)); say("%d", errno == ENOENT);`, `${SAY}\n#include <io.h>\n#include <errno.h>`, { drive: { 'C:\\data': folder } })
  expect(lines).toEqual(['2 5 1 0', '1 1', '-1', '1'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('GetDateFormat and GetTimeFormat fill pictures', async () => {
  const { lines } = await said(String.raw`
    SYSTEMTIME t = { 2004, 2, 0, 29, 13, 5, 9, 0 }; char out[99]; WCHAR wide[99];
    GetDateFormat(LOCALE_USER_DEFAULT, 0, &t, "ddd',' dd MMM yyyy", out, 99); say("%s", out);
    GetDateFormat(LOCALE_USER_DEFAULT, 0, &t, NULL, out, 99); say("%s", out);
    GetDateFormat(LOCALE_USER_DEFAULT, DATE_LONGDATE, &t, NULL, out, 99); say("%s", out);
    GetDateFormat(LOCALE_USER_DEFAULT, 0, &t, "y 'it''s' M", out, 99); say("%s", out);
    say("%d", GetTimeFormat(LOCALE_USER_DEFAULT, 0, &t, "HH':'mm':'ss", out, 99)); say("%s", out);
    GetTimeFormat(LOCALE_USER_DEFAULT, 0, &t, NULL, out, 99); say("%s", out);
    GetTimeFormat(LOCALE_USER_DEFAULT, TIME_NOSECONDS | TIME_FORCE24HOURFORMAT | TIME_NOTIMEMARKER, &t, NULL, out, 99); say("%s", out);
    say("%d", GetTimeFormatW(LOCALE_USER_DEFAULT, 0, &t, L"h t", wide, 99)); say("%S", wide);
    say("%d", GetDateFormat(LOCALE_USER_DEFAULT, 0, &t, "yyyy", NULL, 0));
    say("%d", GetDateFormat(LOCALE_USER_DEFAULT, 0, &t, "yyyy", out, 4)); say("%u", GetLastError());
    t.wYear = 2003; say("%d", GetDateFormat(LOCALE_USER_DEFAULT, 0, &t, "yyyy", out, 99)); say("%u", GetLastError());`, SAY)
  expect(lines).toEqual(['Sun, 29 Feb 2004', '2/29/2004', 'Sunday, February 29, 2004', "4 it's 2", '9', '13:05:09', '1:05:09 PM', '13:05', '4', '1 P', '5', '0', '122', '0', '87'])
})

it.skipIf(compiler === null)('std::exception has a text, in classes of its own too, through copies and slices', async () => {
  const { lines } = await said(`
    try { throw std::exception("plain"); } catch (std::exception &e) { say(e.what()); }
    try { throw Failure("derived"); } catch (std::exception &e) { say(e.what()); }
    try { throw Failure("by value"); } catch (Failure e) { say(e.what()); }
    try { throw Failure("sliced"); } catch (std::exception e) { say(e.what()); }
    try { Failure e("a copy"); throw e; } catch (const std::exception &e) { std::exception other; other = e; say(other.what()); }
    try { try { throw Failure("again"); } catch (Failure &) { throw; } } catch (std::exception &e) { say(e.what()); }
    try { throw std::runtime_error("the library's"); } catch (std::exception &e) { say(e.what()); }
    try { throw std::exception(); } catch (std::exception &e) { say(e.what()); }
    try { throw std::bad_alloc(); } catch (std::exception &e) { say(e.what()); }`, `${SAY}\n#include <exception>\n#include <stdexcept>\nclass Failure : public std::exception { public: Failure(const char *text) : std::exception(text) {} };`)
  expect(lines).toEqual(['plain', 'derived', 'by value', 'sliced', 'a copy', 'again', "the library's", 'Unknown exception', 'bad allocation'])
})

it.skipIf(compiler === null)('what projects around Visual C++ take for granted: RegGetValue, times of a zone, descriptors for everybody, the program by name', async () => {
  const { lines, compiled } = await said(String.raw`
    char text[99]; DWORD size = sizeof text, type = 0, number = 0; TIME_ZONE_INFORMATION zone; SYSTEMTIME time = { 2004, 2, 0, 29, 23, 30, 0, 0 }, local, back; SECURITY_DESCRIPTOR descriptor; char *program; boolean small = TRUE; HANDLE log;
    say("%d %u %s", (int)RegGetValue(HKEY_LOCAL_MACHINE, "SOFTWARE\\Contoso", "Name", RRF_RT_REG_SZ, &type, text, &size), (unsigned)type, text);
    size = sizeof number; say("%d %u", (int)RegGetValue(HKEY_LOCAL_MACHINE, "SOFTWARE\\Contoso", "Count", RRF_RT_DWORD, NULL, &number, &size), (unsigned)number);
    say("%d", (int)RegGetValue(HKEY_LOCAL_MACHINE, "SOFTWARE\\Contoso", "Name", RRF_RT_REG_DWORD, NULL, text, &size)); say("%d", (int)RegGetValue(HKEY_LOCAL_MACHINE, "SOFTWARE\\None", "Name", RRF_RT_ANY, NULL, text, &size));
    memset(&zone, 0, sizeof zone); zone.Bias = -60; SystemTimeToTzSpecificLocalTime(&zone, &time, &local); TzSpecificLocalTimeToSystemTime(&zone, &local, &back); say("%d-%d %d:%02d, %d:%02d", local.wMonth, local.wDay, local.wHour, local.wMinute, back.wHour, back.wMinute);
    SystemTimeToTzSpecificLocalTime(NULL, &time, &local); TzSpecificLocalTimeToSystemTime(NULL, &local, &back); say("%d", memcmp(&time.wDay, &back.wDay, 8) == 0);
    say("%d %d", InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION), SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE));
    _get_pgmptr(&program); say("%s", strrchr(program, '\\') + 1);
    log = OpenEventLog(NULL, "me"); say("%d", CloseEventLog(log)); say("%d", (int)small);`, SAY, { registry: { 'HKLM\\SOFTWARE\\Contoso': { Name: 'value', Count: 7 } } })
  expect(lines).toEqual(['0 1 value', '0 7', '1630', '2', '3-1 0:30, 23:30', '1', '1 1', 'w3wp.exe', '1', '1'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('C++ as Visual C++ takes it: goto past an initialization, dependent names without typename, names of a dependent base class', async () => {
  const { lines, compiled } = await said(`
    if (!pfc) goto done;
    int late = 5; Derived<HasNumber> derived;
    say("%d %d %d", late, derived.value, (int)derived.number(HasNumber()));
  done:`, `${SAY}
    template <class T> struct Base { int value; };
    template <class T> struct Derived : public Base<T> { Derived() { value = 3; } T::Number number(const T &) { T::Number made = 4; return made; } };
    struct HasNumber { typedef long Number; };`)
  expect(lines).toEqual(['5 3 4'])
  expect(compiled.warnings).toEqual([])
})

it.skipIf(compiler === null)('__FUNCTION__ beside a literal is a literal with the class in front; so it is in old filters, and exceptions are named that leave a function', async () => {
  const { lines } = await said('Log::Static("x"); Log log; log.Inside(); TRACE("macro");', `${SAY}
    #include <new>
    #include <optional>
    #define TRACE(text) OutputDebugString(__FUNCTION__ ": " text)
    namespace { class Log : public std::optional<int> { public: Log() : value(1) { OutputDebugString(__FUNCTION__ " made"); } ~Log(); void Inside() const throw (std::bad_alloc, DWORD) { if (value) { OutputDebugString("in " __FUNCTION__); OutputDebugString("in "
      __FUNCTION__ "!"); } } static void Static(const char *); int value; }; }
    void Log :: Static(const char *s) { register int n = 0; OutputDebugString("{ __FUNCTION__ \\" "); say(__FUNCTION__ " %s", s + n); }
    Log::~Log() try { OutputDebugString("(" __FUNCTION__ ")"); } catch (...) { }`)
  expect(lines.map((line) => line.replace(/^HttpFilterProc(?=: macro)/, ''))).toEqual(['{ __FUNCTION__ "', 'Log::Static x', 'Log::Log made', 'in Log::Inside', 'in Log::Inside!', ': macro', '(Log::~Log)'])
})

it.skipIf(compiler === null)('a goto past an object with a destructor is refused with its line by an old clang, which breaks down over it', async () => {
  if (compiler?.name.startsWith('clang 16') !== true) return
  await expect(said('if (!pfc) goto done; { } std::string late("x"); say("%s", late.c_str()); done:', `${SAY}\n#include <string>`)).rejects.toThrow(/filter\.cpp:\d+: cannot jump from this goto/)
})

it.skipIf(compiler === null)('FindFirstFileEx finds like FindFirstFile, and refuses a filter', async () => {
  const { lines, compiled } = await said(String.raw`
    WIN32_FIND_DATAW found; HANDLE find = FindFirstFileExW(L"C:\\data\\*.txt", FindExInfoBasic, &found, FindExSearchNameMatch, NULL, FIND_FIRST_EX_LARGE_FETCH);
    say("%S %d %u", found.cFileName, FindNextFileW(find, &found), GetLastError()); FindClose(find);
    WIN32_FIND_DATA narrow; say("%d %u", FindFirstFileEx("C:\\data\\*", FindExInfoStandard, &narrow, FindExSearchNameMatch, &narrow, 0) == INVALID_HANDLE_VALUE, GetLastError());`, SAY, { drive: { 'C:\\data': project({ 'one.txt': '' }) } })
  expect(lines).toEqual(['one.txt 0 18', '1 87'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('addresses have wide texts too; a name is not found, for there is no network', async () => {
  const { lines, compiled } = await said(String.raw`
    struct in6_addr six; struct in_addr four; WCHAR text[INET6_ADDRSTRLEN]; PADDRINFOW list = NULL;
    say("%d %d %x %d", InetPtonW(AF_INET6, L"::1", &six), six.s6_addr[15], six.s6_words[7], IN6_IS_ADDR_LOOPBACK(&six));
    say("%d %S", InetPtonW(AF_INET, L"127.0.0.1", &four), InetNtopW(AF_INET, &four, text, 99)); say("%d", InetPtonW(AF_INET, L"none", &four));
    say("%d %d", GetAddrInfoW(L"localhost", L"80", NULL, &list), WSAGetLastError()); FreeAddrInfoW(list);`, `#include <winsock2.h>\n#include <ws2tcpip.h>\n${SAY}`)
  expect(lines.filter((line) => !line.startsWith('Filter'))).toEqual(['1 1 100 1', '1 127.0.0.1', '0', '11003 10050'])
  expect(compiled.missing.map((call) => call.function)).toEqual(['FreeAddrInfoW', 'GetAddrInfoW'])
})

it.skipIf(compiler === null)('events are written and nobody listens; the newer functions for paths; handles of the Windows Runtime Library', async () => {
  const { lines, compiled } = await said(String.raw`
    REGHANDLE events; GUID id = { 1 }; say("%u %u %d %u", EventRegister(&id, NULL, NULL, &events), EventWriteString(events, 0, 0, L"x"), EventProviderEnabled(events, WINEVENT_LEVEL_INFO, 0), EventUnregister(events));
    say("%d", (int)TraceLoggingRegister(provider)); TraceLoggingWrite(provider, "Event", TraceLoggingLevel(WINEVENT_LEVEL_INFO), TraceLoggingString(nothing, "name"));
    WCHAR path[MAX_PATH] = L"C:\\data\\sub"; say("%x %x %S", PathCchCombine(path, MAX_PATH, path, L"..\\a.txt"), PathCchRenameExtension(path, MAX_PATH, L"log"), path);
    say("%x %x %x %S", PathCchRemoveFileSpec(path, MAX_PATH), PathCchAddBackslash(path, MAX_PATH), PathCchAppend(path, 9, L"long.txt"), path);
    { Microsoft::WRL::Wrappers::FileHandle file(CreateFileW(L"C:\\data\\a.txt", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL)), none(CreateFileW(L"C:\\none", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL)); say("%d %u %d", file.IsValid(), GetFileSize(file.Get(), NULL), none.IsValid()); }
    Microsoft::WRL::Wrappers::CriticalSection section; auto lock = section.Lock(); say("%d", lock.IsLocked());
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 }; say("%d %d", CreateJobObject(NULL, NULL) == NULL, (int)GetLastError());`, `#include <evntprov.h>\n#include <TraceLoggingProvider.h>\n#include <pathcch.h>\n#include <wrl.h>\nTRACELOGGING_DEFINE_PROVIDER(provider, "Contoso", (0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, 0x9, 0xa, 0xb));\n${SAY}`, { drive: { 'C:\\data': project({ 'a.txt': 'four' }) } })
  expect(lines.filter((line) => !line.startsWith('Filter'))).toEqual(['0 0 0 0', '0', '0 0 C:\\data\\a.log', '0 0 8007007a C:\\data\\', '1 4 0', '1', '1 120'])
  expect(compiled.missing.map((call) => call.function)).toEqual(['CreateJobObjectA'])
})

it.skipIf(compiler === null)('wide texts are compared, sums are refused where they do not fit, and a wait for a condition is over at once', async () => {
  const { lines, compiled } = await said(String.raw`
    say("%d %d %d %d", CompareStringOrdinal(L"abc", -1, L"ABC", 3, TRUE), CompareStringOrdinal(L"a", -1, L"B", -1, FALSE), CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, L"b", -1, L"Aa", -1), CompareStringOrdinal(NULL, 0, L"", 0, FALSE));
    DWORD sum; USHORT small; say("%x %u %x %x %u", DWordAdd(1, 2, &sum), sum, DWordMult(0x10000, 0x10000, &sum), ULongToUShort(70000, &small), small);
    WCHAR text[9]; say("%d %S", _snwprintf_s(text, _TRUNCATE, L"%s", L"long long long"), text);
    CONDITION_VARIABLE ready = CONDITION_VARIABLE_INIT; SRWLOCK lock = SRWLOCK_INIT; WakeConditionVariable(&ready); say("%d %u", SleepConditionVariableSRW(&ready, &lock, 50, 0), GetLastError());
    PSID sid = NULL; LPWSTR name; say("%d %d %u", CreateThreadpoolWork(NULL, NULL, NULL) == NULL, ConvertSidToStringSidW(sid, &name), GetLastError());`, `#include <intsafe.h>\n#include <sddl.h>\n${SAY}`)
  expect(lines.filter((line) => !line.startsWith('Filter'))).toEqual(['2 3 3 0', '0 3 80070216 80070216 65535', '-1 long lon', '0 1460', '1 0 1337'])
  expect(compiled.missing.map((call) => call.function)).toEqual(['CreateThreadpoolWork'])
})
