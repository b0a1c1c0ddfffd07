/* Nothing of its own that filters use. */
#ifndef _ISAPI_THREADPOOLAPISET_H
#define _ISAPI_THREADPOOLAPISET_H
#include <windows.h>
#endif
