/* What CComPtr, _com_ptr_t and Microsoft::WRL::ComPtr have in common: a pointer to an interface, counted. */
#ifndef _ISAPI_POINTER_H
#define _ISAPI_POINTER_H
#include <objbase.h>
#ifdef __cplusplus
template <class T> class _isapi_pointer {
public:
  T *p;

  _isapi_pointer() : p(NULL) {}
  _isapi_pointer(T *other, bool add) : p(other) { if (p && add) p->AddRef(); }
  _isapi_pointer(const _isapi_pointer &other) : p(other.p) { if (p) p->AddRef(); }
  ~_isapi_pointer() { _release(); }
  _isapi_pointer &operator=(const _isapi_pointer &other) { _set(other.p); return *this; }
  T *_detach() {
    T *old = p;
    p = NULL;
    return old;
  }
  ULONG _release() {
    T *old = _detach();
    return old ? old->Release() : 0;
  }
  void _attach(T *other) {
    T *old = p;
    p = other;
    if (old) old->Release();
  }
  void _set(T *other) {
    if (other) other->AddRef();
    _attach(other);
  }
  /* What another object says for this interface, in place of what was there. */
  template <class Q> HRESULT _query(Q *other, REFIID id) {
    T *found = NULL;
    HRESULT hr = other ? other->QueryInterface(id, (void **)&found) : E_POINTER;
    _attach(SUCCEEDED(hr) ? found : NULL);
    return hr;
  }
  HRESULT _copy_to(T **to) const {
    if (!to) return E_POINTER;
    *to = p;
    if (p) p->AddRef();
    return S_OK;
  }
};
#endif
#endif
