/* CComPtr, CComQIPtr, CComBSTR and CComVariant, as far as modules use them. Ours, from the public documentation. */
#ifndef __ATLCOMCLI_H__
#define __ATLCOMCLI_H__
#include <windows.h>
#include <objbase.h>
#include <_isapi_pointer.h>
#include <wchar.h>
#ifdef __cplusplus

#ifndef ATLASSERT
#define ATLASSERT(condition) ((void)0)
#endif
#ifndef ATLASSUME
#define ATLASSUME(condition) ((void)0)
#endif

namespace ATL {

template <class T> class CComPtrBase : public _isapi_pointer<T> {
public:
  typedef T _PtrClass;
  using _isapi_pointer<T>::p;

  operator T *() const { return p; }
  T &operator*() const { return *p; }
  T **operator&() { ATLASSERT(p == NULL); return &p; }
  T *operator->() const { return p; }
  bool operator!() const { return p == NULL; }
  bool operator<(T *other) const { return p < other; }
  bool operator!=(T *other) const { return p != other; }
  bool operator==(T *other) const { return p == other; }
  void Release() { this->_release(); }
  void Attach(T *other) { this->_attach(other); }
  T *Detach() { return this->_detach(); }
  HRESULT CopyTo(T **to) { return this->_copy_to(to); }
  bool IsEqualObject(IUnknown *other) const {
    if (!p || !other) return !p && !other;
    IUnknown *one = NULL, *two = NULL;
    p->QueryInterface(__uuidof(IUnknown), (void **)&one);
    other->QueryInterface(__uuidof(IUnknown), (void **)&two);
    const bool same = one == two;
    if (one) one->Release();
    if (two) two->Release();
    return same;
  }
  HRESULT CoCreateInstance(REFCLSID id, LPUNKNOWN outer = NULL, DWORD context = CLSCTX_ALL) { return ::CoCreateInstance(id, outer, context, __uuidof(T), (void **)&p); }
  template <class Q> HRESULT QueryInterface(Q **found) const { return p->QueryInterface(__uuidof(Q), (void **)found); }

protected:
  CComPtrBase() {}
  CComPtrBase(T *other) : _isapi_pointer<T>(other, true) {}
};

template <class T> class CComPtr : public CComPtrBase<T> {
public:
  CComPtr() {}
  CComPtr(T *other) : CComPtrBase<T>(other) {}
  CComPtr(const CComPtr<T> &other) : CComPtrBase<T>(other.p) {}
  T *operator=(T *other) { this->_set(other); return this->p; }
  T *operator=(const CComPtr<T> &other) { this->_set(other.p); return this->p; }
  template <class Q> T *operator=(const CComPtr<Q> &other) { this->_query(other.p, __uuidof(T)); return this->p; }
};

template <class T, const IID *id = &__uuidof(T)> class CComQIPtr : public CComPtr<T> {
public:
  CComQIPtr() {}
  CComQIPtr(T *other) : CComPtr<T>(other) {}
  CComQIPtr(const CComQIPtr<T, id> &other) : CComPtr<T>(other.p) {}
  template <class Q> CComQIPtr(Q *other) { this->_query(other, *id); }
  T *operator=(T *other) { this->_set(other); return this->p; }
  T *operator=(const CComQIPtr<T, id> &other) { this->_set(other.p); return this->p; }
  template <class Q> T *operator=(Q *other) { this->_query(other, *id); return this->p; }
};

class CComBSTR {
public:
  BSTR m_str;

  CComBSTR() : m_str(NULL) {}
  CComBSTR(int length) : m_str(SysAllocStringLen(NULL, (UINT)length)) {}
  CComBSTR(int length, LPCOLESTR from) : m_str(SysAllocStringLen(from, (UINT)length)) {}
  CComBSTR(size_t length, LPCOLESTR from) : m_str(SysAllocStringLen(from, (UINT)length)) {}
  CComBSTR(LPCOLESTR from) : m_str(SysAllocString(from)) {}
  CComBSTR(LPCSTR from) : m_str(Widen(from)) {}
  CComBSTR(const CComBSTR &other) : m_str(other.Copy()) {}
  CComBSTR(REFGUID guid) : m_str(NULL) {
    OLECHAR text[40];
    StringFromGUID2(guid, text, 40);
    m_str = SysAllocString(text);
  }
  ~CComBSTR() { SysFreeString(m_str); }
  CComBSTR &operator=(const CComBSTR &other) { if (this != &other) Attach(other.Copy()); return *this; }
  CComBSTR &operator=(LPCOLESTR from) { if (from != m_str) Attach(SysAllocString(from)); return *this; }
  CComBSTR &operator=(LPCSTR from) { Attach(Widen(from)); return *this; }

  operator BSTR() const { return m_str; }
  BSTR *operator&() { return &m_str; }
  unsigned Length() const { return SysStringLen(m_str); }
  unsigned ByteLength() const { return SysStringByteLen(m_str); }
  BSTR Copy() const { return m_str ? SysAllocStringLen(m_str, SysStringLen(m_str)) : NULL; }
  HRESULT CopyTo(BSTR *to) const {
    if (!to) return E_POINTER;
    *to = Copy();
    return m_str && !*to ? E_OUTOFMEMORY : S_OK;
  }
  void Attach(BSTR from) {
    if (from == m_str) return;
    SysFreeString(m_str);
    m_str = from;
  }
  BSTR Detach() {
    BSTR old = m_str;
    m_str = NULL;
    return old;
  }
  void Empty() { Attach(NULL); }
  bool operator!() const { return m_str == NULL; }

  HRESULT Append(LPCOLESTR more, int length) {
    const UINT before = Length();
    BSTR sum = SysAllocStringLen(NULL, before + (UINT)length);
    if (!sum) return E_OUTOFMEMORY;
    if (before) wmemcpy(sum, m_str, before);
    if (length) wmemcpy(sum + before, more, (size_t)length);
    Attach(sum);
    return S_OK;
  }
  HRESULT Append(LPCOLESTR more) { return more ? Append(more, (int)wcslen(more)) : S_OK; }
  HRESULT Append(LPCSTR more) { return Append(CComBSTR(more)); }
  HRESULT Append(const CComBSTR &more) { return Append(more.m_str, (int)more.Length()); }
  HRESULT Append(wchar_t more) { return Append(&more, 1); }
  HRESULT AppendBSTR(BSTR more) { return more ? Append(more, (int)SysStringLen(more)) : S_OK; }
  CComBSTR &operator+=(const CComBSTR &more) { Append(more); return *this; }
  CComBSTR &operator+=(LPCOLESTR more) { Append(more); return *this; }
  HRESULT ToLower() { for (UINT i = 0; i < Length(); i++) m_str[i] = (OLECHAR)towlower(m_str[i]); return S_OK; }
  HRESULT ToUpper() { for (UINT i = 0; i < Length(); i++) m_str[i] = (OLECHAR)towupper(m_str[i]); return S_OK; }

  bool operator==(LPCOLESTR other) const { return wcscmp(m_str ? m_str : L"", other ? other : L"") == 0; }
  bool operator==(const CComBSTR &other) const { return *this == (LPCOLESTR)other.m_str; }
  bool operator==(LPCSTR other) const { return *this == CComBSTR(other); }
  bool operator==(int null) const { ATLASSERT(null == 0); (void)null; return m_str == NULL; }
  bool operator!=(int null) const { return !(*this == null); }
  bool operator!=(LPCOLESTR other) const { return !(*this == other); }
  bool operator!=(const CComBSTR &other) const { return !(*this == other); }
  bool operator<(const CComBSTR &other) const { return wcscmp(m_str ? m_str : L"", other.m_str ? other.m_str : L"") < 0; }

private:
  static BSTR Widen(LPCSTR from) {
    if (!from) return NULL;
    const int size = MultiByteToWideChar(CP_ACP, 0, from, -1, NULL, 0);
    BSTR made = SysAllocStringLen(NULL, size > 0 ? (UINT)size - 1 : 0);
    if (made && size > 0) MultiByteToWideChar(CP_ACP, 0, from, -1, made, size);
    return made;
  }
};

class CComVariant : public tagVARIANT {
public:
  CComVariant() { Start(VT_EMPTY); }
  ~CComVariant() { Clear(); }
  CComVariant(const VARIANT &other) { Start(VT_EMPTY); Copy(&other); }
  CComVariant(const CComVariant &other) { Start(VT_EMPTY); Copy(&other); }
  CComVariant(LPCOLESTR from) { Start(VT_BSTR); bstrVal = SysAllocString(from); }
  CComVariant(LPCSTR from) { Start(VT_BSTR); bstrVal = CComBSTR(from).Detach(); }
  CComVariant(bool value) { Start(VT_BOOL); boolVal = value ? VARIANT_TRUE : VARIANT_FALSE; }
  CComVariant(BYTE value) { Start(VT_UI1); bVal = value; }
  CComVariant(short value) { Start(VT_I2); iVal = value; }
  CComVariant(unsigned short value) { Start(VT_UI2); uiVal = value; }
  CComVariant(int value, VARTYPE type = VT_I4) { Start(type == VT_INT ? VT_INT : VT_I4); lVal = value; }
  CComVariant(unsigned int value) { Start(VT_UI4); ulVal = value; }
  CComVariant(long value) { Start(VT_I4); lVal = value; }
  CComVariant(unsigned long value) { Start(VT_UI4); ulVal = value; }
  CComVariant(LONGLONG value) { Start(VT_I8); llVal = value; }
  CComVariant(ULONGLONG value) { Start(VT_UI8); ullVal = value; }
  CComVariant(double value) { Start(VT_R8); dblVal = value; }
  CComVariant(IUnknown *value) { Start(VT_UNKNOWN); punkVal = value; if (value) value->AddRef(); }
  template <class T> CComVariant &operator=(const T &value) { CComVariant made(value); Swap(made); return *this; }
  CComVariant &operator=(const CComVariant &other) { if (this != &other) Copy(&other); return *this; }

  HRESULT Clear() { return VariantClear(this); }
  HRESULT Copy(const VARIANT *from) { return VariantCopy(this, from); }
  HRESULT Attach(VARIANT *from) {
    HRESULT hr = Clear();
    if (FAILED(hr)) return hr;
    *(VARIANT *)this = *from;
    from->vt = VT_EMPTY;
    return S_OK;
  }
  HRESULT Detach(VARIANT *to) {
    HRESULT hr = VariantClear(to);
    if (FAILED(hr)) return hr;
    *to = *this;
    vt = VT_EMPTY;
    return S_OK;
  }
  HRESULT ChangeType(VARTYPE type, const VARIANT *from = NULL) { return VariantChangeType(this, from ? from : this, 0, type); }
  bool operator==(const VARIANT &other) const { return vt == other.vt && (vt == VT_BSTR ? CComBSTR(bstrVal) == CComBSTR(other.bstrVal) : vt == VT_BOOL ? boolVal == other.boolVal : llVal == other.llVal); }
  bool operator!=(const VARIANT &other) const { return !(*this == other); }

private:
  void Start(VARTYPE type) { vt = type; wReserved1 = wReserved2 = wReserved3 = 0; llVal = 0; }
  void Swap(CComVariant &other) { VARIANT kept = *this; *(VARIANT *)this = other; *(VARIANT *)&other = kept; }
};

}

#ifndef _ATL_NO_AUTOMATIC_NAMESPACE
using namespace ATL;
#endif

#endif
#endif
