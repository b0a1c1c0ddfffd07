// CvtDoc of the SDK (1996; sample cvtdoc.cpp, described in readme.txt): `page.txt.htm` is made anew from `page.txt` when that is newer, at the moment
// when URL_MAP names the file.

import { existsSync, statSync } from 'node:fs'
import {
  HTTP_FILTER_REVISION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_SECURE_PORT, SF_NOTIFY_URL_MAP, SF_STATUS_REQ_HANDLED_NOTIFICATION,
  SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter
} from '@isapi-bridge/filter-api'

export function cvtDoc(convert: (source: string, target: string) => boolean): Filter {
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_URL_MAP | SF_NOTIFY_ORDER_DEFAULT
      return writeSz(pVer.lpszFilterDesc, 'Document Conversion Filter')
    },
    HttpFilterProc(_pFC, dwNotificationType, pvNotification) {
      if (dwNotificationType === SF_NOTIFY_URL_MAP) {
        const target = readSz(pvNotification.pszPhysicalPath)
        const dot = target.lastIndexOf('.')
        const source = target.slice(0, Math.max(dot, 0))
        const isHtml = dot !== -1 && /^\.ht/i.test(target.slice(dot))
        if (isHtml && existsSync(source) && isNewer(source, target) && convert(source, target)) return SF_STATUS_REQ_HANDLED_NOTIFICATION
      }
      return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}

function isNewer(source: string, target: string): boolean {
  return !existsSync(target) || statSync(source).mtimeMs > statSync(target).mtimeMs
}
