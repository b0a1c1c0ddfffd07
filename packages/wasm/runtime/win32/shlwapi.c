/* Paths and strings of shlwapi. Paths are worked on as text; only PathFileExists and PathIsDirectory look at the drive. */

#include "win32.h"
#include <shlwapi.h>

#define CHAR_T char
#define NAME(x) x##A
static size_t lengthA(const char *text) { return strlen(text); }
#include "shlwapi.inc"
#undef CHAR_T
#undef NAME
#define CHAR_T wchar_t
#define NAME(x) x##W
static size_t lengthW(const wchar_t *text) { return wcslen(text); }
#include "shlwapi.inc"
