/* Nothing of its own that filters use. */
#ifndef _ISAPI_ACLAPI_H
#define _ISAPI_ACLAPI_H
#include <windows.h>
#endif
