/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINSVC_H
#define _ISAPI_WINSVC_H
#include <windows.h>
#endif
