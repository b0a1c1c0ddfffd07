/* Nothing of its own that filters use. */
#ifndef _ISAPI_MINWINDEF_H
#define _ISAPI_MINWINDEF_H
#include <windows.h>
#endif
