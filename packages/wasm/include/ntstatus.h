/* Nothing of its own that filters use. */
#ifndef _ISAPI_NTSTATUS_H
#define _ISAPI_NTSTATUS_H
#include <windows.h>
#endif
