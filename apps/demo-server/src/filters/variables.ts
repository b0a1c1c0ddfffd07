// Filter "variables": reads a server variable the IIS 6 way. GET /app/vars/NAME shows what it found beside what the
// module of the same name found (modules/variables.ts).
//
// GetServerVariable fills memory of the caller. The caller does not know how much is needed, so it tries, asks for the
// last error, and tries again with more; the loop is in caller-buffer.ts, and starts at four bytes here to be seen at
// work. What the filter reads has to reach the route somehow: it travels in a private request header, which a client
// could send as well. Hence the first case: whatever came in under that name is deleted before anybody looks.

import {
  GetLastError, HTTP_FILTER_REVISION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT,
  SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz,
  type Filter, type HTTP_FILTER_CONTEXT, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { HAND_OVER_HEADER, toHandOver, variableNameOf, type Found } from '../hand-over.ts'
import { fillCallerBuffer } from './caller-buffer.ts'

const TINY_BUFFER_SIZE = 4

export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Reads a server variable into its own buffer')
  pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_AUTH_COMPLETE
    | SF_NOTIFY_ORDER_DEFAULT | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
  return TRUE
}

export const HttpFilterProc: Filter['HttpFilterProc'] = (pfc, NotificationType, pvNotification) => {
  switch (NotificationType) {
    case SF_NOTIFY_PREPROC_HEADERS:
      // The empty value deletes; that there is none is no error.
      if (!pvNotification.SetHeader(pfc, `${HAND_OVER_HEADER}:`, '')) return SF_STATUS_REQ_ERROR
      break

    case SF_NOTIFY_AUTH_COMPLETE: {
      // Late enough for all variables: URL and user are known. In PREPROC_HEADERS both would still be empty.
      const url = getVariable(pfc, 'URL')
      const name = 'value' in url ? variableNameOf(readSz(url.value)) : null
      if (name === null) break

      if (!pvNotification.SetHeader(pfc, `${HAND_OVER_HEADER}:`, toHandOver(getVariable(pfc, name)))) {
        // Longer than a header may be; at least say so.
        pvNotification.SetHeader(pfc, `${HAND_OVER_HEADER}:`, toHandOver({ error: GetLastError() }))
      }
      break
    }

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}

function getVariable(pfc: HTTP_FILTER_CONTEXT, lpszVariableName: string): Found {
  const value = fillCallerBuffer(
    (lpvBuffer, lpdwSize) => pfc.GetServerVariable(pfc, lpszVariableName, lpvBuffer, lpdwSize), TINY_BUFFER_SIZE
  )
  // GetLastError straight after the call that failed: the next one may change it.
  return value === null ? { error: GetLastError() } : { value: withoutNul(value, lpszVariableName) }
}

/** A variable asked for as UNICODE_… comes as UTF-16, with a NUL of two bytes. */
function withoutNul(value: Uint8Array, lpszVariableName: string): Uint8Array {
  return value.subarray(0, lpszVariableName.startsWith('UNICODE_') ? -2 : -1)
}
