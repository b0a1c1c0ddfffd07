// Copies the User-Agent header into memory of the request and shows it from there.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const pszUserAgent = pHttpContext.GetRequest().GetHeader('User-Agent') ?? '(none)'
    const cbUserAgent = Buffer.byteLength(pszUserAgent, 'latin1') + 1
    const pvBuffer = pHttpContext.AllocateRequestMemory(cbUserAgent)
    Buffer.from(pvBuffer.buffer, pvBuffer.byteOffset, pvBuffer.byteLength).write(pszUserAgent, 'latin1')
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'User-Agent: ', Buffer.from(pvBuffer.subarray(0, cbUserAgent - 1)).toString('latin1'))
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
