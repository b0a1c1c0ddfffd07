// TABLE: entries of the event log that IIS writes when it starts, and what makes them here.

import type { BridgeErrorCode } from '@isapi-bridge/bridge'
import type { FilterErrorCode } from '@isapi-bridge/filter-api'
import { codeOf, messageOf, type CliErrorCode } from '../errors.ts'

export type EventName = 'filterFailed' | 'fromRegistry' | 'rawRefused' | 'siteNotStarted'

export interface EventRow {
  /** Number of the event in IIS. [EV7] */
  readonly id: number
  readonly level: 'error' | 'warning'
  readonly words: string
}

const ROWS: Readonly<Record<EventName, EventRow>> = {
  filterFailed:  { id: 2214, level: 'error',   words: 'a filter failed to load' },
  fromRegistry:  { id: 2223, level: 'warning', words: 'a filter of the old list in the registry is loaded as a global filter' },
  rawRefused:    { id: 2261, level: 'error',   words: 'a filter wants to read raw data, which this server does not support' },
  siteNotStarted: { id: 2268, level: 'error', words: 'not all filters of a site could be loaded; the site is not started' }
}

export const EVENTS: Readonly<Record<EventName, EventRow>> = ROWS

/** TABLE: errors of the packages that are events of a filter. */
const FILTER_ERRORS: Readonly<Partial<Record<BridgeErrorCode | FilterErrorCode | CliErrorCode, EventRow>>> = {
  ERR_CLI_FILTER: ROWS.filterFailed,
  ERR_BRIDGE_LOAD: ROWS.filterFailed,
  ERR_FILTER_ENTRY_POINT: ROWS.filterFailed,
  ERR_BRIDGE_NOT_CARRIED: ROWS.rawRefused
}

/** The event that an error is, or null. */
export function eventOf(error: unknown): EventRow | null {
  const code = codeOf(error)
  return Object.entries(FILTER_ERRORS).find(([name]) => name === code)?.[1] ?? null
}

/** One entry of the log. */
export interface LogEntry {
  readonly event: Pick<EventRow, 'id'> | null
  readonly level: 'error' | 'warning' | 'information'
  readonly text: string
  readonly error: unknown
}

export type Log = (entry: LogEntry) => void

/** An error as an entry; what names its event in its text says it once. */
export function toEntry(error: unknown, prefix: string = ''): LogEntry {
  const event = eventOf(error)
  return { event, level: event?.level ?? 'error', text: `${prefix}${messageOf(error).replace(/^Event \d+: /, '')}`, error }
}
