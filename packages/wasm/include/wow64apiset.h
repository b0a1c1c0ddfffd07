/* Nothing of its own that filters use. */
#ifndef _ISAPI_WOW64APISET_H
#define _ISAPI_WOW64APISET_H
#include <windows.h>
#endif
