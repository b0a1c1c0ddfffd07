/* Functions that give 64 bits, which the server's side of those that are missing does not. */

#include "win32.h"
#include <dbghelp.h>
#include <missing.h>

MISSING(SymGetModuleBase64);
MISSING(SymLoadModule64);
DWORD64 WINAPI SymGetModuleBase64(HANDLE process, DWORD64 address) { (void)process; (void)address; return (DWORD)missing_SymGetModuleBase64(); }
DWORD64 WINAPI SymLoadModule64(HANDLE process, HANDLE file, PCSTR image, PCSTR name, DWORD64 base, DWORD size) { (void)process; (void)file; (void)image; (void)name; (void)base; (void)size; return (DWORD)missing_SymLoadModule64(); }
