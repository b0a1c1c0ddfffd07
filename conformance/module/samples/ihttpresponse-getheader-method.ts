// Shows two headers of the response, or that they are missing.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    pHttpContext.GetResponse().SetHeader('Location', '/elsewhere', true)
    const pszServer = pHttpContext.GetResponse().GetHeader('Server')
    writeResponseMessage(pHttpContext, 'Server: ', pszServer === null || pszServer === '' ? '(none)' : pszServer)
    const pszLocation = pHttpContext.GetResponse().GetHeader('Location')
    writeResponseMessage(pHttpContext, '\nLocation: ', pszLocation === null || pszLocation === '' ? '(none)' : pszLocation)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
