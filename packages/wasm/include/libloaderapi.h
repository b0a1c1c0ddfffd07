/* Nothing of its own that filters use. */
#ifndef _ISAPI_LIBLOADERAPI_H
#define _ISAPI_LIBLOADERAPI_H
#include <windows.h>
#endif
