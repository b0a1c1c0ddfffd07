/* The small objects: what a context, a request or the server hands out. Each knows its place in the server's table and nothing else. */
#ifndef ISAPI_MODULE_OBJECTS_H
#define ISAPI_MODULE_OBJECTS_H

#include "host.h"

/* Stands behind the table of virtual functions, where src/host/module/objects.ts looks for it. */
#define OBJECT(name) const int object; explicit name(int which) : object(which) {}
#define UNSUPPORTED(name) host_NotSupported(name)

class Container final : public IDispensedHttpModuleContextContainer {
public:
  OBJECT(Container)
  IHttpStoredContext *GetModuleContext(HTTP_MODULE_ID id) override { return host_GetModuleContext(object, id); }
  HRESULT SetModuleContext(IHttpStoredContext *context, HTTP_MODULE_ID id) override { return host_SetModuleContext(object, context, id, FALSE); }
  VOID ReleaseContainer() override { host_Act(object, ACT_RELEASE_CONTAINER); }
};

class ConnectionContainer final : public IHttpConnectionModuleContextContainer {
public:
  OBJECT(ConnectionContainer)
  IHttpStoredContext *GetModuleContext(HTTP_MODULE_ID id) override { return host_GetModuleContext(object, id); }
  HRESULT SetModuleContext(IHttpStoredContext *context, HTTP_MODULE_ID id) override { return host_SetModuleContext(object, context, id, FALSE); }
  IHttpConnectionStoredContext *GetConnectionModuleContext(HTTP_MODULE_ID id) override { return static_cast<IHttpConnectionStoredContext *>(host_GetModuleContext(object, id)); }
  HRESULT SetConnectionModuleContext(IHttpConnectionStoredContext *context, HTTP_MODULE_ID id) override { return host_SetModuleContext(object, context, id, TRUE); }
};

class NamedContainer final : public INamedContextContainer {
public:
  OBJECT(NamedContainer)
  IHttpStoredContext *GetNamedContext(LPCWSTR name) override { return host_GetNamedContext(object, name); }
  HRESULT SetNamedContext(IHttpStoredContext *context, LPCWSTR name) override { return host_SetNamedContext(object, context, name); }
};

/* Nobody reads counters here. */
class PerfCounterInfo final : public IHttpPerfCounterInfo {
public:
  VOID IncrementCounter(DWORD, DWORD) override {}
  VOID DecrementCounter(DWORD, DWORD) override {}
};
extern PerfCounterInfo counters;

class Connection final : public IHttpConnection {
public:
  const int object;
  ConnectionContainer container;
  explicit Connection(int which) : object(which), container(which) {}
  BOOL IsConnected() const override { return host_GetNumber(object, NUMBER_IS_CONNECTED); }
  VOID *AllocateMemory(DWORD size) override { return host_AllocateMemory(object, size); }
  IHttpConnectionModuleContextContainer *GetModuleContextContainer() override { return &container; }
};

class User final : public IHttpUser {
public:
  OBJECT(User)
  PCWSTR GetRemoteUserName() override { return host_GetText(object, TEXT_REMOTE_USER_NAME, NULL); }
  PCWSTR GetUserName() override { return host_GetText(object, TEXT_USER_NAME, NULL); }
  PCWSTR GetAuthenticationType() override { return host_GetText(object, TEXT_AUTHENTICATION_TYPE, NULL); }
  PCWSTR GetPassword() override { return host_GetText(object, TEXT_PASSWORD, NULL); }
  HANDLE GetImpersonationToken() override { return NULL; }
  HANDLE GetPrimaryToken() override { return NULL; }
  VOID ReferenceUser() override { host_Act(object, ACT_REFERENCE); }
  VOID DereferenceUser() override { host_Act(object, ACT_DEREFERENCE); }
  BOOL SupportsIsInRole() override { return host_GetNumber(object, NUMBER_SUPPORTS_ROLES); }
  HRESULT IsInRole(PCWSTR role, BOOL *isIn) override { return host_IsInRole(object, role, isIn); }
  PVOID GetUserVariable(PCSTR) override { return NULL; }
};

class Site final : public IHttpSite {
public:
  const int object;
  Container container;
  explicit Site(int which) : object(which), container(which) {}
  DWORD GetSiteId() const override { return host_GetNumber(object, NUMBER_SITE_ID); }
  PCWSTR GetSiteName() const override { return host_GetText(object, TEXT_SITE_NAME, NULL); }
  IHttpModuleContextContainer *GetModuleContextContainer() override { return &container; }
  IHttpPerfCounterInfo *GetPerfCounterInfo() override { return &counters; }
};

class Application final : public IHttpApplication2 {
public:
  const int object;
  Container container;
  explicit Application(int which) : object(which), container(which) {}
  PCWSTR GetApplicationPhysicalPath() const override { return host_GetText(object, TEXT_APPLICATION_PATH, NULL); }
  PCWSTR GetApplicationId() const override { return host_GetText(object, TEXT_APPLICATION_ID, NULL); }
  PCWSTR GetAppConfigPath() const override { return host_GetText(object, TEXT_APPLICATION_CONFIG_PATH, NULL); }
  IHttpModuleContextContainer *GetModuleContextContainer() override { return &container; }
  VOID BeginApplicationWarmup() override { host_Act(object, ACT_BEGIN_WARMUP); }
  VOID EndApplicationWarmup() override { host_Act(object, ACT_END_WARMUP); }
  BOOL QueryIsWarmingUp() override { return host_GetNumber(object, NUMBER_WARMING_UP); }
};

class UrlInfo final : public IHttpUrlInfo {
public:
  const int object;
  Container container;
  explicit UrlInfo(int which) : object(which), container(which) {}
  IHttpModuleContextContainer *GetModuleContextContainer() override { return &container; }
  BOOL IsFrequentlyHit() const override { return host_GetNumber(object, NUMBER_IS_FREQUENTLY_HIT); }
};

class Metadata final : public IReferencedMetadataInfo {
public:
  const int object;
  Container container;
  explicit Metadata(int which) : object(which), container(which) {}
  PCWSTR GetMetaPath() const override { return host_GetText(object, TEXT_META_PATH, NULL); }
  PCWSTR GetVrPath() const override { return host_GetText(object, TEXT_VR_PATH, NULL); }
  IHttpTokenEntry *GetVrToken() override { return NULL; }
  IHttpModuleContextContainer *GetModuleContextContainer() override { return &container; }
  VOID ReferenceMetadata() override { host_Act(object, ACT_REFERENCE); }
  VOID DereferenceMetadata() override { host_Act(object, ACT_DEREFERENCE); }
};

class ScriptMap final : public IScriptMapInfo {
public:
  OBJECT(ScriptMap)
  PCWSTR GetPath() const override { return host_GetText(object, TEXT_MAP_PATTERN, NULL); }
  PCSTR GetAllowedVerbs() const override { return host_GetNarrow(object, NARROW_VERBS, NULL); }
  PCWSTR GetModules(DWORD *length) const override { return host_GetText(object, TEXT_MAP_MODULES, length); }
  PCWSTR GetScriptProcessor(DWORD *length) const override { return host_GetText(object, TEXT_MAP_PROCESSOR, length); }
  PCWSTR GetManagedType(DWORD *length) const override { return host_GetText(object, TEXT_MAP_TYPE, length); }
  BOOL GetAllowPathInfoForScriptMappings() const override { return host_GetNumber(object, NUMBER_PATH_INFO); }
  DWORD GetRequiredAccess() const override { return host_GetNumber(object, NUMBER_REQUIRED_ACCESS); }
  DWORD GetResourceType() const override { return host_GetNumber(object, NUMBER_RESOURCE_TYPE); }
  BOOL GetIsStarScriptMap() const override { return host_GetNumber(object, NUMBER_STAR); }
  DWORD GetResponseBufferLimit() const override { return host_GetNumber(object, NUMBER_BUFFER_LIMIT); }
  PCWSTR GetName() const override { return host_GetText(object, TEXT_MAP_NAME, NULL); }
};

class FileInfo final : public IHttpFileInfo {
public:
  const int object;
  Container container;
  explicit FileInfo(int which) : object(which), container(which) {}
  IHttpCacheKey *GetCacheKey() const override { UNSUPPORTED("IHttpFileInfo::GetCacheKey"); return NULL; }
  VOID ReferenceCacheData() override { host_Act(object, ACT_REFERENCE); }
  VOID DereferenceCacheData() override { host_Act(object, ACT_DEREFERENCE); }
  VOID ResetTTL() override {}
  VOID DecrementTTL(BOOL *expired) override { if (expired) *expired = FALSE; }
  VOID SetFlushed() override {}
  BOOL GetFlushed() const override { return FALSE; }
  DWORD GetAttributes() const override { return host_GetNumber(object, NUMBER_ATTRIBUTES); }
  VOID GetSize(ULARGE_INTEGER *size) const override { size->QuadPart = (ULONGLONG)host_GetFileFact(object, 0); }
  const BYTE *GetFileBuffer() const override { return host_GetFileBuffer(object); }
  HANDLE GetFileHandle() const override { UNSUPPORTED("IHttpFileInfo::GetFileHandle"); return INVALID_HANDLE_VALUE; }
  PCWSTR GetFilePath() const override { return host_GetText(object, TEXT_FILE_PATH, NULL); }
  PCSTR GetETag(USHORT *length) const override { return host_GetNarrow(object, NARROW_ETAG, length); }
  VOID GetLastModifiedTime(FILETIME *time) const override {
    ULONGLONG value = (ULONGLONG)host_GetFileFact(object, 1) * 10000;
    time->dwLowDateTime = (DWORD)value;
    time->dwHighDateTime = (DWORD)(value >> 32);
  }
  PCSTR GetLastModifiedString() const override { return host_GetNarrow(object, NARROW_LAST_MODIFIED, NULL); }
  BOOL GetHttpCacheAllowed(DWORD *seconds) const override { if (seconds) *seconds = 0; return FALSE; }
  HRESULT AccessCheck(HANDLE token, PSID) override { return token == NULL ? S_OK : UNSUPPORTED("IHttpFileInfo::AccessCheck"); }
  HANDLE GetVrToken() const override { return NULL; }
  PCWSTR GetVrPath() const override { return NULL; }
  IHttpModuleContextContainer *GetModuleContextContainer() override { return &container; }
  BOOL CheckIfFileHasChanged(HANDLE) override { return host_GetNumber(object, NUMBER_FILE_CHANGED); }
};

class FileMonitor final : public IHttpFileMonitor {
public:
  const int object;
  Container container;
  explicit FileMonitor(int which) : object(which), container(which) {}
  IHttpModuleContextContainer *GetModuleContextContainer() override { return &container; }
  VOID DereferenceFileMonitor() override { host_Act(object, ACT_DEREFERENCE_MONITOR); }
};

class TraceContext final : public IHttpTraceContext {
public:
  OBJECT(TraceContext)
  HRESULT GetTraceConfiguration(HTTP_TRACE_CONFIGURATION *configuration) override { return host_GetTraceConfiguration(object, configuration); }
  HRESULT SetTraceConfiguration(HTTP_MODULE_ID module, HTTP_TRACE_CONFIGURATION *configurations, DWORD count) override { return host_SetTraceConfiguration(object, module, configurations, count); }
  HRESULT RaiseTraceEvent(HTTP_TRACE_EVENT *event) override { return host_RaiseTraceEvent(object, event); }
  LPCGUID GetTraceActivityId() override { return host_GetActivityId(object); }
  HRESULT QuickTrace(PCWSTR one, PCWSTR other, HRESULT error, UCHAR level) override { return host_QuickTrace(object, one, other, error, level); }
};

#endif
