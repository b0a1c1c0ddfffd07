// Filter "request-timer": how long a request takes, measured the IIS 6 way.
//
// One HttpFilterProc serves all requests, and each notification is a call of its own. A local variable is gone by the
// next call, a global one belongs to everybody: what a request has to remember lives in an object of its own that hangs
// on pfc->pFilterContext. Compare modules/response-timer.ts, where a member variable does.

import {
  HTTP_FILTER_REVISION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_MEDIUM,
  SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_SECURE_PORT, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz, writeSz, type Filter,
  type HTTP_FILTER_CONTEXT, type HTTP_FILTER_VERSION
} from '@isapi-bridge/filter-api'
import { TRUE, type BOOL } from '@isapi-bridge/win32'
import { recordTiming } from '../timings.ts'
import { fillCallerBuffer } from './caller-buffer.ts'

class CMyContext {
  private readonly startTime: number

  constructor(time: number) {
    this.startTime = time
  }

  GetStartTime(): number {
    return this.startTime
  }
}

/** clock() */
function clock(): number {
  return performance.now()
}

/** Exported, as by the .def file of a DLL. MEDIUM: the other filters are LOW, so that their time is measured as well. */
export function GetFilterVersion(pVer: HTTP_FILTER_VERSION): BOOL {
  pVer.dwFilterVersion = HTTP_FILTER_REVISION
  writeSz(pVer.lpszFilterDesc, 'Measures how long a request takes')
  pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_REQUEST
    | SF_NOTIFY_ORDER_MEDIUM | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
  return TRUE
}

/** Exported. The type of this constant is what tells the compiler the structure behind pvNotification in each case. */
export const HttpFilterProc: Filter['HttpFilterProc'] = (pfc, NotificationType, _pvNotification) => {
  let pContext: CMyContext | null = null
  let time: number

  switch (NotificationType) {
    case SF_NOTIFY_PREPROC_HEADERS:
      time = clock()

      //
      //  Create and store our per-request context instance
      //
      pfc.pFilterContext = new CMyContext(time)
      break

    case SF_NOTIFY_END_OF_REQUEST:
      //
      //  Get the context from the filter; null if this request never came through PREPROC_HEADERS
      //
      pContext = pfc.pFilterContext as CMyContext | null // the one place where it is set is above
      if (pContext === null) break
      time = clock() - pContext.GetStartTime()

      //
      //  Clean up the context at the end of the request: the next one on this connection gets the same pfc
      //
      pfc.pFilterContext = null

      recordTiming({ kind: 'filter', name: 'request-timer', method: getVariable(pfc, 'REQUEST_METHOD'), url: getVariable(pfc, 'URL'), ms: time })
      break

    default:
      break
  }

  return SF_STATUS_REQ_NEXT_NOTIFICATION
}

function getVariable(pfc: HTTP_FILTER_CONTEXT, lpszVariableName: string): string {
  const value = fillCallerBuffer((lpvBuffer, lpdwSize) => pfc.GetServerVariable(pfc, lpszVariableName, lpvBuffer, lpdwSize))
  return value === null ? '' : readSz(value)
}
