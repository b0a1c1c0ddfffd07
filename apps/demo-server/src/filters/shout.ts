// Filter "shout": GET /shout/hello.txt comes in capitals.
//
// SEND_RAW_DATA brings every block on its way to the client: first the header block, then the body as it was handed
// over. It is the costliest notification there is, so the filter decides in SEND_RESPONSE, where headers can be read by
// name, and switches itself off for every other answer: SF_REQ_DISABLE_NOTIFICATIONS counts for this request only.
//
// Capitals take as many bytes as small letters. A filter that changes the length has to hold the header block back
// and to correct Content-Length in it; nobody does that for it.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_LOW, SF_NOTIFY_SECURE_PORT, SF_NOTIFY_SEND_RAW_DATA,
  SF_NOTIFY_SEND_RESPONSE, SF_REQ_DISABLE_NOTIFICATIONS, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter,
  type HTTP_FILTER_CONTEXT, type HTTP_FILTER_SEND_RESPONSE, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { fillCallerBuffer } from './caller-buffer.ts'

const FOLDER = '/shout/'

export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Capitals for plain text under /shout/')
  pVer.dwFlags = SF_NOTIFY_SEND_RESPONSE | SF_NOTIFY_SEND_RAW_DATA
    | SF_NOTIFY_ORDER_LOW | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
  return TRUE
}

export const HttpFilterProc: Filter['HttpFilterProc'] = (pfc, NotificationType, pvNotification) => {
  switch (NotificationType) {
    case SF_NOTIFY_SEND_RESPONSE:
      if (isLoud(pfc, pvNotification)) {
        pfc.pFilterContext = 'header block' // what SEND_RAW_DATA brings next
      } else {
        pfc.ServerSupportFunction(pfc, SF_REQ_DISABLE_NOTIFICATIONS, null, SF_NOTIFY_SEND_RAW_DATA)
      }
      break

    case SF_NOTIFY_SEND_RAW_DATA:
      if (pfc.pFilterContext === 'header block') {
        pfc.pFilterContext = 'body'
      } else {
        // Never in place: others may hold the same bytes.
        pvNotification.pvInData = toCapitals(pvNotification.pvInData.subarray(0, pvNotification.cbInData))
        pvNotification.cbInData = pvNotification.cbInBuffer = pvNotification.pvInData.length
      }
      break

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}

/** Plain text under the folder, as letters: neither compressed nor of two bytes each. */
function isLoud(pfc: HTTP_FILTER_CONTEXT, data: HTTP_FILTER_SEND_RESPONSE): boolean {
  const url = fillCallerBuffer((lpvBuffer, lpdwSize) => pfc.GetServerVariable(pfc, 'URL', lpvBuffer, lpdwSize))
  if (url === null || !readSz(url).startsWith(FOLDER)) return false

  const type = fillCallerBuffer((lpvBuffer, lpdwSize) => data.GetHeader(pfc, 'Content-Type:', lpvBuffer, lpdwSize))
  const coding = fillCallerBuffer((lpvBuffer, lpdwSize) => data.GetHeader(pfc, 'Content-Encoding:', lpvBuffer, lpdwSize))
  return type !== null && coding === null && /^text\/plain *(;(?!.*utf-(16|32)).*)?$/i.test(readSz(type))
}

/** a to z; the bytes of other letters stay as they are. */
function toCapitals(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte))
}
