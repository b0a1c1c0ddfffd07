// TABLE: the notifications of the pipeline, in event order. Masks, dispatch, plan, trace and tests derive from these rows.

import {
  RQ_ACQUIRE_REQUEST_STATE, RQ_AUTHENTICATE_REQUEST, RQ_AUTHORIZE_REQUEST, RQ_BEGIN_REQUEST, RQ_CUSTOM_NOTIFICATION, RQ_END_REQUEST,
  RQ_EXECUTE_REQUEST_HANDLER, RQ_LOG_REQUEST, RQ_MAP_PATH, RQ_MAP_REQUEST_HANDLER, RQ_PRE_EXECUTE_REQUEST_HANDLER,
  RQ_READ_ENTITY, RQ_RELEASE_REQUEST_STATE, RQ_RESOLVE_REQUEST_CACHE,
  RQ_SEND_RESPONSE, RQ_UPDATE_REQUEST_CACHE, type DETERMINISTIC_NOTIFICATION
} from '../constants.ts'
import type { CHttpModule } from '../http-module.ts'

type Handler = Extract<keyof CHttpModule, `On${string}`>

/** A deterministic notification: `name` is the word that IIS's traces use (module.order.trace-name). */
export interface StageRow {
  readonly notification: number
  readonly name: string
  readonly handler: Handler
  readonly postHandler: Handler
  /** LOG and END cannot be skipped or finished. */
  readonly always: boolean
  readonly statement: string
}

// Fidelity: module.order.trace-name — REQUEST_ACQUIRE_STATE is spelt differently from its constant.
const ROWS = [
  { notification: RQ_BEGIN_REQUEST,               name: 'BEGIN_REQUEST',               handler: 'OnBeginRequest',             postHandler: 'OnPostBeginRequest',             always: false, statement: 'module.order.deterministic' },
  { notification: RQ_AUTHENTICATE_REQUEST,        name: 'AUTHENTICATE_REQUEST',        handler: 'OnAuthenticateRequest',      postHandler: 'OnPostAuthenticateRequest',      always: false, statement: 'module.order.deterministic' },
  { notification: RQ_AUTHORIZE_REQUEST,           name: 'AUTHORIZE_REQUEST',           handler: 'OnAuthorizeRequest',         postHandler: 'OnPostAuthorizeRequest',         always: false, statement: 'module.order.deterministic' },
  { notification: RQ_RESOLVE_REQUEST_CACHE,       name: 'RESOLVE_REQUEST_CACHE',       handler: 'OnResolveRequestCache',      postHandler: 'OnPostResolveRequestCache',      always: false, statement: 'module.order.deterministic' },
  { notification: RQ_MAP_REQUEST_HANDLER,         name: 'MAP_REQUEST_HANDLER',         handler: 'OnMapRequestHandler',        postHandler: 'OnPostMapRequestHandler',        always: false, statement: 'module.order.map-handler-before-acquire' },
  { notification: RQ_ACQUIRE_REQUEST_STATE,       name: 'REQUEST_ACQUIRE_STATE',       handler: 'OnAcquireRequestState',      postHandler: 'OnPostAcquireRequestState',      always: false, statement: 'module.order.trace-name' },
  { notification: RQ_PRE_EXECUTE_REQUEST_HANDLER, name: 'PRE_EXECUTE_REQUEST_HANDLER', handler: 'OnPreExecuteRequestHandler', postHandler: 'OnPostPreExecuteRequestHandler', always: false, statement: 'module.order.deterministic' },
  { notification: RQ_EXECUTE_REQUEST_HANDLER,     name: 'EXECUTE_REQUEST_HANDLER',     handler: 'OnExecuteRequestHandler',    postHandler: 'OnPostExecuteRequestHandler',    always: false, statement: 'module.order.deterministic' },
  { notification: RQ_RELEASE_REQUEST_STATE,       name: 'RELEASE_REQUEST_STATE',       handler: 'OnReleaseRequestState',      postHandler: 'OnPostReleaseRequestState',      always: false, statement: 'module.finish.skips-release-and-update' },
  { notification: RQ_UPDATE_REQUEST_CACHE,        name: 'UPDATE_REQUEST_CACHE',        handler: 'OnUpdateRequestCache',       postHandler: 'OnPostUpdateRequestCache',       always: false, statement: 'module.finish.skips-release-and-update' },
  { notification: RQ_LOG_REQUEST,                 name: 'LOG_REQUEST',                 handler: 'OnLogRequest',               postHandler: 'OnPostLogRequest',               always: true,  statement: 'module.finish.log-runs' },
  { notification: RQ_END_REQUEST,                 name: 'END_REQUEST',                 handler: 'OnEndRequest',               postHandler: 'OnPostEndRequest',               always: true,  statement: 'module.finish.end-runs' }
] as const satisfies readonly StageRow[]

// A missing stage is a compile error.
type MissingStage = Exclude<DETERMINISTIC_NOTIFICATION, (typeof ROWS)[number]['notification']>
const complete: [MissingStage] extends [never] ? true : MissingStage = true
void complete

/** The deterministic notifications; ascending bits, chronological. */
export const STAGES: readonly StageRow[] = ROWS

/** A notification that happens inside the deterministic ones. */
export interface NestedRow {
  readonly notification: number
  readonly name: string
  readonly handler: Handler
  /** Priority classes and list order are turned round. */
  readonly inverted: boolean
  /** Whether a raising of it may pend: the server's own mapping, or a notification whose raiser waits. */
  readonly mayPend: boolean
  readonly statement: string
}

export const SEND_RESPONSE: NestedRow       = { notification: RQ_SEND_RESPONSE,       name: 'SEND_RESPONSE',       handler: 'OnSendResponse',              inverted: true,  mayPend: false, statement: 'module.priority.inverted-on-send' }
export const MAP_PATH: NestedRow            = { notification: RQ_MAP_PATH,            name: 'MAP_PATH',            handler: 'OnMapPath',                   inverted: false, mayPend: true,  statement: 'module.map-path.raised' }
export const CUSTOM_NOTIFICATION: NestedRow = { notification: RQ_CUSTOM_NOTIFICATION, name: 'CUSTOM_NOTIFICATION', handler: 'OnCustomRequestNotification', inverted: false, mayPend: true,  statement: 'module.custom.reaches-registered' }
export const READ_ENTITY: NestedRow         = { notification: RQ_READ_ENTITY,         name: 'READ_ENTITY',         handler: 'OnReadEntity',                inverted: false, mayPend: false, statement: 'entity.read-entity.every-read' }

/** Non-deterministic notifications that exist here so far: no post form, not to be disabled. */
const NESTED: readonly NestedRow[] = [MAP_PATH, READ_ENTITY, SEND_RESPONSE, CUSTOM_NOTIFICATION]

/** Name of what runs before BEGIN_REQUEST. */
export const PRE_BEGIN_REQUEST = 'PRE_BEGIN_REQUEST'
/** Name of what runs after the final send (ours). */
export const CLOSING = 'CLOSING'
/** Names of the places where raw data passes. */
export const CONNECTION_READ = 'CONNECTION_READ'
export const CONNECTION_SEND = 'CONNECTION_SEND'

/** Every bit that SetRequestNotifications takes for events, and for post-events. */
export const EVENT_MASK: number = [...STAGES, ...NESTED].reduce((mask, row) => mask | row.notification, 0) >>> 0
export const POST_EVENT_MASK: number = STAGES.reduce((mask, row) => mask | row.notification, 0) >>> 0
