/* The newer functions for paths, over those of shlwapi.h; paths have MAX_PATH characters at most. Ours. */
#ifndef _PATHCCH_H_
#define _PATHCCH_H_
#include <shlwapi.h>
#include <wchar.h>
#define PATHCCH_MAX_CCH 0x8000
#define PATHCCH_NONE 0
#define PATHCCH_ALLOW_LONG_PATHS 1
static __inline__ __attribute__((unused)) HRESULT _isapi_path(WCHAR *to, size_t size, const WCHAR *made) {
  if (!made || wcslen(made) >= MAX_PATH) return HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
  if (!to || wcslen(made) >= size) return HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER);
  wmemmove(to, made, wcslen(made) + 1);
  return S_OK;
}
static __inline__ __attribute__((unused)) HRESULT PathCchCombine(PWSTR pszPathOut, size_t cchPathOut, PCWSTR pszPathIn, PCWSTR pszMore) { WCHAR made[MAX_PATH]; return _isapi_path(pszPathOut, cchPathOut, PathCombineW(made, pszPathIn, pszMore)); }
static __inline__ __attribute__((unused)) HRESULT PathCchCombineEx(PWSTR pszPathOut, size_t cchPathOut, PCWSTR pszPathIn, PCWSTR pszMore, ULONG dwFlags) { (void)dwFlags; return PathCchCombine(pszPathOut, cchPathOut, pszPathIn, pszMore); }
static __inline__ __attribute__((unused)) HRESULT PathCchAppend(PWSTR pszPath, size_t cchPath, PCWSTR pszMore) {
  while (pszMore && (*pszMore == L'\\' || *pszMore == L'/') && pszMore[1] != *pszMore) pszMore++;
  return PathCchCombine(pszPath, cchPath, pszPath, pszMore);
}
static __inline__ __attribute__((unused)) HRESULT PathCchAppendEx(PWSTR pszPath, size_t cchPath, PCWSTR pszMore, ULONG dwFlags) { (void)dwFlags; return PathCchAppend(pszPath, cchPath, pszMore); }
static __inline__ __attribute__((unused)) HRESULT PathCchRemoveFileSpec(PWSTR pszPath, size_t cchPath) { (void)cchPath; return PathRemoveFileSpecW(pszPath) ? S_OK : S_FALSE; }
static __inline__ __attribute__((unused)) HRESULT PathCchAddBackslash(PWSTR pszPath, size_t cchPath) {
  size_t length = wcslen(pszPath);
  if (length > 0 && pszPath[length - 1] == L'\\') return S_FALSE;
  if (length + 1 >= cchPath) return HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER);
  wmemcpy(pszPath + length, L"\\", 2);
  return S_OK;
}
static __inline__ __attribute__((unused)) HRESULT PathCchRemoveBackslash(PWSTR pszPath, size_t cchPath) {
  size_t length = wcslen(pszPath);
  (void)cchPath;
  if (length == 0 || pszPath[length - 1] != L'\\' || (length == 3 && pszPath[1] == L':')) return S_FALSE;
  pszPath[length - 1] = 0;
  return S_OK;
}
static __inline__ __attribute__((unused)) HRESULT PathCchFindExtension(PCWSTR pszPath, size_t cchPath, PCWSTR *ppszExt) { (void)cchPath; *ppszExt = PathFindExtensionW(pszPath); return S_OK; }
static __inline__ __attribute__((unused)) HRESULT PathCchRemoveExtension(PWSTR pszPath, size_t cchPath) { WCHAR *extension = PathFindExtensionW(pszPath); (void)cchPath; if (!*extension) return S_FALSE; *extension = 0; return S_OK; }
static __inline__ __attribute__((unused)) HRESULT PathCchAddExtension(PWSTR pszPath, size_t cchPath, PCWSTR pszExt) {
  size_t length = wcslen(pszPath), dot = *pszExt && *pszExt != L'.';
  if (*PathFindExtensionW(pszPath)) return S_FALSE;
  if (length + dot + wcslen(pszExt) >= cchPath) return HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER);
  if (dot) wmemcpy(pszPath + length, L".", 2);
  wcscat(pszPath, pszExt);
  return S_OK;
}
static __inline__ __attribute__((unused)) HRESULT PathCchRenameExtension(PWSTR pszPath, size_t cchPath, PCWSTR pszExt) {
  HRESULT hr;
  WCHAR made[MAX_PATH];
  if ((hr = _isapi_path(made, MAX_PATH, pszPath)) != S_OK) return hr;
  PathCchRemoveExtension(made, MAX_PATH);
  hr = PathCchAddExtension(made, MAX_PATH, pszExt);
  return FAILED(hr) ? hr : _isapi_path(pszPath, cchPath, made);
}
#endif
