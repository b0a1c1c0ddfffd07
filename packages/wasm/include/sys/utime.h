#ifndef _INC_UTIME
#define _INC_UTIME
#include <_isapi_crt.h>
#ifdef __cplusplus
extern "C" {
#endif
struct _utimbuf { time_t actime, modtime; };
int _utime(const char *path, struct _utimbuf *times);
#ifdef __cplusplus
}
#endif
#endif
