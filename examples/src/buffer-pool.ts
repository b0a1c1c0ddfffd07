import {
  HTTP_FILTER_REVISION, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_NEXT_NOTIFICATION, readSz,
  writeSz, type Filter
} from '@isapi-bridge/filter-api'

const BUFFER_SIZE = 4096
const MOST_FREE = 64

/** Buffers that wait for a session. Empty: one is made; too large: one is dropped. */
export const pool: Uint8Array[] = []

const take = (): Uint8Array => pool.pop() ?? new Uint8Array(BUFFER_SIZE)
const giveBack = (buffer: Uint8Array): void => {
  buffer.fill(0) // the next session belongs to somebody else
  if (pool.length < MOST_FREE) pool.push(buffer)
}

/** Keeps the agent of a session in a buffer of its own, and hands the buffer back when the session ends. */
export const bufferPool: Filter = {
  GetFilterVersion(pVer) {
    pVer.dwFilterVersion = HTTP_FILTER_REVISION
    pVer.dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_NET_SESSION | SF_NOTIFY_ORDER_DEFAULT
    writeSz(pVer.lpszFilterDesc, 'Keeps a pool of buffers')
    return true
  },

  HttpFilterProc(pfc, NotificationType, pvNotification) {
    switch (NotificationType) {
      case SF_NOTIFY_PREPROC_HEADERS: {
        // Kept over all requests of the session: the server never touches the slot.
        const buffer = pfc.pFilterContext instanceof Uint8Array ? pfc.pFilterContext : take()
        pfc.pFilterContext = buffer
        const size = { value: buffer.length }
        if (pvNotification.GetHeader(pfc, 'User-Agent:', buffer, size)) pfc.AddResponseHeaders(pfc, `X-Agent-Length: ${readSz(buffer).length}\r\n`)
        return SF_STATUS_REQ_NEXT_NOTIFICATION
      }
      case SF_NOTIFY_END_OF_NET_SESSION:
        // Also when the client broke off, and when another filter ended the request.
        if (pfc.pFilterContext instanceof Uint8Array) giveBack(pfc.pFilterContext)
        pfc.pFilterContext = null
        return SF_STATUS_REQ_NEXT_NOTIFICATION
      default:
        return SF_STATUS_REQ_NEXT_NOTIFICATION
    }
  }
}
