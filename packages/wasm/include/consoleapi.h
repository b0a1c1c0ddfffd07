/* Nothing of its own that filters use. */
#ifndef _ISAPI_CONSOLEAPI_H
#define _ISAPI_CONSOLEAPI_H
#include <windows.h>
#endif
