/* Nothing of its own that filters use. */
#ifndef _ISAPI_SECURITYBASEAPI_H
#define _ISAPI_SECURITYBASEAPI_H
#include <windows.h>
#endif
