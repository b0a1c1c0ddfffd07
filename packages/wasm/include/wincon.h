/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINCON_H
#define _ISAPI_WINCON_H
#include <windows.h>
#endif
