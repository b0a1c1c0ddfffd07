/* Nothing of its own that filters use. */
#ifndef _ISAPI_COMMCTRL_H
#define _ISAPI_COMMCTRL_H
#include <windows.h>
#endif
