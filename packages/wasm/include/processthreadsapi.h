/* Nothing of its own that filters use. */
#ifndef _ISAPI_PROCESSTHREADSAPI_H
#define _ISAPI_PROCESSTHREADSAPI_H
#include <windows.h>
#endif
