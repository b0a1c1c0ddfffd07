/* Nothing of its own that filters use. */
#ifndef _ISAPI_INTSAFE_H
#define _ISAPI_INTSAFE_H
#include <windows.h>
#endif
