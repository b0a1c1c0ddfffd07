// The walkthrough that keeps other sites from showing the images of this one: three server variables, and the end of the request where the referrer
// is another site or missing. C++ allocates buffers that GetServerVariable then does not use.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { ERROR_INVALID_INDEX, HRESULT_FROM_WIN32 } from '@isapi-bridge/win32'
import { registerFor } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const pszPathInfo = pHttpContext.GetServerVariable('PATH_INFO', 'PCSTR')
    if (typeof pszPathInfo === 'number') return RQ_NOTIFICATION_CONTINUE
    if (!pszPathInfo.includes('/images/')) return RQ_NOTIFICATION_CONTINUE
    const pszServerName = pHttpContext.GetServerVariable('SERVER_NAME', 'PCSTR')
    if (typeof pszServerName === 'number') return RQ_NOTIFICATION_CONTINUE
    const pszReferer = pHttpContext.GetServerVariable('HTTP_REFERER', 'PCSTR')
    if (typeof pszReferer === 'string') return pszReferer.includes(pszServerName) ? RQ_NOTIFICATION_CONTINUE : RQ_NOTIFICATION_FINISH_REQUEST
    return pszReferer === HRESULT_FROM_WIN32(ERROR_INVALID_INDEX) ? RQ_NOTIFICATION_FINISH_REQUEST : RQ_NOTIFICATION_CONTINUE
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
