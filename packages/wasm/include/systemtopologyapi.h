/* Nothing of its own that filters use. */
#ifndef _ISAPI_SYSTEMTOPOLOGYAPI_H
#define _ISAPI_SYSTEMTOPOLOGYAPI_H
#include <windows.h>
#endif
