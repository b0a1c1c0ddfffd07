/* TraceLogging where nobody listens: an event is never enabled, so its fields are not looked at. Ours. */
#ifndef _TRACELOGGINGPROVIDER_
#define _TRACELOGGINGPROVIDER_
#include <evntprov.h>
typedef const struct _tlgProvider_t { GUID Id; } *TraceLoggingHProvider;
#define TRACELOGGING_DECLARE_PROVIDER(handle) extern const TraceLoggingHProvider handle
#ifdef __cplusplus
#define TRACELOGGING_DEFINE_PROVIDER(handle, name, id, ...) extern const TraceLoggingHProvider handle; const TraceLoggingHProvider handle = (TraceLoggingHProvider)0
#else
#define TRACELOGGING_DEFINE_PROVIDER(handle, name, id, ...) const TraceLoggingHProvider handle = (TraceLoggingHProvider)0
#endif
#define TraceLoggingRegister(handle)                     ((void)(handle), (HRESULT)0)
#define TraceLoggingRegisterEx(handle, callback, context) ((void)(handle), (HRESULT)0)
#define TraceLoggingUnregister(handle)                   ((void)(handle))
#define TraceLoggingProviderEnabled(handle, level, keyword) ((void)(handle), FALSE)
#define TraceLoggingWrite(handle, ...)                   ((void)(handle))
#define TraceLoggingWriteActivity(handle, ...)           ((void)(handle))
#endif
