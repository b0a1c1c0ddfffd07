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

/* Called where MFC's own DllMain calls them. */
extern "C" {
__attribute__((weak)) int isapi_application(int reason) { return AfxGetApp() == NULL || (reason ? AfxGetApp()->InitInstance() : AfxGetApp()->ExitInstance()); }
}

#define DECLARE_MESSAGE_MAP()
#define BEGIN_MESSAGE_MAP(theClass, baseClass)
#define END_MESSAGE_MAP()
#endif
