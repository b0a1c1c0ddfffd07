/* StringCch… and StringCb…: always a NUL, and an HRESULT that says what did not fit. */
#ifndef _STRSAFE_H_INCLUDED_
#define _STRSAFE_H_INCLUDED_
#include <windows.h>
#include <_isapi_crt.h>

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057L)
#define STRSAFE_E_END_OF_FILE ((HRESULT)0x80070026L)
typedef char *STRSAFE_LPSTR;
typedef const char *STRSAFE_LPCSTR;
typedef wchar_t *STRSAFE_LPWSTR;
typedef const wchar_t *STRSAFE_LPCWSTR;

#define _ISAPI_CHAR char
#define _ISAPI_AW(name) name##A
#define _ISAPI_NLEN strnlen
#define _ISAPI_VSNPRINTF _vsnprintf_s
#include <_isapi_strsafe.h>
#define _ISAPI_CHAR wchar_t
#define _ISAPI_AW(name) name##W
#define _ISAPI_NLEN wcsnlen
#define _ISAPI_VSNPRINTF _vsnwprintf_s
#include <_isapi_strsafe.h>

#define STRSAFE_IGNORE_NULLS 0x00000100
#define STRSAFE_FILL_BEHIND_NULL 0x00000200
#define STRSAFE_FILL_ON_FAILURE 0x00000400
#define STRSAFE_NULL_ON_FAILURE 0x00000800
#define STRSAFE_NO_TRUNCATION 0x00001000

#ifdef UNICODE
#define _ISAPI_SAFE_T(name) name##W
#else
#define _ISAPI_SAFE_T(name) name##A
#endif
#define StringCbCat _ISAPI_SAFE_T(StringCbCat)
#define StringCbCatN _ISAPI_SAFE_T(StringCbCatN)
#define StringCbCopy _ISAPI_SAFE_T(StringCbCopy)
#define StringCbCopyEx _ISAPI_SAFE_T(StringCbCopyEx)
#define StringCbCopyN _ISAPI_SAFE_T(StringCbCopyN)
#define StringCbLength _ISAPI_SAFE_T(StringCbLength)
#define StringCbPrintf _ISAPI_SAFE_T(StringCbPrintf)
#define StringCbPrintfEx _ISAPI_SAFE_T(StringCbPrintfEx)
#define StringCbVPrintf _ISAPI_SAFE_T(StringCbVPrintf)
#define StringCchCat _ISAPI_SAFE_T(StringCchCat)
#define StringCchCatEx _ISAPI_SAFE_T(StringCchCatEx)
#define StringCchCatN _ISAPI_SAFE_T(StringCchCatN)
#define StringCchCatNEx _ISAPI_SAFE_T(StringCchCatNEx)
#define StringCchCopy _ISAPI_SAFE_T(StringCchCopy)
#define StringCchCopyEx _ISAPI_SAFE_T(StringCchCopyEx)
#define StringCchCopyN _ISAPI_SAFE_T(StringCchCopyN)
#define StringCchCopyNEx _ISAPI_SAFE_T(StringCchCopyNEx)
#define StringCchLength _ISAPI_SAFE_T(StringCchLength)
#define StringCchPrintf _ISAPI_SAFE_T(StringCchPrintf)
#define StringCchPrintfEx _ISAPI_SAFE_T(StringCchPrintfEx)
#define StringCchVPrintf _ISAPI_SAFE_T(StringCchVPrintf)
#define StringCchVPrintfEx _ISAPI_SAFE_T(StringCchVPrintfEx)

#endif
