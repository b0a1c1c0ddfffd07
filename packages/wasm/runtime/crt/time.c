/* Time. The clock of the host says UTC; its zone is what localtime of the C library knows, UTC. */
#include "crt.h"
#include <sys/timeb.h>

long _timezone = 0;
int _daylight = 0;
char *_tzname[2] = {"UTC", "UTC"};
void _tzset(void) {}
void tzset(void) {}

static struct timespec started;
__attribute__((constructor)) static void start(void) { clock_gettime(CLOCK_MONOTONIC, &started); }
/* Visual C++ counts wall-clock time from the start of the process; CLOCKS_PER_SEC is that of the C library. */
clock_t clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (clock_t)(((long long)(now.tv_sec - started.tv_sec) * 1000000000 + (now.tv_nsec - started.tv_nsec)) / (1000000000 / CLOCKS_PER_SEC));
}

static errno_t parts(struct tm *(*convert)(const time_t *, struct tm *), struct tm *result, const time_t *time) {
  REQUIRE(result);
  if (!time || *time < 0) { memset(result, 0xff, sizeof *result); return isapi_invalid(EINVAL); }
  return convert(time, result) ? 0 : EINVAL;
}
errno_t localtime_s(struct tm *result, const time_t *time) { return parts(localtime_r, result, time); }
errno_t gmtime_s(struct tm *result, const time_t *time) { return parts(gmtime_r, result, time); }
errno_t _localtime64_s(struct tm *result, const __time64_t *time) { return parts(localtime_r, result, time); }
errno_t _gmtime64_s(struct tm *result, const __time64_t *time) { return parts(gmtime_r, result, time); }
errno_t _localtime32_s(struct tm *result, const __time32_t *time) { time_t t = time ? *time : -1; return parts(localtime_r, result, &t); }
struct tm *_localtime64(const __time64_t *time) { return localtime(time); }
struct tm *_gmtime64(const __time64_t *time) { return gmtime(time); }
__time64_t _time64(__time64_t *result) { return time(result); }
__time32_t _time32(__time32_t *result) { __time32_t t = (__time32_t)time(NULL); if (result) *result = t; return t; }
__time64_t _mktime64(struct tm *value) { return mktime(value); }
time_t _mkgmtime(struct tm *value) { return timegm(value); }
errno_t asctime_s(char *buffer, size_t size, const struct tm *value) {
  REQUIRE(buffer && size);
  *buffer = 0;
  REQUIRE(value && size >= 26);
  strcpy(buffer, asctime(value));
  return 0;
}
errno_t ctime_s(char *buffer, size_t size, const time_t *value) {
  REQUIRE(buffer && size);
  *buffer = 0;
  REQUIRE(value && *value >= 0 && size >= 26);
  strcpy(buffer, ctime(value));
  return 0;
}
static errno_t now(char *buffer, size_t size, const char *format) {
  REQUIRE(buffer && size);
  time_t t = time(NULL);
  if (!strftime(buffer, size, format, localtime(&t))) { *buffer = 0; return isapi_invalid(ERANGE); }
  return 0;
}
errno_t _strtime_s(char *buffer, size_t size) { return now(buffer, size, "%H:%M:%S"); }
errno_t _strdate_s(char *buffer, size_t size) { return now(buffer, size, "%m/%d/%y"); }
char *_strtime(char *buffer) { _strtime_s(buffer, 9); return buffer; }
char *_strdate(char *buffer) { _strdate_s(buffer, 9); return buffer; }
errno_t _ftime_s(struct timeb *value) {
  struct timespec t;
  REQUIRE(value);
  clock_gettime(CLOCK_REALTIME, &t);
  value->time = t.tv_sec;
  value->millitm = (unsigned short)(t.tv_nsec / 1000000);
  value->timezone = 0;
  value->dstflag = 0;
  return 0;
}
void _ftime(struct timeb *value) { _ftime_s(value); }
