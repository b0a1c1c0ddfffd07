/* Files of the drive, over those of the C library. */

#include <sys/stat.h>
#include "win32.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* 1601 to 1970, in 100 ns. */
#define EPOCH 116444736000000000ULL
static FILETIME filetime(struct timespec t) {
  unsigned long long ticks = (unsigned long long)t.tv_sec * 10000000ULL + (unsigned long long)t.tv_nsec / 100 + EPOCH;
  FILETIME made = { (DWORD)ticks, (DWORD)(ticks >> 32) };
  return made;
}
static DWORD attributes_of(const struct stat *s) { return S_ISDIR(s->st_mode) ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_ARCHIVE; }

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags, HANDLE template) {
  int writes = (access & (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA | FILE_APPEND_DATA)) != 0, reads = !writes || (access & (GENERIC_READ | GENERIC_ALL | FILE_READ_DATA)) != 0;
  int mode = writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY, there;
  struct stat s;
  if (!name || !*name) { isapi_fail(ERROR_PATH_NOT_FOUND); return INVALID_HANDLE_VALUE; }
  there = stat(name, &s) == 0;
  switch (disposition) {
    case CREATE_NEW: mode |= O_CREAT | O_EXCL; break;
    case CREATE_ALWAYS: mode |= O_CREAT | O_TRUNC; break;
    case OPEN_ALWAYS: if (!there) mode |= O_CREAT; break;
    case OPEN_EXISTING: break;
    case TRUNCATE_EXISTING: mode |= O_TRUNC; break;
    default: isapi_fail(ERROR_INVALID_PARAMETER); return INVALID_HANDLE_VALUE;
  }
  if (there && S_ISDIR(s.st_mode) && !(flags & FILE_FLAG_BACKUP_SEMANTICS)) { isapi_fail(ERROR_ACCESS_DENIED); return INVALID_HANDLE_VALUE; }
  int fd = open(name, mode, 0666);
  if (fd < 0) { isapi_fail_path(name); return INVALID_HANDLE_VALUE; }
  HANDLE handle = isapi_open(ISAPI_FILE, fd, NULL);
  if (!handle) { close(fd); isapi_fail(ERROR_NOT_ENOUGH_MEMORY); return INVALID_HANDLE_VALUE; }
  if ((access & FILE_APPEND_DATA) && !(access & (GENERIC_WRITE | FILE_WRITE_DATA))) lseek(fd, 0, SEEK_END);
  SetLastError(there && (disposition == CREATE_ALWAYS || disposition == OPEN_ALWAYS) ? ERROR_ALREADY_EXISTS : NO_ERROR);
  return handle;
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags, HANDLE template) {
  char *narrow = isapi_narrow(name);
  HANDLE handle = CreateFileA(narrow, access, share, security, disposition, flags, template);
  free(narrow);
  return handle;
}

static int fd_of(HANDLE handle) {
  struct isapi_object *object = isapi_object(handle, ISAPI_FILE);
  return object ? object->value : -1;
}
#define FD_OR(handle, failed) int fd = (size_t)(handle) == 2 || (size_t)(handle) == 1 ? (int)(size_t)(handle) : fd_of(handle); if (fd < 0) return failed

BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD size, LPDWORD read_, LPOVERLAPPED overlapped) {
  FD_OR(file, FALSE);
  ssize_t n = overlapped ? pread(fd, buffer, size, (off_t)(((unsigned long long)overlapped->OffsetHigh << 32) | overlapped->Offset)) : read(fd, buffer, size);
  if (read_) *read_ = n < 0 ? 0 : (DWORD)n;
  return n < 0 ? isapi_fail_errno() : TRUE;
}
BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD size, LPDWORD written, LPOVERLAPPED overlapped) {
  FD_OR(file, FALSE);
  if (overlapped) lseek(fd, (off_t)(((unsigned long long)overlapped->OffsetHigh << 32) | overlapped->Offset), SEEK_SET);
  ssize_t n = write(fd, buffer, size);
  if (written) *written = n < 0 ? 0 : (DWORD)n;
  return n < 0 ? isapi_fail_errno() : TRUE;
}
BOOL WINAPI FlushFileBuffers(HANDLE file) { FD_OR(file, FALSE); return fsync(fd) == 0 || isapi_fail_errno(); }
BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER at, DWORD method) {
  FD_OR(file, FALSE);
  off_t to = lseek(fd, (off_t)distance.QuadPart, method == FILE_BEGIN ? SEEK_SET : method == FILE_CURRENT ? SEEK_CUR : SEEK_END);
  if (to < 0) return isapi_fail(131);
  if (at) at->QuadPart = to;
  return TRUE;
}
DWORD WINAPI SetFilePointer(HANDLE file, LONG distance, PLONG high, DWORD method) {
  LARGE_INTEGER to, at;
  to.QuadPart = high ? ((LONGLONG)*high << 32) | (DWORD)distance : distance;
  if (!SetFilePointerEx(file, to, &at, method)) return INVALID_SET_FILE_POINTER;
  if (high) *high = at.HighPart;
  SetLastError(NO_ERROR);
  return at.LowPart;
}
BOOL WINAPI SetEndOfFile(HANDLE file) { FD_OR(file, FALSE); return ftruncate(fd, lseek(fd, 0, SEEK_CUR)) == 0 || isapi_fail_errno(); }
BOOL WINAPI GetFileSizeEx(HANDLE file, PLARGE_INTEGER size) {
  FD_OR(file, FALSE);
  struct stat s;
  if (fstat(fd, &s)) return isapi_fail_errno();
  size->QuadPart = s.st_size;
  return TRUE;
}
DWORD WINAPI GetFileSize(HANDLE file, LPDWORD high) {
  LARGE_INTEGER size;
  if (!GetFileSizeEx(file, &size)) return INVALID_FILE_SIZE;
  if (high) *high = (DWORD)size.HighPart;
  return size.LowPart;
}
DWORD WINAPI GetFileType(HANDLE file) { FD_OR(file, FILE_TYPE_UNKNOWN); return fd < 3 ? FILE_TYPE_CHAR : FILE_TYPE_DISK; }
BOOL WINAPI GetFileTime(HANDLE file, LPFILETIME created, LPFILETIME accessed, LPFILETIME written) {
  FD_OR(file, FALSE);
  struct stat s;
  if (fstat(fd, &s)) return isapi_fail_errno();
  if (created) *created = filetime(s.st_ctim);
  if (accessed) *accessed = filetime(s.st_atim);
  if (written) *written = filetime(s.st_mtim);
  return TRUE;
}
BOOL WINAPI GetFileInformationByHandle(HANDLE file, LPBY_HANDLE_FILE_INFORMATION out) {
  FD_OR(file, FALSE);
  struct stat s;
  if (fstat(fd, &s)) return isapi_fail_errno();
  memset(out, 0, sizeof *out);
  out->dwFileAttributes = attributes_of(&s);
  out->ftCreationTime = filetime(s.st_ctim);
  out->ftLastAccessTime = filetime(s.st_atim);
  out->ftLastWriteTime = filetime(s.st_mtim);
  out->nFileSizeLow = (DWORD)s.st_size;
  out->nFileSizeHigh = (DWORD)((unsigned long long)s.st_size >> 32);
  out->nNumberOfLinks = 1;
  out->nFileIndexLow = (DWORD)s.st_ino;
  return TRUE;
}
/* One process: nobody else holds a lock. */
BOOL WINAPI LockFile(HANDLE file, DWORD a, DWORD b, DWORD c, DWORD d) { FD_OR(file, FALSE); return TRUE; }
BOOL WINAPI UnlockFile(HANDLE file, DWORD a, DWORD b, DWORD c, DWORD d) { FD_OR(file, FALSE); return TRUE; }
BOOL WINAPI LockFileEx(HANDLE file, DWORD a, DWORD b, DWORD c, DWORD d, LPOVERLAPPED e) { FD_OR(file, FALSE); return TRUE; }
BOOL WINAPI UnlockFileEx(HANDLE file, DWORD a, DWORD b, DWORD c, LPOVERLAPPED d) { FD_OR(file, FALSE); return TRUE; }

DWORD WINAPI GetFileAttributesA(LPCSTR name) {
  struct stat s;
  if (!name || stat(name, &s)) { isapi_fail_path(name); return INVALID_FILE_ATTRIBUTES; }
  return attributes_of(&s);
}
BOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID data) {
  struct stat s;
  WIN32_FILE_ATTRIBUTE_DATA *out = data;
  if (!name || stat(name, &s)) return isapi_fail_path(name);
  out->dwFileAttributes = attributes_of(&s);
  out->ftCreationTime = filetime(s.st_ctim);
  out->ftLastAccessTime = filetime(s.st_atim);
  out->ftLastWriteTime = filetime(s.st_mtim);
  out->nFileSizeLow = (DWORD)s.st_size;
  out->nFileSizeHigh = (DWORD)((unsigned long long)s.st_size >> 32);
  return TRUE;
}
BOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD attributes) { return GetFileAttributesA(name) != INVALID_FILE_ATTRIBUTES; }
BOOL WINAPI DeleteFileA(LPCSTR name) { return unlink(name) == 0 || isapi_fail_path(name); }
BOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES security) {
  if (mkdir(name, 0777) == 0) return TRUE;
  return errno == EEXIST ? isapi_fail(ERROR_ALREADY_EXISTS) : isapi_fail_path(name);
}
BOOL WINAPI RemoveDirectoryA(LPCSTR name) { return rmdir(name) == 0 || isapi_fail_path(name); }
BOOL WINAPI MoveFileExA(LPCSTR from, LPCSTR to, DWORD flags) {
  struct stat s;
  if (!(flags & MOVEFILE_REPLACE_EXISTING) && stat(to, &s) == 0) return isapi_fail(ERROR_ALREADY_EXISTS);
  return rename(from, to) == 0 || isapi_fail_path(stat(from, &s) ? from : to);
}
BOOL WINAPI MoveFileA(LPCSTR from, LPCSTR to) { return MoveFileExA(from, to, 0); }
BOOL WINAPI CopyFileA(LPCSTR from, LPCSTR to, BOOL keep) {
  char block[4096];
  ssize_t n = 0;
  int in = open(from, O_RDONLY), out;
  if (in < 0) return isapi_fail_path(from);
  out = open(to, O_WRONLY | O_CREAT | (keep ? O_EXCL : O_TRUNC), 0666);
  if (out < 0) { isapi_fail_path(to); close(in); return FALSE; }
  while ((n = read(in, block, sizeof block)) > 0) if (write(out, block, (size_t)n) != n) { n = -1; break; }
  if (n < 0) isapi_fail_errno();
  close(in);
  close(out);
  return n == 0;
}

#define WIDE1(name, type) type WINAPI name##W(LPCWSTR a) { char *n = isapi_narrow(a); type r = name##A(n); free(n); return r; }
#define WIDE2(name, T) BOOL WINAPI name##W(LPCWSTR a, T b) { char *n = isapi_narrow(a); BOOL r = name##A(n, b); free(n); return r; }
WIDE1(GetFileAttributes, DWORD)
WIDE1(DeleteFile, BOOL)
WIDE1(RemoveDirectory, BOOL)
WIDE2(CreateDirectory, LPSECURITY_ATTRIBUTES)
WIDE2(SetFileAttributes, DWORD)
BOOL WINAPI GetFileAttributesExW(LPCWSTR a, GET_FILEEX_INFO_LEVELS level, LPVOID data) { char *n = isapi_narrow(a); BOOL r = GetFileAttributesExA(n, level, data); free(n); return r; }
BOOL WINAPI MoveFileExW(LPCWSTR a, LPCWSTR b, DWORD flags) { char *n = isapi_narrow(a), *m = isapi_narrow(b); BOOL r = MoveFileExA(n, m, flags); free(n); free(m); return r; }
BOOL WINAPI MoveFileW(LPCWSTR a, LPCWSTR b) { return MoveFileExW(a, b, 0); }
BOOL WINAPI CopyFileW(LPCWSTR a, LPCWSTR b, BOOL keep) { char *n = isapi_narrow(a), *m = isapi_narrow(b); BOOL r = CopyFileA(n, m, keep); free(n); free(m); return r; }

/* Finding: a folder and a pattern of * and ? behind it. */
struct find { DIR *dir; char folder[MAX_PATH], pattern[MAX_PATH]; };

static int matches(const char *pattern, const char *name) {
  if (!strcmp(pattern, "*.*")) return 1;
  for (; *pattern; pattern++, name++) {
    if (*pattern == '*') {
      for (;; name++) { if (matches(pattern + 1, name)) return 1; if (!*name) return 0; }
    }
    if (!*name || (*pattern != '?' && tolower((unsigned char)*pattern) != tolower((unsigned char)*name))) return 0;
  }
  return !*name;
}

static BOOL next(struct find *find, LPWIN32_FIND_DATAA out) {
  struct dirent *entry;
  while ((entry = readdir(find->dir))) {
    char path[MAX_PATH * 2];
    struct stat s;
    if (!matches(find->pattern, entry->d_name) || strlen(entry->d_name) >= MAX_PATH) continue;
    snprintf(path, sizeof path, "%s\\%s", find->folder, entry->d_name);
    memset(out, 0, sizeof *out);
    if (stat(path, &s)) memset(&s, 0, sizeof s);
    out->dwFileAttributes = attributes_of(&s);
    out->ftCreationTime = filetime(s.st_ctim);
    out->ftLastAccessTime = filetime(s.st_atim);
    out->ftLastWriteTime = filetime(s.st_mtim);
    out->nFileSizeLow = (DWORD)s.st_size;
    out->nFileSizeHigh = (DWORD)((unsigned long long)s.st_size >> 32);
    strcpy(out->cFileName, entry->d_name);
    return TRUE;
  }
  return FALSE;
}

HANDLE WINAPI FindFirstFileA(LPCSTR pattern, LPWIN32_FIND_DATAA out) {
  struct find *find = calloc(1, sizeof *find);
  const char *slash = pattern;
  if (!find || strlen(pattern) >= MAX_PATH) { free(find); isapi_fail(ERROR_PATH_NOT_FOUND); return INVALID_HANDLE_VALUE; }
  for (const char *at = pattern; *at; at++) if (*at == '\\' || *at == '/') slash = at + 1;
  memcpy(find->folder, pattern, (size_t)(slash - pattern));
  if (!*find->folder) strcpy(find->folder, ".");
  strcpy(find->pattern, slash);
  find->dir = opendir(find->folder);
  if (!find->dir) { free(find); isapi_fail(ERROR_PATH_NOT_FOUND); return INVALID_HANDLE_VALUE; }
  if (!next(find, out)) { closedir(find->dir); free(find); isapi_fail(ERROR_FILE_NOT_FOUND); return INVALID_HANDLE_VALUE; }
  return isapi_open(ISAPI_FIND, 0, find);
}
BOOL WINAPI FindNextFileA(HANDLE handle, LPWIN32_FIND_DATAA out) {
  struct isapi_object *object = isapi_object(handle, ISAPI_FIND);
  return object ? next(object->data, out) || isapi_fail(ERROR_NO_MORE_FILES) : FALSE;
}
BOOL WINAPI FindClose(HANDLE handle) {
  struct isapi_object *object = isapi_object(handle, ISAPI_FIND);
  if (!object) return FALSE;
  struct find *find = object->data;
  closedir(find->dir);
  object->kind = ISAPI_EVENT;
  return CloseHandle(handle);
}
static void widen_found(const WIN32_FIND_DATAA *from, LPWIN32_FIND_DATAW to) {
  memset(to, 0, sizeof *to);
  memcpy(to, from, offsetof(WIN32_FIND_DATAA, cFileName));
  MultiByteToWideChar(CP_UTF8, 0, from->cFileName, -1, to->cFileName, MAX_PATH);
}
HANDLE WINAPI FindFirstFileW(LPCWSTR pattern, LPWIN32_FIND_DATAW out) {
  WIN32_FIND_DATAA found;
  char *narrow = isapi_narrow(pattern);
  HANDLE handle = FindFirstFileA(narrow, &found);
  free(narrow);
  if (handle != INVALID_HANDLE_VALUE) widen_found(&found, out);
  return handle;
}
BOOL WINAPI FindNextFileW(HANDLE handle, LPWIN32_FIND_DATAW out) {
  WIN32_FIND_DATAA found;
  if (!FindNextFileA(handle, &found)) return FALSE;
  widen_found(&found, out);
  return TRUE;
}

/* Short names are empty anyhow, and the filter for folders is a wish that file systems need not heed. */
static BOOL finds(FINDEX_INFO_LEVELS level, FINDEX_SEARCH_OPS op, LPVOID filter) {
  if (level < FindExInfoMaxInfoLevel && op < FindExSearchLimitToDevices && !filter) return TRUE;
  SetLastError(op == FindExSearchLimitToDevices ? ERROR_NOT_SUPPORTED : ERROR_INVALID_PARAMETER);
  return FALSE;
}
HANDLE WINAPI FindFirstFileExA(LPCSTR pattern, FINDEX_INFO_LEVELS level, LPVOID out, FINDEX_SEARCH_OPS op, LPVOID filter, DWORD flags) {
  (void)flags;
  return finds(level, op, filter) ? FindFirstFileA(pattern, out) : INVALID_HANDLE_VALUE;
}
HANDLE WINAPI FindFirstFileExW(LPCWSTR pattern, FINDEX_INFO_LEVELS level, LPVOID out, FINDEX_SEARCH_OPS op, LPVOID filter, DWORD flags) {
  (void)flags;
  return finds(level, op, filter) ? FindFirstFileW(pattern, out) : INVALID_HANDLE_VALUE;
}

/* The name of a path from the root on, `.` and `..` resolved. */
DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD size, LPSTR buffer, LPSTR *file) {
  char path[MAX_PATH * 4], made[MAX_PATH * 4], *to = made + 2, *part;
  if (!name || strlen(name) >= MAX_PATH * 2) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (name[0] && name[1] == ':') strcpy(path, name + 2);
  else if (*name == '\\' || *name == '/') strcpy(path, name);
  else { GetCurrentDirectoryA(MAX_PATH, made); snprintf(path, sizeof path, "%s\\%s", made + 2, name); }
  strcpy(made, "C:");
  for (part = strtok(path, "\\/"); part; part = strtok(NULL, "\\/")) {
    if (!strcmp(part, ".")) continue;
    if (!strcmp(part, "..")) { while (to > made + 2 && *--to != '\\') {} *to = 0; continue; }
    *to++ = '\\';
    to = stpcpy(to, part);
  }
  if (to == made + 2) strcpy(to, "\\");
  DWORD length = isapi_put(made, buffer, size);
  if (file && length < size) { char *last = strrchr(buffer, '\\'); *file = last && last[1] ? last + 1 : NULL; }
  return length;
}
DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD size, LPWSTR buffer, LPWSTR *file) {
  char made[MAX_PATH * 4], *narrow = isapi_narrow(name);
  DWORD length = GetFullPathNameA(narrow, sizeof made, made, NULL);
  free(narrow);
  if (!length) return 0;
  length = isapi_put_wide(made, buffer, size);
  if (file && length < size) { wchar_t *last = wcsrchr(buffer, L'\\'); *file = last && last[1] ? last + 1 : NULL; }
  return length;
}
DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD size) { return isapi_put(name, buffer, size); }
DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD size) { return isapi_put(name, buffer, size); }
UINT WINAPI GetDriveTypeA(LPCSTR root) { return !root || tolower((unsigned char)*root) == 'c' ? DRIVE_FIXED : DRIVE_NO_ROOT_DIR; }
