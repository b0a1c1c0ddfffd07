// Gives SERVER_NAME another value, and reads it again.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    const hr = pHttpContext.SetServerVariable('SERVER_NAME', 'www.example.com')
    if (FAILED(hr)) return RQ_NOTIFICATION_FINISH_REQUEST
    const pszServerName = pHttpContext.GetServerVariable('SERVER_NAME', 'PCSTR')
    if (typeof pszServerName === 'string') writeResponseMessage(pHttpContext, 'Server name: ', pszServerName)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
