/* Event tracing as it is where nobody listens: providers register, no event is enabled, writing succeeds. Ours. */
#ifndef _EVNTPROV_
#define _EVNTPROV_
#include <windows.h>
#include <winmeta.h>
#ifdef __cplusplus
extern "C" {
#endif
#define EVNTAPI WINAPI
typedef ULONGLONG REGHANDLE, *PREGHANDLE;
typedef struct _EVENT_DESCRIPTOR { USHORT Id; UCHAR Version, Channel, Level, Opcode; USHORT Task; ULONGLONG Keyword; } EVENT_DESCRIPTOR, *PEVENT_DESCRIPTOR;
typedef const EVENT_DESCRIPTOR *PCEVENT_DESCRIPTOR;
typedef struct _EVENT_DATA_DESCRIPTOR { ULONGLONG Ptr; ULONG Size; union { ULONG Reserved; struct { UCHAR Type, Reserved1; USHORT Reserved2; }; }; } EVENT_DATA_DESCRIPTOR, *PEVENT_DATA_DESCRIPTOR;
typedef struct _EVENT_FILTER_DESCRIPTOR { ULONGLONG Ptr; ULONG Size, Type; } EVENT_FILTER_DESCRIPTOR, *PEVENT_FILTER_DESCRIPTOR;
typedef enum _EVENT_INFO_CLASS { EventProviderBinaryTrackInfo, EventProviderSetReserved1, EventProviderSetTraits, EventProviderUseDescriptorType, MaxEventInfo } EVENT_INFO_CLASS;
typedef void (NTAPI *PENABLECALLBACK)(LPCGUID SourceId, ULONG IsEnabled, UCHAR Level, ULONGLONG MatchAnyKeyword, ULONGLONG MatchAllKeyword, PEVENT_FILTER_DESCRIPTOR FilterData, PVOID CallbackContext);
#define EVENT_ACTIVITY_CTRL_GET_ID        1
#define EVENT_ACTIVITY_CTRL_SET_ID        2
#define EVENT_ACTIVITY_CTRL_CREATE_ID     3
#define EVENT_ACTIVITY_CTRL_GET_SET_ID    4
#define EVENT_ACTIVITY_CTRL_CREATE_SET_ID 5
#define EVENT_CONTROL_CODE_DISABLE_PROVIDER 0
#define EVENT_CONTROL_CODE_ENABLE_PROVIDER  1
#define EVENT_CONTROL_CODE_CAPTURE_STATE    2
static __inline__ __attribute__((unused)) ULONG EventRegister(LPCGUID id, PENABLECALLBACK callback, PVOID context, PREGHANDLE handle) { (void)callback; (void)context; if (!id || !handle) return ERROR_INVALID_PARAMETER; *handle = 1; return ERROR_SUCCESS; }
static __inline__ __attribute__((unused)) ULONG EventUnregister(REGHANDLE handle) { return handle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE; }
static __inline__ __attribute__((unused)) ULONG EventSetInformation(REGHANDLE handle, EVENT_INFO_CLASS which, PVOID data, ULONG size) { (void)which; (void)data; (void)size; return handle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE; }
static __inline__ __attribute__((unused)) BOOLEAN EventEnabled(REGHANDLE handle, PCEVENT_DESCRIPTOR event) { (void)handle; (void)event; return FALSE; }
static __inline__ __attribute__((unused)) BOOLEAN EventProviderEnabled(REGHANDLE handle, UCHAR level, ULONGLONG keyword) { (void)handle; (void)level; (void)keyword; return FALSE; }
static __inline__ __attribute__((unused)) ULONG EventWrite(REGHANDLE handle, PCEVENT_DESCRIPTOR event, ULONG count, PEVENT_DATA_DESCRIPTOR data) { (void)event; (void)count; (void)data; return handle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE; }
static __inline__ __attribute__((unused)) ULONG EventWriteTransfer(REGHANDLE handle, PCEVENT_DESCRIPTOR event, LPCGUID activity, LPCGUID related, ULONG count, PEVENT_DATA_DESCRIPTOR data) { (void)activity; (void)related; return EventWrite(handle, event, count, data); }
static __inline__ __attribute__((unused)) ULONG EventWriteEx(REGHANDLE handle, PCEVENT_DESCRIPTOR event, ULONGLONG filter, ULONG flags, LPCGUID activity, LPCGUID related, ULONG count, PEVENT_DATA_DESCRIPTOR data) { (void)filter; (void)flags; (void)activity; (void)related; return EventWrite(handle, event, count, data); }
static __inline__ __attribute__((unused)) ULONG EventWriteString(REGHANDLE handle, UCHAR level, ULONGLONG keyword, PCWSTR text) { (void)level; (void)keyword; return !text ? ERROR_INVALID_PARAMETER : handle ? ERROR_SUCCESS : ERROR_INVALID_HANDLE; }
static __inline__ __attribute__((unused)) ULONG EventActivityIdControl(ULONG code, GUID *id) { (void)code; (void)id; return ERROR_SUCCESS; }
static __inline__ __attribute__((unused)) void EventDataDescCreate(PEVENT_DATA_DESCRIPTOR to, const void *data, ULONG size) { to->Ptr = (ULONGLONG)(ULONG_PTR)data; to->Size = size; to->Reserved = 0; }
static __inline__ __attribute__((unused)) void EventDescCreate(PEVENT_DESCRIPTOR to, USHORT id, UCHAR version, UCHAR channel, UCHAR level, USHORT task, UCHAR opcode, ULONGLONG keyword) { to->Id = id; to->Version = version; to->Channel = channel; to->Level = level; to->Opcode = opcode; to->Task = task; to->Keyword = keyword; }
static __inline__ __attribute__((unused)) void EventDescZero(PEVENT_DESCRIPTOR to) { __builtin_memset(to, 0, sizeof *to); }
#ifdef __cplusplus
}
#endif
#endif
