/* sscanf_s and fscanf_s: a buffer's size follows it; a text that does not fit ends the reading there and leaves the empty string. */
#include "crt.h"

enum { MOST = 24 };
struct field { void *temporary, *to; unsigned int size; int isText; };

static int scan(const char *text, FILE *stream, const char *format, va_list arguments) {
  struct field fields[MOST];
  void *slots[MOST] = {0};
  int count = 0;
  char *own = malloc(strlen(format) * 2 + 12 * MOST + 1), *o = own;
  if (!own) return -1;
  for (const char *f = format; *f; ) {
    if ((*o++ = *f++) != '%') continue;
    if (*f == '%') { *o++ = *f++; continue; }
    int skip = *f == '*';
    if (skip) *o++ = *f++;
    char width[12] = "";
    size_t w = 0;
    while (*f >= '0' && *f <= '9') { if (w < sizeof width - 1) width[w++] = *f; f++; }
    width[w] = 0;
    char size[4] = "";
    if (!strncmp(f, "I64", 3)) { strcpy(size, "ll"); f += 3; }
    else while (*f == 'h' || *f == 'l' || *f == 'L') { size_t n = strlen(size); if (n < 2) { size[n] = *f; size[n + 1] = 0; } f++; }
    int isText = *f == 's' || *f == 'c' || *f == '[';
    if (!skip && count < MOST) {
      struct field *field = &fields[count];
      field->to = va_arg(arguments, void *);
      field->isText = isText && !*size;
      field->temporary = NULL;
      slots[count] = field->to;
      if (field->isText) {
        field->size = va_arg(arguments, unsigned int);
        unsigned int asked = *width ? (unsigned int)atoi(width) : *f == 'c' ? 1 : field->size;
        if (asked > field->size) asked = field->size;
        sprintf(width, "%u", asked ? asked : 1);
        slots[count] = field->temporary = calloc(1, (size_t)asked + 2);
        field->isText = *f == 'c' ? 2 : 1;
      }
      count++;
    }
    strcpy(o, width); o += strlen(width);
    strcpy(o, size); o += strlen(size);
    if (*f == '[') {
      *o++ = *f++;
      if (*f == '^') *o++ = *f++;
      if (*f == ']') *o++ = *f++;
      while (*f && *f != ']') *o++ = *f++;
    }
    if (*f) *o++ = *f++;
  }
  *o = 0;
#define S(i) slots[i]
#define ALL S(0), S(1), S(2), S(3), S(4), S(5), S(6), S(7), S(8), S(9), S(10), S(11), S(12), S(13), S(14), S(15), S(16), S(17), S(18), S(19), S(20), S(21), S(22), S(23)
  int got = text ? sscanf(text, own, ALL) : fscanf(stream, own, ALL);
  for (int i = 0; i < count; i++) {
    struct field *field = &fields[i];
    if (!field->temporary) continue;
    size_t length = strlen(field->temporary);
    if (i < got && field->size) {
      if (field->isText == 2) memcpy(field->to, field->temporary, length < field->size ? length : field->size);
      else if (length < field->size) memcpy(field->to, field->temporary, length + 1);
      else { *(char *)field->to = 0; got = i; }
    }
    free(field->temporary);
  }
  free(own);
  return got;
}
int sscanf_s(const char *text, const char *format, ...) {
  if (!text || !format) { isapi_invalid(EINVAL); return -1; }
  va_list arguments;
  va_start(arguments, format);
  int got = scan(text, NULL, format, arguments);
  va_end(arguments);
  return got;
}
int fscanf_s(FILE *stream, const char *format, ...) {
  if (!stream || !format) { isapi_invalid(EINVAL); return -1; }
  va_list arguments;
  va_start(arguments, format);
  int got = scan(NULL, stream, format, arguments);
  va_end(arguments);
  return got;
}
