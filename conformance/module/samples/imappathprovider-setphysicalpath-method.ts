// Maps every URL to a folder elsewhere.

import {
  CHttpModule, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type IMapPathProvider, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { registerFor } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnMapPath(pHttpContext: IHttpContext, pProvider: IMapPathProvider): REQUEST_NOTIFICATION_STATUS {
    const hr = pProvider.SetPhysicalPath('/temp')
    if (FAILED(hr)) pHttpContext.GetResponse().SetStatus(500, 'Server Error', 0, hr)
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_MAP_PATH)
