// Module "forwarded-for": puts the client's address, as a reverse proxy tells it in X-Forwarded-For, into the log record.
//
// The module reads, changes and hands back the fields of the record while the answer is sent; it has to come among the
// last, hence the priority. Compare filters/forwarded-for.ts, which gets a notification of its own for the log.

import {
  CHttpModule, createModuleFactory, PRIORITY_ALIAS_FIRST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext,
  type IHttpModuleRegistrationInfo, type IHttpServer, type ISendResponseProvider, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED, type HRESULT } from '@isapi-bridge/win32'
import { clientAddress } from '../client-address.ts'

class ForwardedForModule extends CHttpModule {
  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    const pLogData = pProvider.GetReadyToLogData() ? pProvider.GetLogData() : null
    if (pLogData === null) return RQ_NOTIFICATION_CONTINUE

    const peer = pHttpContext.GetRequest().GetRemoteAddress().address
    const client = clientAddress(peer, pHttpContext.GetRequest().GetHeader('X-Forwarded-For') ?? '')
    if (client !== null) pProvider.SetLogData({ ...pLogData, ClientIp: client })
    return RQ_NOTIFICATION_CONTINUE
  }
}

export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo, _pGlobalInfo: IHttpServer): HRESULT {
  const hr = pModuleInfo.SetRequestNotifications(createModuleFactory(ForwardedForModule), RQ_SEND_RESPONSE, 0)
  return FAILED(hr) ? hr : pModuleInfo.SetPriorityForRequestNotification(RQ_SEND_RESPONSE, PRIORITY_ALIAS_FIRST)
}
