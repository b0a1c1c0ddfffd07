/* Ini files: [section], name = value; names in any case, quotes round a value are dropped. A name without a folder is a file of the Windows folder. */

#include "win32.h"
#include "ini.h"
#include <strings.h>

FILE *isapi_open_ini(const char *name, const char *mode) {
  char path[MAX_PATH * 2];
  if (!strpbrk(name, "\\/:")) { snprintf(path, sizeof path, "C:\\WINDOWS\\%s", name); name = path; }
  return fopen(name, mode);
}

char *isapi_read_ini(const char *name) {
  FILE *file = isapi_open_ini(name, "rb");
  if (!file) { isapi_fail(ERROR_FILE_NOT_FOUND); return NULL; }
  size_t room = 4096, size = 0, n;
  char *text = malloc(room);
  while (text && (n = fread(text + size, 1, room - size - 1, file)) > 0) {
    size += n;
    if (size + 1 >= room) text = realloc(text, room *= 2);
  }
  fclose(file);
  if (text) text[size] = 0;
  return text;
}

static char *trim(char *at) {
  while (*at == ' ' || *at == '\t') at++;
  for (size_t n = strlen(at); n > 0 && strchr(" \t\r", at[n - 1]); n--) at[n - 1] = 0;
  return at;
}
static char *unquote(char *value) {
  size_t n = strlen(value);
  if (n >= 2 && (*value == '"' || *value == '\'') && value[n - 1] == *value) { value[n - 1] = 0; return value + 1; }
  return value;
}

/* Goes through the lines of a file: 1 for a section, 2 for a name with a value, 0 at the end. */
static int step(char **at, char **name, char **value) {
  while (**at) {
    char *line = *at, *end = strchr(line, '\n');
    *at = end ? end + 1 : line + strlen(line);
    if (end) *end = 0;
    line = trim(line);
    if (*line == ';' || !*line) continue;
    if (*line == '[') {
      char *close = strchr(line, ']');
      if (close) *close = 0;
      *name = trim(line + 1);
      return 1;
    }
    char *equals = strchr(line, '=');
    *value = equals ? trim(equals + 1) : NULL;
    if (equals) *equals = 0;
    *name = trim(line);
    return 2;
  }
  return 0;
}

/* Adds a text to a list that ends with two NULs; what does not fit is cut off. */
static DWORD add(LPSTR buffer, DWORD size, DWORD used, const char *text) {
  for (; *text && used + 2 < size; text++) buffer[used++] = *text;
  if (used + 1 < size) buffer[used++] = 0;
  return used;
}

/* Ends a list: its length counts the NUL of each text; one that does not fit, or only just, is two less than the buffer. */
static DWORD end_list(LPSTR buffer, DWORD size, DWORD used) {
  if (used + 1 < size) {
    buffer[used] = 0;
    if (!used) buffer[1] = 0;
    return used;
  }
  buffer[size - 1] = 0;
  if (size < 2) return 0;
  buffer[size - 2] = 0;
  return used ? size - 2 : 0;
}

DWORD WINAPI GetPrivateProfileStringA(LPCSTR section, LPCSTR key, LPCSTR fallback, LPSTR buffer, DWORD size, LPCSTR file) {
  char *text = isapi_read_ini(file), *at = text, *name, *value, *found = NULL;
  DWORD used = 0;
  int inside = 0, kind;
  if (!size) { free(text); return 0; }
  while (text && (kind = step(&at, &name, &value))) {
    if (kind == 1) { inside = section && !strcasecmp(name, section); if (!section) used = add(buffer, size, used, name); }
    else if (inside && !key) used = add(buffer, size, used, name);
    else if (inside && value && !strcasecmp(name, key)) { found = unquote(value); break; }
  }
  if (section && key) {
    char *copy = found ? NULL : strdup(fallback ? fallback : "");
    lstrcpynA(buffer, found ? found : trim(copy), (int)size);
    used = (DWORD)strlen(buffer);
    free(copy);
  } else used = end_list(buffer, size, used);
  free(text);
  return used;
}
UINT WINAPI GetPrivateProfileIntA(LPCSTR section, LPCSTR key, INT fallback, LPCSTR file) {
  char text[64];
  if (!GetPrivateProfileStringA(section, key, "", text, sizeof text, file)) return (UINT)fallback;
  return (UINT)(!strncasecmp(text, "0x", 2) ? strtoul(text, NULL, 16) : (unsigned long)strtol(text, NULL, 10));
}
DWORD WINAPI GetPrivateProfileSectionNamesA(LPSTR buffer, DWORD size, LPCSTR file) { return GetPrivateProfileStringA(NULL, NULL, NULL, buffer, size, file); }
DWORD WINAPI GetPrivateProfileSectionA(LPCSTR section, LPSTR buffer, DWORD size, LPCSTR file) {
  char *text = isapi_read_ini(file), *at = text, *name, *value, line[1024];
  DWORD used = 0;
  int inside = 0, kind;
  if (!size) { free(text); return 0; }
  while (text && (kind = step(&at, &name, &value))) {
    if (kind == 1) inside = !strcasecmp(name, section);
    else if (inside) { snprintf(line, sizeof line, value ? "%s=%s" : "%s", name, value); used = add(buffer, size, used, line); }
  }
  used = end_list(buffer, size, used);
  free(text);
  return used;
}
UINT WINAPI GetPrivateProfileIntW(LPCWSTR section, LPCWSTR key, INT fallback, LPCWSTR file) {
  char *s = isapi_narrow(section), *k = isapi_narrow(key), *f = isapi_narrow(file);
  UINT result = GetPrivateProfileIntA(s, k, fallback, f);
  free(s); free(k); free(f);
  return result;
}
DWORD WINAPI GetPrivateProfileStringW(LPCWSTR section, LPCWSTR key, LPCWSTR fallback, LPWSTR buffer, DWORD size, LPCWSTR file) {
  char *s = isapi_narrow(section), *k = isapi_narrow(key), *d = isapi_narrow(fallback), *f = isapi_narrow(file), *out = calloc(1, size * 4u + 4);
  DWORD n = GetPrivateProfileStringA(s, k, d, out, size * 4 + 4, f), used = 0;
  int characters = n ? MultiByteToWideChar(CP_UTF8, 0, out, (int)n, NULL, 0) : 0;
  wchar_t *wide = calloc((size_t)characters + 2, sizeof(wchar_t));
  if (n) MultiByteToWideChar(CP_UTF8, 0, out, (int)n, wide, characters);
  if (size) {
    const DWORD ends = section && key ? 1 : 2; /* of a list, NULs */
    used = (DWORD)characters + ends <= size ? (DWORD)characters : size > ends ? size - ends : 0;
    wmemcpy(buffer, wide, used);
    for (DWORD i = used; i < used + ends && i < size; i++) buffer[i] = 0;
  }
  free(s); free(k); free(d); free(f); free(out); free(wide);
  return used;
}
UINT WINAPI GetProfileIntA(LPCSTR section, LPCSTR key, INT fallback) { return GetPrivateProfileIntA(section, key, fallback, "win.ini"); }
DWORD WINAPI GetProfileStringA(LPCSTR section, LPCSTR key, LPCSTR fallback, LPSTR buffer, DWORD size) { return GetPrivateProfileStringA(section, key, fallback, buffer, size, "win.ini"); }
