/* Collections of ATL. */
#ifndef __ATLCOLL_H__
#define __ATLCOLL_H__
#include <atlbase.h>
#ifdef __cplusplus

template <class T> class CElementTraits {
public:
  typedef const T &INARGTYPE;
  typedef T &OUTARGTYPE;
  static ULONG Hash(INARGTYPE element) { return (ULONG)(ULONG_PTR)element; }
  static bool CompareElements(INARGTYPE one, INARGTYPE other) { return one == other; }
};
template <class C> class CElementTraits<CStringT<C> > {
public:
  typedef const CStringT<C> &INARGTYPE;
  typedef CStringT<C> &OUTARGTYPE;
  static ULONG Hash(INARGTYPE element) { return HashKey<const C *>(element); }
  static bool CompareElements(INARGTYPE one, INARGTYPE other) { return one == other; }
};
template <class S> class CStringElementTraits : public CElementTraits<S> {};
template <class S> class CStringElementTraitsI {
public:
  typedef const S &INARGTYPE;
  typedef S &OUTARGTYPE;
  static ULONG Hash(INARGTYPE element) { S lower(element); lower.MakeLower(); return CElementTraits<S>::Hash(lower); }
  static bool CompareElements(INARGTYPE one, INARGTYPE other) { return one.CompareNoCase(other) == 0; }
};
namespace _isapi {
template <class K, class TRAITS> struct AtlTraits {
  static UINT hash(const K &key) { return (UINT)TRAITS::Hash(key); }
  static BOOL equal(const K &one, const K &other) { return TRAITS::CompareElements(one, other); }
};
}
template <class E, class TRAITS = CElementTraits<E> > class CAtlArray : public _isapi::Array<E> { public: INT_PTR Add() { this->SetSize(this->GetSize() + 1); return this->GetUpperBound(); } using _isapi::Array<E>::Add; };
template <class E, class TRAITS = CElementTraits<E> > class CAtlList : public _isapi::List<E> { public: explicit CAtlList(UINT = 10) {} };
template <class K, class V, class KTRAITS = CElementTraits<K>, class VTRAITS = CElementTraits<V> > class CAtlMap : public _isapi::Map<K, const K &, V, const V &, _isapi::AtlTraits<K, KTRAITS> > {
  typedef _isapi::Map<K, const K &, V, const V &, _isapi::AtlTraits<K, KTRAITS> > Base;

public:
  explicit CAtlMap(UINT = 17) {}
  typedef typename Base::CPair CPair;
  bool Lookup(const K &key, V &value) const { return Base::Lookup(key, value) != 0; }
  const CPair *Lookup(const K &key) const { return this->PLookup(key); }
  CPair *Lookup(const K &key) { return this->PLookup(key); }
};
#endif
#endif
