/* Nothing of its own that filters use. */
#ifndef _ISAPI_WTSAPI32_H
#define _ISAPI_WTSAPI32_H
#include <windows.h>
#endif
