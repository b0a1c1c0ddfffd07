/* What of dbghelp is there: folders. Functions that give 64 bits fail here, since the server's side of those that are missing gives 32. */

#include "win32.h"
#include <dbghelp.h>
#include <missing.h>

MISSING(SymGetModuleBase64);
MISSING(SymLoadModule64);
DWORD64 WINAPI SymGetModuleBase64(HANDLE process, DWORD64 address) { (void)process; (void)address; return (DWORD)missing_SymGetModuleBase64(); }
DWORD64 WINAPI SymLoadModule64(HANDLE process, HANDLE file, PCSTR image, PCSTR name, DWORD64 base, DWORD size) { (void)process; (void)file; (void)image; (void)name; (void)base; (void)size; return (DWORD)missing_SymLoadModule64(); }

/* All folders up to the last backslash. */
BOOL WINAPI MakeSureDirectoryPathExists(PCSTR path) {
  char text[MAX_PATH];
  if (!path || strlen(path) >= sizeof text) return isapi_fail(path ? ERROR_FILENAME_EXCED_RANGE : ERROR_INVALID_PARAMETER);
  strcpy(text, path);
  for (char *at = text; *at; at++) {
    char kept = *at;
    if (kept != '\\' && kept != '/') continue;
    *at = 0;
    if (at > text && at[-1] != ':' && !CreateDirectoryA(text, NULL) && GetLastError() != ERROR_ALREADY_EXISTS) return FALSE;
    *at = kept;
  }
  return TRUE;
}
