// TABLES: members, texts, numbers and plain calls of the server's objects, in the order of the enums of runtime/module/host.h. The run-time asks
// each object only what its class has.

import type {
  IGlobalConfigurationChangeProvider, IGlobalFileChangeProvider, IGlobalStopListeningProvider, IGlobalTraceEventProvider, IHttpApplication2, IHttpApplicationProvider,
  IHttpCompletionInfo, IHttpConnection, IHttpContext4, IHttpFileInfo, IHttpFileMonitor, IHttpResponse4, IHttpServer2, IHttpSite, IHttpUrlInfo, IHttpUser,
  ICustomNotificationProvider, IDispensedHttpModuleContextContainer, IMapPathProvider, IMetadataInfo, IPreBeginRequestProvider, IScriptMapInfo, ISendResponseProvider
} from '@isapi-bridge/module-api'
import type { Kind } from './kinds.ts'
import type { RegistrationTarget } from './registration.ts'

type Ask<R> = (of: object) => R
/** A row for objects of one class. */
const of = <T, R>(ask: (value: T) => R): Ask<R> => (value) => ask(value as T) // see above
const response = (context: IHttpContext4): IHttpResponse4 => context.GetResponse() as IHttpResponse4 // the server's has the newest interface

export const MEMBERS: readonly { readonly kind: Kind; readonly get: Ask<object | null> }[] = [
  { kind: 'site', get: of((context: IHttpContext4) => context.GetSite()) },
  { kind: 'application', get: of((context: IHttpContext4 | IHttpApplicationProvider) => context.GetApplication()) },
  { kind: 'connection', get: of((context: IHttpContext4) => context.GetConnection()) },
  { kind: 'user', get: of((context: IHttpContext4) => context.GetUser()) },
  { kind: 'user', get: of((context: IHttpContext4) => context.GetOriginalUser()) },
  { kind: 'urlInfo', get: of((context: IHttpContext4) => context.GetUrlInfo()) },
  { kind: 'metadata', get: of((context: IHttpContext4) => context.GetMetadata()) },
  { kind: 'scriptMap', get: of((context: IHttpContext4) => context.GetScriptMap()) },
  { kind: 'fileInfo', get: of((context: IHttpContext4) => context.GetFileInfo()) },
  { kind: 'context', get: of((context: IHttpContext4) => context.GetParentContext()) },
  { kind: 'context', get: of((context: IHttpContext4) => context.GetRootContext()) },
  { kind: 'traceContext', get: of((context: IHttpContext4 | IHttpServer2) => context.GetTraceContext()) },
  { kind: 'context', get: of((provider: IPreBeginRequestProvider | IGlobalTraceEventProvider) => {
    const context = 'GetHttpContext' in provider ? provider.GetHttpContext() : provider.GetCurrentHttpRequestContext()
    return typeof context === 'number' ? null : context
  }) },
  { kind: 'fileMonitor', get: of((provider: IGlobalFileChangeProvider) => provider.GetFileMonitor()) }
]

interface TextRow {
  /** It is a path of this machine, which the module sees as one of its drive. */
  readonly path: boolean
  readonly get: Ask<string | null>
}
const text = <T>(get: (value: T) => string | null): TextRow => ({ path: false, get: of(get) })
const path = <T>(get: (value: T) => string | null): TextRow => ({ path: true, get: of(get) })

export const TEXTS: readonly TextRow[] = [
  text((site: IHttpSite) => site.GetSiteName()),
  path((application: IHttpApplication2) => application.GetApplicationPhysicalPath()),
  text((application: IHttpApplication2) => application.GetApplicationId()),
  text((application: IHttpApplication2) => application.GetAppConfigPath()),
  text((metadata: IMetadataInfo) => metadata.GetMetaPath()),
  path((metadata: IMetadataInfo) => metadata.GetVrPath()),
  text((user: IHttpUser) => user.GetUserName()),
  text((user: IHttpUser) => user.GetRemoteUserName()),
  text((user: IHttpUser) => user.GetAuthenticationType()),
  text((user: IHttpUser) => user.GetPassword()),
  path((context: IHttpContext4) => context.GetPhysicalPath()),
  text((context: IHttpContext4) => context.GetScriptName()),
  path((context: IHttpContext4) => context.GetScriptTranslated()),
  text((context: IHttpContext4) => context.GetRequest().GetForwardedUrl()),
  text((context: IHttpContext4) => context.GetResponse().GetErrorDescription()),
  text((provider: IMapPathProvider) => provider.GetUrl()),
  path((provider: IMapPathProvider) => provider.GetPhysicalPath()),
  text((provider: ICustomNotificationProvider) => provider.QueryNotificationType()),
  text((server: IHttpServer2) => server.GetAppPoolName()),
  text((server: IHttpServer2) => server.GetAppPoolConfigFile()),
  text((registration: RegistrationTarget) => registration.name),
  text((map: IScriptMapInfo) => map.GetName()),
  text((map: IScriptMapInfo) => map.GetModules()),
  text((map: IScriptMapInfo) => map.GetScriptProcessor()),
  text((map: IScriptMapInfo) => map.GetManagedType()),
  text((map: IScriptMapInfo) => map.GetPath()),
  path((file: IHttpFileInfo) => file.GetFilePath()),
  text((provider: IGlobalConfigurationChangeProvider) => provider.GetChangePath()),
  path((provider: IGlobalFileChangeProvider) => provider.GetFileName())
]

export const NARROW: readonly Ask<string>[] = [
  of((context: IHttpContext4) => context.GetRequest().GetHttpMethod()),
  of((map: IScriptMapInfo) => map.GetAllowedVerbs()),
  of((file: IHttpFileInfo) => file.GetETag()),
  of((file: IHttpFileInfo) => file.GetLastModifiedString())
]

export const NUMBERS: readonly Ask<number | boolean>[] = [
  of((value: IHttpContext4 | IHttpSite) => ('GetSiteId' in value ? value.GetSiteId() : value.GetRequest().GetSiteId())),
  of((connection: IHttpConnection) => connection.IsConnected()),
  of((context: IHttpContext4) => context.GetResponseHeadersSent()),
  of((context: IHttpContext4) => context.GetExecuteFlags()),
  of((url: IHttpUrlInfo) => url.IsFrequentlyHit()),
  of((context: IHttpContext4) => context.GetRequest().GetUrlChanged()),
  of((context: IHttpContext4) => context.GetRequest().GetRemainingEntityBytes()),
  of((context: IHttpContext4) => context.GetResponse().GetKernelCacheEnabled()),
  of((context: IHttpContext4) => context.GetResponse().GetHeadersSuppressed()),
  of((provider: ISendResponseProvider) => provider.GetHeadersBeingSent()),
  of((provider: ISendResponseProvider) => provider.GetFlags()),
  of((provider: ISendResponseProvider) => provider.GetReadyToLogData()),
  of((info: IHttpCompletionInfo) => info.GetCompletionBytes()),
  of((info: IHttpCompletionInfo) => info.GetCompletionStatus()),
  of((user: IHttpUser) => user.SupportsIsInRole()),
  of((server: IHttpServer2) => server.IsCommandLineLaunch()),
  of((map: IScriptMapInfo) => map.GetAllowPathInfoForScriptMappings()),
  of((map: IScriptMapInfo) => map.GetRequiredAccess()),
  of((map: IScriptMapInfo) => map.GetResourceType()),
  of((map: IScriptMapInfo) => map.GetIsStarScriptMap()),
  of((map: IScriptMapInfo) => map.GetResponseBufferLimit()),
  of((file: IHttpFileInfo) => file.GetAttributes()),
  of((provider: IGlobalStopListeningProvider) => provider.DrainRequestsGracefully()),
  of((application: IHttpApplication2) => application.QueryIsWarmingUp()),
  of((file: IHttpFileInfo) => file.CheckIfFileHasChanged(null)),
  of((context: IHttpContext4) => context.GetRequestStartTime()),
  of((context: IHttpContext4) => context.GetRequestElapsedTime()),
  of((registration: RegistrationTarget) => registration.id)
]

export const ACTS: readonly Ask<unknown>[] = [
  of((context: IHttpContext4) => { context.SetRequestHandled() }),
  of((context: IHttpContext4) => { context.GetResponse().Clear() }),
  of((context: IHttpContext4) => { context.GetResponse().ClearHeaders() }),
  of((context: IHttpContext4) => { context.GetResponse().SetNeedDisconnect() }),
  of((context: IHttpContext4) => { context.GetResponse().ResetConnection() }),
  of((context: IHttpContext4) => { context.GetResponse().SuppressHeaders() }),
  of((context: IHttpContext4) => { context.GetResponse().DisableBuffering() }),
  of((context: IHttpContext4) => { context.GetResponse().CloseConnection() }),
  of((value: object) => { countOf(value, 'Reference') }),
  of((value: object) => { countOf(value, 'Dereference') }),
  of((application: IHttpApplication2) => { application.BeginApplicationWarmup() }),
  of((application: IHttpApplication2) => { application.EndApplicationWarmup() }),
  of((container: IDispensedHttpModuleContextContainer) => { container.ReleaseContainer() }),
  of((monitor: IHttpFileMonitor) => { monitor.DereferenceFileMonitor() }),
  of((context: IHttpContext4) => { response(context).SetNeedGoAway() })
]

/** ReferenceUser, DereferenceCacheData and the like: what the object has of them. */
function countOf(value: object, way: 'Reference' | 'Dereference'): void {
  for (const name of ['User', 'CacheData', 'Metadata']) {
    const method: unknown = Reflect.get(value, way + name)
    if (typeof method === 'function') return void Reflect.apply(method, value, [])
  }
}

/** TABLE: acts that take a reference, or give one back. */
export const REFERENCES: ReadonlyMap<number, 1 | -1> = new Map([[8, 1], [9, -1], [12, -1], [13, -1]])
