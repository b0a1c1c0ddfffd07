/* Nothing of its own that filters use. */
#ifndef _ISAPI_DISPEX_H
#define _ISAPI_DISPEX_H
#include <windows.h>
#endif
