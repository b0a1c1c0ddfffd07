// The compact view: one line for each event, as the viewer of Failed Request Tracing has it.

import type { RecordedRequest } from '../record.ts'
import { frebEvents } from './events.ts'
import { describe } from './texts.ts'

/** TABLE: the words for levels. */
const SEVERITIES: readonly string[] = ['General', 'Critical Error', 'Error', 'Warning', 'Information', 'Verbose']

/** One event. */
export interface CompactRow {
  /** From 1 on. */
  readonly no: number
  /** 0 to 5. */
  readonly level: number
  readonly severity: string
  readonly event: string
  /** `Name="value"` of each field but ContextId, with commas between; numbers that have a name as that. */
  readonly details: string
  /** ISO 8601, in UTC. */
  readonly time: string
}

/** All events of a request, in the order in which they happened. */
export function compactView(record: RecordedRequest): CompactRow[] {
  const began = Date.parse(record.startedAt)
  return frebEvents(record).map(({ name, level, at, fields }, index): CompactRow => ({
    no: index + 1, level, severity: SEVERITIES[level] ?? 'General', event: name,
    details: fields.filter((field) => field.name !== 'ContextId').map((field) => `${field.name}="${describe(name, field) ?? field.value}"`).join(', '),
    time: new Date(began + at).toISOString()
  }))
}
