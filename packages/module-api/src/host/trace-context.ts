// IHttpTraceContext of a request, or of the server; and the events that the server raises for a request.

import { E_FAIL, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { HTTP_TRACE_CONFIGURATION, HTTP_TRACE_EVENT, HTTP_TRACE_EVENT_ITEM, IHttpTraceContext } from '../http-trace.ts'
import { PRE_BEGIN_REQUEST, STAGES } from '../pipeline/stages.ts'
import { isDword } from '../pipeline/values.ts'
import type { HTTP_MODULE_ID } from '../stored-context.ts'
import { TRACE_LEVEL_INFORMATION, TRACE_LEVEL_VERBOSE, type HTTP_TRACE_LEVEL } from '../trace-constants.ts'
import { seesEvents } from '../trace.ts'
import type { IHttpUser } from '../http-user.ts'
import type { HttpContext } from './context.ts'
import { AUTH_SUCCEEDED, ERROR_STATUS, QUICK_TRACE, SUCCESS_STATUS, USER_SET, makeTraceEvent, type TraceEventRow } from './trace-events.ts'
import type { TraceHub } from './trace-hub.ts'
import { TraceSubscriptions, isVerbosity, toGuid } from './trace-subscriptions.ts'

const MAX_ITEMS = 16
/** As documented: all areas. */
const ALL_AREAS = 0xffffe
const FIRST_ERROR_STATUS = 400
/** The name of the server where a module's would stand. */
const CORE = 'IIS Web Core'

export class TraceContext implements IHttpTraceContext {
  readonly #hub: TraceHub
  readonly #context: HttpContext | null
  #subscriptions: TraceSubscriptions | null

  /** @param context null: of the server */
  constructor(hub: TraceHub, context: HttpContext | null) {
    this.#hub = hub
    this.#context = context
    this.#subscriptions = context === null ? hub.subscriptions : null
  }

  /** What was wanted here; null: nothing was said. */
  get subscriptions(): TraceSubscriptions | null { return this.#subscriptions }

  GetTraceConfiguration(pHttpTraceConfiguration: HTTP_TRACE_CONFIGURATION): HRESULT {
    const provider = toGuid(pHttpTraceConfiguration?.pProviderGuid)
    if (provider === null) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const watched = seesEvents(this.#context?.trace ?? null) // who watches the channel wants all
    pHttpTraceConfiguration.fProviderEnabled = watched
    pHttpTraceConfiguration.dwAreas = watched ? ALL_AREAS : 0
    pHttpTraceConfiguration.dwVerbosity = watched ? TRACE_LEVEL_VERBOSE : 0
    for (let context = this.#context; context !== null; context = context.parent) context.traceSubscriptions?.addTo(pHttpTraceConfiguration, provider)
    this.#hub.subscriptions.addTo(pHttpTraceConfiguration, provider)
    return S_OK
  }

  SetTraceConfiguration(moduleId: HTTP_MODULE_ID, pHttpTraceConfiguration: HTTP_TRACE_CONFIGURATION | readonly HTTP_TRACE_CONFIGURATION[]): HRESULT {
    this.#subscriptions ??= new TraceSubscriptions()
    return this.#subscriptions.set(moduleId, [pHttpTraceConfiguration].flat())
  }

  RaiseTraceEvent(pTraceEvent: HTTP_TRACE_EVENT): HRESULT {
    if (!this.#hub.started) return E_FAIL
    if (toGuid(pTraceEvent?.pProviderGuid) === null || typeof pTraceEvent.pszEventName !== 'string' || !isVerbosity(pTraceEvent.dwVerbosity)
      || !Array.isArray(pTraceEvent.pEventItems) || pTraceEvent.pEventItems.length > MAX_ITEMS) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#hub.raise(pTraceEvent, this.#context)
    return S_OK
  }

  GetTraceActivityId(): string | null { return this.#context?.activityId ?? null }

  QuickTrace(pszData1: string, pszData2: string | null = null, hrLastError: HRESULT = S_OK, Level: HTTP_TRACE_LEVEL = TRACE_LEVEL_INFORMATION): HRESULT {
    if (!this.#hub.started) return E_FAIL
    const row: TraceEventRow | undefined = typeof Level === 'number' ? QUICK_TRACE[Level] : undefined
    if (typeof pszData1 !== 'string' || (pszData2 !== null && typeof pszData2 !== 'string') || row === undefined || !isDword(hrLastError)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    if (!this.#hub.heard && !seesEvents(this.#context?.trace ?? null)) return S_OK
    const module = this.#context === null ? '' : callerOf(this.#context)
    this.#hub.raise(makeTraceEvent(row, this.GetTraceActivityId(), [module, pszData1, pszData2 ?? '', hrLastError >>> 0]), this.#context)
    return S_OK
  }
}

/** Raises an event of the server for a request. Ask first whether anybody listens. */
export function traceFor(context: HttpContext, row: TraceEventRow, ...values: readonly HTTP_TRACE_EVENT_ITEM['pbData'][]): void {
  context.pipeline.tracing.raise(makeTraceEvent(row, context.activityId, values), context)
}

/** The status has been set. Before BEGIN_REQUEST the notification is 0. */
export function traceStatus(context: HttpContext): void {
  const { pStatusCode, ppszReason, pSubStatus, phrErrorToReport } = context.response.GetStatus()
  const { running, stageName } = context.run
  const notification = running?.notification ?? STAGES.find(({ name }) => name === stageName)?.notification ?? 0
  const values = [callerOf(context), notification, pStatusCode, ppszReason]
  if (pStatusCode < FIRST_ERROR_STATUS) traceFor(context, SUCCESS_STATUS, ...values)
  else traceFor(context, ERROR_STATUS, ...values, pSubStatus, phrErrorToReport >>> 0, '')
}

/** Bits of AUTH_SUCCEEDED for the schemes of the manifest; others have none. */
const SCHEMES: Readonly<Record<string, number>> = { '': 1, anonymous: 1, basic: 2, ntlm: 4, negotiate: 4, kerberos: 4, digest: 0x10 }
/** Nobody knows what a token here may do. */
const IMPERSONATION_UNKNOWN = 4

/** The request has a user. @param logon an authentication module has found out who it is */
export function traceUser(context: HttpContext, user: IHttpUser, logon: boolean): void {
  try {
    const type = user.GetAuthenticationType()
    const name = user.GetUserName()
    if (logon) traceFor(context, AUTH_SUCCEEDED, SCHEMES[type.toLowerCase()] ?? 0, /^ntlm$/i.test(type), user.GetRemoteUserName(), name, IMPERSONATION_UNKNOWN)
    traceFor(context, USER_SET, type, name, user.SupportsIsInRole())
  } catch {
    // A user is an object of a module: what it throws here would not be thrown without a listener.
  }
}

/** The module that runs; before BEGIN_REQUEST the global module. */
function callerOf({ run, preBeginModule }: HttpContext): string {
  return run.running?.module.name ?? (run.stageName === PRE_BEGIN_REQUEST && preBeginModule !== '' ? preBeginModule : CORE)
}
