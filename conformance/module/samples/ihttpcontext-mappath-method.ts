// Shows the folder of the site. C++ asks twice, for the size and for the path.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const pszPhysicalPath = pHttpContext.MapPath('/')
    if (typeof pszPhysicalPath === 'number') {
      pHttpContext.GetResponse().SetStatus(500, 'Server Error', 0, pszPhysicalPath)
      return RQ_NOTIFICATION_FINISH_REQUEST
    }
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Root: ', pszPhysicalPath)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
