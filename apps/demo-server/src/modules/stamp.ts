// Module "stamp": marks every answer, and hides what the server runs on. Compare filters/stamp.ts.

import {
  CHttpModule, createModuleFactory, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext, type IHttpModuleRegistrationInfo,
  type IHttpServer, type ISendResponseProvider, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import type { HRESULT } from '@isapi-bridge/win32'

class StampModule extends CHttpModule {
  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    // Filters hear of the answer of a client only, modules of those of child requests too.
    if (!pProvider.GetHeadersBeingSent() || pHttpContext.GetParentContext() !== null) return RQ_NOTIFICATION_CONTINUE
    const pResponse = pHttpContext.GetResponse()
    pResponse.SetHeader('X-Filtered', 'yes', true)
    if (pResponse.GetHeader('Server') === 'demo') pResponse.DeleteHeader('Server')
    return RQ_NOTIFICATION_CONTINUE
  }
}

export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo, _pGlobalInfo: IHttpServer): HRESULT {
  return pModuleInfo.SetRequestNotifications(createModuleFactory(StampModule), RQ_SEND_RESPONSE, 0)
}
