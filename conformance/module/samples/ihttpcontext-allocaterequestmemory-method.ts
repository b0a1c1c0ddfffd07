// Copies the User-Agent header into memory of the request and shows it from there.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type IHttpEventProvider, type PFN_REGISTERMODULE,
  type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { E_OUTOFMEMORY } from '@isapi-bridge/win32'
import { beginPlainText, registerFor, writeResponseMessage } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext, pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    const pszUserAgent = pHttpContext.GetRequest().GetHeader('User-Agent') ?? '(none)'
    const cbUserAgent = Buffer.byteLength(pszUserAgent, 'latin1') + 1
    const pvBuffer = pHttpContext.AllocateRequestMemory(cbUserAgent)
    if (pvBuffer === null) {
      pProvider.SetErrorStatus(E_OUTOFMEMORY)
      return RQ_NOTIFICATION_FINISH_REQUEST
    }
    Buffer.from(pvBuffer.buffer, pvBuffer.byteOffset, pvBuffer.byteLength).write(pszUserAgent, 'latin1')
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, 'User-Agent: ', Buffer.from(pvBuffer.subarray(0, cbUserAgent - 1)).toString('latin1'))
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
