#ifndef _TIMEB_H_INCLUDED
#define _TIMEB_H_INCLUDED
#include <_isapi_crt.h>
#ifdef __cplusplus
extern "C" {
#endif
struct timeb { time_t time; unsigned short millitm; short timezone, dstflag; };
#define _timeb timeb
#define _timeb32 timeb
#define __timeb64 timeb
#define __timeb32 timeb
void _ftime(struct timeb *now);
errno_t _ftime_s(struct timeb *now);
#define ftime _ftime
#define _ftime64 _ftime
#define _ftime64_s _ftime_s
#ifdef __cplusplus
}
#endif
#endif
