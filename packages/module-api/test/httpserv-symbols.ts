// Names of httpserv.h and its small relatives, in header order: what this package mirrors and what it does not (yet).

/** `mirrored`: here under this name. `ours`: here, but in no header. `later: …`: not here, for that reason. */
export type Status = 'mirrored' | 'ours' | `later: ${string}`

const mirrored = 'mirrored'
const ours = 'ours'
const later = 'later: module model, next step'

/** Constants: what the package exports at run time, strings and numbers. */
export const constants: Readonly<Record<string, Status>> = {
  // httpserv.h
  RQ_BEGIN_REQUEST: mirrored,
  RQ_AUTHENTICATE_REQUEST: mirrored,
  RQ_AUTHORIZE_REQUEST: mirrored,
  RQ_RESOLVE_REQUEST_CACHE: mirrored,
  RQ_MAP_REQUEST_HANDLER: mirrored,
  RQ_ACQUIRE_REQUEST_STATE: mirrored,
  RQ_PRE_EXECUTE_REQUEST_HANDLER: mirrored,
  RQ_EXECUTE_REQUEST_HANDLER: mirrored,
  RQ_RELEASE_REQUEST_STATE: mirrored,
  RQ_UPDATE_REQUEST_CACHE: mirrored,
  RQ_LOG_REQUEST: mirrored,
  RQ_END_REQUEST: mirrored,
  RQ_SEND_RESPONSE_STATUS_AND_HEADERS: mirrored,
  RQ_CUSTOM_NOTIFICATION: mirrored,
  RQ_SEND_RESPONSE: mirrored,
  RQ_READ_ENTITY: mirrored,
  RQ_MAP_PATH: mirrored,
  GL_STOP_LISTENING: mirrored,
  GL_CACHE_CLEANUP: mirrored,
  GL_CACHE_OPERATION: mirrored,
  GL_HEALTH_CHECK: mirrored,
  GL_CONFIGURATION_CHANGE: mirrored,
  GL_FILE_CHANGE: mirrored,
  GL_PRE_BEGIN_REQUEST: mirrored,
  GL_APPLICATION_START: mirrored,
  GL_APPLICATION_RESOLVE_MODULES: mirrored,
  GL_APPLICATION_STOP: mirrored,
  GL_RSCA_QUERY: mirrored,
  GL_TRACE_EVENT: mirrored,
  GL_CUSTOM_NOTIFICATION: mirrored,
  GL_THREAD_CLEANUP: mirrored,
  GL_APPLICATION_PRELOAD: mirrored,
  GL_SUSPEND_PROCESS: mirrored,
  RQ_NOTIFICATION_CONTINUE: mirrored,
  RQ_NOTIFICATION_PENDING: mirrored,
  RQ_NOTIFICATION_FINISH_REQUEST: mirrored,
  GL_NOTIFICATION_CONTINUE: mirrored,
  GL_NOTIFICATION_HANDLED: mirrored,
  PRIORITY_ALIAS_FIRST: mirrored,
  PRIORITY_ALIAS_HIGH: mirrored,
  PRIORITY_ALIAS_MEDIUM: mirrored,
  PRIORITY_ALIAS_LOW: mirrored,
  PRIORITY_ALIAS_LAST: mirrored,
  CACHE_OPERATION_RETRIEVE: mirrored,
  CACHE_OPERATION_ADD: mirrored,
  CACHE_OPERATION_DELETE: mirrored,
  CACHE_OPERATION_FLUSH_PREFIX: mirrored,
  CACHE_OPERATION_ENUM: mirrored,
  CLONE_FLAG_BASICS: mirrored,
  CLONE_FLAG_HEADERS: mirrored,
  CLONE_FLAG_ENTITY: mirrored,
  CLONE_FLAG_NO_PRECONDITION: mirrored,
  CLONE_FLAG_NO_DAV: mirrored,
  CLONE_FLAG_USER_CACHE_VARY_BY: mirrored,
  CLONE_FLAG_SERVER_VARIABLE: mirrored,
  EXECUTE_FLAG_NO_HEADERS: mirrored,
  EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR: mirrored,
  EXECUTE_FLAG_IGNORE_APPPOOL: mirrored,
  EXECUTE_FLAG_DISABLE_CUSTOM_ERROR: mirrored,
  EXECUTE_FLAG_SAME_URL: mirrored,
  EXECUTE_FLAG_BUFFER_RESPONSE: mirrored,
  EXECUTE_FLAG_HTTP_CACHE_ELIGIBLE: mirrored,
  HTTP_USER_VARIABLE_SID: mirrored,
  HTTP_USER_VARIABLE_CTXT_HANDLE: mirrored,
  HTTP_USER_VARIABLE_CRED_HANDLE: mirrored,
  HTTP_SERVER_INTERFACE_V2: mirrored,
  HTTP_SERVER_INTERFACE_V3: mirrored,
  MODULE_REGISTERMODULE: mirrored,
  // http.h
  HTTP_SEND_RESPONSE_FLAG_DISCONNECT: mirrored,
  HTTP_SEND_RESPONSE_FLAG_MORE_DATA: mirrored,
  HTTP_SEND_RESPONSE_FLAG_BUFFER_DATA: mirrored,
  HTTP_SEND_RESPONSE_FLAG_ENABLE_NAGLING: mirrored,
  HTTP_SEND_RESPONSE_FLAG_PROCESS_RANGES: mirrored,
  HTTP_SEND_RESPONSE_FLAG_OPAQUE: mirrored,
  HTTP_SEND_RESPONSE_FLAG_GOAWAY: mirrored,
  HTTP_SEND_RESPONSE_FLAG_AUTOMATIC_CHUNKING: mirrored,
  HttpDataChunkFromMemory: mirrored,
  HttpDataChunkFromFileHandle: mirrored,
  HTTP_BYTE_RANGE_TO_EOF: mirrored,
  HttpHeaderCacheControl: mirrored,
  HttpHeaderConnection: mirrored,
  HttpHeaderDate: mirrored,
  HttpHeaderKeepAlive: mirrored,
  HttpHeaderPragma: mirrored,
  HttpHeaderTrailer: mirrored,
  HttpHeaderTransferEncoding: mirrored,
  HttpHeaderUpgrade: mirrored,
  HttpHeaderVia: mirrored,
  HttpHeaderWarning: mirrored,
  HttpHeaderAllow: mirrored,
  HttpHeaderContentLength: mirrored,
  HttpHeaderContentType: mirrored,
  HttpHeaderContentEncoding: mirrored,
  HttpHeaderContentLanguage: mirrored,
  HttpHeaderContentLocation: mirrored,
  HttpHeaderContentMd5: mirrored,
  HttpHeaderContentRange: mirrored,
  HttpHeaderExpires: mirrored,
  HttpHeaderLastModified: mirrored,
  HttpHeaderAccept: mirrored,
  HttpHeaderAcceptCharset: mirrored,
  HttpHeaderAcceptEncoding: mirrored,
  HttpHeaderAcceptLanguage: mirrored,
  HttpHeaderAuthorization: mirrored,
  HttpHeaderCookie: mirrored,
  HttpHeaderExpect: mirrored,
  HttpHeaderFrom: mirrored,
  HttpHeaderHost: mirrored,
  HttpHeaderIfMatch: mirrored,
  HttpHeaderIfModifiedSince: mirrored,
  HttpHeaderIfNoneMatch: mirrored,
  HttpHeaderIfRange: mirrored,
  HttpHeaderIfUnmodifiedSince: mirrored,
  HttpHeaderMaxForwards: mirrored,
  HttpHeaderProxyAuthorization: mirrored,
  HttpHeaderReferer: mirrored,
  HttpHeaderRange: mirrored,
  HttpHeaderTe: mirrored,
  HttpHeaderTranslate: mirrored,
  HttpHeaderUserAgent: mirrored,
  HttpHeaderRequestMaximum: mirrored,
  HttpHeaderAcceptRanges: mirrored,
  HttpHeaderAge: mirrored,
  HttpHeaderEtag: mirrored,
  HttpHeaderLocation: mirrored,
  HttpHeaderProxyAuthenticate: mirrored,
  HttpHeaderRetryAfter: mirrored,
  HttpHeaderServer: mirrored,
  HttpHeaderSetCookie: mirrored,
  HttpHeaderVary: mirrored,
  HttpHeaderWwwAuthenticate: mirrored,
  HttpHeaderResponseMaximum: mirrored,
  HttpCachePolicyNocache: mirrored,
  HttpCachePolicyUserInvalidates: mirrored,
  HttpCachePolicyTimeToLive: mirrored,
  HttpDataChunkFromFragmentCache: later,
  HttpDataChunkFromFragmentCacheEx: later,
  HttpDataChunkTrailers: later,
  HttpDataChunkFromWinHttpFastForwarding: later,
  // httpcach.h
  URI_CACHE_NAME: mirrored,
  FILE_CACHE_NAME: mirrored,
  TOKEN_CACHE_NAME: mirrored,
  // evntrace.h, as far as httptrace.h builds on it
  TRACE_LEVEL_CRITICAL: mirrored,
  TRACE_LEVEL_FATAL: mirrored,
  TRACE_LEVEL_ERROR: mirrored,
  TRACE_LEVEL_WARNING: mirrored,
  TRACE_LEVEL_INFORMATION: mirrored,
  TRACE_LEVEL_VERBOSE: mirrored,
  // httptrace.h
  HTTP_TRACE_TYPE_BYTE: mirrored,
  HTTP_TRACE_TYPE_USHORT: mirrored,
  HTTP_TRACE_TYPE_ULONG: mirrored,
  HTTP_TRACE_TYPE_ULONGLONG: mirrored,
  HTTP_TRACE_TYPE_CHAR: mirrored,
  HTTP_TRACE_TYPE_SHORT: mirrored,
  HTTP_TRACE_TYPE_LONG: mirrored,
  HTTP_TRACE_TYPE_LONGLONG: mirrored,
  HTTP_TRACE_TYPE_LPCWSTR: mirrored,
  HTTP_TRACE_TYPE_LPCSTR: mirrored,
  HTTP_TRACE_TYPE_LPCGUID: mirrored,
  HTTP_TRACE_TYPE_BOOL: mirrored,
  HTTP_TRACE_EVENT_FLAG_STATIC_DESCRIPTIVE_FIELDS: mirrored,
  HTTP_TRACE_LEVEL_START: mirrored,
  HTTP_TRACE_LEVEL_END: mirrored,
  GUID_IIS_ALL_TRACE_PROVIDERS: mirrored,
  GUID_IIS_WWW_SERVER_TRACE_PROVIDER: mirrored,
  GUID_IIS_WWW_SERVER_V2_TRACE_PROVIDER: mirrored,
  GUID_IIS_ASPNET_TRACE_PROVIDER: mirrored,
  GUID_IIS_ASP_TRACE_TRACE_PROVIDER: mirrored,
  GUID_IIS_WWW_GLOBAL_TRACE_PROVIDER: mirrored,
  GUID_IIS_ISAPI_TRACE_PROVIDER: mirrored,
  // wpframework.h
  CLR_VERSION: mirrored,
  APP_POOL_NAME: mirrored,
  APP_HOST_FILE_NAME: mirrored,
  ROOT_WEB_CONFIG_FILE_NAME: mirrored,
  CLR_CONFIG_FILE_NAME: mirrored,
  CLR_VERSION_PATH: mirrored,
  PERIODIC_RESTART_REQUESTS: mirrored,
  PERIODIC_RESTART_TIME: mirrored,
  IDLE_TIMEOUT: mirrored,
  MANAGED_PIPELINE_MODE: mirrored,
  THREAD_AFFINITY_POLICY: mirrored,
  IDLE_TIMEOUT_ACTION: mirrored,
  PERIODIC_RESTART_VIRTUAL_MEMORY: mirrored,
  PERIODIC_RESTART_PRIVATE_MEMORY: mirrored,
  ENABLED_CENTRAL_BINARY_LOGGING: mirrored,
  ENABLED_HOSTABLE_WEB_CORE: mirrored,
  ANONYMOUS_USER_TOKEN: mirrored,
  // No header
  VT_EMPTY: mirrored,
  VT_I4: mirrored,
  VT_BSTR: mirrored,
  VT_BOOL: mirrored,
  VT_UI4: mirrored,
  VT_I8: mirrored,
  VT_UI8: mirrored,
  HttpDataChunkFromStream: ours,
  CLOSING: ours,
  CONNECTION_READ: ours,
  CONNECTION_SEND: ours,
  PRE_BEGIN_REQUEST: ours,
  ROUTE_MODULE: ours,
  SERVER_SOFTWARE: ours
}

/** Functions that the package exports at run time. RegisterModule itself is the module's. */
export const functions: Readonly<Record<string, Status>> = {
  // httpserv.h
  HttpGetExtendedInterface: mirrored,
  // hwebcore.h
  WebCoreActivate: later,
  WebCoreShutdown: later,
  WebCoreSetMetadata: later
}

/** Enumerations, typedefs, structures, interfaces and classes, with their members. An overload is not told from its sister. */
export const types: Readonly<Record<string, readonly [Status, Readonly<Record<string, Status>>?]>> = {
  VARIANT: [mirrored],
  IAppHostAdminManager: [mirrored, { GetAdminSection: mirrored, GetMetadata: mirrored }],
  IAppHostElement: [mirrored, { get_Name: mirrored, get_Collection: mirrored, get_Properties: mirrored, get_ChildElements: mirrored, GetMetadata: mirrored, GetElementByName: mirrored, GetPropertyByName: mirrored }],
  IAppHostElementCollection: [mirrored, { get_Count: mirrored, get_Item: mirrored }],
  IAppHostChildElementCollection: [mirrored, { get_Count: mirrored, get_Item: mirrored }],
  IAppHostPropertyCollection: [mirrored, { get_Count: mirrored, get_Item: mirrored }],
  IAppHostProperty: [mirrored, { get_Name: mirrored, get_Value: mirrored, get_StringValue: mirrored, get_Exception: mirrored, GetMetadata: mirrored }],
  // httpserv.h: enumerations and typedefs
  REQUEST_NOTIFICATION_STATUS: [mirrored],
  GLOBAL_NOTIFICATION_STATUS: [mirrored],
  CACHE_OPERATION: [mirrored],
  HTTP_MODULE_ID: [mirrored],
  // httpserv.h: interfaces and classes
  IHttpStoredContext: [mirrored, {
    CleanupStoredContext: mirrored
  }],
  IHttpModuleContextContainer: [mirrored, {
    GetModuleContext: mirrored,
    SetModuleContext: mirrored
  }],
  INamedContextContainer: [mirrored, {
    GetNamedContext: mirrored,
    SetNamedContext: mirrored
  }],
  IDispensedHttpModuleContextContainer: [mirrored, {
    ReleaseContainer: mirrored
  }],
  IHttpPerfCounterInfo: [later, {
    IncrementCounter: later,
    DecrementCounter: later
  }],
  IHttpApplication: [mirrored, {
    GetApplicationPhysicalPath: mirrored,
    GetApplicationId: mirrored,
    GetAppConfigPath: mirrored,
    GetModuleContextContainer: mirrored
  }],
  IHttpApplication2: [mirrored, {
    BeginApplicationWarmup: mirrored,
    EndApplicationWarmup: mirrored,
    QueryIsWarmingUp: mirrored
  }],
  IHttpUrlInfo: [mirrored, {
    GetModuleContextContainer: mirrored,
    IsFrequentlyHit: mirrored
  }],
  IScriptMapInfo: [mirrored, {
    GetPath: mirrored,
    GetAllowedVerbs: mirrored,
    GetModules: mirrored,
    GetScriptProcessor: mirrored,
    GetManagedType: mirrored,
    GetAllowPathInfoForScriptMappings: mirrored,
    GetRequiredAccess: mirrored,
    GetResourceType: mirrored,
    GetIsStarScriptMap: mirrored,
    GetResponseBufferLimit: mirrored,
    GetName: mirrored
  }],
  IMetadataInfo: [mirrored, {
    GetMetaPath: mirrored,
    GetVrPath: mirrored,
    GetVrToken: mirrored,
    GetModuleContextContainer: mirrored
  }],
  IReferencedMetadataInfo: [mirrored, {
    ReferenceMetadata: mirrored,
    DereferenceMetadata: mirrored
  }],
  IHttpRequest: [mirrored, {
    GetRawHttpRequest: mirrored,
    GetHeader: mirrored,
    SetHeader: mirrored,
    DeleteHeader: mirrored,
    GetHttpMethod: mirrored,
    SetHttpMethod: mirrored,
    SetUrl: mirrored,
    GetUrlChanged: mirrored,
    GetForwardedUrl: mirrored,
    GetLocalAddress: mirrored,
    GetRemoteAddress: mirrored,
    ReadEntityBody: mirrored,
    InsertEntityBody: mirrored,
    GetRemainingEntityBytes: mirrored,
    GetHttpVersion: mirrored,
    GetClientCertificate: mirrored,
    NegotiateClientCertificate: mirrored,
    GetSiteId: mirrored,
    GetHeaderChanges: 'later: internal to IIS, not for modules'
  }],
  IHttpRequest2: [mirrored, {
    GetChannelBindingToken: mirrored
  }],
  PFN_ASYNC_COMPLETION: [mirrored],
  IHttpRequest3: [mirrored, {
    ReadEntityBody: mirrored
  }],
  IHttpRequest4: [later, {
    ReadEntityBody: later
  }],
  IHttpCachePolicy: [mirrored, {
    GetKernelCachePolicy: mirrored,
    SetKernelCacheInvalidatorSet: mirrored,
    GetUserCachePolicy: mirrored,
    AppendVaryByHeader: mirrored,
    GetVaryByHeaders: mirrored,
    AppendVaryByQueryString: mirrored,
    GetVaryByQueryStrings: mirrored,
    SetVaryByValue: mirrored,
    GetVaryByValue: mirrored,
    IsUserCacheEnabled: mirrored,
    DisableUserCache: mirrored,
    IsCached: mirrored,
    SetIsCached: mirrored,
    GetKernelCacheInvalidatorSet: mirrored
  }],
  IHttpCachePolicy2: [mirrored, {
    IsForceUpdateSet: mirrored,
    SetForceUpdate: mirrored
  }],
  IHttpResponse: [mirrored, {
    GetRawHttpResponse: mirrored,
    GetCachePolicy: mirrored,
    SetStatus: mirrored,
    SetHeader: mirrored,
    DeleteHeader: mirrored,
    GetHeader: mirrored,
    Clear: mirrored,
    ClearHeaders: mirrored,
    SetNeedDisconnect: mirrored,
    ResetConnection: mirrored,
    DisableKernelCache: mirrored,
    GetKernelCacheEnabled: mirrored,
    SuppressHeaders: mirrored,
    GetHeadersSuppressed: mirrored,
    Flush: mirrored,
    Redirect: mirrored,
    WriteEntityChunkByReference: mirrored,
    WriteEntityChunks: mirrored,
    DisableBuffering: mirrored,
    GetStatus: mirrored,
    SetErrorDescription: mirrored,
    GetErrorDescription: mirrored,
    GetHeaderChanges: mirrored,
    CloseConnection: mirrored
  }],
  IHttpResponse2: [mirrored, {
    WriteEntityChunks: mirrored,
    Flush: mirrored
  }],
  IHttpResponse3: [mirrored, {
    PushPromise: mirrored
  }],
  IHttpResponse4: [mirrored, {
    DeleteTrailer: mirrored,
    GetTrailer: mirrored,
    ResetStream: mirrored,
    SetNeedGoAway: mirrored,
    SetTrailer: mirrored
  }],
  IHttpUser: [mirrored, {
    GetRemoteUserName: mirrored,
    GetUserName: mirrored,
    GetAuthenticationType: mirrored,
    GetPassword: mirrored,
    GetImpersonationToken: mirrored,
    GetPrimaryToken: mirrored,
    ReferenceUser: mirrored,
    DereferenceUser: mirrored,
    SupportsIsInRole: mirrored,
    IsInRole: mirrored,
    GetUserVariable: mirrored
  }],
  IHttpConnectionStoredContext: [mirrored, {
    NotifyDisconnect: mirrored
  }],
  IHttpConnectionModuleContextContainer: [mirrored, {
    GetConnectionModuleContext: mirrored,
    SetConnectionModuleContext: mirrored
  }],
  IHttpConnection: [mirrored, {
    IsConnected: mirrored,
    AllocateMemory: mirrored,
    GetModuleContextContainer: mirrored
  }],
  HTTP_CONTEXT_INTERFACE_VERSION: [later],
  IHttpContext: [mirrored, {
    GetSite: mirrored,
    GetApplication: mirrored,
    GetConnection: mirrored,
    GetRequest: mirrored,
    GetResponse: mirrored,
    GetResponseHeadersSent: mirrored,
    GetUser: mirrored,
    GetModuleContextContainer: mirrored,
    IndicateCompletion: mirrored,
    PostCompletion: mirrored,
    DisableNotifications: mirrored,
    GetNextNotification: mirrored,
    GetIsLastNotification: mirrored,
    ExecuteRequest: mirrored,
    GetExecuteFlags: mirrored,
    GetServerVariable: mirrored,
    SetServerVariable: mirrored,
    AllocateRequestMemory: mirrored,
    GetUrlInfo: mirrored,
    GetMetadata: mirrored,
    GetPhysicalPath: mirrored,
    GetScriptName: mirrored,
    GetScriptTranslated: mirrored,
    GetScriptMap: mirrored,
    SetRequestHandled: mirrored,
    GetFileInfo: mirrored,
    MapPath: mirrored,
    NotifyCustomNotification: mirrored,
    GetParentContext: mirrored,
    GetRootContext: mirrored,
    CloneContext: mirrored,
    ReleaseClonedContext: mirrored,
    GetCurrentExecutionStats: mirrored,
    GetTraceContext: mirrored,
    GetServerVarChanges: later,
    CancelIo: mirrored,
    MapHandler: mirrored,
    GetExtendedInterface: later
  }],
  IHttpContext2: [mirrored, {
    GetOriginalUser: mirrored
  }],
  IHttpContext3: [mirrored, {
    GetNamedContextContainer: mirrored,
    EnableFullDuplex: mirrored,
    InheritServerVariable: mirrored,
    PostCompletion: mirrored
  }],
  IHttpContext4: [mirrored, {
    GetRequestStartTime: mirrored,
    GetRequestElapsedTime: mirrored
  }],
  IHttpTraceContext: [mirrored, {
    GetTraceConfiguration: mirrored,
    SetTraceConfiguration: mirrored,
    RaiseTraceEvent: mirrored,
    GetTraceActivityId: mirrored,
    QuickTrace: mirrored
  }],
  IHttpCacheKey: [mirrored, {
    GetHash: mirrored,
    GetCacheName: mirrored,
    GetIsEqual: mirrored,
    GetIsPrefix: mirrored,
    Enum: mirrored
  }],
  IHttpCacheSpecificData: [mirrored, {
    GetCacheKey: mirrored,
    ReferenceCacheData: mirrored,
    DereferenceCacheData: mirrored,
    ResetTTL: mirrored,
    DecrementTTL: mirrored,
    SetFlushed: mirrored,
    GetFlushed: mirrored
  }],
  IHttpSite: [mirrored, {
    GetSiteId: mirrored,
    GetSiteName: mirrored,
    GetModuleContextContainer: mirrored,
    GetPerfCounterInfo: later
  }],
  IHttpFileMonitor: [mirrored, {
    GetModuleContextContainer: mirrored,
    DereferenceFileMonitor: mirrored
  }],
  IHttpFileInfo: [mirrored, {
    GetAttributes: mirrored,
    GetSize: mirrored,
    GetFileBuffer: mirrored,
    GetFileHandle: mirrored,
    GetFilePath: mirrored,
    GetETag: mirrored,
    GetLastModifiedTime: mirrored,
    GetLastModifiedString: mirrored,
    GetHttpCacheAllowed: mirrored,
    AccessCheck: mirrored,
    GetVrToken: mirrored,
    GetVrPath: mirrored,
    GetModuleContextContainer: mirrored,
    CheckIfFileHasChanged: mirrored
  }],
  IHttpTokenEntry: [mirrored, {
    GetImpersonationToken: mirrored,
    GetPrimaryToken: mirrored,
    GetSid: mirrored
  }],
  HTTP_SERVER_INTERFACE_VERSION: [mirrored],
  IHttpServer: [mirrored, {
    IsCommandLineLaunch: mirrored,
    GetAppPoolName: mirrored,
    AssociateWithThreadPool: mirrored,
    IncrementThreadCount: mirrored,
    DecrementThreadCount: mirrored,
    ReportUnhealthy: mirrored,
    RecycleProcess: mirrored,
    GetAdminManager: mirrored,
    GetFileInfo: mirrored,
    FlushKernelCache: mirrored,
    DoCacheOperation: mirrored,
    NotifyCustomNotification: mirrored,
    GetPerfCounterInfo: later,
    RecycleApplication: mirrored,
    NotifyConfigurationChange: mirrored,
    NotifyFileChange: mirrored,
    DispenseContainer: mirrored,
    AddFragmentToCache: mirrored,
    ReadFragmentFromCache: mirrored,
    RemoveFragmentFromCache: mirrored,
    GetWorkerProcessSettings: mirrored,
    GetProtocolManagerCustomInterface: mirrored,
    SatisfiesPrecondition: mirrored,
    GetTraceContext: mirrored,
    RegisterFileChangeMonitor: mirrored,
    GetExtendedInterface: mirrored,
    GetModuleContextContainer: ours,
    inTime: ours,
    rawDataRefusal: ours,
    report: ours
  }],
  IHttpServer2: [mirrored, {
    GetToken: mirrored,
    GetAppPoolConfigFile: mirrored,
    GetExtendedInterface: mirrored,
    GetMetadata: mirrored,
    GetWorkerProcessFramework: mirrored
  }],
  IHttpServer3: [mirrored, {
    QueryRequestProperty: mirrored
  }],
  IHttpEventProvider: [mirrored, {
    SetErrorStatus: mirrored
  }],
  IHttpCompletionInfo: [mirrored, {
    GetCompletionBytes: mirrored,
    GetCompletionStatus: mirrored
  }],
  IHttpCompletionInfo2: [later, {
    GetCompletedOperation: later
  }],
  ICustomNotificationProvider: [mirrored, {
    QueryNotificationType: mirrored
  }],
  IAuthenticationProvider: [mirrored, {
    SetUser: mirrored
  }],
  IMapHandlerProvider: [mirrored, {
    SetScriptName: mirrored,
    SetScriptMap: mirrored,
    SetFileInfo: mirrored
  }],
  IMapPathProvider: [mirrored, {
    mayPend: ours,
    GetUrl: mirrored,
    GetPhysicalPath: mirrored,
    SetPhysicalPath: mirrored
  }],
  ISendResponseProvider: [mirrored, {
    GetHeadersBeingSent: mirrored,
    GetFlags: mirrored,
    SetFlags: mirrored,
    GetLogData: mirrored,
    SetLogData: mirrored,
    GetReadyToLogData: mirrored
  }],
  IReadEntityProvider: [mirrored, {
    GetEntity: mirrored,
    SetEntity: mirrored
  }],
  IPreBeginRequestProvider: [mirrored, {
    GetHttpContext: mirrored
  }],
  IHttpApplicationProvider: [mirrored, {
    GetApplication: mirrored
  }],
  IHttpApplicationStartProvider: [mirrored],
  IHttpApplicationResolveModulesProvider: [mirrored, {
    RegisterModule: mirrored,
    SetPriorityForRequestNotification: mirrored
  }],
  IHttpApplicationStopProvider: [mirrored],
  IGlobalRSCAQueryProvider: [mirrored, {
    GetFunctionName: mirrored,
    GetFunctionParameters: mirrored,
    GetOutputBuffer: mirrored,
    ResizeOutputBuffer: mirrored,
    SetResult: mirrored
  }],
  IGlobalStopListeningProvider: [mirrored, {
    DrainRequestsGracefully: mirrored
  }],
  ICacheProvider: [mirrored, {
    GetCacheOperation: mirrored,
    GetCacheKey: mirrored,
    GetCacheRecord: mirrored,
    SetCacheRecord: mirrored,
    GetTraceContext: mirrored
  }],
  IGlobalConfigurationChangeProvider: [mirrored, {
    GetChangePath: mirrored
  }],
  IGlobalFileChangeProvider: [mirrored, {
    GetFileName: mirrored,
    GetFileMonitor: mirrored
  }],
  IGlobalTraceEventProvider: [mirrored, {
    GetTraceEvent: mirrored,
    CheckSubscription: mirrored,
    GetCurrentHttpRequestContext: mirrored
  }],
  IGlobalThreadCleanupProvider: [mirrored, {
    GetApplication: mirrored
  }],
  IGlobalApplicationPreloadProvider: [mirrored, {
    CreateContext: mirrored,
    ExecuteRequest: mirrored
  }],
  IGlobalApplicationPreloadProvider2: [mirrored, {
    IsProcessRecycled: mirrored
  }],
  IGlobalSuspendProcessCallback: [mirrored, {
    Resume: mirrored
  }],
  CHttpModule: [mirrored, {
    OnBeginRequest: mirrored,
    OnPostBeginRequest: mirrored,
    OnAuthenticateRequest: mirrored,
    OnPostAuthenticateRequest: mirrored,
    OnAuthorizeRequest: mirrored,
    OnPostAuthorizeRequest: mirrored,
    OnResolveRequestCache: mirrored,
    OnPostResolveRequestCache: mirrored,
    OnMapRequestHandler: mirrored,
    OnPostMapRequestHandler: mirrored,
    OnAcquireRequestState: mirrored,
    OnPostAcquireRequestState: mirrored,
    OnPreExecuteRequestHandler: mirrored,
    OnPostPreExecuteRequestHandler: mirrored,
    OnExecuteRequestHandler: mirrored,
    OnPostExecuteRequestHandler: mirrored,
    OnReleaseRequestState: mirrored,
    OnPostReleaseRequestState: mirrored,
    OnUpdateRequestCache: mirrored,
    OnPostUpdateRequestCache: mirrored,
    OnLogRequest: mirrored,
    OnPostLogRequest: mirrored,
    OnEndRequest: mirrored,
    OnPostEndRequest: mirrored,
    OnSendResponse: mirrored,
    OnMapPath: mirrored,
    OnReadEntity: mirrored,
    OnCustomRequestNotification: mirrored,
    OnAsyncCompletion: mirrored,
    Dispose: mirrored
  }],
  CGlobalModule: [mirrored, {
    OnGlobalStopListening: mirrored,
    OnGlobalCacheCleanup: mirrored,
    OnGlobalCacheOperation: mirrored,
    OnGlobalHealthCheck: mirrored,
    OnGlobalConfigurationChange: mirrored,
    OnGlobalFileChange: mirrored,
    OnGlobalPreBeginRequest: mirrored,
    OnGlobalApplicationStart: mirrored,
    OnGlobalApplicationResolveModules: mirrored,
    OnGlobalApplicationStop: mirrored,
    OnGlobalRSCAQuery: mirrored,
    OnGlobalTraceEvent: mirrored,
    OnGlobalCustomNotification: mirrored,
    Terminate: mirrored,
    OnGlobalThreadCleanup: mirrored,
    OnGlobalApplicationPreload: mirrored,
    OnSuspendProcess: mirrored
  }],
  IModuleAllocator: [mirrored, {
    AllocateMemory: mirrored
  }],
  IHttpModuleFactory: [mirrored, {
    GetHttpModule: mirrored,
    Terminate: mirrored
  }],
  IHttpModuleRegistrationInfo: [mirrored, {
    GetName: mirrored,
    GetId: mirrored,
    SetRequestNotifications: mirrored,
    SetGlobalNotifications: mirrored,
    SetPriorityForRequestNotification: mirrored,
    SetPriorityForGlobalNotification: mirrored
  }],
  IHttpModuleRegistrationInfo2: [mirrored, {
    SetPriorityForPostRequestNotification: mirrored
  }],
  PFN_REGISTERMODULE: [mirrored],
  // httpcach.h
  IUriKey: [later, {
    GetUrl: later,
    GetSiteName: later,
    GetSiteId: later,
    UpdateFrequentlyHitTickCount: later,
    GetConfigPath: later
  }],
  IFileKey: [mirrored, {
    GetPath: mirrored
  }],
  IHttpTokenKey: [later, {
    GetUserName: later,
    GetPasswordHash: later,
    GetLogonMethod: later
  }],
  // httptrace.h
  HTTP_TRACE_TYPE: [mirrored],
  HTTP_TRACE_EVENT: [mirrored, {
    pProviderGuid: mirrored,
    dwArea: mirrored,
    pAreaGuid: mirrored,
    dwEvent: mirrored,
    pszEventName: mirrored,
    dwEventVersion: mirrored,
    dwVerbosity: mirrored,
    pActivityGuid: mirrored,
    pRelatedActivityGuid: mirrored,
    dwTimeStamp: mirrored,
    dwFlags: mirrored,
    cEventItems: 'later: the length of the array or value says it',
    pEventItems: mirrored
  }],
  HTTP_TRACE_EVENT_ITEM: [mirrored, {
    pszName: mirrored,
    dwDataType: mirrored,
    pbData: mirrored,
    cbData: 'later: the length of the array or value says it',
    pszDataDescription: mirrored
  }],
  HTTP_TRACE_CONFIGURATION: [mirrored, {
    pProviderGuid: mirrored,
    dwAreas: mirrored,
    dwVerbosity: mirrored,
    fProviderEnabled: mirrored
  }],
  // wpframework.h
  WPF_SETTINGS_STRING_ENUM: [mirrored],
  WPF_SETTINGS_DWORD_ENUM: [mirrored],
  WPF_SETTINGS_ULONGLONG_ENUM: [mirrored],
  WPF_SETTINGS_BOOL_ENUM: [mirrored],
  WPF_SETTINGS_HANDLE_ENUM: [mirrored],
  IWpfSettings: [mirrored, {
    GetDwordProperty: mirrored,
    GetUlonglongProperty: mirrored,
    GetStringProperty: mirrored,
    GetBoolProperty: mirrored,
    GetHandleProperty: mirrored
  }],
  // iiswebsocket.h
  PFN_WEBSOCKET_COMPLETION: [later],
  IWebSocketContext: [later, {
    WriteFragment: later,
    ReadFragment: later,
    SendConnectionClose: later,
    GetCloseStatus: later,
    CloseTcpConnection: later,
    CancelOutstandingIO: later
  }],
  // http.h, as far as the signatures above name it
  HTTP_HEADER_ID: [mirrored],
  HTTP_LOG_DATA: [mirrored],
  HTTP_DATA_CHUNK: [mirrored],
  HTTP_SSL_CLIENT_CERT_INFO: [mirrored, {
    CertFlags: mirrored,
    pCertEncoded: mirrored,
    Token: mirrored,
    CertDeniedByMapper: mirrored
  }],
  HTTP_REQUEST: [mirrored, {
    ConnectionId: mirrored,
    Version: mirrored,
    Verb: mirrored,
    pUnknownVerb: mirrored,
    pRawUrl: mirrored,
    CookedUrl: mirrored,
    Address: mirrored,
    Headers: mirrored,
    pSslInfo: mirrored
  }],
  HTTP_RESPONSE: [mirrored, {
    Version: mirrored,
    StatusCode: mirrored,
    pReason: mirrored,
    Headers: mirrored,
    pEntityChunks: mirrored
  }],
  HTTP_CACHE_POLICY: [mirrored, {
    Policy: mirrored,
    SecondsToLive: mirrored
  }],
  HTTP_BYTE_RANGE: [mirrored, {
    StartingOffset: mirrored,
    Length: mirrored
  }],
  HTTP_UNKNOWN_HEADER: [mirrored, {
    pName: mirrored,
    pRawValue: mirrored
  }],
  HTTP_LOG_FIELDS_DATA: [mirrored, {
    UserName: mirrored,
    UriStem: mirrored,
    ClientIp: mirrored,
    ServerName: mirrored,
    ServiceName: mirrored,
    ServerIp: mirrored,
    Method: mirrored,
    UriQuery: mirrored,
    Host: mirrored,
    UserAgent: mirrored,
    Cookie: mirrored,
    Referrer: mirrored,
    ServerPort: mirrored,
    ProtocolStatus: mirrored,
    Win32Status: mirrored,
    SubStatus: mirrored
  }],
  // No header: unions over constants and what replaces several out-parameters
  DETERMINISTIC_NOTIFICATION: [ours],
  EXECUTE_RESULT: [ours],
  EXECUTION_STATS: [ours],
  READ_ENTITY: [ours],
  READ_ENTITY_RESULT: [ours],
  CLIENT_CERTIFICATE_RESULT: [ours],
  NEGOTIATE_RESULT: [ours],
  GLOBAL_NOTIFICATION: [ours],
  HTTP_FILE_CHUNK: [ours],
  HTTP_RESPONSE_STATUS: [ours],
  HTTP_TRACE_LEVEL: [ours],
  NEXT_NOTIFICATION: [ours],
  NON_DETERMINISTIC_NOTIFICATION: [ours],
  NOTIFY_RESULT: [ours],
  PRIORITY_ALIAS: [ours],
  REQUEST_NOTIFICATION: [ours],
  SEND_RESULT: [ours],
  SOCKADDR: [ours]
}
