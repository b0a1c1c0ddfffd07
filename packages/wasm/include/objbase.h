/* IUnknown, BSTR and VARIANT, and the functions for them. Of COM itself there is no more: CoCreateInstance knows the configuration of a module and nothing else. */
#ifndef _OBJBASE_H_
#define _OBJBASE_H_
#include <windef.h>
#include <winerror.h>
#ifndef interface
#define interface struct
#endif
#ifdef __cplusplus
extern "C" {
#endif
/* Of rpcndr.h. */
typedef unsigned char byte, boolean;
typedef WCHAR OLECHAR, *LPOLESTR, *BSTR;
typedef const WCHAR *LPCOLESTR;
typedef BSTR *LPBSTR;
typedef short VARIANT_BOOL;
typedef unsigned short VARTYPE;
typedef LONG SCODE, DISPID;
typedef double DATE;
typedef struct tagSAFEARRAY SAFEARRAY, *LPSAFEARRAY;
#define VARIANT_TRUE ((VARIANT_BOOL)-1)
#define VARIANT_FALSE ((VARIANT_BOOL)0)
#define OLESTR(s) L##s
#define COINIT_APARTMENTTHREADED 2
#define COINIT_MULTITHREADED 0
#define COINIT_DISABLE_OLE1DDE 4
#define COINIT_SPEED_OVER_MEMORY 8
#define CLSCTX_INPROC_SERVER 1
#define CLSCTX_INPROC_HANDLER 2
#define CLSCTX_LOCAL_SERVER 4
#define CLSCTX_REMOTE_SERVER 16
#define CLSCTX_INPROC 3
#define CLSCTX_SERVER 21
#define CLSCTX_ALL 23
enum VARENUM {
  VT_EMPTY = 0, VT_NULL = 1, VT_I2 = 2, VT_I4 = 3, VT_R4 = 4, VT_R8 = 5, VT_CY = 6, VT_DATE = 7, VT_BSTR = 8, VT_DISPATCH = 9, VT_ERROR = 10, VT_BOOL = 11, VT_VARIANT = 12, VT_UNKNOWN = 13,
  VT_DECIMAL = 14, VT_I1 = 16, VT_UI1 = 17, VT_UI2 = 18, VT_UI4 = 19, VT_I8 = 20, VT_UI8 = 21, VT_INT = 22, VT_UINT = 23, VT_VOID = 24, VT_HRESULT = 25, VT_LPSTR = 30, VT_LPWSTR = 31,
  VT_VECTOR = 0x1000, VT_ARRAY = 0x2000, VT_BYREF = 0x4000, VT_TYPEMASK = 0xFFF
};
#define VARIANT_NOVALUEPROP 1
#define VARIANT_ALPHABOOL 2
#ifdef __cplusplus
}
extern "C++" {
struct _declspec(uuid("00000000-0000-0000-C000-000000000046")) IUnknown {
  virtual HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **ppvObject) = 0;
  virtual ULONG STDMETHODCALLTYPE AddRef(void) = 0;
  virtual ULONG STDMETHODCALLTYPE Release(void) = 0;
  template <class Q> HRESULT QueryInterface(Q **found) { return QueryInterface(__uuidof(Q), (void **)found); }
};
}
#define IID_IUnknown __uuidof(IUnknown)
#define IID_PPV_ARGS(pp) __uuidof(**(pp)), (void **)(pp)
extern "C" {
#else
typedef struct IUnknown IUnknown;
#endif
typedef IUnknown *LPUNKNOWN;
struct IDispatch;
typedef struct tagVARIANT {
  VARTYPE vt;
  WORD wReserved1, wReserved2, wReserved3;
  union {
    LONGLONG llVal; LONG lVal; BYTE bVal; SHORT iVal; FLOAT fltVal; DOUBLE dblVal; VARIANT_BOOL boolVal; SCODE scode; DATE date; BSTR bstrVal; IUnknown *punkVal; struct IDispatch *pdispVal;
    SAFEARRAY *parray; BYTE *pbVal; SHORT *piVal; LONG *plVal; LONGLONG *pllVal; VARIANT_BOOL *pboolVal; BSTR *pbstrVal; struct tagVARIANT *pvarVal; PVOID byref; CHAR cVal; USHORT uiVal; ULONG ulVal;
    ULONGLONG ullVal; INT intVal; UINT uintVal; ULONG *pulVal; INT *pintVal; UINT *puintVal;
  };
} VARIANT, VARIANTARG, *LPVARIANT, *LPVARIANTARG;
HRESULT WINAPI CoInitialize(LPVOID pvReserved);
HRESULT WINAPI CoInitializeEx(LPVOID pvReserved, DWORD dwCoInit);
VOID WINAPI CoUninitialize(VOID);
HRESULT WINAPI OleInitialize(LPVOID pvReserved);
VOID WINAPI OleUninitialize(VOID);
HRESULT WINAPI CoCreateInstance(REFCLSID rclsid, LPUNKNOWN pUnkOuter, DWORD dwClsContext, REFIID riid, LPVOID *ppv);
LPVOID WINAPI CoTaskMemAlloc(SIZE_T cb);
LPVOID WINAPI CoTaskMemRealloc(LPVOID pv, SIZE_T cb);
VOID WINAPI CoTaskMemFree(LPVOID pv);
HRESULT WINAPI CoCreateGuid(GUID *pguid);
HRESULT WINAPI CLSIDFromString(LPCOLESTR lpsz, CLSID *pclsid);
HRESULT WINAPI IIDFromString(LPCOLESTR lpsz, IID *lpiid);
int WINAPI StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, int cchMax);
HRESULT WINAPI StringFromCLSID(REFCLSID rclsid, LPOLESTR *lplpsz);
HRESULT WINAPI StringFromIID(REFIID rclsid, LPOLESTR *lplpsz);
HRESULT WINAPI CLSIDFromProgID(LPCOLESTR lpszProgID, CLSID *lpclsid);
BSTR WINAPI SysAllocString(const OLECHAR *psz);
BSTR WINAPI SysAllocStringLen(const OLECHAR *strIn, UINT ui);
BSTR WINAPI SysAllocStringByteLen(LPCSTR psz, UINT len);
INT WINAPI SysReAllocString(BSTR *pbstr, const OLECHAR *psz);
INT WINAPI SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz, UINT len);
VOID WINAPI SysFreeString(BSTR bstrString);
UINT WINAPI SysStringLen(BSTR pbstr);
UINT WINAPI SysStringByteLen(BSTR bstr);
VOID WINAPI VariantInit(VARIANTARG *pvarg);
HRESULT WINAPI VariantClear(VARIANTARG *pvarg);
HRESULT WINAPI VariantCopy(VARIANTARG *pvargDest, const VARIANTARG *pvargSrc);
HRESULT WINAPI VariantChangeType(VARIANTARG *pvargDest, const VARIANTARG *pvarSrc, USHORT wFlags, VARTYPE vt);
HRESULT WINAPI VariantChangeTypeEx(VARIANTARG *pvargDest, const VARIANTARG *pvarSrc, LCID lcid, USHORT wFlags, VARTYPE vt);
#define V_VT(x) ((x)->vt)
#define V_BSTR(x) ((x)->bstrVal)
#define V_UI1(x) ((x)->bVal)
#define V_UI2(x) ((x)->uiVal)
#define V_UI4(x) ((x)->ulVal)
#define V_UI8(x) ((x)->ullVal)
#define V_UINT(x) ((x)->uintVal)
#define V_I1(x) ((x)->cVal)
#define V_I2(x) ((x)->iVal)
#define V_I4(x) ((x)->lVal)
#define V_I8(x) ((x)->llVal)
#define V_INT(x) ((x)->intVal)
#define V_R4(x) ((x)->fltVal)
#define V_R8(x) ((x)->dblVal)
#define V_BOOL(x) ((x)->boolVal)
#define V_ERROR(x) ((x)->scode)
#define V_UNKNOWN(x) ((x)->punkVal)
#define V_DISPATCH(x) ((x)->pdispVal)
#define V_ARRAY(x) ((x)->parray)
#define V_BYREF(x) ((x)->byref)
#define V_ISBYREF(x) (V_VT(x) & VT_BYREF)
#define V_ISARRAY(x) (V_VT(x) & VT_ARRAY)
#ifdef __cplusplus
}
#endif
#endif
