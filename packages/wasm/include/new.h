#ifndef _INC_NEW
#define _INC_NEW
#include <_isapi_crt.h>
#ifdef __cplusplus
#include <new>
using std::set_new_handler;
#endif
#endif
