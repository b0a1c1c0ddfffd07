// Module "failing": fails on purpose, in the two ways that a module can.
//
// Documented outcomes are values: the module sets an error status, says why with an HRESULT, and finishes the request. A bug
// is an exception: the server makes one status of it, reports module and notification to its log, and the other modules'
// LOG_REQUEST and END_REQUEST run all the same.

import {
  CHttpModule, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, RQ_RESOLVE_REQUEST_CACHE, type IHttpContext, type IHttpEventProvider,
  type IHttpModuleFactory, type IHttpModuleRegistrationInfo, type IHttpServer, type IModuleAllocator, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { ERROR_NOT_ENOUGH_MEMORY, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'

class FailingModule extends CHttpModule {
  override OnResolveRequestCache(pHttpContext: IHttpContext, pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    switch (pHttpContext.GetScriptName()) {
      case '/fail/status': {
        const hr = HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY)
        pHttpContext.GetResponse().SetStatus(500, 'Internal Server Error', 0, hr)
        pProvider.SetErrorStatus(hr)
        return RQ_NOTIFICATION_FINISH_REQUEST
      }

      case '/fail/throw':
        throw new Error('this module fails on purpose')

      default:
        return RQ_NOTIFICATION_CONTINUE
    }
  }
}

class FailingModuleFactory implements IHttpModuleFactory {
  GetHttpModule(_pAllocator: IModuleAllocator): CHttpModule | HRESULT {
    return new FailingModule()
  }

  Terminate(): void {
    // C++: delete this
  }
}

export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo, _pGlobalInfo: IHttpServer): HRESULT {
  return pModuleInfo.SetRequestNotifications(new FailingModuleFactory(), RQ_RESOLVE_REQUEST_CACHE, 0)
}
