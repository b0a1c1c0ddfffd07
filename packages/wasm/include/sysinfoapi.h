/* Nothing of its own that filters use. */
#ifndef _ISAPI_SYSINFOAPI_H
#define _ISAPI_SYSINFOAPI_H
#include <windows.h>
#endif
