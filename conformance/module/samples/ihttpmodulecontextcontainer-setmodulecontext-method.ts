// A context of its own on every request, set by the global module and found by the request module; the container cleans it up.

import {
  CGlobalModule, CHttpModule, GL_NOTIFICATION_CONTINUE, GL_PRE_BEGIN_REQUEST, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST,
  createModuleFactory, type GLOBAL_NOTIFICATION_STATUS, type HTTP_MODULE_ID, type IHttpContext, type IHttpStoredContext,
  type IPreBeginRequestProvider, type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { beginPlainText, writeEventViewerLog, writeResponseMessage } from './sample.ts'

class MyStoredContext implements IHttpStoredContext {
  readonly pszUrl: string

  constructor(pszUrl: string) {
    this.pszUrl = pszUrl
  }

  CleanupStoredContext(): void {
    writeEventViewerLog('CleanupStoredContext', this.pszUrl) // C++: delete this
  }
}

let g_moduleId: HTTP_MODULE_ID

class MyGlobalModule extends CGlobalModule {
  override OnGlobalPreBeginRequest(pProvider: IPreBeginRequestProvider): GLOBAL_NOTIFICATION_STATUS {
    const pHttpContext = pProvider.GetHttpContext()
    const pStoredContext = new MyStoredContext(pHttpContext.GetScriptName())
    const hr = pHttpContext.GetModuleContextContainer().SetModuleContext(pStoredContext, g_moduleId)
    if (FAILED(hr)) pStoredContext.CleanupStoredContext()
    return GL_NOTIFICATION_CONTINUE
  }

  Terminate(): void {}
}

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    // Nobody else has this id: what is there is ours.
    const pStoredContext = pHttpContext.GetModuleContextContainer().GetModuleContext(g_moduleId) as MyStoredContext | null
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Stored: ', pStoredContext === null ? '(none)' : pStoredContext.pszUrl)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = (_dwServerVersion, pModuleInfo) => {
  g_moduleId = pModuleInfo.GetId()
  const hr = pModuleInfo.SetGlobalNotifications(new MyGlobalModule(), GL_PRE_BEGIN_REQUEST)
  return FAILED(hr) ? hr : pModuleInfo.SetRequestNotifications(createModuleFactory(MyHttpModule), RQ_BEGIN_REQUEST, 0)
}
