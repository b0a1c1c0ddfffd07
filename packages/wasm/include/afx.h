/* What filters use of MFC: the string, the macros of debugging, locks. Ours, written from the public documentation of the classes. */
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
inline HINSTANCE AfxGetResourceHandle() { return AfxGetInstanceHandle(); }

/* CString is that of ATL, as from Visual C++ 2002 on. */
#include <atlstr.h>
class CCriticalSection {
public:
  CCriticalSection() { InitializeCriticalSection(&m_sect); }
  ~CCriticalSection() { DeleteCriticalSection(&m_sect); }
  BOOL Lock() { EnterCriticalSection(&m_sect); return TRUE; }
  BOOL Unlock() { LeaveCriticalSection(&m_sect); return TRUE; }
  CRITICAL_SECTION m_sect;

private:
  CCriticalSection(const CCriticalSection &);
  CCriticalSection &operator=(const CCriticalSection &);
};

class CSingleLock {
public:
  explicit CSingleLock(CCriticalSection *pObject, BOOL bInitialLock = FALSE) : m_pObject(pObject), m_bAcquired(FALSE) { if (bInitialLock) Lock(); }
  ~CSingleLock() { Unlock(); }
  BOOL Lock(DWORD = INFINITE) { if (!m_bAcquired) m_bAcquired = m_pObject->Lock(); return m_bAcquired; }
  BOOL Unlock() { if (m_bAcquired) m_bAcquired = !m_pObject->Unlock(); return !m_bAcquired; }
  BOOL IsLocked() { return m_bAcquired; }

private:
  CCriticalSection *m_pObject;
  BOOL m_bAcquired;
};

#endif
