/* Nothing of its own that filters use. */
#ifndef _ISAPI_FILEAPI_H
#define _ISAPI_FILEAPI_H
#include <windows.h>
#endif
