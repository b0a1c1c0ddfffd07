#ifndef _INC_CONIO
#define _INC_CONIO
#include <_isapi_crt.h>
#define _cprintf printf
#endif
