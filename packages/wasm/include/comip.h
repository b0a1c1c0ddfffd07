/* _com_ptr_t: a pointer whose failures are thrown. */
#ifndef _INC_COMIP
#define _INC_COMIP
#include <comutil.h>
#include <_isapi_pointer.h>
#ifdef __cplusplus

template <class T, const IID *id = &__uuidof(T)> struct _com_IIID {
  typedef T Interface;
  static const IID &GetIID() { return *id; }
};

template <class I> class _com_ptr_t : private _isapi_pointer<typename I::Interface> {
public:
  typedef typename I::Interface Interface;
  static const IID &GetIID() { return I::GetIID(); }

  _com_ptr_t() {}
  _com_ptr_t(int null) { if (null) _com_issue_error(E_POINTER); }
  _com_ptr_t(decltype(nullptr)) {}
  _com_ptr_t(Interface *other) : Counted(other, true) {}
  _com_ptr_t(Interface *other, bool add) : Counted(other, add) {}
  _com_ptr_t(const _com_ptr_t &other) : Counted(other) {}
  template <class Q> _com_ptr_t(const _com_ptr_t<Q> &other) { Query(other.GetInterfacePtr()); }
  explicit _com_ptr_t(const CLSID &id, IUnknown *outer = NULL, DWORD context = CLSCTX_ALL) { _com_util::CheckError(CreateInstance(id, outer, context)); }
  _com_ptr_t &operator=(Interface *other) { this->_set(other); return *this; }
  _com_ptr_t &operator=(const _com_ptr_t &other) { return *this = other.p; }
  _com_ptr_t &operator=(decltype(nullptr)) { return *this = (Interface *)NULL; }
  template <class Q> _com_ptr_t &operator=(const _com_ptr_t<Q> &other) { Query(other.GetInterfacePtr()); return *this; }

  void Attach(Interface *other) { this->_attach(other); }
  void Attach(Interface *other, bool add) { Attach(other); if (p && add) p->AddRef(); }
  Interface *Detach() { return this->_detach(); }
  operator Interface *() const { return p; }
  operator Interface &() const { Check(); return *p; }
  Interface &operator*() const { Check(); return *p; }
  Interface **operator&() { Attach(NULL); return &p; }
  Interface *operator->() const { Check(); return p; }
  operator bool() const { return p != NULL; }
  bool operator!() const { return p == NULL; }
  bool operator==(Interface *other) const { return p == other; }
  bool operator!=(Interface *other) const { return p != other; }
  Interface *GetInterfacePtr() const { return p; }
  Interface *&GetInterfacePtr() { return p; }
  void AddRef() { Check(); p->AddRef(); }
  int Release() { Check(); return (int)this->_release(); }
  HRESULT CreateInstance(const CLSID &id, IUnknown *outer = NULL, DWORD context = CLSCTX_ALL) {
    Attach(NULL);
    return CoCreateInstance(id, outer, context, GetIID(), (void **)&p);
  }
  template <class Q> HRESULT QueryInterface(const IID &id, Q *&found) { return p ? p->QueryInterface(id, (void **)&found) : E_POINTER; }
  template <class Q> HRESULT QueryInterface(const IID &id, Q **found) { return p ? p->QueryInterface(id, (void **)found) : E_POINTER; }

private:
  typedef _isapi_pointer<Interface> Counted;
  using Counted::p;
  void Check() const { if (!p) _com_issue_error(E_POINTER); }
  template <class Q> void Query(Q *other) {
    HRESULT hr = this->_query(other, GetIID());
    if (other && FAILED(hr) && hr != E_NOINTERFACE) _com_issue_error(hr);
  }
};

#define _COM_SMARTPTR _com_ptr_t
#define _COM_SMARTPTR_LEVEL2 _com_IIID
#define _COM_SMARTPTR_TYPEDEF(Interface, IID) typedef _COM_SMARTPTR<_COM_SMARTPTR_LEVEL2<Interface, &IID> > Interface##Ptr

#endif
#endif
