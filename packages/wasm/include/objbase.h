/* IUnknown, BSTR and VARIANT as types; COM itself is not there, and the linker names what is called. */
#ifndef _OBJBASE_H_
#define _OBJBASE_H_
#include <windef.h>
#include <winerror.h>
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
#define VARIANT_TRUE ((VARIANT_BOOL)-1)
#define VARIANT_FALSE ((VARIANT_BOOL)0)
#define OLESTR(s) L##s
#define COINIT_APARTMENTTHREADED 2
#define COINIT_MULTITHREADED 0
#define CLSCTX_INPROC_SERVER 1
#define CLSCTX_LOCAL_SERVER 4
#define CLSCTX_ALL 23
enum VARENUM { VT_EMPTY = 0, VT_NULL = 1, VT_I2 = 2, VT_I4 = 3, VT_R4 = 4, VT_R8 = 5, VT_CY = 6, VT_DATE = 7, VT_BSTR = 8, VT_DISPATCH = 9, VT_ERROR = 10, VT_BOOL = 11, VT_VARIANT = 12, VT_UNKNOWN = 13, VT_I1 = 16, VT_UI1 = 17, VT_UI2 = 18, VT_UI4 = 19, VT_I8 = 20, VT_UI8 = 21, VT_INT = 22, VT_UINT = 23, VT_ARRAY = 0x2000, VT_BYREF = 0x4000 };
#ifdef __cplusplus
}
extern "C++" {
struct __declspec(uuid("00000000-0000-0000-C000-000000000046")) IUnknown {
  virtual HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **ppvObject) = 0;
  virtual ULONG STDMETHODCALLTYPE AddRef(void) = 0;
  virtual ULONG STDMETHODCALLTYPE Release(void) = 0;
};
}
extern "C" {
#else
typedef struct IUnknown IUnknown;
#endif
typedef IUnknown *LPUNKNOWN;
struct IDispatch;
typedef struct tagVARIANT {
  VARTYPE vt;
  WORD wReserved1, wReserved2, wReserved3;
  union { LONGLONG llVal; LONG lVal; BYTE bVal; SHORT iVal; FLOAT fltVal; DOUBLE dblVal; VARIANT_BOOL boolVal; SCODE scode; DATE date; BSTR bstrVal; IUnknown *punkVal; struct IDispatch *pdispVal; CHAR cVal; USHORT uiVal; ULONG ulVal; ULONGLONG ullVal; INT intVal; UINT uintVal; PVOID byref; };
} VARIANT, VARIANTARG, *LPVARIANT;
HRESULT WINAPI CoInitialize(LPVOID pvReserved);
HRESULT WINAPI CoInitializeEx(LPVOID pvReserved, DWORD dwCoInit);
VOID WINAPI CoUninitialize(VOID);
HRESULT WINAPI CoCreateInstance(REFCLSID rclsid, LPUNKNOWN pUnkOuter, DWORD dwClsContext, REFIID riid, LPVOID *ppv);
LPVOID WINAPI CoTaskMemAlloc(SIZE_T cb);
LPVOID WINAPI CoTaskMemRealloc(LPVOID pv, SIZE_T cb);
VOID WINAPI CoTaskMemFree(LPVOID pv);
HRESULT WINAPI CoCreateGuid(GUID *pguid);
HRESULT WINAPI CLSIDFromString(LPCOLESTR lpsz, CLSID *pclsid);
int WINAPI StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, int cchMax);
HRESULT WINAPI StringFromCLSID(REFCLSID rclsid, LPOLESTR *lplpsz);
HRESULT WINAPI StringFromIID(REFIID rclsid, LPOLESTR *lplpsz);
HRESULT WINAPI IIDFromString(LPCOLESTR lpsz, IID *lpiid);
HRESULT WINAPI CLSIDFromProgID(LPCOLESTR lpszProgID, CLSID *lpclsid);
BSTR WINAPI SysAllocString(const OLECHAR *psz);
BSTR WINAPI SysAllocStringLen(const OLECHAR *strIn, UINT ui);
VOID WINAPI SysFreeString(BSTR bstrString);
UINT WINAPI SysStringLen(BSTR pbstr);
UINT WINAPI SysStringByteLen(BSTR bstr);
BSTR WINAPI SysAllocStringByteLen(LPCSTR psz, UINT len);
INT WINAPI SysReAllocString(BSTR *pbstr, const OLECHAR *psz);
INT WINAPI SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz, UINT len);
HRESULT WINAPI VariantCopy(VARIANTARG *pvargDest, const VARIANTARG *pvargSrc);
VOID WINAPI VariantInit(VARIANTARG *pvarg);
HRESULT WINAPI VariantClear(VARIANTARG *pvarg);
#define V_VT(x) ((x)->vt)
#define V_BSTR(x) ((x)->bstrVal)
#define V_UI4(x) ((x)->ulVal)
#define V_I4(x) ((x)->lVal)
#define V_BOOL(x) ((x)->boolVal)
#ifdef __cplusplus
}
#endif
#endif
