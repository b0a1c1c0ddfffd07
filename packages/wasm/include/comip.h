/* _com_ptr_t: a pointer whose failures are thrown. */
#ifndef _INC_COMIP
#define _INC_COMIP
#include <comutil.h>
#ifdef __cplusplus

template <class T, const IID *id = &__uuidof(T)> struct _com_IIID {
  typedef T Interface;
  static const IID &GetIID() { return *id; }
};

template <class I> class _com_ptr_t {
public:
  typedef typename I::Interface Interface;
  static const IID &GetIID() { return I::GetIID(); }

  _com_ptr_t() : p(NULL) {}
  _com_ptr_t(int null) : p(NULL) { if (null) _com_issue_error(E_POINTER); }
  _com_ptr_t(decltype(nullptr)) : p(NULL) {}
  _com_ptr_t(Interface *other) : p(other) { if (p) p->AddRef(); }
  _com_ptr_t(Interface *other, bool add) : p(other) { if (p && add) p->AddRef(); }
  _com_ptr_t(const _com_ptr_t &other) : p(other.p) { if (p) p->AddRef(); }
  template <class Q> _com_ptr_t(const _com_ptr_t<Q> &other) : p(NULL) { Query(other.GetInterfacePtr()); }
  explicit _com_ptr_t(const CLSID &id, IUnknown *outer = NULL, DWORD context = CLSCTX_ALL) : p(NULL) { _com_util::CheckError(CreateInstance(id, outer, context)); }
  ~_com_ptr_t() { if (p) p->Release(); }
  _com_ptr_t &operator=(Interface *other) {
    if (other) other->AddRef();
    if (p) p->Release();
    p = other;
    return *this;
  }
  _com_ptr_t &operator=(const _com_ptr_t &other) { return *this = other.p; }
  _com_ptr_t &operator=(decltype(nullptr)) { return *this = (Interface *)NULL; }
  template <class Q> _com_ptr_t &operator=(const _com_ptr_t<Q> &other) { Query(other.GetInterfacePtr()); return *this; }

  void Attach(Interface *other) { if (p) p->Release(); p = other; }
  void Attach(Interface *other, bool add) { Attach(other); if (p && add) p->AddRef(); }
  Interface *Detach() { Interface *old = p; p = NULL; return old; }
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
  int Release() { Check(); int left = (int)p->Release(); p = NULL; return left; }
  HRESULT CreateInstance(const CLSID &id, IUnknown *outer = NULL, DWORD context = CLSCTX_ALL) {
    Attach(NULL);
    return CoCreateInstance(id, outer, context, GetIID(), (void **)&p);
  }
  template <class Q> HRESULT QueryInterface(const IID &id, Q *&found) { return p ? p->QueryInterface(id, (void **)&found) : E_POINTER; }
  template <class Q> HRESULT QueryInterface(const IID &id, Q **found) { return p ? p->QueryInterface(id, (void **)found) : E_POINTER; }

private:
  Interface *p;
  void Check() const { if (!p) _com_issue_error(E_POINTER); }
  template <class Q> void Query(Q *other) {
    Interface *found = NULL;
    if (other) {
      HRESULT hr = other->QueryInterface(GetIID(), (void **)&found);
      if (FAILED(hr) && hr != E_NOINTERFACE) _com_issue_error(hr);
    }
    Attach(found);
  }
};

#define _COM_SMARTPTR _com_ptr_t
#define _COM_SMARTPTR_LEVEL2 _com_IIID
#define _COM_SMARTPTR_TYPEDEF(Interface, IID) typedef _COM_SMARTPTR<_COM_SMARTPTR_LEVEL2<Interface, &IID> > Interface##Ptr

#endif
#endif
