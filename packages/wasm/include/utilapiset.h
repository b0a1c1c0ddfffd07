/* Nothing of its own that filters use. */
#ifndef _ISAPI_UTILAPISET_H
#define _ISAPI_UTILAPISET_H
#include <windows.h>
#endif
