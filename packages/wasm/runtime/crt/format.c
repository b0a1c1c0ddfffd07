/*
 * printf and its kin as Visual C++ has them: %I64d, %ws, %hs; in the wide functions %s is a wide string. The C library's vfprintf,
 * vsnprintf and vswprintf do the work; sprintf and others of the standard are taken over, so that they know these formats too.
 */
#include "crt.h"

/* Sizes and letters after the flags, width and precision of a conversion */
#define TRANSLATE(type, wide) \
  static void translate_##type(const type *f, type *o) { \
    while (*f) { \
      if ((*o++ = *f++) != '%') continue; \
      if (*f == '%') { *o++ = *f++; continue; } \
      while (*f && (*f == '-' || *f == '+' || *f == ' ' || *f == '#' || *f == '.' || *f == '*' || (*f >= '0' && *f <= '9'))) *o++ = *f++; \
      int size = 0; \
      if (f[0] == 'I' && f[1] == '6' && f[2] == '4') { *o++ = 'l'; *o++ = 'l'; f += 3; continue; } \
      if (f[0] == 'I' && f[1] == '3' && f[2] == '2') { f += 3; continue; } \
      if (f[0] == 'I') { f++; continue; } \
      if (f[0] == 'h' || f[0] == 'w' || (f[0] == 'l' && f[1] != 'l')) size = *f; \
      type last = size ? f[1] : f[0]; \
      if (last == 's' || last == 'S' || last == 'c' || last == 'C') { \
        int isWide = size == 'h' ? 0 : size ? 1 : (last == 's' || last == 'c') == wide; \
        if (isWide) *o++ = 'l'; \
        *o++ = last == 's' || last == 'S' ? 's' : 'c'; \
        f += size ? 2 : 1; \
      } \
    } \
    *o = 0; \
  }
typedef wchar_t wide_t;
TRANSLATE(char, 0)
TRANSLATE(wide_t, 1)

const char *isapi_format(const char *format) {
  for (const char *p = format; (p = strchr(p, '%')); ) {
    for (p++; *p && strchr("-+ #.*0123456789", *p); p++) {}
    if (*p == 'I' || *p == 'w' || *p == 'S' || *p == 'C' || (*p == 'h' && (p[1] == 's' || p[1] == 'S' || p[1] == 'c' || p[1] == 'C'))) {
      char *own = malloc(strlen(format) * 2 + 1);
      if (own) translate_char(format, own);
      return own ? own : format;
    }
    if (*p) p++;
  }
  return format;
}
wchar_t *isapi_wide_format(const wchar_t *format) {
  wchar_t *own = malloc((wcslen(format) * 2 + 1) * sizeof *own);
  if (own) translate_wide_t(format, own);
  return own;
}
static int print(char *buffer, size_t size, const char *format, va_list arguments) {
  const char *own = isapi_format(format);
  int written = vsnprintf(buffer, size, own, arguments);
  if (own != format) free((void *)own);
  return written;
}
/* How long the text is, or less than 0; `buffer` has size characters and always a NUL. */
static int printWide(wchar_t *buffer, size_t size, const wchar_t *format, va_list arguments) {
  wchar_t *own = isapi_wide_format(format), *big = NULL;
  int written = -1;
  if (!own) return -1;
  /* vswprintf tells no length when there is no room: look for room enough. */
  for (size_t room = size > 256 ? size : 256; room <= 1u << 24; room *= 4) {
    va_list again;
    wchar_t *next = realloc(big, room * sizeof *big);
    if (!next) break;
    big = next;
    va_copy(again, arguments);
    written = vswprintf(big, room, own, again);
    va_end(again);
    if (written >= 0) break;
  }
  free(own);
  if (written >= 0 && size) {
    size_t n = (size_t)written < size ? (size_t)written : size - 1;
    memcpy(buffer, big, n * sizeof *buffer);
    buffer[n] = 0;
  }
  free(big);
  return written;
}
#define FORWARD(call) va_list arguments; va_start(arguments, format); int written = call; va_end(arguments); return written

int sprintf(char *restrict buffer, const char *restrict format, ...) { FORWARD(print(buffer, 0x7fffffff, format, arguments)); }
int vsprintf(char *restrict buffer, const char *restrict format, va_list arguments) { return print(buffer, 0x7fffffff, format, arguments); }
int snprintf(char *restrict buffer, size_t size, const char *restrict format, ...) { FORWARD(print(buffer, size, format, arguments)); }
static int printTo(FILE *stream, const char *format, va_list arguments) {
  const char *own = isapi_format(format);
  int written = vfprintf(stream, own, arguments);
  if (own != format) free((void *)own);
  return written;
}
int fprintf(FILE *restrict stream, const char *restrict format, ...) { FORWARD(printTo(stream, format, arguments)); }
int printf(const char *restrict format, ...) { FORWARD(printTo(stdout, format, arguments)); }
int fprintf_s(FILE *stream, const char *format, ...) { FORWARD(printTo(stream, format, arguments)); }
int vfprintf_s(FILE *stream, const char *format, va_list arguments) { return printTo(stream, format, arguments); }
int printf_s(const char *format, ...) { FORWARD(printTo(stdout, format, arguments)); }
int _vscprintf(const char *format, va_list arguments) { return print(NULL, 0, format, arguments); }
int _scprintf(const char *format, ...) { FORWARD(_vscprintf(format, arguments)); }
int _vscwprintf(const wchar_t *format, va_list arguments) { return printWide(NULL, 0, format, arguments); }
int _scwprintf(const wchar_t *format, ...) { FORWARD(_vscwprintf(format, arguments)); }

/* Exactly `count` characters fit, then there is no NUL; more give a negative number. */
int _vsnprintf(char *buffer, size_t count, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = print(NULL, 0, format, again);
  va_end(again);
  if (length < 0 || !buffer || !count) return buffer && length > 0 ? -1 : length;
  if ((size_t)length < count) return print(buffer, count, format, arguments);
  char *text = malloc((size_t)length + 1);
  if (!text) return -1;
  print(text, (size_t)length + 1, format, arguments);
  memcpy(buffer, text, count);
  free(text);
  return (size_t)length == count ? length : -1;
}
int _snprintf(char *buffer, size_t count, const char *format, ...) { FORWARD(_vsnprintf(buffer, count, format, arguments)); }
int _vsnwprintf(wchar_t *buffer, size_t count, const wchar_t *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = printWide(NULL, 0, format, again);
  va_end(again);
  if (length < 0 || !buffer || !count) return buffer && length > 0 ? -1 : length;
  if ((size_t)length < count) return printWide(buffer, count, format, arguments);
  wchar_t *text = malloc(((size_t)length + 1) * sizeof *text);
  if (!text) return -1;
  printWide(text, (size_t)length + 1, format, arguments);
  memcpy(buffer, text, count * sizeof *buffer);
  free(text);
  return (size_t)length == count ? length : -1;
}
int _snwprintf(wchar_t *buffer, size_t count, const wchar_t *format, ...) { FORWARD(_vsnwprintf(buffer, count, format, arguments)); }
int swprintf(wchar_t *restrict buffer, size_t count, const wchar_t *restrict format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = printWide(buffer, count, format, arguments);
  va_end(arguments);
  return length >= 0 && (size_t)length < count ? length : -1;
}
int _vswprintf(wchar_t *buffer, const wchar_t *format, va_list arguments) { return printWide(buffer, 0x3fffffff / sizeof *buffer, format, arguments); }
int _swprintf(wchar_t *buffer, const wchar_t *format, ...) { FORWARD(_vswprintf(buffer, format, arguments)); }
int fwprintf_s(FILE *stream, const wchar_t *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  wchar_t *own = isapi_wide_format(format);
  int written = own ? vfwprintf(stream, own, arguments) : -1;
  va_end(arguments);
  free(own);
  return written;
}

/* What does not fit: the empty string and the handler, unless fewer characters than there is room for were asked for, or _TRUNCATE. */
#define SECURE(name, wrapped, short_, print_, type) \
  int name(type *buffer, size_t size, size_t count, const type *format, va_list arguments) { \
    if (!format || (!buffer && (size || count)) || (buffer && !size)) { isapi_invalid(EINVAL); return -1; } \
    if (!buffer) return 0; \
    size_t room = count != _TRUNCATE && count < size ? count + 1 : size; \
    int length = print_(buffer, room, format, arguments); \
    if (length < 0) { *buffer = 0; return -1; } \
    if ((size_t)length < room) return length; \
    if (count == _TRUNCATE || count < size) return -1; \
    *buffer = 0; \
    isapi_invalid(ERANGE); \
    return -1; \
  } \
  int wrapped(type *buffer, size_t size, const type *format, va_list arguments) { \
    if (!buffer || !size) { isapi_invalid(EINVAL); return -1; } \
    return name(buffer, size, size, format, arguments); \
  }
SECURE(_vsnprintf_s, vsprintf_s, 0, print, char)
SECURE(_vsnwprintf_s, vswprintf_s, 0, printWide, wchar_t)
int _snprintf_s(char *buffer, size_t size, size_t count, const char *format, ...) { FORWARD(_vsnprintf_s(buffer, size, count, format, arguments)); }
int sprintf_s(char *buffer, size_t size, const char *format, ...) { FORWARD(vsprintf_s(buffer, size, format, arguments)); }
int _snwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...) { FORWARD(_vsnwprintf_s(buffer, size, count, format, arguments)); }
int swprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, ...) { FORWARD(vswprintf_s(buffer, size, format, arguments)); }
