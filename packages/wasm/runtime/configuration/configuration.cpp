// The configuration of a module: IAppHost… objects that read. Linked where a source names one of them.

#include "host.h"
#include <new>
#include <string.h>

namespace {

#define FAILED_WITH(error) HRESULT_FROM_WIN32(error)
const HRESULT READ_ONLY = (HRESULT)0x80070021; // ERROR_LOCK_VIOLATION

bool same(REFIID one, REFIID other) { return !memcmp(&one, &other, sizeof one); }

/* An object with references, over a place of the server's table. */
template <class Self, class I> class Held : public I {
public:
  const int object;

  explicit Held(int place) : object(place), references(1) {}
  HRESULT QueryInterface(REFIID id, void **found) override {
    if (!found) return E_POINTER;
    *found = same(id, __uuidof(I)) || same(id, __uuidof(IUnknown)) ? this : NULL;
    if (!*found) return E_NOINTERFACE;
    AddRef();
    return S_OK;
  }
  ULONG AddRef() override { return ++references; }
  ULONG Release() override {
    const ULONG left = --references;
    if (left == 0) {
      host_AdminDrop(object);
      delete static_cast<Self *>(this);
    }
    return left;
  }

private:
  ULONG references;
};

HRESULT text(int object, BOOL value, BSTR *found) {
  if (!found) return FAILED_WITH(ERROR_INVALID_PARAMETER);
  *found = SysAllocString(host_AdminText(object, value));
  return *found ? S_OK : E_OUTOFMEMORY;
}

/* The text of a value becomes one that the caller frees. */
HRESULT own(VARIANT *value) {
  if (value->vt != VT_BSTR) return S_OK;
  value->bstrVal = SysAllocString(value->bstrVal);
  if (value->bstrVal) return S_OK;
  value->vt = VT_EMPTY;
  return E_OUTOFMEMORY;
}

HRESULT metadata(int object, BSTR name, VARIANT *value) {
  if (!name || !value) return FAILED_WITH(ERROR_INVALID_PARAMETER);
  HRESULT hr = host_AdminMetadata(object, name, value);
  return FAILED(hr) ? hr : own(value);
}

template <class T, class I> HRESULT made(HRESULT hr, int place, I **found) {
  if (FAILED(hr)) return hr;
  if (place != 0) *found = new (std::nothrow) T(place);
  return place == 0 || *found ? S_OK : E_OUTOFMEMORY;
}

template <class T, class I> HRESULT part(int object, Part which, PCWSTR name, I **found) {
  if (!found) return FAILED_WITH(ERROR_INVALID_PARAMETER);
  *found = NULL;
  if (which >= PART_ELEMENT && !name) return FAILED_WITH(ERROR_INVALID_PARAMETER);
  int place = 0;
  HRESULT hr = host_AdminPart(object, which, name, &place);
  return made<T>(hr, place, found);
}

class Property;
class Element;

/* The place of an element that a VARIANT has; 0: it has none of ours. */
int element_in(IUnknown *unknown);

template <class T, class I> HRESULT item(int object, const VARIANT &given, I **found) {
  if (!found) return FAILED_WITH(ERROR_INVALID_PARAMETER);
  *found = NULL;
  const VARIANT &index = given.vt == (VT_BYREF | VT_VARIANT) ? *given.pvarVal : given;
  int at = 0, element = 0;
  PCWSTR name = NULL;
  switch (index.vt) {
    case VT_BSTR: name = index.bstrVal ? index.bstrVal : L""; break;
    case VT_UNKNOWN: case VT_DISPATCH:
      element = element_in(index.punkVal);
      if (element == 0) return FAILED_WITH(ERROR_INVALID_PARAMETER);
      break;
    case VT_I1: at = index.cVal; break;
    case VT_UI1: at = index.bVal; break;
    case VT_I2: at = index.iVal; break;
    case VT_UI2: at = index.uiVal; break;
    case VT_I4: case VT_UI4: case VT_INT: case VT_UINT: case VT_I8: case VT_UI8: at = index.lVal; break;
    default: return FAILED_WITH(ERROR_INVALID_PARAMETER);
  }
  int place = 0;
  HRESULT hr = host_AdminItem(object, at, name, element, &place);
  return made<T>(hr, place, found);
}

HRESULT count(int object, DWORD *found) {
  if (!found) return FAILED_WITH(ERROR_INVALID_PARAMETER);
  *found = host_AdminCount(object);
  return S_OK;
}

template <class I> HRESULT absent(I **found) {
  if (found) *found = NULL;
  return E_NOTIMPL;
}

class Property final : public Held<Property, IAppHostProperty> {
public:
  using Held::Held;
  HRESULT get_Name(BSTR *name) override { return text(object, FALSE, name); }
  HRESULT get_Value(VARIANT *value) override {
    if (!value) return FAILED_WITH(ERROR_INVALID_PARAMETER);
    host_AdminValue(object, value);
    return own(value);
  }
  HRESULT put_Value(VARIANT) override { return READ_ONLY; }
  HRESULT Clear() override { return READ_ONLY; }
  HRESULT get_StringValue(BSTR *value) override { return text(object, TRUE, value); }
  HRESULT get_Exception(IAppHostPropertyException **exception) override {
    if (!exception) return FAILED_WITH(ERROR_INVALID_PARAMETER);
    *exception = NULL;
    return S_OK;
  }
  HRESULT GetMetadata(BSTR name, VARIANT *value) override { return metadata(object, name, value); }
  HRESULT SetMetadata(BSTR, VARIANT) override { return FAILED_WITH(ERROR_NOT_SUPPORTED); }
  HRESULT get_Schema(IAppHostPropertySchema **schema) override { return absent(schema); }
};

class PropertyCollection final : public Held<PropertyCollection, IAppHostPropertyCollection> {
public:
  using Held::Held;
  HRESULT get_Count(DWORD *found) override { return count(object, found); }
  HRESULT get_Item(VARIANT index, IAppHostProperty **property) override { return item<Property>(object, index, property); }
};

class ChildElementCollection final : public Held<ChildElementCollection, IAppHostChildElementCollection> {
public:
  using Held::Held;
  HRESULT get_Count(DWORD *found) override { return count(object, found); }
  HRESULT get_Item(VARIANT index, IAppHostElement **element) override { return item<Element>(object, index, element); }
};

class ElementCollection final : public Held<ElementCollection, IAppHostElementCollection> {
public:
  using Held::Held;
  HRESULT get_Count(DWORD *found) override { return count(object, found); }
  HRESULT get_Item(VARIANT index, IAppHostElement **element) override { return item<Element>(object, index, element); }
  HRESULT AddElement(IAppHostElement *, INT) override { return READ_ONLY; }
  HRESULT DeleteElement(VARIANT) override { return READ_ONLY; }
  HRESULT Clear() override { return READ_ONLY; }
  HRESULT CreateNewElement(BSTR, IAppHostElement **element) override {
    if (element) *element = NULL;
    return READ_ONLY;
  }
  HRESULT get_Schema(IAppHostCollectionSchema **schema) override { return absent(schema); }
};

class Element final : public Held<Element, IAppHostElement> {
public:
  using Held::Held;
  HRESULT get_Name(BSTR *name) override { return text(object, FALSE, name); }
  HRESULT get_Collection(IAppHostElementCollection **collection) override { return part<ElementCollection>(object, PART_COLLECTION, NULL, collection); }
  HRESULT get_Properties(IAppHostPropertyCollection **properties) override { return part<PropertyCollection>(object, PART_PROPERTIES, NULL, properties); }
  HRESULT get_ChildElements(IAppHostChildElementCollection **elements) override { return part<ChildElementCollection>(object, PART_CHILDREN, NULL, elements); }
  HRESULT GetMetadata(BSTR name, VARIANT *value) override { return metadata(object, name, value); }
  HRESULT SetMetadata(BSTR, VARIANT) override { return FAILED_WITH(ERROR_NOT_SUPPORTED); }
  HRESULT get_Schema(IAppHostElementSchema **schema) override { return absent(schema); }
  HRESULT GetElementByName(BSTR name, IAppHostElement **element) override { return part<Element>(object, PART_ELEMENT, name, element); }
  HRESULT GetPropertyByName(BSTR name, IAppHostProperty **property) override { return part<Property>(object, PART_PROPERTY, name, property); }
  HRESULT Clear() override { return READ_ONLY; }
  HRESULT get_Methods(IAppHostMethodCollection **methods) override { return absent(methods); }
};

int element_in(IUnknown *unknown) {
  void *found = NULL;
  if (!unknown || FAILED(unknown->QueryInterface(__uuidof(IAppHostElement), &found))) return 0;
  Element *element = static_cast<Element *>(static_cast<IAppHostElement *>(found));
  const int place = element->object;
  element->Release();
  return place;
}

/* There is one, and the server keeps it. */
class AdminManager final : public IAppHostWritableAdminManager {
public:
  int server;
  HRESULT QueryInterface(REFIID id, void **found) override {
    if (!found) return E_POINTER;
    const bool known = same(id, __uuidof(IAppHostAdminManager)) || same(id, __uuidof(IAppHostWritableAdminManager)) || same(id, __uuidof(IUnknown));
    *found = known ? static_cast<IAppHostWritableAdminManager *>(this) : NULL;
    return known ? S_OK : E_NOINTERFACE;
  }
  ULONG AddRef() override { return 2; }
  ULONG Release() override { return 1; }
  HRESULT GetAdminSection(BSTR section, BSTR path, IAppHostElement **element) override {
    if (!element) return FAILED_WITH(ERROR_INVALID_PARAMETER);
    *element = NULL;
    if (!section || !path) return FAILED_WITH(ERROR_INVALID_PARAMETER);
    int place = 0;
    HRESULT hr = host_AdminSection(server, section, path, &place);
    return made<Element>(hr, place, element);
  }
  HRESULT GetMetadata(BSTR name, VARIANT *value) override { return metadata(server, name, value); }
  HRESULT SetMetadata(BSTR, VARIANT) override { return READ_ONLY; }
  HRESULT get_ConfigManager(IAppHostConfigManager **manager) override { return absent(manager); }
  HRESULT CommitChanges() override { return READ_ONLY; }
  HRESULT get_CommitPath(BSTR *path) override {
    if (!path) return FAILED_WITH(ERROR_INVALID_PARAMETER);
    *path = SysAllocString(L"MACHINE/WEBROOT/APPHOST");
    return *path ? S_OK : E_OUTOFMEMORY;
  }
  HRESULT put_CommitPath(BSTR) override { return S_OK; }
};

AdminManager manager;

}

extern "C" IAppHostAdminManager *isapi_admin_manager(int server) {
  manager.server = server;
  return &manager;
}

/* The place 0 stands for the server that has called RegisterModule. */
extern "C" HRESULT isapi_create_instance(REFCLSID id, REFIID interface_id, void **found) {
  if (!same(id, __uuidof(AppHostAdminManager)) && !same(id, __uuidof(AppHostWritableAdminManager))) {
    host_NotSupported("CoCreateInstance of a class other than AppHostAdminManager");
    return REGDB_E_CLASSNOTREG;
  }
  return manager.QueryInterface(interface_id, found);
}
