// What the page says, which has no sample: OnAsyncCompletion gets the number of bytes and decides how the notification ends.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, RQ_NOTIFICATION_PENDING, type IHttpCompletionInfo, type IHttpContext,
  type IHttpEventProvider, type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    setImmediate(() => { pHttpContext.PostCompletion(1234) })
    return RQ_NOTIFICATION_PENDING
  }

  override OnAsyncCompletion(
    pHttpContext: IHttpContext, dwNotification: number, fPostNotification: boolean, _pProvider: IHttpEventProvider, pCompletionInfo: IHttpCompletionInfo
  ): REQUEST_NOTIFICATION_STATUS {
    writeResponseMessage(pHttpContext, 'Notification: ', `${dwNotification} ${fPostNotification}`)
    writeResponseMessage(pHttpContext, '\nBytes: ', String(pCompletionInfo.GetCompletionBytes()))
    writeResponseMessage(pHttpContext, '\nStatus: ', String(pCompletionInfo.GetCompletionStatus()))
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
