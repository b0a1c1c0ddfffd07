/* Events for tracing sessions. There is no session, so a provider is registered, is enabled for nobody, and what it writes goes nowhere. */
#ifndef _EVNTPROV_
#define _EVNTPROV_
#include <windows.h>
#ifdef __cplusplus
extern "C" {
#endif
#define EVNTAPI WINAPI
typedef ULONGLONG REGHANDLE, *PREGHANDLE;
typedef struct _EVENT_DATA_DESCRIPTOR { ULONGLONG Ptr; ULONG Size, Reserved; } EVENT_DATA_DESCRIPTOR, *PEVENT_DATA_DESCRIPTOR;
typedef struct _EVENT_DESCRIPTOR { USHORT Id; UCHAR Version, Channel, Level, Opcode; USHORT Task; ULONGLONG Keyword; } EVENT_DESCRIPTOR, *PEVENT_DESCRIPTOR;
typedef const EVENT_DESCRIPTOR *PCEVENT_DESCRIPTOR;
typedef struct _EVENT_FILTER_DESCRIPTOR { ULONGLONG Ptr; ULONG Size, Type; } EVENT_FILTER_DESCRIPTOR, *PEVENT_FILTER_DESCRIPTOR;
typedef VOID (NTAPI *PENABLECALLBACK)(LPCGUID SourceId, ULONG IsEnabled, UCHAR Level, ULONGLONG MatchAnyKeyword, ULONGLONG MatchAllKeyword, PEVENT_FILTER_DESCRIPTOR FilterData, PVOID CallbackContext);
static __inline ULONG EventRegister(LPCGUID ProviderId, PENABLECALLBACK EnableCallback, PVOID CallbackContext, PREGHANDLE RegHandle) { (void)EnableCallback; (void)CallbackContext; if (!ProviderId || !RegHandle) return ERROR_INVALID_PARAMETER; *RegHandle = 1; return ERROR_SUCCESS; }
static __inline ULONG EventUnregister(REGHANDLE RegHandle) { return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE; }
static __inline BOOLEAN EventEnabled(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor) { (void)RegHandle; (void)EventDescriptor; return FALSE; }
static __inline BOOLEAN EventProviderEnabled(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword) { (void)RegHandle; (void)Level; (void)Keyword; return FALSE; }
static __inline ULONG EventWrite(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, ULONG UserDataCount, PEVENT_DATA_DESCRIPTOR UserData) { (void)EventDescriptor; (void)UserDataCount; (void)UserData; return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE; }
static __inline ULONG EventWriteString(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword, PCWSTR String) { (void)Level; (void)Keyword; (void)String; return RegHandle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE; }
static __inline VOID EventDataDescCreate(PEVENT_DATA_DESCRIPTOR EventDataDescriptor, const VOID *DataPtr, ULONG DataSize) { EventDataDescriptor->Ptr = (ULONGLONG)(ULONG_PTR)DataPtr; EventDataDescriptor->Size = DataSize; EventDataDescriptor->Reserved = 0; }
static __inline VOID EventDescCreate(PEVENT_DESCRIPTOR EventDescriptor, USHORT Id, UCHAR Version, UCHAR Channel, UCHAR Level, USHORT Task, UCHAR Opcode, ULONGLONG Keyword) { EventDescriptor->Id = Id; EventDescriptor->Version = Version; EventDescriptor->Channel = Channel; EventDescriptor->Level = Level; EventDescriptor->Task = Task; EventDescriptor->Opcode = Opcode; EventDescriptor->Keyword = Keyword; }
#ifdef __cplusplus
}
#endif
#endif
