/* A request on its way through the pipeline: one block with the objects that every module asks for. All of them have the same place in the table. */
#ifndef ISAPI_MODULE_CONTEXT_H
#define ISAPI_MODULE_CONTEXT_H

#include "chunks.h"
#include "providers.h"

class Request final : public IHttpRequest4 {
public:
  OBJECT(Request)
  HTTP_REQUEST *GetRawHttpRequest() override { return host_GetRawHttpRequest(object); }
  const HTTP_REQUEST *GetRawHttpRequest() const override { return host_GetRawHttpRequest(object); }
  PCSTR GetHeader(PCSTR name, USHORT *length) const override { return host_GetHeader(object, SIDE_REQUEST, name, -1, length); }
  PCSTR GetHeader(HTTP_HEADER_ID id, USHORT *length) const override { return host_GetHeader(object, SIDE_REQUEST, NULL, id, length); }
  HRESULT SetHeader(PCSTR name, PCSTR value, USHORT length, BOOL replace) override { return host_SetHeader(object, SIDE_REQUEST, name, -1, value, length, replace); }
  HRESULT SetHeader(HTTP_HEADER_ID id, PCSTR value, USHORT length, BOOL replace) override { return host_SetHeader(object, SIDE_REQUEST, NULL, id, value, length, replace); }
  HRESULT DeleteHeader(PCSTR name) override { return host_DeleteHeader(object, SIDE_REQUEST, name, -1); }
  HRESULT DeleteHeader(HTTP_HEADER_ID id) override { return host_DeleteHeader(object, SIDE_REQUEST, NULL, id); }
  PCSTR GetHttpMethod() const override { return host_GetNarrow(object, NARROW_METHOD, NULL); }
  HRESULT SetHttpMethod(PCSTR method) override { return host_SetHttpMethod(object, method); }
  HRESULT SetUrl(PCWSTR url, DWORD length, BOOL reset) override { return host_SetUrl(object, url, length, TRUE, reset); }
  HRESULT SetUrl(PCSTR url, DWORD length, BOOL reset) override { return host_SetUrl(object, url, length, FALSE, reset); }
  BOOL GetUrlChanged() const override { return host_GetNumber(object, NUMBER_URL_CHANGED); }
  PCWSTR GetForwardedUrl() const override { return host_GetText(object, TEXT_FORWARDED_URL, NULL); }
  PSOCKADDR GetLocalAddress() const override { return host_GetAddress(object, TRUE); }
  PSOCKADDR GetRemoteAddress() const override { return host_GetAddress(object, FALSE); }
  HRESULT ReadEntityBody(VOID *buffer, DWORD size, BOOL async, DWORD *received, BOOL *pending) override { return host_ReadEntityBody(object, buffer, size, async, received, pending); }
  HRESULT InsertEntityBody(VOID *buffer, DWORD size) override { return host_InsertEntityBody(object, buffer, size); }
  DWORD GetRemainingEntityBytes() override { return host_GetNumber(object, NUMBER_REMAINING); }
  VOID GetHttpVersion(USHORT *major, USHORT *minor) const override {
    DWORD version = host_GetHttpVersion(object);
    *major = (USHORT)(version >> 16);
    *minor = (USHORT)version;
  }
  HRESULT GetClientCertificate(HTTP_SSL_CLIENT_CERT_INFO **certificate, BOOL *negotiated) override {
    *certificate = NULL;
    *negotiated = FALSE;
    return UNSUPPORTED("IHttpRequest::GetClientCertificate");
  }
  HRESULT NegotiateClientCertificate(BOOL, BOOL *pending) override {
    if (pending) *pending = FALSE;
    return UNSUPPORTED("IHttpRequest::NegotiateClientCertificate");
  }
  DWORD GetSiteId() const override { return host_GetNumber(object, NUMBER_SITE_ID); }
  HRESULT GetHeaderChanges(DWORD, DWORD *, PCSTR[], DWORD *, PCSTR **, PCSTR **, DWORD[], DWORD *, DWORD **) override { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED); }
  HRESULT GetChannelBindingToken(PBYTE *, DWORD *) override { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED); }
  HRESULT ReadEntityBody(VOID *buffer, DWORD size, BOOL async, PFN_ASYNC_COMPLETION routine, VOID *, DWORD *received, BOOL *pending) override {
    return routine ? UNSUPPORTED("IHttpRequest3::ReadEntityBody with a routine") : host_ReadEntityBody(object, buffer, size, async, received, pending);
  }
  HRESULT ReadEntityBody(VOID *buffer, DWORD size, BOOL async, ULONG, DWORD *received, BOOL *pending) override { return host_ReadEntityBody(object, buffer, size, async, received, pending); }
};

/* What a module sets here it finds again; there is no cache that would act on it. */
class CachePolicy final : public IHttpCachePolicy2 {
public:
  const int object;
  HTTP_CACHE_POLICY kernel, user;
  BOOL invalidator, enabled, cached, forced;
  explicit CachePolicy(int which) : object(which), kernel(), user(), invalidator(FALSE), enabled(TRUE), cached(FALSE), forced(FALSE) {}
  HTTP_CACHE_POLICY *GetKernelCachePolicy() override { return &kernel; }
  VOID SetKernelCacheInvalidatorSet() override { invalidator = TRUE; }
  HTTP_CACHE_POLICY *GetUserCachePolicy() override { return &user; }
  HRESULT AppendVaryByHeader(PCSTR) override { return S_OK; }
  PCSTR GetVaryByHeaders() const override { return NULL; }
  HRESULT AppendVaryByQueryString(PCSTR) override { return S_OK; }
  PCSTR GetVaryByQueryStrings() const override { return NULL; }
  HRESULT SetVaryByValue(PCSTR) override { return S_OK; }
  PCSTR GetVaryByValue() const override { return NULL; }
  BOOL IsUserCacheEnabled() const override { return enabled; }
  VOID DisableUserCache() override { enabled = FALSE; }
  BOOL IsCached() const override { return cached; }
  VOID SetIsCached() override { cached = TRUE; }
  BOOL GetKernelCacheInvalidatorSet() const override { return invalidator; }
  BOOL IsForceUpdateSet() const override { return forced; }
  VOID SetForceUpdate() override { forced = TRUE; }
};

class Response final : public IHttpResponse4 {
public:
  const int object;
  CachePolicy policy;
  explicit Response(int which) : object(which), policy(which) {}
  HTTP_RESPONSE *GetRawHttpResponse() override { return host_GetRawHttpResponse(object); }
  const HTTP_RESPONSE *GetRawHttpResponse() const override { return host_GetRawHttpResponse(object); }
  IHttpCachePolicy *GetCachePolicy() override { return &policy; }
  HRESULT SetStatus(USHORT status, PCSTR reason, USHORT subStatus, HRESULT error, IAppHostConfigException *, BOOL skip) override { return host_SetStatus(object, status, reason, subStatus, error, skip); }
  HRESULT SetHeader(PCSTR name, PCSTR value, USHORT length, BOOL replace) override { return host_SetHeader(object, SIDE_RESPONSE, name, -1, value, length, replace); }
  HRESULT SetHeader(HTTP_HEADER_ID id, PCSTR value, USHORT length, BOOL replace) override { return host_SetHeader(object, SIDE_RESPONSE, NULL, id, value, length, replace); }
  HRESULT DeleteHeader(PCSTR name) override { return host_DeleteHeader(object, SIDE_RESPONSE, name, -1); }
  HRESULT DeleteHeader(HTTP_HEADER_ID id) override { return host_DeleteHeader(object, SIDE_RESPONSE, NULL, id); }
  PCSTR GetHeader(PCSTR name, USHORT *length) const override { return host_GetHeader(object, SIDE_RESPONSE, name, -1, length); }
  PCSTR GetHeader(HTTP_HEADER_ID id, USHORT *length) const override { return host_GetHeader(object, SIDE_RESPONSE, NULL, id, length); }
  VOID Clear() override { host_Act(object, ACT_CLEAR); }
  VOID ClearHeaders() override { host_Act(object, ACT_CLEAR_HEADERS); }
  VOID SetNeedDisconnect() override { host_Act(object, ACT_NEED_DISCONNECT); }
  VOID ResetConnection() override { host_Act(object, ACT_RESET); }
  VOID DisableKernelCache(ULONG reason) override { host_DisableKernelCache(object, reason); }
  BOOL GetKernelCacheEnabled() const override { return host_GetNumber(object, NUMBER_KERNEL_CACHE); }
  VOID SuppressHeaders() override { host_Act(object, ACT_SUPPRESS); }
  BOOL GetHeadersSuppressed() const override { return host_GetNumber(object, NUMBER_SUPPRESSED); }
  HRESULT Flush(BOOL async, BOOL more, DWORD *sent, BOOL *expected) override { return host_Flush(object, async, more, sent, expected); }
  HRESULT Redirect(PCSTR url, BOOL reset, BOOL parameters) override { return host_Redirect(object, url, reset, parameters); }
  HRESULT WriteEntityChunkByReference(HTTP_DATA_CHUNK *chunk, LONG position) override {
    Chunks chunks(chunk, 1);
    return FAILED(chunks.error) ? chunks.error : host_WriteEntityChunkByReference(object, chunks.list, position);
  }
  HRESULT WriteEntityChunks(HTTP_DATA_CHUNK *list, DWORD count, BOOL async, BOOL more, DWORD *sent, BOOL *expected) override {
    Chunks chunks(list, count);
    return FAILED(chunks.error) ? chunks.error : host_WriteEntityChunks(object, chunks.list, count, async, more, sent, expected);
  }
  VOID DisableBuffering() override { host_Act(object, ACT_DISABLE_BUFFERING); }
  VOID GetStatus(USHORT *status, USHORT *subStatus, PCSTR *reason, USHORT *length, HRESULT *error, PCWSTR *module, DWORD *notification, IAppHostConfigException **exception, BOOL *skip) override {
    if (exception) *exception = NULL;
    host_GetStatus(object, status, subStatus, reason, length, error, module, notification, skip);
  }
  HRESULT SetErrorDescription(PCWSTR text, DWORD length, BOOL encode) override { return host_SetErrorDescription(object, text, length, encode); }
  PCWSTR GetErrorDescription(DWORD *length) override { return host_GetText(object, TEXT_ERROR_DESCRIPTION, length); }
  HRESULT GetHeaderChanges(DWORD, DWORD *, PCSTR[], DWORD *, PCSTR **, PCSTR **, DWORD[], DWORD *, DWORD **) override { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED); }
  VOID CloseConnection() override { host_Act(object, ACT_CLOSE); }
  HRESULT WriteEntityChunks(HTTP_DATA_CHUNK *list, DWORD count, BOOL async, BOOL more, PFN_ASYNC_COMPLETION routine, VOID *, DWORD *sent, BOOL *expected) override {
    return routine ? UNSUPPORTED("IHttpResponse2::WriteEntityChunks with a routine") : WriteEntityChunks(list, count, async, more, sent, expected);
  }
  HRESULT Flush(BOOL async, BOOL more, PFN_ASYNC_COMPLETION routine, VOID *, DWORD *sent, BOOL *expected) override {
    return routine ? UNSUPPORTED("IHttpResponse2::Flush with a routine") : host_Flush(object, async, more, sent, expected);
  }
  HRESULT PushPromise(PCSTR, PCWSTR, PCWSTR, DWORD, PCSTR *, PCSTR *) override { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED); }
  HRESULT DeleteTrailer(PCSTR) override { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED); }
  PCSTR GetTrailer(PCSTR, USHORT *) const override { return NULL; }
  VOID ResetStream(ULONG) override { host_Act(object, ACT_CLOSE); }
  VOID SetNeedGoAway() override { host_Act(object, ACT_GO_AWAY); }
  HRESULT SetTrailer(PCSTR, PCSTR, USHORT, BOOL) override { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED); }
};

class Context final : public IHttpContext4 {
  template <class T> T *get(Member member) const { return static_cast<T *>(host_GetObject(object, member)); }

public:
  const int object;
  Request request;
  Response response;
  EventProvider provider;
  Container container;
  NamedContainer named;
  explicit Context(int which) : object(which), request(which), response(which), provider(which), container(which), named(which) {}

  IHttpSite *GetSite() override { return get<IHttpSite>(MEMBER_SITE); }
  IHttpApplication *GetApplication() override { return get<IHttpApplication>(MEMBER_APPLICATION); }
  IHttpConnection *GetConnection() override { return get<IHttpConnection>(MEMBER_CONNECTION); }
  IHttpRequest *GetRequest() override { return &request; }
  IHttpResponse *GetResponse() override { return &response; }
  BOOL GetResponseHeadersSent() const override { return host_GetNumber(object, NUMBER_HEADERS_SENT); }
  IHttpUser *GetUser() const override { return get<IHttpUser>(MEMBER_USER); }
  IHttpModuleContextContainer *GetModuleContextContainer() override { return &container; }
  VOID IndicateCompletion(REQUEST_NOTIFICATION_STATUS status) override { host_IndicateCompletion(object, status); }
  HRESULT PostCompletion(DWORD bytes) override { return host_PostCompletion(object, bytes, NULL, NULL); }
  VOID DisableNotifications(DWORD events, DWORD postEvents) override { host_DisableNotifications(object, events, postEvents); }
  BOOL GetNextNotification(REQUEST_NOTIFICATION_STATUS status, DWORD *notification, BOOL *post, CHttpModule **module, IHttpEventProvider **output) override {
    return host_GetNextNotification(object, status, notification, post, reinterpret_cast<void **>(module), reinterpret_cast<void **>(output));
  }
  BOOL GetIsLastNotification(REQUEST_NOTIFICATION_STATUS status) override { return host_GetIsLastNotification(object, status); }
  HRESULT ExecuteRequest(BOOL async, IHttpContext *child, DWORD flags, IHttpUser *user, BOOL *expected) override { return host_ExecuteRequest(object, async, child, flags, user, expected); }
  DWORD GetExecuteFlags() const override { return host_GetNumber(object, NUMBER_EXECUTE_FLAGS); }
  HRESULT GetServerVariable(PCSTR name, PCWSTR *value, DWORD *length) override { return host_GetServerVariable(object, name, value, length, TRUE); }
  HRESULT GetServerVariable(PCSTR name, PCSTR *value, DWORD *length) override { return host_GetServerVariable(object, name, value, length, FALSE); }
  HRESULT SetServerVariable(PCSTR name, PCWSTR value) override { return host_SetServerVariable(object, name, value); }
  VOID *AllocateRequestMemory(DWORD size) override { return host_AllocateMemory(object, size); }
  IHttpUrlInfo *GetUrlInfo() override { return get<IHttpUrlInfo>(MEMBER_URL_INFO); }
  IMetadataInfo *GetMetadata() override { return get<IMetadataInfo>(MEMBER_METADATA); }
  PCWSTR GetPhysicalPath(DWORD *length) override { return host_GetText(object, TEXT_PHYSICAL_PATH, length); }
  PCWSTR GetScriptName(DWORD *length) const override { return host_GetText(object, TEXT_SCRIPT_NAME, length); }
  PCWSTR GetScriptTranslated(DWORD *length) override { return host_GetText(object, TEXT_SCRIPT_TRANSLATED, length); }
  IScriptMapInfo *GetScriptMap() const override { return get<IScriptMapInfo>(MEMBER_SCRIPT_MAP); }
  VOID SetRequestHandled() override { host_Act(object, ACT_SET_HANDLED); }
  IHttpFileInfo *GetFileInfo() const override { return get<IHttpFileInfo>(MEMBER_FILE_INFO); }
  HRESULT MapPath(PCWSTR url, PWSTR path, DWORD *size) override { return host_MapPath(object, url, path, size); }
  HRESULT NotifyCustomNotification(ICustomNotificationProvider *output, BOOL *expected) override { return host_NotifyCustomNotification(object, output, expected); }
  IHttpContext *GetParentContext() const override { return get<IHttpContext>(MEMBER_PARENT); }
  IHttpContext *GetRootContext() const override { return get<IHttpContext>(MEMBER_ROOT); }
  HRESULT CloneContext(DWORD flags, IHttpContext **clone) override { return host_CloneContext(object, flags, reinterpret_cast<void **>(clone)); }
  HRESULT ReleaseClonedContext() override { return host_ReleaseClonedContext(object); }
  HRESULT GetCurrentExecutionStats(DWORD *notification, DWORD *start, PCWSTR *module, DWORD *moduleStart, DWORD *async, DWORD *asyncStart) const override {
    return host_GetCurrentExecutionStats(object, notification, start, module, moduleStart, async, asyncStart);
  }
  IHttpTraceContext *GetTraceContext() const override { return get<IHttpTraceContext>(MEMBER_TRACE_CONTEXT); }
  HRESULT GetServerVarChanges(DWORD, DWORD *, DWORD *, PCSTR **, PCWSTR **, DWORD *, DWORD **) override { return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED); }
  HRESULT CancelIo() override { return host_CancelIo(object); }
  HRESULT MapHandler(DWORD site, PCWSTR siteName, PCWSTR url, PCSTR verb, IScriptMapInfo **map, BOOL ignoreWildcards) override {
    return host_MapHandler(object, site, siteName, url, verb, reinterpret_cast<void **>(map), ignoreWildcards);
  }
  HRESULT GetExtendedInterface(HTTP_CONTEXT_INTERFACE_VERSION, PVOID *found) override {
    *found = static_cast<IHttpContext4 *>(this);
    return S_OK;
  }
  IHttpUser *GetOriginalUser() const override { return get<IHttpUser>(MEMBER_ORIGINAL_USER); }
  INamedContextContainer *GetNamedContextContainer() override { return &named; }
  VOID EnableFullDuplex() override {}
  HRESULT InheritServerVariable(PCSTR name, BOOL fail) override { return host_InheritServerVariable(object, name, fail); }
  HRESULT PostCompletion(DWORD bytes, LPOVERLAPPED_COMPLETION_ROUTINE routine, VOID *context) override { return host_PostCompletion(object, bytes, reinterpret_cast<void *>(routine), context); }
  ULONGLONG GetRequestStartTime() override { return host_GetNumber(object, NUMBER_START_TIME); }
  ULONGLONG GetRequestElapsedTime() override { return host_GetNumber(object, NUMBER_ELAPSED); }
};

#endif
