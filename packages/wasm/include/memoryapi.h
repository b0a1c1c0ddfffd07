/* Nothing of its own that filters use. */
#ifndef _ISAPI_MEMORYAPI_H
#define _ISAPI_MEMORYAPI_H
#include <windows.h>
#endif
