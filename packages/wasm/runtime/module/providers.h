/* What comes with an event. */
#ifndef ISAPI_MODULE_PROVIDERS_H
#define ISAPI_MODULE_PROVIDERS_H

#include "objects.h"

/* Every provider takes an error. */
#define PROVIDER(name) OBJECT(name) VOID SetErrorStatus(HRESULT error) override { host_SetErrorStatus(object, error); }

class EventProvider final : public IHttpEventProvider {
public:
  PROVIDER(EventProvider)
};

class AuthenticationProvider final : public IAuthenticationProvider {
public:
  PROVIDER(AuthenticationProvider)
  VOID SetUser(IHttpUser *user) override { host_SetUser(object, user); }
};

class MapHandlerProvider final : public IMapHandlerProvider {
public:
  PROVIDER(MapHandlerProvider)
  HRESULT SetScriptName(PCWSTR, DWORD) override { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED); }
  VOID SetScriptMap(IScriptMapInfo *map) override { host_SetScriptMap(object, map); }
  VOID SetFileInfo(IHttpFileInfo *) override {}
};

class MapPathProvider final : public IMapPathProvider {
public:
  PROVIDER(MapPathProvider)
  PCWSTR GetUrl() const override { return host_GetText(object, TEXT_MAP_URL, NULL); }
  PCWSTR GetPhysicalPath() const override { return host_GetText(object, TEXT_MAP_PATH, NULL); }
  HRESULT SetPhysicalPath(PCWSTR path, DWORD length) override { return host_SetPhysicalPath(object, path, length); }
};

class SendResponseProvider final : public ISendResponseProvider {
public:
  PROVIDER(SendResponseProvider)
  BOOL GetHeadersBeingSent() const override { return host_GetNumber(object, NUMBER_BEING_SENT); }
  DWORD GetFlags() const override { return host_GetNumber(object, NUMBER_FLAGS); }
  VOID SetFlags(DWORD flags) override { host_SetFlags(object, flags); }
  HTTP_LOG_DATA *GetLogData() const override { return host_GetLogData(object); }
  HRESULT SetLogData(HTTP_LOG_DATA *data) override { return host_SetLogData(object, data); }
  BOOL GetReadyToLogData() const override { return host_GetNumber(object, NUMBER_READY_TO_LOG); }
};

class ReadEntityProvider final : public IReadEntityProvider {
public:
  PROVIDER(ReadEntityProvider)
  VOID GetEntity(PVOID *buffer, DWORD *data, DWORD *size) override { host_GetEntity(object, buffer, data, size); }
  VOID SetEntity(PVOID buffer, DWORD data, DWORD size) override { host_SetEntity(object, buffer, data, size); }
};

class CustomProvider final : public ICustomNotificationProvider {
public:
  PROVIDER(CustomProvider)
  PCWSTR QueryNotificationType() override { return host_GetText(object, TEXT_NOTIFICATION_TYPE, NULL); }
};

class CompletionInfo final : public IHttpCompletionInfo2 {
public:
  OBJECT(CompletionInfo)
  DWORD GetCompletionBytes() const override { return host_GetNumber(object, NUMBER_COMPLETION_BYTES); }
  HRESULT GetCompletionStatus() const override { return (HRESULT)host_GetNumber(object, NUMBER_COMPLETION_STATUS); }
  DWORD GetCompletedOperation() const override { return 0; }
};

class PreBeginProvider final : public IPreBeginRequestProvider {
public:
  PROVIDER(PreBeginProvider)
  IHttpContext *GetHttpContext() override { return static_cast<IHttpContext *>(host_GetObject(object, MEMBER_CONTEXT)); }
};

class ApplicationProvider final : public IHttpApplicationProvider {
public:
  PROVIDER(ApplicationProvider)
  IHttpApplication *GetApplication() override { return static_cast<IHttpApplication *>(host_GetObject(object, MEMBER_APPLICATION)); }
};

class ResolveModulesProvider final : public IHttpApplicationResolveModulesProvider {
public:
  PROVIDER(ResolveModulesProvider)
  IHttpApplication *GetApplication() override { return static_cast<IHttpApplication *>(host_GetObject(object, MEMBER_APPLICATION)); }
  HRESULT RegisterModule(HTTP_MODULE_ID parent, IHttpModuleFactory *factory, PCWSTR name, PCWSTR type, PCWSTR condition, DWORD events, DWORD postEvents) override {
    return host_RegisterMore(object, parent, factory, name, type, condition, events, postEvents);
  }
  HRESULT SetPriorityForRequestNotification(PCWSTR name, DWORD events, PCWSTR priority) override { return host_SetMorePriority(object, name, events, priority); }
};

class StopListeningProvider final : public IGlobalStopListeningProvider {
public:
  PROVIDER(StopListeningProvider)
  BOOL DrainRequestsGracefully() const override { return host_GetNumber(object, NUMBER_DRAIN); }
};

class ConfigurationChangeProvider final : public IGlobalConfigurationChangeProvider {
public:
  PROVIDER(ConfigurationChangeProvider)
  PCWSTR GetChangePath() const override { return host_GetText(object, TEXT_CHANGE_PATH, NULL); }
};

class FileChangeProvider final : public IGlobalFileChangeProvider {
public:
  PROVIDER(FileChangeProvider)
  PCWSTR GetFileName() const override { return host_GetText(object, TEXT_CHANGED_FILE, NULL); }
  IHttpFileMonitor *GetFileMonitor() override { return static_cast<IHttpFileMonitor *>(host_GetObject(object, MEMBER_FILE_MONITOR)); }
};

class TraceEventProvider final : public IGlobalTraceEventProvider {
public:
  PROVIDER(TraceEventProvider)
  HRESULT GetTraceEvent(HTTP_TRACE_EVENT **event) override { return host_GetTraceEvent(object, event); }
  BOOL CheckSubscription(HTTP_MODULE_ID module) override { return host_CheckSubscription(object, module); }
  HRESULT GetCurrentHttpRequestContext(IHttpContext **context) override {
    *context = static_cast<IHttpContext *>(host_GetObject(object, MEMBER_CONTEXT));
    return *context ? S_OK : HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);
  }
};

#endif
