#ifndef _INC_PROCESS
#define _INC_PROCESS
#include <_isapi_crt.h>
#ifdef __cplusplus
extern "C" {
#endif
#define _P_WAIT 0
#define _P_NOWAIT 1
#define _P_DETACH 4
intptr_t _spawnl(int mode, const char *path, const char *first, ...);
intptr_t _execl(const char *path, const char *first, ...);
intptr_t _cwait(int *status, intptr_t process, int action);
#define getpid _getpid
#ifdef __cplusplus
}
#endif
#endif
