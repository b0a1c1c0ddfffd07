// Remembers the name under which it was registered, and tells the event log.

import {
  CGlobalModule, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, type GLOBAL_NOTIFICATION_STATUS, type IPreBeginRequestProvider,
  type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'
import { writeEventViewerLog } from './sample.ts'

class MyGlobalModule extends CGlobalModule {
  override OnGlobalPreBeginRequest(_pProvider: IPreBeginRequestProvider): GLOBAL_NOTIFICATION_STATUS {
    return GL_NOTIFICATION_CONTINUE
  }

  Terminate(): void {
    writeEventViewerLog('Terminate')
  }
}

export const RegisterModule: PFN_REGISTERMODULE = (dwServerVersion, pModuleInfo) => {
  writeEventViewerLog('RegisterModule', String(dwServerVersion), pModuleInfo.GetName())
  return pModuleInfo.SetGlobalNotifications(new MyGlobalModule(), GL_PRE_BEGIN_REQUEST)
}
