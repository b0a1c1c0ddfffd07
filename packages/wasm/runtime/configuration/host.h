/* What the objects of this folder ask the server for. Each has a place in the table of src/host/module/objects.ts, which it gives back at its end. */
#ifndef ISAPI_CONFIGURATION_HOST_H
#define ISAPI_CONFIGURATION_HOST_H

#include <httpserv.h>
#include <ahadmin.h>

#define HOST(name) extern "C" __attribute__((import_module("isapi_module"), import_name(#name)))

/* A member of an element that is an object; 0: it has none. */
enum Part { PART_COLLECTION, PART_PROPERTIES, PART_CHILDREN, PART_ELEMENT, PART_PROPERTY };

HOST(AdminSection) HRESULT host_AdminSection(int manager, PCWSTR section, PCWSTR path, int *found);
/* The place of a member; a failure when it is not there. */
HOST(AdminPart) HRESULT host_AdminPart(int element, int part, PCWSTR name, int *found);
HOST(AdminCount) DWORD host_AdminCount(int collection);
/* By name where there is one, else by element where that is no 0, else by index. */
HOST(AdminItem) HRESULT host_AdminItem(int collection, int index, PCWSTR name, int element, int *found);
HOST(AdminText) PCWSTR host_AdminText(int object, BOOL value);
/* In a VARIANT whose text is memory of the server's. */
HOST(AdminValue) void host_AdminValue(int property, VARIANT *value);
HOST(AdminMetadata) HRESULT host_AdminMetadata(int object, PCWSTR name, VARIANT *value);
HOST(NotSupported) HRESULT host_NotSupported(const char *method);
HOST(AdminDrop) void host_AdminDrop(int object);

#endif
