// Appends chunks (-1), and inserts one in front of what is there (0). C++ takes a pointer to the chunk; its buffer must live on.

import {
  CHttpModule, HttpDataChunkFromMemory, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type HTTP_DATA_CHUNK, type IHttpContext,
  type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED } from '@isapi-bridge/win32'
import { beginPlainText, registerFor } from './sample.ts'

class MyHttpModule extends CHttpModule {
  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    beginPlainText(pHttpContext)
    const chunk = (text: string): HTTP_DATA_CHUNK => ({ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(text) } })
    for (const [text, lInsertPosition] of [['second ', -1], ['third', -1], ['first ', 0]] as const) {
      const hr = pHttpContext.GetResponse().WriteEntityChunkByReference(chunk(text), lInsertPosition)
      if (FAILED(hr)) pHttpContext.GetResponse().SetStatus(500, 'Server Error', 0, hr)
    }
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const RegisterModule: PFN_REGISTERMODULE = registerFor(MyHttpModule, RQ_BEGIN_REQUEST)
