// TABLE: who denied a request, by sub-status of the 401 and by the stage that set it.

import {
  SF_DENIED_APPLICATION, SF_DENIED_BY_CONFIG, SF_DENIED_FILTER, SF_DENIED_LOGON, SF_DENIED_RESOURCE
} from '@isapi-bridge/filter-api'
import { RQ_AUTHENTICATE_REQUEST, RQ_AUTHORIZE_REQUEST } from '@isapi-bridge/module-api'

export interface DenialRow {
  /** Sub-status of the 401; null: any other. */
  readonly subStatus: number | null
  /** Notification in which a module set the status; null: any. */
  readonly notification: number | null
  /** SF_DENIED_* bits. */
  readonly reason: number
  readonly words: string
  readonly statement: string
}

const ROWS = [
  { subStatus: 1,    notification: null,                    reason: SF_DENIED_LOGON,                       words: 'the logon failed',                                             statement: 'F-175' },
  { subStatus: 2,    notification: null,                    reason: SF_DENIED_LOGON | SF_DENIED_BY_CONFIG, words: 'nobody logged on, and the configuration wants somebody',        statement: 'F-176' },
  { subStatus: 3,    notification: null,                    reason: SF_DENIED_RESOURCE,                    words: 'the resource is not for this user',                            statement: 'F-175' },
  { subStatus: 4,    notification: null,                    reason: SF_DENIED_FILTER,                      words: 'a filter denied it',                                           statement: 'F-175' },
  { subStatus: 5,    notification: null,                    reason: SF_DENIED_APPLICATION,                 words: 'the application denied it',                                    statement: 'F-177' },
  { subStatus: null, notification: RQ_AUTHENTICATE_REQUEST, reason: SF_DENIED_LOGON,                       words: 'a module that authenticates denied it, without a sub-status',  statement: 'F-175' },
  { subStatus: null, notification: RQ_AUTHORIZE_REQUEST,    reason: SF_DENIED_RESOURCE,                    words: 'a module that authorizes denied it, without a sub-status',     statement: 'F-175' },
  { subStatus: null, notification: null,                    reason: SF_DENIED_APPLICATION,                 words: 'the handler denied it, or some other module',                  statement: 'F-177' }
] as const satisfies readonly DenialRow[]

/** The reasons, the first row that fits counts. */
export const DENIAL_REASONS: readonly DenialRow[] = ROWS

/** Why a request is denied whose response stands at 401. */
export function denialReason({ pSubStatus, pdwNotification }: { readonly pSubStatus: number; readonly pdwNotification: number }): number {
  const row = DENIAL_REASONS.find(({ subStatus, notification }) => (subStatus ?? pSubStatus) === pSubStatus && (notification ?? pdwNotification) === pdwNotification)
  return row?.reason ?? SF_DENIED_APPLICATION
}
