// TABLE: the words for the numbers in fields, which a file carries beside them.

import { RQ_CUSTOM_NOTIFICATION, RQ_MAP_PATH, RQ_READ_ENTITY, RQ_SEND_RESPONSE, STAGES } from '@isapi-bridge/module-api'
import type { RecordedField } from '../record.ts'

/** Numbers of notifications by the names that traces use. */
const NOTIFICATIONS: ReadonlyMap<string, number> = new Map([
  ...STAGES.map(({ name, notification }) => [name, notification] as const),
  ['CUSTOM_NOTIFICATION', RQ_CUSTOM_NOTIFICATION], ['SEND_RESPONSE', RQ_SEND_RESPONSE], ['READ_ENTITY', RQ_READ_ENTITY], ['MAP_PATH', RQ_MAP_PATH]
])
const NOTIFICATION_NAMES: ReadonlyMap<string, string> = new Map([...NOTIFICATIONS].map(([name, number]) => [String(number >>> 0), name]))

const FILTER_STATUSES: readonly string[] = [
  'SF_STATUS_REQ_FINISHED', 'SF_STATUS_REQ_FINISHED_KEEP_CONN', 'SF_STATUS_REQ_NEXT_NOTIFICATION', 'SF_STATUS_REQ_HANDLED_NOTIFICATION', 'SF_STATUS_REQ_ERROR', 'SF_STATUS_REQ_READ_NEXT'
]
const FIRST_FILTER_STATUS = 0x0800_0000

const MODULE_STATUSES: Readonly<Record<string, string>> = { 0: 'NOTIFICATION_CONTINUE', 1: 'NOTIFICATION_PENDING', 2: 'NOTIFICATION_FINISH_REQUEST' }
const PRE_BEGIN_STATUSES: Readonly<Record<string, string>> = { 0: 'NOTIFICATION_CONTINUE', 1: 'NOTIFICATION_FINISH_REQUEST' }
const CUSTOM_ERROR_REASONS: Readonly<Record<string, string>> = { 0: 'UNKNOWN', 1: 'SETSTATUS_SUCCESS', 2: 'SETSTATUS_TRYSKIP', 3: 'EXISTINGRESPONSE_PASSTHROUGH', 4: 'EXISTINGRESPONSE_AUTO' }
const SCHEMES: Readonly<Record<string, string>> = { 1: 'Anonymous', 2: 'Basic', 4: 'NT', 16: 'Digest', 64: 'Passport', 128: 'CertMap' }
const IMPERSONATION: Readonly<Record<string, string>> = { 0: 'ImpersonationAnonymous', 1: 'ImpersonationIdentify', 2: 'ImpersonationImpersonate', 3: 'ImpersonationDelegate', 4: 'ImpersonationUnknown' }

/** The number of a notification of modules; null: it is none. */
export function numberOf(notification: string): number | null { return NOTIFICATIONS.get(notification) ?? null }

/** What stands for the name of a filter's status. */
export function filterStatusNumber(status: string | null): number | null {
  const index = FILTER_STATUSES.indexOf(status ?? '')
  return index < 0 ? null : FIRST_FILTER_STATUS + index
}

/** The words for the number in a field; null: there are none. */
export function describe(event: string, { name, value }: RecordedField): string | null {
  switch (name) {
    // Before BEGIN_REQUEST the number is 0.
    case 'Notification': return value === '0' ? 'PRE_BEGIN_REQUEST' : NOTIFICATION_NAMES.get(value) ?? null
    case 'NotificationStatus':
      if (event === 'FILTER_END') return FILTER_STATUSES[Number(value) - FIRST_FILTER_STATUS] ?? null
      return (event === 'PRE_BEGIN_REQUEST_END' ? PRE_BEGIN_STATUSES : MODULE_STATUSES)[value] ?? null
    case 'ErrorCode': return `0x${(Number(value) >>> 0).toString(16)}`
    case 'Reason': return event === 'GENERAL_NOT_SEND_CUSTOM_ERROR' ? CUSTOM_ERROR_REASONS[value] ?? null : null
    case 'AuthType': return event === 'AUTH_SUCCEEDED' ? SCHEMES[value] ?? null : null
    case 'TokenImpersonationLevel': return IMPERSONATION[value] ?? null
    default: return null
  }
}
