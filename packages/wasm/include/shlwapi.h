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
LPSTR WINAPI StrRStrIA(LPCSTR pszSource, LPCSTR pszLast, LPCSTR pszSrch);
LPWSTR WINAPI StrRStrIW(LPCWSTR pszSource, LPCWSTR pszLast, LPCWSTR pszSrch);
LPSTR WINAPI StrChrA(LPCSTR pszStart, WORD wMatch);
LPWSTR WINAPI StrChrW(LPCWSTR pszStart, WORD wMatch);
LPSTR WINAPI StrChrIA(LPCSTR pszStart, WORD wMatch);
LPWSTR WINAPI StrChrIW(LPCWSTR pszStart, WORD wMatch);
LPSTR WINAPI StrRChrA(LPCSTR pszStart, LPCSTR pszEnd, WORD wMatch);
LPWSTR WINAPI StrRChrW(LPCWSTR pszStart, LPCWSTR pszEnd, WORD wMatch);
LPSTR WINAPI StrPBrkA(LPCSTR psz, LPCSTR pszSet);
LPWSTR WINAPI StrPBrkW(LPCWSTR psz, LPCWSTR pszSet);
int WINAPI StrSpnA(LPCSTR psz, LPCSTR pszSet);
int WINAPI StrSpnW(LPCWSTR psz, LPCWSTR pszSet);
int WINAPI StrCSpnA(LPCSTR psz, LPCSTR pszSet);
int WINAPI StrCSpnW(LPCWSTR psz, LPCWSTR pszSet);
int WINAPI StrCmpNA(LPCSTR psz1, LPCSTR psz2, int nChar);
int WINAPI StrCmpNW(LPCWSTR psz1, LPCWSTR psz2, int nChar);
LPSTR WINAPI StrCpyNA(LPSTR pszDst, LPCSTR pszSrc, int cchMax);
LPWSTR WINAPI StrCpyNW(LPWSTR pszDst, LPCWSTR pszSrc, int cchMax);
LPSTR WINAPI StrCatBuffA(LPSTR pszDest, LPCSTR pszSrc, int cchDestBuffSize);
LPWSTR WINAPI StrCatBuffW(LPWSTR pszDest, LPCWSTR pszSrc, int cchDestBuffSize);
LPSTR WINAPI StrDupA(LPCSTR pszSrch);
LPWSTR WINAPI StrDupW(LPCWSTR pszSrch);
BOOL WINAPI StrToIntExA(LPCSTR pszString, DWORD dwFlags, int *piRet);
BOOL WINAPI StrToIntExW(LPCWSTR pszString, DWORD dwFlags, int *piRet);
BOOL WINAPI PathIsUNCA(LPCSTR pszPath);
BOOL WINAPI PathIsUNCW(LPCWSTR pszPath);
BOOL WINAPI PathIsFileSpecA(LPCSTR pszPath);
BOOL WINAPI PathIsFileSpecW(LPCWSTR pszPath);
BOOL WINAPI PathStripToRootA(LPSTR pszPath);
BOOL WINAPI PathStripToRootW(LPWSTR pszPath);
BOOL WINAPI PathAddExtensionA(LPSTR pszPath, LPCSTR pszExt);
BOOL WINAPI PathAddExtensionW(LPWSTR pszPath, LPCWSTR pszExt);
VOID WINAPI PathRemoveBlanksA(LPSTR pszPath);
VOID WINAPI PathRemoveBlanksW(LPWSTR pszPath);
BOOL WINAPI PathQuoteSpacesA(LPSTR pszPath);
BOOL WINAPI PathQuoteSpacesW(LPWSTR pszPath);
VOID WINAPI PathUnquoteSpacesA(LPSTR pszPath);
VOID WINAPI PathUnquoteSpacesW(LPWSTR pszPath);
BOOL WINAPI PathCanonicalizeA(LPSTR pszBuf, LPCSTR pszPath);
BOOL WINAPI PathCanonicalizeW(LPWSTR pszBuf, LPCWSTR pszPath);
HRESULT WINAPI UrlUnescapeA(LPSTR pszUrl, LPSTR pszUnescaped, DWORD *pcchUnescaped, DWORD dwFlags);
HRESULT WINAPI UrlUnescapeW(LPWSTR pszUrl, LPWSTR pszUnescaped, DWORD *pcchUnescaped, DWORD dwFlags);
HRESULT WINAPI UrlEscapeA(LPCSTR pszUrl, LPSTR pszEscaped, DWORD *pcchEscaped, DWORD dwFlags);
HRESULT WINAPI UrlEscapeW(LPCWSTR pszUrl, LPWSTR pszEscaped, DWORD *pcchEscaped, DWORD dwFlags);
HRESULT WINAPI UrlCanonicalizeA(LPCSTR pszUrl, LPSTR pszCanonicalized, DWORD *pcchCanonicalized, DWORD dwFlags);
HRESULT WINAPI UrlCanonicalizeW(LPCWSTR pszUrl, LPWSTR pszCanonicalized, DWORD *pcchCanonicalized, DWORD dwFlags);
HRESULT WINAPI UrlCombineA(LPCSTR pszBase, LPCSTR pszRelative, LPSTR pszCombined, DWORD *pcchCombined, DWORD dwFlags);
HRESULT WINAPI UrlCombineW(LPCWSTR pszBase, LPCWSTR pszRelative, LPWSTR pszCombined, DWORD *pcchCombined, DWORD dwFlags);
HRESULT WINAPI UrlGetPartA(LPCSTR pszIn, LPSTR pszOut, DWORD *pcchOut, DWORD dwPart, DWORD dwFlags);
HRESULT WINAPI UrlGetPartW(LPCWSTR pszIn, LPWSTR pszOut, DWORD *pcchOut, DWORD dwPart, DWORD dwFlags);
int WINAPI UrlCompareA(LPCSTR psz1, LPCSTR psz2, BOOL fIgnoreSlash);
int WINAPI UrlCompareW(LPCWSTR psz1, LPCWSTR psz2, BOOL fIgnoreSlash);
DWORD WINAPI SHDeleteKeyA(HKEY hkey, LPCSTR pszSubKey);
DWORD WINAPI SHDeleteKeyW(HKEY hkey, LPCWSTR pszSubKey);
DWORD WINAPI SHGetValueA(HKEY hkey, LPCSTR pszSubKey, LPCSTR pszValue, DWORD *pdwType, void *pvData, DWORD *pcbData);
DWORD WINAPI SHGetValueW(HKEY hkey, LPCWSTR pszSubKey, LPCWSTR pszValue, DWORD *pdwType, void *pvData, DWORD *pcbData);
DWORD WINAPI SHSetValueA(HKEY hkey, LPCSTR pszSubKey, LPCSTR pszValue, DWORD dwType, LPCVOID pvData, DWORD cbData);
DWORD WINAPI SHSetValueW(HKEY hkey, LPCWSTR pszSubKey, LPCWSTR pszValue, DWORD dwType, LPCVOID pvData, DWORD cbData);
int wnsprintfA(LPSTR pszDest, int cchDest, LPCSTR pszFmt, ...);
int wvnsprintfA(LPSTR pszDest, int cchDest, LPCSTR pszFmt, va_list arglist);
#define URL_UNESCAPE 0x10000000
#define URL_ESCAPE_UNSAFE 0x20000000
#define URL_PLUGGABLE_PROTOCOL 0x40000000
#define URL_UNESCAPE_INPLACE 0x00100000
#define URL_DONT_UNESCAPE_EXTRA_INFO 0x02000000
#define URL_DONT_ESCAPE_EXTRA_INFO URL_DONT_UNESCAPE_EXTRA_INFO
#define URL_ESCAPE_SPACES_ONLY 0x04000000
#define URL_DONT_SIMPLIFY 0x08000000
#define URL_ESCAPE_PERCENT 0x00001000
#define URL_ESCAPE_SEGMENT_ONLY 0x00002000
#define STIF_DEFAULT 0
#define STIF_SUPPORT_HEX 1
#define UrlUnescapeInPlaceA(url, flags) UrlUnescapeA((url), NULL, NULL, (flags) | URL_UNESCAPE_INPLACE)
#define UrlUnescapeInPlaceW(url, flags) UrlUnescapeW((url), NULL, NULL, (flags) | URL_UNESCAPE_INPLACE)
#define UrlEscapeSpacesA(url, escaped, size) UrlCanonicalizeA((url), (escaped), (size), URL_ESCAPE_SPACES_ONLY | URL_DONT_ESCAPE_EXTRA_INFO)
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
#define StrRStrI StrRStrIW
#define StrChr StrChrW
#define StrChrI StrChrIW
#define StrRChr StrRChrW
#define StrPBrk StrPBrkW
#define StrSpn StrSpnW
#define StrCSpn StrCSpnW
#define StrCmpN StrCmpNW
#define StrCpyN StrCpyNW
#define StrCatBuff StrCatBuffW
#define StrDup StrDupW
#define StrToIntEx StrToIntExW
#define PathIsUNC PathIsUNCW
#define PathIsFileSpec PathIsFileSpecW
#define PathStripToRoot PathStripToRootW
#define PathAddExtension PathAddExtensionW
#define PathRemoveBlanks PathRemoveBlanksW
#define PathQuoteSpaces PathQuoteSpacesW
#define PathUnquoteSpaces PathUnquoteSpacesW
#define PathCanonicalize PathCanonicalizeW
#define UrlUnescape UrlUnescapeW
#define UrlEscape UrlEscapeW
#define UrlCanonicalize UrlCanonicalizeW
#define UrlCombine UrlCombineW
#define UrlGetPart UrlGetPartW
#define UrlCompare UrlCompareW
#define SHDeleteKey SHDeleteKeyW
#define SHGetValue SHGetValueW
#define SHSetValue SHSetValueW
#define UrlUnescapeInPlace UrlUnescapeInPlaceW
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
#define StrRStrI StrRStrIA
#define StrChr StrChrA
#define StrChrI StrChrIA
#define StrRChr StrRChrA
#define StrPBrk StrPBrkA
#define StrSpn StrSpnA
#define StrCSpn StrCSpnA
#define StrCmpN StrCmpNA
#define StrCpyN StrCpyNA
#define StrCatBuff StrCatBuffA
#define StrDup StrDupA
#define StrToIntEx StrToIntExA
#define PathIsUNC PathIsUNCA
#define PathIsFileSpec PathIsFileSpecA
#define PathStripToRoot PathStripToRootA
#define PathAddExtension PathAddExtensionA
#define PathRemoveBlanks PathRemoveBlanksA
#define PathQuoteSpaces PathQuoteSpacesA
#define PathUnquoteSpaces PathUnquoteSpacesA
#define PathCanonicalize PathCanonicalizeA
#define UrlUnescape UrlUnescapeA
#define UrlEscape UrlEscapeA
#define UrlCanonicalize UrlCanonicalizeA
#define UrlCombine UrlCombineA
#define UrlGetPart UrlGetPartA
#define UrlCompare UrlCompareA
#define SHDeleteKey SHDeleteKeyA
#define SHGetValue SHGetValueA
#define SHSetValue SHSetValueA
#define UrlUnescapeInPlace UrlUnescapeInPlaceA
#define UrlEscapeSpaces UrlEscapeSpacesA
#define wnsprintf wnsprintfA
#define wvnsprintf wvnsprintfA
#endif
#ifdef __cplusplus
}
#endif
#endif
