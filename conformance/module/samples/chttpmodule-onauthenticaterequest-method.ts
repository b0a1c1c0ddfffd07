// Tells the event log of the event and of its post-event.

import {
  CHttpModule, RQ_AUTHENTICATE_REQUEST, RQ_NOTIFICATION_CONTINUE, type IAuthenticationProvider, type IHttpContext, type IHttpEventProvider,
  type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { registerFor, writeEventViewerLog } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnAuthenticateRequest(_pHttpContext: IHttpContext, _pProvider: IAuthenticationProvider): REQUEST_NOTIFICATION_STATUS {
    writeEventViewerLog('OnAuthenticateRequest')
    return RQ_NOTIFICATION_CONTINUE
  }

  override OnPostAuthenticateRequest(_pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    writeEventViewerLog('OnPostAuthenticateRequest')
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_AUTHENTICATE_REQUEST, RQ_AUTHENTICATE_REQUEST)
