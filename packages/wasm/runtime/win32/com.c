/* What of COM is memory and numbers: identifiers, strings, variants. There are no objects: CoCreateInstance is named as missing. */

#include "win32.h"
#include <objbase.h>
#include <rpc.h>
#include <stdio.h>

HRESULT WINAPI CoInitialize(LPVOID reserved) { return S_OK; }
HRESULT WINAPI CoInitializeEx(LPVOID reserved, DWORD flags) { return S_OK; }
VOID WINAPI CoUninitialize(VOID) {}
LPVOID WINAPI CoTaskMemAlloc(SIZE_T size) { return malloc(size); }
LPVOID WINAPI CoTaskMemRealloc(LPVOID block, SIZE_T size) { return realloc(block, size); }
VOID WINAPI CoTaskMemFree(LPVOID block) { free(block); }

/* Version 4: random. */
HRESULT WINAPI CoCreateGuid(GUID *guid) {
  if (!guid) return E_POINTER;
  arc4random_buf(guid, sizeof *guid);
  guid->Data3 = (unsigned short)((guid->Data3 & 0x0FFF) | 0x4000);
  guid->Data4[0] = (unsigned char)((guid->Data4[0] & 0x3F) | 0x80);
  return S_OK;
}
RPC_STATUS RPC_ENTRY UuidCreate(UUID *uuid) { return CoCreateGuid(uuid) == S_OK ? RPC_S_OK : RPC_S_INVALID_ARG; }
RPC_STATUS RPC_ENTRY UuidCreateSequential(UUID *uuid) { return UuidCreate(uuid); }

static void guidText(const GUID *guid, const char *form, char *out) {
  const unsigned char *d = guid->Data4;
  sprintf(out, form, guid->Data1, guid->Data2, guid->Data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]);
}
static int guidOf(const char *text, GUID *guid) {
  unsigned d[8];
  int end = 0;
  if (sscanf(text, "%8lx-%4hx-%4hx-%2x%2x-%2x%2x%2x%2x%2x%2x%n", &guid->Data1, &guid->Data2, &guid->Data3, d, d + 1, d + 2, d + 3, d + 4, d + 5, d + 6, d + 7, &end) != 11 || end != 36) return 0;
  for (int i = 0; i < 8; i++) guid->Data4[i] = (unsigned char)d[i];
  return 36;
}
int WINAPI StringFromGUID2(REFGUID guid, LPOLESTR buffer, int size) {
  char text[40];
  guidText(guid, "{%08lX-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}", text);
  if (size < 39) return 0;
  for (int i = 0; i < 39; i++) buffer[i] = text[i];
  return 39;
}
static HRESULT copied(REFGUID guid, LPOLESTR *out) {
  *out = malloc(39 * sizeof **out);
  return *out && StringFromGUID2(guid, *out, 39) ? S_OK : E_OUTOFMEMORY;
}
HRESULT WINAPI StringFromCLSID(REFCLSID clsid, LPOLESTR *out) { return copied(clsid, out); }
HRESULT WINAPI StringFromIID(REFIID iid, LPOLESTR *out) { return copied(iid, out); }
HRESULT WINAPI CLSIDFromString(LPCOLESTR text, CLSID *clsid) {
  char *narrow = isapi_narrow(text);
  int fine = narrow && narrow[0] == '{' && guidOf(narrow + 1, clsid) && !strcmp(narrow + 37, "}");
  free(narrow);
  return fine ? S_OK : (HRESULT)0x800401F3L; /* CO_E_CLASSSTRING */
}
HRESULT WINAPI IIDFromString(LPCOLESTR text, IID *iid) { return CLSIDFromString(text, iid) == S_OK ? S_OK : E_INVALIDARG; }
RPC_STATUS RPC_ENTRY UuidToStringA(const UUID *uuid, RPC_CSTR *out) {
  *out = malloc(37);
  if (!*out) return RPC_S_OUT_OF_MEMORY;
  guidText(uuid, "%08lx-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", (char *)*out);
  return RPC_S_OK;
}
RPC_STATUS RPC_ENTRY UuidToStringW(const UUID *uuid, RPC_WSTR *out) {
  char text[37];
  guidText(uuid, "%08lx-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", text);
  return (*out = isapi_widen(text)) ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}
RPC_STATUS RPC_ENTRY UuidFromStringA(RPC_CSTR text, UUID *uuid) { return guidOf((const char *)text, uuid) && !text[36] ? RPC_S_OK : RPC_S_INVALID_STRING_UUID; }
RPC_STATUS RPC_ENTRY RpcStringFreeA(RPC_CSTR *text) { free(*text); *text = NULL; return RPC_S_OK; }
RPC_STATUS RPC_ENTRY RpcStringFreeW(RPC_WSTR *text) { free(*text); *text = NULL; return RPC_S_OK; }

/* The length in bytes stands before the text. */
BSTR WINAPI SysAllocStringLen(const OLECHAR *text, UINT length) {
  UINT *block = malloc(sizeof *block + ((size_t)length + 1) * sizeof *text);
  if (!block) return NULL;
  BSTR made = (BSTR)(block + 1);
  *block = length * sizeof *text;
  if (text) memcpy(made, text, *block); else memset(made, 0, *block);
  made[length] = 0;
  return made;
}
BSTR WINAPI SysAllocString(const OLECHAR *text) { return text ? SysAllocStringLen(text, (UINT)wcslen(text)) : NULL; }
BSTR WINAPI SysAllocStringByteLen(LPCSTR bytes, UINT count) {
  UINT *block = calloc(1, sizeof *block + count + 2 * sizeof(OLECHAR));
  if (!block) return NULL;
  *block = count;
  if (bytes) memcpy(block + 1, bytes, count);
  return (BSTR)(block + 1);
}
VOID WINAPI SysFreeString(BSTR text) { if (text) free((UINT *)text - 1); }
UINT WINAPI SysStringByteLen(BSTR text) { return text ? ((UINT *)text)[-1] : 0; }
UINT WINAPI SysStringLen(BSTR text) { return SysStringByteLen(text) / sizeof(OLECHAR); }
INT WINAPI SysReAllocStringLen(BSTR *text, const OLECHAR *other, UINT length) {
  BSTR made = SysAllocStringLen(other, length);
  if (!made) return FALSE;
  SysFreeString(*text);
  *text = made;
  return TRUE;
}
INT WINAPI SysReAllocString(BSTR *text, const OLECHAR *other) { return SysReAllocStringLen(text, other, other ? (UINT)wcslen(other) : 0); }

VOID WINAPI VariantInit(VARIANTARG *variant) { memset(variant, 0, sizeof *variant); }
HRESULT WINAPI VariantClear(VARIANTARG *variant) {
  /* Nobody here hands out an interface that would have to be released. */
  if (variant->vt == VT_BSTR) SysFreeString(variant->bstrVal);
  VariantInit(variant);
  return S_OK;
}
HRESULT WINAPI VariantCopy(VARIANTARG *to, const VARIANTARG *from) {
  VARIANT copy = *from;
  if (from->vt == VT_BSTR && from->bstrVal && !(copy.bstrVal = SysAllocStringByteLen((LPCSTR)from->bstrVal, SysStringByteLen(from->bstrVal)))) return E_OUTOFMEMORY;
  VariantClear(to);
  *to = copy;
  return S_OK;
}
