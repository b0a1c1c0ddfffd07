/* File descriptors and folders under their names of Visual C++. The paths are mapped by the host, like those of the C library. */
#define _GNU_SOURCE
#include "crt.h"
#include <missing.h>
#include <io.h>
#include <direct.h>
#include <unistd.h>
#include <sys/utime.h>

/*
 * To the C library C:\logs is relative, and /logs has lost its slash when the host sees it; on Windows the one is a whole path and the other one of the
 * current drive. All its functions ask here for what they give to the host; the buffer is theirs and grows.
 */
int __real___wasilibc_find_relpath_alloc(const char *path, const char **prefix, char **relative, size_t *size, int grows);
int __wrap___wasilibc_find_relpath_alloc(const char *path, const char **prefix, char **relative, size_t *size, int grows) {
  int drive = isalpha((unsigned char)path[0]) && path[1] == ':', rooted = (path[0] == '/' || path[0] == '\\') && path[1] != '/' && path[1] != '\\';
  if (!drive && !rooted) return __real___wasilibc_find_relpath_alloc(path, prefix, relative, size, grows);
  const char *start = drive ? "/" : "/C:";
  char *whole = malloc(strlen(start) + strlen(path) + 1);
  if (!whole) { errno = ENOMEM; return -1; }
  int fd = __real___wasilibc_find_relpath_alloc(strcat(strcpy(whole, start), path), prefix, relative, size, grows);
  free(whole);
  return fd;
}

int _open(const char *path, int flags, ...) { return open(path, flags, 0666); }
int _sopen(const char *path, int flags, int share, ...) { (void)share; return open(path, flags, 0666); }
errno_t _sopen_s(int *fd, const char *path, int flags, int share, int mode) {
  (void)share; (void)mode;
  REQUIRE(fd);
  *fd = -1;
  REQUIRE(path);
  *fd = open(path, flags, 0666);
  return *fd < 0 ? errno : 0;
}
#define NARROW(name, type, call) type name(const wchar_t *path) { char *p = isapi_narrow(path); type result = call(p); free(p); return result; }
NARROW(_wunlink, int, unlink)
NARROW(_wremove, int, remove)
NARROW(_wrmdir, int, rmdir)
int _wopen(const wchar_t *path, int flags, ...) { char *p = isapi_narrow(path); int fd = open(p, flags, 0666); free(p); return fd; }
int _waccess(const wchar_t *path, int mode) { char *p = isapi_narrow(path); int result = access(p, mode); free(p); return result; }
int _wmkdir(const wchar_t *path) { char *p = isapi_narrow(path); int result = mkdir(p, 0777); free(p); return result; }
int _wstat(const wchar_t *path, struct stat *status) { char *p = isapi_narrow(path); int result = (stat)(p, status); free(p); return result; }
int _creat(const char *path, int mode) { (void)mode; return open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666); }
int _close(int fd) { return close(fd); }
int _read(int fd, void *buffer, unsigned int count) { return (int)read(fd, buffer, count); }
int _write(int fd, const void *buffer, unsigned int count) { return (int)write(fd, buffer, count); }
long _lseek(int fd, long offset, int origin) { return (long)lseek(fd, offset, origin); }
long long _lseeki64(int fd, long long offset, int origin) { return lseek(fd, offset, origin); }
long _tell(int fd) { return (long)lseek(fd, 0, SEEK_CUR); }
long long _filelengthi64(int fd) { struct stat status; return fstat(fd, &status) ? -1 : status.st_size; }
long _filelength(int fd) { return (long)_filelengthi64(fd); }
long filelength(int fd) { return _filelength(fd); }
int _eof(int fd) { return lseek(fd, 0, SEEK_CUR) >= _filelengthi64(fd); }
int _access(const char *path, int mode) { return access(path, mode); }
errno_t _access_s(const char *path, int mode) { REQUIRE(path); return access(path, mode) ? errno : 0; }
/* Who may write is the host's to say. */
int _chmod(const char *path, int mode) { (void)mode; return access(path, 0); }
int _chsize(int fd, long size) { return ftruncate(fd, size); }
int chsize(int fd, long size) { return ftruncate(fd, size); }
int _commit(int fd) { return fsync(fd); }
MISSING(_dup);
int _dup(int fd) { (void)fd; errno = EBADF; return missing__dup(); }
int _isatty(int fd) { return isatty(fd); }
int _setmode(int fd, int mode) { (void)fd; (void)mode; return 0; }
int setmode(int fd, int mode) { return _setmode(fd, mode); }
int _unlink(const char *path) { return unlink(path); }
int _locking(int fd, int mode, long bytes) { (void)fd; (void)mode; (void)bytes; return 0; }
MISSING(_get_osfhandle);
MISSING(_open_osfhandle);
intptr_t _get_osfhandle(int fd) { (void)fd; errno = EBADF; return missing__get_osfhandle(); }
int _open_osfhandle(intptr_t handle, int flags) { (void)handle; (void)flags; errno = EBADF; return missing__open_osfhandle(); }
int _mkdir(const char *path) { return mkdir(path, 0777); }
int _rmdir(const char *path) { return rmdir(path); }
int _chdir(const char *path) { return chdir(path); }
char *_getcwd(char *buffer, int size) { return getcwd(buffer, buffer || size > 0 ? (size_t)size : _MAX_PATH); }
int _getdrive(void) { return 3; }
int _chdrive(int drive) { return drive == 3 ? 0 : -1; }
int _utime(const char *path, struct _utimbuf *times) {
  struct timespec values[2] = {{times ? times->actime : time(NULL), 0}, {times ? times->modtime : time(NULL), 0}};
  return utimensat(AT_FDCWD, path, values, 0);
}
/* Names for files that are not there yet */
static int makeName(char *name) {
  size_t n = strlen(name);
  if (n < 6 || strcmp(name + n - 6, "XXXXXX")) { errno = EINVAL; return -1; }
  for (int i = 0; i < 26; i++) {
    sprintf(name + n - 6, "%c%05d", 'a' + i, _getpid() % 100000);
    if (access(name, 0)) return 0;
  }
  errno = EEXIST;
  return -1;
}
char *_mktemp(char *name) { return makeName(name) ? NULL : name; }
errno_t _mktemp_s(char *name, size_t size) { REQUIRE(name && strnlen(name, size) < size); return makeName(name) ? errno : 0; }
char *_tempnam(const char *folder, const char *prefix) {
  char *name = malloc(_MAX_PATH);
  if (!name) return NULL;
  snprintf(name, _MAX_PATH, "%s\\%sXXXXXX", folder ? folder : "C:\\Windows\\Temp", prefix ? prefix : "");
  if (!makeName(name)) return name;
  free(name);
  return NULL;
}
