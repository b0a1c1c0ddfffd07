// Sends what there is; Clear comes too late then.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Flushed ', 'in time')
    const { hr } = pHttpContext.GetResponse().Flush(false, true)
    if (FAILED(hr)) pHttpContext.GetResponse().SetStatus(500, 'Server Error', 0, hr)
    pHttpContext.GetResponse().Clear()
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
