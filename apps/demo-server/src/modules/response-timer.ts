// Module "response-timer": how long a request takes, measured the IIS 7 way.
//
// Every request has a module object of its own, so what it has to remember is a member variable: no class for the state,
// no pointer to hang it on, nothing to clean up. Compare filters/request-timer.ts.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext,
  type IHttpEventProvider, type IHttpModuleFactory, type IHttpModuleRegistrationInfo, type IHttpServer, type IModuleAllocator,
  type ISendResponseProvider, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import type { HRESULT } from '@isapi-bridge/win32'
import { recordTiming } from '../timings.ts'

/** clock() */
function clock(): number {
  return performance.now()
}

class CMyModule extends CHttpModule {
  private startTime = 0

  override OnBeginRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    this.startTime = clock()

    return RQ_NOTIFICATION_CONTINUE
  }

  /** The headers leave: the last moment to add one. A long answer is not finished then, OnEndRequest has the whole time. */
  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    if (pProvider.GetHeadersBeingSent() && this.isMeasured(pHttpContext)) {
      const elapsed = clock() - this.startTime
      pHttpContext.GetResponse().SetHeader('X-Module-Elapsed-Ms', elapsed.toFixed(3), true)
    }

    return RQ_NOTIFICATION_CONTINUE
  }

  override OnEndRequest(pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    const elapsed = clock() - this.startTime

    if (this.isMeasured(pHttpContext)) {
      recordTiming({
        kind: 'module', name: 'response-timer', method: pHttpContext.GetRequest().GetHttpMethod(), url: pHttpContext.GetScriptName(), ms: elapsed
      })
    }

    return RQ_NOTIFICATION_CONTINUE
  }

  /** Requests of clients: a child request has a module object of its own. One that was refused before BEGIN_REQUEST has no start. */
  private isMeasured(pHttpContext: IHttpContext): boolean {
    return pHttpContext.GetParentContext() === null && this.startTime !== 0
  }
}

class CMyModuleFactory implements IHttpModuleFactory {
  GetHttpModule(_pAllocator: IModuleAllocator): CHttpModule | HRESULT {
    return new CMyModule()
  }

  Terminate(): void {
    // C++: delete this
  }
}

export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo, _pGlobalInfo: IHttpServer): HRESULT {
  return pModuleInfo.SetRequestNotifications(new CMyModuleFactory(), RQ_BEGIN_REQUEST | RQ_SEND_RESPONSE | RQ_END_REQUEST, 0)
}
