/* Nothing of its own that filters use. */
#ifndef _ISAPI_INITGUID_H
#define _ISAPI_INITGUID_H
#include <windows.h>
#endif
