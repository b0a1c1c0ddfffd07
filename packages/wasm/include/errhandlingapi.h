/* Nothing of its own that filters use. */
#ifndef _ISAPI_ERRHANDLINGAPI_H
#define _ISAPI_ERRHANDLINGAPI_H
#include <windows.h>
#endif
