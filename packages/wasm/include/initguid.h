/* From here on DEFINE_GUID makes the identifiers, and does not only declare them. */
#ifndef INITGUID
#define INITGUID
#endif
#include <windows.h>
#include <guiddef.h>
