/* Environment, memory, and what cannot be: threads, other programs, signals. */
#include "crt.h"
#include <missing.h>
#include <signal.h>
#include <process.h>
#include <unistd.h>

errno_t getenv_s(size_t *needed, char *buffer, size_t size, const char *name) {
  REQUIRE(needed && name && (buffer || !size));
  const char *value = getenv(name);
  *needed = value ? strlen(value) + 1 : 0;
  if (buffer && size) *buffer = 0;
  if (!value || !buffer) return 0;
  if (*needed > size) return ERANGE;
  strcpy(buffer, value);
  return 0;
}
errno_t _dupenv_s(char **buffer, size_t *size, const char *name) {
  REQUIRE(buffer && name);
  const char *value = getenv(name);
  *buffer = value ? strdup(value) : NULL;
  if (size) *size = value ? strlen(value) + 1 : 0;
  return 0;
}
errno_t _putenv_s(const char *name, const char *value) { REQUIRE(name && value); return *value ? setenv(name, value, 1) : unsetenv(name); }
int _putenv(const char *assignment) {
  const char *equals = assignment ? strchr(assignment, '=') : NULL;
  if (!equals) { errno = EINVAL; return -1; }
  char *name = strndup(assignment, (size_t)(equals - assignment));
  int result = name ? _putenv_s(name, equals + 1) : -1;
  free(name);
  return result ? -1 : 0;
}
wchar_t *_wgetenv(const wchar_t *name) {
  static wchar_t *value;
  char *narrow = isapi_narrow(name);
  free(value);
  value = isapi_widen(getenv(narrow));
  free(narrow);
  return value;
}
void _searchenv(const char *name, const char *variable, char *path) {
  const char *folders = getenv(variable);
  *path = 0;
  if (!access(name, 0)) { strcpy(path, name); return; }
  while (folders && *folders) {
    size_t n = strcspn(folders, ";");
    snprintf(path, _MAX_PATH, "%.*s\\%s", (int)n, folders, name);
    if (!access(path, 0)) return;
    folders += n + (folders[n] == ';');
  }
  *path = 0;
}

/* A size in front of each block would make these exact; what the allocator keeps there is the block's size with the flags in the low bits. */
size_t malloc_usable_size(void *);
size_t _msize(void *block) { return block ? malloc_usable_size(block) : 0; }
void *_expand(void *block, size_t size) { return size <= _msize(block) ? block : NULL; }
void *_recalloc(void *block, size_t count, size_t size) {
  size_t had = _msize(block), want;
  if (__builtin_mul_overflow(count, size, &want)) { errno = ENOMEM; return NULL; }
  char *next = realloc(block, want);
  if (next && want > had) memset(next + had, 0, want - had);
  return next;
}
void *_aligned_malloc(size_t size, size_t alignment) { return aligned_alloc(alignment < 8 ? 8 : alignment, size); }
void _aligned_free(void *block) { free(block); }
int _heapchk(void) { return _HEAPOK; }
int _heapmin(void) { return 0; }

MISSING(_beginthread);
MISSING(_beginthreadex);
uintptr_t _beginthread(void (*start)(void *), unsigned int stack, void *argument) { (void)start; (void)stack; (void)argument; errno = EAGAIN; return (uintptr_t)missing__beginthread(); }
uintptr_t _beginthreadex(void *security, unsigned int stack, unsigned int (*start)(void *), void *argument, unsigned int flags, unsigned int *id) {
  (void)security; (void)stack; (void)start; (void)argument; (void)flags; (void)id;
  errno = EAGAIN;
  return (uintptr_t)missing__beginthreadex();
}
void _endthread(void) {}
void _endthreadex(unsigned int code) { (void)code; }
unsigned long GetCurrentProcessId(void);
void Sleep(unsigned long);
int _getpid(void) { return (int)GetCurrentProcessId(); }
void _sleep(unsigned long milliseconds) { Sleep(milliseconds); }
unsigned int _controlfp(unsigned int value, unsigned int mask) { (void)value; (void)mask; return 0x9001f; }
unsigned int _clearfp(void) { return 0; }

/* Other programs. Whether there is an interpreter of commands may be asked. */
MISSING(system);
MISSING(_wsystem);
MISSING(_popen);
MISSING(_spawnl);
MISSING(_execl);
MISSING(_cwait);
MISSING(tmpfile_s);
int system(const char *command) { errno = ENOENT; return command ? missing_system() : 0; }
int _wsystem(const wchar_t *command) { errno = ENOENT; return command ? missing__wsystem() : 0; }
FILE *_popen(const char *command, const char *mode) { (void)command; (void)mode; errno = ENOENT; return (FILE *)missing__popen(); }
FILE *_wpopen(const wchar_t *command, const wchar_t *mode) { (void)command; (void)mode; return _popen(NULL, NULL); }
int _pclose(FILE *stream) { (void)stream; errno = ECHILD; return -1; }
intptr_t _spawnl(int mode, const char *path, const char *first, ...) { (void)mode; (void)path; (void)first; errno = ENOENT; return missing__spawnl(); }
intptr_t _execl(const char *path, const char *first, ...) { (void)path; (void)first; errno = ENOENT; return missing__execl(); }
intptr_t _cwait(int *status, intptr_t process, int action) { (void)status; (void)process; (void)action; errno = ECHILD; return missing__cwait(); }
_onexit_t _onexit(_onexit_t function) { return atexit((void (*)(void))function) ? NULL : function; }
int tmpfile_s(FILE **stream) { REQUIRE(stream); *stream = NULL; return missing_tmpfile_s(); }

static void (*handlers[32])(int);
void (*signal(int number, void (*handler)(int)))(int) {
  if (number < 0 || number > 31) { errno = EINVAL; return SIG_ERR; }
  void (*was)(int) = handlers[number];
  handlers[number] = handler;
  return was;
}
int raise(int number) {
  if (number < 0 || number > 31) return -1;
  if (handlers[number] == SIG_IGN) return 0;
  if (handlers[number]) handlers[number](number); else __builtin_trap();
  return 0;
}

errno_t rand_s(unsigned int *value) { REQUIRE(value); extern int getentropy(void *, size_t); return getentropy(value, sizeof *value) ? errno : 0; }

errno_t mbstowcs_s(size_t *converted, wchar_t *to, size_t size, const char *from, size_t count) {
  if (converted) *converted = 0;
  REQUIRE((to && size) || (!to && !size));
  if (to) *to = 0;
  REQUIRE(from);
  wchar_t *wide = isapi_widen(from);
  size_t n = wide ? wcslen(wide) : 0;
  errno_t error = 0;
  if (to && count != _TRUNCATE && n > count) n = count;
  if (to && n >= size) { if (count == _TRUNCATE) { n = size - 1; error = STRUNCATE; } else { free(wide); return isapi_invalid(ERANGE); } }
  if (to && wide) { memcpy(to, wide, n * sizeof *to); to[n] = 0; }
  if (converted) *converted = n + 1;
  free(wide);
  return error;
}
errno_t wcstombs_s(size_t *converted, char *to, size_t size, const wchar_t *from, size_t count) {
  if (converted) *converted = 0;
  REQUIRE((to && size) || (!to && !size));
  if (to) *to = 0;
  REQUIRE(from);
  char *narrow = isapi_narrow(from);
  size_t n = narrow ? strlen(narrow) : 0;
  errno_t error = 0;
  if (to && count != _TRUNCATE && n > count) n = count;
  if (to && n >= size) { if (count == _TRUNCATE) { n = size - 1; error = STRUNCATE; } else { free(narrow); return isapi_invalid(ERANGE); } }
  if (to && narrow) { memcpy(to, narrow, n); to[n] = 0; }
  if (converted) *converted = n + 1;
  free(narrow);
  return error;
}
errno_t wctomb_s(int *converted, char *to, size_t size, wchar_t c) {
  wchar_t text[2] = {c, 0};
  size_t n;
  errno_t error = wcstombs_s(&n, to, size, text, _TRUNCATE);
  if (converted) *converted = (int)n - 1;
  return error;
}

static int (*compareWith)(void *, const void *, const void *);
static void *compareContext;
static int compare(const void *a, const void *b) { return compareWith(compareContext, a, b); }
void qsort_s(void *base, size_t count, size_t width, int (*with)(void *, const void *, const void *), void *context) {
  int (*was)(void *, const void *, const void *) = compareWith;
  void *wasContext = compareContext;
  compareWith = with;
  compareContext = context;
  qsort(base, count, width, compare);
  compareWith = was;
  compareContext = wasContext;
}
void *bsearch_s(const void *key, const void *base, size_t count, size_t width, int (*with)(void *, const void *, const void *), void *context) {
  const char *low = base;
  while (count) {
    const char *middle = low + count / 2 * width;
    int side = with(context, key, middle);
    if (!side) return (void *)middle;
    if (side > 0) { low = middle + width; count -= count / 2 + 1; } else count /= 2;
  }
  return NULL;
}
