/* _bstr_t and _variant_t. Ours, from the public documentation. */
#ifndef _INC_COMUTIL
#define _INC_COMUTIL
#include <atlcomcli.h>
#include <comerr.h>
#ifdef __cplusplus

namespace _com_util {
inline void CheckError(HRESULT hr) { if (FAILED(hr)) _com_issue_error(hr); }
inline BSTR ConvertStringToBSTR(const char *from) { return ATL::CComBSTR(from).Detach(); }
inline char *ConvertBSTRToString(BSTR from) {
  if (!from) return NULL;
  const int size = WideCharToMultiByte(CP_ACP, 0, from, (int)SysStringLen(from) + 1, NULL, 0, NULL, NULL);
  char *made = new char[size > 0 ? size : 1];
  made[0] = 0;
  WideCharToMultiByte(CP_ACP, 0, from, (int)SysStringLen(from) + 1, made, size, NULL, NULL);
  return made;
}
}

/* A text in both forms, shared by its copies. */
class _bstr_t {
public:
  _bstr_t() : data(NULL) {}
  _bstr_t(const _bstr_t &other) : data(other.data) { if (data) data->references++; }
  _bstr_t(const char *from) : data(from ? new Data(_com_util::ConvertStringToBSTR(from)) : NULL) {}
  _bstr_t(const wchar_t *from) : data(from ? new Data(SysAllocString(from)) : NULL) {}
  _bstr_t(BSTR from, bool copy) : data(from ? new Data(copy ? SysAllocStringLen(from, SysStringLen(from)) : from) : NULL) {}
  _bstr_t(const VARIANT &from) : data(NULL) {
    VARIANT made;
    VariantInit(&made);
    _com_util::CheckError(VariantChangeType(&made, &from, 0, VT_BSTR));
    data = new Data(made.bstrVal);
  }
  ~_bstr_t() { Free(); }
  _bstr_t &operator=(const _bstr_t &other) {
    if (other.data) other.data->references++;
    Free();
    data = other.data;
    return *this;
  }
  _bstr_t &operator=(const char *from) { return *this = _bstr_t(from); }
  _bstr_t &operator=(const wchar_t *from) { return *this = _bstr_t(from); }
  _bstr_t &operator+=(const _bstr_t &more) {
    ATL::CComBSTR sum((LPCOLESTR)*this);
    sum.Append((LPCOLESTR)more);
    return *this = _bstr_t(sum.Detach(), false);
  }
  _bstr_t operator+(const _bstr_t &more) const { _bstr_t sum(*this); sum += more; return sum; }
  _bstr_t operator+(const char *more) const { return *this + _bstr_t(more); }
  _bstr_t operator+(const wchar_t *more) const { return *this + _bstr_t(more); }

  operator const wchar_t *() const { return data ? data->wide : NULL; }
  operator wchar_t *() const { return data ? data->wide : NULL; }
  operator const char *() const { return data ? data->Narrow() : NULL; }
  operator char *() const { return data ? data->Narrow() : NULL; }
  bool operator!() const { return data == NULL || data->wide == NULL; }
  bool operator==(const _bstr_t &other) const { return Compare(other) == 0; }
  bool operator!=(const _bstr_t &other) const { return Compare(other) != 0; }
  bool operator<(const _bstr_t &other) const { return Compare(other) < 0; }
  bool operator>(const _bstr_t &other) const { return Compare(other) > 0; }
  unsigned length() const { return data ? SysStringLen(data->wide) : 0; }
  BSTR copy(bool fCopy = true) const { return !data || !data->wide ? NULL : fCopy ? SysAllocStringLen(data->wide, SysStringLen(data->wide)) : data->wide; }
  BSTR &GetBSTR() { if (!data) data = new Data(NULL); return data->wide; }
  BSTR *GetAddress() { Free(); data = new Data(NULL); return &data->wide; }
  void Attach(BSTR from) { Free(); data = new Data(from); }
  BSTR Detach() {
    BSTR old = data ? copy() : NULL;
    Free();
    return old;
  }
  void Assign(BSTR from) { *this = _bstr_t(from, true); }

private:
  struct Data {
    BSTR wide;
    char *narrow;
    int references;
    explicit Data(BSTR from) : wide(from), narrow(NULL), references(1) {}
    ~Data() { SysFreeString(wide); delete[] narrow; }
    char *Narrow() { if (!narrow) narrow = _com_util::ConvertBSTRToString(wide); return narrow; }
  };
  Data *data;
  void Free() { if (data && --data->references == 0) delete data; data = NULL; }
  int Compare(const _bstr_t &other) const {
    const wchar_t *one = *this, *two = other;
    return one == two ? 0 : !one ? -1 : !two ? 1 : wcscmp(one, two);
  }
};
inline _bstr_t operator+(const char *one, const _bstr_t &other) { return _bstr_t(one) + other; }
inline _bstr_t operator+(const wchar_t *one, const _bstr_t &other) { return _bstr_t(one) + other; }

class _variant_t : public ATL::CComVariant {
public:
  _variant_t() {}
  template <class T> _variant_t(const T &value) : CComVariant(value) {}
  _variant_t(const _bstr_t &value) : CComVariant((LPCOLESTR)value) {}
  _variant_t(VARIANT &from, bool copy) { if (copy) Copy(&from); else CComVariant::Attach(&from); }
  _variant_t(long value, VARTYPE type) : CComVariant(value) { vt = type; }
  template <class T> _variant_t &operator=(const T &value) { CComVariant::operator=(value); return *this; }
  _variant_t &operator=(const _bstr_t &value) { CComVariant::operator=((LPCOLESTR)value); return *this; }

  operator short() const { return (short)To(VT_I2).iVal; }
  operator int() const { return To(VT_I4).lVal; }
  operator long() const { return To(VT_I4).lVal; }
  operator unsigned int() const { return To(VT_UI4).ulVal; }
  operator unsigned long() const { return To(VT_UI4).ulVal; }
  operator LONGLONG() const { return To(VT_I8).llVal; }
  operator ULONGLONG() const { return To(VT_UI8).ullVal; }
  operator double() const { return To(VT_R8).dblVal; }
  operator bool() const { return To(VT_BOOL).boolVal != VARIANT_FALSE; }
  operator _bstr_t() const { return _bstr_t(*(const VARIANT *)this); }
  operator IUnknown *() const { if (vt != VT_UNKNOWN && vt != VT_DISPATCH) _com_issue_error(DISP_E_TYPEMISMATCH); if (punkVal) punkVal->AddRef(); return punkVal; }
  VARIANT *operator&() { return this; }
  VARIANT &GetVARIANT() { return *this; }
  VARIANT *GetAddress() { Clear(); return this; }
  VARIANT Detach() {
    VARIANT old = *this;
    vt = VT_EMPTY;
    return old;
  }
  void Attach(VARIANT &from) { _com_util::CheckError(CComVariant::Attach(&from)); }
  void ChangeType(VARTYPE type, const _variant_t *from = NULL) { _com_util::CheckError(CComVariant::ChangeType(type, from)); }
  void SetString(const char *text) { *this = text; }

private:
  ATL::CComVariant To(VARTYPE type) const {
    ATL::CComVariant made;
    _com_util::CheckError(VariantChangeType(&made, this, 0, type));
    return made;
  }
};

#endif
#endif
