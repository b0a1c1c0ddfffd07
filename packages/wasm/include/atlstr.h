/* CString, as far as filters without MFC use it: CStringA of char, CStringW of wchar_t. Ours, from the public documentation. */
#ifndef __ATLSTR_H__
#define __ATLSTR_H__
#include <windows.h>
#include <tchar.h>
#include <stdarg.h>
#ifdef __cplusplus
#include <string>
#include <string.h>
#include <wchar.h>

namespace _isapi {
inline int vprint(char *to, size_t size, const char *format, va_list arguments) { return to ? _vsnprintf(to, size, format, arguments) : _vscprintf(format, arguments); }
inline int vprint(wchar_t *to, size_t size, const wchar_t *format, va_list arguments) { return to ? _vsnwprintf(to, size, format, arguments) : _vscwprintf(format, arguments); }
inline void copy(std::string &to, const char *from) { to = from; }
inline void copy(std::wstring &to, const wchar_t *from) { to = from; }
inline void copy(std::wstring &to, const char *from) {
  int size = MultiByteToWideChar(CP_ACP, 0, from, -1, NULL, 0);
  to.assign(size > 0 ? (size_t)size : 1, L'\0');
  MultiByteToWideChar(CP_ACP, 0, from, -1, &to[0], size);
  to.resize(to.size() - 1);
}
inline void copy(std::string &to, const wchar_t *from) {
  int size = WideCharToMultiByte(CP_ACP, 0, from, -1, NULL, 0, NULL, NULL);
  to.assign(size > 0 ? (size_t)size : 1, '\0');
  WideCharToMultiByte(CP_ACP, 0, from, -1, &to[0], size, NULL, NULL);
  to.resize(to.size() - 1);
}
inline bool blank(unsigned c) { return c == ' ' || (c >= 9 && c <= 13); }
template <class C> inline C lower(C c) { return c >= 'A' && c <= 'Z' ? (C)(c + 32) : c; }
template <class C> inline C upper(C c) { return c >= 'a' && c <= 'z' ? (C)(c - 32) : c; }
}

template <class C> class CStringT;
namespace _isapi {
template <class T> inline const T &plain(const T &argument) { return argument; }
template <class C> inline const C *plain(const CStringT<C> &argument) { return argument.GetString(); }
}

template <class C> class CStringT {
public:
  typedef C XCHAR;
  typedef const C *PCXSTR;
  typedef C *PXSTR;

  CStringT() {}
  CStringT(const CStringT &other) : text(other.text) {}
  CStringT(const char *from) { if (from) _isapi::copy(text, from); }
  CStringT(const wchar_t *from) { if (from) _isapi::copy(text, from); }
  CStringT(const unsigned char *from) { if (from) _isapi::copy(text, (const char *)from); }
  CStringT(const C *from, int length) : text(from, (size_t)length) {}
  explicit CStringT(C c, int count = 1) : text((size_t)count, c) {}
  CStringT &operator=(const CStringT &other) { text = other.text; return *this; }
  CStringT &operator=(const char *from) { CStringT(from).swap(*this); return *this; }
  CStringT &operator=(const wchar_t *from) { CStringT(from).swap(*this); return *this; }
  CStringT &operator=(C c) { text.assign(1, c); return *this; }

  operator const C *() const { return text.c_str(); }
  const C *GetString() const { return text.c_str(); }
  int GetLength() const { return (int)text.size(); }
  BOOL IsEmpty() const { return text.empty(); }
  void Empty() { text.clear(); }
  C GetAt(int at) const { return text.c_str()[at]; }
  C operator[](int at) const { return text.c_str()[at]; }
  void SetAt(int at, C c) { text[(size_t)at] = c; }

  /* The buffer is the text itself until ReleaseBuffer. */
  C *GetBuffer() { return &text[0]; }
  C *GetBuffer(int least) { if ((int)text.size() < least) text.resize((size_t)least); return &text[0]; }
  C *GetBufferSetLength(int length) { text.resize((size_t)length); return &text[0]; }
  C *LockBuffer() { return GetBuffer(); }
  void UnlockBuffer() {}
  void ReleaseBuffer(int length = -1) { text.resize(length < 0 ? std::char_traits<C>::length(text.c_str()) : (size_t)length); }
  void ReleaseBufferSetLength(int length) { ReleaseBuffer(length); }
  void FreeExtra() {}
  void Preallocate(int size) { text.reserve((size_t)size); }
  void Truncate(int length) { text.resize((size_t)length); }

  void Append(const C *more) { text += more; }
  void Append(const C *more, int length) { text.append(more, (size_t)length); }
  void AppendChar(C c) { text += c; }
  CStringT &operator+=(const CStringT &more) { text += more.text; return *this; }
  CStringT &operator+=(const char *more) { text += CStringT(more).text; return *this; }
  CStringT &operator+=(const wchar_t *more) { text += CStringT(more).text; return *this; }
  CStringT &operator+=(C c) { text += c; return *this; }
  friend CStringT operator+(const CStringT &one, const CStringT &other) { CStringT sum(one); sum += other; return sum; }
  friend CStringT operator+(const CStringT &one, const C *other) { CStringT sum(one); sum += other; return sum; }
  friend CStringT operator+(const C *one, const CStringT &other) { CStringT sum(one); sum += other; return sum; }
  friend CStringT operator+(const CStringT &one, C other) { CStringT sum(one); sum += other; return sum; }
  friend CStringT operator+(C one, const CStringT &other) { CStringT sum(one, 1); sum += other; return sum; }

  int Compare(const C *other) const { return sign(text.compare(other)); }
  int CompareNoCase(const C *other) const { return Lowered().Compare(CStringT(other).MakeLower()); }
  int Collate(const C *other) const { return Compare(other); }
  int CollateNoCase(const C *other) const { return CompareNoCase(other); }

  CStringT Left(int count) const { return part(0, count); }
  CStringT Right(int count) const { return count >= GetLength() ? *this : part(GetLength() - count, count); }
  CStringT Mid(int first) const { return part(first, GetLength()); }
  CStringT Mid(int first, int count) const { return part(first, count); }
  CStringT SpanIncluding(const C *set) const { return part(0, at(text.find_first_not_of(set))); }
  CStringT SpanExcluding(const C *set) const { return part(0, at(text.find_first_of(set))); }
  CStringT Tokenize(const C *separators, int &start) const {
    size_t first = start < 0 ? std::string::npos : text.find_first_not_of(separators, (size_t)start);
    if (first == std::string::npos) { start = -1; return CStringT(); }
    size_t end = text.find_first_of(separators, first);
    CStringT token(text.c_str() + first, (int)((end == std::string::npos ? text.size() : end) - first));
    start = end == std::string::npos ? GetLength() : (int)end + 1;
    return token;
  }

  CStringT &MakeLower() { for (size_t i = 0; i < text.size(); i++) text[i] = _isapi::lower(text[i]); return *this; }
  CStringT &MakeUpper() { for (size_t i = 0; i < text.size(); i++) text[i] = _isapi::upper(text[i]); return *this; }
  CStringT &MakeReverse() { text.assign(text.rbegin(), text.rend()); return *this; }
  CStringT &TrimLeft() { size_t n = 0; while (n < text.size() && _isapi::blank((unsigned)text[n])) n++; text.erase(0, n); return *this; }
  CStringT &TrimRight() { size_t n = text.size(); while (n > 0 && _isapi::blank((unsigned)text[n - 1])) n--; text.resize(n); return *this; }
  CStringT &Trim() { return TrimRight().TrimLeft(); }
  CStringT &TrimLeft(const C *set) { size_t n = text.find_first_not_of(set); text.erase(0, n); return *this; }
  CStringT &TrimRight(const C *set) { size_t n = text.find_last_not_of(set); text.resize(n == std::string::npos ? 0 : n + 1); return *this; }
  CStringT &Trim(const C *set) { return TrimRight(set).TrimLeft(set); }
  CStringT &TrimLeft(C c) { C set[2] = { c, 0 }; return TrimLeft(set); }
  CStringT &TrimRight(C c) { C set[2] = { c, 0 }; return TrimRight(set); }
  CStringT &Trim(C c) { C set[2] = { c, 0 }; return Trim(set); }

  int Find(const C *what, int start = 0) const { return start > GetLength() ? -1 : found(text.find(what, (size_t)start)); }
  int Find(C c, int start = 0) const { return start > GetLength() ? -1 : found(text.find(c, (size_t)start)); }
  int FindOneOf(const C *set) const { return found(text.find_first_of(set)); }
  int ReverseFind(C c) const { return found(text.rfind(c)); }
  int Replace(const C *what, const C *with) {
    size_t length = std::char_traits<C>::length(what), by = std::char_traits<C>::length(with), place = 0;
    int count = 0;
    if (length == 0) return 0;
    while ((place = text.find(what, place)) != std::string::npos) { text.replace(place, length, with); place += by; count++; }
    return count;
  }
  int Replace(C what, C with) { int count = 0; for (size_t i = 0; i < text.size(); i++) if (text[i] == what) { text[i] = with; count++; } return count; }
  int Remove(C what) { size_t before = text.size(), n = 0; for (size_t i = 0; i < before; i++) if (text[i] != what) text[n++] = text[i]; text.resize(n); return (int)(before - n); }
  int Insert(int place, const C *more) { text.insert((size_t)(place > GetLength() ? GetLength() : place), more); return GetLength(); }
  int Insert(int place, C c) { text.insert((size_t)(place > GetLength() ? GetLength() : place), 1, c); return GetLength(); }
  int Delete(int place, int count = 1) { if (place < GetLength()) text.erase((size_t)place, (size_t)count); return GetLength(); }

  /* Sources hand a CString to %s as it is. */
  template <class... ARGUMENTS> void Format(const C *format, ARGUMENTS... arguments) { print(format, _isapi::plain(arguments)...); }
  template <class... ARGUMENTS> void AppendFormat(const C *format, ARGUMENTS... arguments) { CStringT more; more.print(format, _isapi::plain(arguments)...); text += more.text; }
  void FormatV(const C *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = _isapi::vprint((C *)NULL, 0, format, again);
    va_end(again);
    std::basic_string<C> made((size_t)(length < 0 ? 0 : length) + 1, (C)0);
    _isapi::vprint(&made[0], made.size(), format, arguments);
    made.resize(made.size() - 1);
    text.swap(made);
  }
  BOOL GetEnvironmentVariable(const char *name) { char value[4096]; DWORD length = ::GetEnvironmentVariableA(name, value, sizeof value); *this = length ? value : ""; return length != 0; }

  friend bool operator==(const CStringT &one, const CStringT &other) { return one.text == other.text; }
  friend bool operator==(const CStringT &one, const C *other) { return one.Compare(other) == 0; }
  friend bool operator==(const C *one, const CStringT &other) { return other.Compare(one) == 0; }
  friend bool operator!=(const CStringT &one, const CStringT &other) { return one.text != other.text; }
  friend bool operator!=(const CStringT &one, const C *other) { return one.Compare(other) != 0; }
  friend bool operator!=(const C *one, const CStringT &other) { return other.Compare(one) != 0; }
  friend bool operator<(const CStringT &one, const CStringT &other) { return one.text < other.text; }
  friend bool operator<(const CStringT &one, const C *other) { return one.Compare(other) < 0; }
  friend bool operator>(const CStringT &one, const CStringT &other) { return other.text < one.text; }
  friend bool operator>(const CStringT &one, const C *other) { return one.Compare(other) > 0; }

  BOOL LoadString(UINT nID) { const wchar_t *found = NULL; int length = LoadStringW(NULL, nID, (LPWSTR)&found, 0); if (length) _isapi::copy(text, found); return length != 0; }

private:
  std::basic_string<C> text;

  void print(const C *format, ...) { va_list list; va_start(list, format); FormatV(format, list); va_end(list); }
  void swap(CStringT &other) { text.swap(other.text); }
  CStringT Lowered() const { return CStringT(*this).MakeLower(); }
  CStringT part(int first, int count) const {
    if (first < 0) first = 0;
    if (count <= 0 || first >= GetLength()) return CStringT();
    if (count > GetLength() - first) count = GetLength() - first;
    return CStringT(text.c_str() + first, count);
  }
  int at(size_t place) const { return place == std::string::npos ? GetLength() : (int)place; }
  static int found(size_t place) { return place == std::string::npos ? -1 : (int)place; }
  static int sign(int value) { return value < 0 ? -1 : value > 0; }
};

typedef CStringT<char> CStringA;
typedef CStringT<wchar_t> CStringW;
#ifdef _UNICODE
typedef CStringW CString;
#else
typedef CStringA CString;
#endif
#define _CSTRING_DEFINED
#endif
#endif
