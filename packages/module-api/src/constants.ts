// Mirrors httpserv.h, with the send flags of http.h and the cache names of httpcach.h at the end.

// Deterministic request notifications, in the order in which a request meets them.
// Post-events have no bits of their own: the same bit goes into the second mask.

/** 0x0000_0001: the request enters the pipeline. [request-processing-constants] */
export const RQ_BEGIN_REQUEST = 0x0000_0001 as const
/** 0x0000_0002: the user is established. [request-processing-constants] */
export const RQ_AUTHENTICATE_REQUEST = 0x0000_0002 as const
/** 0x0000_0004: the user's right to the resource is checked. [request-processing-constants] */
export const RQ_AUTHORIZE_REQUEST = 0x0000_0004 as const
/** 0x0000_0008: a cached response may answer in the handler's place. [request-processing-constants] */
export const RQ_RESOLVE_REQUEST_CACHE = 0x0000_0008 as const
/** 0x0000_0010: the handler is chosen. [request-processing-constants] */
export const RQ_MAP_REQUEST_HANDLER = 0x0000_0010 as const
/** 0x0000_0020: state that outlives one request is fetched. [request-processing-constants] */
export const RQ_ACQUIRE_REQUEST_STATE = 0x0000_0020 as const
/** 0x0000_0040: last stop before the handler. [request-processing-constants] */
export const RQ_PRE_EXECUTE_REQUEST_HANDLER = 0x0000_0040 as const
/** 0x0000_0080: the handler produces the response. [request-processing-constants] */
export const RQ_EXECUTE_REQUEST_HANDLER = 0x0000_0080 as const
/** 0x0000_0100: state that outlives one request is put back. [request-processing-constants] */
export const RQ_RELEASE_REQUEST_STATE = 0x0000_0100 as const
/** 0x0000_0200: the response may be stored in a cache. [request-processing-constants] */
export const RQ_UPDATE_REQUEST_CACHE = 0x0000_0200 as const
/** 0x0000_0400: the request is logged; reached even when it was finished early. [request-processing-constants] */
export const RQ_LOG_REQUEST = 0x0000_0400 as const
/** 0x0000_0800: the request ends; reached even when it was finished early. [request-processing-constants] */
export const RQ_END_REQUEST = 0x0000_0800 as const

/** One of the notifications that come once, at a fixed place in the order, with a post-event each. */
export type DETERMINISTIC_NOTIFICATION =
  | typeof RQ_BEGIN_REQUEST
  | typeof RQ_AUTHENTICATE_REQUEST
  | typeof RQ_AUTHORIZE_REQUEST
  | typeof RQ_RESOLVE_REQUEST_CACHE
  | typeof RQ_MAP_REQUEST_HANDLER
  | typeof RQ_ACQUIRE_REQUEST_STATE
  | typeof RQ_PRE_EXECUTE_REQUEST_HANDLER
  | typeof RQ_EXECUTE_REQUEST_HANDLER
  | typeof RQ_RELEASE_REQUEST_STATE
  | typeof RQ_UPDATE_REQUEST_CACHE
  | typeof RQ_LOG_REQUEST
  | typeof RQ_END_REQUEST

// Non-deterministic request notifications: raised by an action, any number of times, without a post-event.

/** 0x0800_0000: named by the header, which has no handler for it. [httpserv.h] */
export const RQ_SEND_RESPONSE_STATUS_AND_HEADERS = 0x0800_0000 as const
/** 0x1000_0000: a module raised an event of its own. [request-processing-constants] */
export const RQ_CUSTOM_NOTIFICATION = 0x1000_0000 as const
/** 0x2000_0000: response data is about to go out; priorities count backwards here. [request-processing-constants] */
export const RQ_SEND_RESPONSE = 0x2000_0000 as const
/** 0x4000_0000: a piece of the request body is read. [request-processing-constants] */
export const RQ_READ_ENTITY = 0x4000_0000 as const
/** 0x8000_0000, the sign bit, kept positive: a URL is turned into a path. [request-processing-constants] */
export const RQ_MAP_PATH = 0x8000_0000 as const

/** One of the notifications that come whenever their cause does. */
export type NON_DETERMINISTIC_NOTIFICATION =
  | typeof RQ_SEND_RESPONSE_STATUS_AND_HEADERS
  | typeof RQ_CUSTOM_NOTIFICATION
  | typeof RQ_SEND_RESPONSE
  | typeof RQ_READ_ENTITY
  | typeof RQ_MAP_PATH

/** One request notification; a mask of several is a plain number. */
export type REQUEST_NOTIFICATION = DETERMINISTIC_NOTIFICATION | NON_DETERMINISTIC_NOTIFICATION

// Global notifications. The bits 0x0000_0001 and 0x0000_0008 are not assigned.

/** 0x0000_0002: no further requests are accepted. [request-processing-constants] */
export const GL_STOP_LISTENING = 0x0000_0002 as const
/** 0x0000_0004: caches are emptied before the process ends. [request-processing-constants] */
export const GL_CACHE_CLEANUP = 0x0000_0004 as const
/** 0x0000_0010: a cache is read, changed, flushed or listed. [request-processing-constants] */
export const GL_CACHE_OPERATION = 0x0000_0010 as const
/** 0x0000_0020: the health of the process is looked into. [request-processing-constants] */
export const GL_HEALTH_CHECK = 0x0000_0020 as const
/** 0x0000_0040: a configuration file changed. [request-processing-constants] */
export const GL_CONFIGURATION_CHANGE = 0x0000_0040 as const
/** 0x0000_0080: a watched file changed. [request-processing-constants] */
export const GL_FILE_CHANGE = 0x0000_0080 as const
/** 0x0000_0100: a request exists but has not entered the pipeline. [request-processing-constants] */
export const GL_PRE_BEGIN_REQUEST = 0x0000_0100 as const
/** 0x0000_0200: an application starts. [request-processing-constants] */
export const GL_APPLICATION_START = 0x0000_0200 as const
/** 0x0000_0400: an application's list of modules is drawn up. [request-processing-constants] */
export const GL_APPLICATION_RESOLVE_MODULES = 0x0000_0400 as const
/** 0x0000_0800: an application shuts down. [request-processing-constants] */
export const GL_APPLICATION_STOP = 0x0000_0800 as const
/** 0x0000_1000: run-time status is asked for. [request-processing-constants] */
export const GL_RSCA_QUERY = 0x0000_1000 as const
/** 0x0000_2000: somebody raised a trace event. [request-processing-constants] */
export const GL_TRACE_EVENT = 0x0000_2000 as const
/** 0x0000_4000: a module raised an event of its own, outside any request. [request-processing-constants] */
export const GL_CUSTOM_NOTIFICATION = 0x0000_4000 as const
/** 0x0000_8000: a thread goes back to the pool. [request-processing-constants] */
export const GL_THREAD_CLEANUP = 0x0000_8000 as const
/** 0x0001_0000: an application is loaded ahead of its first request. [httpserv.h] */
export const GL_APPLICATION_PRELOAD = 0x0001_0000 as const
/** 0x0002_0000: the idle process is about to be suspended. [httpserv.h] */
export const GL_SUSPEND_PROCESS = 0x0002_0000 as const

/** One global notification; a mask of several is a plain number. */
export type GLOBAL_NOTIFICATION =
  | typeof GL_STOP_LISTENING
  | typeof GL_CACHE_CLEANUP
  | typeof GL_CACHE_OPERATION
  | typeof GL_HEALTH_CHECK
  | typeof GL_CONFIGURATION_CHANGE
  | typeof GL_FILE_CHANGE
  | typeof GL_PRE_BEGIN_REQUEST
  | typeof GL_APPLICATION_START
  | typeof GL_APPLICATION_RESOLVE_MODULES
  | typeof GL_APPLICATION_STOP
  | typeof GL_RSCA_QUERY
  | typeof GL_TRACE_EVENT
  | typeof GL_CUSTOM_NOTIFICATION
  | typeof GL_THREAD_CLEANUP
  | typeof GL_APPLICATION_PRELOAD
  | typeof GL_SUSPEND_PROCESS

// enum REQUEST_NOTIFICATION_STATUS: what a request handler answers.

/** 0: on to the next module or notification. [request-notification-status-enumeration] */
export const RQ_NOTIFICATION_CONTINUE = 0 as const
/** 1: work is outstanding and the request waits for its completion. [request-notification-status-enumeration] */
export const RQ_NOTIFICATION_PENDING = 1 as const
/** 2: what is left of normal processing is skipped. [request-notification-status-enumeration] */
export const RQ_NOTIFICATION_FINISH_REQUEST = 2 as const

/** The answer of a request handler. [request-notification-status-enumeration] */
export type REQUEST_NOTIFICATION_STATUS =
  | typeof RQ_NOTIFICATION_CONTINUE
  | typeof RQ_NOTIFICATION_PENDING
  | typeof RQ_NOTIFICATION_FINISH_REQUEST

// enum GLOBAL_NOTIFICATION_STATUS: what a global handler answers.

/** 0: on to the next global module. [global-notification-status-enumeration] */
export const GL_NOTIFICATION_CONTINUE = 0 as const
/** 1: no other global module hears of this event. [global-notification-status-enumeration] */
export const GL_NOTIFICATION_HANDLED = 1 as const

/** The answer of a global handler. [global-notification-status-enumeration] */
export type GLOBAL_NOTIFICATION_STATUS = typeof GL_NOTIFICATION_CONTINUE | typeof GL_NOTIFICATION_HANDLED

// Priority aliases. FIRST runs earliest, except at RQ_SEND_RESPONSE, where it runs last.

/** "FIRST": ahead of every other alias. [request-processing-constants] */
export const PRIORITY_ALIAS_FIRST = 'FIRST' as const
/** "HIGH": after FIRST. [request-processing-constants] */
export const PRIORITY_ALIAS_HIGH = 'HIGH' as const
/** "MEDIUM": in the middle. [request-processing-constants] */
export const PRIORITY_ALIAS_MEDIUM = 'MEDIUM' as const
/** "LOW": before LAST. [request-processing-constants] */
export const PRIORITY_ALIAS_LOW = 'LOW' as const
/** "LAST": behind every other alias. [request-processing-constants] */
export const PRIORITY_ALIAS_LAST = 'LAST' as const

/** A place on the five-step scale that SetPriorityForRequestNotification and its relatives take. */
export type PRIORITY_ALIAS =
  | typeof PRIORITY_ALIAS_FIRST
  | typeof PRIORITY_ALIAS_HIGH
  | typeof PRIORITY_ALIAS_MEDIUM
  | typeof PRIORITY_ALIAS_LOW
  | typeof PRIORITY_ALIAS_LAST

// enum CACHE_OPERATION: what IHttpServer.DoCacheOperation does and ICacheProvider.GetCacheOperation tells.

/** 0: look an entry up. [cache-operation-enumeration] */
export const CACHE_OPERATION_RETRIEVE = 0 as const
/** 1: put an entry in. [cache-operation-enumeration] */
export const CACHE_OPERATION_ADD = 1 as const
/** 2: take an entry out. [cache-operation-enumeration] */
export const CACHE_OPERATION_DELETE = 2 as const
/** 3: take out every entry whose key begins alike. [cache-operation-enumeration] */
export const CACHE_OPERATION_FLUSH_PREFIX = 3 as const
/** 4: go through all entries. [cache-operation-enumeration] */
export const CACHE_OPERATION_ENUM = 4 as const

/** A kind of cache access. [cache-operation-enumeration] */
export type CACHE_OPERATION =
  | typeof CACHE_OPERATION_RETRIEVE
  | typeof CACHE_OPERATION_ADD
  | typeof CACHE_OPERATION_DELETE
  | typeof CACHE_OPERATION_FLUSH_PREFIX
  | typeof CACHE_OPERATION_ENUM

// Flags of IHttpContext.CloneContext: what the clone takes over.

/** 0x01: URL, query string and method. [request-processing-constants] */
export const CLONE_FLAG_BASICS = 0x01 as const
/** 0x02: the request headers. [request-processing-constants] */
export const CLONE_FLAG_HEADERS = 0x02 as const
/** 0x04: the request body. [request-processing-constants] */
export const CLONE_FLAG_ENTITY = 0x04 as const
/** 0x08: of the headers, not Range and not those that begin with If-. [request-processing-constants] */
export const CLONE_FLAG_NO_PRECONDITION = 0x08 as const
/** 0x10: of the headers, not those of WebDAV. [request-processing-constants] */
export const CLONE_FLAG_NO_DAV = 0x10 as const
/** 0x20: by its name, the vary-by data of the user-mode cache. [httpserv.h] */
export const CLONE_FLAG_USER_CACHE_VARY_BY = 0x20 as const
/** 0x40: by its name, the server variables set on the parent. [httpserv.h] */
export const CLONE_FLAG_SERVER_VARIABLE = 0x40 as const

// Flags of IHttpContext.ExecuteRequest: how the child request runs.

/** 0x01: the child's headers are kept back. [request-processing-constants] */
export const EXECUTE_FLAG_NO_HEADERS = 0x01 as const
/** 0x02: the script map at work is passed over for the whole chain of requests. [request-processing-constants] */
export const EXECUTE_FLAG_IGNORE_CURRENT_INTERCEPTOR = 0x02 as const
/** 0x04: the child runs even if its URL belongs to another application pool. [request-processing-constants] */
export const EXECUTE_FLAG_IGNORE_APPPOOL = 0x04 as const
/** 0x08: the child gets no custom error page. [request-processing-constants] */
export const EXECUTE_FLAG_DISABLE_CUSTOM_ERROR = 0x08 as const
/** 0x10: the child has its parent's URL. [request-processing-constants] */
export const EXECUTE_FLAG_SAME_URL = 0x10 as const
/** 0x20: the child's response is handed to the parent and not sent. [request-processing-constants] */
export const EXECUTE_FLAG_BUFFER_RESPONSE = 0x20 as const
/** 0x40: the kernel driver may cache the child's response. [request-processing-constants] */
export const EXECUTE_FLAG_HTTP_CACHE_ELIGIBLE = 0x40 as const

// Names for IHttpUser.GetUserVariable.

/** "SID": the user's security identifier. [ihttpuser-getuservariable-method] */
export const HTTP_USER_VARIABLE_SID = 'SID' as const
/** "CtxtHandle": the security context of the logon. [httpserv.h] */
export const HTTP_USER_VARIABLE_CTXT_HANDLE = 'CtxtHandle' as const
/** "CredHandle": the credentials behind the logon. [httpserv.h] */
export const HTTP_USER_VARIABLE_CRED_HANDLE = 'CredHandle' as const

// enum HTTP_SERVER_INTERFACE_VERSION: for IHttpServer.GetExtendedInterface.

/** 0: IHttpServer2 is wanted. [httpserv.h] */
export const HTTP_SERVER_INTERFACE_V2 = 0 as const
/** 1: IHttpServer3 is wanted. [httpserv.h] */
export const HTTP_SERVER_INTERFACE_V3 = 1 as const

/** A version that IHttpServer.GetExtendedInterface knows. [httpserv.h] */
export type HTTP_SERVER_INTERFACE_VERSION = typeof HTTP_SERVER_INTERFACE_V2 | typeof HTTP_SERVER_INTERFACE_V3

/** "RegisterModule": the name under which a module exports its entry point. [pfn-registermodule-function] */
export const MODULE_REGISTERMODULE = 'RegisterModule' as const

// http.h: flags of one send, for ISendResponseProvider.GetFlags and SetFlags.

/** 0x01: the connection is closed after the response. [isendresponseprovider-setflags-method] */
export const HTTP_SEND_RESPONSE_FLAG_DISCONNECT = 0x01 as const
/** 0x02: this send is not the response's last. [isendresponseprovider-setflags-method] */
export const HTTP_SEND_RESPONSE_FLAG_MORE_DATA = 0x02 as const
/** 0x04: small sends may be gathered by the driver. [isendresponseprovider-setflags-method] */
export const HTTP_SEND_RESPONSE_FLAG_BUFFER_DATA = 0x04 as const
/** 0x08: TCP's Nagle algorithm is on. [isendresponseprovider-setflags-method] */
export const HTTP_SEND_RESPONSE_FLAG_ENABLE_NAGLING = 0x08 as const
/** 0x20: the driver cuts out the ranges the client asked for. [http.h] */
export const HTTP_SEND_RESPONSE_FLAG_PROCESS_RANGES = 0x20 as const
/** 0x40: what follows is no HTTP message, as after an upgrade to WebSocket. [http.h] */
export const HTTP_SEND_RESPONSE_FLAG_OPAQUE = 0x40 as const
/** 0x100: an HTTP/2 client is told to open no more streams here. [http.h] */
export const HTTP_SEND_RESPONSE_FLAG_GOAWAY = 0x100 as const
/** 0x200: the driver frames the body as chunks. [http.h] */
export const HTTP_SEND_RESPONSE_FLAG_AUTOMATIC_CHUNKING = 0x200 as const

// httpcach.h: the names of the server's own caches, for IHttpCacheKey.GetCacheName.

/** "URI": the cache of URL entries. [caching-constants] */
export const URI_CACHE_NAME = 'URI' as const
/** "FILE": the cache of opened files. [caching-constants] */
export const FILE_CACHE_NAME = 'FILE' as const
/** "TOKEN": the cache of logon tokens. [caching-constants] */
export const TOKEN_CACHE_NAME = 'TOKEN' as const
