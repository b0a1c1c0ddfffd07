/* Nothing of its own that filters use. */
#ifndef _ISAPI_RPC_H
#define _ISAPI_RPC_H
#include <windows.h>
#include <objbase.h>
#endif
