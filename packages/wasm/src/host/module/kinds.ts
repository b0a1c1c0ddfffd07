// The objects that a module gets from the server: their numbers in runtime/module/host.h, and what stands behind each.

import type {
  IAuthenticationProvider, ICustomNotificationProvider, IDispensedHttpModuleContextContainer, IGlobalConfigurationChangeProvider, IGlobalFileChangeProvider,
  IGlobalStopListeningProvider, IGlobalTraceEventProvider, IHttpApplication2, IHttpApplicationProvider, IHttpApplicationResolveModulesProvider,
  IHttpCompletionInfo, IHttpConnection, IHttpContext4, IHttpEventProvider, IHttpFileInfo, IHttpFileMonitor, IHttpServer2, IHttpSite, IHttpTraceContext,
  IHttpUrlInfo, IHttpUser, IMapHandlerProvider, IMapPathProvider, IMetadataInfo, IPreBeginRequestProvider, IReadEntityProvider, IScriptMapInfo, ISendResponseProvider
} from '@isapi-bridge/module-api'
import type { RegistrationTarget } from './registration.ts'

/** In the order of `enum Kind`. The last are those whose objects the run-time makes by itself. */
export const KINDS = [
  'context', 'connection', 'user', 'site', 'application', 'urlInfo', 'metadata', 'scriptMap', 'fileInfo',
  'traceContext', 'server', 'registration', 'allocator', 'event', 'authentication', 'mapHandler', 'mapPath',
  'sendResponse', 'readEntity', 'custom', 'completion', 'preBegin', 'applicationEvent', 'resolveModules',
  'stopListening', 'configurationChange', 'fileChange', 'traceEvent', 'fileMonitor', 'container',
  'held'
] as const

export interface KindMap {
  readonly context: IHttpContext4
  readonly connection: IHttpConnection
  readonly user: IHttpUser
  readonly site: IHttpSite
  readonly application: IHttpApplication2
  readonly urlInfo: IHttpUrlInfo
  readonly metadata: IMetadataInfo
  readonly scriptMap: IScriptMapInfo
  readonly fileInfo: IHttpFileInfo
  readonly traceContext: IHttpTraceContext
  readonly server: IHttpServer2
  readonly registration: RegistrationTarget
  readonly allocator: object
  readonly event: IHttpEventProvider
  readonly authentication: IAuthenticationProvider
  readonly mapHandler: IMapHandlerProvider
  readonly mapPath: IMapPathProvider
  readonly sendResponse: ISendResponseProvider
  readonly readEntity: IReadEntityProvider
  readonly custom: ICustomNotificationProvider
  readonly completion: IHttpCompletionInfo
  readonly preBegin: IPreBeginRequestProvider
  readonly applicationEvent: IHttpApplicationProvider
  readonly resolveModules: IHttpApplicationResolveModulesProvider
  readonly stopListening: IGlobalStopListeningProvider
  readonly configurationChange: IGlobalConfigurationChangeProvider
  readonly fileChange: IGlobalFileChangeProvider
  readonly traceEvent: IGlobalTraceEventProvider
  readonly fileMonitor: IHttpFileMonitor
  readonly container: IDispensedHttpModuleContextContainer
  readonly held: object
}

export type Kind = keyof KindMap

/** TABLE: the methods of CHttpModule in the order of runtime/module/thunks.cpp, and the kind of provider of each. */
export const METHODS: readonly (readonly [string, Kind])[] = [
  ['OnBeginRequest', 'event'], ['OnPostBeginRequest', 'event'],
  ['OnAuthenticateRequest', 'authentication'], ['OnPostAuthenticateRequest', 'event'],
  ['OnAuthorizeRequest', 'event'], ['OnPostAuthorizeRequest', 'event'],
  ['OnResolveRequestCache', 'event'], ['OnPostResolveRequestCache', 'event'],
  ['OnMapRequestHandler', 'mapHandler'], ['OnPostMapRequestHandler', 'event'],
  ['OnAcquireRequestState', 'event'], ['OnPostAcquireRequestState', 'event'],
  ['OnPreExecuteRequestHandler', 'event'], ['OnPostPreExecuteRequestHandler', 'event'],
  ['OnExecuteRequestHandler', 'event'], ['OnPostExecuteRequestHandler', 'event'],
  ['OnReleaseRequestState', 'event'], ['OnPostReleaseRequestState', 'event'],
  ['OnUpdateRequestCache', 'event'], ['OnPostUpdateRequestCache', 'event'],
  ['OnLogRequest', 'event'], ['OnPostLogRequest', 'event'],
  ['OnEndRequest', 'event'], ['OnPostEndRequest', 'event'],
  ['OnSendResponse', 'sendResponse'], ['OnMapPath', 'mapPath'],
  ['OnReadEntity', 'readEntity'], ['OnCustomRequestNotification', 'custom']
]

/** TABLE: those of CGlobalModule whose events are raised. */
export const GLOBAL_METHODS: readonly (readonly [string, Kind])[] = [
  ['OnGlobalStopListening', 'stopListening'], ['OnGlobalConfigurationChange', 'configurationChange'], ['OnGlobalFileChange', 'fileChange'],
  ['OnGlobalPreBeginRequest', 'preBegin'], ['OnGlobalApplicationStart', 'applicationEvent'], ['OnGlobalApplicationResolveModules', 'resolveModules'],
  ['OnGlobalApplicationStop', 'applicationEvent'], ['OnGlobalTraceEvent', 'traceEvent'], ['OnGlobalCustomNotification', 'custom']
]
