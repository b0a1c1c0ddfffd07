// Filters made on the spot, and what they are asked in tests.

import {
  GetLastError, HTTP_FILTER_REVISION, notifications, readSz, SF_NOTIFY_ORDER_DEFAULT, SF_STATUS_REQ_NEXT_NOTIFICATION, writeSz,
  type Filter, type HTTP_FILTER_CONTEXT, type HttpFilterProc, type NotificationType, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from '@isapi-bridge/module-api'

const NAMES = new Map<number, string>(notifications.map(({ flag, name }) => [flag, name.replace('SF_NOTIFY_', '')]))

/** Short name of a notification. */
export function nameOf(flag: number): string {
  return NAMES.get(flag) ?? String(flag)
}

/** What a filter answers. */
type Answer = ReturnType<HttpFilterProc>
/** HttpFilterProc of a filter that does not look at pvNotification. */
type ShortProc = (pfc: HTTP_FILTER_CONTEXT, NotificationType: NotificationType) => Answer

/** A filter with these flags. */
export function filterOf(dwFlags: number, proc?: HttpFilterProc): Filter
export function filterOf(dwFlags: number, proc: ShortProc): Filter
export function filterOf(dwFlags: number, proc: HttpFilterProc | ShortProc = () => SF_STATUS_REQ_NEXT_NOTIFICATION): Filter {
  return {
    GetFilterVersion(pVer) {
      pVer.dwFilterVersion = HTTP_FILTER_REVISION
      pVer.dwFlags = dwFlags
      return writeSz(pVer.lpszFilterDesc, 'made for a test')
    },
    HttpFilterProc: proc as HttpFilterProc // a function may ignore arguments, which a union of tuples does not say
  }
}

/** A filter that writes down each call as `name NOTIFICATION` and answers with `answer`, or NEXT. */
export function recorder(log: string[], name: string, events: number, answer?: HttpFilterProc, order?: number): Filter
export function recorder(log: string[], name: string, events: number, answer: ShortProc, order?: number): Filter
export function recorder(log: string[], name: string, events: number, answer?: HttpFilterProc | ShortProc, order: number = SF_NOTIFY_ORDER_DEFAULT): Filter {
  return filterOf(events | order, (...call) => {
    log.push(`${name} ${nameOf(call[1])}`)
    return (answer as HttpFilterProc | undefined)?.(...call) ?? SF_STATUS_REQ_NEXT_NOTIFICATION
  })
}

/** A proc that answers one notification. */
export function answers(flag: NotificationType, status: SF_STATUS_TYPE, before?: (pfc: HTTP_FILTER_CONTEXT) => void): HttpFilterProc {
  return (pfc, type, _pv) => {
    if (type !== flag) return SF_STATUS_REQ_NEXT_NOTIFICATION
    before?.(pfc)
    return status
  }
}

/** A server variable: the value, or the last error. */
export function variable(pfc: HTTP_FILTER_CONTEXT, name: string): string | number {
  const buffer = new Uint8Array(1024)
  return pfc.GetServerVariable(pfc, name, buffer, { value: buffer.length }) ? readSz(buffer) : GetLastError()
}

/** A header, or the last error. */
export function header(pfc: HTTP_FILTER_CONTEXT, pv: { GetHeader: (pfc: HTTP_FILTER_CONTEXT, name: string, buffer: Uint8Array, size: { value: number }) => boolean }, name: string): string | number {
  const buffer = new Uint8Array(1024)
  return pv.GetHeader(pfc, name, buffer, { value: buffer.length }) ? readSz(buffer) : GetLastError()
}

/** A host that keeps what is reported. */
export function hostWith(options: MemoryHostOptions): { host: MemoryHost; reports: string[] } {
  const reports: string[] = []
  const host = createMemoryHost({ route: (context) => { context.GetResponse().SetStatus(200, 'OK'); return true }, report: (error) => { reports.push(error.message) }, ...options })
  return { host, reports }
}
