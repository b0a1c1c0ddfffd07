// Answers one URL as another one. The page says "before the first event", and its sample does it in the first one.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { registerFor } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const hr = pHttpContext.GetRequest().SetUrl('/example/default.html', false)
    if (FAILED(hr)) return RQ_NOTIFICATION_FINISH_REQUEST
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
