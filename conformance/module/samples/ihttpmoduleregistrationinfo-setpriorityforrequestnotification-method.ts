// A global and a request module in one, each with a priority; both tell the event log.

import {
  CGlobalModule, CHttpModule, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, PRIORITY_ALIAS_HIGH, PRIORITY_ALIAS_LOW, RQ_BEGIN_REQUEST,
  RQ_NOTIFICATION_CONTINUE, createModuleFactory, type GLOBAL_NOTIFICATION_STATUS, type IHttpContext, type IPreBeginRequestProvider,
  type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { writeEventViewerLog } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(_pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    writeEventViewerLog('OnBeginRequest')
    return RQ_NOTIFICATION_CONTINUE
  }
}

class MyGlobalModule extends CGlobalModule {
  override OnGlobalPreBeginRequest(_pProvider: IPreBeginRequestProvider): GLOBAL_NOTIFICATION_STATUS {
    writeEventViewerLog('OnGlobalPreBeginRequest')
    return GL_NOTIFICATION_CONTINUE
  }

  Terminate(): void {
    // C++: delete this
  }
}

export const RegisterModule: PFN_REGISTERMODULE = (_dwServerVersion, pModuleInfo) => {
  let hr = pModuleInfo.SetRequestNotifications(createModuleFactory(MyHttpModule), RQ_BEGIN_REQUEST, 0)
  if (FAILED(hr)) return hr
  hr = pModuleInfo.SetPriorityForRequestNotification(RQ_BEGIN_REQUEST, PRIORITY_ALIAS_HIGH)
  if (FAILED(hr)) return hr
  hr = pModuleInfo.SetGlobalNotifications(new MyGlobalModule(), GL_PRE_BEGIN_REQUEST)
  if (FAILED(hr)) return hr
  return pModuleInfo.SetPriorityForGlobalNotification(GL_PRE_BEGIN_REQUEST, PRIORITY_ALIAS_LOW)
}
