import { bridgeFilter } from '@isapi-bridge/bridge'
import {
  HTTP_FILTER_REVISION, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_NEXT_NOTIFICATION, type Filter
} from '@isapi-bridge/filter-api'
import { CHttpModule, createModuleFactory, RQ_BEGIN_REQUEST, RQ_END_REQUEST, RQ_NOTIFICATION_CONTINUE, type IHttpContext, type ModuleEntry } from '@isapi-bridge/module-api'

const rewriter: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFilterVersion = HTTP_FILTER_REVISION
    pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_ORDER_DEFAULT
    return true
  },
  HttpFilterProc(pfc, NotificationType, pvNotification) {
    if (NotificationType !== SF_NOTIFY_PREPROC_HEADERS) return SF_STATUS_REQ_NEXT_NOTIFICATION
    const url = new Uint8Array(256)
    const size = { value: url.length }
    if (pvNotification.GetHeader(pfc, 'url', url, size)) { // size: bytes, the final NUL counted
      const text = String.fromCharCode(...url.subarray(0, size.value - 1))
      if (text.startsWith('/old/')) pvNotification.SetHeader(pfc, 'url', text.replace('/old/', '/new/'))
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}

class Timing extends CHttpModule {
  #start = 0 // one instance per request: a member is the state of the request
  override OnBeginRequest() { this.#start = performance.now(); return RQ_NOTIFICATION_CONTINUE }
  override OnEndRequest(pHttpContext: IHttpContext) {
    pHttpContext.GetResponse().SetHeader('X-Elapsed-Ms', (performance.now() - this.#start).toFixed(1), true)
    return RQ_NOTIFICATION_CONTINUE
  }
}

export const modules: ModuleEntry[] = [
  { name: 'rewriter', module: bridgeFilter(rewriter, { name: 'rewriter' }) },
  { name: 'timing', module: (_version, info) => info.SetRequestNotifications(createModuleFactory(Timing), RQ_BEGIN_REQUEST | RQ_END_REQUEST, 0) }
]
