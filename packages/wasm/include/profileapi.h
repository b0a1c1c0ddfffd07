/* Nothing of its own that filters use. */
#ifndef _ISAPI_PROFILEAPI_H
#define _ISAPI_PROFILEAPI_H
#include <windows.h>
#endif
