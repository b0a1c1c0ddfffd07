/* Nothing of its own that filters use. */
#ifndef _ISAPI_DBT_H
#define _ISAPI_DBT_H
#include <windows.h>
#endif
