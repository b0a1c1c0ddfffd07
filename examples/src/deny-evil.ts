import {
  CHttpModule, createModuleFactory, HttpDataChunkFromMemory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST,
  type IHttpContext, type PFN_REGISTERMODULE
} from '@isapi-bridge/module-api'

class DenyEvil extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext) {
    if (pHttpContext.GetRequest().GetHeader('X-Evil') === null) return RQ_NOTIFICATION_CONTINUE
    const response = pHttpContext.GetResponse()
    response.SetStatus(403, 'Forbidden')
    response.SetHeader('Content-Type', 'text/plain', true)
    response.WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('No.\n') } }])
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = (_dwServerVersion, pModuleInfo) =>
  pModuleInfo.SetRequestNotifications(createModuleFactory(DenyEvil), RQ_BEGIN_REQUEST, 0)
