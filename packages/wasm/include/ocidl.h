/* Nothing of its own that filters use. */
#ifndef _ISAPI_OCIDL_H
#define _ISAPI_OCIDL_H
#include <windows.h>
#endif
