// Shows the status as it stands, then sets 200 so that the client always gets to see it. GetStatus of C++ has eight out-parameters.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const { pStatusCode, pSubStatus, ppszReason, ppszModule, pdwNotification } = pHttpContext.GetResponse().GetStatus()
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Status: ', String(pStatusCode))
    writeResponseMessage(pHttpContext, '\nSub-status: ', String(pSubStatus))
    writeResponseMessage(pHttpContext, '\nReason: ', ppszReason)
    if (ppszModule !== null) writeResponseMessage(pHttpContext, '\nModule: ', ppszModule)
    writeResponseMessage(pHttpContext, '\nNotification: ', `0x${pdwNotification.toString(16)}`)
    pHttpContext.GetResponse().SetStatus(200, 'OK')
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
