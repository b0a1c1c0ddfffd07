import { E_FAIL, ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, HRESULT_FROM_WIN32, type HRESULT, type WIN32_ERROR } from '@isapi-bridge/win32'

const ERRORS: Readonly<Record<string, WIN32_ERROR>> = { ENOENT: ERROR_FILE_NOT_FOUND, ENOTDIR: ERROR_FILE_NOT_FOUND, EACCES: ERROR_ACCESS_DENIED, EPERM: ERROR_ACCESS_DENIED }

/** What the file system threw. */
export function fileErrorOf(error: unknown): HRESULT {
  const known = error instanceof Error && 'code' in error ? ERRORS[String(error.code)] : undefined
  return known === undefined ? E_FAIL : HRESULT_FROM_WIN32(known)
}
