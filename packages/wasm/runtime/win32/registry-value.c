/* A value of a key below another, of a type that is wanted. */

#include "win32.h"

static DWORD flag_of(DWORD type) {
  static const struct { DWORD type, flag; } FLAGS[] = {
    { REG_NONE, RRF_RT_REG_NONE }, { REG_SZ, RRF_RT_REG_SZ }, { REG_EXPAND_SZ, RRF_RT_REG_EXPAND_SZ }, { REG_BINARY, RRF_RT_REG_BINARY },
    { REG_DWORD, RRF_RT_REG_DWORD }, { REG_MULTI_SZ, RRF_RT_REG_MULTI_SZ }, { REG_QWORD, RRF_RT_REG_QWORD }
  };
  for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++) if (FLAGS[i].type == type) return FLAGS[i].flag;
  return 0;
}

#define GET_VALUE(S, T) LONG WINAPI RegGetValue##S(HKEY key, T subkey, T value, DWORD flags, LPDWORD type, PVOID data, LPDWORD size) { \
  HKEY below = key; \
  DWORD found = 0; \
  LONG result = ERROR_SUCCESS; \
  if (subkey && *subkey) result = RegOpenKeyEx##S(key, subkey, 0, KEY_QUERY_VALUE, &below); \
  if (result == ERROR_SUCCESS) { \
    result = RegQueryValueEx##S(below, value, NULL, &found, NULL, NULL); \
    if (result == ERROR_SUCCESS && !(flags & flag_of(found) & RRF_RT_ANY)) result = ERROR_UNSUPPORTED_TYPE; \
    else if (result == ERROR_SUCCESS) result = RegQueryValueEx##S(below, value, NULL, type, data, size); \
    if (below != key) RegCloseKey(below); \
  } \
  return result; \
}
GET_VALUE(A, LPCSTR)
GET_VALUE(W, LPCWSTR)
