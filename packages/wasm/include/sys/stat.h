#pragma GCC system_header
#include_next <sys/stat.h>
#include <_isapi_crt.h>
#ifndef _S_IREAD
#define _S_IFMT S_IFMT
#define _S_IFDIR S_IFDIR
#define _S_IFREG S_IFREG
#define _S_IFCHR S_IFCHR
#define _S_IREAD 0000400
#define _S_IWRITE 0000200
#define _S_IEXEC 0000100
#ifndef S_IREAD
#define S_IREAD _S_IREAD
#define S_IWRITE _S_IWRITE
#endif
/* _stat is a structure and a function, as on Windows. */
#define _stat stat
#define _fstat fstat
#define _stat32 stat
#define _stat64 stat
#define _stati64 stat
#define _stat64i32 stat
#define __stat64 stat
#define _fstat64 fstat
#define _fstati64 fstat
#ifdef __cplusplus
extern "C"
#endif
int _wstat(const wchar_t *path, struct stat *status);
#endif
