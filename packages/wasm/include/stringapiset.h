/* Nothing of its own that filters use. */
#ifndef _ISAPI_STRINGAPISET_H
#define _ISAPI_STRINGAPISET_H
#include <windows.h>
#endif
