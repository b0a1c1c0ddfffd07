// Mirrors httpserv.h: the base class of global modules.

import { GL_NOTIFICATION_CONTINUE, type GLOBAL_NOTIFICATION_STATUS } from './constants.ts'
import type { ICustomNotificationProvider } from './event-providers.ts'
import type {
  ICacheProvider, IGlobalApplicationPreloadProvider, IGlobalConfigurationChangeProvider, IGlobalFileChangeProvider, IGlobalRSCAQueryProvider,
  IGlobalStopListeningProvider, IGlobalSuspendProcessCallback, IGlobalThreadCleanupProvider, IHttpApplicationResolveModulesProvider,
  IHttpApplicationStartProvider, IHttpApplicationStopProvider, IPreBeginRequestProvider
} from './global-providers.ts'
import type { IGlobalTraceEventProvider } from './http-trace.ts'
import { notOverridden as warnNotOverridden } from './not-overridden.ts'

/** What a global handler returns. A promise is ours: the original is synchronous. The server waits for it. */
export type GlobalNotificationResult = GLOBAL_NOTIFICATION_STATUS | PromiseLike<GLOBAL_NOTIFICATION_STATUS>

function notOverridden(module: CGlobalModule, handler: string): GLOBAL_NOTIFICATION_STATUS {
  return warnNotOverridden(module, handler, GL_NOTIFICATION_CONTINUE)
}

/**
 * Base class of global modules: one instance for the server. Override the handlers of the events that you register for.
 * GL_NOTIFICATION_HANDLED keeps later global modules from the event. Handlers whose event is never raised here say so; SetGlobalNotifications
 * refuses their bits. [CGlobalModule]
 */
export abstract class CGlobalModule {
  /** The server takes no further requests. May return a promise. */
  OnGlobalStopListening(_pProvider: IGlobalStopListeningProvider): GlobalNotificationResult { return notOverridden(this, 'OnGlobalStopListening') }
  /** Never raised here. */
  OnGlobalCacheCleanup(): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalCacheCleanup') }
  /** Never raised here. */
  OnGlobalCacheOperation(_pProvider: ICacheProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalCacheOperation') }
  /** Never raised here. */
  OnGlobalHealthCheck(): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalHealthCheck') }
  /** A configuration path changed, and everything below it. Requests get new metadata already. */
  OnGlobalConfigurationChange(_pProvider: IGlobalConfigurationChangeProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalConfigurationChange') }
  /** A file changed that a monitor watches, or that somebody spoke of. */
  OnGlobalFileChange(_pProvider: IGlobalFileChangeProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalFileChange') }
  /** Before a request enters the pipeline, child requests included. May return a promise. */
  OnGlobalPreBeginRequest(_pProvider: IPreBeginRequestProvider): GlobalNotificationResult { return notOverridden(this, 'OnGlobalPreBeginRequest') }
  /** The server is ready, and has had no request yet. May return a promise, which holds requests back. */
  OnGlobalApplicationStart(_pProvider: IHttpApplicationStartProvider): GlobalNotificationResult { return notOverridden(this, 'OnGlobalApplicationStart') }
  /** All modules are loaded; more may be added. */
  OnGlobalApplicationResolveModules(_pProvider: IHttpApplicationResolveModulesProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalApplicationResolveModules') }
  /** The last request has ended. May return a promise. */
  OnGlobalApplicationStop(_pProvider: IHttpApplicationStopProvider): GlobalNotificationResult { return notOverridden(this, 'OnGlobalApplicationStop') }
  /** Never raised here. */
  OnGlobalRSCAQuery(_pProvider: IGlobalRSCAQueryProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalRSCAQuery') }
  /** A trace event is raised, whether or not this module has subscribed to it: the provider tells. What the handler raises itself does not come back to it. */
  OnGlobalTraceEvent(_pProvider: IGlobalTraceEventProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalTraceEvent') }
  /** Somebody called IHttpServer.NotifyCustomNotification. */
  OnGlobalCustomNotification(_pProvider: ICustomNotificationProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalCustomNotification') }
  /** Never raised here. */
  OnGlobalThreadCleanup(_pProvider: IGlobalThreadCleanupProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalThreadCleanup') }
  /** Never raised here. */
  OnGlobalApplicationPreload(_pProvider: IGlobalApplicationPreloadProvider): GLOBAL_NOTIFICATION_STATUS { return notOverridden(this, 'OnGlobalApplicationPreload') }
  /** Never raised here; the callback is the out-parameter of the original. */
  OnSuspendProcess(): GLOBAL_NOTIFICATION_STATUS | IGlobalSuspendProcessCallback { return notOverridden(this, 'OnSuspendProcess') }
  /** Called before the module is unloaded, after the factories. */
  abstract Terminate(): void
}
