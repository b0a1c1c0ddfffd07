/* Templates of collections of MFC. */
#ifndef __AFXTEMPL_H__
#define __AFXTEMPL_H__
#include <afx.h>

template <class TYPE, class ARG_TYPE = const TYPE &> class CArray : public CObject, public _isapi::Array<TYPE, ARG_TYPE> {};
template <class TYPE, class ARG_TYPE = const TYPE &> class CList : public CObject, public _isapi::List<TYPE, ARG_TYPE> {
public:
  explicit CList(INT_PTR nBlockSize = 10) : _isapi::List<TYPE, ARG_TYPE>(nBlockSize) {}
};
template <class KEY, class ARG_KEY, class VALUE, class ARG_VALUE> class CMap : public CObject, public _isapi::Map<KEY, ARG_KEY, VALUE, ARG_VALUE, _isapi::HashTraits<KEY, ARG_KEY> > {
public:
  explicit CMap(INT_PTR nBlockSize = 10) : _isapi::Map<KEY, ARG_KEY, VALUE, ARG_VALUE, _isapi::HashTraits<KEY, ARG_KEY> >(nBlockSize) {}
};
template <class BASE_CLASS, class TYPE> class CTypedPtrArray : public _isapi::Array<TYPE, TYPE> {};
template <class BASE_CLASS, class TYPE> class CTypedPtrList : public _isapi::List<TYPE, TYPE> {};
#endif
