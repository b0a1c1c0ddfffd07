// Module "default-document": /default.html shows another page, made by a child request. The root of the site, which the sample
// has as well, belongs to the same module in C++: examples/native-modules/DefaultDocument.
//
// The sample of the page on IHttpContext::ReleaseClonedContext, ported line by line: OnMapPath clones the request, gives
// the clone another URL and runs it; the request waits until the child has answered for it.

import {
  CHttpModule, CLONE_FLAG_BASICS, RQ_MAP_PATH, RQ_NOTIFICATION_CONTINUE, RQ_NOTIFICATION_PENDING, type IHttpCompletionInfo,
  type IHttpContext, type IHttpEventProvider, type IHttpModuleFactory, type IHttpModuleRegistrationInfo, type IHttpServer,
  type IMapPathProvider, type IModuleAllocator, type REQUEST_NOTIFICATION_STATUS
} from '@isapi-bridge/module-api'
import { FAILED, type HRESULT } from '@isapi-bridge/win32'

// Create the module class.
class MyHttpModule extends CHttpModule {
  // Create a pointer for a child request.
  private m_pChildRequestContext: IHttpContext | null = null

  override OnMapPath(pHttpContext: IHttpContext, pProvider: IMapPathProvider): REQUEST_NOTIFICATION_STATUS {
    // Retrieve the URL.
    const pwszUrl = pProvider.GetUrl()

    // Only process requests for one page. The child is mapped as well, with another URL.
    if (pwszUrl === '/default.html') {
      if (this.executeChild(pHttpContext)) {
        // Asynchronous operations are pending: OnAsyncCompletion follows.
        return RQ_NOTIFICATION_PENDING
      }

      // Failure: give back the clone, if there is one.
      this.releaseChild()
    }

    // Return processing to the pipeline.
    return RQ_NOTIFICATION_CONTINUE
  }

  override OnAsyncCompletion(
    _pHttpContext: IHttpContext, _dwNotification: number, _fPostNotification: boolean,
    _pProvider: IHttpEventProvider, _pCompletionInfo: IHttpCompletionInfo
  ): REQUEST_NOTIFICATION_STATUS {
    // Release the child request.
    this.releaseChild()

    // Return processing to the pipeline.
    return RQ_NOTIFICATION_CONTINUE
  }

  /** The part of the sample that can `goto Failure`: false is that jump. */
  private executeChild(pHttpContext: IHttpContext): boolean {
    // Clone the current context. What is an out-parameter in C++ is the result here, or the HRESULT that says why not.
    const pClone = pHttpContext.CloneContext(CLONE_FLAG_BASICS)

    // Test for a failure.
    if (typeof pClone === 'number') return false
    this.m_pChildRequestContext = pClone

    // Set the URL for the child request.
    const hr = pClone.GetRequest().SetUrl('/example/default.html', false)

    // Test for a failure.
    if (FAILED(hr)) return false

    // Execute the child request.
    const result = pHttpContext.ExecuteRequest(true, pClone, 0, null)

    // Test for a failure, and for pending asynchronous operations.
    return !FAILED(result.hr) && result.pfCompletionExpected
  }

  private releaseChild(): void {
    // Test for a child request.
    if (this.m_pChildRequestContext !== null) {
      // Release the child request.
      this.m_pChildRequestContext.ReleaseClonedContext()
      this.m_pChildRequestContext = null
    }
  }
}

// Create the module's class factory.
class MyHttpModuleFactory implements IHttpModuleFactory {
  GetHttpModule(_pAllocator: IModuleAllocator): CHttpModule | HRESULT {
    // Create a new instance. Where that can fail, return the HRESULT instead: HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY).
    return new MyHttpModule()
  }

  Terminate(): void {
    // Remove the class from memory: nothing to do here, `delete this` in C++.
  }
}

// Create the module's exported registration function.
export function RegisterModule(_dwServerVersion: number, pModuleInfo: IHttpModuleRegistrationInfo, _pGlobalInfo: IHttpServer): HRESULT {
  return pModuleInfo.SetRequestNotifications(new MyHttpModuleFactory(), RQ_MAP_PATH, 0)
}
