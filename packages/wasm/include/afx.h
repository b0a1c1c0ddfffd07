/* What filters use of MFC: the string, the macros of debugging, exceptions, files and collections. Ours, written from the public documentation of the classes. */
#ifndef __AFX_H__
#define __AFX_H__

#ifndef __cplusplus
#error MFC is for C++
#endif

#include <windows.h>
#include <tchar.h>
#include <stdarg.h>
#include <stdio.h>

#define AFXAPI WINAPI
#ifdef _DEBUG
#include <assert.h>
#define ASSERT(f) assert(f)
#define VERIFY(f) assert(f)
#define TRACE AfxTrace
#else
#define ASSERT(f) ((void)0)
#define VERIFY(f) ((void)(f))
#define TRACE 1 ? (void)0 : AfxTrace
#endif
#define TRACE0(sz) TRACE(_T("%s"), _T(sz))
#define TRACE1(sz, p1) TRACE(_T(sz), p1)
#define TRACE2(sz, p1, p2) TRACE(_T(sz), p1, p2)
#define TRACE3(sz, p1, p2, p3) TRACE(_T(sz), p1, p2, p3)
#define DEBUG_NEW new

inline void AfxTrace(LPCTSTR lpszFormat, ...) {
  TCHAR text[1024];
  va_list args;
  va_start(args, lpszFormat);
  _vsntprintf(text, 1023, lpszFormat, args);
  va_end(args);
  text[1023] = 0;
  OutputDebugString(text);
}

inline HINSTANCE AfxGetInstanceHandle() { return (HINSTANCE)GetModuleHandle(NULL); }
/* A source may have one of its own, as sources without MFC do. */
HINSTANCE AFXAPI AfxGetResourceHandle();
inline void AfxSetResourceHandle(HINSTANCE) {}
inline BOOL AfxIsValidAddress(const void *p, UINT, BOOL = TRUE) { return p != NULL; }
inline BOOL AfxIsValidString(const void *p, int = -1) { return p != NULL; }
inline int AfxMessageBox(LPCTSTR lpszText, UINT nType = MB_OK, UINT = 0) { return MessageBox(NULL, lpszText, NULL, nType); }
inline int AfxLoadString(UINT nIDS, LPTSTR lpszBuf, UINT nMaxBuf = 256) { return LoadString(NULL, nIDS, lpszBuf, (int)nMaxBuf); }
#define ASSERT_VALID(p) ((void)0)
#define AFX_MANAGE_STATE(p) ((void)0)
#define AfxGetStaticModuleState() NULL
#ifndef THIS_FILE
#define THIS_FILE __FILE__
#endif

/* CString is that of ATL, as from Visual C++ 2002 on. */
#include <atlstr.h>
#include <atltime.h>
#include <_isapi_collections.h>
#include <_isapi_afxfile.h>
#include <afxcoll.h>

#endif
