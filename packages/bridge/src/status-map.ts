// TABLE: what each status of HttpFilterProc does, and which answer an error gives.

import {
  SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_PREPROC_HEADERS, SF_STATUS_REQ_ERROR, SF_STATUS_REQ_FINISHED, SF_STATUS_REQ_FINISHED_KEEP_CONN,
  SF_STATUS_REQ_HANDLED_NOTIFICATION, SF_STATUS_REQ_NEXT_NOTIFICATION, SF_STATUS_REQ_READ_NEXT, type NotificationType, type SF_STATUS_TYPE
} from '@isapi-bridge/filter-api'
import { ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, type WIN32_ERROR } from '@isapi-bridge/win32'

/**
 * `next`: on to the next filter. `stop`: no further filter for this occurrence. `finish`: the request ends and the connection closes;
 * `finish-keep`: it closes only if the profile says so. `error`: the request ends with the answer of the error. `more`: the filter
 * waits for more bytes. `report`: as `next`, and the host is told.
 */
export type StatusEffect = 'next' | 'stop' | 'finish' | 'finish-keep' | 'error' | 'more' | 'report'

/** Where a status has different effects. */
export type StatusColumn = 'effect' | 'closing' | 'reading'

export interface StatusRow {
  readonly status: SF_STATUS_TYPE
  readonly name: string
  readonly effect: StatusEffect
  /** Effect once the answer is out. */
  readonly closing: StatusEffect
  /** Effect on bytes of the client. */
  readonly reading: StatusEffect
  readonly statement: string
}

const ROWS = [
  { status: SF_STATUS_REQ_FINISHED,             name: 'SF_STATUS_REQ_FINISHED',             effect: 'finish',      closing: 'report', reading: 'finish',      statement: 'F-236' },
  { status: SF_STATUS_REQ_FINISHED_KEEP_CONN,   name: 'SF_STATUS_REQ_FINISHED_KEEP_CONN',   effect: 'finish-keep', closing: 'report', reading: 'finish-keep', statement: 'F-237' },
  { status: SF_STATUS_REQ_NEXT_NOTIFICATION,    name: 'SF_STATUS_REQ_NEXT_NOTIFICATION',    effect: 'next',        closing: 'next',   reading: 'next',        statement: 'F-235' },
  { status: SF_STATUS_REQ_HANDLED_NOTIFICATION, name: 'SF_STATUS_REQ_HANDLED_NOTIFICATION', effect: 'stop',        closing: 'stop',   reading: 'stop',        statement: 'F-097' },
  { status: SF_STATUS_REQ_ERROR,                name: 'SF_STATUS_REQ_ERROR',                effect: 'error',       closing: 'report', reading: 'error',       statement: 'F-238' },
  { status: SF_STATUS_REQ_READ_NEXT,            name: 'SF_STATUS_REQ_READ_NEXT',            effect: 'report',      closing: 'report', reading: 'more',        statement: 'F-131' }
] as const satisfies readonly StatusRow[]

true satisfies [Exclude<SF_STATUS_TYPE, (typeof ROWS)[number]['status']>] extends [never] ? true : never

/** Every status; in the order of their numbers, which start at SF_STATUS_REQ_FINISHED. */
export const STATUS_MAP: readonly StatusRow[] = ROWS

/** The row of what HttpFilterProc returned; undefined when it is no status. */
export function statusRow(status: unknown): StatusRow | undefined {
  return typeof status === 'number' ? STATUS_MAP[status - SF_STATUS_REQ_FINISHED] : undefined
}

/** An answer that the server makes for a filter's error. */
export interface ErrorAnswer {
  /** The last error; null: any other. */
  readonly error: WIN32_ERROR | null
  /** The notification in which it counts; null: any. */
  readonly notification: NotificationType | null
  readonly statusCode: number
  readonly subStatus: number
  readonly reason: string
  readonly statement: string
}

const ANSWERS = [
  { error: ERROR_FILE_NOT_FOUND, notification: null,                      statusCode: 404, subStatus: 0, reason: 'Not Found',             statement: 'F-239' },
  { error: ERROR_PATH_NOT_FOUND, notification: null,                      statusCode: 404, subStatus: 0, reason: 'Not Found',             statement: 'F-239' },
  { error: ERROR_ACCESS_DENIED,  notification: SF_NOTIFY_PREPROC_HEADERS, statusCode: 401, subStatus: 4, reason: 'Unauthorized',          statement: 'F-144' },
  { error: ERROR_ACCESS_DENIED,  notification: SF_NOTIFY_AUTHENTICATION,  statusCode: 401, subStatus: 4, reason: 'Unauthorized',          statement: 'filter.authentication.refused' },
  { error: null,                 notification: null,                      statusCode: 500, subStatus: 0, reason: 'Internal Server Error', statement: 'F-238' }
] as const satisfies readonly ErrorAnswer[]

/** The answers, the first that fits counts. */
export const ERROR_ANSWERS: readonly ErrorAnswer[] = ANSWERS

const ANY = ANSWERS[4]

/** The answer for a last error in a notification. */
export function answerFor(error: WIN32_ERROR, notification: NotificationType | null): ErrorAnswer {
  return ERROR_ANSWERS.find((row) => row.error === error && (row.notification === null || row.notification === notification)) ?? ANY
}
