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
