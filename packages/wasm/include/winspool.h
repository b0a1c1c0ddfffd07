/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINSPOOL_H
#define _ISAPI_WINSPOOL_H
#include <windows.h>
#endif
