/* Nothing of its own that filters use. */
#ifndef _ISAPI_MINWINBASE_H
#define _ISAPI_MINWINBASE_H
#include <windows.h>
#endif
