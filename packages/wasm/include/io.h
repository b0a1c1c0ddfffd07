/* File descriptors. */
#ifndef _INC_IO
#define _INC_IO
#include <_isapi_crt.h>
#include <fcntl.h>
#include <sys/stat.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef unsigned long _fsize_t;
struct _finddata_t { unsigned attrib; time_t time_create, time_access, time_write; _fsize_t size; char name[260]; };
struct _finddatai64_t { unsigned attrib; time_t time_create, time_access, time_write; long long size; char name[260]; };
#define _finddata32_t _finddata_t
#define _finddata64i32_t _finddata_t
#define __finddata64_t _finddatai64_t
#define _findfirst32 _findfirst
#define _findnext32 _findnext
#define _findfirst64i32 _findfirst
#define _findnext64i32 _findnext
#define _findfirst64 _findfirsti64
#define _findnext64 _findnexti64
#define _A_NORMAL 0x00
#define _A_RDONLY 0x01
#define _A_HIDDEN 0x02
#define _A_SYSTEM 0x04
#define _A_SUBDIR 0x10
#define _A_ARCH 0x20
intptr_t _findfirst(const char *pattern, struct _finddata_t *found);
int _findnext(intptr_t handle, struct _finddata_t *found);
int _findclose(intptr_t handle);
intptr_t _findfirsti64(const char *pattern, struct _finddatai64_t *found);
int _findnexti64(intptr_t handle, struct _finddatai64_t *found);
int _open(const char *path, int flags, ...);
int _sopen(const char *path, int flags, int share, ...);
errno_t _sopen_s(int *fd, const char *path, int flags, int share, int mode);
int _wopen(const wchar_t *path, int flags, ...);
int _creat(const char *path, int mode);
int _close(int fd);
int _read(int fd, void *buffer, unsigned int count);
int _write(int fd, const void *buffer, unsigned int count);
long _lseek(int fd, long offset, int origin);
long long _lseeki64(int fd, long long offset, int origin);
long _tell(int fd);
long _filelength(int fd);
long long _filelengthi64(int fd);
int _eof(int fd);
int _access(const char *path, int mode);
int _waccess(const wchar_t *path, int mode);
errno_t _access_s(const char *path, int mode);
int _chmod(const char *path, int mode);
int _chsize(int fd, long size);
int _commit(int fd);
int _dup(int fd);
int _isatty(int fd);
int _setmode(int fd, int mode);
int _unlink(const char *path);
int _wunlink(const wchar_t *path);
int _locking(int fd, int mode, long bytes);
intptr_t _get_osfhandle(int fd);
int _open_osfhandle(intptr_t handle, int flags);
int open(const char *, int, ...);
int access(const char *, int);
int unlink(const char *);
int close(int);
long filelength(int fd);
int setmode(int fd, int mode);
int chsize(int fd, long size);
#ifdef __cplusplus
}
#endif
#endif
