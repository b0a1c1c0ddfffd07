// TABLE: the fields of W3C extended logging, in the order in which IIS writes them whatever the selection.
// Meanings and defaults: "W3C Extended Log File Format" (IIS 6 documentation, cc786596); "time-taken" and its default: KB 944884.

import type { LogRecord } from '../log-record.ts'

/** Where a value comes from: the log record, or the moment at which the request was completed. */
export type W3cFieldSource = Exclude<keyof LogRecord, 'time'> | 'completedDate' | 'completedTime'

const ROWS = [
  { name: 'date',            source: 'completedDate',   byDefault: true },
  { name: 'time',            source: 'completedTime',   byDefault: true },
  { name: 's-sitename',      source: 'siteName',        byDefault: false },
  { name: 's-computername',  source: 'serverName',      byDefault: false },
  { name: 's-ip',            source: 'serverAddress',   byDefault: true },
  { name: 'cs-method',       source: 'method',          byDefault: true },
  { name: 'cs-uri-stem',     source: 'uriStem',         byDefault: true },
  { name: 'cs-uri-query',    source: 'uriQuery',        byDefault: true },
  { name: 's-port',          source: 'serverPort',      byDefault: true },
  { name: 'cs-username',     source: 'userName',        byDefault: true },
  { name: 'c-ip',            source: 'clientHost',      byDefault: true },
  { name: 'cs-version',      source: 'protocolVersion', byDefault: false },
  { name: 'cs(User-Agent)',  source: 'userAgent',       byDefault: true },
  { name: 'cs(Cookie)',      source: 'cookie',          byDefault: false },
  { name: 'cs(Referer)',     source: 'referer',         byDefault: true },
  { name: 'cs-host',         source: 'host',            byDefault: false },
  { name: 'sc-status',       source: 'status',          byDefault: true },
  { name: 'sc-substatus',    source: 'subStatus',       byDefault: true },
  { name: 'sc-win32-status', source: 'win32Status',     byDefault: true },
  { name: 'sc-bytes',        source: 'bytesSent',       byDefault: false },
  { name: 'cs-bytes',        source: 'bytesReceived',   byDefault: false },
  { name: 'time-taken',      source: 'timeTaken',       byDefault: true }
] as const

// A part of the record without a field is a compile error.
type MissingSource = Exclude<W3cFieldSource, (typeof ROWS)[number]['source']>
const complete: [MissingSource] extends [never] ? true : MissingSource = true
void complete

/** Name of a field, as the `#Fields` line has it. */
export type W3cField = (typeof ROWS)[number]['name']

export interface W3cFieldRow {
  readonly name: W3cField
  readonly source: W3cFieldSource
  /** One of the fields that IIS logs unless told otherwise. */
  readonly byDefault: boolean
}

/** Every field that can be logged. */
export const W3C_FIELDS: readonly W3cFieldRow[] = ROWS
