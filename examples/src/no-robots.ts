import {
  CHttpFilter, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MASK, SF_NOTIFY_PREPROC_HEADERS, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED,
  SF_STATUS_REQ_NEXT_NOTIFICATION, getHeader, getServerVariable, writeSz, type CHttpFilterContext, type FilterHandlerResult,
  type HTTP_FILTER_PREPROC_HEADERS, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'

/** As the wizard of MFC laid filters out: flags in GetFilterVersion, one method for each notification. */
export class CNoRobotsFilter extends CHttpFilter {
  override GetFilterVersion(pVer: HTTP_FILTER_VERSION): boolean {
    super.GetFilterVersion(pVer)
    pVer.dwFlags &= ~SF_NOTIFY_ORDER_MASK
    pVer.dwFlags |= SF_NOTIFY_ORDER_LOW | SF_NOTIFY_PREPROC_HEADERS
    return writeSz(pVer.lpszFilterDesc, 'Keeps robots out of the archive')
  }

  override OnPreprocHeaders(pCtxt: CHttpFilterContext, pHeaderInfo: HTTP_FILTER_PREPROC_HEADERS): FilterHandlerResult {
    const url = getHeader(pCtxt.m_pFC, pHeaderInfo, 'url', 2048)
    const agent = getServerVariable(pCtxt.m_pFC, 'HTTP_USER_AGENT', 1024)
    if (url?.startsWith('/archive/') !== true || agent?.includes('bot') !== true) return SF_STATUS_REQ_NEXT_NOTIFICATION

    pCtxt.ServerSupportFunction(SF_REQ_SEND_RESPONSE_HEADER, '403 Forbidden', 'Content-Type: text/plain\r\n\r\n')
    const text = new TextEncoder().encode('Not for robots.\n')
    pCtxt.WriteClient(text, { value: text.length })
    return SF_STATUS_REQ_FINISHED
  }
}
