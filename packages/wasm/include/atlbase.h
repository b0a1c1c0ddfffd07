/* What filters use of ATL: texts, conversions, locks, the registry, simple arrays, pointers. Ours, written from the public documentation of the classes. */
#ifndef __ATLBASE_H__
#define __ATLBASE_H__
#include <windows.h>
#include <objbase.h>
#include <atlcomcli.h>
#include <atlstr.h>
#include <atlconv.h>
#include <_isapi_collections.h>
#ifdef __cplusplus
#define ATLVERIFY(expr) ((void)(expr))
#define ATLTRACE(...) ((void)0)
#define ATLTRACE2(...) ((void)0)
#define ATLTRY(x) (x)
#define ATL_NOTIMPL(funcname) ((void)0)
namespace ATL { using ::CStringA; using ::CStringW; using ::CString; using ::CStringT; }

class CComCriticalSection {
public:
  HRESULT Init() { InitializeCriticalSection(&m_sec); return S_OK; }
  HRESULT Term() { DeleteCriticalSection(&m_sec); return S_OK; }
  HRESULT Lock() { EnterCriticalSection(&m_sec); return S_OK; }
  HRESULT Unlock() { LeaveCriticalSection(&m_sec); return S_OK; }
  CRITICAL_SECTION m_sec;
};
class CComAutoCriticalSection : public CComCriticalSection {
public:
  CComAutoCriticalSection() { Init(); }
  ~CComAutoCriticalSection() { Term(); }
};
class CComAutoDeleteCriticalSection : public CComCriticalSection {};
template <class LOCK> class CComCritSecLock {
public:
  explicit CComCritSecLock(LOCK &cs, bool bInitialLock = true) : m_cs(cs), m_bLocked(false) { if (bInitialLock) Lock(); }
  ~CComCritSecLock() { if (m_bLocked) Unlock(); }
  HRESULT Lock() { m_bLocked = true; return m_cs.Lock(); }
  void Unlock() { m_bLocked = false; m_cs.Unlock(); }

private:
  LOCK &m_cs;
  bool m_bLocked;
};

class CHandle {
public:
  CHandle() : m_h(NULL) {}
  explicit CHandle(HANDLE h) : m_h(h) {}
  CHandle(CHandle &other) : m_h(other.Detach()) {}
  ~CHandle() { Close(); }
  CHandle &operator=(CHandle &other) { if (this != &other) { Close(); m_h = other.Detach(); } return *this; }
  operator HANDLE() const { return m_h; }
  void Attach(HANDLE h) { m_h = h; }
  HANDLE Detach() { HANDLE h = m_h; m_h = NULL; return h; }
  void Close() { if (m_h) CloseHandle(m_h); m_h = NULL; }
  HANDLE m_h;
};

template <class T> class CAutoPtr {
public:
  CAutoPtr() : m_p(NULL) {}
  explicit CAutoPtr(T *p) : m_p(p) {}
  CAutoPtr(CAutoPtr &other) : m_p(other.Detach()) {}
  ~CAutoPtr() { Free(); }
  CAutoPtr &operator=(CAutoPtr &other) { if (m_p != other.m_p) { Free(); m_p = other.Detach(); } return *this; }
  operator T *() const { return m_p; }
  T *operator->() const { return m_p; }
  void Attach(T *p) { m_p = p; }
  T *Detach() { T *p = m_p; m_p = NULL; return p; }
  void Free() { delete m_p; m_p = NULL; }
  T *m_p;
};
template <class T> class CHeapPtr {
public:
  CHeapPtr() : m_pData(NULL) {}
  explicit CHeapPtr(T *p) : m_pData(p) {}
  ~CHeapPtr() { Free(); }
  bool Allocate(size_t count = 1) { m_pData = (T *)malloc(count * sizeof(T)); return m_pData != NULL; }
  bool Reallocate(size_t count) { T *more = (T *)realloc(m_pData, count * sizeof(T)); if (more) m_pData = more; return more != NULL; }
  operator T *() const { return m_pData; }
  T *operator->() const { return m_pData; }
  T **operator&() { return &m_pData; }
  void Attach(T *p) { m_pData = p; }
  T *Detach() { T *p = m_pData; m_pData = NULL; return p; }
  void Free() { free(m_pData); m_pData = NULL; }
  T *m_pData;

private:
  CHeapPtr(const CHeapPtr &);
  CHeapPtr &operator=(const CHeapPtr &);
};

template <class T> class CSimpleArray : public _isapi::Array<T> {
public:
  CSimpleArray() {}
  CSimpleArray(const CSimpleArray &other) : _isapi::Array<T>() { this->Copy(other); }
  CSimpleArray &operator=(const CSimpleArray &other) { this->Copy(other); return *this; }
  int GetSize() const { return (int)_isapi::Array<T>::GetSize(); }
  BOOL Add(const T &value) { _isapi::Array<T>::Add(value); return TRUE; }
  BOOL Remove(const T &value) { int at = Find(value); return at >= 0 && RemoveAt(at); }
  BOOL RemoveAt(int at) { if (at < 0 || at >= GetSize()) return FALSE; _isapi::Array<T>::RemoveAt(at); return TRUE; }
  int Find(const T &value) const { for (int i = 0; i < GetSize(); i++) if ((*this)[i] == value) return i; return -1; }
  BOOL SetAtIndex(int at, const T &value) { if (at < 0 || at >= GetSize()) return FALSE; this->SetAt(at, value); return TRUE; }
};
template <class K, class V> class CSimpleMap {
public:
  int GetSize() const { return keys.GetSize(); }
  BOOL Add(const K &key, const V &value) { keys.Add(key); return values.Add(value); }
  BOOL SetAt(const K &key, const V &value) { int at = FindKey(key); return at >= 0 && values.SetAtIndex(at, value); }
  BOOL Remove(const K &key) { int at = FindKey(key); return at >= 0 && keys.RemoveAt(at) && values.RemoveAt(at); }
  void RemoveAll() { keys.RemoveAll(); values.RemoveAll(); }
  V Lookup(const K &key) const { int at = FindKey(key); return at >= 0 ? values[at] : V(); }
  K &GetKeyAt(int at) { return keys[at]; }
  V &GetValueAt(int at) { return values[at]; }
  int FindKey(const K &key) const { return keys.Find(key); }
  int FindVal(const V &value) const { return values.Find(value); }

private:
  CSimpleArray<K> keys;
  CSimpleArray<V> values;
};

class CRegKey {
public:
  explicit CRegKey(HKEY hKey = NULL) : m_hKey(hKey) {}
  ~CRegKey() { Close(); }
  operator HKEY() const { return m_hKey; }
  LONG Open(HKEY hKeyParent, LPCTSTR lpszKeyName, REGSAM samDesired = KEY_READ | KEY_WRITE) {
    HKEY opened = NULL;
    LONG error = RegOpenKeyEx(hKeyParent, lpszKeyName, 0, samDesired, &opened);
    if (error == ERROR_SUCCESS) { Close(); m_hKey = opened; }
    return error;
  }
  LONG Create(HKEY hKeyParent, LPCTSTR lpszKeyName, LPTSTR lpszClass = NULL, DWORD dwOptions = REG_OPTION_NON_VOLATILE, REGSAM samDesired = KEY_READ | KEY_WRITE, LPSECURITY_ATTRIBUTES attributes = NULL, LPDWORD lpdwDisposition = NULL) {
    HKEY opened = NULL;
    LONG error = RegCreateKeyEx(hKeyParent, lpszKeyName, 0, lpszClass, dwOptions, samDesired, attributes, &opened, lpdwDisposition);
    if (error == ERROR_SUCCESS) { Close(); m_hKey = opened; }
    return error;
  }
  LONG Close() { LONG error = m_hKey ? RegCloseKey(m_hKey) : ERROR_SUCCESS; m_hKey = NULL; return error; }
  void Attach(HKEY hKey) { m_hKey = hKey; }
  HKEY Detach() { HKEY key = m_hKey; m_hKey = NULL; return key; }
  LONG QueryDWORDValue(LPCTSTR name, DWORD &value) {
    DWORD type, size = sizeof value, read;
    LONG error = RegQueryValueEx(m_hKey, name, NULL, &type, (LPBYTE)&read, &size);
    if (error == ERROR_SUCCESS && type != REG_DWORD) error = ERROR_INVALID_DATA;
    if (error == ERROR_SUCCESS) value = read;
    return error;
  }
  /* The size is in characters, with the final NUL. */
  LONG QueryStringValue(LPCTSTR name, LPTSTR value, ULONG *size) {
    DWORD type, bytes = *size * sizeof(TCHAR);
    LONG error = RegQueryValueEx(m_hKey, name, NULL, &type, (LPBYTE)value, &bytes);
    *size = bytes / sizeof(TCHAR);
    return error == ERROR_SUCCESS && type != REG_SZ && type != REG_EXPAND_SZ ? ERROR_INVALID_DATA : error;
  }
  LONG QueryValue(DWORD &value, LPCTSTR name) { return QueryDWORDValue(name, value); }
  LONG QueryValue(LPTSTR value, LPCTSTR name, DWORD *size) { DWORD type; return RegQueryValueEx(m_hKey, name, NULL, &type, (LPBYTE)value, size); }
  LONG QueryValue(LPCTSTR name, DWORD *type, void *data, ULONG *bytes) { return RegQueryValueEx(m_hKey, name, NULL, type, (LPBYTE)data, bytes); }
  LONG SetDWORDValue(LPCTSTR name, DWORD value) { return RegSetValueEx(m_hKey, name, 0, REG_DWORD, (const BYTE *)&value, sizeof value); }
  LONG SetStringValue(LPCTSTR name, LPCTSTR value, DWORD type = REG_SZ) { return RegSetValueEx(m_hKey, name, 0, type, (const BYTE *)value, (DWORD)((_tcslen(value) + 1) * sizeof(TCHAR))); }
  LONG SetValue(DWORD value, LPCTSTR name) { return SetDWORDValue(name, value); }
  LONG SetValue(LPCTSTR value, LPCTSTR name = NULL) { return SetStringValue(name, value); }
  LONG DeleteValue(LPCTSTR name) { return RegDeleteValue(m_hKey, name); }
  LONG DeleteSubKey(LPCTSTR name) { return RegDeleteKey(m_hKey, name); }
  LONG EnumKey(DWORD index, LPTSTR name, LPDWORD size, FILETIME *time = NULL) { return RegEnumKeyEx(m_hKey, index, name, size, NULL, NULL, NULL, time); }
  HKEY m_hKey;

private:
  CRegKey(const CRegKey &);
  CRegKey &operator=(const CRegKey &);
};

class CComModule {
public:
  HRESULT Init(void *, HINSTANCE h, const GUID * = NULL) { m_hInst = h; return S_OK; }
  void Term() {}
  HINSTANCE GetModuleInstance() { return m_hInst; }
  HINSTANCE m_hInst;
};
inline HRESULT AtlHresultFromWin32(DWORD error) { return HRESULT_FROM_WIN32(error); }
inline HRESULT AtlHresultFromLastError() { return HRESULT_FROM_WIN32(GetLastError()); }
#endif
#endif
