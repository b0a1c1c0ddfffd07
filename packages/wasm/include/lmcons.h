/* Nothing of its own that filters use. */
#ifndef _ISAPI_LMCONS_H
#define _ISAPI_LMCONS_H
#include <windows.h>
#endif
