#pragma GCC system_header
#include_next <sys/types.h>
#ifndef _OFF_T_DEFINED
#define _OFF_T_DEFINED
typedef long _off_t;
#endif
