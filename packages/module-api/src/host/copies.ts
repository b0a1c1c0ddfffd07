// What is copied out of a request: the message of a clone, the record of the log.

import type { HRESULT } from '@isapi-bridge/win32'
import type { LogRecord } from '../log-record.ts'
import type { HttpContext } from './context.ts'
import type { RequestMessage } from './message.ts'

const PRECONDITIONS = /^(?:range$|if-)/
/** What IIS logs as sc-win32-status for a client that left. */
const ERROR_NETNAME_DELETED = 64
const DAV = new Set(['depth', 'destination', 'if', 'lock-token', 'overwrite', 'timeout', 'translate', 'dav'])
const ENTITY = new Set(['content-length', 'transfer-encoding', 'content-type', 'content-encoding', 'expect'])

/** Which parts of a request a clone takes over. */
export interface CloneParts {
  readonly basics: boolean
  readonly headers: boolean
  readonly entity: boolean
  readonly preconditions: boolean
  readonly dav: boolean
}

export function cloneMessage(source: RequestMessage, parts: CloneParts): RequestMessage {
  const rawHeaders: string[] = []
  const headers: RequestMessage['headers'] = {}
  const keep = (key: string): boolean =>
    key === 'host' || (parts.headers && (parts.preconditions || !PRECONDITIONS.test(key)) && (parts.dav || !DAV.has(key)) && (parts.entity || !ENTITY.has(key)))
  for (let index = 0; index + 1 < source.rawHeaders.length; index += 2) {
    const name = source.rawHeaders[index] ?? ''
    const key = name.toLowerCase()
    if (!keep(key)) continue
    rawHeaders.push(name, source.rawHeaders[index + 1] ?? '')
    headers[key] = source.headers[key]
  }
  return {
    method: parts.basics ? source.method : 'GET',
    url: parts.basics ? source.url : '/',
    headers,
    rawHeaders,
    httpVersionMajor: source.httpVersionMajor,
    httpVersionMinor: source.httpVersionMinor
  }
}

function sizeOfHead(context: HttpContext): number {
  const { message, receivedTarget } = context.request
  let size = (message.method?.length ?? 3) + receivedTarget.length + 12 // two blanks, the version, the line end
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) size += (message.rawHeaders[index]?.length ?? 0) + (message.rawHeaders[index + 1]?.length ?? 0) + 4
  return size + 2
}

/** The Win32 error behind an HRESULT; others stand for themselves, as in logs of IIS ("401 1 2148074254"). */
function win32StatusOf(hr: HRESULT): number { return hr >>> 16 === 0x8007 ? hr & 0xffff : hr >>> 0 }

/** The fields that are known only when the response is out. */
export function outcomeOf(context: HttpContext): Pick<LogRecord, 'status' | 'subStatus' | 'win32Status' | 'bytesSent' | 'timeTaken'> {
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
export function createLogRecord(context: HttpContext): LogRecord {
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
    bytesReceived: sizeOfHead(context) + request.entitySize,
    ...outcomeOf(context)
  }
}
