// Tells the event log of every request, before the pipeline begins.

import {
  CGlobalModule, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, type GLOBAL_NOTIFICATION_STATUS, type IPreBeginRequestProvider,
  type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { writeEventViewerLog } from './sample.ts'

class MyGlobalModule extends CGlobalModule {
  override OnGlobalPreBeginRequest(pProvider: IPreBeginRequestProvider): GLOBAL_NOTIFICATION_STATUS {
    const pHttpContext = pProvider.GetHttpContext()
    writeEventViewerLog(pHttpContext.GetRequest().GetHttpMethod(), pHttpContext.GetScriptName())
    return GL_NOTIFICATION_CONTINUE
  }

  Terminate(): void {
    writeEventViewerLog('Terminate')
  }
}

export const RegisterModule: PFN_REGISTERMODULE = (_dwServerVersion, pModuleInfo) =>
  pModuleInfo.SetGlobalNotifications(new MyGlobalModule(), GL_PRE_BEGIN_REQUEST)
