/* The C library's own, then what Visual C++ has in it. */
#pragma GCC system_header
#include_next <ctype.h>
#include <_isapi_crt.h>
