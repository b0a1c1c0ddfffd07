/* Nothing of its own that filters use. */
#ifndef _ISAPI_PROCESSTOPOLOGYAPI_H
#define _ISAPI_PROCESSTOPOLOGYAPI_H
#include <windows.h>
#endif
