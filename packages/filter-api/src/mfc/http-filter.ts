// CHttpFilter of MFC: one method for each notification. Extend it, set the flags in GetFilterVersion, override what you want to hear.

import { TRUE, type BOOL, type DWORD } from '@isapi-bridge/win32'
import {
  HTTP_FILTER_REVISION, SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_NET_SESSION,
  SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA,
  SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, SF_STATUS_REQ_NEXT_NOTIFICATION, type SF_STATUS_TYPE
} from '../constants.ts'
import type { Filter, HttpFilterProcArguments } from '../entry-points.ts'
import type {
  HTTP_FILTER_ACCESS_DENIED, HTTP_FILTER_AUTHENT, HTTP_FILTER_AUTH_COMPLETE_INFO, HTTP_FILTER_LOG, HTTP_FILTER_PREPROC_HEADERS,
  HTTP_FILTER_RAW_DATA, HTTP_FILTER_SEND_RESPONSE, HTTP_FILTER_URL_MAP, HTTP_FILTER_VERSION
} from '../structures.ts'
import { CHttpFilterContext } from './http-filter-context.ts'

/** What a handler returns; a promise is allowed where HttpFilterProc may return one. */
export type FilterHandlerResult = SF_STATUS_TYPE | PromiseLike<SF_STATUS_TYPE>

/**
 * Base class of filters. The object is the filter: `bridgeFilter(new MyFilter(), { name: 'my-filter' })`. One object serves all
 * connections; state of a connection belongs into `pCtxt.m_pFC.pFilterContext`.
 *
 * Every handler that is not overridden returns SF_STATUS_REQ_NEXT_NOTIFICATION. The flags of GetFilterVersion alone decide which of them
 * are called. [MFC]
 */
export class CHttpFilter implements Filter {
  /**
   * Sets the revision and the default order, and no event. An override calls it first and adds its own flags, description included. [MFCV]
   * TRUE keeps the filter.
   */
  GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
    pVer.dwFilterVersion = HTTP_FILTER_REVISION
    pVer.dwFlags = SF_NOTIFY_ORDER_DEFAULT
    return TRUE
  }

  /** Calls the handler of the notification. [MFCP] */
  HttpFilterProc(...[pfc, NotificationType, pvNotification]: HttpFilterProcArguments): FilterHandlerResult {
    const pCtxt = new CHttpFilterContext(pfc)
    switch (NotificationType) {
      case SF_NOTIFY_READ_RAW_DATA: return this.OnReadRawData(pCtxt, pvNotification)
      case SF_NOTIFY_PREPROC_HEADERS: return this.OnPreprocHeaders(pCtxt, pvNotification)
      case SF_NOTIFY_URL_MAP: return this.OnUrlMap(pCtxt, pvNotification)
      case SF_NOTIFY_AUTHENTICATION: return this.OnAuthentication(pCtxt, pvNotification)
      case SF_NOTIFY_ACCESS_DENIED: return this.OnAccessDenied(pCtxt, pvNotification)
      case SF_NOTIFY_AUTH_COMPLETE: return this.OnAuthComplete(pCtxt, pvNotification)
      case SF_NOTIFY_SEND_RESPONSE: return this.OnSendResponse(pCtxt, pvNotification)
      case SF_NOTIFY_SEND_RAW_DATA: return this.OnSendRawData(pCtxt, pvNotification)
      case SF_NOTIFY_END_OF_REQUEST: return this.OnEndOfRequest(pCtxt)
      case SF_NOTIFY_LOG: return this.OnLog(pCtxt, pvNotification)
      case SF_NOTIFY_END_OF_NET_SESSION: return this.OnEndOfNetSession(pCtxt)
      default: return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }

  /** Called once before the filter is removed; nothing comes of the result. */
  TerminateFilter(_dwFlags: DWORD): BOOL { return TRUE }

  /** SF_NOTIFY_READ_RAW_DATA: bytes from the client. [MFC] */
  OnReadRawData(_pCtxt: CHttpFilterContext, _pRawData: HTTP_FILTER_RAW_DATA): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_PREPROC_HEADERS: the headers of the request. [MFC] */
  OnPreprocHeaders(_pCtxt: CHttpFilterContext, _pHeaderInfo: HTTP_FILTER_PREPROC_HEADERS): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_URL_MAP: where a URL leads. [MFC] */
  OnUrlMap(_pCtxt: CHttpFilterContext, _pMapInfo: HTTP_FILTER_URL_MAP): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_AUTHENTICATION: the account that the client is logged on to. [MFC] */
  OnAuthentication(_pCtxt: CHttpFilterContext, _pAuthent: HTTP_FILTER_AUTHENT): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_ACCESS_DENIED: the server is about to answer 401. Ours: the MFC pages have no handler for it. */
  OnAccessDenied(_pCtxt: CHttpFilterContext, _pDenied: HTTP_FILTER_ACCESS_DENIED): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_AUTH_COMPLETE: the headers of the request once more, now that the user is known. Ours, as OnAccessDenied. */
  OnAuthComplete(_pCtxt: CHttpFilterContext, _pAuthComplInfo: HTTP_FILTER_AUTH_COMPLETE_INFO): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_SEND_RESPONSE: the headers of the response. Ours, as OnAccessDenied. */
  OnSendResponse(_pCtxt: CHttpFilterContext, _pResponseInfo: HTTP_FILTER_SEND_RESPONSE): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_SEND_RAW_DATA: bytes to the client. [MFC] */
  OnSendRawData(_pCtxt: CHttpFilterContext, _pRawData: HTTP_FILTER_RAW_DATA): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_END_OF_REQUEST: the answer is out. Ours, as OnAccessDenied. */
  OnEndOfRequest(_pCtxt: CHttpFilterContext): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_LOG: the log entry. [MFC] */
  OnLog(_pCtxt: CHttpFilterContext, _pLog: HTTP_FILTER_LOG): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
  /** SF_NOTIFY_END_OF_NET_SESSION: the client has gone; release what pFilterContext holds. [MFCE] */
  OnEndOfNetSession(_pCtxt: CHttpFilterContext): FilterHandlerResult { return SF_STATUS_REQ_NEXT_NOTIFICATION }
}
