// Mirrors httpserv.h: what global handlers get.

import type { HRESULT } from '@isapi-bridge/win32'
import type { CACHE_OPERATION, PRIORITY_ALIAS } from './constants.ts'
import type { IHttpEventProvider } from './event-providers.ts'
import type { IHttpApplication } from './http-application.ts'
import type { IHttpCacheKey, IHttpCacheSpecificData } from './http-cache.ts'
import type { IHttpContext } from './http-context.ts'
import type { IHttpFileMonitor } from './http-file-info.ts'
import type { IHttpModuleFactory } from './http-module.ts'
import type { IHttpTraceContext } from './http-trace.ts'
import type { IHttpUser } from './http-user.ts'
import type { HTTP_MODULE_ID } from './stored-context.ts'

/** Given to OnGlobalPreBeginRequest. [IPreBeginRequestProvider] */
export interface IPreBeginRequestProvider extends IHttpEventProvider {
  GetHttpContext(): IHttpContext
}

/** An event of one application. [httpserv.h] */
export interface IHttpApplicationProvider extends IHttpEventProvider {
  GetApplication(): IHttpApplication
}

/** Given to OnGlobalApplicationStart. [IHttpApplicationStartProvider] */
export type IHttpApplicationStartProvider = IHttpApplicationProvider

/** Given to OnGlobalApplicationStop. [IHttpApplicationStopProvider] */
export type IHttpApplicationStopProvider = IHttpApplicationProvider

/** Given to OnGlobalApplicationResolveModules; of use only while that runs. [IHttpApplicationResolveModulesProvider] */
export interface IHttpApplicationResolveModulesProvider extends IHttpApplicationProvider {
  /**
   * Adds a module at the end of the list; it runs like a configured one. With its parent it makes one module host for GetNextNotification and
   * GetIsLastNotification. S_OK also where the precondition does not hold: then the module is left out, as a configured one is.
   * ERROR_FILE_NOT_FOUND: no such parent. ERROR_INVALID_PARAMETER: no factory, a name that is empty or taken, an unknown precondition.
   * ERROR_NOT_SUPPORTED: events that do not exist here.
   * @param pszModuleType managed type: nobody reads it here
   */
  RegisterModule(
    parentModuleId: HTTP_MODULE_ID, pModuleFactory: IHttpModuleFactory, pszModuleName: string, pszModuleType: string,
    pszModulePreCondition: string, dwRequestNotifications: number, dwPostRequestNotifications: number
  ): HRESULT
  /** Priority of these events for a module of the list. ERROR_FILE_NOT_FOUND: no such module. ERROR_INVALID_PARAMETER: another alias. */
  SetPriorityForRequestNotification(pszModuleName: string, dwRequestNotification: number, pszPriorityAlias: PRIORITY_ALIAS): HRESULT
}

/** Given to OnGlobalStopListening. [IGlobalStopListeningProvider] */
export interface IGlobalStopListeningProvider extends IHttpEventProvider {
  /** Whether requests that are under way may come to their end. False: their connections are closed. */
  DrainRequestsGracefully(): boolean
}

/** Given to OnGlobalConfigurationChange. [IGlobalConfigurationChangeProvider] */
export interface IGlobalConfigurationChangeProvider extends IHttpEventProvider {
  /** Configuration path: `MACHINE`, `MACHINE/WEBROOT`, or that of an application. The page shows an out-parameter, the header does not. */
  GetChangePath(): string
}

/** Given to OnGlobalFileChange. [IGlobalFileChangeProvider] */
export interface IGlobalFileChangeProvider extends IHttpEventProvider {
  /** Physical path. */
  GetFileName(): string
  /** The monitor that saw it; null when somebody called NotifyFileChange. */
  GetFileMonitor(): IHttpFileMonitor | null
}

// What follows belongs to events that are never raised here. It is declared so that a module that knows them can be carried over as it is.

/** Would be given to OnGlobalCacheOperation. [ICacheProvider] */
export interface ICacheProvider extends IHttpEventProvider {
  GetCacheOperation(): CACHE_OPERATION
  GetCacheKey(): IHttpCacheKey
  GetCacheRecord(): IHttpCacheSpecificData
  /** Takes over one reference. */
  SetCacheRecord(pCacheRecord: IHttpCacheSpecificData): void
  GetTraceContext(): IHttpTraceContext
}

/** Would be given to OnGlobalRSCAQuery. [IGlobalRSCAQueryProvider] */
export interface IGlobalRSCAQueryProvider extends IHttpEventProvider {
  GetFunctionName(): string
  GetFunctionParameters(): string
  GetOutputBuffer(cbBuffer: number): Uint8Array | HRESULT
  ResizeOutputBuffer(cbNewBuffer: number, cbBytesToCopy: number): Uint8Array | HRESULT
  SetResult(cbData: number, hr: HRESULT): void
}

/** Would be given to OnGlobalThreadCleanup. [IGlobalThreadCleanupProvider] */
export interface IGlobalThreadCleanupProvider extends IHttpEventProvider {
  GetApplication(): IHttpApplication
}

/** Would be given to OnGlobalApplicationPreload. Windows 8. [httpserv.h] */
export interface IGlobalApplicationPreloadProvider extends IHttpApplicationProvider {
  CreateContext(): IHttpContext | HRESULT
  ExecuteRequest(pHttpContext: IHttpContext, pHttpUser: IHttpUser | null): HRESULT
}

/** Windows 8. [httpserv.h] */
export interface IGlobalApplicationPreloadProvider2 extends IGlobalApplicationPreloadProvider {
  IsProcessRecycled(): boolean
}

/** What OnSuspendProcess would hand out: called when the process goes on. [httpserv.h] */
export interface IGlobalSuspendProcessCallback {
  Resume(): HRESULT
}
