// Leaves the request waiting, and lets it go on from elsewhere: in C++ from a thread of its own.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    setImmediate(() => {
      writeResponseMessage(pHttpContext, 'Completed ', 'elsewhere')
      pHttpContext.IndicateCompletion(RQ_NOTIFICATION_FINISH_REQUEST)
    })
    return RQ_NOTIFICATION_PENDING
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
