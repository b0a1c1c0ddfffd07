/* With --null-checks: functions of the C library that are broken by NULL, so that the call of one is checked where it stands. */
#ifndef _ISAPI_NONNULL_H
#define _ISAPI_NONNULL_H
#pragma GCC system_header
#include <_isapi_crt.h>
#ifdef __cplusplus
extern "C" {
#endif
#define _ISAPI_NONNULL __attribute__((nonnull))
char *strcpy(char *, const char *) _ISAPI_NONNULL;
char *strncpy(char *, const char *, size_t) _ISAPI_NONNULL;
char *strcat(char *, const char *) _ISAPI_NONNULL;
char *strncat(char *, const char *, size_t) _ISAPI_NONNULL;
size_t strlen(const char *) _ISAPI_NONNULL;
int strcmp(const char *, const char *) _ISAPI_NONNULL;
int strncmp(const char *, const char *, size_t) _ISAPI_NONNULL;
int strcasecmp(const char *, const char *) _ISAPI_NONNULL;
int strncasecmp(const char *, const char *, size_t) _ISAPI_NONNULL;
int atoi(const char *) _ISAPI_NONNULL;
int sprintf(char *, const char *, ...) __attribute__((nonnull(1, 2)));
wchar_t *wcscpy(wchar_t *, const wchar_t *) _ISAPI_NONNULL;
wchar_t *wcscat(wchar_t *, const wchar_t *) _ISAPI_NONNULL;
size_t wcslen(const wchar_t *) _ISAPI_NONNULL;
int wcscmp(const wchar_t *, const wchar_t *) _ISAPI_NONNULL;
#ifdef __cplusplus
}
#endif
#endif
