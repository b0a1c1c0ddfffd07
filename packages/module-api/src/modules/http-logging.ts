// The log of a site as HttpLoggingModule of IIS writes it: W3C extended, one file a day.

import { S_OK } from '@isapi-bridge/win32'
import { RQ_LOG_REQUEST, RQ_NOTIFICATION_CONTINUE, type REQUEST_NOTIFICATION_STATUS } from '../constants.ts'
import { extrasOf } from '../context-extras.ts'
import { ModuleContractError } from '../errors.ts'
import type { IHttpContext } from '../http-context.ts'
import { CHttpModule } from '../http-module.ts'
import type { ModuleEntry } from '../registration.ts'
import { DailyLog } from './daily-log.ts'
import { W3C_FIELDS, type W3cField } from './w3c-fields.ts'
import { completedAt, W3cFormat } from './w3c-line.ts'

export interface HttpLoggingOptions {
  /** Folder of the files `u_exYYMMDD.log`, by UTC day; it is made when it is not there. */
  readonly directory: string
  /** What is logged; columns stand in the order of IIS. Default: the fields that IIS logs by default. */
  readonly fields?: readonly W3cField[] | undefined
  /**
   * Bytes that a file may have: lines that would take it beyond go to `u_exYYMMDD_1.log`, and so on; a file has the lines of one turn of the event
   * loop at least. Default: no limit.
   */
  readonly truncateSize?: number | undefined
  /** Told when the log cannot be written. Default: the host's report. */
  readonly onError?: ((error: Error) => void) | undefined
}

class HttpLogging extends CHttpModule {
  // The record takes the request as it is now; status, bytes and time follow once the response is out, and the line in the closing step.
  override OnLogRequest(pHttpContext: IHttpContext): REQUEST_NOTIFICATION_STATUS {
    const extras = extrasOf(pHttpContext)
    if (extras.level === 0) void extras.log
    return RQ_NOTIFICATION_CONTINUE
  }
}

function checkOptions({ directory, fields, truncateSize }: HttpLoggingOptions): void {
  const bad = (what: string): never => { throw new ModuleContractError('ERR_MODULE_OPTIONS', `HttpLoggingModule: ${what}`) }
  if (typeof directory !== 'string' || directory === '') bad('`directory` must name a folder.')
  if (truncateSize !== undefined && !(Number.isSafeInteger(truncateSize) && truncateSize > 0)) bad('`truncateSize` must be a number of bytes, 1 or more.')
  if (fields === undefined) return
  if (!Array.isArray(fields) || fields.length === 0) bad('`fields` must list at least one field.')
  const unknown = fields.filter((field) => !W3C_FIELDS.some((row) => row.name === field))
  if (unknown.length > 0) bad(`\`fields\` names ${unknown.join(', ')}; there are ${W3C_FIELDS.map((row) => row.name).join(', ')}.`)
}

/** Writes a line for each request of a client. */
export function HttpLoggingModule(options: HttpLoggingOptions): ModuleEntry {
  checkOptions(options)
  const format = new W3cFormat(options.fields ?? W3C_FIELDS.filter((row) => row.byDefault).map((row) => row.name))
  const log = new DailyLog(options.directory, (timestamp) => format.head(timestamp), options.truncateSize ?? Infinity)
  const instance = new HttpLogging()
  return {
    name: 'HttpLoggingModule',
    module: (_version, info) => {
      info.setClosingSteps({
        onLogLine(context, record) {
          const completed = completedAt(record)
          log.add(format.line(record, completed), completed, options.onError ?? ((error) => { extrasOf(context).report(error) }))
        }
      })
      info.SetRequestNotifications({ GetHttpModule: () => instance, Terminate: () => { log.flush() } }, RQ_LOG_REQUEST, 0)
      return S_OK
    }
  }
}
