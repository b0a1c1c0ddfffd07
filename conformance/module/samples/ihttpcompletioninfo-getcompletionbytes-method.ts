// Writes and flushes asynchronously where the server can, and tells the event log what was completed.

import {
  CHttpModule, HttpDataChunkFromMemory, RQ_BEGIN_REQUEST, RQ_MAP_REQUEST_HANDLER, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_FINISH_REQUEST,
  RQ_NOTIFICATION_PENDING, type HTTP_DATA_CHUNK, type IHttpCompletionInfo, type IHttpContext, type IHttpEventProvider,
  type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { beginPlainText, registerFor, writeEventViewerLog } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    const dataChunk: HTTP_DATA_CHUNK = { DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from('Written and flushed.') } }
    const { hr, pfCompletionExpected } = pHttpContext.GetResponse().WriteEntityChunks([dataChunk], true, true)
    if (FAILED(hr)) pHttpContext.GetResponse().SetStatus(500, 'Server Error', 0, hr)
    return pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE
  }

  override OnMapRequestHandler(pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    const { hr, pfCompletionExpected } = pHttpContext.GetResponse().Flush(true, true)
    if (FAILED(hr)) pHttpContext.GetResponse().SetStatus(500, 'Server Error', 0, hr)
    return pfCompletionExpected ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_FINISH_REQUEST
  }

  override OnAsyncCompletion(
    _pHttpContext: IHttpContext, dwNotification: number, _fPostNotification: boolean, _pProvider: IHttpEventProvider, pCompletionInfo: IHttpCompletionInfo
  ): REQUEST_NOTIFICATION_STATUS {
    writeEventViewerLog('completed', String(pCompletionInfo.GetCompletionBytes()), String(pCompletionInfo.GetCompletionStatus()))
    return dwNotification === RQ_BEGIN_REQUEST ? RQ_NOTIFICATION_CONTINUE : RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST | RQ_MAP_REQUEST_HANDLER)
