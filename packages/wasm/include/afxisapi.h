/*
 * The classes of MFC for filters, and the entry points, which MFC exports in the name of the one CHttpFilter object of the project. The same
 * classes in TypeScript: packages/filter-api/src/mfc. Ours, written from the public documentation of the classes.
 */
#ifndef __AFXISAPI_H_
#define __AFXISAPI_H_

#include <windows.h>
#include <tchar.h>
#include <httpfilt.h>
#include <httpext.h>
#ifdef __AFX_H__
#define ISAPIASSERT(f) ASSERT(f)
#define ISAPIVERIFY(f) VERIFY(f)
#else
#define ISAPIASSERT(f) ((void)0)
#define ISAPIVERIFY(f) ((void)(f))
#endif
#define ISAPITRACE 1 ? (void)0 : (void)_tprintf
#define ISAPITRACE0(sz) ((void)0)
#define ISAPITRACE1(sz, p1) ((void)0)
#define ISAPITRACE2(sz, p1, p2) ((void)0)
#define ISAPITRACE3(sz, p1, p2, p3) ((void)0)
#define AFXISAPI WINAPI
/* Without MFC a source has it; else the run-time has. */
HINSTANCE AFXISAPI AfxGetResourceHandle();

/* The callbacks of a context as methods. A literal is taken for LPVOID, as by Visual C++. */
class CHttpFilterContext {
public:
  explicit CHttpFilterContext(PHTTP_FILTER_CONTEXT pfc) : m_pFC(pfc) {}
  BOOL GetServerVariable(LPTSTR lpszVariableName, LPVOID lpvBuffer, LPDWORD lpdwSize) { return m_pFC->GetServerVariable(m_pFC, (LPSTR)lpszVariableName, lpvBuffer, lpdwSize); }
  BOOL AddResponseHeaders(LPTSTR lpszHeaders, DWORD dwReserved = 0) { return m_pFC->AddResponseHeaders(m_pFC, (LPSTR)lpszHeaders, dwReserved); }
  BOOL WriteClient(LPCVOID lpvBuffer, LPDWORD lpdwBytes, DWORD dwReserved = 0) { return m_pFC->WriteClient(m_pFC, (LPVOID)lpvBuffer, lpdwBytes, dwReserved); }
  LPVOID AllocMem(DWORD cbSize, DWORD dwReserved = 0) { return m_pFC->AllocMem(m_pFC, cbSize, dwReserved); }
  BOOL ServerSupportFunction(enum SF_REQ_TYPE sfReq, LPCVOID lpvBuffer, LPDWORD lpdwSize, LPDWORD lpdwDataType) { return m_pFC->ServerSupportFunction(m_pFC, sfReq, lpvBuffer, (ULONG_PTR)lpdwSize, (ULONG_PTR)lpdwDataType); }

  PHTTP_FILTER_CONTEXT const m_pFC;
};

/* One method for each notification. There is one object of it in a project, `theFilter`. */
class CHttpFilter {
public:
  CHttpFilter() { Instance() = this; }
  virtual ~CHttpFilter() { Instance() = NULL; }

  virtual BOOL GetFilterVersion(PHTTP_FILTER_VERSION pVer) {
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    pVer->dwFlags = SF_NOTIFY_ORDER_DEFAULT;
    return TRUE;
  }
  virtual BOOL TerminateFilter(DWORD) { return TRUE; }

  virtual DWORD HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD dwNotificationType, LPVOID pvNotification) {
    CHttpFilterContext context(pfc);
    switch (dwNotificationType) {
    case SF_NOTIFY_READ_RAW_DATA: return OnReadRawData(&context, (PHTTP_FILTER_RAW_DATA)pvNotification);
    case SF_NOTIFY_PREPROC_HEADERS: return OnPreprocHeaders(&context, (PHTTP_FILTER_PREPROC_HEADERS)pvNotification);
    case SF_NOTIFY_URL_MAP: return OnUrlMap(&context, (PHTTP_FILTER_URL_MAP)pvNotification);
    case SF_NOTIFY_AUTHENTICATION: return OnAuthentication(&context, (PHTTP_FILTER_AUTHENT)pvNotification);
    case SF_NOTIFY_ACCESS_DENIED: return OnAccessDenied(&context, (PHTTP_FILTER_ACCESS_DENIED)pvNotification);
    case SF_NOTIFY_AUTH_COMPLETE: return OnAuthComplete(&context, (PHTTP_FILTER_AUTH_COMPLETE_INFO)pvNotification);
    case SF_NOTIFY_SEND_RESPONSE: return OnSendResponse(&context, (PHTTP_FILTER_SEND_RESPONSE)pvNotification);
    case SF_NOTIFY_SEND_RAW_DATA: return OnSendRawData(&context, (PHTTP_FILTER_RAW_DATA)pvNotification);
    case SF_NOTIFY_END_OF_REQUEST: return OnEndOfRequest(&context);
    case SF_NOTIFY_LOG: return OnLog(&context, (PHTTP_FILTER_LOG)pvNotification);
    case SF_NOTIFY_END_OF_NET_SESSION: return OnEndOfNetSession(&context);
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
  }

  virtual DWORD OnReadRawData(CHttpFilterContext *, PHTTP_FILTER_RAW_DATA) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnPreprocHeaders(CHttpFilterContext *, PHTTP_FILTER_PREPROC_HEADERS) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnUrlMap(CHttpFilterContext *, PHTTP_FILTER_URL_MAP) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnAuthentication(CHttpFilterContext *, PHTTP_FILTER_AUTHENT) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnAccessDenied(CHttpFilterContext *, PHTTP_FILTER_ACCESS_DENIED) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnAuthComplete(CHttpFilterContext *, PHTTP_FILTER_AUTH_COMPLETE_INFO) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnSendResponse(CHttpFilterContext *, PHTTP_FILTER_SEND_RESPONSE) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnSendRawData(CHttpFilterContext *, PHTTP_FILTER_RAW_DATA) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnEndOfRequest(CHttpFilterContext *) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnLog(CHttpFilterContext *, PHTTP_FILTER_LOG) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }
  virtual DWORD OnEndOfNetSession(CHttpFilterContext *) { return SF_STATUS_REQ_NEXT_NOTIFICATION; }

  static CHttpFilter *&Instance() {
    static CHttpFilter *instance;
    return instance;
  }
};

#include <_isapi_afxserver.h>

/* Each source that includes this has them; the linker takes one. */
extern "C" {
__attribute__((weak)) BOOL WINAPI GetFilterVersion(HTTP_FILTER_VERSION *pVer) {
  return CHttpFilter::Instance() != NULL && CHttpFilter::Instance()->GetFilterVersion(pVer);
}
__attribute__((weak)) DWORD WINAPI HttpFilterProc(HTTP_FILTER_CONTEXT *pfc, DWORD NotificationType, VOID *pvNotification) {
  return CHttpFilter::Instance()->HttpFilterProc(pfc, NotificationType, pvNotification);
}
__attribute__((weak)) BOOL WINAPI TerminateFilter(DWORD dwFlags) {
  return CHttpFilter::Instance() == NULL || CHttpFilter::Instance()->TerminateFilter(dwFlags);
}
}

#endif
