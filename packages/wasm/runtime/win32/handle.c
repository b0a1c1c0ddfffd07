/* Handles, and the objects that one thread waits for in vain or at once. */

#include "win32.h"
#include <unistd.h>

static struct isapi_object **objects;
static size_t count;

HANDLE isapi_open(enum isapi_kind kind, int value, void *data) {
  size_t i = 0;
  while (i < count && objects[i]) i++;
  if (i == count) {
    struct isapi_object **more = realloc(objects, (count + 16) * sizeof *objects);
    if (!more) return NULL;
    memset(more + count, 0, 16 * sizeof *more);
    objects = more;
    count += 16;
  }
  struct isapi_object *object = calloc(1, sizeof *object);
  if (!object) return NULL;
  object->kind = kind;
  object->value = value;
  object->data = data;
  objects[i] = object;
  return (HANDLE)((i + 1) * 4);
}

static struct isapi_object **slot(HANDLE handle) {
  size_t i = (size_t)handle / 4 - 1;
  return (size_t)handle % 4 == 0 && i < count && objects[i] ? &objects[i] : NULL;
}

struct isapi_object *isapi_object(HANDLE handle, enum isapi_kind kind) {
  struct isapi_object **found = slot(handle);
  if (found && (*found)->kind == kind) return *found;
  isapi_fail(ERROR_INVALID_HANDLE);
  return NULL;
}

BOOL WINAPI CloseHandle(HANDLE handle) {
  struct isapi_object **found = slot(handle);
  if (handle == (HANDLE)-1 || handle == (HANDLE)-2) return TRUE;
  if (!found) {
    /* What GetUserToken gives out. */
    return (size_t)handle == 0x100 ? TRUE : isapi_fail(ERROR_INVALID_HANDLE);
  }
  if ((*found)->kind == ISAPI_FILE) close((*found)->value);
  free((*found)->data);
  free(*found);
  *found = NULL;
  return TRUE;
}


static HANDLE named(enum isapi_kind kind, int value, int manual) {
  HANDLE handle = isapi_open(kind, value, NULL);
  if (handle) { isapi_object(handle, kind)->manual = manual; SetLastError(NO_ERROR); }
  return handle;
}
HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL initial, LPCSTR name) { return named(ISAPI_EVENT, initial, manual); }
HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL initial, LPCWSTR name) { return named(ISAPI_EVENT, initial, manual); }
HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCSTR name) { return named(ISAPI_MUTEX, owned, 0); }
HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCWSTR name) { return named(ISAPI_MUTEX, owned, 0); }
HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES security, LONG initial, LONG most, LPCSTR name) { return named(ISAPI_SEMAPHORE, (int)initial, (int)most); }
HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES security, LONG initial, LONG most, LPCWSTR name) { return named(ISAPI_SEMAPHORE, (int)initial, (int)most); }
BOOL WINAPI SetEvent(HANDLE handle) { struct isapi_object *o = isapi_object(handle, ISAPI_EVENT); if (o) o->value = 1; return o != NULL; }
BOOL WINAPI ResetEvent(HANDLE handle) { struct isapi_object *o = isapi_object(handle, ISAPI_EVENT); if (o) o->value = 0; return o != NULL; }
BOOL WINAPI PulseEvent(HANDLE handle) { return ResetEvent(handle); }
BOOL WINAPI ReleaseMutex(HANDLE handle) {
  struct isapi_object *o = isapi_object(handle, ISAPI_MUTEX);
  if (!o) return FALSE;
  if (o->value == 0) return isapi_fail(288);
  o->value--;
  return TRUE;
}
BOOL WINAPI ReleaseSemaphore(HANDLE handle, LONG n, LPLONG was) {
  struct isapi_object *o = isapi_object(handle, ISAPI_SEMAPHORE);
  if (!o) return FALSE;
  if (was) *was = o->value;
  if (n <= 0 || o->value + n > o->manual) return isapi_fail(298);
  o->value += (int)n;
  return TRUE;
}

/* Nobody else could end a wait: what is not ready now never will be. */
DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD milliseconds) {
  struct isapi_object **found = slot(handle), *o = found ? *found : NULL;
  if (!o) { isapi_fail(ERROR_INVALID_HANDLE); return WAIT_FAILED; }
  switch (o->kind) {
    case ISAPI_MUTEX: o->value++; return WAIT_OBJECT_0;
    case ISAPI_EVENT: if (!o->value) return WAIT_TIMEOUT; if (!o->manual) o->value = 0; return WAIT_OBJECT_0;
    case ISAPI_SEMAPHORE: if (o->value <= 0) return WAIT_TIMEOUT; o->value--; return WAIT_OBJECT_0;
    default: return WAIT_OBJECT_0;
  }
}
DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD milliseconds, BOOL alertable) { return WaitForSingleObject(handle, milliseconds); }
DWORD WINAPI WaitForMultipleObjects(DWORD n, const HANDLE *handles, BOOL all, DWORD milliseconds) {
  for (DWORD i = 0; i < n; i++) {
    DWORD result = WaitForSingleObject(handles[i], 0);
    if (all ? result != WAIT_OBJECT_0 : result == WAIT_OBJECT_0) return all ? result : WAIT_OBJECT_0 + i;
  }
  return all ? WAIT_OBJECT_0 : WAIT_TIMEOUT;
}

/* One thread: a critical section only counts, so that filters which look at it see what they expect. */
VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section) { memset(section, 0, sizeof *section); section->LockCount = -1; }
BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spins) { InitializeCriticalSection(section); return TRUE; }
BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spins, DWORD flags) { InitializeCriticalSection(section); return TRUE; }
DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spins) { return 0; }
VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section) { memset(section, 0, sizeof *section); }
VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION section) { section->LockCount++; section->RecursionCount++; section->OwningThread = (HANDLE)(uintptr_t)GetCurrentThreadId(); }
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section) { EnterCriticalSection(section); return TRUE; }
VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section) { section->LockCount--; if (--section->RecursionCount == 0) section->OwningThread = NULL; }
VOID WINAPI InitializeSRWLock(PSRWLOCK lock) { lock->Ptr = NULL; }
VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK lock) {}
VOID WINAPI AcquireSRWLockShared(PSRWLOCK lock) {}
VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock) {}
VOID WINAPI ReleaseSRWLockShared(PSRWLOCK lock) {}
BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock) { return TRUE; }
BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock) { return TRUE; }
BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, PVOID parameter, LPVOID *context) {
  if (once->Ptr) return TRUE;
  if (!function(once, parameter, context)) return FALSE;
  once->Ptr = (PVOID)2;
  return TRUE;
}
