/* The WebSocket of a request, which the WebSocket module of IIS keeps as a named context: there is none, GetNamedModuleContext gives NULL. */
#ifndef _IISWEBSOCKET_H_
#define _IISWEBSOCKET_H_
#include <httpserv.h>
typedef VOID (WINAPI *PFN_WEBSOCKET_COMPLETION)(HRESULT hrError, VOID *pvCompletionContext, DWORD cbIO, BOOL fUTF8Encoded, BOOL fFinalFragment, BOOL fClose);
class IWebSocketContext : public IHttpStoredContext {
public:
  virtual HRESULT WriteFragment(VOID *pData, DWORD *pcbSent, BOOL fAsync, BOOL fUTF8Encoded, BOOL fFinalFragment, PFN_WEBSOCKET_COMPLETION pfnCompletion = NULL, VOID *pvCompletionContext = NULL, BOOL *pfCompletionExpected = NULL) = 0;
  virtual HRESULT ReadFragment(VOID *pData, DWORD *pcbData, BOOL fAsync, BOOL *pfUTF8Encoded, BOOL *pfFinalFragment, BOOL *pfConnectionClose, PFN_WEBSOCKET_COMPLETION pfnCompletion = NULL, VOID *pvCompletionContext = NULL, BOOL *pfCompletionExpected = NULL) = 0;
  virtual HRESULT SendConnectionClose(BOOL fAsync, USHORT uStatusCode, LPCWSTR pszReason = NULL, PFN_WEBSOCKET_COMPLETION pfnCompletion = NULL, VOID *pvCompletionContext = NULL, BOOL *pfCompletionExpected = NULL) = 0;
  virtual HRESULT GetCloseStatus(USHORT *pStatusCode, LPCWSTR *ppszReason = NULL, USHORT *pcchReason = NULL) = 0;
  virtual VOID CloseTcpConnection(VOID) = 0;
  virtual VOID CancelOutstandingIO(VOID) = 0;
};
#endif
