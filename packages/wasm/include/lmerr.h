/* Nothing of its own that filters use. */
#ifndef _ISAPI_LMERR_H
#define _ISAPI_LMERR_H
#include <windows.h>
#endif
