// Drops headers and body of others, and answers with a text of its own.

import {
  CHttpModule, RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnPostExecuteRequestHandler(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    pHttpContext.GetResponse().Clear()
    pHttpContext.GetResponse().SetHeader('Content-Type', 'text/plain', true)
    writeResponseMessage(pHttpContext, 'The response was ', 'cleared')
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, 0, RQ_EXECUTE_REQUEST_HANDLER)
