/* Nothing of its own that filters use. */
#ifndef _ISAPI_TIMEZONEAPI_H
#define _ISAPI_TIMEZONEAPI_H
#include <windows.h>
#endif
