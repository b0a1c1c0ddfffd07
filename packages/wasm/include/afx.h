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
#include <string>

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

/* A CString given to printf-like functions needs its cast: (LPCTSTR)str. */
class CString {
  typedef std::basic_string<TCHAR> Text;

public:
  CString() {}
  CString(const CString &other) : m_text(other.m_text) {}
  CString(LPCTSTR psz) : m_text(psz ? psz : _T("")) {}
  CString(LPCTSTR pch, int nLength) : m_text(pch, nLength) {}
  CString(TCHAR ch, int nRepeat = 1) : m_text(nRepeat, ch) {}
  CString &operator=(const CString &other) { m_text = other.m_text; return *this; }
  CString &operator=(LPCTSTR psz) { m_text = psz ? psz : _T(""); return *this; }
  CString &operator=(TCHAR ch) { m_text.assign(1, ch); return *this; }

  int GetLength() const { return (int)m_text.size(); }
  BOOL IsEmpty() const { return m_text.empty(); }
  void Empty() { m_text.clear(); }
  TCHAR GetAt(int i) const { return m_text[i]; }
  void SetAt(int i, TCHAR ch) { m_text[i] = ch; }
  operator LPCTSTR() const { return m_text.c_str(); }
  LPCTSTR GetString() const { return m_text.c_str(); }

  CString &operator+=(const CString &other) { m_text += other.m_text; return *this; }
  CString &operator+=(LPCTSTR psz) { m_text += psz; return *this; }
  CString &operator+=(TCHAR ch) { m_text += ch; return *this; }
  int Compare(LPCTSTR psz) const { return _tcscmp(*this, psz); }
  int CompareNoCase(LPCTSTR psz) const { return _tcsicmp(*this, psz); }

  CString Mid(int iFirst) const { return Mid(iFirst, GetLength()); }
  CString Mid(int iFirst, int nCount) const { return iFirst >= GetLength() || nCount <= 0 ? CString() : From(m_text.substr(iFirst < 0 ? 0 : iFirst, nCount)); }
  CString Left(int nCount) const { return Mid(0, nCount); }
  CString Right(int nCount) const { return nCount >= GetLength() ? *this : Mid(GetLength() - nCount); }
  CString SpanIncluding(LPCTSTR pszSet) const { return Left((int)_tcsspn(*this, pszSet)); }
  CString SpanExcluding(LPCTSTR pszSet) const { return Left((int)_tcscspn(*this, pszSet)); }

  int Find(LPCTSTR pszSub, int iStart = 0) const { return Index(m_text.find(pszSub, iStart)); }
  int Find(TCHAR ch, int iStart = 0) const { return Index(m_text.find(ch, iStart)); }
  int ReverseFind(TCHAR ch) const { return Index(m_text.rfind(ch)); }
  int FindOneOf(LPCTSTR pszSet) const { return Index(m_text.find_first_of(pszSet)); }

  CString &MakeUpper() { for (size_t i = 0; i < m_text.size(); i++) m_text[i] = _totupper((_TUCHAR)m_text[i]); return *this; }
  CString &MakeLower() { for (size_t i = 0; i < m_text.size(); i++) m_text[i] = _totlower((_TUCHAR)m_text[i]); return *this; }
  CString &TrimLeft(LPCTSTR pszSet = _T(" \t\r\n\v\f")) { m_text.erase(0, m_text.find_first_not_of(pszSet)); return *this; }
  CString &TrimRight(LPCTSTR pszSet = _T(" \t\r\n\v\f")) { m_text.erase(m_text.find_last_not_of(pszSet) + 1); return *this; }
  CString &Trim(LPCTSTR pszSet = _T(" \t\r\n\v\f")) { TrimRight(pszSet); return TrimLeft(pszSet); }
  int Insert(int i, LPCTSTR psz) { m_text.insert(i > GetLength() ? GetLength() : i < 0 ? 0 : i, psz); return GetLength(); }
  int Delete(int i, int nCount = 1) { if (i < GetLength()) m_text.erase(i < 0 ? 0 : i, nCount); return GetLength(); }

  int Replace(LPCTSTR pszOld, LPCTSTR pszNew) {
    const size_t old = _tcslen(pszOld), fresh = _tcslen(pszNew);
    int count = 0;
    if (old == 0) return 0;
    for (size_t at = 0; (at = m_text.find(pszOld, at)) != Text::npos; at += fresh, count++) m_text.replace(at, old, pszNew);
    return count;
  }
  int Replace(TCHAR chOld, TCHAR chNew) {
    int count = 0;
    for (size_t i = 0; i < m_text.size(); i++) if (m_text[i] == chOld) m_text[i] = chNew, count++;
    return count;
  }

  void Format(LPCTSTR pszFormat, ...) {
    va_list args;
    va_start(args, pszFormat);
    FormatV(pszFormat, args);
    va_end(args);
  }
  void FormatV(LPCTSTR pszFormat, va_list args) {
    Text text(128, 0);
    for (;;) {
      va_list copy;
      va_copy(copy, args);
      const int length = _vsntprintf(&text[0], text.size(), pszFormat, copy);
      va_end(copy);
      if (length >= 0 && (size_t)length < text.size()) { text.resize(length); break; }
      text.resize(text.size() * 2);
    }
    m_text.swap(text);
  }
  BOOL LoadString(UINT nID) {
    TCHAR text[256] = {0};
    const int length = ::LoadString(AfxGetResourceHandle(), nID, text, 256);
    m_text.assign(text, length);
    return length > 0;
  }

  /* The buffer has room for nMinLength characters; ReleaseBuffer says how many there are. */
  LPTSTR GetBuffer(int nMinLength = 0) { if (nMinLength > GetLength()) m_text.resize(nMinLength); return &m_text[0]; }
  LPTSTR GetBufferSetLength(int nLength) { m_text.resize(nLength); return &m_text[0]; }
  void ReleaseBuffer(int nLength = -1) { m_text.resize(nLength == -1 ? _tcslen(m_text.c_str()) : nLength); }

  friend CString operator+(const CString &one, const CString &other) { return From(one.m_text + other.m_text); }
  friend CString operator+(const CString &one, LPCTSTR psz) { return From(one.m_text + psz); }
  friend CString operator+(LPCTSTR psz, const CString &one) { return From(psz + one.m_text); }
  friend CString operator+(const CString &one, TCHAR ch) { return From(one.m_text + ch); }
  friend bool operator==(const CString &one, const CString &other) { return one.m_text == other.m_text; }
  friend bool operator==(const CString &one, LPCTSTR psz) { return one.m_text == psz; }
  friend bool operator==(LPCTSTR psz, const CString &one) { return one.m_text == psz; }
  friend bool operator!=(const CString &one, const CString &other) { return one.m_text != other.m_text; }
  friend bool operator!=(const CString &one, LPCTSTR psz) { return one.m_text != psz; }
  friend bool operator!=(LPCTSTR psz, const CString &one) { return one.m_text != psz; }
  friend bool operator<(const CString &one, const CString &other) { return one.m_text < other.m_text; }

private:
  static CString From(const Text &text) { CString made; made.m_text = text; return made; }
  static int Index(size_t at) { return at == Text::npos ? -1 : (int)at; }
  Text m_text;
};

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
