/* The last error, which is the server's, and messages about errors. */

#include "win32.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

HOST(GetLastError) DWORD host_GetLastError(void);
HOST(SetLastError) void host_SetLastError(DWORD error);
HOST(OutputDebugString) void host_OutputDebugString(const char *text);

DWORD WINAPI GetLastError(VOID) { return host_GetLastError(); }
VOID WINAPI SetLastError(DWORD error) { host_SetLastError(error); }
UINT WINAPI SetErrorMode(UINT mode) { static UINT last; UINT was = last; last = mode; return was; }

BOOL isapi_fail(DWORD error) { host_SetLastError(error); return FALSE; }

BOOL isapi_fail_errno(void) {
  switch (errno) {
    case ENOENT: return isapi_fail(ERROR_FILE_NOT_FOUND);
    case ENOTDIR: return isapi_fail(ERROR_PATH_NOT_FOUND);
    case EACCES: case EPERM: case EISDIR: case EROFS: return isapi_fail(ERROR_ACCESS_DENIED);
    case EEXIST: return isapi_fail(ERROR_FILE_EXISTS);
    case ENOTEMPTY: return isapi_fail(145);
    case EBADF: return isapi_fail(ERROR_INVALID_HANDLE);
    case ENOMEM: return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
    case EMFILE: return isapi_fail(4);
    case EINVAL: return isapi_fail(ERROR_INVALID_PARAMETER);
    default: return isapi_fail(ERROR_GEN_FAILURE);
  }
}

BOOL isapi_fail_path(const char *path) {
  int error = errno;
  struct stat status;
  char folder[MAX_PATH];
  size_t length = path ? strlen(path) : 0;
  while (length > 0 && path[length - 1] != '\\' && path[length - 1] != '/') length--;
  BOOL failed = isapi_fail_errno();
  if (error != ENOENT || length == 0 || length >= sizeof folder) return failed;
  memcpy(folder, path, length);
  folder[length] = 0;
  if (stat(folder, &status) || !S_ISDIR(status.st_mode)) isapi_fail(ERROR_PATH_NOT_FOUND);
  errno = error;
  return failed;
}

VOID WINAPI OutputDebugStringA(LPCSTR text) { if (text) host_OutputDebugString(text); }
VOID WINAPI OutputDebugStringW(LPCWSTR text) { char *narrow = isapi_narrow(text); OutputDebugStringA(narrow); free(narrow); }
VOID WINAPI DebugBreak(VOID) {}
BOOL WINAPI IsDebuggerPresent(VOID) { return FALSE; }
LPTOP_LEVEL_EXCEPTION_FILTER WINAPI SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter) { return NULL; }

static const struct { DWORD error; const char *text; } MESSAGES[] = {
  { 0, "The operation completed successfully." },
  { 1, "Incorrect function." },
  { 2, "The system cannot find the file specified." },
  { 3, "The system cannot find the path specified." },
  { 5, "Access is denied." },
  { 6, "The handle is invalid." },
  { 8, "Not enough memory." },
  { 13, "The data is invalid." },
  { 50, "The request is not supported." },
  { 80, "The file exists." },
  { 87, "The parameter is incorrect." },
  { 120, "This function is not supported here." },
  { 122, "The data area passed to a call is too small." },
  { 126, "The module could not be found." },
  { 183, "It exists already." },
  { 232, "There is no data." },
  { 234, "More data is available." },
  { 259, "No more data is available." }
};

/* The text of a system message, or the source with %1 and so on taken from the arguments. To be freed. */
static char *message_of(DWORD flags, const char *source, DWORD id, va_list *arguments) {
  char plain[64];
  const char *text = source;
  if (!(flags & FORMAT_MESSAGE_FROM_STRING)) {
    text = NULL;
    for (size_t i = 0; i < sizeof MESSAGES / sizeof *MESSAGES; i++) if (MESSAGES[i].error == (id & 0xFFFF)) text = MESSAGES[i].text;
    if (!text) { snprintf(plain, sizeof plain, "Error %lu.", (unsigned long)id); text = plain; }
  }
  char *inserts[10] = { 0 };
  int count = 0;
  size_t size = strlen(text) + 3;
  if (arguments && !(flags & FORMAT_MESSAGE_IGNORE_INSERTS)) {
    for (const char *at = text; *at; at++) if (*at == '%' && at[1] >= '1' && at[1] <= '9' && at[1] - '0' > count) count = at[1] - '0';
    if (flags & FORMAT_MESSAGE_ARGUMENT_ARRAY) for (int i = 0; i < count; i++) inserts[i] = ((char **)arguments)[i];
    else for (int i = 0; i < count; i++) inserts[i] = va_arg(*arguments, char *);
    for (const char *at = text; *at; at++) if (*at == '%' && at[1] >= '1' && at[1] <= '9' && inserts[at[1] - '1']) size += strlen(inserts[at[1] - '1']);
  }
  char *made = malloc(size), *to = made;
  if (!made) return NULL;
  for (const char *at = text; *at; at++) {
    if (*at != '%' || (flags & FORMAT_MESSAGE_IGNORE_INSERTS) || !at[1]) { *to++ = *at; continue; }
    at++;
    if (*at >= '1' && *at <= '9') {
      const char *insert = inserts[*at - '1'];
      if (insert) to = stpcpy(to, insert);
      if (at[1] == '!') { const char *end = strchr(at + 2, '!'); if (end) at = end; }
    } else if (*at == 'n') { *to++ = '\r'; *to++ = '\n'; }
    else if (*at == '0') break;
    else *to++ = *at;
  }
  if (!(flags & FORMAT_MESSAGE_FROM_STRING)) { *to++ = '\r'; *to++ = '\n'; }
  *to = 0;
  return made;
}

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPSTR buffer, DWORD size, va_list *arguments) {
  char *text = message_of(flags, source, id, arguments);
  if (!text) return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  DWORD length = (DWORD)strlen(text);
  if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) { *(LPSTR *)buffer = text; return length; }
  if (length >= size) { free(text); return isapi_fail(ERROR_INSUFFICIENT_BUFFER); }
  memcpy(buffer, text, length + 1);
  free(text);
  return length;
}

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPWSTR buffer, DWORD size, va_list *arguments) {
  char *pattern = (flags & FORMAT_MESSAGE_FROM_STRING) ? isapi_narrow(source) : NULL;
  char *narrow = message_of(flags | FORMAT_MESSAGE_IGNORE_INSERTS, pattern, id, NULL);
  wchar_t *text = isapi_widen(narrow);
  free(pattern);
  free(narrow);
  if (!text) return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  DWORD length = (DWORD)wcslen(text);
  if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) { *(LPWSTR *)buffer = text; return length; }
  if (length >= size) { free(text); return isapi_fail(ERROR_INSUFFICIENT_BUFFER); }
  wmemcpy(buffer, text, length + 1);
  free(text);
  return length;
}
