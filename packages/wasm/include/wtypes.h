/* Nothing of its own that filters use. */
#ifndef _ISAPI_WTYPES_H
#define _ISAPI_WTYPES_H
#include <windows.h>
#include <objbase.h>
#endif
