// SimpleUrlRewrite (hammett, 2005, for URLs of MonoRail without an extension): `URL` in upper case, 2048 bytes, revision 1 of its own.

import {
  SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_FINISHED_KEEP_CONN,
  SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, type Filter
} from '@isapi-bridge/filter-api'

export const simpleUrlRewrite: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFilterVersion = 1 // MAKEWORD(1, 0); and no description
    pVer.dwFlags = SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS
    return true
  },
  HttpFilterProc(pfc, notificationType, pvNotification) {
    if (notificationType === SF_NOTIFY_PREPROC_HEADERS) {
      const buffer = new Uint8Array(2048)
      const bufSize = { value: 2048 }
      if (!pvNotification.GetHeader(pfc, 'URL', buffer, bufSize)) return SF_STATUS_REQ_FINISHED_KEEP_CONN
      const url = readSz(buffer)
      const mark = url.indexOf('?')
      const path = mark === -1 ? url : url.slice(0, mark)
      const lastDir = path.lastIndexOf('/')
      if (lastDir === -1) return SF_STATUS_REQ_NEXT_NOTIFICATION
      const last = path.slice(lastDir + 1)
      const toAdd = last === '' ? 'index.rails' : last.includes('.') ? '' : '.rails'
      if (toAdd !== '') pvNotification.SetHeader(pfc, 'URL', path + toAdd + (mark === -1 ? '' : url.slice(mark)))
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}
