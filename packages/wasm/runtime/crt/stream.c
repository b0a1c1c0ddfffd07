/*
 * fopen with Visual C++'s text mode: without `b`, CR LF is read as LF and written for LF, and Ctrl-Z ends a file that is read.
 * It stands in for the C library's fopen, so that the C++ streams of the library have it too.
 */
#define _GNU_SOURCE
#include "crt.h"
#include <fcntl.h>
#include <unistd.h>
#include <share.h>

struct text {
  FILE *stream;
  struct text *next;
  int fd, ended;
  size_t at, filled;
  off_t base; /* where in the file `buffer` begins */
  unsigned char buffer[4096];
};
static struct text *texts;

static int fill(struct text *t) {
  t->base += (off_t)t->filled;
  t->at = t->filled = 0;
  ssize_t n = read(t->fd, t->buffer, sizeof t->buffer);
  if (n > 0) t->filled = (size_t)n;
  return n > 0;
}
static ssize_t textRead(void *cookie, char *to, size_t size) {
  struct text *t = cookie;
  size_t n = 0;
  while (n < size && !t->ended) {
    if (t->at == t->filled && !fill(t)) break;
    unsigned char c = t->buffer[t->at++];
    if (c == 0x1a) { t->ended = 1; t->at--; break; }
    if (c == '\r') {
      if (t->at == t->filled && !fill(t)) { to[n++] = '\r'; break; }
      if (t->buffer[t->at] == '\n') { t->at++; c = '\n'; }
    }
    to[n++] = (char)c;
  }
  return (ssize_t)n;
}
static int all(int fd, const char *from, size_t size) {
  while (size) { ssize_t n = write(fd, from, size); if (n <= 0) return 0; from += n; size -= (size_t)n; }
  return 1;
}
/* Back to where the reader is, before the file is written or its place is asked for. */
static void settle(struct text *t) {
  if (t->filled) lseek(t->fd, t->base + (off_t)t->at, SEEK_SET);
  t->at = t->filled = 0;
  t->base = lseek(t->fd, 0, SEEK_CUR);
}
static ssize_t textWrite(void *cookie, const char *from, size_t size) {
  struct text *t = cookie;
  char out[2048];
  size_t n = 0;
  settle(t);
  for (size_t i = 0; i < size; i++) {
    if (from[i] == '\n') out[n++] = '\r';
    out[n++] = from[i];
    if (n > sizeof out - 2) { if (!all(t->fd, out, n)) return 0; n = 0; }
  }
  if (n && !all(t->fd, out, n)) return 0;
  t->base = lseek(t->fd, 0, SEEK_CUR);
  return (ssize_t)size;
}
static int textSeek(void *cookie, off_t *offset, int origin) {
  struct text *t = cookie;
  settle(t);
  off_t now = lseek(t->fd, *offset, origin);
  if (now < 0) return -1;
  t->ended = 0;
  t->base = *offset = now;
  return 0;
}
static int textClose(void *cookie) {
  struct text *t = cookie;
  for (struct text **p = &texts; *p; p = &(*p)->next) if (*p == t) { *p = t->next; break; }
  int result = close(t->fd);
  free(t);
  return result;
}

static int flagsOf(const char *mode) {
  int plus = strchr(mode, '+') != NULL;
  switch (*mode) {
    case 'r': return plus ? O_RDWR : O_RDONLY;
    case 'w': return (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC;
    case 'a': return (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND;
    default: return -1;
  }
}
static FILE *streamOf(int fd, const char *mode) {
  char plain[4] = {*mode, 0, 0, 0};
  int reads = *mode == 'r' || strchr(mode, '+');
  if (strchr(mode, '+')) plain[1] = '+';
  if (strchr(mode, 'b')) return fdopen(fd, plain);
  struct text *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  t->fd = fd;
  cookie_io_functions_t functions = {textRead, textWrite, textSeek, textClose};
  t->stream = fopencookie(t, plain, functions);
  if (!t->stream) { free(t); return NULL; }
  /* Without a buffer above this one ftell tells the place in the file, CRs counted. */
  if (reads) setvbuf(t->stream, NULL, _IONBF, 0);
  t->base = lseek(fd, 0, SEEK_CUR);
  t->next = texts;
  texts = t;
  return t->stream;
}
FILE *fopen(const char *restrict path, const char *restrict mode) {
  int flags = mode ? flagsOf(mode) : -1;
  if (!path || flags < 0) { errno = EINVAL; return NULL; }
  if (strchr(mode, 'x')) flags |= O_EXCL;
  int fd = open(path, flags, 0666);
  if (fd < 0) { isapi_fail_path(path); return NULL; }
  FILE *stream = streamOf(fd, mode);
  if (!stream) close(fd);
  return stream;
}
int _fileno(FILE *stream) {
  for (struct text *t = texts; t; t = t->next) if (t->stream == stream) return t->fd;
  return fileno(stream);
}
FILE *_fdopen(int fd, const char *mode) { return streamOf(fd, mode); }
FILE *_fsopen(const char *path, const char *mode, int share) { (void)share; return fopen(path, mode); }
FILE *_wfopen(const wchar_t *path, const wchar_t *mode) {
  char *p = isapi_narrow(path), *m = isapi_narrow(mode);
  FILE *stream = p && m ? fopen(p, m) : NULL;
  free(p);
  free(m);
  return stream;
}
FILE *_wfsopen(const wchar_t *path, const wchar_t *mode, int share) { (void)share; return _wfopen(path, mode); }
errno_t fopen_s(FILE **stream, const char *path, const char *mode) {
  REQUIRE(stream);
  *stream = NULL;
  REQUIRE(path && mode);
  *stream = fopen(path, mode);
  return *stream ? 0 : errno;
}
errno_t _wfopen_s(FILE **stream, const wchar_t *path, const wchar_t *mode) {
  REQUIRE(stream);
  *stream = NULL;
  REQUIRE(path && mode);
  *stream = _wfopen(path, mode);
  return *stream ? 0 : errno;
}
errno_t freopen_s(FILE **stream, const char *path, const char *mode, FILE *old) {
  REQUIRE(stream && old);
  *stream = freopen(path, mode, old);
  return *stream ? 0 : errno;
}
long long _ftelli64(FILE *stream) { return ftello(stream); }
int _fseeki64(FILE *stream, long long offset, int origin) { return fseeko(stream, offset, origin); }
size_t fread_s(void *buffer, size_t size, size_t element, size_t count, FILE *stream) {
  if (!buffer || !stream || (element && count > size / element)) { isapi_invalid(ERANGE); return 0; }
  return fread(buffer, element, count, stream);
}
char *gets_s(char *buffer, size_t size) {
  if (!buffer || !size || !fgets(buffer, (int)size, stdin)) return NULL;
  buffer[strcspn(buffer, "\n")] = 0;
  return buffer;
}
int _flushall(void) { return fflush(NULL); }
int _fcloseall(void) { return 0; }
