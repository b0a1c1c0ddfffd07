/*
 * The classes of MFC for extensions, so that a DLL that is filter and extension at once compiles. Nobody calls the extension here: commands of a parse map
 * are compiled and not run.
 */
#ifndef _ISAPI_AFXSERVER_H
#define _ISAPI_AFXSERVER_H

class CHtmlStream;

class CHttpServerContext {
public:
  explicit CHttpServerContext(EXTENSION_CONTROL_BLOCK *pECB) : m_pECB(pECB), m_pStream(NULL), m_dwEndOfHeaders(0), m_bSendHeaders(TRUE) {}
  BOOL GetServerVariable(LPTSTR name, LPVOID buffer, LPDWORD size) { return m_pECB->GetServerVariable(m_pECB->ConnID, (LPSTR)name, buffer, size); }
  BOOL WriteClient(LPCVOID buffer, LPDWORD bytes, DWORD reserved = 0) { return m_pECB->WriteClient(m_pECB->ConnID, (LPVOID)buffer, bytes, reserved); }
  BOOL ReadClient(LPVOID buffer, LPDWORD size) { return m_pECB->ReadClient(m_pECB->ConnID, buffer, size); }
  BOOL ServerSupportFunction(DWORD request, LPCVOID buffer, LPDWORD size, LPDWORD type) { return m_pECB->ServerSupportFunction(m_pECB->ConnID, request, (LPVOID)buffer, size, type); }
  CHttpServerContext &operator<<(const char *text) { return write(text, (DWORD)strlen(text)); }
  CHttpServerContext &operator<<(const wchar_t *text) { while (*text) *this << (char)*text++; return *this; }
  CHttpServerContext &operator<<(char c) { return write(&c, 1); }
  CHttpServerContext &operator<<(int value) { char text[16]; return write(text, (DWORD)wsprintfA(text, "%d", value)); }
  CHttpServerContext &operator<<(long value) { return *this << (int)value; }
  CHttpServerContext &operator<<(short value) { return *this << (int)value; }
  CHttpServerContext &operator<<(WORD value) { return *this << (int)value; }
  CHttpServerContext &operator<<(DWORD value) { char text[16]; return write(text, (DWORD)wsprintfA(text, "%lu", value)); }
  CHttpServerContext &operator<<(double value) { char text[64]; return write(text, (DWORD)sprintf(text, "%f", value)); }
  CHttpServerContext &operator<<(float value) { return *this << (double)value; }
  EXTENSION_CONTROL_BLOCK *const m_pECB;
  CHtmlStream *m_pStream;
  DWORD m_dwEndOfHeaders;
  BOOL m_bSendHeaders;

private:
  CHttpServerContext &write(const char *text, DWORD bytes) { m_pECB->WriteClient(m_pECB->ConnID, (LPVOID)text, &bytes, 0); return *this; }
};

class CHttpServer {
public:
  explicit CHttpServer(TCHAR cDelimiter = '&') { (void)cDelimiter; Instance() = this; }
  virtual ~CHttpServer() { Instance() = NULL; }
  virtual BOOL GetExtensionVersion(HSE_VERSION_INFO *pVer) { pVer->dwExtensionVersion = HSE_VERSION; pVer->lpszExtensionDesc[0] = 0; return TRUE; }
  virtual BOOL TerminateExtension(DWORD) { return TRUE; }
  virtual DWORD HttpExtensionProc(EXTENSION_CONTROL_BLOCK *) { SetLastError(ERROR_NOT_SUPPORTED); return HSE_STATUS_ERROR; }
  virtual BOOL InitInstance(CHttpServerContext *) { return TRUE; }
  virtual LPCTSTR GetTitle() const { return _T("ISAPI extension"); }
  virtual void StartContent(CHttpServerContext *pCtxt) const { *pCtxt << "<html>\r\n"; }
  virtual void EndContent(CHttpServerContext *pCtxt) const { *pCtxt << "</body></html>\r\n"; }
  virtual void WriteTitle(CHttpServerContext *pCtxt) const { *pCtxt << "<head><title>" << GetTitle() << "</title></head>\r\n<body>\r\n"; }
  virtual void AddHeader(CHttpServerContext *pCtxt, LPCTSTR text) const { *pCtxt << text; }
  static CHttpServer *&Instance() { static CHttpServer *instance; return instance; }
};

#define ITS_EMPTY "\x06"
#define ITS_PSTR "\x05"
#define ITS_I2 "\x01"
#define ITS_I4 "\x02"
#define ITS_I8 "\x09"
#define ITS_R4 "\x03"
#define ITS_R8 "\x04"
#define ITS_RAW "\x07"
#define ITS_ARGLIST "\x08"
#define DECLARE_PARSE_MAP() static const char *const *_isapi_parse_map();
#define BEGIN_PARSE_MAP(theClass, baseClass) const char *const *theClass::_isapi_parse_map() { static const char *const map[] = {
#define ON_PARSE_COMMAND(FnName, mapClass, Args) #FnName, Args,
#define ON_PARSE_COMMAND_PARAMS(Params) Params,
#define DEFAULT_PARSE_COMMAND(FnName, mapClass) #FnName,
#define END_PARSE_MAP(theClass) 0 }; return map; }

extern "C" {
__attribute__((weak)) BOOL WINAPI GetExtensionVersion(HSE_VERSION_INFO *pVer) { return CHttpServer::Instance() != NULL && CHttpServer::Instance()->GetExtensionVersion(pVer); }
__attribute__((weak)) DWORD WINAPI HttpExtensionProc(EXTENSION_CONTROL_BLOCK *pECB) { return CHttpServer::Instance()->HttpExtensionProc(pECB); }
__attribute__((weak)) BOOL WINAPI TerminateExtension(DWORD dwFlags) { return CHttpServer::Instance() == NULL || CHttpServer::Instance()->TerminateExtension(dwFlags); }
}
#endif
