/* Numbers to text and back; wide names to the host's and back. */
#include "crt.h"
#include <math.h>

static void digits(unsigned long long value, int negative, char *buffer, int radix) {
  char text[66], *p = text + sizeof text;
  *--p = 0;
  do { int d = (int)(value % (unsigned)radix); *--p = (char)(d < 10 ? '0' + d : 'a' + d - 10); } while (value /= (unsigned)radix);
  if (negative) *--p = '-';
  memcpy(buffer, p, (size_t)(text + sizeof text - p));
}
static int isRadix(int radix) { return radix >= 2 && radix <= 36; }
static errno_t bounded(const char *text, char *buffer, size_t size) {
  if (strlen(text) >= size) { *buffer = 0; return isapi_invalid(ERANGE); }
  strcpy(buffer, text);
  return 0;
}
/* A sign in base 10 only, as documented. */
#define NUMBER(name, type, unsignedType, isSigned) \
  char *name(type value, char *buffer, int radix) { \
    int negative = isSigned && radix == 10 && (long long)value < 0; \
    if (!buffer || !isRadix(radix)) { isapi_invalid(EINVAL); return buffer; } \
    digits(negative ? 0ULL - (unsigned long long)value : (unsignedType)value, negative, buffer, radix); \
    return buffer; \
  } \
  errno_t name##_s(type value, char *buffer, size_t size, int radix) { \
    char text[66]; \
    REQUIRE(buffer && size); \
    *buffer = 0; \
    REQUIRE(isRadix(radix)); \
    name(value, text, radix); \
    return bounded(text, buffer, size); \
  }
NUMBER(_itoa, int, unsigned int, 1)
NUMBER(_ltoa, long, unsigned long, 1)
NUMBER(_ultoa, unsigned long, unsigned long, 0)
NUMBER(_i64toa, long long, unsigned long long, 1)
NUMBER(_ui64toa, unsigned long long, unsigned long long, 0)
char *itoa(int value, char *buffer, int radix) { return _itoa(value, buffer, radix); }
char *ltoa(long value, char *buffer, int radix) { return _ltoa(value, buffer, radix); }
char *ultoa(unsigned long value, char *buffer, int radix) { return _ultoa(value, buffer, radix); }
#define WIDE(name, narrow, type) \
  wchar_t *name(type value, wchar_t *buffer, int radix) { char text[66]; narrow(value, text, radix); for (size_t i = 0; ; i++) if (!(buffer[i] = text[i])) return buffer; }
#define WIDE_S(name, narrow, type) \
  errno_t name##_s(type value, wchar_t *buffer, size_t size, int radix) { \
    char text[66]; \
    REQUIRE(buffer && size); \
    *buffer = 0; \
    REQUIRE(isRadix(radix)); \
    narrow(value, text, radix); \
    if (strlen(text) >= size) return isapi_invalid(ERANGE); \
    for (size_t i = 0; ; i++) if (!(buffer[i] = text[i])) return 0; \
  }
WIDE(_itow, _itoa, int) WIDE_S(_itow, _itoa, int)
WIDE(_ltow, _ltoa, long) WIDE_S(_ltow, _ltoa, long)
WIDE(_ultow, _ultoa, unsigned long) WIDE_S(_ultow, _ultoa, unsigned long)
WIDE(_i64tow, _i64toa, long long) WIDE_S(_i64tow, _i64toa, long long)
WIDE(_ui64tow, _ui64toa, unsigned long long)

long long _atoi64(const char *s) { return s ? strtoll(s, NULL, 10) : 0; }
int _wtoi(const wchar_t *s) { return s ? (int)wcstol(s, NULL, 10) : 0; }
long _wtol(const wchar_t *s) { return s ? wcstol(s, NULL, 10) : 0; }
long long _wtoi64(const wchar_t *s) { return s ? wcstoll(s, NULL, 10) : 0; }
double _wtof(const wchar_t *s) { return s ? wcstod(s, NULL) : 0; }
long long _strtoi64(const char *s, char **end, int radix) { return strtoll(s, end, radix); }
unsigned long long _strtoui64(const char *s, char **end, int radix) { return strtoull(s, end, radix); }
long long _wcstoi64(const wchar_t *s, wchar_t **end, int radix) { return wcstoll(s, end, radix); }
unsigned long long _wcstoui64(const wchar_t *s, wchar_t **end, int radix) { return wcstoull(s, end, radix); }
char *ecvt(double, int, int *, int *);
char *fcvt(double, int, int *, int *);
char *gcvt(double, int, char *);
char *_ecvt(double value, int count, int *point, int *sign) { return ecvt(value, count, point, sign); }
char *_fcvt(double value, int count, int *point, int *sign) { return fcvt(value, count, point, sign); }
char *_gcvt(double value, int count, char *buffer) { return gcvt(value, count, buffer); }
unsigned long _byteswap_ulong(unsigned long value) { return __builtin_bswap32(value); }
unsigned short _byteswap_ushort(unsigned short value) { return __builtin_bswap16(value); }
int _isnan(double x) { return __builtin_isnan(x); }
int _finite(double x) { return __builtin_isfinite(x); }

/* UTF-8 both ways, whatever the locale says; what is not UTF-8 is read as Latin-1. */
char *isapi_narrow(const wchar_t *s) {
  if (!s) return NULL;
  char *text = malloc(wcslen(s) * 4 + 1), *p = text;
  if (!text) return NULL;
  for (; *s; s++) {
    unsigned long c = (unsigned long)*s;
    if (c >= 0xd800 && c < 0xdc00 && (s[1] & 0xfc00) == 0xdc00) c = 0x10000 + ((c - 0xd800) << 10) + ((unsigned long)*++s - 0xdc00);
    if (c < 0x80) *p++ = (char)c;
    else if (c < 0x800) { *p++ = (char)(0xc0 | c >> 6); *p++ = (char)(0x80 | (c & 0x3f)); }
    else if (c < 0x10000) { *p++ = (char)(0xe0 | c >> 12); *p++ = (char)(0x80 | (c >> 6 & 0x3f)); *p++ = (char)(0x80 | (c & 0x3f)); }
    else { *p++ = (char)(0xf0 | c >> 18); *p++ = (char)(0x80 | (c >> 12 & 0x3f)); *p++ = (char)(0x80 | (c >> 6 & 0x3f)); *p++ = (char)(0x80 | (c & 0x3f)); }
  }
  *p = 0;
  return text;
}
wchar_t *isapi_widen(const char *s) {
  if (!s) return NULL;
  wchar_t *text = malloc((strlen(s) + 1) * sizeof(wchar_t)), *p = text;
  if (!text) return NULL;
  const unsigned char *u = (const unsigned char *)s;
  while (*u) {
    int more = *u < 0xc2 ? 0 : *u < 0xe0 ? 1 : *u < 0xf0 ? 2 : *u < 0xf5 ? 3 : 0, good = 1;
    for (int i = 1; i <= more; i++) if ((u[i] & 0xc0) != 0x80) { good = 0; break; }
    if (!more || !good) { *p++ = *u++; continue; }
    unsigned long c = *u++ & (0x3f >> more);
    while (more--) c = c << 6 | (*u++ & 0x3f);
    *p++ = (wchar_t)c;
  }
  *p = 0;
  return text;
}
