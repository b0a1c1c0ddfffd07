// Switches its own registration for BEGIN_REQUEST off, after it has been called; the post-event stays on. ACQUIRE_REQUEST_STATE ends the request.

import {
  CHttpModule, RQ_ACQUIRE_REQUEST_STATE, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext,
  type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, '\nNotification: ', 'OnBeginRequest')
    pHttpContext.GetResponse().Flush(false, true)
    pHttpContext.DisableNotifications(RQ_BEGIN_REQUEST, 0)
    return RQ_NOTIFICATION_CONTINUE
  }

  override OnPostBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    writeResponseMessage(pHttpContext, '\nNotification: ', 'OnPostBeginRequest')
    return RQ_NOTIFICATION_CONTINUE
  }

  override OnAcquireRequestState(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    writeResponseMessage(pHttpContext, '\nNotification: ', 'OnAcquireRequestState')
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST | RQ_ACQUIRE_REQUEST_STATE, RQ_BEGIN_REQUEST)
