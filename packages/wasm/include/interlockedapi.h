/* Nothing of its own that filters use. */
#ifndef _ISAPI_INTERLOCKEDAPI_H
#define _ISAPI_INTERLOCKEDAPI_H
#include <windows.h>
#endif
