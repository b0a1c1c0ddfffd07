/* Nothing of its own that filters use. */
#ifndef _ISAPI_OLE2VER_H
#define _ISAPI_OLE2VER_H
#include <windows.h>
#endif
