// SF_NOTIFY_LOG: the record of the log line in the filter's words. What a filter assigns goes into the record at once.

import type { HTTP_FILTER_LOG } from '@isapi-bridge/filter-api'
import type { LogRecord } from '@isapi-bridge/module-api'
import type { BridgedFilter } from '../bridged-filter.ts'
import type { FilterRequest } from '../filter-request.ts'
import type { CarriedRow } from '../notification-map.ts'
import { Occurrence } from '../occurrence.ts'
import { fromByteText, toByteText } from '../text.ts'

type KeysOf<T, V> = { [K in keyof T]: T[K] extends V ? K : never }[keyof T]

const TEXTS = [
  ['pszClientHostName',   'clientHost'],
  ['pszClientUserName',   'userName'],
  ['pszServerName',       'serverName'],
  ['pszOperation',        'method'],
  ['pszTarget',           'uriStem'],
  ['pszParameters',       'uriQuery']
] as const satisfies readonly (readonly [KeysOf<HTTP_FILTER_LOG, string>, KeysOf<LogRecord, string>])[]

const NUMBERS = [
  ['dwHttpStatus',        'status'],
  ['dwWin32Status',       'win32Status'],
  ['dwBytesSent',         'bytesSent'],
  ['dwBytesRecvd',        'bytesReceived'],
  ['msTimeForProcessing', 'timeTaken']
] as const satisfies readonly (readonly [KeysOf<HTTP_FILTER_LOG, number>, KeysOf<LogRecord, number>])[]

true satisfies [Exclude<keyof HTTP_FILTER_LOG, (typeof TEXTS)[number][0] | (typeof NUMBERS)[number][0]>] extends [never] ? true : never

const controls = /\p{Cc}/gu
/** Text that is nothing special in either form. */
const plain = /^[ -~]*$/
const byteString = /^[\0-\xFF]*$/

/** What a record says, as a DWORD. */
function toDword(value: number): number {
  return Math.min(Math.max(Math.trunc(value), 0), 0xFFFF_FFFF)
}

/** A C string ends at its NUL; other control characters would break the line, and are escaped. */
function toLogText(assigned: string): string {
  if (plain.test(assigned)) return assigned
  const end = assigned.indexOf('\0')
  const bytes = end === -1 ? assigned : assigned.slice(0, end)
  return (fromByteText(bytes) ?? bytes).replaceAll(controls, (control) => encodeURIComponent(control))
}

/** The members of HTTP_FILTER_LOG, as accessors: most filters look at one or two of them. */
class LogPayload {
  readonly #record: LogRecord
  #refused: string[] | null = null

  static {
    const define = (field: string, get: (this: LogPayload) => unknown, set: (this: LogPayload, value: unknown) => boolean): void => {
      Object.defineProperty(LogPayload.prototype, field, {
        enumerable: true,
        get,
        set(this: LogPayload, value: unknown) { if (!set.call(this, value)) (this.#refused ??= []).push(field) }
      })
    }
    for (const [field, key] of TEXTS) {
      define(field, function () { return toByteText(this.#record[key]) }, function (value) {
        if (typeof value !== 'string' || !byteString.test(value)) return false
        this.#record[key] = toLogText(value)
        return true
      })
    }
    for (const [field, key] of NUMBERS) {
      define(field, function () { return toDword(this.#record[key]) }, function (value) {
        if (typeof value !== 'number' || value >>> 0 !== value) return false
        this.#record[key] = value
        return true
      })
    }
  }

  constructor(record: LogRecord) {
    this.#record = record
  }

  /** The members to which something was assigned that they cannot hold. */
  static takeRefused(payload: LogPayload): readonly string[] | null {
    const refused = payload.#refused
    payload.#refused = null
    return refused
  }
}

/** The log entry of one request. */
export class LogOccurrence extends Occurrence {
  readonly #payload: LogPayload

  constructor(row: CarriedRow, request: FilterRequest, record: LogRecord) {
    const payload = new LogPayload(record)
    super(row, request, payload)
    this.#payload = payload
  }

  override settle(filter: BridgedFilter): void {
    for (const field of LogPayload.takeRefused(this.#payload) ?? []) filter.reportOnce('ERR_BRIDGE_LOG', `assigned something to ${field} that does not fit it.`)
  }
}
