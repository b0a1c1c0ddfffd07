/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINAPIFAMILY_H
#define _ISAPI_WINAPIFAMILY_H
#include <windows.h>
#endif
