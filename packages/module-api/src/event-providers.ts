// Mirrors httpserv.h: what a handler gets beside the context.

import type { HRESULT } from '@isapi-bridge/win32'
import type { HTTP_LOG_DATA } from './http-log-data.ts'
import type { IHttpUser } from './http-user.ts'
import type { IScriptMapInfo } from './script-map.ts'

/** Given to every deterministic notification. [IHttpEventProvider] */
export interface IHttpEventProvider {
  /**
   * Tells why the event failed. Alone it stops nothing: return RQ_NOTIFICATION_FINISH_REQUEST as well. Where SetStatus was not told of an error,
   * the log and the detailed error page of a request that was finished say this one.
   */
  SetErrorStatus(hrError: HRESULT): void
}

/** Given to OnAuthenticateRequest, and valid until that is over. [IAuthenticationProvider] */
export interface IAuthenticationProvider extends IHttpEventProvider {
  /** Authenticates the request as this user; the server takes over the caller's reference. Null leaves it to the other modules. Ours: after the notification it changes nothing, and is reported. */
  SetUser(pUser: IHttpUser | null): void
}

/** Given to OnMapRequestHandler, and valid until that is over. [IMapHandlerProvider] */
export interface IMapHandlerProvider extends IHttpEventProvider {
  /** Documented as not supported: ERROR_NOT_SUPPORTED. */
  SetScriptName(pszScriptName: string): HRESULT
  /** Makes this the handler of the request, whatever the mappings say and whether or not a route matches; the last call wins. Ours: after the notification it changes nothing, and is reported. */
  SetScriptMap(pScriptMap: IScriptMapInfo): void
  /** Documented as not supported: it does nothing. */
  SetFileInfo(pFileInfo: object | null): void
}

/** Given to OnMapPath. [IMapPathProvider] */
export interface IMapPathProvider extends IHttpEventProvider {
  /** Ours: this is the server's own mapping of the request, whose handlers may pend; every other must be answered at once. */
  readonly mayPend: boolean
  /** The URL that is being mapped: decoded path without query. */
  GetUrl(): string
  /** The path found so far. */
  GetPhysicalPath(): string
  /** Maps the URL to another path. ERROR_INVALID_PARAMETER: empty or with NUL, or the mapping is over. */
  SetPhysicalPath(pszPhysicalPath: string): HRESULT
}

/** Given to OnCustomRequestNotification and OnGlobalCustomNotification. Who raises the notification implements it. [ICustomNotificationProvider] */
export interface ICustomNotificationProvider {
  /** Tells listeners which notification it is: they compare the text. */
  QueryNotificationType(): string
}

/** Given to OnSendResponse. [ISendResponseProvider] */
export interface ISendResponseProvider extends IHttpEventProvider {
  /** True for the send that carries status and headers; false when they are suppressed. */
  GetHeadersBeingSent(): boolean
  /** HTTP_SEND_RESPONSE_FLAG_* of this send. */
  GetFlags(): number
  /** Replaces the flags; HTTP_SEND_RESPONSE_FLAG_DISCONNECT closes the connection afterwards. */
  SetFlags(dwFlags: number): void
  /** True in the last send of a response, when its record is ready. Ask before GetLogData. */
  GetReadyToLogData(): boolean
  /** The record; null unless the module takes this notification with priority FIRST or HIGH, until the record is ready, and after the notification. */
  GetLogData(): HTTP_LOG_DATA | null
  /**
   * Replaces the fields that will be written. ERROR_INVALID_PARAMETER: a member is missing, of another type, or has a line break.
   * ERROR_NOT_SUPPORTED where GetLogData gives null.
   */
  SetLogData(pLogData: HTTP_LOG_DATA): HRESULT
}

/** The bytes of one read. Ours: stands for the out-parameters of GetEntity. */
export interface READ_ENTITY {
  /** The buffer itself: what is written into its first `pcbData` bytes is what the reader gets. */
  readonly ppBuffer: Uint8Array
  /** Bytes of the entity in it; 0 for a read that gave nothing. */
  readonly pcbData: number
  /** Size of the buffer. */
  readonly pcbBuffer: number
}

/** Given to OnReadEntity: one read of the request's body, by a module or by the route. [IReadEntityProvider] */
export interface IReadEntityProvider extends IHttpEventProvider {
  /** What the read gave, or an earlier handler made of it. Valid inside the handler. [ireadentityprovider-getentity-method] */
  GetEntity(): READ_ENTITY
  /**
   * Replaces the bytes of this read by the first `cbData` (default: all) of `pBuffer`. What does not fit into the reader's buffer comes with its
   * next reads. Ignored for a read that gave nothing (divergence). Throws a TypeError for a size that is not in the buffer, as there is no
   * result that could tell. [ireadentityprovider-setentity-method]
   */
  SetEntity(pBuffer: Uint8Array, cbData?: number): void
}

/** Given to OnAsyncCompletion. [IHttpCompletionInfo] */
export interface IHttpCompletionInfo {
  /** Bytes of the operation, or the number given to PostCompletion. */
  GetCompletionBytes(): number
  /** Result of the operation. */
  GetCompletionStatus(): HRESULT
}
