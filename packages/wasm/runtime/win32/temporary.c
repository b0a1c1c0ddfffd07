/* Names of temporary files: up to three letters, a number in hexadecimal digits, .TMP. */

#include "win32.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

UINT WINAPI GetTempFileNameA(LPCSTR folder, LPCSTR prefix, UINT unique, LPSTR out) {
  struct stat status;
  if (!folder || !out) return (UINT)isapi_fail(ERROR_INVALID_PARAMETER);
  size_t length = strlen(folder);
  if (length > MAX_PATH - 14) return (UINT)isapi_fail(ERROR_BUFFER_OVERFLOW);
  if (stat(folder, &status) || !S_ISDIR(status.st_mode)) return (UINT)isapi_fail(ERROR_DIRECTORY);
  const char *slash = length && (folder[length - 1] == '\\' || folder[length - 1] == '/') ? "" : "\\";
  UINT first = unique & 0xFFFF, number = first ? first : (GetTickCount() & 0xFFFF);
  for (int tries = 0; tries < 0x10000; tries++, number = (number + 1) & 0xFFFF) {
    if (!number) continue;
    snprintf(out, MAX_PATH, "%s%s%.3s%X.TMP", folder, slash, prefix ? prefix : "", number);
    if (first) return number; /* whoever names the number makes the file */
    int fd = open(out, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (fd >= 0) { close(fd); return number; }
    if (errno != EEXIST) return (UINT)isapi_fail_errno();
  }
  return (UINT)isapi_fail(ERROR_FILE_EXISTS);
}
UINT WINAPI GetTempFileNameW(LPCWSTR folder, LPCWSTR prefix, UINT unique, LPWSTR out) {
  char made[MAX_PATH + 1], *f = isapi_narrow(folder), *p = isapi_narrow(prefix);
  UINT number = GetTempFileNameA(f, p, unique, made);
  free(f);
  free(p);
  if (number) isapi_put_wide(made, out, MAX_PATH);
  return number;
}
