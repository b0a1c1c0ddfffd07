/* Strings and version of the DLL, where its .rc file was named to the compiler. */

#include "win32.h"
#include <missing.h>
#include <_isapi_resources.h>
#include <winver.h>
#include <wchar.h>

MISSING(LoadString);
MISSING(GetFileVersionInfo);
/* Where there is none. */
__attribute__((weak)) const struct isapi_string *isapi_strings(void) { missing_LoadString(); return NULL; }
__attribute__((weak)) const struct isapi_version *isapi_version(void) { missing_GetFileVersionInfo(); return NULL; }

static const wchar_t *string_of(UINT id) {
  const struct isapi_string *found = NULL, *at = isapi_strings();
  for (; at && at->text; at++) if (at->id == (id & 0xFFFF) && (!found || at->rank < found->rank)) found = at;
  if (!found && at) isapi_fail(ERROR_RESOURCE_NAME_NOT_FOUND); /* else it has been said */
  return found ? found->text : NULL;
}
/* Without a size the buffer gets the address of the string itself. */
int WINAPI LoadStringW(HINSTANCE module, UINT id, LPWSTR buffer, int size) {
  const wchar_t *text = string_of(id);
  int length = text ? (int)wcslen(text) : 0;
  (void)module;
  if (!buffer || size < 0) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (!size) { if (text) *(const wchar_t **)buffer = text; return length; }
  if (length >= size) length = size - 1;
  if (length) wmemcpy(buffer, text, (size_t)length);
  buffer[length] = 0;
  return length;
}
int WINAPI LoadStringA(HINSTANCE module, UINT id, LPSTR buffer, int size) {
  const wchar_t *text = string_of(id);
  char *narrow = isapi_narrow(text);
  int length = narrow ? (int)strlen(narrow) : 0;
  (void)module;
  if (!buffer || size <= 0) { free(narrow); return isapi_fail(ERROR_INVALID_PARAMETER); }
  if (length >= size) for (length = size - 1; length && (narrow[length] & 0xC0) == 0x80;) length--; /* no half letters */
  if (length) memcpy(buffer, narrow, (size_t)length);
  buffer[length] = 0;
  free(narrow);
  return length;
}

/* The block of GetFileVersionInfo; what it points to lives as long as the file. */
struct version_block {
  VS_FIXEDFILEINFO fixed;
  const struct isapi_version *version;
  char narrow[MAX_PATH];
};
static const struct isapi_version *version_of(const char *name) {
  char file[MAX_PATH];
  const struct isapi_version *version;
  GetModuleFileNameA((HMODULE)0x10000000, file, sizeof file);
  const char *own = strrchr(file, '\\'), *base = name ? strrchr(name, '\\') : NULL;
  if (!name || lstrcmpiA(base ? base : name, base ? own : own + 1)) { isapi_fail(ERROR_FILE_NOT_FOUND); return NULL; }
  version = isapi_version();
  if (!version) isapi_fail(ERROR_RESOURCE_DATA_NOT_FOUND);
  return version;
}
DWORD WINAPI GetFileVersionInfoSizeA(LPCSTR name, LPDWORD handle) {
  if (handle) *handle = 0;
  return version_of(name) ? sizeof(struct version_block) : 0;
}
DWORD WINAPI GetFileVersionInfoSizeW(LPCWSTR name, LPDWORD handle) {
  char *narrow = isapi_narrow(name);
  DWORD size = GetFileVersionInfoSizeA(narrow, handle);
  free(narrow);
  return size;
}
BOOL WINAPI GetFileVersionInfoA(LPCSTR name, DWORD handle, DWORD size, LPVOID data) {
  const struct isapi_version *version = version_of(name);
  struct version_block *block = data;
  (void)handle;
  if (!version) return FALSE;
  if (size < sizeof *block) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
  memset(block, 0, sizeof *block);
  block->version = version;
  block->fixed.dwSignature = VS_FFI_SIGNATURE;
  block->fixed.dwStrucVersion = VS_FFI_STRUCVERSION;
  block->fixed.dwFileVersionMS = MAKELONG(version->file[1], version->file[0]);
  block->fixed.dwFileVersionLS = MAKELONG(version->file[3], version->file[2]);
  block->fixed.dwProductVersionMS = MAKELONG(version->product[1], version->product[0]);
  block->fixed.dwProductVersionLS = MAKELONG(version->product[3], version->product[2]);
  block->fixed.dwFileFlagsMask = version->mask;
  block->fixed.dwFileFlags = version->flags;
  block->fixed.dwFileOS = version->os;
  block->fixed.dwFileType = version->type;
  block->fixed.dwFileSubtype = version->subtype;
  return TRUE;
}
BOOL WINAPI GetFileVersionInfoW(LPCWSTR name, DWORD handle, DWORD size, LPVOID data) {
  char *narrow = isapi_narrow(name);
  BOOL done = GetFileVersionInfoA(narrow, handle, size, data);
  free(narrow);
  return done;
}
static BOOL found_version(LPVOID *out, PUINT size, const void *value, UINT length) {
  *out = (LPVOID)value;
  if (size) *size = length;
  return value != NULL || isapi_fail(ERROR_RESOURCE_TYPE_NOT_FOUND);
}
static const wchar_t *behind(const wchar_t *path, const wchar_t *name) {
  size_t length = wcslen(name);
  if (*path == '\\') path++;
  return !_wcsnicmp(path, name, length) && (!path[length] || path[length] == '\\') ? path + length : NULL;
}
BOOL WINAPI VerQueryValueW(LPCVOID data, LPCWSTR path, LPVOID *out, PUINT size) {
  const struct version_block *block = data;
  const wchar_t *rest;
  if (!block || !path || !block->version) return found_version(out, size, NULL, 0);
  if (!wcscmp(path, L"\\") || !*path) return found_version(out, size, &block->fixed, sizeof block->fixed);
  if ((rest = behind(path, L"VarFileInfo")) && behind(rest, L"Translation")) return found_version(out, size, block->version->translations, block->version->count * 4);
  if ((rest = behind(path, L"StringFileInfo"))) for (const struct isapi_version_text *text = block->version->texts; text->name; text++) {
    const wchar_t *name = behind(rest, text->table);
    if (name && (name = behind(name, text->name)) && !*name) return found_version(out, size, text->value, (UINT)wcslen(text->value) + 1);
  }
  return found_version(out, size, NULL, 0);
}
/* Its texts lie in the block until the next call. */
BOOL WINAPI VerQueryValueA(LPCVOID data, LPCSTR path, LPVOID *out, PUINT size) {
  struct version_block *block = (struct version_block *)data;
  wchar_t *wide = isapi_widen(path);
  const wchar_t *rest = wide ? behind(wide, L"StringFileInfo") : NULL;
  BOOL done = wide && VerQueryValueW(data, wide, out, size);
  if (done && rest) {
    char *narrow = isapi_narrow(*out);
    lstrcpynA(block->narrow, narrow, sizeof block->narrow);
    free(narrow);
    found_version(out, size, block->narrow, (UINT)strlen(block->narrow) + 1);
  }
  free(wide);
  return done;
}
