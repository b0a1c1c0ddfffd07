// Replaces Content-Type and Server, and sets Refresh. C++ names the first by HttpHeaderContentType.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const pHttpResponse = pHttpContext.GetResponse()
    pHttpResponse.Clear()
    for (const [pszHeaderName, pszHeaderValue] of [['Content-Type', 'text/plain'], ['Server', 'MyServer/7.0'], ['Refresh', '5']] as const) {
      const hr = pHttpResponse.SetHeader(pszHeaderName, pszHeaderValue, true)
      if (FAILED(hr)) {
        pHttpResponse.SetStatus(500, 'Server Error', 0, hr)
        return RQ_NOTIFICATION_FINISH_REQUEST
      }
    }
    writeResponseMessage(pHttpContext, 'This page comes again every ', '5 seconds')
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
