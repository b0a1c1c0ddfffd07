/*
 * What Visual C++'s C run-time has beyond the standard: declared here for all the headers it is spread over, implemented in runtime/crt.
 * Included by our string.h, stdlib.h, stdio.h and so on behind the C library's own, so that a source gets it wherever it looks.
 */
#ifndef _ISAPI_CRT_H
#define _ISAPI_CRT_H

#include <_isapi_keywords.h>
#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <ctype.h>
#include <wctype.h>
#include <wchar.h>
#include <time.h>
#include <errno.h>

#ifdef __cplusplus
extern "C" {
#endif

#define _CRTIMP
#define _CRT_STDIO_INLINE
#define _ACRTIMP
#define _MAX_PATH 260
#define _MAX_DRIVE 3
#define _MAX_DIR 256
#define _MAX_FNAME 256
#define _MAX_EXT 256
#define _MAX_ENV 32767
#define _TRUNCATE ((size_t)-1)
#define _countof(a) (sizeof(a) / sizeof((a)[0]))
#define _HUGE_VAL __builtin_huge_val()
#define STRUNCATE 80
typedef int errno_t;
typedef size_t rsize_t;
typedef long __time32_t;
typedef long long __time64_t;
typedef struct localeinfo_struct *_locale_t;

/* Bad arguments of the secure functions: the handler is called; the first one ends the program. */
typedef void (*_invalid_parameter_handler)(const wchar_t *expression, const wchar_t *function, const wchar_t *file, unsigned int line, uintptr_t reserved);
_invalid_parameter_handler _set_invalid_parameter_handler(_invalid_parameter_handler handler);
_invalid_parameter_handler _get_invalid_parameter_handler(void);
void _invalid_parameter_noinfo(void);
void _invalid_parameter(const wchar_t *expression, const wchar_t *function, const wchar_t *file, unsigned int line, uintptr_t reserved);
typedef void (*_purecall_handler)(void);
_purecall_handler _set_purecall_handler(_purecall_handler handler);
typedef int (*_PNH)(size_t);
_PNH _set_new_handler(_PNH handler);
int _set_new_mode(int mode);
errno_t _set_errno(int value);
errno_t _get_errno(int *value);
unsigned int _set_abort_behavior(unsigned int flags, unsigned int mask);
#define _WRITE_ABORT_MSG 1
#define _CALL_REPORTFAULT 2

/* Comparison without case */
int _stricmp(const char *a, const char *b);
int _strnicmp(const char *a, const char *b, size_t n);
int _strcmpi(const char *a, const char *b);
int _stricoll(const char *a, const char *b);
int _memicmp(const void *a, const void *b, size_t n);
int stricmp(const char *a, const char *b);
int strnicmp(const char *a, const char *b, size_t n);
int strcmpi(const char *a, const char *b);
int memicmp(const void *a, const void *b, size_t n);
int _wcsicmp(const wchar_t *a, const wchar_t *b);
int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n);
int wcsicmp(const wchar_t *a, const wchar_t *b);
int wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n);
int _wcsicoll(const wchar_t *a, const wchar_t *b);

/* Changing a string in place */
char *_strlwr(char *s);
char *_strupr(char *s);
char *_strrev(char *s);
char *_strset(char *s, int c);
char *_strnset(char *s, int c, size_t n);
char *strlwr(char *s);
char *strupr(char *s);
char *strrev(char *s);
char *strset(char *s, int c);
wchar_t *_wcslwr(wchar_t *s);
wchar_t *_wcsupr(wchar_t *s);
wchar_t *_wcsrev(wchar_t *s);
wchar_t *wcslwr(wchar_t *s);
wchar_t *wcsupr(wchar_t *s);
errno_t _strlwr_s(char *s, size_t size);
errno_t _strupr_s(char *s, size_t size);
errno_t _wcslwr_s(wchar_t *s, size_t size);
errno_t _wcsupr_s(wchar_t *s, size_t size);
char *_strdup(const char *s);
wchar_t *_wcsdup(const wchar_t *s);
char *_strerror(const char *text);
char *_strtime(char *buffer);
char *_strdate(char *buffer);
void *_memccpy(void *to, const void *from, int c, size_t n);
char *_strdec(const char *start, const char *current);
char *_strinc(const char *current);
#define _strninc(s, n) ((char *)(s) + (n))
#define _strnextc(s) ((unsigned int)*(const unsigned char *)(s))
#define _strncnt(s, n) strnlen((s), (n))
#undef _tolower
#undef _toupper
#define _tolower(c) ((c) - 'A' + 'a')
#define _toupper(c) ((c) - 'a' + 'A')
#define __isascii isascii
#define __toascii toascii
#define __iscsym(c) (isalnum(c) || (c) == '_')
#define __iscsymf(c) (isalpha(c) || (c) == '_')

/* Numbers to text and back */
char *_itoa(int value, char *buffer, int radix);
char *_ltoa(long value, char *buffer, int radix);
char *_ultoa(unsigned long value, char *buffer, int radix);
char *_i64toa(long long value, char *buffer, int radix);
char *_ui64toa(unsigned long long value, char *buffer, int radix);
char *itoa(int value, char *buffer, int radix);
char *ltoa(long value, char *buffer, int radix);
char *ultoa(unsigned long value, char *buffer, int radix);
wchar_t *_itow(int value, wchar_t *buffer, int radix);
wchar_t *_ltow(long value, wchar_t *buffer, int radix);
wchar_t *_ultow(unsigned long value, wchar_t *buffer, int radix);
wchar_t *_i64tow(long long value, wchar_t *buffer, int radix);
wchar_t *_ui64tow(unsigned long long value, wchar_t *buffer, int radix);
errno_t _itoa_s(int value, char *buffer, size_t size, int radix);
errno_t _ltoa_s(long value, char *buffer, size_t size, int radix);
errno_t _ultoa_s(unsigned long value, char *buffer, size_t size, int radix);
errno_t _i64toa_s(long long value, char *buffer, size_t size, int radix);
errno_t _ui64toa_s(unsigned long long value, char *buffer, size_t size, int radix);
errno_t _itow_s(int value, wchar_t *buffer, size_t size, int radix);
errno_t _ltow_s(long value, wchar_t *buffer, size_t size, int radix);
errno_t _ultow_s(unsigned long value, wchar_t *buffer, size_t size, int radix);
errno_t _i64tow_s(long long value, wchar_t *buffer, size_t size, int radix);
long long _atoi64(const char *s);
int _wtoi(const wchar_t *s);
long _wtol(const wchar_t *s);
long long _wtoi64(const wchar_t *s);
double _wtof(const wchar_t *s);
long long _strtoi64(const char *s, char **end, int radix);
unsigned long long _strtoui64(const char *s, char **end, int radix);
long long _wcstoi64(const wchar_t *s, wchar_t **end, int radix);
unsigned long long _wcstoui64(const wchar_t *s, wchar_t **end, int radix);
char *_ecvt(double value, int digits, int *point, int *sign);
char *_fcvt(double value, int digits, int *point, int *sign);
char *_gcvt(double value, int digits, char *buffer);
#define _rotl(value, shift) __builtin_rotateleft32((value), (shift))
#define _rotr(value, shift) __builtin_rotateright32((value), (shift))
#define _lrotl(value, shift) ((unsigned long)_rotl((value), (shift)))
#define _lrotr(value, shift) ((unsigned long)_rotr((value), (shift)))
unsigned long _byteswap_ulong(unsigned long value);
unsigned short _byteswap_ushort(unsigned short value);
errno_t rand_s(unsigned int *value);
int _isnan(double x);
int _finite(double x);

/* Secure forms */
errno_t strcpy_s(char *to, rsize_t size, const char *from);
errno_t strcat_s(char *to, rsize_t size, const char *from);
errno_t strncpy_s(char *to, rsize_t size, const char *from, rsize_t count);
errno_t strncat_s(char *to, rsize_t size, const char *from, rsize_t count);
errno_t wcscpy_s(wchar_t *to, rsize_t size, const wchar_t *from);
errno_t wcscat_s(wchar_t *to, rsize_t size, const wchar_t *from);
errno_t wcsncpy_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t count);
errno_t wcsncat_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t count);
char *strtok_s(char *s, const char *delimiters, char **context);
wchar_t *wcstok_s(wchar_t *s, const wchar_t *delimiters, wchar_t **context);
size_t strnlen_s(const char *s, size_t size);
size_t wcsnlen_s(const wchar_t *s, size_t size);
errno_t strerror_s(char *buffer, size_t size, int number);
errno_t _strset_s(char *s, size_t size, int c);
errno_t memcpy_s(void *to, rsize_t size, const void *from, rsize_t count);
errno_t memmove_s(void *to, rsize_t size, const void *from, rsize_t count);
errno_t wmemcpy_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t count);
errno_t wmemmove_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t count);
int sprintf_s(char *buffer, size_t size, const char *format, ...);
int vsprintf_s(char *buffer, size_t size, const char *format, va_list arguments);
int swprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, ...);
int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, va_list arguments);
int _snprintf(char *buffer, size_t count, const char *format, ...);
int _vsnprintf(char *buffer, size_t count, const char *format, va_list arguments);
int _snprintf_s(char *buffer, size_t size, size_t count, const char *format, ...);
int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format, va_list arguments);
#define vsnprintf_s _vsnprintf_s
#define snprintf_s _snprintf_s
int _snwprintf(wchar_t *buffer, size_t count, const wchar_t *format, ...);
int _vsnwprintf(wchar_t *buffer, size_t count, const wchar_t *format, va_list arguments);
int _snwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...);
int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, va_list arguments);
int _swprintf(wchar_t *buffer, const wchar_t *format, ...);
int _vswprintf(wchar_t *buffer, const wchar_t *format, va_list arguments);
int _scprintf(const char *format, ...);
int _vscprintf(const char *format, va_list arguments);
int _scwprintf(const wchar_t *format, ...);
int _vscwprintf(const wchar_t *format, va_list arguments);
int printf_s(const char *format, ...);
int fprintf_s(FILE *stream, const char *format, ...);
int vfprintf_s(FILE *stream, const char *format, va_list arguments);
int fwprintf_s(FILE *stream, const wchar_t *format, ...);
int sscanf_s(const char *s, const char *format, ...);
int fscanf_s(FILE *stream, const char *format, ...);
int swscanf_s(const wchar_t *s, const wchar_t *format, ...);
errno_t fopen_s(FILE **stream, const char *path, const char *mode);
errno_t _wfopen_s(FILE **stream, const wchar_t *path, const wchar_t *mode);
errno_t freopen_s(FILE **stream, const char *path, const char *mode, FILE *old);
errno_t tmpfile_s(FILE **stream);
size_t fread_s(void *buffer, size_t size, size_t element, size_t count, FILE *stream);
char *gets_s(char *buffer, size_t size);
errno_t getenv_s(size_t *needed, char *buffer, size_t size, const char *name);
errno_t _dupenv_s(char **buffer, size_t *size, const char *name);
errno_t _putenv_s(const char *name, const char *value);
errno_t mbstowcs_s(size_t *converted, wchar_t *to, size_t size, const char *from, size_t count);
errno_t wcstombs_s(size_t *converted, char *to, size_t size, const wchar_t *from, size_t count);
errno_t wctomb_s(int *converted, char *to, size_t size, wchar_t c);
void *bsearch_s(const void *key, const void *base, size_t count, size_t width, int (*compare)(void *, const void *, const void *), void *context);
void qsort_s(void *base, size_t count, size_t width, int (*compare)(void *, const void *, const void *), void *context);

/* Time */
errno_t localtime_s(struct tm *result, const time_t *time);
errno_t gmtime_s(struct tm *result, const time_t *time);
errno_t asctime_s(char *buffer, size_t size, const struct tm *time);
errno_t ctime_s(char *buffer, size_t size, const time_t *time);
errno_t _localtime32_s(struct tm *result, const __time32_t *time);
errno_t _localtime64_s(struct tm *result, const __time64_t *time);
errno_t _gmtime64_s(struct tm *result, const __time64_t *time);
struct tm *_localtime64(const __time64_t *time);
struct tm *_gmtime64(const __time64_t *time);
__time64_t _time64(__time64_t *time);
__time32_t _time32(__time32_t *time);
__time64_t _mktime64(struct tm *time);
time_t _mkgmtime(struct tm *time);
errno_t _strtime_s(char *buffer, size_t size);
errno_t _strdate_s(char *buffer, size_t size);
void _tzset(void);
void tzset(void);
extern long _timezone;
extern int _daylight;
extern char *_tzname[2];
#ifndef CLK_TCK
#define CLK_TCK CLOCKS_PER_SEC
#endif

/* Files and paths */
FILE *_fsopen(const char *path, const char *mode, int share);
FILE *_wfopen(const wchar_t *path, const wchar_t *mode);
FILE *_wfsopen(const wchar_t *path, const wchar_t *mode, int share);
FILE *_fdopen(int fd, const char *mode);
int _fileno(FILE *stream);
int _fcloseall(void);
int _flushall(void);
long long _ftelli64(FILE *stream);
int _fseeki64(FILE *stream, long long offset, int origin);
char *_tempnam(const char *folder, const char *prefix);
char *_mktemp(char *name);
errno_t _mktemp_s(char *name, size_t size);
void _splitpath(const char *path, char *drive, char *folder, char *name, char *extension);
void _makepath(char *path, const char *drive, const char *folder, const char *name, const char *extension);
errno_t _splitpath_s(const char *path, char *drive, size_t driveSize, char *folder, size_t folderSize, char *name, size_t nameSize, char *extension, size_t extensionSize);
errno_t _makepath_s(char *path, size_t size, const char *drive, const char *folder, const char *name, const char *extension);
void _wsplitpath(const wchar_t *path, wchar_t *drive, wchar_t *folder, wchar_t *name, wchar_t *extension);
void _wmakepath(wchar_t *path, const wchar_t *drive, const wchar_t *folder, const wchar_t *name, const wchar_t *extension);
errno_t _wsplitpath_s(const wchar_t *path, wchar_t *drive, size_t driveSize, wchar_t *folder, size_t folderSize, wchar_t *name, size_t nameSize, wchar_t *extension, size_t extensionSize);
errno_t _wmakepath_s(wchar_t *path, size_t size, const wchar_t *drive, const wchar_t *folder, const wchar_t *name, const wchar_t *extension);
char *_fullpath(char *absolute, const char *path, size_t size);
wchar_t *_wfullpath(wchar_t *absolute, const wchar_t *path, size_t size);
errno_t _get_pgmptr(char **program);
char **__p__pgmptr(void);
#define _pgmptr (*__p__pgmptr())
int _putenv(const char *assignment);
wchar_t *_wgetenv(const wchar_t *name);
void _searchenv(const char *name, const char *variable, char *path);
#define _environ environ
int _wremove(const wchar_t *path);
int system(const char *command);
int _wsystem(const wchar_t *command);
FILE *_popen(const char *command, const char *mode);
FILE *_wpopen(const wchar_t *command, const wchar_t *mode);
int _pclose(FILE *stream);

/* Memory */
#define _alloca(size) __builtin_alloca(size)
#define _malloca(size) malloc(size)
#define _freea(p) free(p)
#ifndef alloca
#define alloca(size) __builtin_alloca(size)
#endif
size_t _msize(void *block);
void *_expand(void *block, size_t size);
void *_recalloc(void *block, size_t count, size_t size);
void *_aligned_malloc(size_t size, size_t alignment);
void _aligned_free(void *block);
int _heapchk(void);
int _heapmin(void);
#define _HEAPOK (-2)

/* Threads: there is one, these fail with EAGAIN */
uintptr_t _beginthread(void (*start)(void *), unsigned int stack, void *argument);
uintptr_t _beginthreadex(void *security, unsigned int stack, unsigned int (*start)(void *), void *argument, unsigned int flags, unsigned int *id);
void _endthread(void);
void _endthreadex(unsigned int code);
int _getpid(void);
void _sleep(unsigned long milliseconds);
unsigned int _controlfp(unsigned int value, unsigned int mask);
unsigned int _clearfp(void);
#define _lock_file(stream) ((void)(stream))
#define _unlock_file(stream) ((void)(stream))

/* At the end */
typedef int (*_onexit_t)(void);
_onexit_t _onexit(_onexit_t function);

/* Names without the underscore */
#ifndef __cplusplus
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#ifdef __cplusplus
}

/* The forms of Visual C++ that take the size from the array */
extern "C++" {
#define _ISAPI_SECURE_2(name, C, P) template <size_t N> inline errno_t name(C (&to)[N], P a) { return name(to, N, a); }
#define _ISAPI_SECURE_3(name, C, P, Q) template <size_t N> inline errno_t name(C (&to)[N], P a, Q b) { return name(to, N, a, b); }
_ISAPI_SECURE_2(strcpy_s, char, const char *)
_ISAPI_SECURE_2(strcat_s, char, const char *)
_ISAPI_SECURE_3(strncpy_s, char, const char *, rsize_t)
_ISAPI_SECURE_3(strncat_s, char, const char *, rsize_t)
_ISAPI_SECURE_2(wcscpy_s, wchar_t, const wchar_t *)
_ISAPI_SECURE_2(wcscat_s, wchar_t, const wchar_t *)
_ISAPI_SECURE_3(wcsncpy_s, wchar_t, const wchar_t *, rsize_t)
_ISAPI_SECURE_3(wcsncat_s, wchar_t, const wchar_t *, rsize_t)
_ISAPI_SECURE_2(strerror_s, char, int)
_ISAPI_SECURE_2(asctime_s, char, const struct tm *)
_ISAPI_SECURE_2(ctime_s, char, const time_t *)
template <size_t N> inline errno_t _strlwr_s(char (&s)[N]) { return _strlwr_s(s, N); }
template <size_t N> inline errno_t _strupr_s(char (&s)[N]) { return _strupr_s(s, N); }
template <size_t N> inline errno_t _wcslwr_s(wchar_t (&s)[N]) { return _wcslwr_s(s, N); }
template <size_t N> inline errno_t _wcsupr_s(wchar_t (&s)[N]) { return _wcsupr_s(s, N); }
template <size_t N> inline errno_t _strtime_s(char (&s)[N]) { return _strtime_s(s, N); }
template <size_t N> inline errno_t _strdate_s(char (&s)[N]) { return _strdate_s(s, N); }
template <size_t N> inline errno_t _itoa_s(int v, char (&s)[N], int radix) { return _itoa_s(v, s, N, radix); }
template <size_t N> inline errno_t _ltoa_s(long v, char (&s)[N], int radix) { return _ltoa_s(v, s, N, radix); }
template <size_t N> inline errno_t _ultoa_s(unsigned long v, char (&s)[N], int radix) { return _ultoa_s(v, s, N, radix); }
template <size_t N> inline errno_t _i64toa_s(long long v, char (&s)[N], int radix) { return _i64toa_s(v, s, N, radix); }
template <size_t N> inline errno_t _itow_s(int v, wchar_t (&s)[N], int radix) { return _itow_s(v, s, N, radix); }
template <size_t N> inline errno_t getenv_s(size_t *needed, char (&s)[N], const char *name) { return getenv_s(needed, s, N, name); }
template <size_t N> inline errno_t mbstowcs_s(size_t *converted, wchar_t (&to)[N], const char *from, size_t count) { return mbstowcs_s(converted, to, N, from, count); }
template <size_t N> inline errno_t wcstombs_s(size_t *converted, char (&to)[N], const wchar_t *from, size_t count) { return wcstombs_s(converted, to, N, from, count); }
template <size_t N> inline errno_t _makepath_s(char (&path)[N], const char *drive, const char *folder, const char *name, const char *extension) { return _makepath_s(path, N, drive, folder, name, extension); }
template <size_t A, size_t B, size_t C, size_t D> inline errno_t _splitpath_s(const char *path, char (&drive)[A], char (&folder)[B], char (&name)[C], char (&extension)[D]) { return _splitpath_s(path, drive, A, folder, B, name, C, extension, D); }
template <size_t N> inline int vsprintf_s(char (&to)[N], const char *format, va_list arguments) { return vsprintf_s(to, N, format, arguments); }
template <size_t N> inline int vswprintf_s(wchar_t (&to)[N], const wchar_t *format, va_list arguments) { return vswprintf_s(to, N, format, arguments); }
template <size_t N> inline int _vsnprintf_s(char (&to)[N], size_t count, const char *format, va_list arguments) { return _vsnprintf_s(to, N, count, format, arguments); }
/* The form without a size that Visual C++ had first */
inline int swprintf(wchar_t *to, const wchar_t *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int written = _vswprintf(to, format, arguments);
  va_end(arguments);
  return written;
}
template <size_t N> inline int sprintf_s(char (&to)[N], const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int written = vsprintf_s(to, N, format, arguments);
  va_end(arguments);
  return written;
}
template <size_t N> inline int swprintf_s(wchar_t (&to)[N], const wchar_t *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int written = vswprintf_s(to, N, format, arguments);
  va_end(arguments);
  return written;
}
template <size_t N> inline int _snwprintf_s(wchar_t (&to)[N], size_t count, const wchar_t *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int result = _vsnwprintf_s(to, N, count, format, arguments);
  va_end(arguments);
  return result;
}
template <size_t N> inline int _vsnwprintf_s(wchar_t (&to)[N], size_t count, const wchar_t *format, va_list arguments) { return _vsnwprintf_s(to, N, count, format, arguments); }
template <size_t N> inline int _snprintf_s(char (&to)[N], size_t count, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int written = _vsnprintf_s(to, N, count, format, arguments);
  va_end(arguments);
  return written;
}
}
#endif

#endif
