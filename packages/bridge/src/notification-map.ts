// TABLE: which notification of a filter runs at which stage of the pipeline, in event order. Masks, dispatch, plan, tests and the
// generated page derive from these rows.

import {
  notifications, SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_NET_SESSION,
  SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA,
  SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, type NotificationType
} from '@isapi-bridge/filter-api'
import {
  CLOSING, GL_PRE_BEGIN_REQUEST, PRE_BEGIN_REQUEST, RQ_AUTHENTICATE_REQUEST, RQ_MAP_PATH, RQ_SEND_RESPONSE
} from '@isapi-bridge/module-api'

/** What brings a notification: a global event, a request event, a post-event, the closing step, or the end of the connection. */
export type Carrier = 'global' | 'event' | 'post' | 'closing' | 'connection'

/** A notification that filters get. */
export interface CarriedRow {
  readonly flag: NotificationType
  readonly name: string
  readonly carried: true
  readonly stage: string
  readonly carrier: Carrier
  /** GL_* or RQ_* bit; 0 for what is no event of the pipeline. */
  readonly bit: number
  /** Filter order, or filter order from the end. */
  readonly order: 'normal' | 'reversed'
  /** Whether a promise of the status is waited for. */
  readonly mayWait: boolean
  /** Whether child requests raise it as well. */
  readonly children: boolean
  /** The answer is out: a status that would end the request changes nothing any more. */
  readonly closing: boolean
  /** It comes before all modules of its stage, whatever the order flags say. */
  readonly first?: true
  /** For the plan. */
  readonly where: string
  readonly statement: string
}

/** A notification that nothing brings so far: a filter that registers for it is refused. */
export interface RefusedRow {
  readonly flag: NotificationType
  readonly name: string
  readonly carried: false
  readonly order: 'normal' | 'reversed'
  readonly reason: string
  readonly statement: string
}

export type NotificationMapRow = CarriedRow | RefusedRow

/** Name of what comes after the last request of a connection. */
const CONNECTION_CLOSE = 'CONNECTION_CLOSE'

const ROWS = [
  { flag: SF_NOTIFY_READ_RAW_DATA,      carried: false, order: 'normal',   reason: 'event 2261: raw data cannot be read here, as in IIS 6 worker processes and IIS 7', statement: 'F-124' },
  { flag: SF_NOTIFY_PREPROC_HEADERS,    carried: true,  order: 'normal',   stage: PRE_BEGIN_REQUEST,      carrier: 'global',     bit: GL_PRE_BEGIN_REQUEST,    mayWait: true,  children: false, closing: false, where: 'before the request enters the pipeline',    statement: 'F-370' },
  { flag: SF_NOTIFY_URL_MAP,            carried: true,  order: 'normal',   stage: 'MAP_PATH',             carrier: 'event',      bit: RQ_MAP_PATH,             mayWait: true,  children: true,  closing: false, where: 'each mapping, the first after the last PREPROC_HEADERS', statement: 'F-371' },
  { flag: SF_NOTIFY_AUTHENTICATION,     carried: true,  order: 'normal',   stage: 'AUTHENTICATE_REQUEST', carrier: 'event',      bit: RQ_AUTHENTICATE_REQUEST, mayWait: true,  children: false, closing: false, first: true, where: 'before the modules that authenticate',       statement: 'F-372' },
  { flag: SF_NOTIFY_ACCESS_DENIED,      carried: true,  order: 'normal',   stage: 'SEND_RESPONSE',        carrier: 'event',      bit: RQ_SEND_RESPONSE,        mayWait: true,  children: false, closing: false, where: 'the send that carries a 401, before SEND_RESPONSE', statement: 'F-173' },
  { flag: SF_NOTIFY_AUTH_COMPLETE,      carried: true,  order: 'normal',   stage: 'AUTHENTICATE_REQUEST', carrier: 'post',       bit: RQ_AUTHENTICATE_REQUEST, mayWait: true,  children: false, closing: false, where: 'after the check for a user',                 statement: 'F-372' },
  { flag: SF_NOTIFY_SEND_RESPONSE,      carried: true,  order: 'normal',   stage: 'SEND_RESPONSE',        carrier: 'event',      bit: RQ_SEND_RESPONSE,        mayWait: true,  children: false, closing: false, where: 'the send that carries headers, not in inverted module order', statement: 'F-373' },
  { flag: SF_NOTIFY_SEND_RAW_DATA,      carried: false, order: 'reversed', reason: 'outgoing blocks cannot be seen here', statement: 'F-206' },
  { flag: SF_NOTIFY_END_OF_REQUEST,     carried: true,  order: 'normal',   stage: CLOSING,                carrier: 'closing',    bit: 0,                       mayWait: true,  children: false, closing: true,  where: 'after the final send',                       statement: 'F-110' },
  { flag: SF_NOTIFY_LOG,                carried: true,  order: 'normal',   stage: CLOSING,                carrier: 'closing',    bit: 0,                       mayWait: true,  children: false, closing: true,  where: 'after END_OF_REQUEST of all filters',        statement: 'F-377' },
  { flag: SF_NOTIFY_END_OF_NET_SESSION, carried: true,  order: 'normal',   stage: CONNECTION_CLOSE,       carrier: 'connection', bit: 0,                       mayWait: true,  children: false, closing: true,  where: 'after LOG of the last request of a connection', statement: 'F-111' }
] as const satisfies readonly (Omit<CarriedRow, 'name'> | Omit<RefusedRow, 'name'>)[]

// A missing notification is a compile error.
true satisfies [Exclude<NotificationType, (typeof ROWS)[number]['flag']>] extends [never] ? true : never

const names = new Map(notifications.map(({ flag, name }) => [flag, name]))

/** Every notification of a filter and what brings it. */
export const NOTIFICATION_MAP: readonly NotificationMapRow[] = ROWS.map((row) => ({ ...row, name: names.get(row.flag) ?? '' }))

/** The row of a notification that is carried. */
export function rowOf(flag: NotificationType): CarriedRow {
  const row = NOTIFICATION_MAP.find((candidate) => candidate.flag === flag)
  if (row === undefined || !row.carried) throw new TypeError(`notification 0x${flag.toString(16)} is not carried`)
  return row
}

/** The bits that a filter with these events registers with one kind of carrier. */
export function carrierMask(events: number, carrier: Carrier): number {
  return NOTIFICATION_MAP.reduce((mask, row) => (row.carried && row.carrier === carrier && (events & row.flag) !== 0 ? mask | row.bit : mask), 0) >>> 0
}

/** Those of them that come before all modules. */
export const FIRST_BITS: number = NOTIFICATION_MAP.reduce((mask, row) => (row.carried && row.first === true ? mask | row.bit : mask), 0) >>> 0

/** Whether a filter with these events needs one kind of carrier. */
export function needsCarrier(events: number, carrier: Carrier): boolean {
  return NOTIFICATION_MAP.some((row) => row.carried && row.carrier === carrier && (events & row.flag) !== 0)
}
