// TABLE: in which notifications a server variable has no value yet, by where its value comes from. It is the empty string there, no error (D-17).

import { SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA } from '@isapi-bridge/filter-api'
import type { VariableSource } from '@isapi-bridge/module-api'

export interface AvailabilityRow {
  readonly source: VariableSource
  /** SF_NOTIFY_* bits. */
  readonly notYet: number
  readonly why: string
  readonly statement: string
}

const ROWS = [
  { source: 'connection', notYet: 0,                                                   why: 'known from the start',                                       statement: 'F-127' },
  { source: 'headers',    notYet: SF_NOTIFY_READ_RAW_DATA,                             why: 'nothing is parsed before PREPROC_HEADERS',                   statement: 'F-127' },
  { source: 'url',        notYet: SF_NOTIFY_READ_RAW_DATA | SF_NOTIFY_PREPROC_HEADERS, why: 'the URL may still change',                                   statement: 'F-139' },
  { source: 'mapping',    notYet: SF_NOTIFY_READ_RAW_DATA | SF_NOTIFY_PREPROC_HEADERS, why: 'there is no URL to map; from URL_MAP on, reading maps',      statement: 'F-153' },
  { source: 'user',       notYet: SF_NOTIFY_READ_RAW_DATA | SF_NOTIFY_PREPROC_HEADERS, why: 'nobody is authenticated; up to AUTH_COMPLETE there is no user', statement: 'F-140' }
] as const satisfies readonly AvailabilityRow[]

true satisfies [Exclude<VariableSource, (typeof ROWS)[number]['source']>] extends [never] ? true : never

export const VARIABLE_AVAILABILITY: readonly AvailabilityRow[] = ROWS

const notYet = new Map<VariableSource, number>(ROWS.map((row) => [row.source, row.notYet]))
const early = ROWS.reduce((mask, row) => mask | row.notYet, 0)

/** Whether anything at all is unavailable in a notification. */
export function isEarly(notification: number): boolean {
  return (early & notification) !== 0
}

/** Whether variables of this source have their value in this notification. */
export function isAvailable(source: VariableSource, notification: number): boolean {
  return ((notYet.get(source) ?? 0) & notification) === 0
}
