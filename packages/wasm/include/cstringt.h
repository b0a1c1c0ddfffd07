/* Of ATL there is CString alone. */
#ifndef _ISAPI_CSTRINGT_H
#define _ISAPI_CSTRINGT_H
#include <atlstr.h>
#endif
