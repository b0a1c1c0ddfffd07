/* Nothing of its own that filters use. */
#ifndef _ISAPI_SYNCHAPI_H
#define _ISAPI_SYNCHAPI_H
#include <windows.h>
#endif
