/* Nothing of its own that filters use. */
#ifndef _ISAPI_REALTIMEAPISET_H
#define _ISAPI_REALTIMEAPISET_H
#include <windows.h>
#endif
