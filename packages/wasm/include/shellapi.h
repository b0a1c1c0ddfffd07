/* Nothing of its own that filters use. */
#ifndef _ISAPI_SHELLAPI_H
#define _ISAPI_SHELLAPI_H
#include <windows.h>
#endif
