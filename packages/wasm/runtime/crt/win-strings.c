/* The string functions of kernel32 and user32: lstr…, Char…, wsprintf. The letters are those of code page 1252. */
#include "crt.h"
#include <windows.h>

static unsigned up(unsigned c) { return (c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7) ? c - 32 : c == 0xff ? 0xff : c; }
static unsigned low(unsigned c) { return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ? c + 32 : c; }

#define STRINGS(S, type, unit, length, copy) \
  int lstrlen##S(const type *s) { return s ? (int)length(s) : 0; } \
  int lstrcmp##S(const type *a, const type *b) { \
    if (!a || !b) return a ? 1 : b ? -1 : 0; \
    for (; *a && *a == *b; a++, b++) {} \
    return (unit)*a == (unit)*b ? 0 : (unit)*a < (unit)*b ? -1 : 1; \
  } \
  int lstrcmpi##S(const type *a, const type *b) { \
    if (!a || !b) return a ? 1 : b ? -1 : 0; \
    for (; *a && low((unit)*a) == low((unit)*b); a++, b++) {} \
    unsigned x = low((unit)*a), y = low((unit)*b); \
    return x == y ? 0 : x < y ? -1 : 1; \
  } \
  type *lstrcpy##S(type *to, const type *from) { return to && from ? memmove(to, from, (length(from) + 1) * sizeof(type)) : NULL; } \
  type *lstrcat##S(type *to, const type *from) { if (!to || !from) return NULL; memmove(to + length(to), from, (length(from) + 1) * sizeof(type)); return to; } \
  type *lstrcpyn##S(type *to, const type *from, int size) { \
    if (!to || !from || size < 1) return NULL; \
    int n = 0; \
    for (; n < size - 1 && from[n]; n++) to[n] = from[n]; \
    to[n] = 0; \
    return to; \
  } \
  DWORD CharUpperBuff##S(type *s, DWORD n) { for (DWORD i = 0; i < n; i++) s[i] = (type)up((unit)s[i]); return n; } \
  DWORD CharLowerBuff##S(type *s, DWORD n) { for (DWORD i = 0; i < n; i++) s[i] = (type)low((unit)s[i]); return n; } \
  type *CharUpper##S(type *s) { if ((ULONG_PTR)s < 0x10000) return (type *)(ULONG_PTR)up((unsigned)(ULONG_PTR)s); CharUpperBuff##S(s, (DWORD)length(s)); return s; } \
  type *CharLower##S(type *s) { if ((ULONG_PTR)s < 0x10000) return (type *)(ULONG_PTR)low((unsigned)(ULONG_PTR)s); CharLowerBuff##S(s, (DWORD)length(s)); return s; } \
  type *CharNext##S(const type *s) { return (type *)(*s ? s + 1 : s); } \
  type *CharPrev##S(const type *start, const type *s) { return (type *)(s > start ? s - 1 : s); } \
  BOOL IsCharUpper##S(type c) { return low((unit)c) != (unit)c; } \
  BOOL IsCharLower##S(type c) { return up((unit)c) != (unit)c || (unit)c == 0xdf || (unit)c == 0xff; } \
  BOOL IsCharAlpha##S(type c) { return IsCharUpper##S(c) || IsCharLower##S(c); } \
  BOOL IsCharAlphaNumeric##S(type c) { return IsCharAlpha##S(c) || ((unit)c >= '0' && (unit)c <= '9'); }
STRINGS(A, char, unsigned char, strlen, strcpy)
STRINGS(W, wchar_t, unsigned, wcslen, wcscpy)

/* At most 1024 characters, the NUL among them. */
int wvsprintfA(LPSTR buffer, LPCSTR format, va_list arguments) {
  char text[1025];
  int length = _vsnprintf_s(text, 1024, _TRUNCATE, format, arguments);
  strcpy(buffer, text);
  return length < 0 ? (int)strlen(text) : length;
}
int wsprintfA(LPSTR buffer, LPCSTR format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = wvsprintfA(buffer, format, arguments);
  va_end(arguments);
  return length;
}
int wvsprintfW(LPWSTR buffer, LPCWSTR format, va_list arguments) {
  wchar_t text[1025];
  int length = _vsnwprintf_s(text, 1024, _TRUNCATE, format, arguments);
  wcscpy(buffer, text);
  return length < 0 ? (int)wcslen(text) : length;
}
int wsprintfW(LPWSTR buffer, LPCWSTR format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = wvsprintfW(buffer, format, arguments);
  va_end(arguments);
  return length;
}
