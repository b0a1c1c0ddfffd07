/* Of ATL there is CString alone. */
#ifndef _ISAPI_ATLBASE_H
#define _ISAPI_ATLBASE_H
#include <atlstr.h>
#endif
