// The notifications, in the order of an undisturbed request: what they are called and what they carry.

import {
  SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_END_OF_NET_SESSION,
  SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA,
  SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP, type NotificationType
} from './constants.ts'
import type {
  HTTP_FILTER_ACCESS_DENIED, HTTP_FILTER_AUTHENT, HTTP_FILTER_AUTH_COMPLETE_INFO, HTTP_FILTER_LOG,
  HTTP_FILTER_PREPROC_HEADERS, HTTP_FILTER_RAW_DATA, HTTP_FILTER_SEND_RESPONSE, HTTP_FILTER_URL_MAP, HTTP_FILTER_URL_MAP_EX
} from './structures.ts'

/** One notification. */
export interface NotificationRow {
  readonly flag: NotificationType
  readonly name: string
  /** What pvNotification is; null: nothing. */
  readonly structure: string | null
  readonly statements: readonly string[]
}

const ROWS = [
  { flag: SF_NOTIFY_READ_RAW_DATA,      name: 'SF_NOTIFY_READ_RAW_DATA',      structure: 'HTTP_FILTER_RAW_DATA',           statements: ['F-018', 'F-118', 'F-119', 'F-120'] },
  { flag: SF_NOTIFY_PREPROC_HEADERS,    name: 'SF_NOTIFY_PREPROC_HEADERS',    structure: 'HTTP_FILTER_PREPROC_HEADERS',    statements: ['F-017', 'F-104', 'F-132'] },
  { flag: SF_NOTIFY_URL_MAP,            name: 'SF_NOTIFY_URL_MAP',            structure: 'HTTP_FILTER_URL_MAP',            statements: ['F-015', 'F-105', 'F-147', 'F-148'] },
  { flag: SF_NOTIFY_AUTHENTICATION,     name: 'SF_NOTIFY_AUTHENTICATION',     structure: 'HTTP_FILTER_AUTHENT',            statements: ['F-016', 'F-106', 'F-161'] },
  { flag: SF_NOTIFY_ACCESS_DENIED,      name: 'SF_NOTIFY_ACCESS_DENIED',      structure: 'HTTP_FILTER_ACCESS_DENIED',      statements: ['F-014', 'F-108', 'F-173'] },
  { flag: SF_NOTIFY_AUTH_COMPLETE,      name: 'SF_NOTIFY_AUTH_COMPLETE',      structure: 'HTTP_FILTER_AUTH_COMPLETE_INFO', statements: ['F-019', 'F-107', 'F-185'] },
  { flag: SF_NOTIFY_SEND_RESPONSE,      name: 'SF_NOTIFY_SEND_RESPONSE',      structure: 'HTTP_FILTER_SEND_RESPONSE',      statements: ['F-009', 'F-109', 'F-194'] },
  { flag: SF_NOTIFY_SEND_RAW_DATA,      name: 'SF_NOTIFY_SEND_RAW_DATA',      structure: 'HTTP_FILTER_RAW_DATA',           statements: ['F-013', 'F-109', 'F-206'] },
  { flag: SF_NOTIFY_END_OF_REQUEST,     name: 'SF_NOTIFY_END_OF_REQUEST',     structure: null,                             statements: ['F-010', 'F-110', 'F-220', 'F-221'] },
  { flag: SF_NOTIFY_LOG,                name: 'SF_NOTIFY_LOG',                structure: 'HTTP_FILTER_LOG',                statements: ['F-012', 'F-110', 'F-223'] },
  { flag: SF_NOTIFY_END_OF_NET_SESSION, name: 'SF_NOTIFY_END_OF_NET_SESSION', structure: null,                             statements: ['F-011', 'F-111', 'F-221'] }
] as const satisfies readonly NotificationRow[]

true satisfies [Exclude<NotificationType, (typeof ROWS)[number]['flag']>] extends [never] ? true : never

/** Every notification, in the order of an undisturbed request. [EVT] */
export const notifications: readonly NotificationRow[] = ROWS

/** 0x0400_FFC0: the bits of all notifications. */
export const notificationMask: number = ROWS.reduce((mask, { flag }) => mask | flag, 0)

/** What pvNotification is, by notification. In SF_NOTIFY_URL_MAP `'dwFlags' in pvNotification` tells which of the two it is. */
export interface NotificationStructures {
  [SF_NOTIFY_READ_RAW_DATA]: HTTP_FILTER_RAW_DATA
  [SF_NOTIFY_PREPROC_HEADERS]: HTTP_FILTER_PREPROC_HEADERS
  [SF_NOTIFY_URL_MAP]: HTTP_FILTER_URL_MAP | HTTP_FILTER_URL_MAP_EX
  [SF_NOTIFY_AUTHENTICATION]: HTTP_FILTER_AUTHENT
  [SF_NOTIFY_ACCESS_DENIED]: HTTP_FILTER_ACCESS_DENIED
  [SF_NOTIFY_AUTH_COMPLETE]: HTTP_FILTER_AUTH_COMPLETE_INFO
  [SF_NOTIFY_SEND_RESPONSE]: HTTP_FILTER_SEND_RESPONSE
  [SF_NOTIFY_SEND_RAW_DATA]: HTTP_FILTER_RAW_DATA
  [SF_NOTIFY_END_OF_REQUEST]: null
  [SF_NOTIFY_LOG]: HTTP_FILTER_LOG
  [SF_NOTIFY_END_OF_NET_SESSION]: null
}
