// Apache Axis2/C, IIS transport for IIS 5.1 (Apache License 2.0): URLs of services go to the extension. It reads the URL with the server variable
// HTTP_URL, not with GetHeader.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter
} from '@isapi-bridge/filter-api'
import { INTERNET_MAX_URL_LENGTH } from './support.ts'

export const axis2: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFilterVersion = HTTP_FILTER_REVISION
    pVer.dwFlags = SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_PREPROC_HEADERS
    return writeSz(pVer.lpszFilterDesc, 'axis2c filter')
  },
  HttpFilterProc(pfc, notificationType, pvNotification) {
    if (notificationType === SF_NOTIFY_PREPROC_HEADERS) {
      const url = new Uint8Array(INTERNET_MAX_URL_LENGTH)
      const bufferLength = { value: INTERNET_MAX_URL_LENGTH }
      pfc.GetServerVariable(pfc, 'HTTP_URL', url, bufferLength)
      const path = readSz(url)
      if (path.startsWith('/axis2')) {
        pvNotification.SetHeader(pfc, 'url', `/axis2/mod_axis2_IIS.dll${path.slice('/axis2'.length)}`)
        return SF_STATUS_REQ_HANDLED_NOTIFICATION
      }
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  },
  TerminateFilter: () => true
}
