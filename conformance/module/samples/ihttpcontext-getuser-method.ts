// Shows the name of the user, or that the site uses anonymous authentication: then the name is blank.

import {
  CHttpModule, RQ_AUTHENTICATE_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnPostAuthenticateRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const pHttpUser = pHttpContext.GetUser()
    if (pHttpUser === null) return RQ_NOTIFICATION_CONTINUE
    const pszUserName = pHttpUser.GetUserName()
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'User: ', pszUserName === '' ? '(anonymous)' : pszUserName)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, 0, RQ_AUTHENTICATE_REQUEST)
