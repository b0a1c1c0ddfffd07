// The events of both models by name: written from the reference pages, not derived from the code under test.

import {
  SF_NOTIFY_ACCESS_DENIED, SF_NOTIFY_AUTH_COMPLETE, SF_NOTIFY_AUTHENTICATION, SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_END_OF_REQUEST, SF_NOTIFY_LOG, SF_NOTIFY_ORDER_HIGH,
  SF_NOTIFY_ORDER_LOW, SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_PREPROC_HEADERS, SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA, SF_NOTIFY_SEND_RESPONSE, SF_NOTIFY_URL_MAP,
  type HTTP_FILTER_ACCESS_DENIED, type HTTP_FILTER_AUTH_COMPLETE_INFO, type HTTP_FILTER_AUTHENT, type HTTP_FILTER_LOG, type HTTP_FILTER_PREPROC_HEADERS, type HTTP_FILTER_RAW_DATA, type HTTP_FILTER_SEND_RESPONSE,
  type HTTP_FILTER_URL_MAP
} from '@isapi-bridge/filter-api'
import {
  RQ_ACQUIRE_REQUEST_STATE, RQ_AUTHENTICATE_REQUEST, RQ_AUTHORIZE_REQUEST, RQ_BEGIN_REQUEST, RQ_CUSTOM_NOTIFICATION, RQ_END_REQUEST,
  RQ_EXECUTE_REQUEST_HANDLER, RQ_LOG_REQUEST, RQ_MAP_PATH, RQ_MAP_REQUEST_HANDLER, RQ_PRE_EXECUTE_REQUEST_HANDLER, RQ_READ_ENTITY,
  RQ_RELEASE_REQUEST_STATE, RQ_RESOLVE_REQUEST_CACHE, RQ_SEND_RESPONSE, RQ_UPDATE_REQUEST_CACHE
} from '@isapi-bridge/module-api'

/** The deterministic notifications in their order. */
export const DETERMINISTIC = [
  { name: 'BEGIN_REQUEST',               bit: RQ_BEGIN_REQUEST,               handler: 'OnBeginRequest',             post: 'OnPostBeginRequest' },
  { name: 'AUTHENTICATE_REQUEST',        bit: RQ_AUTHENTICATE_REQUEST,        handler: 'OnAuthenticateRequest',      post: 'OnPostAuthenticateRequest' },
  { name: 'AUTHORIZE_REQUEST',           bit: RQ_AUTHORIZE_REQUEST,           handler: 'OnAuthorizeRequest',         post: 'OnPostAuthorizeRequest' },
  { name: 'RESOLVE_REQUEST_CACHE',       bit: RQ_RESOLVE_REQUEST_CACHE,       handler: 'OnResolveRequestCache',      post: 'OnPostResolveRequestCache' },
  { name: 'MAP_REQUEST_HANDLER',         bit: RQ_MAP_REQUEST_HANDLER,         handler: 'OnMapRequestHandler',        post: 'OnPostMapRequestHandler' },
  { name: 'ACQUIRE_REQUEST_STATE',       bit: RQ_ACQUIRE_REQUEST_STATE,       handler: 'OnAcquireRequestState',      post: 'OnPostAcquireRequestState' },
  { name: 'PRE_EXECUTE_REQUEST_HANDLER', bit: RQ_PRE_EXECUTE_REQUEST_HANDLER, handler: 'OnPreExecuteRequestHandler', post: 'OnPostPreExecuteRequestHandler' },
  { name: 'EXECUTE_REQUEST_HANDLER',     bit: RQ_EXECUTE_REQUEST_HANDLER,     handler: 'OnExecuteRequestHandler',    post: 'OnPostExecuteRequestHandler' },
  { name: 'RELEASE_REQUEST_STATE',       bit: RQ_RELEASE_REQUEST_STATE,       handler: 'OnReleaseRequestState',      post: 'OnPostReleaseRequestState' },
  { name: 'UPDATE_REQUEST_CACHE',        bit: RQ_UPDATE_REQUEST_CACHE,        handler: 'OnUpdateRequestCache',       post: 'OnPostUpdateRequestCache' },
  { name: 'LOG_REQUEST',                 bit: RQ_LOG_REQUEST,                 handler: 'OnLogRequest',               post: 'OnPostLogRequest' },
  { name: 'END_REQUEST',                 bit: RQ_END_REQUEST,                 handler: 'OnEndRequest',               post: 'OnPostEndRequest' }
] as const

/** Those that happen inside the others. */
export const NESTED = [
  { name: 'MAP_PATH',            bit: RQ_MAP_PATH,            handler: 'OnMapPath' },
  { name: 'READ_ENTITY',         bit: RQ_READ_ENTITY,         handler: 'OnReadEntity' },
  { name: 'SEND_RESPONSE',       bit: RQ_SEND_RESPONSE,       handler: 'OnSendResponse' },
  { name: 'CUSTOM_NOTIFICATION', bit: RQ_CUSTOM_NOTIFICATION, handler: 'OnCustomRequestNotification' }
] as const

/** What each event carries. */
export interface FilterEvents {
  PREPROC_HEADERS: HTTP_FILTER_PREPROC_HEADERS
  URL_MAP: HTTP_FILTER_URL_MAP
  AUTHENTICATION: HTTP_FILTER_AUTHENT
  ACCESS_DENIED: HTTP_FILTER_ACCESS_DENIED
  AUTH_COMPLETE: HTTP_FILTER_AUTH_COMPLETE_INFO
  SEND_RESPONSE: HTTP_FILTER_SEND_RESPONSE
  END_OF_REQUEST: null
  LOG: HTTP_FILTER_LOG
  END_OF_NET_SESSION: null
}

export type FilterEvent = keyof FilterEvents

export const FILTER_EVENTS: Readonly<Record<FilterEvent, number>> = {
  PREPROC_HEADERS: SF_NOTIFY_PREPROC_HEADERS,
  URL_MAP: SF_NOTIFY_URL_MAP,
  AUTHENTICATION: SF_NOTIFY_AUTHENTICATION,
  ACCESS_DENIED: SF_NOTIFY_ACCESS_DENIED,
  AUTH_COMPLETE: SF_NOTIFY_AUTH_COMPLETE,
  SEND_RESPONSE: SF_NOTIFY_SEND_RESPONSE,
  END_OF_REQUEST: SF_NOTIFY_END_OF_REQUEST,
  LOG: SF_NOTIFY_LOG,
  END_OF_NET_SESSION: SF_NOTIFY_END_OF_NET_SESSION
}

/** The bytes of connections: over sockets only. */
export interface RawEvents {
  READ_RAW_DATA: HTTP_FILTER_RAW_DATA
  SEND_RAW_DATA: HTTP_FILTER_RAW_DATA
}

export const RAW_EVENTS: Readonly<Record<keyof RawEvents, number>> = {
  READ_RAW_DATA: SF_NOTIFY_READ_RAW_DATA,
  SEND_RAW_DATA: SF_NOTIFY_SEND_RAW_DATA
}

export const ORDERS: Readonly<Record<'HIGH' | 'MEDIUM' | 'LOW', number>> = {
  HIGH: SF_NOTIFY_ORDER_HIGH,
  MEDIUM: SF_NOTIFY_ORDER_MEDIUM,
  LOW: SF_NOTIFY_ORDER_LOW
}

/** Global events that the server raises. */
export const GLOBAL: readonly { readonly bit: number; readonly name: string; readonly handler: string }[] = [
  { bit: 0x0002, name: 'GL_STOP_LISTENING', handler: 'OnGlobalStopListening' },
  { bit: 0x0040, name: 'GL_CONFIGURATION_CHANGE', handler: 'OnGlobalConfigurationChange' },
  { bit: 0x0080, name: 'GL_FILE_CHANGE', handler: 'OnGlobalFileChange' },
  { bit: 0x0100, name: 'GL_PRE_BEGIN_REQUEST', handler: 'OnGlobalPreBeginRequest' },
  { bit: 0x0200, name: 'GL_APPLICATION_START', handler: 'OnGlobalApplicationStart' },
  { bit: 0x0400, name: 'GL_APPLICATION_RESOLVE_MODULES', handler: 'OnGlobalApplicationResolveModules' },
  { bit: 0x0800, name: 'GL_APPLICATION_STOP', handler: 'OnGlobalApplicationStop' },
  { bit: 0x4000, name: 'GL_CUSTOM_NOTIFICATION', handler: 'OnGlobalCustomNotification' }
]
