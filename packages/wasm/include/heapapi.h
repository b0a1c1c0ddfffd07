/* Nothing of its own that filters use. */
#ifndef _ISAPI_HEAPAPI_H
#define _ISAPI_HEAPAPI_H
#include <windows.h>
#endif
