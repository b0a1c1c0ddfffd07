/* Shared by the files of this folder. */
#ifndef ISAPI_CRT_INTERNAL_H
#define ISAPI_CRT_INTERNAL_H
#include <_isapi_crt.h>

/* Visual C++'s rule for arguments that no correct program gives: ask the handler; should it return, the call fails. */
int isapi_invalid(int error);
#define REQUIRE(condition) do { if (!(condition)) return isapi_invalid(EINVAL); } while (0)

/* Formats of Visual C++ as the C library reads them. Returns `format` itself where nothing differs, else memory to free. */
const char *isapi_format(const char *format);
wchar_t *isapi_wide_format(const wchar_t *format);
/* A name of wide characters as the host takes it, in UTF-8; to be freed. NULL for NULL. */
char *isapi_narrow(const wchar_t *s);
wchar_t *isapi_widen(const char *s);
/* Of ../win32: the last error of a call with a path that has failed; errno stays. */
int isapi_fail_path(const char *path);
#endif
