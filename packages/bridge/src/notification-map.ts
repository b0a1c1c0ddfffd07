// TABLE: which notification of a filter runs at which stage of the pipeline, in event order. Masks, dispatch, plan, tests and the
// generated page derive from these rows.

import {
  notifications, SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_NET_SESSION,
  SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA,
  SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, type NotificationType
} from '@isapi-bridge/filter-api'
import {
  CLOSING, CONNECTION_READ, CONNECTION_SEND, GL_PRE_BEGIN_REQUEST, PRE_BEGIN_REQUEST, RQ_AUTHENTICATE_REQUEST, RQ_MAP_PATH, RQ_SEND_RESPONSE
} from '@isapi-bridge/module-api'
import type { StatusColumn } from './status-map.ts'

/** What brings a notification: a global event, a request event, a post-event, the closing step, the bytes of the connection, or its end. */
export type Carrier = 'global' | 'event' | 'post' | 'closing' | 'raw' | 'connection'

/** A notification that filters get. */
export interface CarriedRow {
  readonly flag: NotificationType
  readonly name: string
  readonly stage: string
  readonly carrier: Carrier
  /** GL_* or RQ_* bit that is registered for it; 0: none. READ_RAW_DATA: what filters do before a request is parsed counts from there on. */
  readonly bit: number
  /** Filter order, or filter order from the end. */
  readonly order: 'normal' | 'reversed'
  /** Whether a promise of the status is waited for. */
  readonly mayWait: boolean
  /** Whether child requests raise it as well. */
  readonly children: boolean
  /** What a status does: in `closing` the answer is out, and one that would end the request changes nothing any more. */
  readonly effects: StatusColumn
  /** It comes before all modules of its stage, whatever the order flags say. */
  readonly first?: true
  /** For the plan. */
  readonly where: string
  readonly statement: string
}

/** Name of what comes after the last request of a connection. */
const CONNECTION_CLOSE = 'CONNECTION_CLOSE'

const ROWS = [
  { flag: SF_NOTIFY_READ_RAW_DATA,      order: 'normal',   stage: CONNECTION_READ,        carrier: 'raw',        bit: GL_PRE_BEGIN_REQUEST,    mayWait: false, children: false, effects: 'reading', where: 'each block of the client, before it is parsed', statement: 'F-118' },
  { flag: SF_NOTIFY_PREPROC_HEADERS,    order: 'normal',   stage: PRE_BEGIN_REQUEST,      carrier: 'global',     bit: GL_PRE_BEGIN_REQUEST,    mayWait: true,  children: false, effects: 'effect', where: 'before the request enters the pipeline',    statement: 'F-370' },
  { flag: SF_NOTIFY_URL_MAP,            order: 'normal',   stage: 'MAP_PATH',             carrier: 'event',      bit: RQ_MAP_PATH,             mayWait: true,  children: true,  effects: 'effect', where: 'each mapping, the first after the last PREPROC_HEADERS', statement: 'F-371' },
  { flag: SF_NOTIFY_AUTHENTICATION,     order: 'normal',   stage: 'AUTHENTICATE_REQUEST', carrier: 'event',      bit: RQ_AUTHENTICATE_REQUEST, mayWait: true,  children: false, effects: 'effect', first: true, where: 'before the modules that authenticate',       statement: 'F-372' },
  { flag: SF_NOTIFY_ACCESS_DENIED,      order: 'normal',   stage: 'SEND_RESPONSE',        carrier: 'event',      bit: RQ_SEND_RESPONSE,        mayWait: true,  children: false, effects: 'effect', where: 'the send that carries a 401, before SEND_RESPONSE', statement: 'F-173' },
  { flag: SF_NOTIFY_AUTH_COMPLETE,      order: 'normal',   stage: 'AUTHENTICATE_REQUEST', carrier: 'post',       bit: RQ_AUTHENTICATE_REQUEST, mayWait: true,  children: false, effects: 'effect', where: 'after the check for a user',                 statement: 'F-372' },
  { flag: SF_NOTIFY_SEND_RESPONSE,      order: 'normal',   stage: 'SEND_RESPONSE',        carrier: 'event',      bit: RQ_SEND_RESPONSE,        mayWait: true,  children: false, effects: 'effect', where: 'the send that carries headers, not in inverted module order', statement: 'F-373' },
  { flag: SF_NOTIFY_SEND_RAW_DATA,      order: 'reversed', stage: CONNECTION_SEND,        carrier: 'raw',        bit: 0,                       mayWait: false, children: false, effects: 'effect', where: 'each block on its way to the client',         statement: 'F-373' },
  { flag: SF_NOTIFY_END_OF_REQUEST,     order: 'normal',   stage: CLOSING,                carrier: 'closing',    bit: 0,                       mayWait: true,  children: false, effects: 'closing', where: 'after the final send',                       statement: 'F-110' },
  { flag: SF_NOTIFY_LOG,                order: 'normal',   stage: CLOSING,                carrier: 'closing',    bit: 0,                       mayWait: true,  children: false, effects: 'closing', where: 'after END_OF_REQUEST of all filters',        statement: 'F-377' },
  { flag: SF_NOTIFY_END_OF_NET_SESSION, order: 'normal',   stage: CONNECTION_CLOSE,       carrier: 'connection', bit: 0,                       mayWait: true,  children: false, effects: 'closing', where: 'after LOG of the last request of a connection', statement: 'F-111' }
] as const satisfies readonly Omit<CarriedRow, 'name'>[]

// A missing notification is a compile error.
true satisfies [Exclude<NotificationType, (typeof ROWS)[number]['flag']>] extends [never] ? true : never

const names = new Map(notifications.map(({ flag, name }) => [flag, name]))

/** Every notification of a filter and what brings it. */
export const NOTIFICATION_MAP: readonly CarriedRow[] = ROWS.map((row) => ({ ...row, name: names.get(row.flag) ?? '' }))

/** The row of a notification. */
export function rowOf(flag: NotificationType): CarriedRow {
  const row = NOTIFICATION_MAP.find((candidate) => candidate.flag === flag)
  if (row === undefined) throw new TypeError(`notification 0x${flag.toString(16)} is none`)
  return row
}

/** The bits that a filter with these events registers with one kind of carrier. */
export function carrierMask(events: number, carrier: Carrier): number {
  return NOTIFICATION_MAP.reduce((mask, row) => (row.carrier === carrier && (events & row.flag) !== 0 ? mask | row.bit : mask), 0) >>> 0
}

/** Those of them that come before all modules. */
export const FIRST_BITS: number = NOTIFICATION_MAP.reduce((mask, row) => (row.first === true ? mask | row.bit : mask), 0) >>> 0

/** Whether a filter with these events needs one kind of carrier. */
export function needsCarrier(events: number, carrier: Carrier): boolean {
  return NOTIFICATION_MAP.some((row) => row.carrier === carrier && (events & row.flag) !== 0)
}
