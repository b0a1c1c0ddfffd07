/* Strings: comparison without case (of ASCII, as in the "C" locale), changes in place, secure copies. */
#include "crt.h"

static int lower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static int upper(int c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }

#define COMPARE(name, type, unit) \
  int name(const type *a, const type *b) { \
    if (!a || !b) { isapi_invalid(EINVAL); return 0x7fffffff; } \
    for (;; a++, b++) { int x = lower((unit)*a), y = lower((unit)*b); if (x != y || !x) return x - y; } \
  }
#define COMPARE_N(name, type, unit) \
  int name(const type *a, const type *b, size_t n) { \
    if (n && (!a || !b)) { isapi_invalid(EINVAL); return 0x7fffffff; } \
    for (; n; n--, a++, b++) { int x = lower((unit)*a), y = lower((unit)*b); if (x != y || !x) return x - y; } \
    return 0; \
  }
COMPARE(_stricmp, char, unsigned char)
COMPARE(_wcsicmp, wchar_t, int)
COMPARE_N(_strnicmp, char, unsigned char)
COMPARE_N(_wcsnicmp, wchar_t, int)
int _memicmp(const void *a, const void *b, size_t n) {
  const unsigned char *p = a, *q = b;
  for (; n; n--, p++, q++) { int x = lower(*p), y = lower(*q); if (x != y) return x - y; }
  return 0;
}
int _strcmpi(const char *a, const char *b) { return _stricmp(a, b); }
int _stricoll(const char *a, const char *b) { return _stricmp(a, b); }
int stricmp(const char *a, const char *b) { return _stricmp(a, b); }
int strcmpi(const char *a, const char *b) { return _stricmp(a, b); }
int strnicmp(const char *a, const char *b, size_t n) { return _strnicmp(a, b, n); }
int memicmp(const void *a, const void *b, size_t n) { return _memicmp(a, b, n); }
int wcsicmp(const wchar_t *a, const wchar_t *b) { return _wcsicmp(a, b); }
int wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n) { return _wcsnicmp(a, b, n); }
int _wcsicoll(const wchar_t *a, const wchar_t *b) { return _wcsicmp(a, b); }

#define CHANGE(name, plain, type, to) \
  type *name(type *s) { if (s) for (type *p = s; *p; p++) *p = (type)to(*p); return s; } \
  type *plain(type *s) { return name(s); }
CHANGE(_strlwr, strlwr, char, lower)
CHANGE(_strupr, strupr, char, upper)
CHANGE(_wcslwr, wcslwr, wchar_t, lower)
CHANGE(_wcsupr, wcsupr, wchar_t, upper)
#define CHANGE_S(name, plain, type, length) \
  errno_t name(type *s, size_t size) { \
    REQUIRE(s); \
    if (length(s, size) >= size) { if (size) *s = 0; return isapi_invalid(EINVAL); } \
    plain(s); \
    return 0; \
  }
CHANGE_S(_strlwr_s, _strlwr, char, strnlen)
CHANGE_S(_strupr_s, _strupr, char, strnlen)
CHANGE_S(_wcslwr_s, _wcslwr, wchar_t, wcsnlen)
CHANGE_S(_wcsupr_s, _wcsupr, wchar_t, wcsnlen)
#define REVERSE(name, type, length) \
  type *name(type *s) { size_t n = length(s); for (size_t i = 0; i < n / 2; i++) { type c = s[i]; s[i] = s[n - 1 - i]; s[n - 1 - i] = c; } return s; }
REVERSE(_strrev, char, strlen)
REVERSE(_wcsrev, wchar_t, wcslen)
char *strrev(char *s) { return _strrev(s); }
char *_strset(char *s, int c) { for (char *p = s; *p; p++) *p = (char)c; return s; }
char *strset(char *s, int c) { return _strset(s, c); }
char *_strnset(char *s, int c, size_t n) { for (char *p = s; n && *p; p++, n--) *p = (char)c; return s; }
errno_t _strset_s(char *s, size_t size, int c) { REQUIRE(s && strnlen(s, size) < size); _strset(s, c); return 0; }
char *_strdup(const char *s) { return s ? strdup(s) : NULL; }
wchar_t *_wcsdup(const wchar_t *s) { return s ? wcsdup(s) : NULL; }
char *_strdec(const char *start, const char *current) { return (char *)(current > start ? current - 1 : NULL); }
char *_strinc(const char *current) { return (char *)current + 1; }
void *_memccpy(void *to, const void *from, int c, size_t n) {
  unsigned char *t = to;
  const unsigned char *f = from;
  for (; n; n--) if ((*t++ = *f++) == (unsigned char)c) return t;
  return NULL;
}

/* A copy that does not fit leaves the empty string and ERANGE; _TRUNCATE asks for what fits and gives STRUNCATE. */
#define COPY(cpy, cat, ncpy, ncat, tok, len, type, length, bounded) \
  static errno_t isapi_put_##cpy(type *to, size_t size, size_t at, const type *from, size_t count, int limited) { \
    if (!from) { *to = 0; return isapi_invalid(EINVAL); } \
    size_t n = limited && count != _TRUNCATE ? bounded(from, count) : length(from), room = size - at; \
    if (n >= room) { \
      if (limited && count == _TRUNCATE) { memmove(to + at, from, (room - 1) * sizeof(type)); to[size - 1] = 0; return STRUNCATE; } \
      *to = 0; \
      return isapi_invalid(ERANGE); \
    } \
    memmove(to + at, from, n * sizeof(type)); \
    to[at + n] = 0; \
    return 0; \
  } \
  errno_t cpy(type *to, rsize_t size, const type *from) { REQUIRE(to && size); return isapi_put_##cpy(to, size, 0, from, 0, 0); } \
  errno_t cat(type *to, rsize_t size, const type *from) { \
    REQUIRE(to && size); \
    size_t at = bounded(to, size); \
    if (at == size) { *to = 0; return isapi_invalid(EINVAL); } \
    return isapi_put_##cpy(to, size, at, from, 0, 0); \
  } \
  errno_t ncpy(type *to, rsize_t size, const type *from, rsize_t count) { \
    if (!count && !to && !size) return 0; \
    REQUIRE(to && size); \
    if (!count) { *to = 0; return 0; } \
    return isapi_put_##cpy(to, size, 0, from, count, 1); \
  } \
  errno_t ncat(type *to, rsize_t size, const type *from, rsize_t count) { \
    if (!count && !to && !size) return 0; \
    REQUIRE(to && size); \
    size_t at = bounded(to, size); \
    if (at == size) { *to = 0; return isapi_invalid(EINVAL); } \
    if (!count) return 0; \
    return isapi_put_##cpy(to, size, at, from, count, 1); \
  } \
  size_t len(const type *s, size_t size) { return s ? bounded(s, size) : 0; }
COPY(strcpy_s, strcat_s, strncpy_s, strncat_s, strtok_s, strnlen_s, char, strlen, strnlen)
COPY(wcscpy_s, wcscat_s, wcsncpy_s, wcsncat_s, wcstok_s, wcsnlen_s, wchar_t, wcslen, wcsnlen)

char *strtok_s(char *s, const char *delimiters, char **context) {
  if (!delimiters || !context || (!s && !*context)) { isapi_invalid(EINVAL); return NULL; }
  return strtok_r(s, delimiters, context);
}
wchar_t *wcstok_s(wchar_t *s, const wchar_t *delimiters, wchar_t **context) {
  if (!delimiters || !context || (!s && !*context)) { isapi_invalid(EINVAL); return NULL; }
  return wcstok(s, delimiters, context);
}
static errno_t copyBytes(void *to, size_t size, const void *from, size_t count) {
  if (!count) return 0;
  REQUIRE(to);
  if (!from || size < count) { memset(to, 0, size); return isapi_invalid(from ? ERANGE : EINVAL); }
  memmove(to, from, count);
  return 0;
}
errno_t memcpy_s(void *to, rsize_t size, const void *from, rsize_t count) { return copyBytes(to, size, from, count); }
errno_t memmove_s(void *to, rsize_t size, const void *from, rsize_t count) { return copyBytes(to, size, from, count); }
errno_t wmemcpy_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t count) { return copyBytes(to, size * sizeof *to, from, count * sizeof *to); }
errno_t wmemmove_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t count) { return copyBytes(to, size * sizeof *to, from, count * sizeof *to); }
errno_t strerror_s(char *buffer, size_t size, int number) { REQUIRE(buffer && size); return strncpy_s(buffer, size, strerror(number), _TRUNCATE) ? 0 : 0; }
char *_strerror(const char *text) {
  static char buffer[160];
  if (text) snprintf(buffer, sizeof buffer, "%s: %s\n", text, strerror(errno)); else snprintf(buffer, sizeof buffer, "%s\n", strerror(errno));
  return buffer;
}
