// Ours: what a host of filters, or any other module, needs of a request and httpserv.h has no name for.

import type { HRESULT } from '@isapi-bridge/win32'
import type { IHttpContext } from './http-context.ts'
import type { READ_ENTITY_RESULT } from './http-request.ts'
import type { HTTP_DATA_CHUNK } from './http-response.ts'
import type { LogRecord } from './log-record.ts'
import type { RawChannel } from './raw-data.ts'
import type { TraceFacts } from './trace-facts.ts'
import type { NotificationTrace, SkipReason } from './trace.ts'
import type { BasicCredentials } from './host/basic-credentials.ts'
import { HttpContext } from './host/context.ts'
import type { VariableSource } from './host/server-variables.ts'

/** Extra facts and actions of a request context. */
export interface ContextExtras {
  /** 0 for the request of a client, 1 for its child, and so on. */
  readonly level: number
  /** The connection is encrypted. */
  readonly isSecure: boolean
  /** The request target as everybody reads it: still encoded, with query. */
  readonly rawUrl: string
  /** The decoded path that the router uses. */
  readonly urlPath: string
  /** Folders that a mapped path may lie in; the first is that of the site. */
  readonly roots: readonly string[]
  /** The record that the log line is written from; made at the first need, filled in once the response is out. */
  readonly log: LogRecord
  /** The connection below HTTP; null where no module has handlers of raw data, where the host has no such connection, and for child requests. */
  readonly rawChannel: RawChannel | null
  /** The client has gone before its answer was complete. */
  readonly aborted: boolean
  /**
   * The request notification that runs may be answered with a promise: false where somebody waits for it on the stack, as in RQ_SEND_RESPONSE of a
   * flush, but not of the last send.
   */
  readonly mayWait: boolean
  /** Notifications of this request that were given up because `handlerTimeout` ran out: when it has grown, nobody waits for a promise from before. */
  readonly timeouts: number
  /** Whom a module waits for that runs others, in messages; null: itself. */
  waitsFor: string | null
  /** What the client sent by Basic authentication: null when it sent nothing, or used another scheme; 'malformed' when it makes no sense. */
  readonly clientCredentials: BasicCredentials | 'malformed' | null
  /**
   * Credentials that the server is to log on with, in the place of those that the client sent; an empty user name asks for the anonymous
   * user. Null: those of the client. A child request has those of its parent. Set them before the authentication modules run, that is with
   * PRIORITY_ALIAS_FIRST in RQ_AUTHENTICATE_REQUEST at the latest; when none of them logs on with them, the answer is 401.1.
   */
  logonCredentials: BasicCredentials | null
  /** Why a handler has not served the request: the error that goes with the 404, should it end with one because nobody does. S_OK: none. */
  missing: HRESULT
  /** Calls `step` once, right before the headers are sent and RQ_SEND_RESPONSE is raised for them. */
  beforeHeaders(step: () => void): void
  /** Puts chunks in the place of those that wait, `pEntityChunks` of GetRawHttpResponse: what somebody has changed in a structure of http.h. Headers stay. */
  replaceChunks(chunks: readonly HTTP_DATA_CHUNK[]): void
  /** IHttpRequest.ReadEntityBody for a handler that returns a promise: waits until there are bytes, the end, or an error. */
  readEntity(pvBuffer: Uint8Array): Promise<READ_ENTITY_RESULT>
  /** Changes the target for everybody, the server variable URL included; for a URL that a module changes there is IHttpRequest.SetUrl. */
  rewriteUrl(target: string): HRESULT
  /** "HTTP/1.1"; another value changes what the server variables and the log show. ERROR_INVALID_PARAMETER for anything else. */
  setHttpVersion(version: string): HRESULT
  /** One more response header of this name, on a line of its own. */
  appendResponseHeader(name: string, value: string): HRESULT
  /** Where a server variable comes from; null: unknown name. */
  variableSource(name: string): VariableSource | null
  /** Ends the request: LOG_REQUEST and END_REQUEST are what is left. For those who have no status to return that says so, as in GL_PRE_BEGIN_REQUEST. */
  finishRequest(): void
  /** Somebody wants to see the calls of this request. */
  readonly traced: boolean
  /** Id of the connection in traces; 0 when there is none. */
  readonly connectionId: number
  /**
   * Begins a trace record of a call that the pipeline cannot see; null when nobody listens.
   * @param structure facts beside those of the request that the call can change
   */
  beginTrace(kind: 'filter', name: string, notification: string, structure: TraceFacts | null): NotificationTrace | null
  /** Ends it, with the name of the status that came back and those facts as they are now. */
  endTrace(record: NotificationTrace, status: string, structure: TraceFacts | null): void
  /** Records, where somebody listens, that one who had registered is not called. */
  skipTrace(kind: 'filter', name: string, notification: string, post: boolean, reason: SkipReason, detail?: string): void
  /** Reports what went wrong to the host's log. */
  report(error: Error): void
}

/** The extras of a context of this pipeline. */
export function extrasOf(context: IHttpContext): ContextExtras {
  if (context instanceof HttpContext) return context
  throw new TypeError('extrasOf needs a context of this pipeline, not a copy of one.')
}
