/* Nothing of its own that filters use. */
#ifndef _ISAPI_JOBAPI_H
#define _ISAPI_JOBAPI_H
#include <windows.h>
#endif
