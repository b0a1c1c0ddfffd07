/* Nothing of its own that filters use. */
#ifndef _ISAPI_NAMEDPIPEAPI_H
#define _ISAPI_NAMEDPIPEAPI_H
#include <windows.h>
#endif
