/* StringCch… and StringCb…: always a NUL, and an HRESULT that says what did not fit. */
#ifndef _STRSAFE_H_INCLUDED_
#define _STRSAFE_H_INCLUDED_
#include <windows.h>
#include <_isapi_crt.h>

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057L)
#define STRSAFE_E_END_OF_FILE ((HRESULT)0x80070026L)
#define _ISAPI_SAFE static __inline__ __attribute__((unused)) HRESULT
typedef char *STRSAFE_LPSTR;
typedef const char *STRSAFE_LPCSTR;
typedef wchar_t *STRSAFE_LPWSTR;
typedef const wchar_t *STRSAFE_LPCWSTR;

_ISAPI_SAFE StringCchLengthA(const char *s, size_t most, size_t *length) {
  size_t n = s && most <= STRSAFE_MAX_CCH ? strnlen(s, most) : most;
  if (length) *length = n == most ? 0 : n;
  return n == most ? STRSAFE_E_INVALID_PARAMETER : S_OK;
}
_ISAPI_SAFE StringCchCopyNExA(char *to, size_t size, const char *from, size_t count, char **end, size_t *left, DWORD flags) {
  size_t n;
  (void)flags;
  if (!size || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
  for (n = 0; from && n < count && n < size - 1 && from[n]; n++) to[n] = from[n];
  to[n] = 0;
  if (end) *end = to + n;
  if (left) *left = size - n;
  return from && n < count && from[n] ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}
_ISAPI_SAFE StringCchCopyNA(char *to, size_t size, const char *from, size_t count) { return StringCchCopyNExA(to, size, from, count, NULL, NULL, 0); }
_ISAPI_SAFE StringCchCopyExA(char *to, size_t size, const char *from, char **end, size_t *left, DWORD flags) { return StringCchCopyNExA(to, size, from, STRSAFE_MAX_CCH, end, left, flags); }
_ISAPI_SAFE StringCchCopyA(char *to, size_t size, const char *from) { return StringCchCopyNA(to, size, from, STRSAFE_MAX_CCH); }
_ISAPI_SAFE StringCchCatNA(char *to, size_t size, const char *from, size_t count) {
  size_t at = size && size <= STRSAFE_MAX_CCH ? strnlen(to, size) : size;
  return at == size ? STRSAFE_E_INVALID_PARAMETER : StringCchCopyNA(to + at, size - at, from, count);
}
_ISAPI_SAFE StringCchCatA(char *to, size_t size, const char *from) { return StringCchCatNA(to, size, from, STRSAFE_MAX_CCH); }
_ISAPI_SAFE StringCchVPrintfA(char *to, size_t size, const char *format, va_list arguments) {
  if (!size || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
  return _vsnprintf_s(to, size, _TRUNCATE, format, arguments) < 0 ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}
_ISAPI_SAFE StringCchPrintfA(char *to, size_t size, const char *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = StringCchVPrintfA(to, size, format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE StringCbPrintfA(char *to, size_t bytes, const char *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = StringCchVPrintfA(to, bytes / sizeof(char), format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE StringCbVPrintfA(char *to, size_t bytes, const char *format, va_list arguments) { return StringCchVPrintfA(to, bytes / sizeof(char), format, arguments); }
_ISAPI_SAFE StringCbCopyA(char *to, size_t bytes, const char *from) { return StringCchCopyA(to, bytes / sizeof(char), from); }
_ISAPI_SAFE StringCbCopyNA(char *to, size_t bytes, const char *from, size_t count) { return StringCchCopyNA(to, bytes / sizeof(char), from, count / sizeof(char)); }
_ISAPI_SAFE StringCbCatA(char *to, size_t bytes, const char *from) { return StringCchCatA(to, bytes / sizeof(char), from); }
_ISAPI_SAFE StringCbCatNA(char *to, size_t bytes, const char *from, size_t count) { return StringCchCatNA(to, bytes / sizeof(char), from, count / sizeof(char)); }
_ISAPI_SAFE StringCbLengthA(const char *s, size_t bytes, size_t *length) {
  HRESULT hr = StringCchLengthA(s, bytes / sizeof(char), length);
  if (length) *length *= sizeof(char);
  return hr;
}

_ISAPI_SAFE StringCchLengthW(const wchar_t *s, size_t most, size_t *length) {
  size_t n = s && most <= STRSAFE_MAX_CCH ? wcsnlen(s, most) : most;
  if (length) *length = n == most ? 0 : n;
  return n == most ? STRSAFE_E_INVALID_PARAMETER : S_OK;
}
_ISAPI_SAFE StringCchCopyNExW(wchar_t *to, size_t size, const wchar_t *from, size_t count, wchar_t **end, size_t *left, DWORD flags) {
  size_t n;
  (void)flags;
  if (!size || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
  for (n = 0; from && n < count && n < size - 1 && from[n]; n++) to[n] = from[n];
  to[n] = 0;
  if (end) *end = to + n;
  if (left) *left = size - n;
  return from && n < count && from[n] ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}
_ISAPI_SAFE StringCchCopyNW(wchar_t *to, size_t size, const wchar_t *from, size_t count) { return StringCchCopyNExW(to, size, from, count, NULL, NULL, 0); }
_ISAPI_SAFE StringCchCopyExW(wchar_t *to, size_t size, const wchar_t *from, wchar_t **end, size_t *left, DWORD flags) { return StringCchCopyNExW(to, size, from, STRSAFE_MAX_CCH, end, left, flags); }
_ISAPI_SAFE StringCchCopyW(wchar_t *to, size_t size, const wchar_t *from) { return StringCchCopyNW(to, size, from, STRSAFE_MAX_CCH); }
_ISAPI_SAFE StringCchCatNW(wchar_t *to, size_t size, const wchar_t *from, size_t count) {
  size_t at = size && size <= STRSAFE_MAX_CCH ? wcsnlen(to, size) : size;
  return at == size ? STRSAFE_E_INVALID_PARAMETER : StringCchCopyNW(to + at, size - at, from, count);
}
_ISAPI_SAFE StringCchCatW(wchar_t *to, size_t size, const wchar_t *from) { return StringCchCatNW(to, size, from, STRSAFE_MAX_CCH); }
_ISAPI_SAFE StringCchVPrintfW(wchar_t *to, size_t size, const wchar_t *format, va_list arguments) {
  if (!size || size > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
  return _vsnwprintf_s(to, size, _TRUNCATE, format, arguments) < 0 ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK;
}
_ISAPI_SAFE StringCchPrintfW(wchar_t *to, size_t size, const wchar_t *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = StringCchVPrintfW(to, size, format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE StringCbPrintfW(wchar_t *to, size_t bytes, const wchar_t *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = StringCchVPrintfW(to, bytes / sizeof(wchar_t), format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE StringCbVPrintfW(wchar_t *to, size_t bytes, const wchar_t *format, va_list arguments) { return StringCchVPrintfW(to, bytes / sizeof(wchar_t), format, arguments); }
_ISAPI_SAFE StringCbCopyW(wchar_t *to, size_t bytes, const wchar_t *from) { return StringCchCopyW(to, bytes / sizeof(wchar_t), from); }
_ISAPI_SAFE StringCbCopyNW(wchar_t *to, size_t bytes, const wchar_t *from, size_t count) { return StringCchCopyNW(to, bytes / sizeof(wchar_t), from, count / sizeof(wchar_t)); }
_ISAPI_SAFE StringCbCatW(wchar_t *to, size_t bytes, const wchar_t *from) { return StringCchCatW(to, bytes / sizeof(wchar_t), from); }
_ISAPI_SAFE StringCbCatNW(wchar_t *to, size_t bytes, const wchar_t *from, size_t count) { return StringCchCatNW(to, bytes / sizeof(wchar_t), from, count / sizeof(wchar_t)); }
_ISAPI_SAFE StringCbLengthW(const wchar_t *s, size_t bytes, size_t *length) {
  HRESULT hr = StringCchLengthW(s, bytes / sizeof(wchar_t), length);
  if (length) *length *= sizeof(wchar_t);
  return hr;
}

_ISAPI_SAFE StringCchCatNExA(char *to, size_t size, const char *from, size_t count, char **end, size_t *left, DWORD flags) {
  size_t at = size && size <= STRSAFE_MAX_CCH ? strnlen(to, size) : size;
  return at == size ? STRSAFE_E_INVALID_PARAMETER : StringCchCopyNExA(to + at, size - at, from, count, end, left, flags);
}
_ISAPI_SAFE StringCchCatExA(char *to, size_t size, const char *from, char **end, size_t *left, DWORD flags) { return StringCchCatNExA(to, size, from, STRSAFE_MAX_CCH, end, left, flags); }
_ISAPI_SAFE StringCchVPrintfExA(char *to, size_t size, char **end, size_t *left, DWORD flags, const char *format, va_list arguments) {
  HRESULT hr = StringCchVPrintfA(to, size, format, arguments);
  size_t length = size && size <= STRSAFE_MAX_CCH ? strnlen(to, size) : 0;
  (void)flags;
  if (end) *end = to + length;
  if (left) *left = size - length;
  return hr;
}
_ISAPI_SAFE StringCchPrintfExA(char *to, size_t size, char **end, size_t *left, DWORD flags, const char *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = StringCchVPrintfExA(to, size, end, left, flags, format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE StringCbPrintfExA(char *to, size_t bytes, char **end, size_t *left, DWORD flags, const char *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = StringCchVPrintfExA(to, bytes / sizeof(char), end, left, flags, format, arguments);
  va_end(arguments);
  if (left) *left *= sizeof(char);
  return hr;
}
_ISAPI_SAFE StringCbCopyExA(char *to, size_t bytes, const char *from, char **end, size_t *left, DWORD flags) {
  HRESULT hr = StringCchCopyExA(to, bytes / sizeof(char), from, end, left, flags);
  if (left) *left *= sizeof(char);
  return hr;
}
_ISAPI_SAFE StringCchCatNExW(wchar_t *to, size_t size, const wchar_t *from, size_t count, wchar_t **end, size_t *left, DWORD flags) {
  size_t at = size && size <= STRSAFE_MAX_CCH ? wcsnlen(to, size) : size;
  return at == size ? STRSAFE_E_INVALID_PARAMETER : StringCchCopyNExW(to + at, size - at, from, count, end, left, flags);
}
_ISAPI_SAFE StringCchCatExW(wchar_t *to, size_t size, const wchar_t *from, wchar_t **end, size_t *left, DWORD flags) { return StringCchCatNExW(to, size, from, STRSAFE_MAX_CCH, end, left, flags); }
_ISAPI_SAFE StringCchVPrintfExW(wchar_t *to, size_t size, wchar_t **end, size_t *left, DWORD flags, const wchar_t *format, va_list arguments) {
  HRESULT hr = StringCchVPrintfW(to, size, format, arguments);
  size_t length = size && size <= STRSAFE_MAX_CCH ? wcsnlen(to, size) : 0;
  (void)flags;
  if (end) *end = to + length;
  if (left) *left = size - length;
  return hr;
}
_ISAPI_SAFE StringCchPrintfExW(wchar_t *to, size_t size, wchar_t **end, size_t *left, DWORD flags, const wchar_t *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = StringCchVPrintfExW(to, size, end, left, flags, format, arguments);
  va_end(arguments);
  return hr;
}
_ISAPI_SAFE StringCbPrintfExW(wchar_t *to, size_t bytes, wchar_t **end, size_t *left, DWORD flags, const wchar_t *format, ...) {
  HRESULT hr;
  va_list arguments;
  va_start(arguments, format);
  hr = StringCchVPrintfExW(to, bytes / sizeof(wchar_t), end, left, flags, format, arguments);
  va_end(arguments);
  if (left) *left *= sizeof(wchar_t);
  return hr;
}
_ISAPI_SAFE StringCbCopyExW(wchar_t *to, size_t bytes, const wchar_t *from, wchar_t **end, size_t *left, DWORD flags) {
  HRESULT hr = StringCchCopyExW(to, bytes / sizeof(wchar_t), from, end, left, flags);
  if (left) *left *= sizeof(wchar_t);
  return hr;
}
#ifndef STRSAFE_FILL_BEHIND_NULL
#define STRSAFE_IGNORE_NULLS 0x00000100
#define STRSAFE_FILL_BEHIND_NULL 0x00000200
#define STRSAFE_FILL_ON_FAILURE 0x00000400
#define STRSAFE_NULL_ON_FAILURE 0x00000800
#define STRSAFE_NO_TRUNCATION 0x00001000
#endif
#ifdef UNICODE
#define StringCchCatNEx StringCchCatNExW
#define StringCchCatEx StringCchCatExW
#define StringCchVPrintfEx StringCchVPrintfExW
#define StringCchPrintfEx StringCchPrintfExW
#define StringCbPrintfEx StringCbPrintfExW
#define StringCbCopyEx StringCbCopyExW
#else
#define StringCchCatNEx StringCchCatNExA
#define StringCchCatEx StringCchCatExA
#define StringCchVPrintfEx StringCchVPrintfExA
#define StringCchPrintfEx StringCchPrintfExA
#define StringCbPrintfEx StringCbPrintfExA
#define StringCbCopyEx StringCbCopyExA
#endif
#ifdef UNICODE
#define StringCchLength  StringCchLengthW
#define StringCchCopyNEx StringCchCopyNExW
#define StringCchCopyN   StringCchCopyNW
#define StringCchCopyEx  StringCchCopyExW
#define StringCchCopy    StringCchCopyW
#define StringCchCatN    StringCchCatNW
#define StringCchCat     StringCchCatW
#define StringCchVPrintf StringCchVPrintfW
#define StringCchPrintf  StringCchPrintfW
#define StringCbPrintf   StringCbPrintfW
#define StringCbVPrintf  StringCbVPrintfW
#define StringCbCopy     StringCbCopyW
#define StringCbCopyN    StringCbCopyNW
#define StringCbCat      StringCbCatW
#define StringCbCatN     StringCbCatNW
#define StringCbLength   StringCbLengthW
#else
#define StringCchLength  StringCchLengthA
#define StringCchCopyNEx StringCchCopyNExA
#define StringCchCopyN   StringCchCopyNA
#define StringCchCopyEx  StringCchCopyExA
#define StringCchCopy    StringCchCopyA
#define StringCchCatN    StringCchCatNA
#define StringCchCat     StringCchCatA
#define StringCchVPrintf StringCchVPrintfA
#define StringCchPrintf  StringCchPrintfA
#define StringCbPrintf   StringCbPrintfA
#define StringCbVPrintf  StringCbVPrintfA
#define StringCbCopy     StringCbCopyA
#define StringCbCopyN    StringCbCopyNA
#define StringCbCat      StringCbCatA
#define StringCbCatN     StringCbCatNA
#define StringCbLength   StringCbLengthA
#endif

#endif
