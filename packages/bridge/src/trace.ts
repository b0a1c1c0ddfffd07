// Trace records of filters: those of a request go through its context. What happens before a request is parsed is a record of the connection; the end of a session
// stands with the last request, where there was one.

import { createHash } from 'node:crypto'
import {
  readSz, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_LOG, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_URL_MAP, type NotificationType
} from '@isapi-bridge/filter-api'
import { factKey, publishEnd, publishStart, seesOtherCalls, stopClock, type NotificationTrace, type RequestTrace, type TraceFacts } from '@isapi-bridge/module-api'
import type { FilterRequest } from './filter-request.ts'
import type { FilterSession } from './filter-session.ts'
import type { CarriedRow } from './notification-map.ts'

/** TABLE: members of the structures that filters change, which traces show before and after. */
const MEMBERS: Readonly<Partial<Record<NotificationType, readonly string[]>>> = {
  [SF_NOTIFY_URL_MAP]: ['pszPhysicalPath'],
  [SF_NOTIFY_AUTHENTICATION]: ['pszUser', 'pszPassword'],
  [SF_NOTIFY_LOG]: ['pszClientHostName', 'pszClientUserName', 'pszServerName', 'pszOperation', 'pszTarget', 'pszParameters', 'dwHttpStatus', 'dwWin32Status', 'dwBytesSent', 'dwBytesRecvd', 'msTimeForProcessing'],
  [SF_NOTIFY_READ_RAW_DATA]: ['cbInData', 'pvInData'],
  [SF_NOTIFY_SEND_RAW_DATA]: ['cbInData', 'pvInData']
}

/** Bytes of a block that traces show. */
const EXCERPT = 256

/** What the call can change beside the request: members of the structure, and headers for a denial. */
function factsOf(payload: unknown, row: CarriedRow, request: FilterRequest | null): TraceFacts | null {
  const members = membersOf(payload, row)
  const headers = request?.denialHeaders ?? null
  if (headers === null) return members
  const facts = new Map(members ?? [])
  for (const [name, value] of headers) {
    const key = factKey('denial-header', name.toLowerCase())
    const other = facts.get(key)
    facts.set(key, other === undefined ? value : `${other}\n${value}`)
  }
  return facts
}

function membersOf(payload: unknown, { flag }: CarriedRow): TraceFacts | null {
  const members = MEMBERS[flag]
  if (members === undefined || typeof payload !== 'object' || payload === null) return null
  return new Map(members.map((name) => [factKey('structure', name), textOf(payload as Readonly<Record<string, unknown>>, name)])) // a name that it does not have shows as such
}

/** A filter may have left anything. */
function textOf(structure: Readonly<Record<string, unknown>>, name: string): string {
  try {
    const value = structure[name]
    if (!(value instanceof Uint8Array)) return String(value)
    return name === 'pvInData' ? excerptOf(value) : readSz(value)
  } catch {
    return '(cannot be read)'
  }
}

/** The beginning of a block, and a sum that tells longer ones apart. */
function excerptOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, EXCERPT)).toString('latin1')
  return bytes.byteLength <= EXCERPT ? text : `${text}… SHA-1 ${createHash('sha1').update(bytes).digest('hex')}`
}

/** Begins a record; null when nobody listens. */
export function beginTrace(session: FilterSession, row: CarriedRow, request: FilterRequest | null, payload: unknown): NotificationTrace | null {
  const { name } = session.filter
  const others = seesOtherCalls()
  if (request !== null) {
    const { extras, parsed } = request
    if (others) session.connectionId = extras.connectionId
    if (parsed ? !extras.traced : !others) {
      if (extras.level === 0) session.lastTrace = null // the end of the session stands with no request that is not recorded
      return null
    }
    const facts = factsOf(payload, row, request)
    if (!parsed) return publish(session, row, null, request.tracing++, facts)
    const record = extras.beginTrace('filter', name, row.name, facts)
    if (record !== null && extras.level === 0) session.lastTrace = record.request
    return record
  }
  return !others || session.connectionId === 0 ? null : publish(session, row, session.lastTrace, 0, null)
}

function publish({ connectionId, filter: { name } }: FilterSession, row: CarriedRow, request: RequestTrace | null, depth: number, facts: TraceFacts | null): NotificationTrace {
  const event: NotificationTrace = {
    request, connection: connectionId, stage: row.stage, post: false, kind: 'filter', name, notification: row.name,
    depth, child: 0, startedAt: performance.now(), status: null, us: 0, changes: [], skipped: null, skipDetail: ''
  }
  publishStart(event, facts)
  return event
}

export function endTrace(record: NotificationTrace, status: string, row: CarriedRow, request: FilterRequest | null, payload: unknown): void {
  stopClock(record)
  if (request === null) {
    publishEnd(record, status, null)
    return
  }
  const facts = factsOf(payload, row, request)
  if (request.parsed) {
    request.extras.endTrace(record, status, facts)
    return
  }
  request.tracing--
  publishEnd(record, status, facts)
}
