// Module "connection-counter": how many requests have come over this connection.
//
// A member variable lives as long as one request. What has to live longer hangs on the object whose life it shares, in
// that object's container, under the id of the module. Compare pfc->pFilterContext: one slot, on the connection, always.

import {
  CHttpModule, RQ_BEGIN_REQUEST, RQ_NOTIFICATION_CONTINUE, RQ_SEND_RESPONSE, type HTTP_MODULE_ID, type IHttpConnectionStoredContext,
  type IHttpContext, type IHttpEventProvider, type IHttpModuleFactory, type IHttpModuleRegistrationInfo, type IHttpServer,
  type IModuleAllocator, type ISendResponseProvider, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED, type HRESULT } from '@isapi-bridge/win32'

/** What is stored. The container owns it from SetConnectionModuleContext on, and cleans it up when the connection dies. */
class ConnectionCounter implements IHttpConnectionStoredContext {
  private m_cRequests = 0

  Increment(): number {
    this.m_cRequests += 1
    return this.m_cRequests
  }

  NotifyDisconnect(): void {
    // The client has gone; a request may still be under way. Nothing to hurry up here.
  }

  CleanupStoredContext(): void {
    // C++: delete this
  }
}

class ConnectionCounterModule extends CHttpModule {
  private readonly m_moduleId: HTTP_MODULE_ID
  private m_cRequests = 0

  constructor(moduleId: HTTP_MODULE_ID) {
    super()
    this.m_moduleId = moduleId
  }

  override OnBeginRequest(pHttpContext: IHttpContext, _pProvider: IHttpEventProvider): REQUEST_NOTIFICATION_STATUS {
    // A child request comes over no connection of its own.
    if (pHttpContext.GetParentContext() === null) this.m_cRequests = this.count(pHttpContext)

    return RQ_NOTIFICATION_CONTINUE
  }

  override OnSendResponse(pHttpContext: IHttpContext, pProvider: ISendResponseProvider): REQUEST_NOTIFICATION_STATUS {
    if (pProvider.GetHeadersBeingSent() && this.m_cRequests > 0) {
      pHttpContext.GetResponse().SetHeader('X-Connection-Requests', String(this.m_cRequests), true)
    }

    return RQ_NOTIFICATION_CONTINUE
  }

  private count(pHttpContext: IHttpContext): number {
    const pContainer = pHttpContext.GetConnection()?.GetModuleContextContainer()
    if (pContainer === undefined) return 0

    // What this module stored here is a ConnectionCounter: the id is nobody else's.
    let pCounter = pContainer.GetConnectionModuleContext(this.m_moduleId) as ConnectionCounter | null
    if (pCounter === null) {
      pCounter = new ConnectionCounter()
      // There is no replace: the one object stays, and changes. Had it failed, C++ would have to delete the object.
      if (FAILED(pContainer.SetConnectionModuleContext(pCounter, this.m_moduleId))) return 0
    }
    return pCounter.Increment()
  }
}

class ConnectionCounterModuleFactory implements IHttpModuleFactory {
  private readonly m_moduleId: HTTP_MODULE_ID

  constructor(moduleId: HTTP_MODULE_ID) {
    this.m_moduleId = moduleId
  }

  GetHttpModule(_pAllocator: IModuleAllocator): CHttpModule | HRESULT {
    return new ConnectionCounterModule(this.m_moduleId)
  }

  Terminate(): void {
    // C++: delete this
  }
}

export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo, _pGlobalInfo: IHttpServer): HRESULT {
  // The id is told here and never changes. C++ samples keep it in a global, g_pModuleContext.
  const factory = new ConnectionCounterModuleFactory(pModuleInfo.GetId())
  return pModuleInfo.SetRequestNotifications(factory, RQ_BEGIN_REQUEST | RQ_SEND_RESPONSE, 0)
}
