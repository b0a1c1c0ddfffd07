// The log record of one request, and what modules replace in it while the response is sent.

import { ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import { PRIORITY_ALIAS_HIGH, RQ_SEND_RESPONSE } from '../constants.ts'
import type { HTTP_LOG_FIELDS_DATA } from '../http-log-data.ts'
import type { LogRecord } from '../log-record.ts'
import { PRIORITIES } from '../pipeline/registry.ts'
import type { HttpContext } from './context.ts'
import { fromLogData, toLogData } from './log-data.ts'

/** What IIS logs as sc-win32-status for a client that left. */
const ERROR_NETNAME_DELETED = 64

export class RequestLog {
  readonly #context: HttpContext
  #record: LogRecord | null = null
  /** Fields that SetLogData replaced. */
  #replaced: Partial<LogRecord> | null = null

  constructor(context: HttpContext) {
    this.#context = context
  }

  get record(): LogRecord { return this.#record ??= createLogRecord(this.#context) }
  /** Head and body, as far as they were read. */
  get bytesReceived(): number { return this.#record?.bytesReceived ?? this.#context.request.bytesReceived }

  /** ISendResponseProvider::GetLogData for the running module; null when its place in the order is too early. */
  data(): HTTP_LOG_FIELDS_DATA | null {
    return this.#mayLog ? toLogData({ ...this.record, ...outcomeOf(this.#context), ...this.#replaced }) : null
  }

  setData(data: HTTP_LOG_FIELDS_DATA): HRESULT {
    if (!this.#mayLog) return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED)
    const fields = fromLogData(data, this.record)
    if (fields === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#replaced = fields
    return S_OK
  }

  /** Fields that will say something else than they would have. */
  replaced(): [field: string, value: string][] {
    if (this.#replaced === null) return []
    const own: Readonly<Record<string, string | number>> = { ...this.record, ...outcomeOf(this.#context) }
    return Object.entries(this.#replaced).flatMap(([field, value]) => (value === own[field] ? [] : [[field, String(value)]]))
  }

  /** The response is out: the record gets its outcome, and what modules said while it was sent. */
  fill(): void { Object.assign(this.record, outcomeOf(this.#context), this.#replaced) }

  /** Fidelity: module.send-response.log-data-priority — of SEND_RESPONSE these two come last. */
  get #mayLog(): boolean {
    const module = this.#context.run.running?.module
    return module !== undefined && module.priorityOf('event', RQ_SEND_RESPONSE) <= PRIORITIES.indexOf(PRIORITY_ALIAS_HIGH)
  }
}

/** The Win32 error behind an HRESULT; others stand for themselves, as in logs of IIS ("401 1 2148074254"). */
function win32StatusOf(hr: HRESULT): number { return hr >>> 16 === 0x8007 ? hr & 0xffff : hr >>> 0 }

/** The fields that are known only when the response is out. */
function outcomeOf(context: HttpContext): Pick<LogRecord, 'status' | 'subStatus' | 'win32Status' | 'bytesSent' | 'timeTaken'> {
  const { response } = context
  return {
    status: response.store.status,
    subStatus: response.subStatus,
    win32Status: context.aborted ? ERROR_NETNAME_DELETED : win32StatusOf(context.failure),
    bytesSent: context.bytesSent,
    timeTaken: Math.round(context.elapsed)
  }
}

/** The account that a filter mapped the client to, else the name that the client sent. Fidelity: filter.log.mapped-user */
function loggedUser(context: HttpContext): string {
  const user = context.GetUser()
  return user === null ? '' : context.logonCredentials?.userName ?? user.GetRemoteUserName()
}

/** The log record as the request stands now. */
function createLogRecord(context: HttpContext): LogRecord {
  const { request, site } = context
  const local = request.GetLocalAddress()
  return {
    time: Date.now() - context.elapsed,
    clientHost: request.GetRemoteAddress().address,
    userName: loggedUser(context),
    siteName: `W3SVC${site.id}`,
    serverName: context.pipeline.computerName,
    serverAddress: local.address,
    serverPort: local.port,
    method: request.GetHttpMethod(),
    uriStem: request.url.path ?? request.url.target,
    uriQuery: request.url.query,
    protocolVersion: `HTTP/${request.message.httpVersionMajor}.${request.message.httpVersionMinor}`,
    host: request.GetHeader('host') ?? '',
    userAgent: request.GetHeader('user-agent') ?? '',
    cookie: request.GetHeader('cookie') ?? '',
    referer: request.GetHeader('referer') ?? '',
    bytesReceived: request.bytesReceived,
    ...outcomeOf(context)
  }
}
