/* Modules, memory, time, the machine and its environment. */

#include "win32.h"
#include <errno.h>
#include <malloc.h>
#include <strings.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Not 0: the call has lasted too long. */
HOST(Sleep) int host_Sleep(DWORD milliseconds);
/* What the server calls a thing of it: see src/host/win32-imports.ts. Written if it fits; the length without NUL. */
HOST(SystemText) DWORD host_SystemText(int which, char *buffer, DWORD size);
/* Minutes that local time is behind UTC at a time, in seconds since 1970. */
HOST(TimeZoneBias) LONG host_TimeZoneBias(long long seconds);
enum { MODULE_FILE = 0, HOME_FOLDER = 1, COMPUTER = 2, USER = 3, HOST_FILE = 4 };

static DWORD system_text(int which, LPSTR buffer, DWORD size) {
  char text[MAX_PATH * 2];
  host_SystemText(which, text, sizeof text);
  return isapi_put(text, buffer, size);
}
static DWORD system_text_wide(int which, LPWSTR buffer, DWORD size) {
  char text[MAX_PATH * 2];
  host_SystemText(which, text, sizeof text);
  return isapi_put_wide(text, buffer, size);
}

/* Modules. A path that does not fit is cut off, and this function alone says so like that. */
static HMODULE const SELF = (HMODULE)0x10000000;
DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR buffer, DWORD size) {
  char text[MAX_PATH * 2];
  if (module && module != SELF) return isapi_fail(ERROR_MOD_NOT_FOUND);
  host_SystemText(module ? MODULE_FILE : HOST_FILE, text, sizeof text);
  if (!size) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
  lstrcpynA(buffer, text, (int)size);
  if (strlen(text) >= size) { isapi_fail(ERROR_INSUFFICIENT_BUFFER); return size; }
  return (DWORD)strlen(text);
}
DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR buffer, DWORD size) {
  char text[MAX_PATH * 2];
  if (module && module != SELF) return isapi_fail(ERROR_MOD_NOT_FOUND);
  host_SystemText(module ? MODULE_FILE : HOST_FILE, text, sizeof text);
  return isapi_put_wide(text, buffer, size);
}
HMODULE WINAPI GetModuleHandleA(LPCSTR name) {
  char file[MAX_PATH], *base;
  if (!name) return (HMODULE)0x00400000;
  host_SystemText(MODULE_FILE, file, sizeof file);
  base = strrchr(file, '\\');
  if (base && !lstrcmpiA(base + 1, name)) return SELF;
  isapi_fail(ERROR_MOD_NOT_FOUND);
  return NULL;
}
HMODULE WINAPI GetModuleHandleW(LPCWSTR name) { char *n = isapi_narrow(name); HMODULE r = GetModuleHandleA(n); free(n); return r; }
BOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *out) { *out = (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) ? SELF : GetModuleHandleA(name); return *out != NULL; }
BOOL WINAPI FreeLibrary(HMODULE module) { return module == SELF || isapi_fail(ERROR_INVALID_HANDLE); }
BOOL WINAPI DisableThreadLibraryCalls(HMODULE module) { return TRUE; }

/* Threads and processes. */
DWORD WINAPI GetCurrentThreadId(VOID) { return 1; }
DWORD WINAPI GetCurrentProcessId(VOID) { return 4; }
HANDLE WINAPI GetCurrentProcess(VOID) { return (HANDLE)-1; }
HANDLE WINAPI GetCurrentThread(VOID) { return (HANDLE)-2; }
BOOL WINAPI SetThreadPriority(HANDLE thread, int priority) { return TRUE; }
int WINAPI GetThreadPriority(HANDLE thread) { return THREAD_PRIORITY_NORMAL; }
BOOL WINAPI SwitchToThread(VOID) { return FALSE; }
DECLSPEC_NORETURN VOID WINAPI ExitProcess(UINT code) { _exit((int)code); }
VOID WINAPI Sleep(DWORD milliseconds) { if (host_Sleep(milliseconds)) __builtin_trap(); }
DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable) { Sleep(milliseconds); return 0; }
BOOL WINAPI RevertToSelf(VOID) { return TRUE; }
BOOL WINAPI ImpersonateLoggedOnUser(HANDLE token) { return TRUE; }
HANDLE WINAPI GetStdHandle(DWORD which) { return which == STD_OUTPUT_HANDLE ? (HANDLE)1 : which == STD_ERROR_HANDLE ? (HANDLE)2 : INVALID_HANDLE_VALUE; }

/* One slot for each index: there is one thread. */
static LPVOID slots[64];
static BYTE slotUsed[64];
DWORD WINAPI TlsAlloc(VOID) { for (DWORD i = 0; i < 64; i++) if (!slotUsed[i]) { slotUsed[i] = 1; slots[i] = NULL; return i; } isapi_fail(ERROR_NOT_ENOUGH_MEMORY); return TLS_OUT_OF_INDEXES; }
BOOL WINAPI TlsFree(DWORD i) { if (i >= 64 || !slotUsed[i]) return isapi_fail(ERROR_INVALID_PARAMETER); slotUsed[i] = 0; return TRUE; }
LPVOID WINAPI TlsGetValue(DWORD i) { if (i >= 64) { isapi_fail(ERROR_INVALID_PARAMETER); return NULL; } SetLastError(NO_ERROR); return slots[i]; }
BOOL WINAPI TlsSetValue(DWORD i, LPVOID value) { if (i >= 64) return isapi_fail(ERROR_INVALID_PARAMETER); slots[i] = value; return TRUE; }

/* Memory: every heap is the one of the C library. */
static void *allocated(size_t size, int zero) {
  void *block = zero ? calloc(1, size ? size : 1) : malloc(size ? size : 1);
  if (!block) isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  return block;
}
static void *reallocated(void *block, size_t size, int zero) {
  size_t was = block ? malloc_usable_size(block) : 0;
  void *made = realloc(block, size ? size : 1);
  if (!made) isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  else if (zero && size > was) memset((char *)made + was, 0, size - was);
  return made;
}
HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size) { return allocated(size, flags & LMEM_ZEROINIT); }
HLOCAL WINAPI LocalReAlloc(HLOCAL block, SIZE_T size, UINT flags) { return reallocated(block, size, flags & LMEM_ZEROINIT); }
HLOCAL WINAPI LocalFree(HLOCAL block) { free(block); return NULL; }
LPVOID WINAPI LocalLock(HLOCAL block) { return block; }
BOOL WINAPI LocalUnlock(HLOCAL block) { return TRUE; }
SIZE_T WINAPI LocalSize(HLOCAL block) { return malloc_usable_size(block); }
HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size) { return allocated(size, flags & GMEM_ZEROINIT); }
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL block, SIZE_T size, UINT flags) { return reallocated(block, size, flags & GMEM_ZEROINIT); }
HGLOBAL WINAPI GlobalFree(HGLOBAL block) { free(block); return NULL; }
LPVOID WINAPI GlobalLock(HGLOBAL block) { return block; }
BOOL WINAPI GlobalUnlock(HGLOBAL block) { return TRUE; }
SIZE_T WINAPI GlobalSize(HGLOBAL block) { return malloc_usable_size(block); }
HANDLE WINAPI GetProcessHeap(VOID) { return (HANDLE)0x00150000; }
HANDLE WINAPI HeapCreate(DWORD options, SIZE_T initial, SIZE_T most) { return (HANDLE)0x00160000; }
BOOL WINAPI HeapDestroy(HANDLE heap) { return TRUE; }
LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size) { return allocated(size, flags & HEAP_ZERO_MEMORY); }
LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID block, SIZE_T size) { return reallocated(block, size, flags & HEAP_ZERO_MEMORY); }
BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID block) { free(block); return TRUE; }
SIZE_T WINAPI HeapSize(HANDLE heap, DWORD flags, LPCVOID block) { return malloc_usable_size((void *)block); }
BOOL WINAPI HeapValidate(HANDLE heap, DWORD flags, LPCVOID block) { return TRUE; }
LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protect) { return address && !(type & MEM_RESERVE) ? address : allocated(size, 1); }
BOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type) { if (type & MEM_RELEASE) free(address); return TRUE; }
BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protect, PDWORD was) { if (was) *was = PAGE_READWRITE; return TRUE; }
SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION out, SIZE_T size) {
  memset(out, 0, sizeof *out);
  out->BaseAddress = (PVOID)((uintptr_t)address & ~0xFFFu);
  out->AllocationBase = SELF;
  out->AllocationProtect = out->Protect = PAGE_READWRITE;
  out->RegionSize = 0x1000;
  out->State = MEM_COMMIT;
  out->Type = MEM_PRIVATE;
  return sizeof *out;
}
static int bad(const void *p, size_t size) { return !p || (uintptr_t)p + size > __builtin_wasm_memory_size(0) * 65536u; }
BOOL WINAPI IsBadReadPtr(const VOID *p, UINT_PTR size) { return bad(p, size); }
BOOL WINAPI IsBadWritePtr(LPVOID p, UINT_PTR size) { return bad(p, size); }
BOOL WINAPI IsBadStringPtrA(LPCSTR p, UINT_PTR size) { return bad(p, 1); }
BOOL WINAPI IsBadCodePtr(FARPROC p) { return !p; }

/* Time. */
#define EPOCH 116444736000000000ULL
static unsigned long long ticks_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (unsigned long long)now.tv_sec * 10000000ULL + (unsigned long long)now.tv_nsec / 100 + EPOCH;
}
static unsigned long long ticks_of(const FILETIME *time) { return ((unsigned long long)time->dwHighDateTime << 32) | time->dwLowDateTime; }
static void set_ticks(FILETIME *time, unsigned long long ticks) { time->dwLowDateTime = (DWORD)ticks; time->dwHighDateTime = (DWORD)(ticks >> 32); }
VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME out) { set_ticks(out, ticks_now()); }
BOOL WINAPI FileTimeToSystemTime(const FILETIME *time, LPSYSTEMTIME out) {
  unsigned long long ticks = ticks_of(time);
  time_t seconds = (time_t)((long long)(ticks - EPOCH) / 10000000LL);
  struct tm tm;
  if (ticks >> 63) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (ticks < EPOCH) seconds = (time_t)-(long long)((EPOCH - ticks + 9999999ULL) / 10000000ULL);
  gmtime_r(&seconds, &tm);
  out->wYear = (WORD)(tm.tm_year + 1900);
  out->wMonth = (WORD)(tm.tm_mon + 1);
  out->wDayOfWeek = (WORD)tm.tm_wday;
  out->wDay = (WORD)tm.tm_mday;
  out->wHour = (WORD)tm.tm_hour;
  out->wMinute = (WORD)tm.tm_min;
  out->wSecond = (WORD)tm.tm_sec;
  out->wMilliseconds = (WORD)(ticks / 10000 % 1000);
  return TRUE;
}
BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *time, LPFILETIME out) {
  struct tm tm = { .tm_year = time->wYear - 1900, .tm_mon = time->wMonth - 1, .tm_mday = time->wDay, .tm_hour = time->wHour, .tm_min = time->wMinute, .tm_sec = time->wSecond };
  if (time->wMonth < 1 || time->wMonth > 12 || time->wDay < 1 || time->wDay > 31 || time->wHour > 23 || time->wMinute > 59 || time->wSecond > 59 || time->wYear < 1601) return isapi_fail(ERROR_INVALID_PARAMETER);
  set_ticks(out, (unsigned long long)((long long)timegm(&tm) * 10000000LL + (long long)EPOCH) + time->wMilliseconds * 10000ULL);
  return TRUE;
}
static long long bias(const FILETIME *time) { return host_TimeZoneBias((long long)(ticks_of(time) - EPOCH) / 10000000LL) * 600000000LL; }
BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *time, LPFILETIME out) { set_ticks(out, ticks_of(time) - (unsigned long long)bias(time)); return TRUE; }
BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *time, LPFILETIME out) { set_ticks(out, ticks_of(time) + (unsigned long long)bias(time)); return TRUE; }
LONG WINAPI CompareFileTime(const FILETIME *one, const FILETIME *other) { return ticks_of(one) < ticks_of(other) ? -1 : ticks_of(one) > ticks_of(other); }
VOID WINAPI GetSystemTime(LPSYSTEMTIME out) { FILETIME now; GetSystemTimeAsFileTime(&now); FileTimeToSystemTime(&now, out); }
VOID WINAPI GetLocalTime(LPSYSTEMTIME out) { FILETIME now, local; GetSystemTimeAsFileTime(&now); FileTimeToLocalFileTime(&now, &local); FileTimeToSystemTime(&local, out); }
DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION out) {
  memset(out, 0, sizeof *out);
  out->Bias = host_TimeZoneBias((long long)(ticks_now() - EPOCH) / 10000000LL);
  wcscpy(out->StandardName, L"Standard Time");
  wcscpy(out->DaylightName, L"Daylight Time");
  return TIME_ZONE_ID_UNKNOWN;
}
ULONGLONG WINAPI GetTickCount64(VOID) { struct timespec now; clock_gettime(CLOCK_MONOTONIC, &now); return (ULONGLONG)now.tv_sec * 1000 + (ULONGLONG)now.tv_nsec / 1000000; }
DWORD WINAPI GetTickCount(VOID) { return (DWORD)GetTickCount64(); }
BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *out) { struct timespec now; clock_gettime(CLOCK_MONOTONIC, &now); out->QuadPart = (LONGLONG)now.tv_sec * 10000000 + now.tv_nsec / 100; return TRUE; }
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *out) { out->QuadPart = 10000000; return TRUE; }

/* The machine: Windows Server 2003, SP 2, as IIS 6 runs on. */
BOOL WINAPI GetVersionExA(LPOSVERSIONINFOA out) {
  DWORD size = out->dwOSVersionInfoSize;
  if (size < sizeof(OSVERSIONINFOA)) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
  memset(out, 0, size < sizeof(OSVERSIONINFOEXA) ? sizeof(OSVERSIONINFOA) : sizeof(OSVERSIONINFOEXA));
  out->dwOSVersionInfoSize = size;
  out->dwMajorVersion = 5;
  out->dwMinorVersion = 2;
  out->dwBuildNumber = 3790;
  out->dwPlatformId = VER_PLATFORM_WIN32_NT;
  strcpy(out->szCSDVersion, "Service Pack 2");
  if (size >= sizeof(OSVERSIONINFOEXA)) { ((LPOSVERSIONINFOEXA)out)->wServicePackMajor = 2; ((LPOSVERSIONINFOEXA)out)->wProductType = VER_NT_SERVER; }
  return TRUE;
}
BOOL WINAPI GetVersionExW(LPOSVERSIONINFOW out) {
  DWORD size = out->dwOSVersionInfoSize;
  if (size < sizeof(OSVERSIONINFOW)) return isapi_fail(ERROR_INSUFFICIENT_BUFFER);
  out->dwMajorVersion = 5;
  out->dwMinorVersion = 2;
  out->dwBuildNumber = 3790;
  out->dwPlatformId = VER_PLATFORM_WIN32_NT;
  wcscpy(out->szCSDVersion, L"Service Pack 2");
  return TRUE;
}
DWORD WINAPI GetVersion(VOID) { return 0x0ECE0205; }
VOID WINAPI GetSystemInfo(LPSYSTEM_INFO out) { memset(out, 0, sizeof *out); out->dwPageSize = 4096; out->dwNumberOfProcessors = 1; out->dwActiveProcessorMask = 1; out->dwProcessorType = 586; out->dwAllocationGranularity = 65536; }
VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO out) { GetSystemInfo(out); }
VOID WINAPI GlobalMemoryStatus(LPMEMORYSTATUS out) { memset(out, 0, sizeof *out); out->dwLength = sizeof *out; out->dwMemoryLoad = 50; out->dwTotalPhys = out->dwTotalVirtual = 0x40000000; out->dwAvailPhys = out->dwAvailVirtual = 0x20000000; }

#define TEXT_OF(name, which) BOOL WINAPI name##A(LPSTR buffer, LPDWORD size) { DWORD n = system_text(which, buffer, *size), fits = n < *size; *size = n + (fits ? name##_NUL : 0); return (BOOL)fits; } \
  BOOL WINAPI name##W(LPWSTR buffer, LPDWORD size) { DWORD n = system_text_wide(which, buffer, *size), fits = n < *size; *size = n + (fits ? name##_NUL : 0); return (BOOL)fits; }
/* One of them counts the NUL. */
#define GetComputerName_NUL 0
#define GetUserName_NUL 1
#undef GetComputerName
#undef GetUserName
TEXT_OF(GetComputerName, COMPUTER)
TEXT_OF(GetUserName, USER)
/* It has no domain. */
BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT type, LPSTR buffer, LPDWORD size) { return GetComputerNameA(buffer, size); }
BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT type, LPWSTR buffer, LPDWORD size) { return GetComputerNameW(buffer, size); }
PVOID WINAPI EncodePointer(PVOID pointer) { return pointer; }
PVOID WINAPI DecodePointer(PVOID pointer) { return pointer; }

#define FOLDER(name, text) UINT WINAPI name##A(LPSTR buffer, UINT size) { return isapi_put(text, buffer, size); } UINT WINAPI name##W(LPWSTR buffer, UINT size) { return isapi_put_wide(text, buffer, size); }
#undef GetWindowsDirectory
#undef GetSystemDirectory
FOLDER(GetWindowsDirectory, "C:\\WINDOWS")
FOLDER(GetSystemDirectory, "C:\\WINDOWS\\system32")
DWORD WINAPI GetTempPathA(DWORD size, LPSTR buffer) { return isapi_put("C:\\WINDOWS\\Temp\\", buffer, size); }
DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer) { return isapi_put_wide("C:\\WINDOWS\\Temp\\", buffer, size); }
DWORD WINAPI GetCurrentDirectoryA(DWORD size, LPSTR buffer) { return system_text(HOME_FOLDER, buffer, size); }
DWORD WINAPI GetCurrentDirectoryW(DWORD size, LPWSTR buffer) { return system_text_wide(HOME_FOLDER, buffer, size); }
char **__p__pgmptr(void) {
  static char program[MAX_PATH], *at = program;
  if (!*program) GetModuleFileNameA(NULL, program, sizeof program);
  return &at;
}
errno_t _get_pgmptr(char **program) { *program = *__p__pgmptr(); return 0; }
LPSTR WINAPI GetCommandLineA(VOID) { static char line[] = "w3wp.exe"; return line; }

extern char **environ;
/* Names of variables are the same in any case. */
static const char *variable(const char *name) {
  size_t length = strlen(name);
  for (char **at = environ; at && *at; at++) if (!strncasecmp(*at, name, length) && (*at)[length] == '=') return *at + length + 1;
  return NULL;
}
DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR buffer, DWORD size) {
  getenv("");
  const char *value = variable(name);
  return value ? isapi_put(value, buffer, size) : (DWORD)isapi_fail(203);
}
DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR buffer, DWORD size) {
  getenv("");
  char *narrow = isapi_narrow(name);
  const char *value = variable(narrow);
  free(narrow);
  return value ? isapi_put_wide(value, buffer, size) : (DWORD)isapi_fail(203);
}
BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value) { return (value ? setenv(name, value, 1) : unsetenv(name)) == 0 || isapi_fail(ERROR_INVALID_PARAMETER); }
DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR text, LPSTR buffer, DWORD size) {
  DWORD needed = 1;
  getenv("");
  for (const char *at = text; *at;) {
    const char *end = *at == '%' ? strchr(at + 1, '%') : NULL, *value = NULL;
    char name[128];
    if (end && end - at - 1 < (long)sizeof name) { lstrcpynA(name, at + 1, (int)(end - at)); value = variable(name); }
    if (!value) { if (needed < size) buffer[needed - 1] = *at; needed++; at++; continue; }
    for (; *value; value++, needed++) if (needed < size) buffer[needed - 1] = *value;
    at = end + 1;
  }
  if (size) buffer[needed <= size ? needed - 1 : size - 1] = 0;
  return needed;
}
int WINAPI MulDiv(int a, int b, int c) { return c ? (int)(((long long)a * b + (c > 0 ? c / 2 : -c / 2)) / c) : -1; }
