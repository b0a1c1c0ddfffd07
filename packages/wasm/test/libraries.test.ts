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
