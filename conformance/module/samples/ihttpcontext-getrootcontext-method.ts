// Tells whether this is the request of a client. The page says that the root context of such a request is NULL.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const pRootContext = pHttpContext.GetRootContext()
    beginPlainText(pHttpContext)
    if (pRootContext === null) writeResponseMessage(pHttpContext, 'Root context: ', 'NULL')
    else writeResponseMessage(pHttpContext, 'Root context: ', pRootContext === pHttpContext ? 'this one' : 'another one')
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
