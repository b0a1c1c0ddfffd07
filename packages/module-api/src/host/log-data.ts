// The log record in the form of http.h, and back.

import type { HTTP_LOG_FIELDS_DATA } from '../http-log-data.ts'
import type { LogRecord } from '../log-record.ts'

/** Which member of the structure is which field of the record. */
const FIELDS = {
  UserName: 'userName', UriStem: 'uriStem', ClientIp: 'clientHost', ServerName: 'serverName', ServiceName: 'siteName', ServerIp: 'serverAddress',
  Method: 'method', UriQuery: 'uriQuery', Host: 'host', UserAgent: 'userAgent', Cookie: 'cookie', Referrer: 'referer', ServerPort: 'serverPort',
  ProtocolStatus: 'status', Win32Status: 'win32Status', SubStatus: 'subStatus'
} as const satisfies Readonly<Record<keyof HTTP_LOG_FIELDS_DATA, keyof LogRecord>>

export function toLogData(record: LogRecord): HTTP_LOG_FIELDS_DATA {
  return Object.fromEntries(Object.entries(FIELDS).map(([member, field]) => [member, record[field]])) as unknown as HTTP_LOG_FIELDS_DATA // FIELDS names every member
}

/** The fields of a record; null when a member is missing, of another type, or would break the line of a log. */
export function fromLogData(data: HTTP_LOG_FIELDS_DATA, record: LogRecord): Partial<LogRecord> | null {
  if (typeof data !== 'object' || data === null) return null
  const fields: Record<string, unknown> = {}
  for (const [member, field] of Object.entries(FIELDS)) {
    const value: unknown = data[member as keyof HTTP_LOG_FIELDS_DATA] // a key of FIELDS is one
    if (typeof value !== typeof record[field] || (typeof value === 'string' && /[\r\n\0]/.test(value))) return null
    fields[field] = value
  }
  return fields
}
