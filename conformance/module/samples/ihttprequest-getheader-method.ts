// Shows two headers of the request, or that they are missing. C++ asks for the second one by HttpHeaderAcceptLanguage.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const pHttpRequest = pHttpContext.GetRequest()
    beginPlainText(pHttpContext)
    const pszUserAgent = pHttpRequest.GetHeader('User-Agent')
    writeResponseMessage(pHttpContext, 'User-Agent: ', pszUserAgent === null || pszUserAgent === '' ? '(none)' : pszUserAgent)
    const pszAcceptLanguage = pHttpRequest.GetHeader('Accept-Language')
    writeResponseMessage(pHttpContext, '\nAccept-Language: ', pszAcceptLanguage === null || pszAcceptLanguage === '' ? '(none)' : pszAcceptLanguage)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
