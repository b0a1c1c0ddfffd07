/* Of the application of MFC: that there is one, and that it hears when the DLL comes and goes. There are no windows. */
#ifndef __AFXWIN_H__
#define __AFXWIN_H__
#include <afx.h>

class CCmdTarget : public CObject {};
class CWinThread : public CCmdTarget {
public:
  virtual BOOL InitInstance() { return TRUE; }
  virtual int ExitInstance() { return 0; }
};
class CWinApp : public CWinThread {
public:
  explicit CWinApp(LPCTSTR lpszAppName = NULL) : m_pszAppName(lpszAppName), m_hInstance(AfxGetInstanceHandle()) { Instance() = this; }
  virtual ~CWinApp() { Instance() = NULL; }
  LPCTSTR m_pszAppName;
  HINSTANCE m_hInstance;
  static CWinApp *&Instance() { static CWinApp *instance; return instance; }
};
inline CWinApp *AfxGetApp() { return CWinApp::Instance(); }
inline LPCTSTR AfxGetAppName() { return AfxGetApp() ? AfxGetApp()->m_pszAppName : NULL; }

/* Named by the compiler, and by the server when it is called. */
extern "C" __attribute__((import_module("env"), import_name("AfxBeginThread"))) int _isapi_missing_AfxBeginThread();
typedef UINT (*AFX_THREADPROC)(LPVOID);
inline CWinThread *AfxBeginThread(AFX_THREADPROC, LPVOID, int = THREAD_PRIORITY_NORMAL, UINT = 0, DWORD = 0, LPSECURITY_ATTRIBUTES = NULL) { _isapi_missing_AfxBeginThread(); return NULL; }

/* Called where MFC's own DllMain calls them. */
extern "C" {
__attribute__((weak)) int isapi_application(int reason) { return AfxGetApp() == NULL || (reason ? AfxGetApp()->InitInstance() : AfxGetApp()->ExitInstance()); }
}

#define DECLARE_MESSAGE_MAP()
#define BEGIN_MESSAGE_MAP(theClass, baseClass)
#define END_MESSAGE_MAP()
#endif
