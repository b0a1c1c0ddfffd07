/* Collections of MFC for certain types. */
#ifndef __AFXCOLL_H__
#define __AFXCOLL_H__
#include <afx.h>

class CByteArray : public CObject, public _isapi::Array<BYTE, BYTE> {};
class CWordArray : public CObject, public _isapi::Array<WORD, WORD> {};
class CDWordArray : public CObject, public _isapi::Array<DWORD, DWORD> {};
class CUIntArray : public CObject, public _isapi::Array<UINT, UINT> {};
class CPtrArray : public CObject, public _isapi::Array<void *, void *> {};
class CObArray : public CObject, public _isapi::Array<CObject *, CObject *> {};
class CStringArray : public CObject, public _isapi::Array<CString, LPCTSTR> {
public:
  INT_PTR Append(const CStringArray &other) { return _isapi::Array<CString, LPCTSTR>::Append(other); }
};
class CPtrList : public CObject, public _isapi::List<void *, void *> { public: explicit CPtrList(INT_PTR = 10) {} };
class CObList : public CObject, public _isapi::List<CObject *, CObject *> { public: explicit CObList(INT_PTR = 10) {} };
class CStringList : public CObject, public _isapi::List<CString, LPCTSTR> { public: explicit CStringList(INT_PTR = 10) {} };
class CMapStringToString : public CObject, public _isapi::Map<CString, LPCTSTR, CString, LPCTSTR, _isapi::HashTraits<CString, LPCTSTR> > { public: explicit CMapStringToString(INT_PTR = 10) {} };
class CMapStringToPtr : public CObject, public _isapi::Map<CString, LPCTSTR, void *, void *, _isapi::HashTraits<CString, LPCTSTR> > { public: explicit CMapStringToPtr(INT_PTR = 10) {} };
class CMapStringToOb : public CObject, public _isapi::Map<CString, LPCTSTR, CObject *, CObject *, _isapi::HashTraits<CString, LPCTSTR> > { public: explicit CMapStringToOb(INT_PTR = 10) {} };
class CMapPtrToPtr : public CObject, public _isapi::Map<void *, void *, void *, void *, _isapi::HashTraits<void *, void *> > { public: explicit CMapPtrToPtr(INT_PTR = 10) {} };
class CMapWordToPtr : public CObject, public _isapi::Map<WORD, WORD, void *, void *, _isapi::HashTraits<WORD, WORD> > { public: explicit CMapWordToPtr(INT_PTR = 10) {} };
#endif
