// What the server calls: makes its objects here, and goes on to the methods of those that the module has written.

#include "context.h"
#include "server.h"
#include <new>
#include <string.h>

#define ENTRY(name) extern "C" __attribute__((used, export_name(#name)))

PerfCounterInfo counters;

namespace {

struct VersionRow { const GUID &id; Family family; };

template <class T> void *make(int object) { return new (std::nothrow) T(object); }
void *context(int object) { return static_cast<IHttpContext *>(new (std::nothrow) Context(object)); }

/* In the order of Kind. */
void *(*const makers[])(int) = {
  context, make<Connection>, make<User>, make<Site>, make<Application>, make<UrlInfo>, make<Metadata>, make<ScriptMap>, make<FileInfo>,
  make<TraceContext>, make<Server>, make<Registration>, make<Allocator>, make<EventProvider>, make<AuthenticationProvider>, make<MapHandlerProvider>, make<MapPathProvider>,
  make<SendResponseProvider>, make<ReadEntityProvider>, make<CustomProvider>, make<CompletionInfo>, make<PreBeginProvider>, make<ApplicationProvider>, make<ResolveModulesProvider>,
  make<StopListeningProvider>, make<ConfigurationChangeProvider>, make<FileChangeProvider>, make<TraceEventProvider>, make<FileMonitor>, make<Container>
};

REQUEST_NOTIFICATION_STATUS notify(CHttpModule *module, int method, IHttpContext *context, void *provider) {
#define ON(number, name, type) case number: return module->name(context, static_cast<type *>(provider));
  switch (method) {
    ON(0, OnBeginRequest, IHttpEventProvider)
    ON(1, OnPostBeginRequest, IHttpEventProvider)
    ON(2, OnAuthenticateRequest, IAuthenticationProvider)
    ON(3, OnPostAuthenticateRequest, IHttpEventProvider)
    ON(4, OnAuthorizeRequest, IHttpEventProvider)
    ON(5, OnPostAuthorizeRequest, IHttpEventProvider)
    ON(6, OnResolveRequestCache, IHttpEventProvider)
    ON(7, OnPostResolveRequestCache, IHttpEventProvider)
    ON(8, OnMapRequestHandler, IMapHandlerProvider)
    ON(9, OnPostMapRequestHandler, IHttpEventProvider)
    ON(10, OnAcquireRequestState, IHttpEventProvider)
    ON(11, OnPostAcquireRequestState, IHttpEventProvider)
    ON(12, OnPreExecuteRequestHandler, IHttpEventProvider)
    ON(13, OnPostPreExecuteRequestHandler, IHttpEventProvider)
    ON(14, OnExecuteRequestHandler, IHttpEventProvider)
    ON(15, OnPostExecuteRequestHandler, IHttpEventProvider)
    ON(16, OnReleaseRequestState, IHttpEventProvider)
    ON(17, OnPostReleaseRequestState, IHttpEventProvider)
    ON(18, OnUpdateRequestCache, IHttpEventProvider)
    ON(19, OnPostUpdateRequestCache, IHttpEventProvider)
    ON(20, OnLogRequest, IHttpEventProvider)
    ON(21, OnPostLogRequest, IHttpEventProvider)
    ON(22, OnEndRequest, IHttpEventProvider)
    ON(23, OnPostEndRequest, IHttpEventProvider)
    ON(24, OnSendResponse, ISendResponseProvider)
    ON(25, OnMapPath, IMapPathProvider)
    ON(26, OnReadEntity, IReadEntityProvider)
    ON(27, OnCustomRequestNotification, ICustomNotificationProvider)
  }
#undef ON
  return RQ_NOTIFICATION_CONTINUE;
}

}

Family family_of(const GUID &id) {
  const struct { GUID id; Family family; } rows[] = {
    {__uuidof(IHttpContext), FAMILY_CONTEXT}, {__uuidof(IHttpContext2), FAMILY_CONTEXT}, {__uuidof(IHttpContext3), FAMILY_CONTEXT}, {__uuidof(IHttpContext4), FAMILY_CONTEXT},
    {__uuidof(IHttpRequest), FAMILY_REQUEST}, {__uuidof(IHttpRequest2), FAMILY_REQUEST}, {__uuidof(IHttpRequest3), FAMILY_REQUEST}, {__uuidof(IHttpRequest4), FAMILY_REQUEST},
    {__uuidof(IHttpResponse), FAMILY_RESPONSE}, {__uuidof(IHttpResponse2), FAMILY_RESPONSE}, {__uuidof(IHttpResponse3), FAMILY_RESPONSE}, {__uuidof(IHttpResponse4), FAMILY_RESPONSE},
    {__uuidof(IHttpServer), FAMILY_SERVER}, {__uuidof(IHttpServer2), FAMILY_SERVER}, {__uuidof(IHttpServer3), FAMILY_SERVER},
    {__uuidof(IHttpApplication), FAMILY_APPLICATION}, {__uuidof(IHttpApplication2), FAMILY_APPLICATION},
    {__uuidof(IHttpCachePolicy), FAMILY_POLICY}, {__uuidof(IHttpCachePolicy2), FAMILY_POLICY},
    {__uuidof(IHttpCompletionInfo), FAMILY_COMPLETION}, {__uuidof(IHttpCompletionInfo2), FAMILY_COMPLETION},
    {__uuidof(IHttpModuleRegistrationInfo), FAMILY_REGISTRATION}, {__uuidof(IHttpModuleRegistrationInfo2), FAMILY_REGISTRATION}
  };
  for (const auto &row : rows)
    if (!memcmp(&row.id, &id, sizeof id)) return row.family;
  return FAMILY_NONE;
}

// --- objects of the server

ENTRY(isapi_object) void *isapi_object_of(int kind, int object) { return makers[kind](object); }
/* They have no destructors that do anything. */
ENTRY(isapi_object_end) void isapi_object_end(void *object) { operator delete(object); }
/* The provider that a context has in itself. */
ENTRY(isapi_provider) void *isapi_provider(IHttpContext *context) { return &static_cast<Context *>(context)->provider; }

// --- methods of the module

ENTRY(isapi_factory_get) HRESULT isapi_factory_get(IHttpModuleFactory *factory, CHttpModule **module, IModuleAllocator *allocator) { return factory->GetHttpModule(module, allocator); }
ENTRY(isapi_factory_end) void isapi_factory_end(IHttpModuleFactory *factory) { factory->Terminate(); }
ENTRY(isapi_notify) int isapi_notify(CHttpModule *module, int method, IHttpContext *context, void *provider) { return notify(module, method, context, provider); }
ENTRY(isapi_completion) int isapi_completion(CHttpModule *module, IHttpContext *context, DWORD notification, BOOL post, IHttpEventProvider *provider, IHttpCompletionInfo *info) {
  return module->OnAsyncCompletion(context, notification, post, provider, info);
}
ENTRY(isapi_dispose) void isapi_dispose(CHttpModule *module) { module->Dispose(); }
ENTRY(isapi_routine) void isapi_routine(LPOVERLAPPED_COMPLETION_ROUTINE routine, DWORD error, DWORD bytes, void *context) { routine(error, bytes, static_cast<LPOVERLAPPED>(context)); }

ENTRY(isapi_global) int isapi_global(CGlobalModule *module, int method, void *provider) {
  switch (method) {
    case 0: return module->OnGlobalStopListening(static_cast<IGlobalStopListeningProvider *>(provider));
    case 1: return module->OnGlobalConfigurationChange(static_cast<IGlobalConfigurationChangeProvider *>(provider));
    case 2: return module->OnGlobalFileChange(static_cast<IGlobalFileChangeProvider *>(provider));
    case 3: return module->OnGlobalPreBeginRequest(static_cast<IPreBeginRequestProvider *>(provider));
    case 4: return module->OnGlobalApplicationStart(static_cast<IHttpApplicationProvider *>(provider));
    case 5: return module->OnGlobalApplicationResolveModules(static_cast<IHttpApplicationResolveModulesProvider *>(provider));
    case 6: return module->OnGlobalApplicationStop(static_cast<IHttpApplicationProvider *>(provider));
    case 7: return module->OnGlobalTraceEvent(static_cast<IGlobalTraceEventProvider *>(provider));
    case 8: return module->OnGlobalCustomNotification(static_cast<ICustomNotificationProvider *>(provider));
  }
  return GL_NOTIFICATION_CONTINUE;
}
ENTRY(isapi_global_end) void isapi_global_end(CGlobalModule *module) { module->Terminate(); }

ENTRY(isapi_cleanup) void isapi_cleanup(IHttpStoredContext *context) { context->CleanupStoredContext(); }
ENTRY(isapi_disconnect) void isapi_disconnect(IHttpConnectionStoredContext *context) { context->NotifyDisconnect(); }

/* A user of the module's own: texts by the numbers of Text, which begin at TEXT_USER_NAME. */
ENTRY(isapi_user_text) PCWSTR isapi_user_text(IHttpUser *user, int text) {
  switch (text) {
    case TEXT_REMOTE_USER_NAME: return user->GetRemoteUserName();
    case TEXT_AUTHENTICATION_TYPE: return user->GetAuthenticationType();
    case TEXT_PASSWORD: return user->GetPassword();
    default: return user->GetUserName();
  }
}
ENTRY(isapi_user_count) void isapi_user_count(IHttpUser *user, BOOL more) { more ? user->ReferenceUser() : user->DereferenceUser(); }
ENTRY(isapi_user_has_roles) BOOL isapi_user_has_roles(IHttpUser *user) { return user->SupportsIsInRole(); }
ENTRY(isapi_user_role) HRESULT isapi_user_role(IHttpUser *user, PCWSTR role, BOOL *isIn) { return user->IsInRole(role, isIn); }
ENTRY(isapi_custom_type) PCWSTR isapi_custom_type(ICustomNotificationProvider *provider) { return provider->QueryNotificationType(); }
