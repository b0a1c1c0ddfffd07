/* Nothing of its own that filters use. */
#ifndef _ISAPI_IOAPISET_H
#define _ISAPI_IOAPISET_H
#include <windows.h>
#endif
