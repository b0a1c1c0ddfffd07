// Mirrors httpserv.h: the server as modules see it.

import type { HRESULT } from '@isapi-bridge/win32'
import type { IAppHostAdminManager } from './app-host.ts'
import type { CACHE_OPERATION, GLOBAL_NOTIFICATION_STATUS, HTTP_SERVER_INTERFACE_VERSION } from './constants.ts'
import type { ICustomNotificationProvider } from './event-providers.ts'
import type { IHttpCacheKey, IHttpCacheSpecificData, IHttpTokenEntry } from './http-cache.ts'
import type { IHttpFileInfo, IHttpFileMonitor } from './http-file-info.ts'
import type { HTTP_DATA_CHUNK } from './http-response.ts'
import type { IReferencedMetadataInfo } from './metadata-info.ts'
import type { IHttpTraceContext } from './http-trace.ts'
import type { IDispensedHttpModuleContextContainer, IHttpModuleContextContainer } from './stored-context.ts'
import type { IWpfSettings } from './wpf-settings.ts'

/** The server. One for all modules of one pipeline. [IHttpServer] */
export interface IHttpServer {
  /** True for a run by hand or by a program of one's own, as with IIS Express: what the option `commandLineLaunch` says. [ihttpserver-iscommandlinelaunch-method] */
  IsCommandLineLaunch(): boolean
  /** Name of the application pool. */
  GetAppPoolName(): string
  /** ERROR_NOT_SUPPORTED: Node completes what it begins. */
  AssociateWithThreadPool(hHandle: unknown, completionRoutine: unknown): HRESULT
  /** A hint to a pool of threads; there is none. */
  IncrementThreadCount(): void
  DecrementThreadCount(): void
  /** The process should be replaced: reported, and handed to the option `recycle`. */
  ReportUnhealthy(pszReasonString: string, hrReason: HRESULT): void
  /** As ReportUnhealthy. */
  RecycleProcess(pszReason: string): void
  /** The configuration that the option `configuration` gives, read-only. Without it there is no section. The server keeps it: it is not to be released. */
  GetAdminManager(): IAppHostAdminManager
  /**
   * The file or folder at a physical path, looked at now, with a reference for the caller: give it back with DereferenceCacheData.
   * ERROR_FILE_NOT_FOUND: there is none. ERROR_NOT_SUPPORTED: with a token. E_FAIL: the server has closed.
   * @param pszChangeNotificationPath not watched: files are looked at each time
   * @param fCache false: an object of the caller's own
   */
  GetFileInfo(
    pszPhysicalPath: string, hUserToken: unknown, pSid: unknown, pszChangeNotificationPath: string | null, hChangeNotificationToken: unknown, fCache: boolean
  ): IHttpFileInfo | HRESULT
  /** ERROR_INVALID_PARAMETER: no URL; else ERROR_NOT_SUPPORTED: there is no HTTP.sys. */
  FlushKernelCache(pszUrl: string): HRESULT
  /** ERROR_INVALID_PARAMETER: no such operation, no key; else ERROR_NOT_SUPPORTED: the caches of the server are its own. */
  DoCacheOperation(cacheOperation: CACHE_OPERATION, pCacheKey: IHttpCacheKey): IHttpCacheSpecificData | HRESULT
  /** Raises GL_CUSTOM_NOTIFICATION at once. GL_NOTIFICATION_HANDLED when a module has handled it. */
  NotifyCustomNotification(pCustomOutput: ICustomNotificationProvider): GLOBAL_NOTIFICATION_STATUS
  /** As ReportUnhealthy: there is one application, and it lives as long as the process. */
  RecycleApplication(pszAppConfigPath: string): void
  /** The configuration of this path, and of all below it, has changed: later requests get new metadata, then GL_CONFIGURATION_CHANGE is raised. */
  NotifyConfigurationChange(pszPath: string): void
  /** A file has changed: later requests look at it anew, then GL_FILE_CHANGE is raised. */
  NotifyFileChange(pszFileName: string): void
  /** A container that the caller owns and gives back with ReleaseContainer. */
  DispenseContainer(): IDispensedHttpModuleContextContainer
  /** For events that belong to no request, and for subscriptions to those of all requests. */
  GetTraceContext(): IHttpTraceContext
  /**
   * Keeps a copy of bytes under a name, in the place of what had the name before; the cache may drop it at any time.
   * ERROR_INVALID_PARAMETER: no name, no bytes. ERROR_NOT_SUPPORTED: no chunk of memory.
   */
  AddFragmentToCache(pDataChunk: HTTP_DATA_CHUNK, pszFragmentName: string): HRESULT
  /** A copy of the bytes. ERROR_PATH_NOT_FOUND: there are none under this name. */
  ReadFragmentFromCache(pszFragmentName: string): Uint8Array | HRESULT
  /** ERROR_FILE_NOT_FOUND: there is nothing under this name. */
  RemoveFragmentFromCache(pszFragmentName: string): HRESULT
  GetWorkerProcessSettings(): IWpfSettings | HRESULT
  /** ERROR_INVALID_PARAMETER: a name is missing; else ERROR_FILE_NOT_FOUND: there are no protocol managers. */
  GetProtocolManagerCustomInterface(pProtocolManagerDll: string, pProtocolManagerDllInitFunction: string, dwCustomInterfaceId: number): HRESULT
  /** Whether all conditions of a `preCondition` hold: `integratedMode,bitness64`. False for one that is unknown. */
  SatisfiesPrecondition(pszPrecondition: string): boolean
  /**
   * Watches a file, or the files of one folder, and raises GL_FILE_CHANGE. The caller gives the monitor back.
   * ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED; ERROR_NOT_SUPPORTED: with a token; E_FAIL: the system cannot watch it, or the server has closed.
   */
  RegisterFileChangeMonitor(pszPath: string, hToken: unknown): IHttpFileMonitor | HRESULT
  /** The server with the methods of a later version; it is the same object. ERROR_NOT_SUPPORTED for an unknown version. */
  GetExtendedInterface(version: HTTP_SERVER_INTERFACE_VERSION): IHttpServer3 | HRESULT
  /** Ours: a container with the life of the server, for what the modules of one library share. The original offers DispenseContainer. */
  GetModuleContextContainer(): IHttpModuleContextContainer
  /**
   * Ours: what somebody promised, for a module that runs others outside of a request. Rejects with ERR_MODULE_TIMEOUT after `handlerTimeout`, where that is set.
   * @param whom who promised it, in the message
   * @param what what is waited for, in the message
   */
  inTime<T>(promised: PromiseLike<T>, whom: string, what: string): Promise<T>
  /** Ours: hands an error to the log of the host. */
  report(error: Error): void
  /** Ours. Why modules cannot register for raw data on this server; null: they can. */
  readonly rawDataRefusal: string | null
}

/** Windows 7. From GetExtendedInterface. [IHttpServer2] */
export interface IHttpServer2 extends IHttpServer {
  /** ERROR_NOT_SUPPORTED: there are no Windows accounts. */
  GetToken(pszUserName: string, pszPassword: string, dwLogonMethod: number): IHttpTokenEntry | HRESULT
  /** Path of the configuration file of the pool: empty, there is none. */
  GetAppPoolConfigFile(): string
  /** The second form asks by GUIDs for a later version of any object: ERROR_NOT_SUPPORTED, HttpGetExtendedInterface does it. */
  GetExtendedInterface(version: HTTP_SERVER_INTERFACE_VERSION): IHttpServer3 | HRESULT
  GetExtendedInterface(Version1: string, pInput: object, Version2: string): HRESULT
  /**
   * The configuration that applies to a URL path, with a reference for the caller: give it back with DereferenceMetadata.
   * ERROR_INVALID_PARAMETER: no path. ERROR_PATH_NOT_FOUND: no such site.
   */
  GetMetadata(pszSiteName: string, pszUrl: string): IReferencedMetadataInfo | HRESULT
  /** ERROR_NOT_SUPPORTED: there is no worker process framework. */
  GetWorkerProcessFramework(): HRESULT
}

/** Windows 10. From GetExtendedInterface. [httpserv.h] */
export interface IHttpServer3 extends IHttpServer2 {
  /** ERROR_NOT_SUPPORTED: HTTP.sys would answer it. */
  QueryRequestProperty(id: unknown, propertyId: number): HRESULT
}
