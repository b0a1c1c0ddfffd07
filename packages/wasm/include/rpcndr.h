/* Nothing of its own that filters use. */
#ifndef _ISAPI_RPCNDR_H
#define _ISAPI_RPCNDR_H
#include <windows.h>
#include <objbase.h>
#endif
