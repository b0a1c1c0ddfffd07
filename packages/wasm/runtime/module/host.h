/* What the objects of this folder ask the server for: one import of the module isapi_module for each thing. The first argument says which
   object is meant: its place in the table of src/host/module/objects.ts. */
#ifndef ISAPI_MODULE_HOST_H
#define ISAPI_MODULE_HOST_H

#include <httpserv.h>

#define HOST(name) extern "C" __attribute__((import_module("isapi_module"), import_name(#name)))

/* Says once that there is no such thing, and gives HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED). */
HOST(NotSupported) HRESULT host_NotSupported(const char *method);

/* Objects of the server that are made when they are asked for, by the numbers of src/host/module/kinds.ts. */
enum Kind {
  KIND_CONTEXT, KIND_CONNECTION, KIND_USER, KIND_SITE, KIND_APPLICATION, KIND_URL_INFO, KIND_METADATA, KIND_SCRIPT_MAP, KIND_FILE_INFO,
  KIND_TRACE_CONTEXT, KIND_SERVER, KIND_REGISTRATION, KIND_ALLOCATOR, KIND_EVENT, KIND_AUTHENTICATION, KIND_MAP_HANDLER, KIND_MAP_PATH,
  KIND_SEND_RESPONSE, KIND_READ_ENTITY, KIND_CUSTOM, KIND_COMPLETION, KIND_PRE_BEGIN, KIND_APPLICATION_EVENT, KIND_RESOLVE_MODULES,
  KIND_STOP_LISTENING, KIND_CONFIGURATION_CHANGE, KIND_FILE_CHANGE, KIND_TRACE_EVENT, KIND_FILE_MONITOR, KIND_CONTAINER
};

/* A member of an object that the server makes when it is asked for. */
enum Member {
  MEMBER_SITE, MEMBER_APPLICATION, MEMBER_CONNECTION, MEMBER_USER, MEMBER_ORIGINAL_USER, MEMBER_URL_INFO, MEMBER_METADATA, MEMBER_SCRIPT_MAP,
  MEMBER_FILE_INFO, MEMBER_PARENT, MEMBER_ROOT, MEMBER_TRACE_CONTEXT, MEMBER_CONTEXT, MEMBER_FILE_MONITOR
};
HOST(GetObject) void *host_GetObject(int object, int member);

/* Texts of an object: NULL or a text that lives as long as the request. */
enum Text {
  TEXT_SITE_NAME, TEXT_APPLICATION_PATH, TEXT_APPLICATION_ID, TEXT_APPLICATION_CONFIG_PATH, TEXT_META_PATH, TEXT_VR_PATH, TEXT_USER_NAME,
  TEXT_REMOTE_USER_NAME, TEXT_AUTHENTICATION_TYPE, TEXT_PASSWORD, TEXT_PHYSICAL_PATH, TEXT_SCRIPT_NAME, TEXT_SCRIPT_TRANSLATED,
  TEXT_FORWARDED_URL, TEXT_ERROR_DESCRIPTION, TEXT_MAP_URL, TEXT_MAP_PATH, TEXT_NOTIFICATION_TYPE, TEXT_POOL_NAME, TEXT_POOL_FILE,
  TEXT_MODULE_NAME, TEXT_MAP_NAME, TEXT_MAP_MODULES, TEXT_MAP_PROCESSOR, TEXT_MAP_TYPE, TEXT_MAP_PATTERN, TEXT_FILE_PATH, TEXT_CHANGE_PATH,
  TEXT_CHANGED_FILE
};
HOST(GetText) PCWSTR host_GetText(int object, int text, DWORD *length);
enum Narrow { NARROW_METHOD, NARROW_VERBS, NARROW_ETAG, NARROW_LAST_MODIFIED };
HOST(GetNarrow) PCSTR host_GetNarrow(int object, int text, USHORT *length);

/* Numbers and truths of an object. */
enum Number {
  NUMBER_SITE_ID, NUMBER_IS_CONNECTED, NUMBER_HEADERS_SENT, NUMBER_EXECUTE_FLAGS, NUMBER_IS_FREQUENTLY_HIT, NUMBER_URL_CHANGED, NUMBER_REMAINING,
  NUMBER_KERNEL_CACHE, NUMBER_SUPPRESSED, NUMBER_BEING_SENT, NUMBER_FLAGS, NUMBER_READY_TO_LOG, NUMBER_COMPLETION_BYTES, NUMBER_COMPLETION_STATUS,
  NUMBER_SUPPORTS_ROLES, NUMBER_COMMAND_LINE, NUMBER_PATH_INFO, NUMBER_REQUIRED_ACCESS, NUMBER_RESOURCE_TYPE, NUMBER_STAR, NUMBER_BUFFER_LIMIT,
  NUMBER_ATTRIBUTES, NUMBER_DRAIN, NUMBER_WARMING_UP, NUMBER_FILE_CHANGED, NUMBER_START_TIME, NUMBER_ELAPSED, NUMBER_MODULE_ID
};
HOST(GetNumber) DWORD host_GetNumber(int object, int number);

/* Calls that take nothing and give nothing. */
enum Act {
  ACT_SET_HANDLED, ACT_CLEAR, ACT_CLEAR_HEADERS, ACT_NEED_DISCONNECT, ACT_RESET, ACT_SUPPRESS, ACT_DISABLE_BUFFERING, ACT_CLOSE, ACT_REFERENCE,
  ACT_DEREFERENCE, ACT_BEGIN_WARMUP, ACT_END_WARMUP, ACT_RELEASE_CONTAINER, ACT_DEREFERENCE_MONITOR, ACT_GO_AWAY
};
HOST(Act) void host_Act(int object, int act);

/* Stored contexts */
HOST(GetModuleContext) IHttpStoredContext *host_GetModuleContext(int object, HTTP_MODULE_ID id);
HOST(SetModuleContext) HRESULT host_SetModuleContext(int object, void *context, HTTP_MODULE_ID id, int connection);
HOST(GetNamedContext) IHttpStoredContext *host_GetNamedContext(int object, PCWSTR name);
HOST(SetNamedContext) HRESULT host_SetNamedContext(int object, void *context, PCWSTR name);

/* Request and response */
enum Side { SIDE_REQUEST, SIDE_RESPONSE };
HOST(GetHeader) PCSTR host_GetHeader(int object, int side, PCSTR name, int id, USHORT *length);
HOST(SetHeader) HRESULT host_SetHeader(int object, int side, PCSTR name, int id, PCSTR value, DWORD length, BOOL replace);
HOST(DeleteHeader) HRESULT host_DeleteHeader(int object, int side, PCSTR name, int id);
HOST(GetRawHttpRequest) HTTP_REQUEST *host_GetRawHttpRequest(int object);
HOST(GetRawHttpResponse) HTTP_RESPONSE *host_GetRawHttpResponse(int object);
HOST(SetHttpMethod) HRESULT host_SetHttpMethod(int object, PCSTR method);
HOST(SetUrl) HRESULT host_SetUrl(int object, const void *url, DWORD length, BOOL wide, BOOL reset);
HOST(GetAddress) PSOCKADDR host_GetAddress(int object, BOOL local);
HOST(GetHttpVersion) DWORD host_GetHttpVersion(int object);
HOST(ReadEntityBody) HRESULT host_ReadEntityBody(int object, void *buffer, DWORD size, BOOL async, DWORD *received, BOOL *pending);
HOST(InsertEntityBody) HRESULT host_InsertEntityBody(int object, void *buffer, DWORD size);
HOST(SetStatus) HRESULT host_SetStatus(int object, DWORD status, PCSTR reason, DWORD subStatus, HRESULT error, BOOL skip);
HOST(GetStatus) void host_GetStatus(int object, USHORT *status, USHORT *subStatus, PCSTR *reason, USHORT *length, HRESULT *error, PCWSTR *module, DWORD *notification, BOOL *skip);
HOST(Flush) HRESULT host_Flush(int object, BOOL async, BOOL more, DWORD *sent, BOOL *expected);
HOST(Redirect) HRESULT host_Redirect(int object, PCSTR url, BOOL reset, BOOL parameters);
HOST(WriteEntityChunkByReference) HRESULT host_WriteEntityChunkByReference(int object, HTTP_DATA_CHUNK *chunk, LONG position);
HOST(WriteEntityChunks) HRESULT host_WriteEntityChunks(int object, HTTP_DATA_CHUNK *chunks, DWORD count, BOOL async, BOOL more, DWORD *sent, BOOL *expected);
HOST(SetErrorDescription) HRESULT host_SetErrorDescription(int object, PCWSTR text, DWORD length, BOOL encode);
HOST(DisableKernelCache) void host_DisableKernelCache(int object, DWORD reason);

/* Context */
HOST(IndicateCompletion) void host_IndicateCompletion(int object, int status);
HOST(PostCompletion) HRESULT host_PostCompletion(int object, DWORD bytes, void *routine, void *context);
HOST(DisableNotifications) void host_DisableNotifications(int object, DWORD events, DWORD postEvents);
HOST(GetNextNotification) BOOL host_GetNextNotification(int object, int status, DWORD *notification, BOOL *post, void **module, void **provider);
HOST(GetIsLastNotification) BOOL host_GetIsLastNotification(int object, int status);
HOST(ExecuteRequest) HRESULT host_ExecuteRequest(int object, BOOL async, void *child, DWORD flags, void *user, BOOL *expected);
HOST(GetServerVariable) HRESULT host_GetServerVariable(int object, PCSTR name, void *value, DWORD *length, BOOL wide);
HOST(SetServerVariable) HRESULT host_SetServerVariable(int object, PCSTR name, PCWSTR value);
HOST(InheritServerVariable) HRESULT host_InheritServerVariable(int object, PCSTR name, BOOL fail);
HOST(AllocateMemory) void *host_AllocateMemory(int object, DWORD size);
HOST(MapPath) HRESULT host_MapPath(int object, PCWSTR url, PWSTR path, DWORD *size);
HOST(NotifyCustomNotification) HRESULT host_NotifyCustomNotification(int object, void *provider, BOOL *expected);
HOST(CloneContext) HRESULT host_CloneContext(int object, DWORD flags, void **clone);
HOST(ReleaseClonedContext) HRESULT host_ReleaseClonedContext(int object);
HOST(GetCurrentExecutionStats) HRESULT host_GetCurrentExecutionStats(int object, DWORD *notification, DWORD *start, PCWSTR *module, DWORD *moduleStart, DWORD *async, DWORD *asyncStart);
HOST(CancelIo) HRESULT host_CancelIo(int object);
HOST(MapHandler) HRESULT host_MapHandler(int object, DWORD site, PCWSTR siteName, PCWSTR url, PCSTR verb, void **map, BOOL ignoreWildcards);

/* Users, tracing, files, server */
HOST(IsInRole) HRESULT host_IsInRole(int object, PCWSTR role, BOOL *isIn);
HOST(QuickTrace) HRESULT host_QuickTrace(int object, PCWSTR one, PCWSTR other, HRESULT error, DWORD level);
HOST(GetFile) HRESULT host_GetFile(int object, PCWSTR path, BOOL cache, void **file);
HOST(GetFileBuffer) const BYTE *host_GetFileBuffer(int object);
HOST(GetFileFact) double host_GetFileFact(int object, int time);
HOST(ServerText) HRESULT host_ServerText(int object, int what, PCWSTR text, DWORD number);
HOST(AddFragment) HRESULT host_AddFragment(int object, HTTP_DATA_CHUNK *chunk, PCWSTR name);
HOST(ReadFragment) HRESULT host_ReadFragment(int object, PCWSTR name, BYTE *buffer, DWORD size, DWORD *copied);
HOST(DispenseContainer) void *host_DispenseContainer(int object);
HOST(WatchFile) HRESULT host_WatchFile(int object, PCWSTR path, void **monitor);

/* Tracing */
HOST(GetTraceConfiguration) HRESULT host_GetTraceConfiguration(int object, HTTP_TRACE_CONFIGURATION *configuration);
HOST(SetTraceConfiguration) HRESULT host_SetTraceConfiguration(int object, HTTP_MODULE_ID module, HTTP_TRACE_CONFIGURATION *configurations, DWORD count);
HOST(RaiseTraceEvent) HRESULT host_RaiseTraceEvent(int object, HTTP_TRACE_EVENT *event);
HOST(GetActivityId) LPCGUID host_GetActivityId(int object);
HOST(GetTraceEvent) HRESULT host_GetTraceEvent(int object, HTTP_TRACE_EVENT **event);
HOST(CheckSubscription) BOOL host_CheckSubscription(int object, HTTP_MODULE_ID module);

/* Providers */
HOST(SetErrorStatus) void host_SetErrorStatus(int object, HRESULT error);
HOST(SetUser) void host_SetUser(int object, void *user);
HOST(SetScriptMap) void host_SetScriptMap(int object, void *map);
HOST(SetPhysicalPath) HRESULT host_SetPhysicalPath(int object, PCWSTR path, DWORD length);
HOST(SetFlags) void host_SetFlags(int object, DWORD flags);
HOST(GetLogData) HTTP_LOG_DATA *host_GetLogData(int object);
HOST(SetLogData) HRESULT host_SetLogData(int object, HTTP_LOG_DATA *data);
HOST(GetEntity) void host_GetEntity(int object, void **buffer, DWORD *data, DWORD *size);
HOST(SetEntity) void host_SetEntity(int object, void *buffer, DWORD data, DWORD size);

/* Registration */
HOST(SetRequestNotifications) HRESULT host_SetRequestNotifications(int object, void *factory, DWORD events, DWORD postEvents);
HOST(SetGlobalNotifications) HRESULT host_SetGlobalNotifications(int object, void *module, DWORD events);
HOST(SetPriority) HRESULT host_SetPriority(int object, int kind, DWORD events, PCWSTR priority);
HOST(RegisterMore) HRESULT host_RegisterMore(int object, HTTP_MODULE_ID parent, void *factory, PCWSTR name, PCWSTR type, PCWSTR condition, DWORD events, DWORD postEvents);
HOST(SetMorePriority) HRESULT host_SetMorePriority(int object, PCWSTR name, DWORD events, PCWSTR priority);

#endif
