// Mirrors httpserv.h: the base class of request modules and their factory.

import type { HRESULT } from '@isapi-bridge/win32'
import { RQ_NOTIFICATION_CONTINUE, type REQUEST_NOTIFICATION_STATUS } from './constants.ts'
import type {
  IAuthenticationProvider, ICustomNotificationProvider, IHttpCompletionInfo, IHttpEventProvider, IMapHandlerProvider, IMapPathProvider,
  IReadEntityProvider, ISendResponseProvider
} from './event-providers.ts'
import type { IHttpContext } from './http-context.ts'
import { notOverridden as warnNotOverridden } from './not-overridden.ts'

/** What a handler returns. A promise means: RQ_NOTIFICATION_PENDING now, and that status when it settles. */
export type NotificationResult = REQUEST_NOTIFICATION_STATUS | PromiseLike<REQUEST_NOTIFICATION_STATUS>

function notOverridden(module: CHttpModule, handler: string): REQUEST_NOTIFICATION_STATUS {
  return warnNotOverridden(module, handler, RQ_NOTIFICATION_CONTINUE)
}

/**
 * Base class of request modules: one instance per request, so its fields are the state of the request.
 * Override the handlers of the events that you register for; each gets the context and its provider. [CHttpModule]
 */
export abstract class CHttpModule {
  OnBeginRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnBeginRequest') }
  OnPostBeginRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostBeginRequest') }
  OnAuthenticateRequest(_pHttpContext: IHttpContext, _pProvider: IAuthenticationProvider): NotificationResult { return notOverridden(this, 'OnAuthenticateRequest') }
  OnPostAuthenticateRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostAuthenticateRequest') }
  OnAuthorizeRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnAuthorizeRequest') }
  OnPostAuthorizeRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostAuthorizeRequest') }
  OnResolveRequestCache(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnResolveRequestCache') }
  OnPostResolveRequestCache(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostResolveRequestCache') }
  OnMapRequestHandler(_pHttpContext: IHttpContext, _pProvider: IMapHandlerProvider): NotificationResult { return notOverridden(this, 'OnMapRequestHandler') }
  OnPostMapRequestHandler(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostMapRequestHandler') }
  OnAcquireRequestState(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnAcquireRequestState') }
  OnPostAcquireRequestState(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostAcquireRequestState') }
  OnPreExecuteRequestHandler(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPreExecuteRequestHandler') }
  OnPostPreExecuteRequestHandler(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostPreExecuteRequestHandler') }
  OnExecuteRequestHandler(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnExecuteRequestHandler') }
  OnPostExecuteRequestHandler(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostExecuteRequestHandler') }
  OnReleaseRequestState(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnReleaseRequestState') }
  OnPostReleaseRequestState(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostReleaseRequestState') }
  OnUpdateRequestCache(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnUpdateRequestCache') }
  OnPostUpdateRequestCache(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostUpdateRequestCache') }
  OnLogRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnLogRequest') }
  OnPostLogRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostLogRequest') }
  OnEndRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnEndRequest') }
  OnPostEndRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): NotificationResult { return notOverridden(this, 'OnPostEndRequest') }
  /** Every send; it cannot pend. */
  OnSendResponse(_pHttpContext: IHttpContext, _pProvider: ISendResponseProvider): NotificationResult { return notOverridden(this, 'OnSendResponse') }
  /** Every read of the request's body, also one that gives nothing; it cannot pend. */
  OnReadEntity(_pHttpContext: IHttpContext, _pProvider: IReadEntityProvider): NotificationResult { return notOverridden(this, 'OnReadEntity') }
  /** Every mapping of a URL to a path; only the server's own mapping of the request may pend. */
  OnMapPath(_pHttpContext: IHttpContext, _pProvider: IMapPathProvider): NotificationResult { return notOverridden(this, 'OnMapPath') }
  /** A module has called NotifyCustomNotification; it may pend where that module waits for the completion. */
  OnCustomRequestNotification(_pHttpContext: IHttpContext, _pProvider: ICustomNotificationProvider): NotificationResult { return notOverridden(this, 'OnCustomRequestNotification') }

  /**
   * An asynchronous operation of this module has completed. Nobody registers for it.
   * `dwNotification` and `fPostNotification` are those of the pending notification; the result takes the place of its status.
   */
  OnAsyncCompletion(
    _pHttpContext: IHttpContext, _dwNotification: number, _fPostNotification: boolean,
    _pProvider: IHttpEventProvider, _pCompletionInfo: IHttpCompletionInfo
  ): NotificationResult { return notOverridden(this, 'OnAsyncCompletion') }

  /** Called exactly once, when the request has ended. */
  Dispose(): void {}
}

/** Memory with the life of the request. [IModuleAllocator] */
export interface IModuleAllocator {
  /** `cbAllocation` bytes, zeroed; never freed by the module. Null for what is no size, or more than there is. */
  AllocateMemory(cbAllocation: number): Uint8Array | null
}

/** Makes the instances of one module. [IHttpModuleFactory] */
export interface IHttpModuleFactory {
  /** Called at the start of every request, child requests too: a new instance, a shared one, or the reason why not. */
  GetHttpModule(pAllocator: IModuleAllocator): CHttpModule | HRESULT
  /** Called when the server shuts down. */
  Terminate(): void
}
