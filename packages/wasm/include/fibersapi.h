/* Nothing of its own that filters use. */
#ifndef _ISAPI_FIBERSAPI_H
#define _ISAPI_FIBERSAPI_H
#include <windows.h>
#endif
