/* Nothing of its own that filters use. */
#ifndef _ISAPI_INETMSG_H
#define _ISAPI_INETMSG_H
#include <windows.h>
#endif
