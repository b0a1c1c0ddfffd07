// Sends a text, and makes what came back the error status of the request, success included.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type IHttpEventProvider, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext, pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    const hr = writeResponseMessage(pHttpContext, 'Error status: ', 'to follow')
    pProvider.SetErrorStatus(hr)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
