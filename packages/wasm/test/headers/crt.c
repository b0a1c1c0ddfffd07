/* What the C run-time does, one line each; the expected lines stand beside in crt.expected.txt. */
#include <windows.h>
#include <strsafe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <io.h>
#include <direct.h>
#include <process.h>
#include <tchar.h>
#include <mbstring.h>
#include <time.h>

static int handled;
static void handler(const wchar_t *e, const wchar_t *f, const wchar_t *file, unsigned int line, uintptr_t r) { handled++; }
static void line(const char *what, const char *text, long number) { printf("%s: [%s] %ld\n", what, text, number); }
static void failed(const char *what, int error, const char *text) { printf("%s: %s [%s] handler %d\n", what, error == ERANGE ? "ERANGE" : error == EINVAL ? "EINVAL" : error == STRUNCATE ? "STRUNCATE" : error ? "error" : "0", text, handled); handled = 0; }
static int loggedLine(char *to, size_t n, const char *format, ...) { va_list a; int r; va_start(a, format); r = _vsnprintf(to, n, format, a); va_end(a); return r; }
static int guarded(int *p) {
  int seen = 0;
  __try { seen = 1; if (!p) return 7; }
  __except (GetExceptionCode() == EXCEPTION_ACCESS_VIOLATION ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) { seen = 2; }
  __try { seen += 10; } __finally { seen += 100; }
  return seen;
}

int main(void) {
  char b[32], c[8], *context, *token;
  wchar_t w[32];
  int n = 0;
  struct tm tm;
  time_t t = 86399;
  FILE *f;

  line("_stricmp", "", _stricmp("Accept-Encoding", "ACCEPT-encoding"));
  line("_strnicmp", "", _strnicmp("Basic abc", "basic xyz", 6) == 0);
  line("stricmp order", "", stricmp("a", "B") < 0);
  strcpy(b, "MiXeD"); line("_strlwr", _strlwr(b), 0); line("_strupr", _strupr(b), 0); line("_strrev", _strrev(b), 0);
  line("_itoa 10", _itoa(-42, b, 10), 0); line("_itoa 16", _itoa(-1, b, 16), 0); line("_ultoa", _ultoa(4294967295UL, b, 10), 0);
  line("_i64toa", _i64toa(-9223372036854775807LL - 1, b, 10), 0);
  _set_invalid_parameter_handler(handler);
  failed("_itoa_s", _itoa_s(123456789, c, sizeof c, 10), c);
  failed("strcpy_s fits", strcpy_s(c, sizeof c, "1234567"), c);
  failed("strcpy_s", strcpy_s(c, sizeof c, "12345678"), c);
  failed("strcpy_s NULL", strcpy_s(c, sizeof c, NULL), c);
  strcpy(c, "abc"); failed("strcat_s", strcat_s(c, sizeof c, "defgh"), c);
  failed("strncpy_s", strncpy_s(c, sizeof c, "123456789", 3), c);
  failed("strncpy_s _TRUNCATE", strncpy_s(c, sizeof c, "123456789", _TRUNCATE), c);
  failed("strncpy_s too long", strncpy_s(c, sizeof c, "123456789", 9), c);
  strcpy(c, "ab"); failed("strncat_s", strncat_s(c, sizeof c, "cdefghij", 3), c);
  n = sprintf_s(c, sizeof c, "%d", 123456789); failed("sprintf_s", n < 0 ? errno : 0, c);
  n = sprintf_s(c, sizeof c, "%s", "abc"); line("sprintf_s fits", c, n);
  n = _snprintf_s(c, sizeof c, _TRUNCATE, "%s", "abcdefghij"); line("_snprintf_s _TRUNCATE", c, n);
  n = _snprintf_s(c, sizeof c, 3, "%s", "abcdefghij"); line("_snprintf_s count", c, n);
  memset(c, 'x', sizeof c); n = _snprintf(c, 4, "abcd"); printf("_snprintf exact: [%.5s] %d\n", c, n);
  memset(c, 'x', sizeof c); n = loggedLine(c, 4, "abcdef"); printf("_vsnprintf over: [%.5s] %d\n", c, n);
  line("_scprintf", "", _scprintf("%s-%d", "abc", 10));
  sprintf(b, "%I64d %I32u %I64x", 5000000000LL, 7U, 255LL); line("I64", b, 0);
  sprintf(b, "%S %ws %hs", L"wide", L"also", "narrow"); line("S", b, 0);
  n = _snwprintf(w, 32, L"%s|%S|%d", L"wide", "narrow", 5); wcstombs(b, w, 32); line("_snwprintf", b, n);
  failed("memcpy_s", memcpy_s(c, 4, "abcdefgh", 8), c[0] ? "kept" : "zeroed");
  failed("fopen_s", fopen_s(NULL, "x", "r"), "");
  strcpy(b, "a=1;b=2"); token = strtok_s(b, ";", &context); line("strtok_s", token, 0); line("strtok_s", strtok_s(NULL, ";", &context), 0);
  n = sscanf_s("user:pass 12", "%[^:]:%s %d", b, (unsigned)sizeof b, c, (unsigned)sizeof c, &n); line("sscanf_s", b, n);
  n = sscanf_s("abcdefghijk", "%s", c, (unsigned)sizeof c); line("sscanf_s too long", c, n);
  localtime_s(&tm, &t); strftime(b, sizeof b, "%H:%M:%S", &tm); line("localtime_s", b, 0);
  t = -1; failed("gmtime_s", gmtime_s(&tm, &t), "");
  { char d[_MAX_DRIVE], p[_MAX_DIR], name[_MAX_FNAME], e[_MAX_EXT], made[_MAX_PATH];
    _splitpath("C:\\inetpub\\filters.d\\my.filter.dll", d, p, name, e); printf("_splitpath: [%s] [%s] [%s] [%s]\n", d, p, name, e);
    _makepath(made, "C", "\\inetpub", "rules", "ini"); line("_makepath", made, 0); }
  line("lstrcpyn", lstrcpyn(c, "abcdefghij", sizeof c), 0); line("lstrcmpi", "", lstrcmpi("Host", "HOST")); line("lstrlen NULL", "", lstrlen(NULL));
  n = wsprintf(b, "%s %lu %04X", "n", 7UL, 255); line("wsprintf", b, n);
  strcpy(b, "caf\xe9"); CharUpper(b); line("CharUpper", (unsigned char)b[3] == 0xc9 ? "E9 to C9" : b, 0);
  line("IsCharAlpha", "", IsCharAlpha('z') && !IsCharAlpha('1'));
  printf("StringCchCopy: %lx [%s]\n", (unsigned long)StringCchCopy(c, sizeof c, "0123456789"), c);
  printf("StringCchPrintf: %lx [%s]\n", (unsigned long)StringCchPrintf(c, sizeof c, "%d", 12), c);
  printf("StringCchCat: %lx [%s]\n", (unsigned long)StringCchCat(c, sizeof c, "3456789"), c);
  line("_tcs", _tcschr(_T("key=value"), _T('=')), (long)_tcslen(_T("four")));
  line("_beginthreadex", "", (long)_beginthreadex(NULL, 0, NULL, NULL, 0, NULL));
  line("_beginthread", "", (long)_beginthread(NULL, 0, NULL));
  line("SEH", "", guarded(&n)); line("SEH return", "", guarded(NULL));
  line("min max", "", max(min(3, 5), 2));
  f = fopen("text.txt", "w"); fprintf(f, "one\ntwo\n"); fclose(f);
  f = fopen("text.txt", "rb"); n = (int)fread(b, 1, sizeof b, f); fclose(f); line("text written", n == 10 && !memcmp(b, "one\r\ntwo\r\n", 10) ? "CR LF" : "other", n);
  f = fopen("text.txt", "rt"); fgets(b, sizeof b, f); n = (int)ftell(f); b[strcspn(b, "\n")] = '$'; line("text read", b, n); line("_filelength", "", _filelength(_fileno(f)));
  fseek(f, 0, SEEK_END); n = (int)ftell(f); rewind(f); fgets(b, sizeof b, f); fgets(b, sizeof b, f); line("again", b[3] == '\n' ? "two" : b, n); fclose(f);
  f = fopen("text.txt", "a"); fputs("three\n", f); fclose(f);
  f = fopen("text.txt", "r+"); fgets(b, sizeof b, f); fseek(f, 0, SEEK_CUR); fputs("TWO", f); fclose(f);
  f = fopen("text.txt", "rb"); n = (int)fread(b, 1, sizeof b, f); fclose(f); line("in place", n == 17 && !memcmp(b, "one\r\nTWO\r\nthree\r\n", 17) ? "TWO" : "other", n);
  _unlink("text.txt"); line("_access", "", _access("text.txt", 0));
  line("clock", "", clock() < 60 * CLOCKS_PER_SEC);
  _set_invalid_parameter_handler(NULL);
  return 0;
}
