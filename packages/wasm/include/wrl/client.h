/* Microsoft::WRL::ComPtr. Ours, from the public documentation. */
#ifndef _WRL_CLIENT_H_
#define _WRL_CLIENT_H_
#include <objbase.h>
#ifdef __cplusplus
namespace Microsoft { namespace WRL {
template <class T> class ComPtr {
public:
  typedef T InterfaceType;
  ComPtr() : ptr_(NULL) {}
  ComPtr(decltype(nullptr)) : ptr_(NULL) {}
  template <class U> ComPtr(U *other) : ptr_(other) { if (ptr_) ptr_->AddRef(); }
  ComPtr(const ComPtr &other) : ptr_(other.ptr_) { if (ptr_) ptr_->AddRef(); }
  ComPtr(ComPtr &&other) : ptr_(other.Detach()) {}
  ~ComPtr() { Reset(); }
  ComPtr &operator=(ComPtr other) { Swap(other); return *this; }
  void Swap(ComPtr &other) { T *kept = ptr_; ptr_ = other.ptr_; other.ptr_ = kept; }
  explicit operator bool() const { return ptr_ != NULL; }
  T *Get() const { return ptr_; }
  T *operator->() const { return ptr_; }
  T **operator&() { return ReleaseAndGetAddressOf(); }
  T *const *GetAddressOf() const { return &ptr_; }
  T **GetAddressOf() { return &ptr_; }
  T **ReleaseAndGetAddressOf() { Reset(); return &ptr_; }
  T *Detach() { T *old = ptr_; ptr_ = NULL; return old; }
  void Attach(T *other) { Reset(); ptr_ = other; }
  unsigned long Reset() { T *old = ptr_; ptr_ = NULL; return old ? old->Release() : 0; }
  HRESULT CopyTo(T **to) const { if (ptr_) ptr_->AddRef(); *to = ptr_; return S_OK; }
  template <class U> HRESULT As(U **to) const { return ptr_->QueryInterface(__uuidof(U), (void **)to); }
  template <class U> HRESULT As(ComPtr<U> *to) const { return ptr_->QueryInterface(__uuidof(U), (void **)to->ReleaseAndGetAddressOf()); }
  friend bool operator==(const ComPtr &one, const ComPtr &other) { return one.ptr_ == other.ptr_; }
  friend bool operator!=(const ComPtr &one, const ComPtr &other) { return one.ptr_ != other.ptr_; }
  friend bool operator==(const ComPtr &one, decltype(nullptr)) { return one.ptr_ == NULL; }
  friend bool operator!=(const ComPtr &one, decltype(nullptr)) { return one.ptr_ != NULL; }

private:
  T *ptr_;
};
} }
#endif
#endif
