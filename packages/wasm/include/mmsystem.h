/* Nothing of its own that filters use. */
#ifndef _ISAPI_MMSYSTEM_H
#define _ISAPI_MMSYSTEM_H
#include <windows.h>
#endif
