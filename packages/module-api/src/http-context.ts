// Mirrors httpserv.h: the context of one request.

import type { HRESULT } from '@isapi-bridge/win32'
import type { REQUEST_NOTIFICATION_STATUS } from './constants.ts'
import type { ICustomNotificationProvider, IHttpEventProvider } from './event-providers.ts'
import type { IHttpApplication } from './http-application.ts'
import type { IHttpConnection } from './http-connection.ts'
import type { IHttpFileInfo } from './http-file-info.ts'
import type { CHttpModule } from './http-module.ts'
import type { IHttpRequest } from './http-request.ts'
import type { IHttpResponse } from './http-response.ts'
import type { IHttpTraceContext } from './http-trace.ts'
import type { IHttpSite } from './http-site.ts'
import type { IHttpUrlInfo } from './http-url-info.ts'
import type { IHttpUser } from './http-user.ts'
import type { IMetadataInfo } from './metadata-info.ts'
import type { IScriptMapInfo } from './script-map.ts'
import type { IHttpModuleContextContainer, INamedContextContainer } from './stored-context.ts'

/** The two overloads of GetServerVariable, told apart by the type of the C++ out-parameter. */
export type ServerVariableForm = 'PCSTR' | 'PCWSTR'

/** Outcome of ExecuteRequest. */
export interface EXECUTE_RESULT {
  readonly hr: HRESULT
  /** True: return RQ_NOTIFICATION_PENDING; OnAsyncCompletion follows. */
  readonly pfCompletionExpected: boolean
}

/** Outcome of NotifyCustomNotification. */
export interface NOTIFY_RESULT {
  readonly hr: HRESULT
  /** True: a listener waits; return RQ_NOTIFICATION_PENDING, and OnAsyncCompletion follows once all have been called. */
  readonly pfCompletionExpected: boolean
}

/** What GetNextNotification hands over. */
export interface NEXT_NOTIFICATION {
  readonly pdwNotification: number
  readonly pfIsPostNotification: boolean
  /** Whose method is to be called. */
  readonly ppModuleInfo: CHttpModule
  /** What it is to be called with. */
  readonly ppRequestOutput: IHttpEventProvider
}

/** Outcome of GetCurrentExecutionStats. Ticks: milliseconds since the machine was started, 32 bits. */
export interface EXECUTION_STATS {
  readonly hr: HRESULT
  /** RQ_* of the notification that runs or pends; 0 for none. */
  readonly pdwNotification: number
  readonly pdwNotificationStartTickCount: number
  /** Name of the module that runs or pends; empty for none. */
  readonly ppszModule: string
  readonly pdwModuleStartTickCount: number
  /** The notification, when it waits for its completion; else 0. */
  readonly pdwAsyncNotification: number
  readonly pdwAsyncNotificationStartTickCount: number
}

/** One request, or one child request, on its way through the pipeline. Everything it hands out belongs to the server. [IHttpContext] */
export interface IHttpContext {
  /** The site of the request: one object for all its requests. */
  GetSite(): IHttpSite
  /** The application of the request: one object for all its requests. */
  GetApplication(): IHttpApplication
  /** The connection, or null for a request that has none. */
  GetConnection(): IHttpConnection | null
  GetRequest(): IHttpRequest
  GetResponse(): IHttpResponse
  /** True once status and headers have been sent. */
  GetResponseHeadersSent(): boolean
  /** The authenticated user; null before authentication. */
  GetUser(): IHttpUser | null
  /** The container of the request: never null, the same one for the whole request. */
  GetModuleContextContainer(): IHttpModuleContextContainer
  /**
   * Ends the pending notification with this status and continues the pipeline inline, on the caller's stack, without OnAsyncCompletion.
   * Called before the handler has returned, it counts when the handler returns RQ_NOTIFICATION_PENDING.
   */
  IndicateCompletion(notificationStatus: REQUEST_NOTIFICATION_STATUS): void
  /**
   * Queues a completion; OnAsyncCompletion of the pending module then decides. `cbBytes` comes back in GetCompletionBytes.
   * ERROR_INVALID_PARAMETER when nothing is pending, or a completion is under way already (IIS itself crashes on the second).
   * A completion does not say whose it is: inside a handler it is that handler's, unless its module waits elsewhere; otherwise that of the module that waits.
   */
  PostCompletion(cbBytes: number): HRESULT
  /** Switches deterministic events and post-events off, for the calling module and this request only. */
  DisableNotifications(dwNotifications: number, dwPostNotifications: number): void
  /**
   * The next notification, when it goes to the calling module and neither another module nor the server itself comes between. It counts as raised then:
   * the caller runs it, and returns the status of the last one that it ran. Null: return `status`.
   */
  GetNextNotification(status: REQUEST_NOTIFICATION_STATUS): NEXT_NOTIFICATION | null
  /** Whether no further event or post-event of this request goes to the calling module once it has returned `status`. The page says the opposite of the name. */
  GetIsLastNotification(status: REQUEST_NOTIFICATION_STATUS): boolean
  /**
   * Runs a clone of this context as a child request, of this user (referenced until it ends, AUTHENTICATE_REQUEST is left out) or, with null, of
   * whom it authenticates. Its answer becomes that of this request, whose handler is left out; with EXECUTE_FLAG_BUFFER_RESPONSE it comes back instead:
   * whole on the clone's response until that is released, and in this context's, which goes on. Return RQ_NOTIFICATION_PENDING; OnAsyncCompletion gets
   * the result, and the bytes of the body where it was taken as a whole. A handler that gives a promise hears of it there, too; its promise decides.
   * ERROR_NOT_SUPPORTED: `fAsync` false, the clone belongs to another context, or nobody could wait (SEND_RESPONSE, a mapping on the stack, no handler).
   * ERROR_INVALID_PARAMETER: run or released before, unknown flags. ERROR_STACK_OVERFLOW: more than ten levels. ERROR_OPERATION_ABORTED: the client has left.
   */
  ExecuteRequest(fAsync: boolean, pHttpContext: IHttpContext | null, dwExecuteFlags: number, pHttpUser: IHttpUser | null): EXECUTE_RESULT
  /** Flags that this child was executed with; 0 for a request of a client. */
  GetExecuteFlags(): number
  /**
   * Value of a server variable: no buffer, no size, memory of the server that stays valid to the end of the request.
   * 'PCWSTR' (the default) gives text, 'PCSTR' the 8-bit form, one character a byte. Unknown: ERROR_INVALID_INDEX.
   */
  GetServerVariable(pszVariableName: string, form?: ServerVariableForm): string | HRESULT
  /** Sets or creates a variable for this request. ERROR_INVALID_PARAMETER: empty name, or REMOTE_USER, which follows the user. */
  SetServerVariable(pszVariableName: string, pszVariableValue: string): HRESULT
  /** `cbAllocation` bytes, zeroed, until the end of the request; null for what is no size, or more than there is, or once the request has ended. */
  AllocateRequestMemory(cbAllocation: number): Uint8Array | null
  /** The URL of the request, without query; the same object for all requests to it, as long as the server remembers it. */
  GetUrlInfo(): IHttpUrlInfo
  /** The configuration that applies to the request. */
  GetMetadata(): IMetadataInfo
  /** Physical path of the request; empty when its URL maps to none. */
  GetPhysicalPath(): string
  /** URL path of the request. */
  GetScriptName(): string
  /** Physical path of the script. */
  GetScriptTranslated(): string
  /** The file or folder at the physical path, looked at when the request asks first; null when there is none inside the roots. */
  GetFileInfo(): IHttpFileInfo | null
  /**
   * The handler of the request; null in GL_PRE_BEGIN_REQUEST, and when nothing takes it. Preliminary until RQ_MAP_REQUEST_HANDLER is through: it goes by
   * URL and method as they are now. Whether a route matches is known from the post-event on.
   */
  GetScriptMap(): IScriptMapInfo | null
  /** Cancels an asynchronous send or receive that has not completed; the connection stays. ERROR_INVALID_HANDLE: there is no connection. */
  CancelIo(): HRESULT
  /** No further handler runs for this request; other notifications do. */
  SetRequestHandled(): void
  /**
   * Maps a URL path to a physical path and raises RQ_MAP_PATH, which must answer at once here.
   * ERROR_PATH_NOT_FOUND: it maps to nothing inside the roots. ERROR_STACK_OVERFLOW: mappings nested too deep.
   */
  MapPath(pszUrl: string): string | HRESULT
  /** For the trace events of this request. */
  GetTraceContext(): IHttpTraceContext
  /**
   * Raises RQ_CUSTOM_NOTIFICATION, inside the notification that runs, to the modules registered for it.
   * FINISH_REQUEST of a listener keeps later ones from it and leaves LOG_REQUEST and END_REQUEST to the request.
   * ERROR_NOT_SUPPORTED: in GL_PRE_BEGIN_REQUEST, or on a clone that does not run. ERROR_INVALID_PARAMETER: no provider, or the request has ended.
   * ERROR_STACK_OVERFLOW: listeners raise notifications without end.
   */
  NotifyCustomNotification(pCustomOutput: ICustomNotificationProvider | null): NOTIFY_RESULT
  /** The context that this one was cloned from; null for a request of a client. */
  GetParentContext(): IHttpContext | null
  /** The request of the client; null when this is it (documented so). */
  GetRootContext(): IHttpContext | null
  /** A copy to be edited and then executed; CLONE_FLAG_* say what is copied. ERROR_INVALID_PARAMETER: unknown flags, or the context is gone. */
  CloneContext(dwCloneFlags: number): IHttpContext | HRESULT
  /** On a clone: gives it back. ERROR_INVALID_PARAMETER when its parent is gone, a clone made of it is still there, or it runs. */
  ReleaseClonedContext(): HRESULT
  /** What runs at present. Ticks are taken from the first call of this method on; what began before bears the tick at which its request began. */
  GetCurrentExecutionStats(): EXECUTION_STATS
  /**
   * The handler mapping for a URL path and method of this site, valid as long as the context. Routes have no part in it.
   * ERROR_INVALID_PARAMETER: another site, or no path or method. ERROR_NOT_FOUND: nothing takes it.
   * @param fIgnoreWildcardMappings leaves out mappings that are for every path
   */
  MapHandler(dwSiteId: number, pszSiteName: string, pszUrl: string, pszVerb: string, fIgnoreWildcardMappings?: boolean): IScriptMapInfo | HRESULT
}

/** Windows 7. From HttpGetExtendedInterface. [httpserv.h] */
export interface IHttpContext2 extends IHttpContext {
  /** The first user that was set for this request, whoever took its place later; null before authentication. */
  GetOriginalUser(): IHttpUser | null
}

/** Called with the error (always 0), the count of PostCompletion and its context. LPOVERLAPPED_COMPLETION_ROUTINE. */
export type PostCompletionRoutine = (dwErrorCode: number, dwNumberOfBytesTransfered: number, pvCompletionContext: unknown) => void

/** Windows 8. [httpserv.h] */
export interface IHttpContext3 extends IHttpContext2 {
  /** Contexts of this request by name, never null. */
  GetNamedContextContainer(): INamedContextContainer
  /** Nothing to do: a response may always begin before the request has been read. */
  EnableFullDuplex(): void
  /**
   * On a child: takes over a variable that was set on its parent.
   * ERROR_INVALID_PARAMETER: no name, or no child. ERROR_INVALID_INDEX: the parent has no such variable and `fFailIfNotExist` is set.
   */
  InheritServerVariable(szName: string, fFailIfNotExist?: boolean): HRESULT
  /**
   * With a routine: queues a call of it. Nothing is completed by that: a module that pends calls IndicateCompletion there.
   * Without one as in IHttpContext.
   */
  PostCompletion(cbBytes: number, pfnCompletionRoutine?: PostCompletionRoutine, pvCompletionContext?: unknown): HRESULT
}

/** Windows 10. [httpserv.h] */
export interface IHttpContext4 extends IHttpContext3 {
  /** When the request began, in milliseconds since the machine was started. */
  GetRequestStartTime(): number
  /** Milliseconds since then. */
  GetRequestElapsedTime(): number
}
