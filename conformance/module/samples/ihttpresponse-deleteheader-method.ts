// Takes Server and Location out of every response that is sent.

import {
  CHttpModule, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext, type ISendResponseProvider, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { registerFor } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnSendResponse(pHttpContext: IHttpContext, _pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    pHttpContext.GetResponse().DeleteHeader('Server')
    pHttpContext.GetResponse().DeleteHeader('Location')
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_SEND_RESPONSE)
