// Module "request-timer": measures what the filter of that name measures, and tells nobody but the list of timings.
//
// Compare filters/request-timer.ts: a member variable takes the place of an object on pfc->pFilterContext.

import {
  CHttpModule, createModuleFactory, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type IHttpEventProvider,
  type IHttpModuleRegistrationInfo, type IHttpServer, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import type { HRESULT } from '@isapi-bridge/win32'
import { recordTiming } from '../timings.ts'

class RequestTimerModule extends CHttpModule {
  private startTime: number | null = null

  override OnBeginRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    this.startTime = performance.now()
    return RQ_NOTIFICATION_CONTINUE
  }

  override OnEndRequest(pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    // A child request has a module object of its own; the filter does not see it.
    if (this.startTime !== null && pHttpContext.GetParentContext() === null) {
      const method = pHttpContext.GetRequest().GetHttpMethod()
      recordTiming({ kind: 'module', name: 'request-timer', method, url: pHttpContext.GetScriptName(), ms: performance.now() - this.startTime })
    }
    return RQ_NOTIFICATION_CONTINUE
  }
}

export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo, _pGlobalInfo: IHttpServer): HRESULT {
  return pModuleInfo.SetRequestNotifications(createModuleFactory(RequestTimerModule), RQ_BEGIN_REQUEST | RQ_END_REQUEST, 0)
}
