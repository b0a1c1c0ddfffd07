/* Nothing of its own that filters use. */
#ifndef _ISAPI_DATETIMEAPI_H
#define _ISAPI_DATETIMEAPI_H
#include <windows.h>
#endif
