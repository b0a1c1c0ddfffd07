/* PathCch: paths as wide text with sizes, which fail instead of being cut off. */

#include "win32.h"
#include <pathcch.h>

#define TOO_SMALL ((HRESULT)0x8007007AL)

static int is_drive(const wchar_t *path) { return ((path[0] | 32) >= 'a' && (path[0] | 32) <= 'z') && path[1] == ':'; }
/* Behind a server and a share, and the backslash there. */
static size_t unc_root(const wchar_t *path, size_t at) {
  for (int part = 0; part < 2; part++) {
    while (path[at] && path[at] != '\\') at++;
    if (path[at]) at++;
  }
  return at;
}
static size_t prefix_of(const wchar_t *path) { return wcsncmp(path, L"\\\\?\\", 4) ? 0 : 4; }
/* The length of the root; 0: there is none. */
static size_t cch_root(const wchar_t *path) {
  size_t prefix = prefix_of(path);
  if (prefix && !_wcsnicmp(path + 4, L"UNC\\", 4)) return unc_root(path, 8);
  if (prefix && !_wcsnicmp(path + 4, L"Volume{", 7)) { while (path[prefix] && path[prefix] != '\\') prefix++; return prefix + (path[prefix] != 0); }
  if (is_drive(path + prefix)) return prefix + 2 + (path[prefix + 2] == '\\');
  if (prefix) return 0;
  if (path[0] == '\\' && path[1] == '\\') return unc_root(path, 2);
  return path[0] == '\\';
}
static int cch_valid(const wchar_t *path, size_t size) { return path && size && size <= PATHCCH_MAX_CCH && wcsnlen(path, size) < size; }

static HRESULT made(const wchar_t *text, wchar_t *out, size_t size, ULONG flags) {
  size_t length = wcslen(text);
  if (length >= PATHCCH_MAX_CCH || (length >= MAX_PATH && !(flags & PATHCCH_ALLOW_LONG_PATHS))) return PATHCCH_E_FILENAME_TOO_LONG;
  if (length >= size) return TOO_SMALL;
  wmemcpy(out, text, length + 1);
  return S_OK;
}
/* Without . and .., in memory to be freed; room for two more characters is left. */
static wchar_t *cch_canonical(const wchar_t *in, ULONG flags) {
  wchar_t *text = malloc((wcslen(in) + 3) * sizeof *text), *to;
  const wchar_t *from;
  size_t root;
  if (!text) return NULL;
  wcscpy(text, in);
  if (flags & PATHCCH_CANONICALIZE_SLASHES) for (to = text; *to; to++) if (*to == '/') *to = '\\';
  root = cch_root(text);
  for (from = to = text + root; *from;) {
    size_t length = wcscspn(from, L"\\");
    const wchar_t *next = from + length + (from[length] == '\\');
    if (length == 2 && from[0] == '.' && from[1] == '.') {
      if (to > text + root) to--; /* its backslash */
      while (to > text + root && to[-1] != '\\') to--;
      if (!*next && to > text + root) to--;
    } else if (length == 1 && *from == '.') {
      if (!*next && to > text + root) to--;
    } else {
      wmemmove(to, from, (size_t)(next - from));
      to += next - from;
    }
    from = next;
  }
  if (!(flags & PATHCCH_DO_NOT_NORMALIZE_SEGMENTS)) while (to > text + root && to[-1] == '.' && !(to - 1 > text && to[-2] == '*')) to--;
  *to = 0;
  if (!*text) wcscpy(text, L"\\");
  else if (is_drive(text + prefix_of(text)) && !text[prefix_of(text) + 2]) wcscat(text, L"\\");
  if ((flags & PATHCCH_ENSURE_TRAILING_SLASH) && text[wcslen(text) - 1] != '\\') wcscat(text, L"\\");
  return text;
}
static HRESULT cch_combined(const wchar_t *in, const wchar_t *more, ULONG flags, wchar_t **out) {
  wchar_t *text;
  *out = NULL;
  if (!in && !more) return E_INVALIDARG;
  text = malloc((wcslen(in ? in : L"") + wcslen(more ? more : L"") + 2) * sizeof *text);
  if (!text) return E_OUTOFMEMORY;
  if (!more || !*more) wcscpy(text, in ? in : L"");
  else if (!in || !*in || is_drive(more) || (more[0] == '\\' && more[1] == '\\')) wcscpy(text, more);
  else {
    wcscpy(text, in);
    if (*more == '\\') text[cch_root(text)] = 0; /* from the root on */
    if (*text && text[wcslen(text) - 1] != '\\') wcscat(text, L"\\");
    wcscat(text, *more == '\\' ? more + 1 : more);
  }
  *out = cch_canonical(text, flags);
  free(text);
  return *out ? S_OK : E_OUTOFMEMORY;
}

HRESULT WINAPI PathCchCombineEx(PWSTR out, size_t size, PCWSTR in, PCWSTR more, ULONG flags) {
  wchar_t *text;
  HRESULT hr;
  if (!out || !size || size > PATHCCH_MAX_CCH) return E_INVALIDARG;
  hr = cch_combined(in, more, flags, &text);
  if (SUCCEEDED(hr)) hr = made(text, out, size, flags);
  free(text);
  if (FAILED(hr)) *out = 0;
  return hr;
}
HRESULT WINAPI PathCchCombine(PWSTR out, size_t size, PCWSTR in, PCWSTR more) { return PathCchCombineEx(out, size, in, more, 0); }
HRESULT WINAPI PathCchCanonicalizeEx(PWSTR out, size_t size, PCWSTR in, ULONG flags) { return in ? PathCchCombineEx(out, size, in, NULL, flags) : E_INVALIDARG; }
HRESULT WINAPI PathCchCanonicalize(PWSTR out, size_t size, PCWSTR in) { return PathCchCanonicalizeEx(out, size, in, 0); }
HRESULT WINAPI PathCchAppendEx(PWSTR path, size_t size, PCWSTR more, ULONG flags) {
  wchar_t *text;
  HRESULT hr;
  if (!cch_valid(path, size) || !more) return E_INVALIDARG;
  while (*more == '\\' && more[1] != '\\') more++; /* what is appended is under the path */
  hr = cch_combined(path, more, flags, &text);
  if (SUCCEEDED(hr)) hr = made(text, path, size, flags);
  free(text);
  return hr;
}
HRESULT WINAPI PathCchAppend(PWSTR path, size_t size, PCWSTR more) { return PathCchAppendEx(path, size, more, 0); }
HRESULT WINAPI PathAllocCombine(PCWSTR in, PCWSTR more, ULONG flags, PWSTR *out) {
  wchar_t *text;
  HRESULT hr;
  if (!out) return E_INVALIDARG;
  *out = NULL;
  hr = cch_combined(in, more, flags, &text);
  if (SUCCEEDED(hr) && !(*out = LocalAlloc(LMEM_FIXED, (wcslen(text) + 1) * sizeof *text))) hr = E_OUTOFMEMORY;
  if (SUCCEEDED(hr)) hr = made(text, *out, wcslen(text) + 1, flags);
  free(text);
  if (FAILED(hr) && *out) { LocalFree(*out); *out = NULL; }
  return hr;
}
HRESULT WINAPI PathAllocCanonicalize(PCWSTR in, ULONG flags, PWSTR *out) { return in ? PathAllocCombine(in, NULL, flags, out) : E_INVALIDARG; }

HRESULT WINAPI PathCchSkipRoot(PCWSTR path, PCWSTR *end) {
  size_t root = path ? cch_root(path) : 0;
  if (end) *end = root ? path + root : NULL;
  return root && end ? S_OK : E_INVALIDARG;
}
BOOL WINAPI PathCchIsRoot(PCWSTR path) {
  size_t root = path ? cch_root(path) : 0;
  return root && !path[root] && !(is_drive(path + prefix_of(path)) && path[root - 1] == ':') && !(path[1] == '\\' && !prefix_of(path) && path[2] && path[root - 1] == '\\');
}
HRESULT WINAPI PathCchStripToRoot(PWSTR path, size_t size) {
  size_t root;
  if (!cch_valid(path, size)) return E_INVALIDARG;
  root = cch_root(path);
  if (!root) { *path = 0; return E_INVALIDARG; }
  if (!path[root]) return S_FALSE;
  path[root] = 0;
  return S_OK;
}
HRESULT WINAPI PathCchStripPrefix(PWSTR path, size_t size) {
  size_t skip;
  if (!cch_valid(path, size)) return E_INVALIDARG;
  if (!prefix_of(path)) return S_FALSE;
  skip = !_wcsnicmp(path + 4, L"UNC\\", 4) ? 6 : is_drive(path + 4) ? 4 : 0;
  if (!skip) return S_FALSE;
  wmemmove(path, path + skip, wcslen(path + skip) + 1);
  if (skip == 6) path[0] = '\\';
  return S_OK;
}
HRESULT WINAPI PathCchRemoveFileSpec(PWSTR path, size_t size) {
  wchar_t *last;
  size_t root;
  if (!cch_valid(path, size)) return E_INVALIDARG;
  root = cch_root(path);
  last = wcsrchr(path + root, '\\');
  if (!last) last = path + root;
  if (!*last) return S_FALSE;
  *last = 0;
  return S_OK;
}
HRESULT WINAPI PathCchAddBackslashEx(PWSTR path, size_t size, PWSTR *end, size_t *remaining) {
  size_t length;
  HRESULT hr = S_OK;
  if (!cch_valid(path, size)) return E_INVALIDARG;
  length = wcslen(path);
  if (!length || path[length - 1] == '\\') hr = S_FALSE;
  else if (length + 1 >= size) return TOO_SMALL;
  else { path[length++] = '\\'; path[length] = 0; }
  if (end) *end = path + length;
  if (remaining) *remaining = size - length;
  return hr;
}
HRESULT WINAPI PathCchAddBackslash(PWSTR path, size_t size) { return PathCchAddBackslashEx(path, size, NULL, NULL); }
HRESULT WINAPI PathCchRemoveBackslashEx(PWSTR path, size_t size, PWSTR *end, size_t *remaining) {
  size_t length;
  HRESULT hr = S_FALSE;
  if (!cch_valid(path, size)) return E_INVALIDARG;
  length = wcslen(path);
  if (length > cch_root(path) && path[length - 1] == '\\') { path[--length] = 0; hr = S_OK; }
  if (end) *end = path + length;
  if (remaining) *remaining = size - length;
  return hr;
}
HRESULT WINAPI PathCchRemoveBackslash(PWSTR path, size_t size) { return PathCchRemoveBackslashEx(path, size, NULL, NULL); }

static wchar_t *cch_extension(const wchar_t *path) {
  const wchar_t *found = NULL;
  for (; *path; path++) {
    if (*path == '\\' || *path == ' ') found = NULL;
    else if (*path == '.') found = path;
  }
  return (wchar_t *)(found ? found : path);
}
HRESULT WINAPI PathCchFindExtension(PCWSTR path, size_t size, PCWSTR *out) {
  if (!out) return E_INVALIDARG;
  *out = NULL;
  if (!cch_valid(path, size)) return E_INVALIDARG;
  *out = cch_extension(path);
  return S_OK;
}
HRESULT WINAPI PathCchRemoveExtension(PWSTR path, size_t size) {
  wchar_t *at;
  if (!cch_valid(path, size)) return E_INVALIDARG;
  at = cch_extension(path);
  if (!*at) return S_FALSE;
  *at = 0;
  return S_OK;
}
HRESULT WINAPI PathCchRenameExtension(PWSTR path, size_t size, PCWSTR extension) {
  wchar_t *at;
  size_t dot, length;
  if (!cch_valid(path, size) || !extension || wcspbrk(extension, L"\\ ") || (*extension && wcschr(extension + 1, '.'))) return E_INVALIDARG;
  at = cch_extension(path);
  if (*extension == '.') extension++;
  length = wcslen(extension);
  dot = length != 0;
  if ((size_t)(at - path) + dot + length >= size) return TOO_SMALL;
  if (dot) *at++ = '.';
  wmemcpy(at, extension, length + 1);
  return S_OK;
}
HRESULT WINAPI PathCchAddExtension(PWSTR path, size_t size, PCWSTR extension) {
  if (!cch_valid(path, size)) return E_INVALIDARG;
  return *cch_extension(path) ? S_FALSE : PathCchRenameExtension(path, size, extension);
}
BOOL WINAPI PathIsUNCEx(PCWSTR path, PCWSTR *server) {
  size_t skip = !path ? 0 : !_wcsnicmp(path, L"\\\\?\\UNC\\", 8) ? 8 : prefix_of(path) ? 0 : path[0] == '\\' && path[1] == '\\' ? 2 : 0;
  if (server) *server = skip ? path + skip : NULL;
  return skip != 0;
}
