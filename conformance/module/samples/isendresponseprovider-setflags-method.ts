// Sets the flags of the response while it is sent, and reads them again.

import {
  CHttpModule, HTTP_SEND_RESPONSE_FLAG_DISCONNECT, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type IHttpContext, type ISendResponseProvider,
  type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    pProvider.SetFlags(HTTP_SEND_RESPONSE_FLAG_DISCONNECT)
    const dwFlags = pProvider.GetFlags()
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Flags: ', String(dwFlags))
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_SEND_RESPONSE)
