/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINNETWK_H
#define _ISAPI_WINNETWK_H
#include <windows.h>
#endif
