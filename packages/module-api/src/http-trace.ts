// Mirrors httptrace.h, and of httpserv.h what raises and receives trace events.

import type { HRESULT } from '@isapi-bridge/win32'
import type { IHttpContext } from './http-context.ts'
import type { HTTP_MODULE_ID } from './stored-context.ts'
import type { HTTP_TRACE_LEVEL, HTTP_TRACE_TYPE } from './trace-constants.ts'

/** What a consumer wants of a provider. The caller owns it; GetTraceConfiguration fills it in. [http-trace-configuration-structure] */
export interface HTTP_TRACE_CONFIGURATION {
  /** A GUID_* or any other GUID, with or without braces. */
  pProviderGuid: string | null
  /** Mask of areas; 0xffffe for all. Events of area 0 belong to every mask. */
  dwAreas: number
  /** The most detailed level that is wanted: 0 general, 1 fatal, 2 error, 3 warning, 4 information, 5 verbose. */
  dwVerbosity: number
  fProviderEnabled: boolean
}

/** One field of an event. The value is typed by itself, so `cbData` is gone; GUIDs are text. [http-trace-event-item-structure] */
export interface HTTP_TRACE_EVENT_ITEM {
  readonly pszName: string
  readonly dwDataType: HTTP_TRACE_TYPE
  readonly pbData: string | number | bigint | boolean | null
  readonly pszDataDescription: string | null
}

/** A trace event. `cEventItems` is the length of `pEventItems`, at most 16. [http-trace-event-structure] */
export interface HTTP_TRACE_EVENT {
  readonly pProviderGuid: string
  /** Bit of the area; 0 for general events. */
  readonly dwArea: number
  readonly pAreaGuid: string | null
  /** Number of the event within its area. */
  readonly dwEvent: number
  readonly pszEventName: string
  readonly dwEventVersion: number
  /** 0 to 5, as in HTTP_TRACE_CONFIGURATION. */
  readonly dwVerbosity: number
  readonly pActivityGuid: string | null
  readonly pRelatedActivityGuid: string | null
  /** Milliseconds since the machine was started, 32 bits. */
  readonly dwTimeStamp: number
  /** HTTP_TRACE_EVENT_FLAG_*. */
  readonly dwFlags: number
  readonly pEventItems: readonly HTTP_TRACE_EVENT_ITEM[]
}

/** Tracing for one request, or for the server. [IHttpTraceContext] */
export interface IHttpTraceContext {
  /** Whether anybody wants events of `pProviderGuid`, and which: fills in the rest. Ask before making an event that costs something. ERROR_INVALID_PARAMETER: no GUID. */
  GetTraceConfiguration(pHttpTraceConfiguration: HTTP_TRACE_CONFIGURATION): HRESULT
  /**
   * Subscribes a module, or with `fProviderEnabled` false unsubscribes it: for this request, on the context of a request; else for all.
   * ERROR_INVALID_PARAMETER: no module, no GUID, or a verbosity above 5. ERROR_NOT_FOUND: disables a provider that the module had not enabled.
   */
  SetTraceConfiguration(moduleId: HTTP_MODULE_ID, pHttpTraceConfiguration: HTTP_TRACE_CONFIGURATION | readonly HTTP_TRACE_CONFIGURATION[]): HRESULT
  /** E_FAIL: inside RegisterModule. ERROR_INVALID_PARAMETER: no provider or name, a verbosity above 5, or more than 16 items. */
  RaiseTraceEvent(pTraceEvent: HTTP_TRACE_EVENT): HRESULT
  /** The GUID that the events of a request share, its children included; null for the server. */
  GetTraceActivityId(): string | null
  /** Raises one of the events MODULE_* with the name of the module that runs. E_FAIL: inside RegisterModule. ERROR_INVALID_PARAMETER: no text, or no such level. */
  QuickTrace(pszData1: string, pszData2?: string | null, hrLastError?: HRESULT, Level?: HTTP_TRACE_LEVEL): HRESULT
}

/** Given to OnGlobalTraceEvent. [IGlobalTraceEventProvider] */
export interface IGlobalTraceEventProvider {
  GetTraceEvent(): HTTP_TRACE_EVENT
  /** Whether the module has subscribed to this event, by SetTraceConfiguration of the request or of the server. */
  CheckSubscription(ModuleId: HTTP_MODULE_ID): boolean
  /** ERROR_NOT_SUPPORTED: the event belongs to no request. */
  GetCurrentHttpRequestContext(): IHttpContext | HRESULT
}
