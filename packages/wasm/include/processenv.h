/* Nothing of its own that filters use. */
#ifndef _ISAPI_PROCESSENV_H
#define _ISAPI_PROCESSENV_H
#include <windows.h>
#endif
