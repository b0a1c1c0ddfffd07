// "Hello World": RegisterModule passes a factory, the factory makes an instance for each request, the instance answers at the first notification.

import {
  CHttpModule, HttpDataChunkFromMemory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type HTTP_DATA_CHUNK, type IHttpContext,
  type IHttpEventProvider, type IHttpModuleFactory, type IModuleAllocator, type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED, type HRESULT } from '@isapi-bridge/win32'

class CHelloWorld extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    const pHttpResponse = pHttpContext.GetResponse()
    pHttpResponse.Clear()
    pHttpResponse.SetHeader('Content-Type', 'text/html', true)
    const dataChunk: HTTP_DATA_CHUNK = { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('Hello, world.') } }
    const { hr } = pHttpResponse.WriteEntityChunks([dataChunk], false, true)
    if (FAILED(hr)) pHttpResponse.SetStatus(500, 'Server Error', 0, hr)
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

class CHelloWorldFactory implements IHttpModuleFactory {
  GetHttpModule(_pAllocator: IModuleAllocator): CHttpModule | HRESULT {
    return new CHelloWorld()
  }

  Terminate(): void {
    // C++: delete this
  }
}

export const RegisterModule: PFN_REGISTERMODULE = (_dwServerVersion, pModuleInfo) =>
  pModuleInfo.SetRequestNotifications(new CHelloWorldFactory(), RQ_BEGIN_REQUEST, 0)
