/* Nothing of its own that filters use. */
#ifndef _ISAPI_SDDL_H
#define _ISAPI_SDDL_H
#include <windows.h>
#endif
