/* Nothing of its own that filters use. */
#ifndef _ISAPI_WINTERNL_H
#define _ISAPI_WINTERNL_H
#include <windows.h>
#endif
