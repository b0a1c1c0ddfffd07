// Asks before and after a flush whether the headers have left.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Sent before: ', String(pHttpContext.GetResponseHeadersSent()))
    pHttpContext.GetResponse().Flush(false, true)
    writeResponseMessage(pHttpContext, '\nSent after: ', String(pHttpContext.GetResponseHeadersSent()))
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
