/* What the files of this folder share. */
#ifndef ISAPI_WIN32_H
#define ISAPI_WIN32_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdlib.h>
#include <string.h>

#define HOST(name) __attribute__((import_module("isapi_bridge"), import_name(#name))) extern

/* Sets the last error and is FALSE. */
BOOL isapi_fail(DWORD error);
/* The same for errno, which stays. */
BOOL isapi_fail_errno(void);
/* The same after a call with a path: a folder that is not there is another error than a file. */
BOOL isapi_fail_path(const char *path);

/* Objects behind handles. */
enum isapi_kind { ISAPI_FILE = 1, ISAPI_FIND, ISAPI_EVENT, ISAPI_MUTEX, ISAPI_SEMAPHORE, ISAPI_EVENT_SOURCE, ISAPI_TOKEN, ISAPI_MAPPING };
struct isapi_object {
  enum isapi_kind kind;
  int value;
  int manual;
  void *data;
};
HANDLE isapi_open(enum isapi_kind kind, int value, void *data);
/* NULL and ERROR_INVALID_HANDLE: no such object. */
struct isapi_object *isapi_object(HANDLE handle, enum isapi_kind kind);

/* Of ../crt: copies of texts, to be freed; NULL for NULL. wchar_t has four bytes, narrow texts are UTF-8. */
char *isapi_narrow(const wchar_t *text);
wchar_t *isapi_widen(const char *text);
/* Puts a text into a buffer of so many characters: its length, or the room needed when it does not fit, as most functions answer. */
DWORD isapi_put(const char *text, LPSTR buffer, DWORD size);
DWORD isapi_put_wide(const char *text, LPWSTR buffer, DWORD size);

#endif
