/* Writing to ini files. Comments, order and everything else that is not written stay as they are. */

#include "win32.h"
#include "ini.h"
#include <strings.h>

struct ini_span { const char *from, *to; };

static struct ini_span ini_line(const char *at) {
  struct ini_span line = { at, at + strcspn(at, "\n") };
  if (*line.to) line.to++;
  return line;
}
static struct ini_span ini_trimmed(struct ini_span span) {
  while (span.from < span.to && strchr(" \t\r\n", *span.from)) span.from++;
  while (span.to > span.from && strchr(" \t\r\n", span.to[-1])) span.to--;
  return span;
}
static int ini_is_name(struct ini_span span, const char *name) {
  size_t n = strlen(name);
  return (size_t)(span.to - span.from) == n && !strncasecmp(span.from, name, n);
}
static int ini_is_section(struct ini_span line, const char *name) {
  line = ini_trimmed(line);
  if (line.from == line.to || *line.from != '[') return 0;
  if (!name) return 1;
  const char *close = memchr(line.from, ']', (size_t)(line.to - line.from));
  struct ini_span inner = { line.from + 1, close ? close : line.to };
  return ini_is_name(ini_trimmed(inner), name);
}
static int ini_is_key(struct ini_span line, const char *name) {
  const char *equals = memchr(line.from, '=', (size_t)(line.to - line.from));
  struct ini_span key = { line.from, equals ? equals : line.to };
  return *ini_trimmed(line).from != ';' && ini_is_name(ini_trimmed(key), name);
}

/* Where a section lies: `from` its heading, `to` behind its last line that is not empty. NULL: there is none. */
static struct ini_span ini_section(const char *text, const char *name) {
  struct ini_span found = { NULL, NULL }, line;
  for (const char *at = text; *at; at = line.to) {
    line = ini_line(at);
    if (found.from && ini_is_section(line, NULL)) break;
    if (!found.from && ini_is_section(line, name)) found.from = line.from;
    if (found.from && ini_trimmed(line).from != ini_trimmed(line).to) found.to = line.to;
  }
  return found;
}

/* The file with `put` in place of a part of it. */
static BOOL ini_write(const char *name, const char *text, const char *from, const char *to, const char *put) {
  FILE *file = isapi_open_ini(name, "wb");
  if (!file) return isapi_fail(ERROR_ACCESS_DENIED);
  size_t before = (size_t)(from - text);
  fwrite(text, 1, before, file);
  if (*put && before && text[before - 1] != '\n') fputs("\r\n", file);
  fputs(put, file);
  fputs(to, file);
  return fclose(file) == 0 || isapi_fail_errno();
}

BOOL WINAPI WritePrivateProfileStringA(LPCSTR section, LPCSTR key, LPCSTR value, LPCSTR name) {
  if (!name) return isapi_fail(ERROR_ACCESS_DENIED);
  if (!section) return FALSE; /* only clears a cache, and says FALSE */
  char *text = isapi_read_ini(name), *put;
  if (!text) text = strdup("");
  size_t room = strlen(section) + (key ? strlen(key) : 0) + (value ? strlen(value) : 0) + 16;
  put = malloc(room);
  if (!text || !put) { free(text); free(put); return isapi_fail(ERROR_NOT_ENOUGH_MEMORY); }
  struct ini_span where = ini_section(text, section), line = { NULL, NULL };
  const char *end = text + strlen(text), *at;
  *put = 0;
  if (!where.from) {
    where.from = where.to = end;
    if (key && value) snprintf(put, room, "[%s]\r\n%s=%s\r\n", section, key, value);
  } else if (key) {
    for (at = ini_line(where.from).to; at < where.to && !line.from; at = ini_line(at).to) if (ini_is_key(ini_line(at), key)) line = ini_line(at);
    if (line.from) where = line;
    else where.from = where.to;
    if (value) snprintf(put, room, "%s=%s\r\n", key, value);
  }
  BOOL done = (!*put && where.from == where.to) || ini_write(name, text, where.from, where.to, put);
  free(text);
  free(put);
  return done;
}

/* `list` has lines `key=value`, each with its NUL, and one more NUL. */
BOOL WINAPI WritePrivateProfileSectionA(LPCSTR section, LPCSTR list, LPCSTR name) {
  if (!section || !name || !WritePrivateProfileStringA(section, NULL, NULL, name)) return FALSE;
  for (; list && *list; list += strlen(list) + 1) {
    const char *equals = strchr(list, '=');
    char *key = equals ? strndup(list, (size_t)(equals - list)) : strdup(list);
    BOOL done = key && WritePrivateProfileStringA(section, key, equals ? equals + 1 : "", name);
    free(key);
    if (!done) return FALSE;
  }
  return TRUE;
}
BOOL WINAPI WritePrivateProfileStringW(LPCWSTR section, LPCWSTR key, LPCWSTR value, LPCWSTR name) {
  char *s = isapi_narrow(section), *k = isapi_narrow(key), *v = isapi_narrow(value), *f = isapi_narrow(name);
  BOOL done = WritePrivateProfileStringA(s, k, v, f);
  free(s); free(k); free(v); free(f);
  return done;
}
