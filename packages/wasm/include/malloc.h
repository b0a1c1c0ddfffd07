#pragma GCC system_header
#include_next <malloc.h>
#include <_isapi_crt.h>
