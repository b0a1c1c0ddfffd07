// The URL hook of a public community site, xici.net: unknown hosts go to the home page, documents get headers for download, and in SEND_RESPONSE an
// error becomes a redirection to where AddResponseHeaders said, or with the original URL that the filter itself put into a header. No licence is
// stated, so only the calls are followed.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SEND_RESPONSE, SF_REQ_SEND_RESPONSE_HEADER, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_NEXT_NOTIFICATION,
  readSz, writeSz, type Filter, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_PREPROC_HEADERS, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'

const found = '302 Redirect'

export const errorRedirect: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_SEND_RESPONSE
    pVer.dwFilterVersion = HTTP_FILTER_REVISION
    return writeSz(pVer.lpszFilterDesc, 'url hook, Version 1.0')
  },
  HttpFilterProc(pfc, NotificationType, pvData) {
    switch (NotificationType) {
      case SF_NOTIFY_PREPROC_HEADERS: return onPreprocHeaders(pfc, pvData)
      case SF_NOTIFY_SEND_RESPONSE: {
        const strUrl = new Uint8Array(1024)
        const dwSize = { value: 1024 }
        if (pvData.HttpStatus === 404 && pvData.GetHeader(pfc, 'Location:', strUrl, dwSize)) return redirect(pfc, readSz(strUrl.subarray(0, dwSize.value)))
        if (pvData.HttpStatus >= 500 && pfc.GetServerVariable(pfc, 'HTTP_PATH', strUrl, dwSize)) return redirect(pfc, `/service/500.htm?${readSz(strUrl)}`)
        return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
      default: return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}

function redirect(pfc: HTTP_FILTER_CONTEXT, url: string): SF_STATUS_TYPE {
  pfc.ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, found, `Location: ${url}\r\n\r\n`, 0)
  return SF_STATUS_REQ_FINISHED
}

function onPreprocHeaders(pfc: HTTP_FILTER_CONTEXT, pData: HTTP_FILTER_PREPROC_HEADERS): SF_STATUS_TYPE {
  const urlBuffer = new Uint8Array(1024)
  if (!pData.GetHeader(pfc, 'url', urlBuffer, { value: 1024 })) return SF_STATUS_REQ_NEXT_NOTIFICATION
  const url = readSz(urlBuffer)
  if (!pData.AddHeader(pfc, 'path:', url)) return SF_STATUS_REQ_NEXT_NOTIFICATION
  const strHost = new Uint8Array(128)
  const dwSize = { value: 128 }
  if (!pData.GetHeader(pfc, 'host:', strHost, dwSize)) return SF_STATUS_REQ_NEXT_NOTIFICATION
  const host = readSz(strHost.subarray(0, dwSize.value)).toLowerCase()
  if (!/(?:^|\.)site\.test$/.test(host)) return redirect(pfc, 'http://www.site.test')
  if (host !== 'site.test') {
    pData.SetHeader(pfc, 'url', `/domain?${host.slice(0, -'.site.test'.length)}`)
    return SF_STATUS_REQ_NEXT_NOTIFICATION
  }
  const [, document] = /^\/d\d+\/([^/?]+)$/.exec(url) ?? []
  if (document !== undefined) {
    pfc.AddResponseHeaders(pfc, `Location: /service/${document}\r\n`, 0)
    pfc.AddResponseHeaders(pfc, `Content-disposition: attachment;filename=${document}\r\nExpires: Thu, 01 Dec 2050 16:00:00 GMT\r\n`, 0)
    pData.SetHeader(pfc, 'url', `/files/${document}.bin`)
  }
  return SF_STATUS_REQ_NEXT_NOTIFICATION
}
