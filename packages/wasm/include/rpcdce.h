/* Nothing of its own that filters use. */
#ifndef _ISAPI_RPCDCE_H
#define _ISAPI_RPCDCE_H
#include <windows.h>
#include <objbase.h>
#endif
