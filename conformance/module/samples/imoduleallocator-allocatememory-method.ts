// The factory takes a buffer of 1 KB from the memory of the request for its module, which answers from it.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_FINISH_REQUEST, type IHttpContext, type IHttpModuleFactory, type IModuleAllocator,
  type PFN_REGISTERMODULE, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { E_OUTOFMEMORY, type HRESULT } from '@isapi-bridge/win32'
import { beginPlainText, writeResponseMessage } from './sample.ts'

const BUFFER_SIZE = 1024

class MyHttpModule extends CHttpModule {
  private readonly m_pszBuffer: Uint8Array

  constructor(pszBuffer: Uint8Array) {
    super()
    this.m_pszBuffer = pszBuffer
  }

  override OnBeginRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const text = Buffer.from('This text lies in a buffer of the request.')
    this.m_pszBuffer.set(text)
    beginPlainText(pHttpContext)
    writeResponseMessage(pHttpContext, `${this.m_pszBuffer.byteLength} bytes: `, Buffer.from(this.m_pszBuffer.subarray(0, text.byteLength)).toString())
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

class MyHttpModuleFactory implements IHttpModuleFactory {
  GetHttpModule(pAllocator: IModuleAllocator): CHttpModule | HRESULT {
    const pszBuffer = pAllocator.AllocateMemory(BUFFER_SIZE)
    return pszBuffer === null ? E_OUTOFMEMORY : new MyHttpModule(pszBuffer)
  }
  Terminate(): void {}
}

export const RegisterModule: PFN_REGISTERMODULE = (_dwServerVersion, pModuleInfo) =>
  pModuleInfo.SetRequestNotifications(new MyHttpModuleFactory(), RQ_BEGIN_REQUEST, 0)
