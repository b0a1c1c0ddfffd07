/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINIOCTL_H
#define _ISAPI_WINIOCTL_H
#include <windows.h>
#endif
