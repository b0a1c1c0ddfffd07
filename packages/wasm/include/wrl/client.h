/* Microsoft::WRL::ComPtr. Ours, from the public documentation. */
#ifndef _WRL_CLIENT_H_
#define _WRL_CLIENT_H_
#include <_isapi_pointer.h>
#ifdef __cplusplus
namespace Microsoft { namespace WRL {
template <class T> class ComPtr : private _isapi_pointer<T> {
  typedef _isapi_pointer<T> Counted;
  using Counted::p;
  template <class U> friend class ComPtr;

public:
  typedef T InterfaceType;
  ComPtr() {}
  ComPtr(decltype(nullptr)) {}
  template <class U> ComPtr(U *other) : Counted(other, true) {}
  ComPtr(const ComPtr &other) : Counted(other) {}
  template <class U> ComPtr(const ComPtr<U> &other) : Counted(other.p, true) {}
  ComPtr(ComPtr &&other) : Counted(other.Detach(), false) {}
  template <class U> ComPtr(ComPtr<U> &&other) : Counted(other.Detach(), false) {}
  ComPtr &operator=(ComPtr other) { Swap(other); return *this; }
  void Swap(ComPtr &other) { T *kept = p; p = other.p; other.p = kept; }
  explicit operator bool() const { return p != NULL; }
  T *Get() const { return p; }
  T *operator->() const { return p; }
  T **operator&() { return ReleaseAndGetAddressOf(); }
  T *const *GetAddressOf() const { return &p; }
  T **GetAddressOf() { return &p; }
  T **ReleaseAndGetAddressOf() { Reset(); return &p; }
  T *Detach() { return this->_detach(); }
  void Attach(T *other) { this->_attach(other); }
  unsigned long Reset() { return this->_release(); }
  HRESULT CopyTo(T **to) const { return this->_copy_to(to); }
  HRESULT CopyTo(REFIID id, void **to) const { return p->QueryInterface(id, to); }
  template <class U> HRESULT CopyTo(U **to) const { return p->QueryInterface(__uuidof(U), (void **)to); }
  template <class U> HRESULT As(U **to) const { return p->QueryInterface(__uuidof(U), (void **)to); }
  template <class U> HRESULT As(ComPtr<U> *to) const { return to->_query(p, __uuidof(U)); }
  HRESULT AsIID(REFIID id, ComPtr<IUnknown> *to) const { return p->QueryInterface(id, (void **)to->ReleaseAndGetAddressOf()); }
  friend bool operator==(const ComPtr &one, const ComPtr &other) { return one.p == other.p; }
  friend bool operator!=(const ComPtr &one, const ComPtr &other) { return one.p != other.p; }
  friend bool operator==(const ComPtr &one, decltype(nullptr)) { return one.p == NULL; }
  friend bool operator!=(const ComPtr &one, decltype(nullptr)) { return one.p != NULL; }
  friend bool operator<(const ComPtr &one, const ComPtr &other) { return one.p < other.p; }
};
} }
#endif
#endif
