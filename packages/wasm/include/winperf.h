/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINPERF_H
#define _ISAPI_WINPERF_H
#include <windows.h>
#endif
