/* Nothing of its own that filters use. */
#ifndef _ISAPI_URLMON_H
#define _ISAPI_URLMON_H
#include <windows.h>
#endif
