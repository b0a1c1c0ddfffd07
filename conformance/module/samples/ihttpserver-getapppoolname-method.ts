// Keeps the IHttpServer that RegisterModule gets, and shows two of its facts later.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, createModuleFactory, type IHttpContext,
  type IHttpServer, type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, writeResponseMessage } from './sample.ts'

let g_pHttpServer: IHttpServer | null = null

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    if (g_pHttpServer === null) return RQ_NOTIFICATION_CONTINUE
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Pool: ', g_pHttpServer.GetAppPoolName())
    writeResponseMessage(pHttpContext, '\nCommand line: ', String(g_pHttpServer.IsCommandLineLaunch()))
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = (_dwServerVersion, pModuleInfo, pGlobalInfo) => {
  g_pHttpServer = pGlobalInfo
  return pModuleInfo.SetRequestNotifications(createModuleFactory(MyHttpModule), RQ_BEGIN_REQUEST, 0)
}
