/* Nothing of its own that filters use. */
#ifndef _ISAPI_SDKDDKVER_H
#define _ISAPI_SDKDDKVER_H
#include <windows.h>
#endif
