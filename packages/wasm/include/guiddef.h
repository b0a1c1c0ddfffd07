/* GUID and its helpers. */
#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID { unsigned long Data1; unsigned short Data2, Data3; unsigned char Data4[8]; } GUID;
#endif

#ifndef _GUIDDEF_H_
#define _GUIDDEF_H_
typedef GUID *LPGUID, IID, *LPIID, CLSID, *LPCLSID, FMTID;
typedef const GUID *LPCGUID;
#define GUID_NULL_INIT {0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 0}}
#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const IID &
extern "C++" {
inline int IsEqualGUID(const GUID &a, const GUID &b) { return !__builtin_memcmp(&a, &b, sizeof(GUID)); }
inline bool operator==(const GUID &a, const GUID &b) { return !__builtin_memcmp(&a, &b, sizeof(GUID)); }
inline bool operator!=(const GUID &a, const GUID &b) { return !(a == b); }
}
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const IID *
#define IsEqualGUID(a, b) (!__builtin_memcmp(a, b, sizeof(GUID)))
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)
#endif
#endif

#undef DEFINE_GUID
#ifdef __cplusplus
#define _ISAPI_GUID_LINKAGE extern "C"
#else
#define _ISAPI_GUID_LINKAGE
#endif
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
  _ISAPI_GUID_LINKAGE const GUID name __attribute__((weak)); \
  _ISAPI_GUID_LINKAGE const GUID __attribute__((weak)) name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#ifdef __cplusplus
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) extern "C" const GUID name
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) extern const GUID name
#endif
#endif
