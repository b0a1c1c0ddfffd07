/* Functions for wide characters that are those for narrow ones in between two conversions. */

#include "win32.h"
#include <shlwapi.h>
#include <wininet.h>
#include <wctype.h>

LONG WINAPI RegCreateKeyW(HKEY key, LPCWSTR path, PHKEY out) { char *p = isapi_narrow(path); LONG error = RegCreateKeyA(key, p, out); free(p); return error; }
LONG WINAPI RegEnumKeyW(HKEY key, DWORD index, LPWSTR name, DWORD size) { return RegEnumKeyExW(key, index, name, &size, NULL, NULL, NULL, NULL); }
LONG WINAPI RegEnumValueW(HKEY key, DWORD index, LPWSTR name, LPDWORD nameSize, LPDWORD reserved, LPDWORD type, LPBYTE data, LPDWORD size) {
  char narrow[1024];
  DWORD room = sizeof narrow, length;
  LONG error = RegEnumValueA(key, index, narrow, &room, NULL, NULL, NULL, NULL);
  if (error) return error;
  length = isapi_put_wide(narrow, name, *nameSize);
  if (length >= *nameSize) return ERROR_MORE_DATA;
  *nameSize = length;
  return type || data || size ? RegQueryValueExW(key, name, NULL, type, data, size) : ERROR_SUCCESS;
}
/* Lengths of values are in bytes of wide characters. */
LONG WINAPI RegQueryInfoKeyW(HKEY key, LPWSTR class, LPDWORD classSize, LPDWORD reserved, LPDWORD keys, LPDWORD longestKey, LPDWORD longestClass, LPDWORD values, LPDWORD longestName, LPDWORD longestValue, LPDWORD security, PFILETIME written) {
  DWORD largest = 0;
  LONG error = RegQueryInfoKeyA(key, NULL, NULL, NULL, keys, longestKey, longestClass, values, longestName, &largest, security, written);
  if (class && classSize && *classSize) *class = 0;
  if (classSize) *classSize = 0;
  if (longestValue) *longestValue = largest * (DWORD)sizeof(wchar_t);
  return error;
}

BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value) {
  char *n = isapi_narrow(name), *v = value ? isapi_narrow(value) : NULL;
  BOOL done = SetEnvironmentVariableA(n, v);
  free(n);
  free(v);
  return done;
}
DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR text, LPWSTR buffer, DWORD size) {
  char *narrow = isapi_narrow(text), *expanded;
  DWORD room = ExpandEnvironmentStringsA(narrow, NULL, 0), length;
  expanded = malloc(room + 1);
  if (expanded) ExpandEnvironmentStringsA(narrow, expanded, room);
  free(narrow);
  if (!expanded) return (DWORD)isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  length = isapi_put_wide(expanded, buffer, size);
  free(expanded);
  return length < size ? length + 1 : length; /* with the null, either way */
}
LPWSTR WINAPI GetCommandLineW(VOID) { static wchar_t line[] = L"w3wp.exe"; return line; }
DWORD WINAPI GetPrivateProfileSectionNamesW(LPWSTR buffer, DWORD size, LPCWSTR file) { return GetPrivateProfileStringW(NULL, NULL, NULL, buffer, size, file); }
DWORD WINAPI GetPrivateProfileSectionW(LPCWSTR section, LPWSTR buffer, DWORD size, LPCWSTR file) {
  char *s = isapi_narrow(section), *f = isapi_narrow(file), *out = calloc(4, (size_t)size + 1);
  DWORD bytes = size && out ? GetPrivateProfileSectionA(s, out, size * 4, f) : 0;
  DWORD length = bytes ? (DWORD)MultiByteToWideChar(CP_UTF8, 0, out, (int)bytes, NULL, 0) : 0;
  wchar_t *wide = calloc((size_t)length + 2, sizeof *wide);
  if (wide && length) MultiByteToWideChar(CP_UTF8, 0, out, (int)bytes, wide, (int)length);
  if (length + 2 > size) length = size > 2 ? size - 2 : 0;
  if (wide && size) wmemcpy(buffer, wide, length);
  for (DWORD i = length; i < length + 2 && i < size; i++) buffer[i] = 0;
  free(s); free(f); free(out); free(wide);
  return length;
}
UINT WINAPI GetDriveTypeW(LPCWSTR root) { char *r = root ? isapi_narrow(root) : NULL; UINT type = GetDriveTypeA(r); free(r); return type; }
DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size) { char *n = isapi_narrow(name); DWORD length = isapi_put_wide(n, buffer, size); free(n); return length; }
DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD size) { return GetShortPathNameW(name, buffer, size); }

/* Cases change as in the C library; a sort key is not made. */
int WINAPI LCMapStringW(LCID locale, DWORD flags, LPCWSTR from, int length, LPWSTR to, int size) {
  int count = length < 0 ? (int)wcslen(from) + 1 : length;
  (void)locale;
  if (!from || !length || (flags & LCMAP_SORTKEY)) return isapi_fail(flags & LCMAP_SORTKEY ? ERROR_INVALID_FLAGS : ERROR_INVALID_PARAMETER);
  if (!size) return count;
  if (size < count) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
  for (int i = 0; i < count; i++) to[i] = (flags & LCMAP_LOWERCASE) ? (wchar_t)towlower((wint_t)from[i]) : (flags & LCMAP_UPPERCASE) ? (wchar_t)towupper((wint_t)from[i]) : from[i];
  return count;
}
int WINAPI LCMapStringA(LCID locale, DWORD flags, LPCSTR from, int length, LPSTR to, int size) {
  int count, needed;
  wchar_t *wide;
  if (!from || !length || (flags & LCMAP_SORTKEY)) return isapi_fail(flags & LCMAP_SORTKEY ? ERROR_INVALID_FLAGS : ERROR_INVALID_PARAMETER);
  count = MultiByteToWideChar(CP_UTF8, 0, from, length, NULL, 0);
  wide = malloc(((size_t)count + 1) * sizeof *wide);
  if (!wide) return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  MultiByteToWideChar(CP_UTF8, 0, from, length, wide, count);
  LCMapStringW(locale, flags, wide, count, wide, count);
  needed = WideCharToMultiByte(CP_UTF8, 0, wide, count, to, size, NULL, NULL);
  free(wide);
  return needed;
}

static HRESULT wide_url(LPCWSTR url, LPWSTR to, DWORD *size, DWORD flags, HRESULT (WINAPI *change)(LPSTR, LPSTR, DWORD *, DWORD)) {
  char *narrow, *text;
  DWORD room;
  HRESULT hr;
  if (!url) return E_INVALIDARG;
  narrow = isapi_narrow(url);
  room = narrow ? (DWORD)strlen(narrow) * 3 + 1 : 0;
  text = malloc(room + 1);
  hr = narrow && text ? change(narrow, text, &room, flags & ~(DWORD)URL_UNESCAPE_INPLACE) : E_OUTOFMEMORY;
  if (hr == S_OK) {
    DWORD given = size ? *size : (DWORD)wcslen(url) + 1, length = isapi_put_wide(text, to, given);
    if (size) *size = length;
    if (length >= given) hr = E_POINTER;
  }
  free(narrow);
  free(text);
  return hr;
}
static HRESULT WINAPI escape_narrow(LPSTR url, LPSTR to, DWORD *size, DWORD flags) { return UrlEscapeA(url, to, size, flags); }
HRESULT WINAPI UrlEscapeW(LPCWSTR url, LPWSTR to, DWORD *size, DWORD flags) { return !to || !size || !*size ? E_INVALIDARG : wide_url(url, to, size, flags, escape_narrow); }
HRESULT WINAPI UrlUnescapeW(LPWSTR url, LPWSTR to, DWORD *size, DWORD flags) {
  if (flags & URL_UNESCAPE_INPLACE) return wide_url(url, url, NULL, flags, UrlUnescapeA);
  return !to || !size || !*size ? E_INVALIDARG : wide_url(url, to, size, flags, UrlUnescapeA);
}

/* Of the narrow text, so many characters. */
static DWORD characters(const char *text, size_t bytes) {
  DWORD count = 0;
  for (size_t i = 0; i < bytes; i++) count += (text[i] & 0xC0) != 0x80;
  return count;
}
static BOOL wide_part(const wchar_t *url, const char *narrow, const char *from, DWORD bytes, LPWSTR *to, DWORD *size) {
  const wchar_t *start = from ? url + characters(narrow, (size_t)(from - narrow)) : L"";
  DWORD length = from ? characters(from, bytes) : 0;
  if (*to) {
    if (*size <= length) { *size = length + 1; return isapi_fail(ERROR_INSUFFICIENT_BUFFER); }
    wmemcpy(*to, start, length);
    (*to)[length] = 0;
    *size = length;
  } else if (*size) { *to = (LPWSTR)start; *size = length; }
  return TRUE;
}
BOOL WINAPI InternetCrackUrlW(LPCWSTR url, DWORD length, DWORD flags, LPURL_COMPONENTSW parts) {
  URL_COMPONENTSA found = { sizeof found };
  wchar_t *whole;
  char *narrow;
  BOOL done;
  if (!url || !parts || parts->dwStructSize != sizeof *parts) return isapi_fail(ERROR_INVALID_PARAMETER);
  whole = calloc((length ? length : wcslen(url)) + 1, sizeof *whole);
  if (!whole) return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  wmemcpy(whole, url, length ? length : wcslen(url));
  narrow = isapi_narrow(whole);
  free(whole);
  if (!narrow) return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  found.dwSchemeLength = found.dwHostNameLength = found.dwUserNameLength = found.dwPasswordLength = found.dwUrlPathLength = 1;
  found.dwExtraInfoLength = parts->lpszExtraInfo || parts->dwExtraInfoLength; /* else it is of the path */
  done = InternetCrackUrlA(narrow, 0, flags, &found);
  if (done) {
    parts->nScheme = found.nScheme;
    parts->nPort = found.nPort;
    done = wide_part(url, narrow, found.lpszScheme, found.dwSchemeLength, &parts->lpszScheme, &parts->dwSchemeLength)
      & wide_part(url, narrow, found.lpszHostName, found.dwHostNameLength, &parts->lpszHostName, &parts->dwHostNameLength)
      & wide_part(url, narrow, found.lpszUserName, found.dwUserNameLength, &parts->lpszUserName, &parts->dwUserNameLength)
      & wide_part(url, narrow, found.lpszPassword, found.dwPasswordLength, &parts->lpszPassword, &parts->dwPasswordLength)
      & wide_part(url, narrow, found.lpszUrlPath, found.dwUrlPathLength, &parts->lpszUrlPath, &parts->dwUrlPathLength)
      & wide_part(url, narrow, found.lpszExtraInfo, found.dwExtraInfoLength, &parts->lpszExtraInfo, &parts->dwExtraInfoLength);
  }
  free(narrow);
  return done;
}
/* The one call of WinHTTP that needs no network; its schemes have numbers of their own. */
BOOL WINAPI WinHttpCrackUrl(LPCWSTR url, DWORD length, DWORD flags, LPURL_COMPONENTSW parts) {
  if (!InternetCrackUrlW(url, length, flags, parts)) return FALSE;
  if (parts->nScheme != INTERNET_SCHEME_HTTP && parts->nScheme != INTERNET_SCHEME_HTTPS) return isapi_fail(ERROR_INTERNET_UNRECOGNIZED_SCHEME);
  parts->nScheme = parts->nScheme == INTERNET_SCHEME_HTTP ? 1 : 2;
  return TRUE;
}
