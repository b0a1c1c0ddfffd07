/* _findfirst and its like, over FindFirstFile. */

#include "win32.h"
#include <errno.h>
#include <io.h>

/* 100 ns since 1601 to seconds since 1970. */
static time_t found_seconds(FILETIME t) { return (time_t)(((((unsigned long long)t.dwHighDateTime << 32) | t.dwLowDateTime) - 116444736000000000ULL) / 10000000ULL); }

static void found_copy(const WIN32_FIND_DATAA *from, struct _finddatai64_t *to) {
  to->attrib = from->dwFileAttributes & (_A_RDONLY | _A_HIDDEN | _A_SYSTEM | _A_SUBDIR | _A_ARCH);
  to->time_create = found_seconds(from->ftCreationTime);
  to->time_access = found_seconds(from->ftLastAccessTime);
  to->time_write = found_seconds(from->ftLastWriteTime);
  to->size = (long long)(((unsigned long long)from->nFileSizeHigh << 32) | from->nFileSizeLow);
  strcpy(to->name, from->cFileName);
}
static void found_shorten(const struct _finddatai64_t *from, struct _finddata_t *to) {
  to->attrib = from->attrib;
  to->time_create = from->time_create;
  to->time_access = from->time_access;
  to->time_write = from->time_write;
  to->size = (_fsize_t)from->size;
  strcpy(to->name, from->name);
}

intptr_t _findfirsti64(const char *pattern, struct _finddatai64_t *out) {
  WIN32_FIND_DATAA found;
  if (!pattern || !out) { errno = EINVAL; return -1; }
  HANDLE handle = FindFirstFileA(pattern, &found);
  if (handle == INVALID_HANDLE_VALUE) { errno = ENOENT; return -1; }
  found_copy(&found, out);
  return (intptr_t)handle;
}
int _findnexti64(intptr_t handle, struct _finddatai64_t *out) {
  WIN32_FIND_DATAA found;
  if (!FindNextFileA((HANDLE)handle, &found)) { errno = GetLastError() == ERROR_NO_MORE_FILES ? ENOENT : EINVAL; return -1; }
  found_copy(&found, out);
  return 0;
}
intptr_t _findfirst(const char *pattern, struct _finddata_t *out) {
  struct _finddatai64_t found;
  if (!out) { errno = EINVAL; return -1; }
  intptr_t handle = _findfirsti64(pattern, &found);
  if (handle != -1) found_shorten(&found, out);
  return handle;
}
int _findnext(intptr_t handle, struct _finddata_t *out) {
  struct _finddatai64_t found;
  if (_findnexti64(handle, &found)) return -1;
  found_shorten(&found, out);
  return 0;
}
int _findclose(intptr_t handle) {
  if (FindClose((HANDLE)handle)) return 0;
  errno = ENOENT;
  return -1;
}
