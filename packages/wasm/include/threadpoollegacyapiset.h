/* Nothing of its own that filters use. */
#ifndef _ISAPI_THREADPOOLLEGACYAPISET_H
#define _ISAPI_THREADPOOLLEGACYAPISET_H
#include <windows.h>
#endif
