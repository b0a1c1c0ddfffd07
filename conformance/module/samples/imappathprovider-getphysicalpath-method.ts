// Shows the path that the URL is mapped to so far.

import {
  CHttpModule, RQ_MAP_PATH, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type IMapPathProvider, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnMapPath(pHttpContext: IHttpContext, pProvider: IMapPathProvider): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'Path: ', pProvider.GetPhysicalPath())
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_MAP_PATH)
