/* Nothing of its own that filters use. */
#ifndef _ISAPI_DEBUGAPI_H
#define _ISAPI_DEBUGAPI_H
#include <windows.h>
#endif
