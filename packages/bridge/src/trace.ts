// Trace records of filters: those of a request go through its context, that of the end of a session stands with the last request.

import { notificationChannel, type NotificationTrace } from '@isapi-bridge/module-api'
import type { FilterRequest } from './filter-request.ts'
import type { FilterSession } from './filter-session.ts'
import type { CarriedRow } from './notification-map.ts'

/** Begins a record; null when nobody listens. */
export function beginTrace(session: FilterSession, row: CarriedRow, request: FilterRequest | null): NotificationTrace | null {
  if (!notificationChannel.hasSubscribers) return null
  const { name } = session.filter
  if (request !== null) {
    const record = request.extras.beginTrace('filter', name, row.name)
    if (record !== null && request.extras.level === 0) session.lastTrace = record.request
    return record
  }
  if (session.lastTrace === null) return null
  const event: NotificationTrace = {
    request: session.lastTrace, stage: row.stage, post: false, kind: 'filter', name, notification: row.name,
    depth: 0, child: 0, startedAt: performance.now(), status: null, us: 0
  }
  notificationChannel.publish({ phase: 'start', event })
  return event
}

export function endTrace(record: NotificationTrace, status: string, request: FilterRequest | null): void {
  if (request !== null) {
    request.extras.endTrace(record, status)
    return
  }
  record.status = status
  record.us = (performance.now() - record.startedAt) * 1000
  notificationChannel.publish({ phase: 'end', event: record })
}
