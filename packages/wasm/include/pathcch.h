/* Paths with sizes. Backslashes alone separate, as in Windows. */
#ifndef _PATHCCH_H_INCLUDED_
#define _PATHCCH_H_INCLUDED_
#include <windows.h>
#ifdef __cplusplus
extern "C" {
#endif
#define PATHCCH_NONE 0x0
#define PATHCCH_ALLOW_LONG_PATHS 0x1
#define PATHCCH_FORCE_ENABLE_LONG_NAME_PROCESS 0x2
#define PATHCCH_FORCE_DISABLE_LONG_NAME_PROCESS 0x4
#define PATHCCH_DO_NOT_NORMALIZE_SEGMENTS 0x8
#define PATHCCH_ENSURE_IS_EXTENDED_LENGTH_PATH 0x10
#define PATHCCH_ENSURE_TRAILING_SLASH 0x20
#define PATHCCH_CANONICALIZE_SLASHES 0x40
#define PATHCCH_MAX_CCH 0x8000
#define PATHCCH_E_FILENAME_TOO_LONG ((HRESULT)0x800700CEL)
#define VOLUME_PREFIX L"\\\\?\\Volume"
HRESULT WINAPI PathAllocCanonicalize(PCWSTR pszPathIn, ULONG dwFlags, PWSTR *ppszPathOut);
HRESULT WINAPI PathAllocCombine(PCWSTR pszPathIn, PCWSTR pszMore, ULONG dwFlags, PWSTR *ppszPathOut);
HRESULT WINAPI PathCchAddBackslash(PWSTR pszPath, size_t cchPath);
HRESULT WINAPI PathCchAddBackslashEx(PWSTR pszPath, size_t cchPath, PWSTR *ppszEnd, size_t *pcchRemaining);
HRESULT WINAPI PathCchAddExtension(PWSTR pszPath, size_t cchPath, PCWSTR pszExt);
HRESULT WINAPI PathCchAppend(PWSTR pszPath, size_t cchPath, PCWSTR pszMore);
HRESULT WINAPI PathCchAppendEx(PWSTR pszPath, size_t cchPath, PCWSTR pszMore, ULONG dwFlags);
HRESULT WINAPI PathCchCanonicalize(PWSTR pszPathOut, size_t cchPathOut, PCWSTR pszPathIn);
HRESULT WINAPI PathCchCanonicalizeEx(PWSTR pszPathOut, size_t cchPathOut, PCWSTR pszPathIn, ULONG dwFlags);
HRESULT WINAPI PathCchCombine(PWSTR pszPathOut, size_t cchPathOut, PCWSTR pszPathIn, PCWSTR pszMore);
HRESULT WINAPI PathCchCombineEx(PWSTR pszPathOut, size_t cchPathOut, PCWSTR pszPathIn, PCWSTR pszMore, ULONG dwFlags);
HRESULT WINAPI PathCchFindExtension(PCWSTR pszPath, size_t cchPath, PCWSTR *ppszExt);
BOOL WINAPI PathCchIsRoot(PCWSTR pszPath);
HRESULT WINAPI PathCchRemoveBackslash(PWSTR pszPath, size_t cchPath);
HRESULT WINAPI PathCchRemoveBackslashEx(PWSTR pszPath, size_t cchPath, PWSTR *ppszEnd, size_t *pcchRemaining);
HRESULT WINAPI PathCchRemoveExtension(PWSTR pszPath, size_t cchPath);
HRESULT WINAPI PathCchRemoveFileSpec(PWSTR pszPath, size_t cchPath);
HRESULT WINAPI PathCchRenameExtension(PWSTR pszPath, size_t cchPath, PCWSTR pszExt);
HRESULT WINAPI PathCchSkipRoot(PCWSTR pszPath, PCWSTR *ppszRootEnd);
HRESULT WINAPI PathCchStripPrefix(PWSTR pszPath, size_t cchPath);
HRESULT WINAPI PathCchStripToRoot(PWSTR pszPath, size_t cchPath);
BOOL WINAPI PathIsUNCEx(PCWSTR pszPath, PCWSTR *ppszServer);
#ifdef __cplusplus
}
#endif
#endif
