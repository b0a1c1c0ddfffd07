/* _com_error: an HRESULT that is thrown. */
#ifndef _ISAPI_COMERR_H
#define _ISAPI_COMERR_H
#include <windows.h>
#include <objbase.h>
#include <tchar.h>
#include <stdio.h>
#ifdef __cplusplus
class _com_error {
public:
  _com_error(HRESULT hr, void * = NULL, bool = false) : error(hr) { text[0] = 0; }
  virtual ~_com_error() {}
  HRESULT Error() const { return error; }
  WORD WCode() const { return (WORD)(error >= (HRESULT)0x80040200 && error <= (HRESULT)0x8004FFFF ? error - 0x80040200 : 0); }
  const TCHAR *ErrorMessage() const {
    if (!text[0] && FormatMessage(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, (DWORD)error, 0, text, sizeof text / sizeof *text, NULL) == 0) {
#ifdef UNICODE
      swprintf(text, sizeof text / sizeof *text, L"Unknown error 0x%08lX", (unsigned long)error);
#else
      snprintf(text, sizeof text, "Unknown error 0x%08lX", (unsigned long)error);
#endif
    }
    return text;
  }
  IUnknown *ErrorInfo() const { return NULL; }

private:
  const HRESULT error;
  mutable TCHAR text[256];
};
inline void _com_raise_error(HRESULT hr, void * = NULL) { throw _com_error(hr); }
inline void _com_issue_error(HRESULT hr) { throw _com_error(hr); }
#endif
#endif
