/* Of ATL there is CString alone. */
#ifndef _ISAPI_ATLCOMCLI_H
#define _ISAPI_ATLCOMCLI_H
#include <atlstr.h>
#endif
