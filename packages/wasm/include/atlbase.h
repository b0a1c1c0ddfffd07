/* Of ATL there are CString and the classes for pointers, BSTR and VARIANT. */
#ifndef _ISAPI_ATLBASE_H
#define _ISAPI_ATLBASE_H
#include <atlstr.h>
#include <atlcomcli.h>
#endif
