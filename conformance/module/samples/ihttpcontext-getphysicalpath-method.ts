// Shows the path of the request. C++ turns the wide text into bytes first.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const pwszPhysicalPath = pHttpContext.GetPhysicalPath()
    if (pwszPhysicalPath === '') return RQ_NOTIFICATION_CONTINUE
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Physical path: ', pwszPhysicalPath)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
