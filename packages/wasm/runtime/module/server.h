/* The server, registration and memory. */
#ifndef ISAPI_MODULE_SERVER_H
#define ISAPI_MODULE_SERVER_H

#include "objects.h"

enum ServerText { SERVER_UNHEALTHY, SERVER_RECYCLE_PROCESS, SERVER_FLUSH_CACHE, SERVER_RECYCLE_APPLICATION, SERVER_CONFIGURATION_CHANGE, SERVER_FILE_CHANGE, SERVER_REMOVE_FRAGMENT, SERVER_PRECONDITION };

/* Interfaces that are versions of one object. */
enum Family { FAMILY_NONE, FAMILY_CONTEXT, FAMILY_REQUEST, FAMILY_RESPONSE, FAMILY_SERVER, FAMILY_APPLICATION, FAMILY_POLICY, FAMILY_COMPLETION, FAMILY_REGISTRATION };
Family family_of(const GUID &id);

/* Of ../configuration, where the sources ask for it. */
extern "C" IAppHostAdminManager *isapi_admin_manager(int server) __attribute__((weak));

class Server final : public IHttpServer3 {
public:
  OBJECT(Server)
  BOOL IsCommandLineLaunch() const override { return host_GetNumber(object, NUMBER_COMMAND_LINE); }
  PCWSTR GetAppPoolName() const override { return host_GetText(object, TEXT_POOL_NAME, NULL); }
  HRESULT AssociateWithThreadPool(HANDLE, LPOVERLAPPED_COMPLETION_ROUTINE) override { return UNSUPPORTED("IHttpServer::AssociateWithThreadPool"); }
  VOID IncrementThreadCount() override {}
  VOID DecrementThreadCount() override {}
  VOID ReportUnhealthy(PCWSTR reason, HRESULT error) override { host_ServerText(object, SERVER_UNHEALTHY, reason, (DWORD)error); }
  VOID RecycleProcess(PCWSTR reason) override { host_ServerText(object, SERVER_RECYCLE_PROCESS, reason, 0); }
  IAppHostAdminManager *GetAdminManager() const override { return isapi_admin_manager ? isapi_admin_manager(object) : NULL; }
  HRESULT GetFileInfo(PCWSTR path, HANDLE token, PSID, PCWSTR, HANDLE, BOOL cache, IHttpFileInfo **file, IHttpTraceContext *) override {
    if (token) return UNSUPPORTED("IHttpServer::GetFileInfo with a token");
    return host_GetFile(object, path, cache, reinterpret_cast<void **>(file));
  }
  HRESULT FlushKernelCache(PCWSTR url) override { return host_ServerText(object, SERVER_FLUSH_CACHE, url, 0); }
  HRESULT DoCacheOperation(CACHE_OPERATION, IHttpCacheKey *, IHttpCacheSpecificData **, IHttpTraceContext *) override { return UNSUPPORTED("IHttpServer::DoCacheOperation"); }
  GLOBAL_NOTIFICATION_STATUS NotifyCustomNotification(ICustomNotificationProvider *output) override { return (GLOBAL_NOTIFICATION_STATUS)host_NotifyCustomNotification(object, output, NULL); }
  IHttpPerfCounterInfo *GetPerfCounterInfo() override { return &counters; }
  VOID RecycleApplication(PCWSTR path) override { host_ServerText(object, SERVER_RECYCLE_APPLICATION, path, 0); }
  VOID NotifyConfigurationChange(PCWSTR path) override { host_ServerText(object, SERVER_CONFIGURATION_CHANGE, path, 0); }
  VOID NotifyFileChange(PCWSTR file) override { host_ServerText(object, SERVER_FILE_CHANGE, file, 0); }
  IDispensedHttpModuleContextContainer *DispenseContainer() override { return static_cast<IDispensedHttpModuleContextContainer *>(host_DispenseContainer(object)); }
  HRESULT AddFragmentToCache(HTTP_DATA_CHUNK *chunk, PCWSTR name) override { return host_AddFragment(object, chunk, name); }
  HRESULT ReadFragmentFromCache(PCWSTR name, BYTE *buffer, DWORD size, DWORD *copied) override { return host_ReadFragment(object, name, buffer, size, copied); }
  HRESULT RemoveFragmentFromCache(PCWSTR name) override { return host_ServerText(object, SERVER_REMOVE_FRAGMENT, name, 0); }
  HRESULT GetWorkerProcessSettings(IWpfSettings **settings) override { *settings = NULL; return UNSUPPORTED("IHttpServer::GetWorkerProcessSettings"); }
  HRESULT GetProtocolManagerCustomInterface(PCWSTR, PCWSTR, DWORD, PVOID *found) override { *found = NULL; return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND); }
  BOOL SatisfiesPrecondition(PCWSTR condition, BOOL *unknown) const override {
    if (unknown) *unknown = FALSE;
    return host_ServerText(object, SERVER_PRECONDITION, condition, 0) == S_OK;
  }
  IHttpTraceContext *GetTraceContext() const override { return static_cast<IHttpTraceContext *>(host_GetObject(object, MEMBER_TRACE_CONTEXT)); }
  HRESULT RegisterFileChangeMonitor(PCWSTR path, HANDLE token, IHttpFileMonitor **monitor) override {
    if (token) return UNSUPPORTED("IHttpServer::RegisterFileChangeMonitor with a token");
    return host_WatchFile(object, path, reinterpret_cast<void **>(monitor));
  }
  HRESULT GetExtendedInterface(HTTP_SERVER_INTERFACE_VERSION version, PVOID *found) override {
    *found = version == HTTP_SERVER_INTERFACE_V2 || version == HTTP_SERVER_INTERFACE_V3 ? static_cast<IHttpServer3 *>(this) : NULL;
    return *found ? S_OK : HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);
  }
  HRESULT GetToken(PCWSTR, PCWSTR, DWORD, IHttpTokenEntry **token, PCWSTR, PSOCKADDR, IHttpTraceContext *) override { *token = NULL; return UNSUPPORTED("IHttpServer2::GetToken"); }
  PCWSTR GetAppPoolConfigFile(DWORD *length) const override { return host_GetText(object, TEXT_POOL_FILE, length); }
  HRESULT GetExtendedInterface(const GUID &from, PVOID input, const GUID &to, PVOID *output) override {
    const Family family = family_of(to);
    *output = family != FAMILY_NONE && family_of(from) == family ? input : NULL; // each object has the newest
    return *output ? S_OK : HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);
  }
  HRESULT GetMetadata(PCWSTR, PCWSTR, IReferencedMetadataInfo **metadata) override { *metadata = NULL; return UNSUPPORTED("IHttpServer2::GetMetadata"); }
  HRESULT GetWorkerProcessFramework(IWorkerProcessFramework **framework) override { *framework = NULL; return UNSUPPORTED("IHttpServer2::GetWorkerProcessFramework"); }
  HRESULT QueryRequestProperty(HTTP_OPAQUE_ID, HTTP_REQUEST_PROPERTY, PVOID, ULONG, PVOID, ULONG, PULONG, LPOVERLAPPED) override { return UNSUPPORTED("IHttpServer3::QueryRequestProperty"); }
};

enum PriorityKind { PRIORITY_EVENT, PRIORITY_POST, PRIORITY_GLOBAL };

class Registration final : public IHttpModuleRegistrationInfo2 {
public:
  OBJECT(Registration)
  PCWSTR GetName() const override { return host_GetText(object, TEXT_MODULE_NAME, NULL); }
  HTTP_MODULE_ID GetId() const override { return reinterpret_cast<HTTP_MODULE_ID>(host_GetNumber(object, NUMBER_MODULE_ID)); }
  HRESULT SetRequestNotifications(IHttpModuleFactory *factory, DWORD events, DWORD postEvents) override { return host_SetRequestNotifications(object, factory, events, postEvents); }
  HRESULT SetGlobalNotifications(CGlobalModule *module, DWORD events) override { return host_SetGlobalNotifications(object, module, events); }
  HRESULT SetPriorityForRequestNotification(DWORD events, PCWSTR priority) override { return host_SetPriority(object, PRIORITY_EVENT, events, priority); }
  HRESULT SetPriorityForGlobalNotification(DWORD events, PCWSTR priority) override { return host_SetPriority(object, PRIORITY_GLOBAL, events, priority); }
  HRESULT SetPriorityForPostRequestNotification(DWORD events, PCWSTR priority) override { return host_SetPriority(object, PRIORITY_POST, events, priority); }
};

class Allocator final : public IModuleAllocator {
public:
  OBJECT(Allocator)
  VOID *AllocateMemory(DWORD size) override { return host_AllocateMemory(object, size); }
};

#endif
