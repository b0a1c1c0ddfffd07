/* Conversions of texts of ATL: the macros, and the classes that hold what they made. */
#ifndef __ATLCONV_H__
#define __ATLCONV_H__
#include <atlstr.h>
#ifdef __cplusplus

namespace _isapi {
/* Holds the text until the end of the statement, or of its scope. */
template <class TO> class Converted {
public:
  Converted(const char *from, UINT = CP_ACP) : null(!from) { if (from) copy(text, from); }
  Converted(const wchar_t *from, UINT = CP_ACP) : null(!from) { if (from) copy(text, from); }
  operator TO *() const { return null ? NULL : const_cast<TO *>(text.c_str()); }

private:
  std::basic_string<TO> text;
  bool null;
};
/* What the macros give lives as long as the function that uses them: nothing frees it before a filter's call is over. */
template <class TO> inline TO *kept(TO *room, const std::basic_string<TO> &text) { memcpy(room, text.c_str(), (text.size() + 1) * sizeof(TO)); return room; }
inline wchar_t *kept(wchar_t *room, const char *from) { std::wstring text; copy(text, from); return kept(room, text); }
inline char *kept(char *room, const wchar_t *from) { std::string text; copy(text, from); return kept(room, text); }
/* The macros take whatever converts to such a text. */
inline const char *narrow(const char *from) { return from; }
inline const wchar_t *wide(const wchar_t *from) { return from; }
inline size_t roomFor(const char *from) { return strlen(from) + 1; }
inline size_t roomFor(const wchar_t *from) { return wcslen(from) * 4 + 1; }
}

#define _ISAPI_KEPT(TO, from) ((from) == NULL ? (TO *)NULL : _isapi::kept((TO *)__builtin_alloca(_isapi::roomFor(from) * sizeof(TO)), from))
#define USES_CONVERSION ((void)0)
#define A2W(sz) _ISAPI_KEPT(wchar_t, _isapi::narrow(sz))
#define W2A(sz) _ISAPI_KEPT(char, _isapi::wide(sz))
#define A2CW(sz) ((LPCWSTR)A2W(sz))
#define W2CA(sz) ((LPCSTR)W2A(sz))
#define A2OLE A2W
#define OLE2A W2A
#define A2COLE A2CW
#define OLE2CA W2CA
#ifdef _UNICODE
#define T2A W2A
#define A2T A2W
#define T2W(sz) ((LPWSTR)(sz))
#define W2T(sz) ((LPWSTR)(sz))
#define T2CA W2CA
#define A2CT A2CW
#define T2CW(sz) ((LPCWSTR)(sz))
#define W2CT(sz) ((LPCWSTR)(sz))
#else
#define T2A(sz) ((LPSTR)(sz))
#define A2T(sz) ((LPSTR)(sz))
#define T2W A2W
#define W2T W2A
#define T2CA(sz) ((LPCSTR)(sz))
#define A2CT(sz) ((LPCSTR)(sz))
#define T2CW A2CW
#define W2CT W2CA
#endif
#define T2OLE T2W
#define OLE2T W2T
#define OLE2CT W2CT
typedef _isapi::Converted<wchar_t> CA2W, CW2W, CA2CW;
typedef _isapi::Converted<char> CW2A, CA2A, CW2CA;
typedef _isapi::Converted<TCHAR> CA2T, CW2T, CA2CT, CW2CT, CT2T, CT2CT;
typedef CA2W CT2W, CT2CW;
typedef CW2A CT2A, CT2CA;
#endif
#endif
