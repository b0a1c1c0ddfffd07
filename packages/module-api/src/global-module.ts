// Mirrors httpserv.h: the base class of global modules.

import { GL_NOTIFICATION_CONTINUE, type GLOBAL_NOTIFICATION_STATUS } from './constants.ts'
import type { IPreBeginRequestProvider } from './event-providers.ts'
import type { IGlobalTraceEventProvider } from './http-trace.ts'

/** What a global handler returns. A promise is ours: the original is synchronous. */
export type GlobalNotificationResult = GLOBAL_NOTIFICATION_STATUS | PromiseLike<GLOBAL_NOTIFICATION_STATUS>

/** Base class of global modules: one instance for the server. [CGlobalModule] */
export abstract class CGlobalModule {
  /** Before a request enters the pipeline, child requests included. GL_NOTIFICATION_HANDLED keeps later global modules from it. */
  OnGlobalPreBeginRequest(_pProvider: IPreBeginRequestProvider): GlobalNotificationResult { return GL_NOTIFICATION_CONTINUE }
  /** A trace event is raised, whether or not this module has subscribed to it: the provider tells. What the handler raises itself does not come back to it. */
  OnGlobalTraceEvent(_pProvider: IGlobalTraceEventProvider): GLOBAL_NOTIFICATION_STATUS { return GL_NOTIFICATION_CONTINUE }
  /** Called before the module is unloaded. */
  abstract Terminate(): void
}
