/* The C library's own, then what Visual C++ has in it. */
#pragma GCC system_header
/* clock() counts from the start of the instance; the run-time has it. */
#ifndef _WASI_EMULATED_PROCESS_CLOCKS
#define _WASI_EMULATED_PROCESS_CLOCKS 1
#endif
#include_next <time.h>
#include <_isapi_crt.h>
