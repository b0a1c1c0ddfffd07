/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINGDI_H
#define _ISAPI_WINGDI_H
#include <windows.h>
#endif
