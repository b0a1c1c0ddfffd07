// Replaces two headers of the request. C++ names the second by HttpHeaderAcceptLanguage.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { registerFor } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    for (const [pszHeaderName, pszHeaderValue] of [['User-Agent', 'MyBrowser/1.0'], ['Accept-Language', 'en-us']] as const) {
      const hr = pHttpContext.GetRequest().SetHeader(pszHeaderName, pszHeaderValue, true)
      if (FAILED(hr)) {
        pHttpContext.GetResponse().SetStatus(500, 'Server Error', 0, hr)
        return RQ_NOTIFICATION_FINISH_REQUEST
      }
    }
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
