export {
  RQ_BEGIN_REQUEST, RQ_AUTHENTICATE_REQUEST, RQ_AUTHORIZE_REQUEST, RQ_RESOLVE_REQUEST_CACHE, RQ_MAP_REQUEST_HANDLER,
  RQ_ACQUIRE_REQUEST_STATE, RQ_PRE_EXECUTE_REQUEST_HANDLER, RQ_EXECUTE_REQUEST_HANDLER, RQ_RELEASE_REQUEST_STATE,
  RQ_UPDATE_REQUEST_CACHE, RQ_LOG_REQUEST, RQ_END_REQUEST, type DETERMINISTIC_NOTIFICATION, RQ_SEND_RESPONSE_STATUS_AND_HEADERS,
  RQ_CUSTOM_NOTIFICATION, RQ_SEND_RESPONSE, RQ_READ_ENTITY, RQ_MAP_PATH, type NON_DETERMINISTIC_NOTIFICATION, type REQUEST_NOTIFICATION,
  GL_STOP_LISTENING, GL_CACHE_CLEANUP, GL_CACHE_OPERATION, GL_HEALTH_CHECK, GL_CONFIGURATION_CHANGE, GL_FILE_CHANGE,
  GL_PRE_BEGIN_REQUEST, GL_APPLICATION_START, GL_APPLICATION_RESOLVE_MODULES, GL_APPLICATION_STOP, GL_RSCA_QUERY, GL_TRACE_EVENT,
  GL_CUSTOM_NOTIFICATION, GL_THREAD_CLEANUP, GL_APPLICATION_PRELOAD, GL_SUSPEND_PROCESS, type GLOBAL_NOTIFICATION,
  RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, RQ_NOTIFICATION_FINISH_REQUEST, type REQUEST_NOTIFICATION_STATUS,
  GL_NOTIFICATION_CONTINUE, GL_NOTIFICATION_HANDLED, type GLOBAL_NOTIFICATION_STATUS, PRIORITY_ALIAS_FIRST, PRIORITY_ALIAS_HIGH,
  PRIORITY_ALIAS_MEDIUM, PRIORITY_ALIAS_LOW, PRIORITY_ALIAS_LAST, type PRIORITY_ALIAS, CACHE_OPERATION_RETRIEVE, CACHE_OPERATION_ADD,
  CACHE_OPERATION_DELETE, CACHE_OPERATION_FLUSH_PREFIX, CACHE_OPERATION_ENUM, type CACHE_OPERATION, CLONE_FLAG_BASICS,
  CLONE_FLAG_HEADERS, CLONE_FLAG_ENTITY, CLONE_FLAG_NO_PRECONDITION, CLONE_FLAG_NO_DAV, CLONE_FLAG_USER_CACHE_VARY_BY,
  CLONE_FLAG_SERVER_VARIABLE, EXECUTE_FLAG_NO_HEADERS, EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR, EXECUTE_FLAG_IGNORE_APPPOOL,
  EXECUTE_FLAG_DISABLE_CUSTOM_ERROR, EXECUTE_FLAG_SAME_URL, EXECUTE_FLAG_BUFFER_RESPONSE, EXECUTE_FLAG_HTTP_CACHE_ELIGIBLE,
  HTTP_USER_VARIABLE_SID, HTTP_USER_VARIABLE_CTXT_HANDLE, HTTP_USER_VARIABLE_CRED_HANDLE, HTTP_SERVER_INTERFACE_V2,
  HTTP_SERVER_INTERFACE_V3, type HTTP_SERVER_INTERFACE_VERSION, MODULE_REGISTERMODULE, HTTP_SEND_RESPONSE_FLAG_DISCONNECT,
  HTTP_SEND_RESPONSE_FLAG_MORE_DATA, HTTP_SEND_RESPONSE_FLAG_BUFFER_DATA, HTTP_SEND_RESPONSE_FLAG_ENABLE_NAGLING,
  HTTP_SEND_RESPONSE_FLAG_PROCESS_RANGES, HTTP_SEND_RESPONSE_FLAG_OPAQUE, HTTP_SEND_RESPONSE_FLAG_GOAWAY,
  HTTP_SEND_RESPONSE_FLAG_AUTOMATIC_CHUNKING, URI_CACHE_NAME, FILE_CACHE_NAME, TOKEN_CACHE_NAME
} from './constants.ts'

export {
  TRACE_LEVEL_CRITICAL, TRACE_LEVEL_FATAL, TRACE_LEVEL_ERROR, TRACE_LEVEL_WARNING, TRACE_LEVEL_INFORMATION, TRACE_LEVEL_VERBOSE,
  HTTP_TRACE_TYPE_BYTE, HTTP_TRACE_TYPE_USHORT, HTTP_TRACE_TYPE_ULONG, HTTP_TRACE_TYPE_ULONGLONG, HTTP_TRACE_TYPE_CHAR,
  HTTP_TRACE_TYPE_SHORT, HTTP_TRACE_TYPE_LONG, HTTP_TRACE_TYPE_LONGLONG, HTTP_TRACE_TYPE_LPCWSTR, HTTP_TRACE_TYPE_LPCSTR,
  HTTP_TRACE_TYPE_LPCGUID, HTTP_TRACE_TYPE_BOOL, type HTTP_TRACE_TYPE, HTTP_TRACE_EVENT_FLAG_STATIC_DESCRIPTIVE_FIELDS,
  HTTP_TRACE_LEVEL_START, HTTP_TRACE_LEVEL_END, type HTTP_TRACE_LEVEL, GUID_IIS_ALL_TRACE_PROVIDERS, GUID_IIS_WWW_SERVER_TRACE_PROVIDER,
  GUID_IIS_WWW_SERVER_V2_TRACE_PROVIDER, GUID_IIS_ASPNET_TRACE_PROVIDER, GUID_IIS_ASP_TRACE_TRACE_PROVIDER,
  GUID_IIS_WWW_GLOBAL_TRACE_PROVIDER, GUID_IIS_ISAPI_TRACE_PROVIDER
} from './trace-constants.ts'

export {
  CLR_VERSION, APP_POOL_NAME, APP_HOST_FILE_NAME, ROOT_WEB_CONFIG_FILE_NAME, CLR_CONFIG_FILE_NAME, CLR_VERSION_PATH,
  type WPF_SETTINGS_STRING_ENUM, PERIODIC_RESTART_REQUESTS, PERIODIC_RESTART_TIME, IDLE_TIMEOUT, MANAGED_PIPELINE_MODE,
  THREAD_AFFINITY_POLICY, IDLE_TIMEOUT_ACTION, type WPF_SETTINGS_DWORD_ENUM, PERIODIC_RESTART_VIRTUAL_MEMORY,
  PERIODIC_RESTART_PRIVATE_MEMORY, type WPF_SETTINGS_ULONGLONG_ENUM, ENABLED_CENTRAL_BINARY_LOGGING, ENABLED_HOSTABLE_WEB_CORE,
  type WPF_SETTINGS_BOOL_ENUM, ANONYMOUS_USER_TOKEN, type WPF_SETTINGS_HANDLE_ENUM
} from './wpf-constants.ts'

export {
  requiredAccessNames, resourceTypeNames, kernelCacheReasonNames
} from './value-lists.ts'

export { CHttpModule, type IHttpModuleFactory, type IModuleAllocator, type NotificationResult } from './http-module.ts'
export { CGlobalModule, type GlobalNotificationResult } from './global-module.ts'
export type {
  EXECUTE_RESULT, EXECUTION_STATS, IHttpContext, IHttpContext2, IHttpContext3, IHttpContext4, NEXT_NOTIFICATION, NOTIFY_RESULT, PostCompletionRoutine,
  ServerVariableForm
} from './http-context.ts'
export type {
  CLIENT_CERTIFICATE_RESULT, HTTP_REQUEST, HTTP_SSL_CLIENT_CERT_INFO, IHttpRequest, IHttpRequest2, IHttpRequest3, NEGOTIATE_RESULT, READ_ENTITY_RESULT, SOCKADDR
} from './http-request.ts'
export {
  HttpDataChunkFromFileHandle, HttpDataChunkFromMemory, HttpDataChunkFromStream, HTTP_BYTE_RANGE_TO_EOF, type HTTP_BYTE_RANGE, type HTTP_DATA_CHUNK,
  type HTTP_FILE_CHUNK, type HTTP_RESPONSE, type HTTP_RESPONSE_STATUS, type HTTP_UNKNOWN_HEADER, type IHttpResponse, type IHttpResponse2, type IHttpResponse3,
  type IHttpResponse4, type PFN_ASYNC_COMPLETION, type SEND_RESULT
} from './http-response.ts'
export {
  HttpCachePolicyNocache, HttpCachePolicyTimeToLive, HttpCachePolicyUserInvalidates, type HTTP_CACHE_POLICY, type IHttpCachePolicy, type IHttpCachePolicy2
} from './http-cache-policy.ts'
export type { HTTP_LOG_DATA, HTTP_LOG_FIELDS_DATA } from './http-log-data.ts'
export {
  HttpHeaderCacheControl, HttpHeaderConnection, HttpHeaderDate, HttpHeaderKeepAlive, HttpHeaderPragma, HttpHeaderTrailer,
  HttpHeaderTransferEncoding, HttpHeaderUpgrade, HttpHeaderVia, HttpHeaderWarning, HttpHeaderAllow, HttpHeaderContentLength,
  HttpHeaderContentType, HttpHeaderContentEncoding, HttpHeaderContentLanguage, HttpHeaderContentLocation, HttpHeaderContentMd5,
  HttpHeaderContentRange, HttpHeaderExpires, HttpHeaderLastModified, HttpHeaderAccept, HttpHeaderAcceptCharset, HttpHeaderAcceptEncoding,
  HttpHeaderAcceptLanguage, HttpHeaderAuthorization, HttpHeaderCookie, HttpHeaderExpect, HttpHeaderFrom, HttpHeaderHost, HttpHeaderIfMatch,
  HttpHeaderIfModifiedSince, HttpHeaderIfNoneMatch, HttpHeaderIfRange, HttpHeaderIfUnmodifiedSince, HttpHeaderMaxForwards,
  HttpHeaderProxyAuthorization, HttpHeaderReferer, HttpHeaderRange, HttpHeaderTe, HttpHeaderTranslate, HttpHeaderUserAgent,
  HttpHeaderRequestMaximum, HttpHeaderAcceptRanges, HttpHeaderAge, HttpHeaderEtag, HttpHeaderLocation, HttpHeaderProxyAuthenticate,
  HttpHeaderRetryAfter, HttpHeaderServer, HttpHeaderSetCookie, HttpHeaderVary, HttpHeaderWwwAuthenticate, HttpHeaderResponseMaximum,
  type HTTP_HEADER_ID
} from './http-header-id.ts'
export { formatPlan, type PlanStyle } from './pipeline/format-plan.ts'
export type { IHttpConnection } from './http-connection.ts'
export type { BasicCredentials } from './host/basic-credentials.ts'
export type { HTTP_TRACE_CONFIGURATION, HTTP_TRACE_EVENT, HTTP_TRACE_EVENT_ITEM, IGlobalTraceEventProvider, IHttpTraceContext } from './http-trace.ts'
export type { IHttpApplication, IHttpApplication2 } from './http-application.ts'
export type { IFileKey, IHttpCacheKey, IHttpCacheSpecificData, IHttpTokenEntry } from './http-cache.ts'
export type { IHttpFileInfo, IHttpFileMonitor } from './http-file-info.ts'
export type { IHttpSite } from './http-site.ts'
export type { IHttpUrlInfo } from './http-url-info.ts'
export {
  VT_BOOL, VT_BSTR, VT_EMPTY, VT_I4, VT_I8, VT_UI4, VT_UI8,
  type IAppHostAdminManager, type IAppHostChildElementCollection, type IAppHostElement, type IAppHostElementCollection, type IAppHostProperty,
  type IAppHostPropertyCollection, type VARIANT
} from './app-host.ts'
export type { IMetadataInfo, IReferencedMetadataInfo } from './metadata-info.ts'
export { HttpGetExtendedInterface } from './http-extended.ts'
export type { IScriptMapInfo } from './script-map.ts'
export type { IHttpUser } from './http-user.ts'
export type { IHttpServer, IHttpServer2, IHttpServer3 } from './http-server.ts'
export type { IWpfSettings } from './wpf-settings.ts'
export type {
  HTTP_MODULE_ID, IDispensedHttpModuleContextContainer, IHttpConnectionModuleContextContainer, IHttpConnectionStoredContext, IHttpModuleContextContainer,
  IHttpStoredContext, INamedContextContainer
} from './stored-context.ts'
export type {
  IAuthenticationProvider, ICustomNotificationProvider, IHttpCompletionInfo, IHttpEventProvider, IMapHandlerProvider, IMapPathProvider, IReadEntityProvider,
  ISendResponseProvider, READ_ENTITY
} from './event-providers.ts'
export type {
  ICacheProvider, IGlobalApplicationPreloadProvider, IGlobalApplicationPreloadProvider2, IGlobalConfigurationChangeProvider, IGlobalFileChangeProvider,
  IGlobalRSCAQueryProvider, IGlobalStopListeningProvider, IGlobalSuspendProcessCallback, IGlobalThreadCleanupProvider, IHttpApplicationProvider,
  IHttpApplicationResolveModulesProvider, IHttpApplicationStartProvider, IHttpApplicationStopProvider, IPreBeginRequestProvider
} from './global-providers.ts'
export type {
  ClosingSteps, IHttpModuleRegistrationInfo, IHttpModuleRegistrationInfo2, ModuleDisguise, ModuleEntry, ModuleRegistration, PFN_REGISTERMODULE, PlanRow
} from './registration.ts'

// Ours: what modules, hosts and tools need beyond the header.
export { extrasOf, type ContextExtras } from './context-extras.ts'
export { MODULE_ERRORS, ModuleContractError, type ModuleErrorCode } from './errors.ts'
export type { LogRecord } from './log-record.ts'
export { createModuleFactory } from './module-factory.ts'
export { GLOBAL_EVENTS, type GlobalEventRow, type GlobalHandler } from './pipeline/global-events.ts'
export type { RawBlock, RawChannel, RawDataHandlers, RawDataResult, RawReadBlock } from './raw-data.ts'
export { CLOSING, CONNECTION_READ, CONNECTION_SEND, PRE_BEGIN_REQUEST, STAGES } from './pipeline/stages.ts'
export { AnonymousUser, NamedUser, type UserFacts } from './host/user.ts'
export { SERVER_SOFTWARE, SERVER_VARIABLES, type VariableForm, type VariableRow, type VariableSource } from './host/server-variables.ts'
export {
  connectionChannel, handlerChannel, notificationChannel, requestChannel, seesOtherCalls, sessionChannel, traceEventChannel, watchedHandlerChannel, watchedNotificationChannel, watchedTraceEventChannel,
  type ConnectionTraceMessage, type HandlerTraceMessage, type NotificationTrace, type NotificationTraceMessage, type OutcomeTrace, type ReceivedTrace, type RequestTrace, type RequestTraceMessage, type SessionTraceMessage, type SkipReason, type TraceAddress, type TraceChange, type TraceEventMessage,
  type TraceSubject
} from './trace.ts'
export { changesBetween, factKey, publishEnd, publishStart, stopClock, type FactsOfRequest, type TraceFacts } from './trace-facts.ts'

// Ours: for hosts.
export { Pipeline, type PipelineHost, type PipelineOptions, type SiteFacts } from './host/pipeline.ts'
export { HttpContext } from './host/context.ts'
export { HttpConnection } from './host/connection.ts'
export { ROUTE_MODULE, type HandlerMapping } from './host/handler-mapping.ts'
export type { ConnectionPort, RequestMessage } from './host/message.ts'
export type { TlsPort } from './host/tls-facts.ts'
export { MemoryStore, type OperationDone, type ResponseStore, type ResponseWire, type WireFacts, type WireSource } from './host/response-store.ts'
export type { UrlRules } from './host/url.ts'
export {
  createMemoryHost, type MemoryConnection, type MemoryHost, type MemoryHostOptions, type MemoryRequest, type MemoryResponse, type MemorySend
} from './host/memory-host.ts'
export { checkPreCondition, isPreConditionMet } from './host/pre-condition.ts'
export type { ConfigurationFile, ConfigurationNode, ConfigurationSources } from './host/configuration/sources.ts'
export type { VirtualDirectory } from './host/virtual-directories.ts'
