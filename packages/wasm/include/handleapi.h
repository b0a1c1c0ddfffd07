/* Nothing of its own that filters use. */
#ifndef _ISAPI_HANDLEAPI_H
#define _ISAPI_HANDLEAPI_H
#include <windows.h>
#endif
