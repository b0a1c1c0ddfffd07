/* BSTR, VARIANT, task memory and GUIDs as texts. Of classes there is only what a module's configuration has. */
#include "win32.h"
#include <missing.h>
#include <objbase.h>
#include <rpc.h>
#include <stdio.h>
#include <stdint.h>
#include <unistd.h>
#include <wchar.h>

HRESULT CoInitialize(LPVOID reserved) { (void)reserved; return S_OK; }
HRESULT CoInitializeEx(LPVOID reserved, DWORD flags) { (void)reserved; (void)flags; return S_OK; }
VOID CoUninitialize(VOID) {}
HRESULT OleInitialize(LPVOID reserved) { (void)reserved; return S_OK; }
VOID OleUninitialize(VOID) {}

MISSING(CoCreateInstance);
/* ../configuration has another one, where the sources ask for it. */
__attribute__((weak)) HRESULT isapi_create_instance(REFCLSID class, REFIID interface_id, void **found) {
  (void)class; (void)interface_id; (void)found;
  return missing_CoCreateInstance();
}

HRESULT CoCreateInstance(REFCLSID class, LPUNKNOWN outer, DWORD context, REFIID interface_id, LPVOID *found) {
  (void)context;
  if (!found) return E_POINTER;
  *found = NULL;
  return outer ? CLASS_E_NOAGGREGATION : isapi_create_instance(class, interface_id, found);
}

LPVOID CoTaskMemAlloc(SIZE_T size) { return malloc(size ? size : 1); }
LPVOID CoTaskMemRealloc(LPVOID memory, SIZE_T size) { return realloc(memory, size ? size : 1); }
VOID CoTaskMemFree(LPVOID memory) { free(memory); }

/* --- GUIDs */

HRESULT CoCreateGuid(GUID *guid) {
  if (!guid) return E_INVALIDARG;
  if (getentropy(guid, sizeof *guid)) return E_FAIL;
  guid->Data3 = (unsigned short)((guid->Data3 & 0x0FFF) | 0x4000);
  guid->Data4[0] = (unsigned char)((guid->Data4[0] & 0x3F) | 0x80);
  return S_OK;
}

#define GUID_LENGTH 38

int StringFromGUID2(REFGUID guid, LPOLESTR text, int size) {
  if (!text || size <= GUID_LENGTH) return 0;
  char narrow[GUID_LENGTH + 1];
  snprintf(narrow, sizeof narrow, "{%08lX-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}", guid->Data1, guid->Data2, guid->Data3, guid->Data4[0], guid->Data4[1],
    guid->Data4[2], guid->Data4[3], guid->Data4[4], guid->Data4[5], guid->Data4[6], guid->Data4[7]);
  for (int i = 0; i <= GUID_LENGTH; i++) text[i] = (unsigned char)narrow[i];
  return GUID_LENGTH + 1;
}

HRESULT StringFromCLSID(REFCLSID class, LPOLESTR *text) {
  *text = CoTaskMemAlloc((GUID_LENGTH + 1) * sizeof(OLECHAR));
  return *text && StringFromGUID2(class, *text, GUID_LENGTH + 1) ? S_OK : E_OUTOFMEMORY;
}

HRESULT StringFromIID(REFIID id, LPOLESTR *text) { return StringFromCLSID(id, text); }

HRESULT CLSIDFromString(LPCOLESTR text, CLSID *class) {
  static const char form[] = "{########-####-####-####-############}";
  static const unsigned char at[16] = {1, 3, 5, 7, 10, 12, 15, 17, 20, 22, 25, 27, 29, 31, 33, 35};
  unsigned char bytes[16];
  if (!class) return E_INVALIDARG;
  memset(class, 0, sizeof *class);
  if (!text) return S_OK;
  for (int i = 0; i <= GUID_LENGTH; i++) {
    const OLECHAR c = text[i];
    const int hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (form[i] == '#' ? !hex : c != (OLECHAR)form[i]) return CO_E_CLASSSTRING;
  }
  for (int i = 0; i < 16; i++) {
    char pair[3] = {(char)text[at[i]], (char)text[at[i] + 1], 0};
    bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
  }
  class->Data1 = (unsigned long)bytes[0] << 24 | (unsigned long)bytes[1] << 16 | (unsigned long)bytes[2] << 8 | bytes[3];
  class->Data2 = (unsigned short)(bytes[4] << 8 | bytes[5]);
  class->Data3 = (unsigned short)(bytes[6] << 8 | bytes[7]);
  memcpy(class->Data4, bytes + 8, 8);
  return S_OK;
}

HRESULT IIDFromString(LPCOLESTR text, IID *id) { return CLSIDFromString(text, id) == S_OK ? S_OK : E_INVALIDARG; }

/* --- the same without braces, in small letters */

RPC_STATUS RPC_ENTRY UuidCreate(UUID *uuid) { return CoCreateGuid(uuid) == S_OK ? RPC_S_OK : RPC_S_INVALID_ARG; }
RPC_STATUS RPC_ENTRY UuidCreateSequential(UUID *uuid) { return UuidCreate(uuid); }
static void bare_text(const UUID *uuid, OLECHAR *text) {
  StringFromGUID2(uuid, text, GUID_LENGTH + 1);
  for (int i = 0; i < GUID_LENGTH - 2; i++) text[i] = (OLECHAR)towlower(text[i + 1]);
  text[GUID_LENGTH - 2] = 0;
}
RPC_STATUS RPC_ENTRY UuidToStringW(const UUID *uuid, RPC_WSTR *out) {
  OLECHAR text[GUID_LENGTH + 1];
  bare_text(uuid, text);
  return (*out = wcsdup(text)) ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}
RPC_STATUS RPC_ENTRY UuidToStringA(const UUID *uuid, RPC_CSTR *out) {
  OLECHAR text[GUID_LENGTH + 1];
  bare_text(uuid, text);
  return (*out = (RPC_CSTR)isapi_narrow(text)) ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}
RPC_STATUS RPC_ENTRY UuidFromStringA(RPC_CSTR text, UUID *uuid) {
  OLECHAR braced[GUID_LENGTH + 1] = L"{";
  if (strlen((const char *)text) != GUID_LENGTH - 2) return RPC_S_INVALID_STRING_UUID;
  for (int i = 0; i < GUID_LENGTH - 2; i++) braced[i + 1] = text[i];
  braced[GUID_LENGTH - 1] = '}';
  return CLSIDFromString(braced, uuid) == S_OK ? RPC_S_OK : RPC_S_INVALID_STRING_UUID;
}
RPC_STATUS RPC_ENTRY RpcStringFreeA(RPC_CSTR *text) { free(*text); *text = NULL; return RPC_S_OK; }
RPC_STATUS RPC_ENTRY RpcStringFreeW(RPC_WSTR *text) { free(*text); *text = NULL; return RPC_S_OK; }

/* --- BSTR: the number of bytes stands before the text, which ends with NUL all the same */

typedef struct { uint32_t reserved, size; } bstr_head;
static bstr_head *head_of(BSTR text) { return (bstr_head *)text - 1; }

static BSTR bstr_of(const void *from, size_t size) {
  if (size > 0x7FFFFFFF - 64) return NULL;
  bstr_head *head = malloc(sizeof *head + size + sizeof(OLECHAR));
  if (!head) return NULL;
  head->reserved = 0;
  head->size = (uint32_t)size;
  char *text = (char *)(head + 1);
  if (from) memcpy(text, from, size);
  else memset(text, 0, size);
  memset(text + size, 0, sizeof(OLECHAR));
  return (BSTR)text;
}

BSTR SysAllocString(const OLECHAR *text) { return text ? bstr_of(text, wcslen(text) * sizeof(OLECHAR)) : NULL; }
BSTR SysAllocStringLen(const OLECHAR *text, UINT length) { return length > 0x1FFFFFF0 ? NULL : bstr_of(text, (size_t)length * sizeof(OLECHAR)); }
BSTR SysAllocStringByteLen(LPCSTR bytes, UINT size) { return bstr_of(bytes, size); }
VOID SysFreeString(BSTR text) { if (text) free(head_of(text)); }
UINT SysStringByteLen(BSTR text) { return text ? head_of(text)->size : 0; }
UINT SysStringLen(BSTR text) { return SysStringByteLen(text) / sizeof(OLECHAR); }

INT SysReAllocStringLen(BSTR *text, const OLECHAR *from, UINT length) {
  BSTR made = SysAllocStringLen(from, length);
  if (!made) return FALSE;
  SysFreeString(*text); /* `from` may be a part of it */
  *text = made;
  return TRUE;
}
INT SysReAllocString(BSTR *text, const OLECHAR *from) { return SysReAllocStringLen(text, from, from ? (UINT)wcslen(from) : 0); }

/* --- VARIANT */

typedef struct unknown { const struct { HRESULT (*query)(struct unknown *, REFIID, void **); ULONG (*add)(struct unknown *); ULONG (*release)(struct unknown *); } *methods; } unknown;

VOID VariantInit(VARIANTARG *variant) { variant->vt = VT_EMPTY; }

HRESULT VariantClear(VARIANTARG *variant) {
  if ((variant->vt & (VT_TYPEMASK & ~0x3F)) != 0 || (variant->vt & VT_ARRAY) != 0) return DISP_E_BADVARTYPE;
  if (variant->vt == VT_BSTR) SysFreeString(variant->bstrVal);
  else if (variant->vt == VT_UNKNOWN || variant->vt == VT_DISPATCH) {
    unknown *object = (unknown *)variant->punkVal;
    if (object) object->methods->release(object);
  }
  variant->vt = VT_EMPTY;
  return S_OK;
}

HRESULT VariantCopy(VARIANTARG *to, const VARIANTARG *from) {
  if (to == from) return S_OK;
  VARIANT made = *from;
  if (from->vt & VT_ARRAY) return DISP_E_BADVARTYPE;
  if (from->vt == VT_BSTR && from->bstrVal) {
    made.bstrVal = SysAllocStringByteLen((LPCSTR)from->bstrVal, SysStringByteLen(from->bstrVal));
    if (!made.bstrVal) return E_OUTOFMEMORY;
  } else if ((from->vt == VT_UNKNOWN || from->vt == VT_DISPATCH) && from->punkVal) {
    unknown *object = (unknown *)from->punkVal;
    object->methods->add(object);
  }
  HRESULT hr = VariantClear(to);
  if (SUCCEEDED(hr)) *to = made;
  else VariantClear(&made);
  return hr;
}

/* A number on its way from one type to another: whole ones keep all their bits. */
typedef struct { int is_real, is_negative; uint64_t whole; double real; } number;

static number of_signed(int64_t value) { number n = {0, value < 0, (uint64_t)value, (double)value}; return n; }
static number of_unsigned(uint64_t value) { number n = {0, 0, value, (double)value}; return n; }
static number of_real(double value) { number n = {1, value < 0, 0, value}; return n; }

static HRESULT read_text(const OLECHAR *text, number *value) {
  char *narrow = isapi_narrow(text ? text : L""), *end;
  if (!narrow) return E_OUTOFMEMORY;
  HRESULT hr = S_OK;
  char *start = narrow + strspn(narrow, " \t\r\n");
  if (!_stricmp(start, "true") || !_stricmp(start, "#true#")) *value = of_signed(-1);
  else if (!_stricmp(start, "false") || !_stricmp(start, "#false#")) *value = of_signed(0);
  else {
    const int whole = start[strcspn(start, ".eE")] == 0;
    if (whole && *start == '-') *value = of_signed(strtoll(start, &end, 10));
    else if (whole) *value = of_unsigned(strtoull(start, &end, 10));
    else *value = of_real(strtod(start, &end));
    if (end == start || end[strspn(end, " \t\r\n")]) hr = DISP_E_TYPEMISMATCH;
  }
  free(narrow);
  return hr;
}

static HRESULT read_number(const VARIANTARG *from, number *value) {
  switch (from->vt) {
    case VT_EMPTY: *value = of_signed(0); return S_OK;
    case VT_I1: *value = of_signed(from->cVal); return S_OK;
    case VT_UI1: *value = of_unsigned(from->bVal); return S_OK;
    case VT_I2: *value = of_signed(from->iVal); return S_OK;
    case VT_UI2: *value = of_unsigned(from->uiVal); return S_OK;
    case VT_I4: case VT_INT: case VT_ERROR: case VT_HRESULT: *value = of_signed(from->lVal); return S_OK;
    case VT_UI4: case VT_UINT: *value = of_unsigned(from->ulVal); return S_OK;
    case VT_I8: *value = of_signed(from->llVal); return S_OK;
    case VT_UI8: *value = of_unsigned(from->ullVal); return S_OK;
    case VT_R4: *value = of_real(from->fltVal); return S_OK;
    case VT_R8: case VT_DATE: *value = of_real(from->dblVal); return S_OK;
    case VT_BOOL: *value = of_signed(from->boolVal ? -1 : 0); return S_OK;
    case VT_BSTR: return read_text(from->bstrVal, value);
    default: return DISP_E_TYPEMISMATCH;
  }
}

/* Rounds half to even, as Automation does. */
static double rounded(double value) {
  double whole = (double)(int64_t)value, part = value - whole;
  if (part > 0.5 || (part == 0.5 && (int64_t)whole % 2)) return whole + 1;
  if (part < -0.5 || (part == -0.5 && (int64_t)whole % 2)) return whole - 1;
  return whole;
}

static HRESULT in_range(number *value, int64_t low, uint64_t high) {
  if (value->is_real) {
    if (!(value->real >= -9.2e18 && value->real <= 9.2e18)) return DISP_E_OVERFLOW;
    *value = of_signed((int64_t)rounded(value->real));
  }
  if (value->is_negative ? (int64_t)value->whole < low : value->whole > high) return DISP_E_OVERFLOW;
  return S_OK;
}

static BSTR text_of(const VARIANTARG *from, number value, USHORT flags) {
  char narrow[40];
  OLECHAR wide[40];
  if (from->vt == VT_EMPTY) return SysAllocString(L"");
  if (from->vt == VT_BOOL && (flags & VARIANT_ALPHABOOL)) return SysAllocString(from->boolVal ? L"True" : L"False");
  if (value.is_real) snprintf(narrow, sizeof narrow, "%.15g", value.real);
  else if (value.is_negative) snprintf(narrow, sizeof narrow, "%lld", (long long)value.whole);
  else snprintf(narrow, sizeof narrow, "%llu", (unsigned long long)value.whole);
  int i = 0;
  do wide[i] = (unsigned char)narrow[i]; while (narrow[i++]);
  return SysAllocString(wide);
}

HRESULT VariantChangeTypeEx(VARIANTARG *to, const VARIANTARG *from, LCID locale, USHORT flags, VARTYPE type) {
  (void)locale;
  number value;
  VARIANT made;
  memset(&made, 0, sizeof made);
  if (from->vt == type) return VariantCopy(to, from);
  HRESULT hr = read_number(from, &value);
  if (FAILED(hr)) return hr;
  made.vt = type;
  switch (type) {
    case VT_EMPTY: break;
    case VT_I1: hr = in_range(&value, -128, 127); made.cVal = (CHAR)value.whole; break;
    case VT_UI1: hr = in_range(&value, 0, 255); made.bVal = (BYTE)value.whole; break;
    case VT_I2: hr = in_range(&value, -32768, 32767); made.iVal = (SHORT)value.whole; break;
    case VT_UI2: hr = in_range(&value, 0, 65535); made.uiVal = (USHORT)value.whole; break;
    case VT_I4: case VT_INT: hr = in_range(&value, INT32_MIN, INT32_MAX); made.lVal = (LONG)value.whole; break;
    case VT_UI4: case VT_UINT: hr = in_range(&value, 0, UINT32_MAX); made.ulVal = (ULONG)value.whole; break;
    case VT_I8: hr = in_range(&value, INT64_MIN, INT64_MAX); made.llVal = (LONGLONG)value.whole; break;
    case VT_UI8: hr = in_range(&value, 0, UINT64_MAX); made.ullVal = value.whole; break;
    case VT_R4: made.fltVal = (FLOAT)value.real; break;
    case VT_R8: case VT_DATE: made.dblVal = value.real; break;
    case VT_BOOL: made.boolVal = value.real != 0 ? VARIANT_TRUE : VARIANT_FALSE; break;
    case VT_BSTR:
      made.bstrVal = text_of(from, value, flags);
      if (!made.bstrVal) hr = E_OUTOFMEMORY;
      break;
    default: hr = DISP_E_TYPEMISMATCH;
  }
  if (SUCCEEDED(hr)) hr = VariantClear(to);
  if (SUCCEEDED(hr)) *to = made;
  return hr;
}

HRESULT VariantChangeType(VARIANTARG *to, const VARIANTARG *from, USHORT flags, VARTYPE type) { return VariantChangeTypeEx(to, from, 0, flags, type); }
