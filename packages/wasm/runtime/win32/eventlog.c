/* The event log. */

#include "win32.h"

HOST(ReportEvent) void host_ReportEvent(const char *source, DWORD type, DWORD id, DWORD count, const char *const *texts);

HANDLE WINAPI RegisterEventSourceA(LPCSTR server, LPCSTR source) {
  HANDLE handle = isapi_open(ISAPI_EVENT_SOURCE, 0, strdup(source ? source : ""));
  if (!handle) isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  return handle;
}
HANDLE WINAPI RegisterEventSourceW(LPCWSTR server, LPCWSTR source) { char *n = isapi_narrow(source); HANDLE r = RegisterEventSourceA(NULL, n); free(n); return r; }
BOOL WINAPI DeregisterEventSource(HANDLE log) { return isapi_object(log, ISAPI_EVENT_SOURCE) ? CloseHandle(log) : FALSE; }
BOOL WINAPI ReportEventA(HANDLE log, WORD type, WORD category, DWORD id, PSID user, WORD count, DWORD size, LPCSTR *texts, LPVOID data) {
  struct isapi_object *object = isapi_object(log, ISAPI_EVENT_SOURCE);
  if (!object) return FALSE;
  host_ReportEvent(object->data, type, id, count, texts);
  return TRUE;
}
BOOL WINAPI ReportEventW(HANDLE log, WORD type, WORD category, DWORD id, PSID user, WORD count, DWORD size, LPCWSTR *texts, LPVOID data) {
  char **narrow = calloc(count + 1u, sizeof *narrow);
  for (WORD i = 0; i < count; i++) narrow[i] = isapi_narrow(texts[i]);
  BOOL result = ReportEventA(log, type, category, id, user, count, size, (LPCSTR *)narrow, data);
  for (WORD i = 0; i < count; i++) free(narrow[i]);
  free(narrow);
  return result;
}
/* One who opens a log to read it writes to it too; there is nothing to read. */
HANDLE WINAPI OpenEventLogA(LPCSTR server, LPCSTR source) { return RegisterEventSourceA(server, source); }
HANDLE WINAPI OpenEventLogW(LPCWSTR server, LPCWSTR source) { return RegisterEventSourceW(server, source); }
BOOL WINAPI CloseEventLog(HANDLE log) { return DeregisterEventSource(log); }
