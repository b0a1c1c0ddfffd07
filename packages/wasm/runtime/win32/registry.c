/* The registry, whose keys and values the server keeps. Texts go over as UTF-8. */

#include "win32.h"

/* 0: no such key. `created` is set to whether it is new. */
HOST(RegOpen) DWORD host_RegOpen(HKEY key, const char *path, BOOL create, DWORD *created);
HOST(RegClose) LONG host_RegClose(HKEY key);
/* Values: the size there is goes in, the size needed comes out; data is written when it fits. */
HOST(RegQuery) LONG host_RegQuery(HKEY key, const char *name, DWORD *type, BYTE *data, DWORD *size);
HOST(RegSet) LONG host_RegSet(HKEY key, const char *name, DWORD type, const BYTE *data, DWORD size);
HOST(RegDeleteValue) LONG host_RegDeleteValue(HKEY key, const char *name);
HOST(RegDeleteKey) LONG host_RegDeleteKey(HKEY key, const char *path);
HOST(RegKeyAt) LONG host_RegKeyAt(HKEY key, DWORD index, char *name, DWORD size);
HOST(RegValueAt) LONG host_RegValueAt(HKEY key, DWORD index, char *name, DWORD size);

static int is_text(DWORD type) { return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ; }

LONG WINAPI RegCreateKeyExA(HKEY key, LPCSTR path, DWORD reserved, LPSTR class, DWORD options, REGSAM access, LPSECURITY_ATTRIBUTES security, PHKEY out, LPDWORD disposition) {
  DWORD created = 0;
  *out = (HKEY)host_RegOpen(key, path ? path : "", TRUE, &created);
  if (disposition) *disposition = created ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
  return *out ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
LONG WINAPI RegCreateKeyA(HKEY key, LPCSTR path, PHKEY out) { return RegCreateKeyExA(key, path, 0, NULL, 0, KEY_ALL_ACCESS, NULL, out, NULL); }
LONG WINAPI RegOpenKeyExA(HKEY key, LPCSTR path, DWORD options, REGSAM access, PHKEY out) {
  DWORD created;
  if (!out) return ERROR_INVALID_PARAMETER;
  *out = (HKEY)host_RegOpen(key, path ? path : "", FALSE, &created);
  return *out ? ERROR_SUCCESS : ERROR_FILE_NOT_FOUND;
}
LONG WINAPI RegOpenKeyA(HKEY key, LPCSTR path, PHKEY out) { return RegOpenKeyExA(key, path, 0, KEY_READ, out); }
LONG WINAPI RegCloseKey(HKEY key) { return host_RegClose(key); }
LONG WINAPI RegFlushKey(HKEY key) { return ERROR_SUCCESS; }
LONG WINAPI RegQueryValueExA(HKEY key, LPCSTR name, LPDWORD reserved, LPDWORD type, LPBYTE data, LPDWORD size) {
  DWORD kind = 0, needed = data && size ? *size : 0, given = needed;
  if (data && !size) return ERROR_INVALID_PARAMETER;
  LONG error = host_RegQuery(key, name ? name : "", &kind, data, &needed);
  if (error != ERROR_SUCCESS && error != ERROR_MORE_DATA) return error;
  if (type) *type = kind;
  if (size) *size = needed;
  return data && needed > given ? ERROR_MORE_DATA : ERROR_SUCCESS;
}
LONG WINAPI RegQueryValueA(HKEY key, LPCSTR path, LPSTR data, PLONG size) {
  HKEY inner;
  LONG error = RegOpenKeyExA(key, path, 0, KEY_READ, &inner);
  if (error) return error;
  error = RegQueryValueExA(inner, NULL, NULL, NULL, (LPBYTE)data, (LPDWORD)size);
  RegCloseKey(inner);
  return error;
}
LONG WINAPI RegSetValueExA(HKEY key, LPCSTR name, DWORD reserved, DWORD type, const BYTE *data, DWORD size) { return host_RegSet(key, name ? name : "", type, data, size); }
LONG WINAPI RegDeleteValueA(HKEY key, LPCSTR name) { return host_RegDeleteValue(key, name ? name : ""); }
LONG WINAPI RegDeleteKeyA(HKEY key, LPCSTR path) { return host_RegDeleteKey(key, path ? path : ""); }
LONG WINAPI RegEnumKeyA(HKEY key, DWORD index, LPSTR name, DWORD size) { return host_RegKeyAt(key, index, name, size); }
LONG WINAPI RegEnumKeyExA(HKEY key, DWORD index, LPSTR name, LPDWORD size, LPDWORD reserved, LPSTR class, LPDWORD classSize, PFILETIME written) {
  LONG error = host_RegKeyAt(key, index, name, *size);
  if (!error) *size = (DWORD)strlen(name);
  if (classSize) *classSize = 0;
  return error;
}
LONG WINAPI RegEnumValueA(HKEY key, DWORD index, LPSTR name, LPDWORD nameSize, LPDWORD reserved, LPDWORD type, LPBYTE data, LPDWORD size) {
  LONG error = host_RegValueAt(key, index, name, *nameSize);
  if (error) return error;
  *nameSize = (DWORD)strlen(name);
  return type || data || size ? RegQueryValueExA(key, name, NULL, type, data, size) : ERROR_SUCCESS;
}
LONG WINAPI RegQueryInfoKeyA(HKEY key, LPSTR class, LPDWORD classSize, LPDWORD reserved, LPDWORD keys, LPDWORD longestKey, LPDWORD longestClass, LPDWORD values, LPDWORD longestName, LPDWORD longestValue, LPDWORD security, PFILETIME written) {
  char name[256];
  DWORD n, longest = 0, largest = 0, size;
  for (n = 0; host_RegKeyAt(key, n, name, sizeof name) == ERROR_SUCCESS; n++) if (strlen(name) > longest) longest = (DWORD)strlen(name);
  if (keys) *keys = n;
  if (longestKey) *longestKey = longest;
  for (n = longest = 0; host_RegValueAt(key, n, name, sizeof name) == ERROR_SUCCESS; n++) {
    if (strlen(name) > longest) longest = (DWORD)strlen(name);
    if (RegQueryValueExA(key, name, NULL, NULL, NULL, &size) == ERROR_SUCCESS && size > largest) largest = size;
  }
  if (values) *values = n;
  if (longestName) *longestName = longest;
  if (longestValue) *longestValue = largest;
  if (longestClass) *longestClass = 0;
  if (classSize) *classSize = 0;
  return ERROR_SUCCESS;
}
LONG WINAPI RegConnectRegistryA(LPCSTR machine, HKEY key, PHKEY out) { *out = key; return machine && *machine ? 53 : ERROR_SUCCESS; }

/* Wide forms: texts in values have wide characters there. */
LONG WINAPI RegOpenKeyExW(HKEY key, LPCWSTR path, DWORD options, REGSAM access, PHKEY out) { char *n = isapi_narrow(path); LONG r = RegOpenKeyExA(key, n, options, access, out); free(n); return r; }
LONG WINAPI RegOpenKeyW(HKEY key, LPCWSTR path, PHKEY out) { return RegOpenKeyExW(key, path, 0, KEY_READ, out); }
LONG WINAPI RegCreateKeyExW(HKEY key, LPCWSTR path, DWORD reserved, LPWSTR class, DWORD options, REGSAM access, LPSECURITY_ATTRIBUTES security, PHKEY out, LPDWORD disposition) { char *n = isapi_narrow(path); LONG r = RegCreateKeyExA(key, n, 0, NULL, options, access, security, out, disposition); free(n); return r; }
LONG WINAPI RegDeleteValueW(HKEY key, LPCWSTR name) { char *n = isapi_narrow(name); LONG r = RegDeleteValueA(key, n); free(n); return r; }
LONG WINAPI RegDeleteKeyW(HKEY key, LPCWSTR path) { char *n = isapi_narrow(path); LONG r = RegDeleteKeyA(key, n); free(n); return r; }
LONG WINAPI RegQueryValueExW(HKEY key, LPCWSTR name, LPDWORD reserved, LPDWORD type, LPBYTE data, LPDWORD size) {
  DWORD kind = 0, bytes = 0;
  char *n = isapi_narrow(name);
  LONG error = RegQueryValueExA(key, n, NULL, &kind, NULL, &bytes);
  if (error || !is_text(kind)) { if (!error) error = RegQueryValueExA(key, n, NULL, type, data, size); free(n); return error; }
  char *text = calloc(1, bytes + 1);
  RegQueryValueExA(key, n, NULL, NULL, (LPBYTE)text, &bytes);
  free(n);
  int characters = bytes ? MultiByteToWideChar(CP_UTF8, 0, text, (int)bytes, NULL, 0) : 0;
  DWORD needed = (DWORD)characters * sizeof(wchar_t), given = size ? *size : 0;
  if (type) *type = kind;
  if (size) *size = needed;
  if (data && needed <= given && characters) MultiByteToWideChar(CP_UTF8, 0, text, (int)bytes, (LPWSTR)data, characters);
  free(text);
  return data && needed > given ? ERROR_MORE_DATA : ERROR_SUCCESS;
}
LONG WINAPI RegSetValueExW(HKEY key, LPCWSTR name, DWORD reserved, DWORD type, const BYTE *data, DWORD size) {
  char *n = isapi_narrow(name);
  LONG error;
  if (!is_text(type) || !size) error = RegSetValueExA(key, n, 0, type, data, size);
  else {
    int characters = (int)(size / sizeof(wchar_t)), bytes = WideCharToMultiByte(CP_UTF8, 0, (LPCWSTR)data, characters, NULL, 0, NULL, NULL);
    char *text = malloc((size_t)bytes);
    WideCharToMultiByte(CP_UTF8, 0, (LPCWSTR)data, characters, text, bytes, NULL, NULL);
    error = RegSetValueExA(key, n, 0, type, (const BYTE *)text, (DWORD)bytes);
    free(text);
  }
  free(n);
  return error;
}
LONG WINAPI RegEnumKeyExW(HKEY key, DWORD index, LPWSTR name, LPDWORD size, LPDWORD reserved, LPWSTR class, LPDWORD classSize, PFILETIME written) {
  char narrow[256];
  LONG error = host_RegKeyAt(key, index, narrow, sizeof narrow);
  if (error) return error;
  DWORD length = isapi_put_wide(narrow, name, *size);
  if (length >= *size) return ERROR_MORE_DATA;
  *size = length;
  return ERROR_SUCCESS;
}
