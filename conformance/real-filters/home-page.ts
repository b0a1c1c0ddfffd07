// HomeFilt of the SDK (1996; sample with readme.txt): who asks for `/` gets another page.

import {
  SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, writeSz,
  type Filter
} from '@isapi-bridge/filter-api'
import { MAKELONG } from '@isapi-bridge/win32'

const HOME_SCRIPT = '/sdk/home.htm'

export const homeFilt: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFilterVersion = MAKELONG(0, 1)
    pVer.dwFlags = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_ORDER_DEFAULT
    writeSz(pVer.lpszFilterDesc, 'Home script redirector, v1.0')
    return true
  },
  HttpFilterProc(pfc, NotificationType, pvData) {
    if (NotificationType !== SF_NOTIFY_PREPROC_HEADERS) return SF_STATUS_REQ_NEXT_NOTIFICATION
    const achUrl = new Uint8Array(2048)
    const cb = { value: achUrl.length }
    if (!pvData.GetHeader(pfc, 'url', achUrl, cb)) return SF_STATUS_REQ_ERROR
    const slash = 0x2F
    if (achUrl[0] === slash && achUrl[1] === 0 && !pvData.SetHeader(pfc, 'url', HOME_SCRIPT)) return SF_STATUS_REQ_ERROR
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
}
