// The module "forwarded-for" as somebody writes it in a hurry: it takes the first address of the list, which is what a
// client likes to claim. `npm run compare` finds it.

import {
  CHttpModule, createModuleFactory, PRIORITY_ALIAS_FIRST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext,
  type IHttpModuleRegistrationInfo, type IHttpServer, type ISendResponseProvider, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED, type HRESULT } from '@isapi-bridge/win32'

class HastyForwardedForModule extends CHttpModule {
  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    const pLogData = pProvider.GetReadyToLogData() ? pProvider.GetLogData() : null
    const client = pHttpContext.GetRequest().GetHeader('X-Forwarded-For')?.split(',')[0]?.trim() ?? ''
    if (pLogData !== null && client !== '') pProvider.SetLogData({ ...pLogData, ClientIp: client })
    return RQ_NOTIFICATION_CONTINUE
  }
}

export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo, _pGlobalInfo: IHttpServer): HRESULT {
  const hr = pModuleInfo.SetRequestNotifications(createModuleFactory(HastyForwardedForModule), RQ_SEND_RESPONSE, 0)
  return FAILED(hr) ? hr : pModuleInfo.SetPriorityForRequestNotification(RQ_SEND_RESPONSE, PRIORITY_ALIAS_FIRST)
}
