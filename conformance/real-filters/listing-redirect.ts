// RealLeadsRedirect, a public filter made with the wizard of MFC: `/city/12345` becomes `/city/listing.aspx?code=12345`. Only its calls are followed.

import {
  CHttpFilter, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_MASK, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT,
  SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type CHttpFilterContext, type HTTP_FILTER_PREPROC_HEADERS, type HTTP_FILTER_VERSION,
  type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'

export class CListingRedirectFilter extends CHttpFilter {
  override GetFilterVersion(pVer: HTTP_FILTER_VERSION): boolean {
    super.GetFilterVersion(pVer)
    pVer.dwFlags &= ~SF_NOTIFY_ORDER_MASK
    pVer.dwFlags |= SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION
    return writeSz(pVer.lpszFilterDesc, 'Listing Redirect Filter')
  }

  override OnPreprocHeaders(pCtxt: CHttpFilterContext, pHeaderInfo: HTTP_FILTER_PREPROC_HEADERS): SF_STATUS_TYPE {
    const buffer = new Uint8Array(256)
    pHeaderInfo.GetHeader(pCtxt.m_pFC, 'url', buffer, { value: buffer.length }) // the result is not looked at
    const [, left, code] = /^(.*\/)(\d+)$/.exec(readSz(buffer)) ?? []
    if (left === undefined || code === undefined) return SF_STATUS_REQ_NEXT_NOTIFICATION
    pHeaderInfo.SetHeader(pCtxt.m_pFC, 'url', `${left}listing.aspx?code=${code}`)
    return SF_STATUS_REQ_HANDLED_NOTIFICATION
  }

  override OnEndOfNetSession(_pCtxt: CHttpFilterContext): SF_STATUS_TYPE { return SF_STATUS_REQ_NEXT_NOTIFICATION }
}
