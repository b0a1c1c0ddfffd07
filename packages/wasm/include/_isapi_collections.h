/* What the collections of MFC and ATL have in common: an array, a list, a map. Ours, from the public documentation of the classes. */
#ifndef _ISAPI_COLLECTIONS_H
#define _ISAPI_COLLECTIONS_H
#include <windef.h>
#ifdef __cplusplus
#include <stddef.h>

struct __POSITION {};
typedef __POSITION *POSITION;

/* A source may have its own of these for its types. */
template <class ARG_KEY> inline UINT HashKey(ARG_KEY key) { return (UINT)((DWORD_PTR)key >> 4); }
template <> inline UINT HashKey<const char *>(const char *key) { UINT hash = 0; while (*key) hash = hash * 33 + (unsigned char)*key++; return hash; }
template <> inline UINT HashKey<const wchar_t *>(const wchar_t *key) { UINT hash = 0; while (*key) hash = hash * 33 + (UINT)*key++; return hash; }
template <class TYPE, class ARG_TYPE> inline BOOL CompareElements(const TYPE *pElement1, const ARG_TYPE *pElement2) { return *pElement1 == *pElement2; }

namespace _isapi {
/* An index outside has no element: the call breaks down, as MFC throws an exception that nobody catches. */
inline void within(bool yes) { if (!yes) __builtin_trap(); }

template <class TYPE, class ARG = const TYPE &> class Array {
public:
  Array() : data(NULL), size(0), room(0) {}
  ~Array() { delete[] data; }
  INT_PTR GetSize() const { return size; }
  INT_PTR GetCount() const { return size; }
  INT_PTR GetUpperBound() const { return size - 1; }
  BOOL IsEmpty() const { return size == 0; }
  void SetSize(INT_PTR count, INT_PTR = -1) { reserve(count); for (INT_PTR i = count; i < size; i++) data[i] = TYPE(); size = count; }
  void SetCount(INT_PTR count, INT_PTR = -1) { SetSize(count); }
  void RemoveAll() { delete[] data; data = NULL; size = room = 0; }
  void FreeExtra() {}
  TYPE &ElementAt(INT_PTR at) { within(at >= 0 && at < size); return data[at]; }
  const TYPE &ElementAt(INT_PTR at) const { within(at >= 0 && at < size); return data[at]; }
  TYPE &GetAt(INT_PTR at) { return ElementAt(at); }
  const TYPE &GetAt(INT_PTR at) const { return ElementAt(at); }
  TYPE &operator[](INT_PTR at) { return ElementAt(at); }
  const TYPE &operator[](INT_PTR at) const { return ElementAt(at); }
  void SetAt(INT_PTR at, ARG value) { ElementAt(at) = value; }
  void SetAtGrow(INT_PTR at, ARG value) { TYPE kept = value; if (at >= size) SetSize(at + 1); ElementAt(at) = kept; }
  INT_PTR Add(ARG value) { TYPE kept = value; SetSize(size + 1); data[size - 1] = kept; return size - 1; }
  INT_PTR Append(const Array &other) { INT_PTR first = size; for (INT_PTR i = 0, n = other.size; i < n; i++) Add(other.data[i]); return first; }
  void Copy(const Array &other) { if (&other == this) return; SetSize(other.size); for (INT_PTR i = 0; i < size; i++) data[i] = other.data[i]; }
  void InsertAt(INT_PTR at, ARG value, INT_PTR count = 1) {
    TYPE kept = value;
    INT_PTR end = at > size ? at : size;
    SetSize(end + count);
    for (INT_PTR i = end; i-- > at;) data[i + count] = data[i];
    for (INT_PTR i = 0; i < count; i++) data[at + i] = kept;
  }
  void RemoveAt(INT_PTR at, INT_PTR count = 1) {
    within(at >= 0 && count >= 0 && at + count <= size);
    for (INT_PTR i = at; i + count < size; i++) data[i] = data[i + count];
    SetSize(size - count);
  }
  TYPE *GetData() { return data; }
  const TYPE *GetData() const { return data; }

private:
  Array(const Array &);
  Array &operator=(const Array &);
  void reserve(INT_PTR count) {
    if (count <= room) return;
    INT_PTR more = room * 2 > count ? room * 2 : count;
    TYPE *made = new TYPE[(size_t)more]();
    for (INT_PTR i = 0; i < size; i++) made[i] = data[i];
    delete[] data;
    data = made;
    room = more;
  }
  TYPE *data;
  INT_PTR size, room;
};

template <class TYPE, class ARG = const TYPE &> class List {
public:
  List(INT_PTR = 10) : head(NULL), tail(NULL), count(0) {}
  ~List() { RemoveAll(); }
  INT_PTR GetCount() const { return count; }
  INT_PTR GetSize() const { return count; }
  BOOL IsEmpty() const { return count == 0; }
  POSITION AddHead(ARG value) { return link(NULL, value, head); }
  POSITION AddTail(ARG value) { return link(tail, value, NULL); }
  void AddTail(const List *other) { for (Node *node = other->head; node; node = node->next) AddTail(node->value); }
  POSITION InsertBefore(POSITION at, ARG value) { return at ? link(node(at)->previous, value, node(at)) : AddHead(value); }
  POSITION InsertAfter(POSITION at, ARG value) { return at ? link(node(at), value, node(at)->next) : AddTail(value); }
  TYPE &GetHead() { within(head != NULL); return head->value; }
  const TYPE &GetHead() const { within(head != NULL); return head->value; }
  TYPE &GetTail() { within(tail != NULL); return tail->value; }
  const TYPE &GetTail() const { within(tail != NULL); return tail->value; }
  TYPE RemoveHead() { TYPE value = GetHead(); RemoveAt(position(head)); return value; }
  TYPE RemoveTail() { TYPE value = GetTail(); RemoveAt(position(tail)); return value; }
  POSITION GetHeadPosition() const { return position(head); }
  POSITION GetTailPosition() const { return position(tail); }
  TYPE &GetNext(POSITION &at) { Node *one = node(at); at = position(one->next); return one->value; }
  const TYPE &GetNext(POSITION &at) const { Node *one = node(at); at = position(one->next); return one->value; }
  TYPE &GetPrev(POSITION &at) { Node *one = node(at); at = position(one->previous); return one->value; }
  const TYPE &GetPrev(POSITION &at) const { Node *one = node(at); at = position(one->previous); return one->value; }
  TYPE &GetAt(POSITION at) { return node(at)->value; }
  const TYPE &GetAt(POSITION at) const { return node(at)->value; }
  void SetAt(POSITION at, ARG value) { node(at)->value = value; }
  void RemoveAt(POSITION at) {
    Node *one = node(at);
    (one->previous ? one->previous->next : head) = one->next;
    (one->next ? one->next->previous : tail) = one->previous;
    delete one;
    count--;
  }
  void RemoveAll() { while (head) RemoveAt(position(head)); }
  POSITION FindIndex(INT_PTR index) const { Node *one = index < 0 ? NULL : head; while (one && index-- > 0) one = one->next; return position(one); }
  template <class OTHER> POSITION Find(OTHER value, POSITION after = NULL) const {
    for (Node *one = after ? node(after)->next : head; one; one = one->next) if (CompareElements(&one->value, &value)) return position(one);
    return NULL;
  }

private:
  struct Node { TYPE value; Node *previous, *next; };
  List(const List &);
  List &operator=(const List &);
  static POSITION position(Node *one) { return (POSITION)one; }
  static Node *node(POSITION at) { within(at != NULL); return (Node *)at; }
  POSITION link(Node *before, ARG value, Node *after) {
    Node *one = new Node();
    one->value = value;
    one->previous = before;
    one->next = after;
    (before ? before->next : head) = one;
    (after ? after->previous : tail) = one;
    count++;
    return position(one);
  }
  Node *head, *tail;
  INT_PTR count;
};

/* TRAITS has `hash` and `equal`. Pairs are handed out in no order, as documented. */
template <class KEY, class ARG_KEY, class VALUE, class ARG_VALUE, class TRAITS> class Map {
public:
  struct CPair { const KEY key; VALUE value; const KEY &m_key; VALUE &m_value; CPair *next; UINT hash; CPair(ARG_KEY k, UINT h) : key(k), value(), m_key(key), m_value(value), next(NULL), hash(h) {} };
  Map(INT_PTR = 10) : table(NULL), buckets(17), count(0) {}
  ~Map() { RemoveAll(); }
  INT_PTR GetCount() const { return count; }
  INT_PTR GetSize() const { return count; }
  BOOL IsEmpty() const { return count == 0; }
  UINT GetHashTableSize() const { return buckets; }
  void InitHashTable(UINT size, BOOL = TRUE) { if (!table && size > 0) buckets = size; }
  BOOL Lookup(ARG_KEY key, VALUE &value) const { CPair *one = find(key); if (one) value = one->value; return one != NULL; }
  const CPair *PLookup(ARG_KEY key) const { return find(key); }
  CPair *PLookup(ARG_KEY key) { return find(key); }
  VALUE &operator[](ARG_KEY key) {
    CPair *one = find(key);
    if (!one) {
      if (!table) table = new CPair *[buckets]();
      one = new CPair(key, TRAITS::hash(key));
      one->next = table[one->hash % buckets];
      table[one->hash % buckets] = one;
      count++;
    }
    return one->value;
  }
  POSITION SetAt(ARG_KEY key, ARG_VALUE value) { (*this)[key] = value; return (POSITION)find(key); }
  BOOL RemoveKey(ARG_KEY key) {
    if (!table) return FALSE;
    for (CPair **place = &table[TRAITS::hash(key) % buckets]; *place; place = &(*place)->next) {
      if (!TRAITS::equal((*place)->key, key)) continue;
      CPair *one = *place;
      *place = one->next;
      delete one;
      count--;
      return TRUE;
    }
    return FALSE;
  }
  void RemoveAll() {
    for (UINT i = 0; table && i < buckets; i++) while (table[i]) { CPair *one = table[i]; table[i] = one->next; delete one; }
    delete[] table;
    table = NULL;
    count = 0;
  }
  CPair *PGetFirstAssoc() const { return first(0); }
  CPair *PGetNextAssoc(const CPair *one) const { return one->next ? one->next : first(one->hash % buckets + 1); }
  POSITION GetStartPosition() const { return (POSITION)first(0); }
  void GetNextAssoc(POSITION &at, KEY &key, VALUE &value) const { CPair *one = pair(at); key = one->key; value = one->value; at = (POSITION)PGetNextAssoc(one); }
  const CPair *GetNext(POSITION &at) const { CPair *one = pair(at); at = (POSITION)PGetNextAssoc(one); return one; }
  CPair *GetNext(POSITION &at) { CPair *one = pair(at); at = (POSITION)PGetNextAssoc(one); return one; }
  const KEY &GetKeyAt(POSITION at) const { return pair(at)->key; }
  VALUE &GetValueAt(POSITION at) { return pair(at)->value; }
  const VALUE &GetValueAt(POSITION at) const { return pair(at)->value; }
  const KEY &GetNextKey(POSITION &at) const { return GetNext(at)->key; }
  VALUE &GetNextValue(POSITION &at) { return GetNext(at)->value; }

private:
  Map(const Map &);
  Map &operator=(const Map &);
  static CPair *pair(POSITION at) { within(at != NULL); return (CPair *)at; }
  CPair *first(UINT from) const { for (UINT i = from; table && i < buckets; i++) if (table[i]) return table[i]; return NULL; }
  CPair *find(ARG_KEY key) const {
    for (CPair *one = table ? table[TRAITS::hash(key) % buckets] : NULL; one; one = one->next) if (TRAITS::equal(one->key, key)) return one;
    return NULL;
  }
  CPair **table;
  UINT buckets;
  INT_PTR count;
};

template <class KEY, class ARG_KEY> struct HashTraits {
  static UINT hash(ARG_KEY key) { return HashKey<ARG_KEY>(key); }
  static BOOL equal(const KEY &one, ARG_KEY other) { return CompareElements(&one, &other); }
};
}
#endif
#endif
