/* Narrow and wide texts, and the string functions of kernel and user libraries. */

#include "win32.h"
#include <strings.h>

static int is_single_byte(UINT page) { return page == 1252 || page == 28591 || page == 20127 || page == 437 || page == 850; }

/* One character of UTF-8; a byte that belongs to none stands for itself. */
static const unsigned char *nextCharacter(const unsigned char *at, const unsigned char *end, wchar_t *out, int *bad) {
  unsigned char first = *at++;
  int more = first >= 0xF0 && first < 0xF8 ? 3 : first >= 0xE0 && first < 0xF0 ? 2 : first >= 0xC2 && first < 0xE0 ? 1 : 0;
  if (first < 0x80) { *out = first; return at; }
  wchar_t code = first & (0x3F >> more);
  if (more == 0 || end - at < more) { *out = first; *bad = 1; return at; }
  for (int i = 0; i < more; i++) {
    if ((at[i] & 0xC0) != 0x80) { *out = first; *bad = 1; return at; }
    code = (code << 6) | (at[i] & 0x3F);
  }
  *out = code;
  return at + more;
}

int WINAPI MultiByteToWideChar(UINT page, DWORD flags, LPCSTR text, int length, LPWSTR buffer, int size) {
  if (!text || length == 0 || length < -1 || size < 0 || (size > 0 && !buffer)) return isapi_fail(ERROR_INVALID_PARAMETER);
  const unsigned char *at = (const unsigned char *)text, *end = at + (length == -1 ? strlen(text) + 1 : (size_t)length);
  int count = 0, bad = 0;
  while (at < end) {
    wchar_t code;
    if (is_single_byte(page)) code = *at++;
    else at = nextCharacter(at, end, &code, &bad);
    if (size > 0) {
      if (count >= size) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
      buffer[count] = code;
    }
    count++;
  }
  return bad && (flags & MB_ERR_INVALID_CHARS) ? isapi_fail(1113) : count;
}

int WINAPI WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR text, int length, LPSTR buffer, int size, LPCSTR fallback, LPBOOL used) {
  if (!text || length == 0 || length < -1 || size < 0 || (size > 0 && !buffer)) return isapi_fail(ERROR_INVALID_PARAMETER);
  size_t left = length == -1 ? wcslen(text) + 1 : (size_t)length;
  int count = 0;
  if (used) *used = FALSE;
  for (; left > 0; left--, text++) {
    unsigned char bytes[4];
    int n = 1;
    unsigned long code = (unsigned long)*text;
    if (is_single_byte(page)) {
      bytes[0] = code <= 0xFF ? (unsigned char)code : fallback ? (unsigned char)*fallback : '?';
      if (code > 0xFF && used) *used = TRUE;
    } else if (code < 0x80) bytes[0] = (unsigned char)code;
    else {
      n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      for (int i = n - 1; i > 0; i--, code >>= 6) bytes[i] = 0x80 | (code & 0x3F);
      bytes[0] = (unsigned char)((0xF00 >> n) | code);
    }
    if (size > 0) {
      if (count + n > size) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
      memcpy(buffer + count, bytes, (size_t)n);
    }
    count += n;
  }
  return count;
}

DWORD isapi_put(const char *text, LPSTR buffer, DWORD size) {
  DWORD length = (DWORD)strlen(text);
  if (length >= size) { isapi_fail(ERROR_INSUFFICIENT_BUFFER); return length + 1; }
  memcpy(buffer, text, length + 1);
  return length;
}

DWORD isapi_put_wide(const char *text, LPWSTR buffer, DWORD size) {
  wchar_t *wide = isapi_widen(text);
  if (!wide) return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  DWORD length = (DWORD)wcslen(wide);
  if (length >= size) isapi_fail(ERROR_INSUFFICIENT_BUFFER);
  else wmemcpy(buffer, wide, length + 1);
  free(wide);
  return length >= size ? length + 1 : length;
}

UINT WINAPI GetACP(VOID) { return CP_UTF8; }
UINT WINAPI GetOEMCP(VOID) { return CP_UTF8; }
BOOL WINAPI IsValidCodePage(UINT page) { return page == CP_UTF8 || is_single_byte(page); }
BOOL WINAPI IsDBCSLeadByte(BYTE c) { return FALSE; }
BOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE c) { return FALSE; }
LCID WINAPI GetUserDefaultLCID(VOID) { return 0x0409; }
LCID WINAPI GetSystemDefaultLCID(VOID) { return 0x0409; }
LCID WINAPI GetThreadLocale(VOID) { return 0x0409; }
LANGID WINAPI GetUserDefaultLangID(VOID) { return 0x0409; }
LANGID WINAPI GetSystemDefaultLangID(VOID) { return 0x0409; }

static int compared(int order) { return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL; }
int WINAPI CompareStringA(LCID locale, DWORD flags, LPCSTR one, int oneLength, LPCSTR other, int otherLength) {
  size_t a = oneLength < 0 ? strlen(one) : (size_t)oneLength, b = otherLength < 0 ? strlen(other) : (size_t)otherLength, n = a < b ? a : b;
  int order = (flags & NORM_IGNORECASE) ? strncasecmp(one, other, n) : memcmp(one, other, n);
  return compared(order ? order : (int)a - (int)b);
}

int WINAPI CompareStringOrdinal(LPCWSTR one, int oneLength, LPCWSTR other, int otherLength, BOOL ignoreCase) {
  if (!one || !other || oneLength < -1 || otherLength < -1) { SetLastError(ERROR_INVALID_PARAMETER); return 0; }
  size_t a = oneLength < 0 ? wcslen(one) : (size_t)oneLength, b = otherLength < 0 ? wcslen(other) : (size_t)otherLength, n = a < b ? a : b;
  for (size_t at = 0; at < n; at++) {
    wint_t left = ignoreCase ? towupper((wint_t)one[at]) : (wint_t)one[at], right = ignoreCase ? towupper((wint_t)other[at]) : (wint_t)other[at];
    if (left != right) return compared(left < right ? -1 : 1);
  }
  return compared((int)a - (int)b);
}
int WINAPI CompareStringW(LCID locale, DWORD flags, LPCWSTR one, int oneLength, LPCWSTR other, int otherLength) {
  (void)locale;
  return CompareStringOrdinal(one, oneLength < 0 ? -1 : oneLength, other, otherLength < 0 ? -1 : otherLength, (flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE)) != 0);
}

BOOL WINAPI CharToOemA(LPCSTR from, LPSTR to) { memmove(to, from, strlen(from) + 1); return TRUE; }
BOOL WINAPI OemToCharA(LPCSTR from, LPSTR to) { return CharToOemA(from, to); }

/* Nobody reads a box. */
int WINAPI MessageBoxA(HWND window, LPCSTR text, LPCSTR caption, UINT type) { OutputDebugStringA(text); return IDOK; }
int WINAPI MessageBoxW(HWND window, LPCWSTR text, LPCWSTR caption, UINT type) { OutputDebugStringW(text); return IDOK; }
BOOL WINAPI MessageBeep(UINT type) { return TRUE; }
