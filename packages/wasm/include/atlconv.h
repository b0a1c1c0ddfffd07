/* Of ATL there is CString alone. */
#ifndef _ISAPI_ATLCONV_H
#define _ISAPI_ATLCONV_H
#include <atlstr.h>
#endif
