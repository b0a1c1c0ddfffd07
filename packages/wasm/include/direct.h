/* Folders. */
#ifndef _INC_DIRECT
#define _INC_DIRECT
#include <_isapi_crt.h>
#include <unistd.h>
#ifdef __cplusplus
extern "C" {
#endif
int _mkdir(const char *path);
int _rmdir(const char *path);
int _chdir(const char *path);
char *_getcwd(char *buffer, int size);
int _wmkdir(const wchar_t *path);
int _wrmdir(const wchar_t *path);
int _getdrive(void);
int _chdrive(int drive);
#ifdef __cplusplus
}
#endif
#endif
