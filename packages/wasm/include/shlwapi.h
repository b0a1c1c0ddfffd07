/* Paths and strings of shlwapi, as far as filters use them. */
#ifndef _INC_SHLWAPI
#define _INC_SHLWAPI
#include <windows.h>
#ifdef __cplusplus
extern "C" {
#endif
BOOL WINAPI PathFileExistsA(LPCSTR pszPath);
BOOL WINAPI PathFileExistsW(LPCWSTR pszPath);
BOOL WINAPI PathIsDirectoryA(LPCSTR pszPath);
BOOL WINAPI PathIsDirectoryW(LPCWSTR pszPath);
BOOL WINAPI PathIsRelativeA(LPCSTR pszPath);
BOOL WINAPI PathIsRelativeW(LPCWSTR pszPath);
LPSTR WINAPI PathFindFileNameA(LPCSTR pszPath);
LPWSTR WINAPI PathFindFileNameW(LPCWSTR pszPath);
LPSTR WINAPI PathFindExtensionA(LPCSTR pszPath);
LPWSTR WINAPI PathFindExtensionW(LPCWSTR pszPath);
BOOL WINAPI PathRemoveFileSpecA(LPSTR pszPath);
BOOL WINAPI PathRemoveFileSpecW(LPWSTR pszPath);
VOID WINAPI PathRemoveExtensionA(LPSTR pszPath);
VOID WINAPI PathRemoveExtensionW(LPWSTR pszPath);
VOID WINAPI PathStripPathA(LPSTR pszPath);
VOID WINAPI PathStripPathW(LPWSTR pszPath);
BOOL WINAPI PathAppendA(LPSTR pszPath, LPCSTR pszMore);
BOOL WINAPI PathAppendW(LPWSTR pszPath, LPCWSTR pszMore);
LPSTR WINAPI PathCombineA(LPSTR pszDest, LPCSTR pszDir, LPCSTR pszFile);
LPWSTR WINAPI PathCombineW(LPWSTR pszDest, LPCWSTR pszDir, LPCWSTR pszFile);
LPSTR WINAPI PathAddBackslashA(LPSTR pszPath);
LPWSTR WINAPI PathAddBackslashW(LPWSTR pszPath);
LPSTR WINAPI PathRemoveBackslashA(LPSTR pszPath);
LPWSTR WINAPI PathRemoveBackslashW(LPWSTR pszPath);
BOOL WINAPI PathRenameExtensionA(LPSTR pszPath, LPCSTR pszExt);
BOOL WINAPI PathRenameExtensionW(LPWSTR pszPath, LPCWSTR pszExt);
BOOL WINAPI PathMatchSpecA(LPCSTR pszFile, LPCSTR pszSpec);
BOOL WINAPI PathMatchSpecW(LPCWSTR pszFile, LPCWSTR pszSpec);
LPSTR WINAPI StrStrIA(LPCSTR pszFirst, LPCSTR pszSrch);
LPWSTR WINAPI StrStrIW(LPCWSTR pszFirst, LPCWSTR pszSrch);
LPSTR WINAPI StrStrA(LPCSTR pszFirst, LPCSTR pszSrch);
LPWSTR WINAPI StrStrW(LPCWSTR pszFirst, LPCWSTR pszSrch);
int WINAPI StrCmpNIA(LPCSTR psz1, LPCSTR psz2, int nChar);
int WINAPI StrCmpNIW(LPCWSTR psz1, LPCWSTR psz2, int nChar);
int WINAPI StrCmpIA(LPCSTR psz1, LPCSTR psz2);
int WINAPI StrCmpIW(LPCWSTR psz1, LPCWSTR psz2);
int WINAPI StrToIntA(LPCSTR pszSrc);
int WINAPI StrToIntW(LPCWSTR pszSrc);
BOOL WINAPI StrTrimA(LPSTR psz, LPCSTR pszTrimChars);
BOOL WINAPI StrTrimW(LPWSTR psz, LPCWSTR pszTrimChars);
#ifdef UNICODE
#define PathFileExists      PathFileExistsW
#define PathIsDirectory     PathIsDirectoryW
#define PathIsRelative      PathIsRelativeW
#define PathFindFileName    PathFindFileNameW
#define PathFindExtension   PathFindExtensionW
#define PathRemoveFileSpec  PathRemoveFileSpecW
#define PathRemoveExtension PathRemoveExtensionW
#define PathStripPath       PathStripPathW
#define PathAppend          PathAppendW
#define PathCombine         PathCombineW
#define PathAddBackslash    PathAddBackslashW
#define PathRemoveBackslash PathRemoveBackslashW
#define PathRenameExtension PathRenameExtensionW
#define PathMatchSpec       PathMatchSpecW
#define StrStrI             StrStrIW
#define StrStr              StrStrW
#define StrCmpNI            StrCmpNIW
#define StrCmpI             StrCmpIW
#define StrToInt            StrToIntW
#define StrTrim             StrTrimW
#else
#define PathFileExists      PathFileExistsA
#define PathIsDirectory     PathIsDirectoryA
#define PathIsRelative      PathIsRelativeA
#define PathFindFileName    PathFindFileNameA
#define PathFindExtension   PathFindExtensionA
#define PathRemoveFileSpec  PathRemoveFileSpecA
#define PathRemoveExtension PathRemoveExtensionA
#define PathStripPath       PathStripPathA
#define PathAppend          PathAppendA
#define PathCombine         PathCombineA
#define PathAddBackslash    PathAddBackslashA
#define PathRemoveBackslash PathRemoveBackslashA
#define PathRenameExtension PathRenameExtensionA
#define PathMatchSpec       PathMatchSpecA
#define StrStrI             StrStrIA
#define StrStr              StrStrA
#define StrCmpNI            StrCmpNIA
#define StrCmpI             StrCmpIA
#define StrToInt            StrToIntA
#define StrTrim             StrTrimA
#endif
#ifdef __cplusplus
}
#endif
#endif
