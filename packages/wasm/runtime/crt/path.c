/* Paths in parts. Both slashes separate; a drive is a letter and a colon. */
#include "crt.h"
#include <limits.h>

#define SPLIT(name, secure, type, copy_s) \
  static errno_t name##_part(type *to, size_t size, const type *from, size_t n) { \
    if (!to) return 0; \
    if (n >= size) { if (size) *to = 0; return ERANGE; } \
    memcpy(to, from, n * sizeof(type)); \
    to[n] = 0; \
    return 0; \
  } \
  errno_t secure(const type *path, type *drive, size_t driveSize, type *folder, size_t folderSize, type *file, size_t fileSize, type *extension, size_t extensionSize) { \
    REQUIRE(path && !(drive && !driveSize) && !(folder && !folderSize) && !(file && !fileSize) && !(extension && !extensionSize)); \
    const type *p = path[0] && path[1] == ':' ? path + 2 : path, *base = p, *dot = NULL, *end = p; \
    for (; *end; end++) { if (*end == '/' || *end == '\\') { base = end + 1; dot = NULL; } else if (*end == '.') dot = end; } \
    if (!dot) dot = end; \
    errno_t error = name##_part(drive, driveSize, path, (size_t)(p - path)); \
    if (!error) error = name##_part(folder, folderSize, p, (size_t)(base - p)); \
    if (!error) error = name##_part(file, fileSize, base, (size_t)(dot - base)); \
    if (!error) error = name##_part(extension, extensionSize, dot, (size_t)(end - dot)); \
    if (!error) return 0; \
    if (drive) *drive = 0; \
    if (folder) *folder = 0; \
    if (file) *file = 0; \
    if (extension) *extension = 0; \
    return isapi_invalid(error); \
  } \
  void name(const type *path, type *drive, type *folder, type *file, type *extension) { \
    secure(path, drive, drive ? _MAX_DRIVE : 0, folder, folder ? _MAX_DIR : 0, file, file ? _MAX_FNAME : 0, extension, extension ? _MAX_EXT : 0); \
  }
#define MAKE(name, secure, type) \
  errno_t secure(type *path, size_t size, const type *drive, const type *folder, const type *file, const type *extension) { \
    size_t n = 0; \
    REQUIRE(path && size); \
    PUT_IF(drive && *drive, *drive) PUT_IF(drive && *drive, ':') \
    type last = 0; \
    for (; folder && *folder; folder++) { last = *folder; PUT(last) } \
    PUT_IF(last && last != '/' && last != '\\', '\\') \
    for (; file && *file; file++) PUT(*file) \
    PUT_IF(extension && *extension && *extension != '.', '.') \
    for (; extension && *extension; extension++) PUT(*extension) \
    path[n] = 0; \
    return 0; \
  } \
  void name(type *path, const type *drive, const type *folder, const type *file, const type *extension) { secure(path, _MAX_PATH, drive, folder, file, extension); }
#define PUT(c) { if (n + 1 >= size) { *path = 0; return isapi_invalid(ERANGE); } path[n++] = (c); }
#define PUT_IF(condition, c) if (condition) PUT(c)
SPLIT(_splitpath, _splitpath_s, char, strcpy_s)
SPLIT(_wsplitpath, _wsplitpath_s, wchar_t, wcscpy_s)
MAKE(_makepath, _makepath_s, char)
MAKE(_wmakepath, _wmakepath_s, wchar_t)

/* GetFullPathName of Win32 knows the drive and the current folder. */
unsigned long GetFullPathNameA(const char *path, unsigned long size, char *buffer, char **file);
char *_fullpath(char *absolute, const char *path, size_t size) {
  if (!absolute) { size = _MAX_PATH; absolute = malloc(size); if (!absolute) return NULL; char *made = _fullpath(absolute, path, size); if (!made) free(absolute); return made; }
  unsigned long needed = GetFullPathNameA(path && *path ? path : ".", size, absolute, NULL);
  if (!needed || needed >= size) { errno = ERANGE; return NULL; }
  return absolute;
}
wchar_t *_wfullpath(wchar_t *absolute, const wchar_t *path, size_t size) {
  char *narrow = isapi_narrow(path), *made = _fullpath(NULL, narrow, 0);
  wchar_t *wide = isapi_widen(made);
  free(narrow);
  free(made);
  if (!absolute || !wide) return wide;
  errno_t error = wcscpy_s(absolute, size, wide);
  free(wide);
  return error ? NULL : absolute;
}
