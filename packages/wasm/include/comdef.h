/* What #import and its users include: _com_error, _bstr_t, _variant_t, _com_ptr_t. */
#ifndef _INC_COMDEF
#define _INC_COMDEF
#include <windows.h>
#include <ole2.h>
#include <olectl.h>
#include <comerr.h>
#include <comutil.h>
#include <comip.h>
#ifdef __cplusplus
_COM_SMARTPTR_TYPEDEF(IUnknown, __uuidof(IUnknown));
#endif
#endif
