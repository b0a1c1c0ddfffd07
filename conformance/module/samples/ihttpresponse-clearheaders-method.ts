// Drops the headers of others; the body stays.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { registerFor } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnPostBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    pHttpContext.GetResponse().ClearHeaders()
    pHttpContext.GetResponse().SetHeader('Content-Type', 'text/plain', true)
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, 0, RQ_BEGIN_REQUEST)
