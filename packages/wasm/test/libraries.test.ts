// What comes with Visual C++ and the SDK beside Win32 itself: system_category, PathCch, smart pointers, expressions of ATL, wrappers of WRL.

import { expect, it, vi } from 'vitest'
import { findToolchain } from '@isapi-bridge/wasm'
import { said } from './support/sources.ts'

vi.setConfig({ testTimeout: 120_000 })
const compiler = await findToolchain().catch(() => null)

const TELL = '#include <string>\nstatic void tell(const std::string &text) { OutputDebugStringA(text.c_str()); }\nstatic void tell(long value) { tell(std::to_string(value)); }\n'

it.skipIf(compiler === null)('std::system_category has the codes and texts of Windows', async () => {
  const { lines } = await said(`
    try { SetLastError(ERROR_ACCESS_DENIED); throw std::system_error(static_cast<int>(GetLastError()), std::system_category(), "open"); }
    catch (const std::system_error &error) { tell(error.what()); tell(error.code().category().name()); tell(error.code() == std::errc::permission_denied); }
    tell(std::system_category().message(2)); tell(std::error_code(3, std::system_category()) == std::errc::no_such_file_or_directory);
    tell(std::error_code(ERROR_INVALID_HANDLE, std::system_category()) == std::error_code(ERROR_INVALID_HANDLE, std::generic_category()));
    const std::error_category &one = std::system_category(), &other = std::system_category(); tell(one == other);`, `${TELL}#include <system_error>`)
  expect(lines).toEqual(['open: Access is denied.', 'system', '1', 'The system cannot find the file specified.', '1', '0', '1'])
})

/** TABLE: call on a path of 40 characters, what it gives, and the path then. */
const PATHS: readonly (readonly [string, string, string])[] = [
  ['PathCchCombine(path, 40, L"C:\\\\a\\\\b", L"..\\\\c.txt")', '0', 'C:\\a\\c.txt'],
  ['PathCchCombine(path, 40, L"C:\\\\a\\\\b", L"\\\\c.txt")', '0', 'C:\\c.txt'],
  ['PathCchCombine(path, 40, L"C:\\\\a", L"D:\\\\x\\\\.")', '0', 'D:\\x'],
  ['PathCchCombine(path, 40, L"\\\\\\\\srv\\\\share\\\\a", L"..\\\\..\\\\..\\\\b")', '0', '\\\\srv\\share\\b'],
  ['PathCchCombine(path, 5, L"C:\\\\a", L"long.txt")', '8007007a', ''],
  ['PathCchCombine(path, 0, L"C:\\\\a", L"b")', '80070057', 'C:\\dir\\file.txt'],
  ['PathCchCanonicalize(path, 40, L"C:")', '0', 'C:\\'],
  ['PathCchCanonicalize(path, 40, L"..")', '0', '\\'],
  ['PathCchCanonicalizeEx(path, 40, L"C:\\\\a\\\\.\\\\b\\\\..\\\\c\\\\", PATHCCH_NONE)', '0', 'C:\\a\\c\\'],
  ['PathCchAppend(path, 40, L"\\\\..\\\\web.config")', '0', 'C:\\dir\\web.config'],
  ['PathCchAppend(path, 17, L"x")', '8007007a', 'C:\\dir\\file.txt'],
  ['PathCchRemoveFileSpec(path, 40)', '0', 'C:\\dir'],
  ['(PathCchRemoveFileSpec(path, 40), PathCchRemoveFileSpec(path, 40), PathCchRemoveFileSpec(path, 40))', '1', 'C:\\'],
  ['PathCchAddBackslash(path, 40)', '0', 'C:\\dir\\file.txt\\'],
  ['(PathCchStripToRoot(path, 40), PathCchRemoveBackslash(path, 40))', '1', 'C:\\'],
  ['PathCchAddExtension(path, 40, L"bak")', '1', 'C:\\dir\\file.txt'],
  ['PathCchRenameExtension(path, 40, L"bak")', '0', 'C:\\dir\\file.bak'],
  ['PathCchRenameExtension(path, 16, L".html")', '8007007a', 'C:\\dir\\file.txt'],
  ['PathCchRemoveExtension(path, 40)', '0', 'C:\\dir\\file'],
  ['(wcscpy(path, L"\\\\\\\\?\\\\UNC\\\\srv\\\\s"), PathCchStripPrefix(path, 40))', '0', '\\\\srv\\s'],
  ['(wcscpy(path, L"\\\\\\\\?\\\\C:\\\\x"), PathCchStripPrefix(path, 40))', '0', 'C:\\x'],
  ['PathCchIsRoot(L"C:\\\\") + 2 * PathCchIsRoot(L"C:") + 4 * PathCchIsRoot(L"\\\\\\\\srv\\\\s") + 8 * PathCchIsRoot(L"\\\\") + 16 * PathCchIsRoot(L"C:\\\\a")', 'd', 'C:\\dir\\file.txt']
]

it.skipIf(compiler === null)('the functions of PathCch', async () => {
  const { lines, compiled } = await said(`wchar_t path[40]; char text[99]; ${PATHS.map(([call]) => `wcscpy(path, L"C:\\\\dir\\\\file.txt"); sprintf(text, "%lx ", (unsigned long)(${call})); tell(text + std::string(path, path + wcslen(path)));`).join('\n')}`, `${TELL}#include <pathcch.h>`)
  expect(lines).toEqual(PATHS.map(([, value, path]) => `${value} ${path}`.trimEnd()))
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('the three kinds of pointers count alike: CComPtr, _com_ptr_t and ComPtr', async () => {
  const { lines, compiled } = await said(`
    Counted object; Counted *raw = &object;
    { CComPtr<IUnknown> one(raw), two = one; CComQIPtr<IUnknown> three(raw); one = two; tell(object.count); one.Release(); two.Attach(three.Detach()); tell(object.count); }
    { IUnknownPtr one(raw), two; two = one; one = nullptr; tell(object.count); IUnknown *kept = two.Detach(); two.Attach(kept, true); tell(object.count); kept->Release(); }
    { Microsoft::WRL::ComPtr<IUnknown> one(raw), two(one), three(std::move(one)); Microsoft::WRL::ComPtr<Counted> four(raw); three = four; tell(object.count); Microsoft::WRL::ComPtr<IUnknown> five; tell(four.As(&five)); tell(object.count); five.Reset(); two.ReleaseAndGetAddressOf(); tell(object.count); }
    tell(object.count);`, `${TELL}#include <atlbase.h>\n#include <comdef.h>\n#include <wrl/client.h>\n#include <utility>
    struct Counted : IUnknown { long count = 1; ULONG STDMETHODCALLTYPE AddRef() override { return ++count; } ULONG STDMETHODCALLTYPE Release() override { return --count; }
      HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void **found) override { *found = this; AddRef(); return S_OK; } };`)
  expect(lines).toEqual(['4', '2', '2', '3', '4', '0', '5', '3', '1'])
  expect(compiled.missing).toEqual([])
})

it.skipIf(compiler === null)('wrappers of WRL close handles and leave locks', async () => {
  const { lines } = await said(`
    using namespace Microsoft::WRL::Wrappers;
    HANDLE kept; { Event event(CreateEvent(NULL, TRUE, FALSE, NULL)); kept = event.Get(); tell(event.IsValid()); Event other(std::move(event)); tell(event.IsValid()); } tell(SetEvent(kept));
    CriticalSection section; { auto lock = section.Lock(); tell(lock.IsLocked()); } tell(section.TryLock().IsLocked());
    Mutex mutex(CreateMutex(NULL, FALSE, NULL)); { auto lock = mutex.Lock(0); tell(lock.IsLocked()); } SRWLock shared; auto lock = shared.LockShared(); lock.Unlock(); tell(shared.TryLockExclusive().IsLocked());`, `${TELL}#include <wrl.h>\n#include <utility>`)
  expect(lines).toEqual(['1', '0', '0', '1', '1', '1', '1'])
})

/** TABLE: expression, text, what fits, and its groups. */
const EXPRESSIONS: readonly (readonly [string, string, string])[] = [
  ['{\\\\w}://{[^/:]+}:?{\\\\z?}{/.*}?', 'see http://example.com:8080/a?b', 'http://example.com:8080/a?b|http|example.com|8080|/a?b'],
  ['^/old/{\\\\d+}$', '/old/17', '/old/17|17'],
  ['a!b', 'abac', 'a'],
  ['({\\\\h\\\\h}-)+x', 'A0-ff-x', 'A0-ff-x|ff'],
  ['{<.+?>}', '<b><i>', '<b>|<b>'],
  ['\\\\.asp{x|}$', '/Page.ASPX', '.ASPX|X'],
  ['\\\\a+\\\\b\\\\q', "say 'it is'", "say 'it is'"]
]

it.skipIf(compiler === null)('expressions of ATL, their groups and their mistakes', async () => {
  const calls = EXPRESSIONS.map(([expression, text]) => `{ CAtlRegExp<> re; CAtlREMatchContext<> found; if (re.Parse("${expression}", FALSE) != REPARSE_ERROR_OK) tell("refused"); else if (!re.Match("${text}", &found)) tell("none"); else { std::string all(found.m_Match.szStart, found.m_Match.szEnd); for (UINT i = 0; i < found.m_uNumGroups; i++) { const char *from, *to; found.GetMatch(i, &from, &to); all += "|"; if (from) all.append(from, to); } tell(all); } }`)
  const { lines, compiled } = await said(`${calls.join('\n')} CAtlRegExp<CAtlRECharTraitsW> wide; CAtlREMatchContext<CAtlRECharTraitsW> context; const wchar_t *end; tell(wide.Parse(L"b+")); tell(wide.Match(L"abbc", &context, &end)); tell(*end == 'c');
    tell(wide.Parse(L"{a")); tell(wide.Parse(L"(a")); tell(wide.Parse(L"[a")); tell(wide.Parse(L"+")); tell(wide.Match(L"a", &context));`, `${TELL}#include <atlrx.h>`)
  expect(lines).toEqual([...EXPRESSIONS.map(([, , found]) => found), '0', '1', '1', '2', '3', '4', '9', '0'])
  expect(compiled.missing).toEqual([])
})

/** TABLE: what wants another thread or a debugger, and what it gives with its last error. */
const FAILING: readonly (readonly [string, string, string])[] = [
  ['RegisterWaitForSingleObject', 'HANDLE wait; show(RegisterWaitForSingleObject(&wait, NULL, NULL, NULL, INFINITE, WT_EXECUTEONLYONCE));', '0 50'],
  ['CreateTimerQueue', 'show((long)CreateTimerQueue());', '0 50'],
  ['CreateTimerQueueTimer', 'HANDLE timer; show(CreateTimerQueueTimer(&timer, NULL, NULL, NULL, 1000, 0, WT_EXECUTEDEFAULT));', '0 50'],
  ['QueueUserWorkItem', 'show(QueueUserWorkItem(NULL, NULL, 0));', '0 50'],
  ['CreateThreadpoolTimer', 'TP_CALLBACK_ENVIRON environment; InitializeThreadpoolEnvironment(&environment); show((long)CreateThreadpoolTimer(NULL, NULL, &environment));', '0 50'],
  ['CreateThreadpoolWork', 'show((long)CreateThreadpoolWork(NULL, NULL, NULL));', '0 50'],
  ['TrySubmitThreadpoolCallback', 'show(TrySubmitThreadpoolCallback(NULL, NULL, NULL));', '0 50'],
  ['SetThreadpoolTimer', 'SetThreadpoolTimer(NULL, NULL, 0, 0); show(0);', '0 120'],
  ['CreateIoCompletionPort', 'show((long)CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0));', '0 120'],
  ['SymInitialize', 'show(SymInitialize(GetCurrentProcess(), NULL, TRUE));', '0 120'],
  ['StackWalk64', 'STACKFRAME64 frame = {}; show(StackWalk64(IMAGE_FILE_MACHINE_I386, NULL, NULL, &frame, NULL, NULL, SymFunctionTableAccess64, SymGetModuleBase64, NULL));', '0 120'],
  ['SymFromAddr', 'DWORD64 away; SYMBOL_INFO symbol = {}; show(SymFromAddr(GetCurrentProcess(), 0, &away, &symbol));', '0 120'],
  ['SymGetModuleBase64', 'show(SymGetModuleBase64(GetCurrentProcess(), 1) == 0);', '1 120'],
  ['MiniDumpWriteDump', 'show(MiniDumpWriteDump(GetCurrentProcess(), 1, NULL, MiniDumpNormal, NULL, NULL, NULL));', '0 2147942450']
]

it.skipIf(compiler === null)('timers, the thread pool, walks of the stack and dumps fail by name', async () => {
  const { lines, compiled } = await said(FAILING.map(([, call]) => `\n{ SetLastError(0); ${call} }`).join(''), `${TELL}#include <dbghelp.h>\nstatic void show(long value) { tell(std::to_string(value) + " " + std::to_string(GetLastError())); }`)
  expect(lines).toEqual(FAILING.flatMap(([name, , line]) => [`Filter "filter" has called ${name}, which is not there.`, line]))
  expect(compiled.missing.map((call) => call.function)).toEqual([...FAILING.map(([name]) => name), 'SymFunctionTableAccess64'].toSorted())
})

it.skipIf(compiler === null)('a provider of tracing events is registered, and nobody listens', async () => {
  const { lines, compiled } = await said(`
    static const GUID id = { 1 }; REGHANDLE provider = 0; tell(EventRegister(&id, NULL, NULL, &provider)); EVENT_DESCRIPTOR event; EventDescCreate(&event, 1, 0, 0, WINEVENT_LEVEL_INFO, 0, WINEVENT_OPCODE_INFO, 0);
    EVENT_DATA_DESCRIPTOR data; EventDataDescCreate(&data, L"x", 4); tell(EventEnabled(provider, &event)); tell(EventWrite(provider, &event, 1, &data)); tell(EventUnregister(provider));`, `${TELL}#include <winmeta.h>\n#include <evntprov.h>\n#include <mswsock.h>\n#include <mstcpip.h>\n#include <threadpoolapiset.h>`)
  expect(lines).toEqual(['0', '0', '0', '0'])
  expect(compiled.missing).toEqual([])
})
