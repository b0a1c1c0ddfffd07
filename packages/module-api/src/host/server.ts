import {
  E_FAIL, ERROR_FILE_NOT_FOUND, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_PATH_NOT_FOUND, HRESULT_FROM_WIN32, hresultToHex, type HRESULT
} from '@isapi-bridge/win32'
import {
  CACHE_OPERATION_ENUM, CACHE_OPERATION_RETRIEVE, GL_NOTIFICATION_CONTINUE, HTTP_SERVER_INTERFACE_V2, HTTP_SERVER_INTERFACE_V3, type CACHE_OPERATION,
  type GLOBAL_NOTIFICATION_STATUS
} from '../constants.ts'
import { ModuleContractError, show, threw } from '../errors.ts'
import type { ICustomNotificationProvider } from '../event-providers.ts'
import type { IHttpCacheKey } from '../http-cache.ts'
import type { IHttpFileInfo, IHttpFileMonitor } from '../http-file-info.ts'
import type { HTTP_DATA_CHUNK } from '../http-response.ts'
import type { IHttpServer3 } from '../http-server.ts'
import type { IReferencedMetadataInfo } from '../metadata-info.ts'
import { DispensedContextContainer, ModuleContextContainer } from '../pipeline/containers.ts'
import type { GlobalNotifier } from '../pipeline/global-notifier.ts'
import { inTime } from '../pipeline/in-time.ts'
import { isDword } from '../pipeline/values.ts'
import type { IDispensedHttpModuleContextContainer, IHttpModuleContextContainer } from '../stored-context.ts'
import type { IWpfSettings } from '../wpf-settings.ts'
import { AdminManager } from './configuration/admin-manager.ts'
import type { ConfigurationSources } from './configuration/sources.ts'
import { FileMonitors } from './file-monitors.ts'
import { FragmentCache } from './fragment-cache.ts'
import { ConfigurationChangeProvider, FileChangeProvider } from './global-providers.ts'
import { isPreConditionMet } from './pre-condition.ts'
import type { MetadataInfo } from './metadata.ts'
import type { SiteObjects } from './site-objects.ts'
import { TraceContext } from './trace-context.ts'
import { TraceHub } from './trace-hub.ts'
import { WorkerSettings } from './worker-settings.ts'

const INVALID = HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
const NOT_SUPPORTED = HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)

function isText(value: unknown): value is string { return typeof value === 'string' && value !== '' }
function isPresent(token: unknown): boolean { return token !== null && token !== undefined }

export interface ServerOptions {
  readonly appPoolName: string
  readonly commandLineLaunch: boolean
  readonly handlerTimeout: number
  readonly objects: SiteObjects
  readonly rawDataRefusal: string | null
  readonly report: (error: Error) => void
  readonly configuration: (() => ConfigurationSources) | undefined
  readonly recycle: ((reason: string) => void) | undefined
}

export class Server implements IHttpServer3 {
  /** Known once all modules are loaded. */
  events: GlobalNotifier | null = null
  readonly tracing: TraceHub
  readonly #traceContext: TraceContext
  readonly #container = new ModuleContextContainer()
  readonly #options: ServerOptions
  readonly #fragments = new FragmentCache()
  readonly #settings: WorkerSettings
  readonly #adminManager: AdminManager
  #monitors: FileMonitors | null = null
  #closed = false

  constructor(options: ServerOptions) {
    this.#options = options
    this.tracing = new TraceHub(options.report)
    this.#traceContext = new TraceContext(this.tracing, null)
    this.#settings = new WorkerSettings(options.appPoolName)
    this.#adminManager = new AdminManager(options.configuration, options.objects.site.GetSiteName(), options.report)
  }

  IsCommandLineLaunch(): boolean { return this.#options.commandLineLaunch }
  GetAppPoolName(): string { return this.#options.appPoolName }
  AssociateWithThreadPool(_hHandle: unknown, _completionRoutine: unknown): HRESULT { return NOT_SUPPORTED }
  IncrementThreadCount(): void {}
  DecrementThreadCount(): void {}

  ReportUnhealthy(pszReasonString: string, hrReason: HRESULT): void { this.#recycle('ReportUnhealthy', `${show(pszReasonString)} (${typeof hrReason === 'number' ? hresultToHex(hrReason) : show(hrReason)})`) }
  RecycleProcess(pszReason: string): void { this.#recycle('RecycleProcess', pszReason) }
  RecycleApplication(pszAppConfigPath: string): void { this.#recycle('RecycleApplication', pszAppConfigPath) }

  GetAdminManager(): AdminManager { return this.#adminManager }

  /** The metadata of the configuration path that applies to a URL path. */
  metadataOf(path: string): MetadataInfo {
    const { objects } = this.#options
    const application = objects.applicationOf(path)
    // Fidelity: object.metadata-folder
    return objects.metadataOf(this.#adminManager.configPathOf(application.GetAppConfigPath(), path), application)
  }

  GetFileInfo(
    pszPhysicalPath: string, hUserToken: unknown, pSid: unknown, _pszChangeNotificationPath: string | null, hChangeNotificationToken: unknown, fCache: boolean
  ): IHttpFileInfo | HRESULT {
    if (this.#closed) return E_FAIL
    if (!isText(pszPhysicalPath) || pszPhysicalPath.includes('\0')) return INVALID
    if (isPresent(hUserToken) || isPresent(pSid) || isPresent(hChangeNotificationToken)) return NOT_SUPPORTED
    return this.#options.objects.openFile(pszPhysicalPath, fCache) ?? HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)
  }

  FlushKernelCache(pszUrl: string): HRESULT { return isText(pszUrl) ? NOT_SUPPORTED : INVALID }

  DoCacheOperation(cacheOperation: CACHE_OPERATION, pCacheKey: IHttpCacheKey): HRESULT {
    return isDword(cacheOperation) && cacheOperation >= CACHE_OPERATION_RETRIEVE && cacheOperation <= CACHE_OPERATION_ENUM && isPresent(pCacheKey) ? NOT_SUPPORTED : INVALID
  }

  NotifyCustomNotification(pCustomOutput: ICustomNotificationProvider): GLOBAL_NOTIFICATION_STATUS {
    if (typeof pCustomOutput !== 'object' || pCustomOutput === null) return GL_NOTIFICATION_CONTINUE
    return this.events?.notify('OnGlobalCustomNotification', pCustomOutput) ?? GL_NOTIFICATION_CONTINUE
  }

  NotifyConfigurationChange(pszPath: string): void {
    if (!isText(pszPath)) return
    this.#adminManager.changed()
    this.#options.objects.configurationChanged(pszPath)
    this.events?.notify('OnGlobalConfigurationChange', new ConfigurationChangeProvider(pszPath))
  }

  NotifyFileChange(pszFileName: string): void { if (isText(pszFileName)) this.#fileChanged(pszFileName, null) }

  DispenseContainer(): IDispensedHttpModuleContextContainer {
    return new DispensedContextContainer((error) => { this.report(threw('A stored context of a dispensed container threw', error)) })
  }

  AddFragmentToCache(pDataChunk: HTTP_DATA_CHUNK, pszFragmentName: string): HRESULT { return this.#fragments.add(pDataChunk, pszFragmentName) }
  ReadFragmentFromCache(pszFragmentName: string): Uint8Array | HRESULT { return this.#fragments.read(pszFragmentName) }
  RemoveFragmentFromCache(pszFragmentName: string): HRESULT { return this.#fragments.remove(pszFragmentName) }
  GetWorkerProcessSettings(): IWpfSettings { return this.#settings }

  GetProtocolManagerCustomInterface(pProtocolManagerDll: string, pProtocolManagerDllInitFunction: string, _dwCustomInterfaceId: number): HRESULT {
    return isText(pProtocolManagerDll) && isText(pProtocolManagerDllInitFunction) ? HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) : INVALID
  }

  SatisfiesPrecondition(pszPrecondition: string): boolean { return typeof pszPrecondition === 'string' && isPreConditionMet(pszPrecondition, this.#options.appPoolName) }

  RegisterFileChangeMonitor(pszPath: string, hToken: unknown): IHttpFileMonitor | HRESULT {
    if (this.#closed) return E_FAIL
    if (isPresent(hToken)) return NOT_SUPPORTED
    this.#monitors ??= new FileMonitors((path, monitor) => { this.#fileChanged(path, monitor) }, this.#options.report)
    return this.#monitors.register(pszPath)
  }

  GetExtendedInterface(version: number): IHttpServer3 | HRESULT
  GetExtendedInterface(Version1: string, pInput: object, Version2: string): HRESULT
  GetExtendedInterface(version: number | string): IHttpServer3 | HRESULT {
    return version === HTTP_SERVER_INTERFACE_V2 || version === HTTP_SERVER_INTERFACE_V3 ? this : NOT_SUPPORTED
  }

  GetToken(_pszUserName: string, _pszPassword: string, _dwLogonMethod: number): HRESULT { return NOT_SUPPORTED }
  GetAppPoolConfigFile(): string { return '' }

  GetMetadata(pszSiteName: string, pszUrl: string): IReferencedMetadataInfo | HRESULT {
    if (!isText(pszUrl) || !pszUrl.startsWith('/')) return INVALID
    if (this.#options.objects.site.GetSiteName() !== pszSiteName) return HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)
    const metadata = this.metadataOf(pszUrl)
    metadata.reference()
    return metadata
  }

  GetWorkerProcessFramework(): HRESULT { return NOT_SUPPORTED }
  QueryRequestProperty(_id: unknown, _propertyId: number): HRESULT { return NOT_SUPPORTED }

  GetTraceContext(): TraceContext { return this.#traceContext }
  GetModuleContextContainer(): IHttpModuleContextContainer { return this.#container }
  inTime<T>(promised: PromiseLike<T>, whom: string, what: string): Promise<T> { return inTime(promised, this.#options.handlerTimeout, () => whom, what) }
  get rawDataRefusal(): string | null { return this.#options.rawDataRefusal }
  report(error: Error): void { this.#options.report(error) }

  /** The last that happens: modules have been told already. */
  close(): void {
    this.#closed = true
    this.#monitors?.close()
    this.#fragments.clear()
    this.#options.objects.close()
    this.#container.cleanup((error) => { this.report(threw('A stored context of the server threw', error)) })
  }

  #fileChanged(path: string, monitor: IHttpFileMonitor | null): void {
    this.#options.objects.fileChanged(path)
    this.events?.notify('OnGlobalFileChange', new FileChangeProvider(path, monitor))
  }

  #recycle(call: string, reason: string): void {
    const { recycle } = this.#options
    const why = show(reason)
    if (recycle === undefined) this.report(new ModuleContractError('ERR_MODULE_RECYCLE', `A module called ${call}: ${why}.`))
    else recycle(why)
  }
}
