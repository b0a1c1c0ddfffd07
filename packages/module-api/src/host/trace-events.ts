// TABLE: the trace events that the server raises itself, as the manifest of IIS has them; the first field of each is ContextId.

import { HTTP_TRACE_EVENT_FLAG_STATIC_DESCRIPTIVE_FIELDS, HTTP_TRACE_LEVEL_END, HTTP_TRACE_LEVEL_START, HTTP_TRACE_TYPE_BOOL, HTTP_TRACE_TYPE_LPCGUID, HTTP_TRACE_TYPE_LPCSTR, HTTP_TRACE_TYPE_LPCWSTR, HTTP_TRACE_TYPE_ULONG, HTTP_TRACE_TYPE_USHORT,
  GUID_IIS_ALL_TRACE_PROVIDERS, GUID_IIS_WWW_GLOBAL_TRACE_PROVIDER, GUID_IIS_WWW_SERVER_TRACE_PROVIDER, TRACE_LEVEL_CRITICAL, TRACE_LEVEL_ERROR, TRACE_LEVEL_INFORMATION, TRACE_LEVEL_VERBOSE,
  TRACE_LEVEL_WARNING, type HTTP_TRACE_LEVEL, type HTTP_TRACE_TYPE
} from '../trace-constants.ts'
import type { HTTP_TRACE_EVENT, HTTP_TRACE_EVENT_ITEM } from '../http-trace.ts'
import { ticksOf } from './ticks.ts'

type Area = readonly [bit: number, guid: string]
type Field = readonly [name: string, type: HTTP_TRACE_TYPE]

/** An event; `number` is its opcode, which tells it from the others of its area. */
export interface TraceEventRow {
  readonly name: string
  readonly area: Area
  readonly number: number
  readonly level: number
  readonly fields: readonly Field[]
  readonly statement: string
}

const GENERAL: Area        = [0x000, '{D42CF7EF-DE92-473E-8B6C-621EA663113A}']
const AUTHENTICATION: Area = [0x002, '{C33BBE8F-985B-4080-81E6-005F1A06B9E2}']
const NOTIFICATION: Area   = [0x100, '{002E91E3-E7AE-44AB-8E07-99230FFA6ADE}']
const MODULE: Area         = [0x200, '{D79A948E-95F1-417B-A731-B7A79DEC7AE5}']

const MODULE_NAME: Field = ['ModuleName', HTTP_TRACE_TYPE_LPCWSTR]
const ERROR_CODE: Field  = ['ErrorCode', HTTP_TRACE_TYPE_ULONG]
const STATUS: readonly Field[] = [MODULE_NAME, ['Notification', HTTP_TRACE_TYPE_ULONG], ['HttpStatus', HTTP_TRACE_TYPE_ULONG], ['HttpReason', HTTP_TRACE_TYPE_LPCSTR]]
const QUICK: readonly Field[]  = [MODULE_NAME, ['Data1', HTTP_TRACE_TYPE_LPCWSTR], ['Data2', HTTP_TRACE_TYPE_LPCWSTR], ERROR_CODE]
const HEADER: readonly Field[] = [['HeaderName', HTTP_TRACE_TYPE_LPCSTR], ['HeaderValue', HTTP_TRACE_TYPE_LPCSTR], ['Replace', HTTP_TRACE_TYPE_BOOL]]
const ERROR: readonly Field[]  = [...STATUS, ['HttpSubStatus', HTTP_TRACE_TYPE_USHORT], ERROR_CODE, ['ConfigExceptionInfo', HTTP_TRACE_TYPE_LPCWSTR]]
const USER: readonly Field[]   = [['AuthType', HTTP_TRACE_TYPE_LPCWSTR], ['UserName', HTTP_TRACE_TYPE_LPCWSTR], ['SupportsIsInRole', HTTP_TRACE_TYPE_BOOL]]
const LOGON: readonly Field[]  = [['AuthType', HTTP_TRACE_TYPE_ULONG], ['NTLMUsed', HTTP_TRACE_TYPE_BOOL], ['RemoteUserName', HTTP_TRACE_TYPE_LPCWSTR], ['AuthUserName', HTTP_TRACE_TYPE_LPCWSTR], ['TokenImpersonationLevel', HTTP_TRACE_TYPE_ULONG]]

export const URL_CHANGED: TraceEventRow        = { name: 'URL_CHANGED',                        area: GENERAL,      number: 42, level: TRACE_LEVEL_INFORMATION, fields: [['OldUrl', HTTP_TRACE_TYPE_LPCWSTR], ['NewUrl', HTTP_TRACE_TYPE_LPCWSTR]], statement: 'trace.url-changed' }
export const USER_SET: TraceEventRow           = { name: 'USER_SET',                           area: GENERAL,      number: 44, level: TRACE_LEVEL_INFORMATION, fields: USER,                                                                 statement: 'trace.user-set' }
export const AUTH_SUCCEEDED: TraceEventRow     = { name: 'AUTH_SUCCEEDED',                     area: AUTHENTICATION, number: 11, level: TRACE_LEVEL_INFORMATION, fields: LOGON,                                                              statement: 'trace.auth-succeeded' }
export const NOT_SEND_CUSTOM_ERROR: TraceEventRow = { name: 'GENERAL_NOT_SEND_CUSTOM_ERROR',   area: GENERAL,      number: 52, level: TRACE_LEVEL_VERBOSE,     fields: [['Reason', HTTP_TRACE_TYPE_ULONG]],                                  statement: 'trace.no-custom-error' }
export const SET_REQUEST_HEADER: TraceEventRow = { name: 'GENERAL_SET_REQUEST_HEADER',         area: GENERAL,      number: 53, level: TRACE_LEVEL_VERBOSE,     fields: HEADER,                                                               statement: 'trace.request-header' }
export const FACTORY_FAILED: TraceEventRow     = { name: 'GENERAL_MODULE_FACTORY_FAILED',      area: GENERAL,      number: 54, level: TRACE_LEVEL_ERROR,       fields: [MODULE_NAME, ERROR_CODE],                                            statement: 'trace.factory-failed' }
export const PRE_BEGIN_START: TraceEventRow    = { name: 'PRE_BEGIN_REQUEST_START',            area: NOTIFICATION, number: 4,  level: TRACE_LEVEL_VERBOSE,     fields: [MODULE_NAME],                                                        statement: 'trace.pre-begin' }
export const PRE_BEGIN_END: TraceEventRow      = { name: 'PRE_BEGIN_REQUEST_END',              area: NOTIFICATION, number: 5,  level: TRACE_LEVEL_VERBOSE,     fields: [MODULE_NAME, ['NotificationStatus', HTTP_TRACE_TYPE_ULONG]],         statement: 'trace.pre-begin' }
export const ERROR_STATUS: TraceEventRow       = { name: 'MODULE_SET_RESPONSE_ERROR_STATUS',   area: NOTIFICATION, number: 16, level: TRACE_LEVEL_WARNING,     fields: ERROR,                                                                statement: 'trace.error-status' }
export const SUCCESS_STATUS: TraceEventRow     = { name: 'MODULE_SET_RESPONSE_SUCCESS_STATUS', area: NOTIFICATION, number: 17, level: TRACE_LEVEL_INFORMATION, fields: STATUS,                                                               statement: 'trace.success-status' }

/** The events of QuickTrace, by its level. */
export const QUICK_TRACE: Readonly<Record<HTTP_TRACE_LEVEL, TraceEventRow>> = {
  [TRACE_LEVEL_CRITICAL]:    { name: 'MODULE_CRITICAL_ERROR', area: MODULE, number: 3, level: TRACE_LEVEL_CRITICAL,    fields: QUICK, statement: 'trace.quick' },
  [TRACE_LEVEL_ERROR]:       { name: 'MODULE_ERROR',          area: MODULE, number: 4, level: TRACE_LEVEL_ERROR,       fields: QUICK, statement: 'trace.quick' },
  [TRACE_LEVEL_WARNING]:     { name: 'MODULE_WARNING',        area: MODULE, number: 5, level: TRACE_LEVEL_WARNING,     fields: QUICK, statement: 'trace.quick' },
  [TRACE_LEVEL_INFORMATION]: { name: 'MODULE_INFORMATION',    area: MODULE, number: 6, level: TRACE_LEVEL_INFORMATION, fields: QUICK, statement: 'trace.quick' },
  [TRACE_LEVEL_VERBOSE]:     { name: 'MODULE_VERBOSE',        area: MODULE, number: 7, level: TRACE_LEVEL_VERBOSE,     fields: QUICK, statement: 'trace.quick' },
  [HTTP_TRACE_LEVEL_START]:  { name: 'MODULE_START',          area: MODULE, number: 1, level: TRACE_LEVEL_INFORMATION, fields: QUICK, statement: 'trace.quick' },
  [HTTP_TRACE_LEVEL_END]:    { name: 'MODULE_END',            area: MODULE, number: 2, level: TRACE_LEVEL_INFORMATION, fields: QUICK, statement: 'trace.quick' }
}

/** An event with its values, in the order of the fields. `activity` null: it belongs to no request. */
export function makeTraceEvent(row: TraceEventRow, activity: string | null, values: readonly HTTP_TRACE_EVENT_ITEM['pbData'][]): HTTP_TRACE_EVENT {
  const item = ([pszName, dwDataType]: Field, pbData: HTTP_TRACE_EVENT_ITEM['pbData']): HTTP_TRACE_EVENT_ITEM => ({ pszName, dwDataType, pbData, pszDataDescription: null })
  return {
    pProviderGuid: activity === null ? GUID_IIS_WWW_GLOBAL_TRACE_PROVIDER : GUID_IIS_WWW_SERVER_TRACE_PROVIDER,
    dwArea: row.area[0], pAreaGuid: row.area[1], dwEvent: row.number, pszEventName: row.name, dwEventVersion: 1, dwVerbosity: row.level,
    pActivityGuid: activity, pRelatedActivityGuid: null, dwTimeStamp: ticksOf(performance.now()) >>> 0, dwFlags: HTTP_TRACE_EVENT_FLAG_STATIC_DESCRIPTIVE_FIELDS,
    pEventItems: [item(['ContextId', HTTP_TRACE_TYPE_LPCGUID], activity ?? GUID_IIS_ALL_TRACE_PROVIDERS), ...row.fields.map((field, index) => item(field, values[index] ?? null))]
  }
}
