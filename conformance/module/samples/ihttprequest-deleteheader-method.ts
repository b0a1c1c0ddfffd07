// Takes two headers out of the request, as if the client had not sent them. C++ names the second by HttpHeaderAcceptLanguage.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { registerFor } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    pHttpContext.GetRequest().DeleteHeader('User-Agent')
    pHttpContext.GetRequest().DeleteHeader('Accept-Language')
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
