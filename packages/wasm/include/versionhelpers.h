/* Nothing of its own that filters use. */
#ifndef _ISAPI_VERSIONHELPERS_H
#define _ISAPI_VERSIONHELPERS_H
#include <windows.h>
#endif
