// Calls a filter: the one point that every notification of every filter passes.

import { GetLastError, SetLastError, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_SECURE_PORT, type FilterHost } from '@isapi-bridge/filter-api'
import { sessionChannel, type NotificationTrace, type SkipReason } from '@isapi-bridge/module-api'
import { ERROR_CONNECTION_INVALID, ERROR_UNHANDLED_EXCEPTION, NO_ERROR, type WIN32_ERROR } from '@isapi-bridge/win32'
import type { BridgedFilter } from './bridged-filter.ts'
import { ContextHost } from './context-host.ts'
import type { FilterRequest } from './filter-request.ts'
import { saidBy } from './errors.ts'
import { openSession, type FilterSession } from './filter-session.ts'
import type { CarriedRow } from './notification-map.ts'
import type { Ender, Occurrence } from './occurrence.ts'
import { publishSession } from './session-trace.ts'
import { statusRow, type StatusEffect } from './status-map.ts'
import { beginTrace, endTrace } from './trace.ts'

/** Whether the next filter is to be called; a promise when the filter answered with one. */
export type Outcome = boolean | Promise<boolean>

interface FilterCall {
  readonly session: FilterSession
  readonly row: CarriedRow
  readonly request: FilterRequest | null
  readonly ender: Ender | null
  readonly outer: FilterHost | null
  /** What the filter was called with before: calls nest. */
  readonly before: string
  readonly payload: unknown
  readonly record: NotificationTrace | null
  /** Notifications of the request that had been given up before this call. */
  readonly timeouts: number
}

/** One filter in one occurrence of a notification that it registered for. */
export function runFilter(filter: BridgedFilter, { row, request, payload, mayWait, ender }: Occurrence): Outcome {
  if ((filter.flags & request.portFlag) === 0) return skip(filter, request, row, 'port', portNameOf(filter.flags))
  if (request.isDisabled(filter, row.flag)) return skip(filter, request, row, 'disabled')
  const { connection, extras } = request
  const session = connection === null ? null : openSession(filter, connection, extras.isSecure)
  if (session !== null) return callFilter(session, row, payload, request, mayWait, ender)
  filter.report('ERR_BRIDGE_NO_CONNECTION', `cannot be called with ${row.name}: the connection takes no session.`)
  ender.fail(ERROR_CONNECTION_INVALID, row.flag)
  return false
}

/** The flag of the ports that it registered for. */
function portNameOf(flags: number): string { return (flags & SF_NOTIFY_SECURE_PORT) !== 0 ? 'SF_NOTIFY_SECURE_PORT' : (flags & SF_NOTIFY_NONSECURE_PORT) !== 0 ? 'SF_NOTIFY_NONSECURE_PORT' : '' }

/** A filter is passed by. */
export function skip(filter: BridgedFilter, { extras }: FilterRequest, row: CarriedRow, reason: SkipReason, detail?: string): true {
  if (extras.traced) extras.skipTrace('filter', filter.name, row.name, row.carrier === 'post', reason, detail)
  return true
}

/** One call. Without a request (between two, and after the last) the callbacks have nothing to work on. */
export function callFilter(session: FilterSession, row: CarriedRow, payload: unknown, request: FilterRequest | null, mayWait: boolean, ender: Ender | null = request): Outcome {
  const { filter } = session
  const call: FilterCall = {
    session,
    row,
    request,
    ender,
    outer: session.attach(request === null ? null : new ContextHost(filter, request, row.flag)),
    before: session.notification,
    payload,
    record: beginTrace(session, row, request, payload),
    timeouts: request?.extras.timeouts ?? 0
  }
  session.notification = row.name
  SetLastError(NO_ERROR)
  let status: unknown
  let promised: boolean
  try {
    status = filter.entry.HttpFilterProc(session.pfc, row.flag, payload)
    promised = isThenable(status)
  } catch (error) {
    return fault(call, error)
  }
  if (!promised) return conclude(call, status, GetLastError())
  // An asynchronous filter sets its last error and resolves without an await between the two.
  if (mayWait) return Promise.resolve(status).then((settled) => conclude(call, settled, GetLastError()), (error: unknown) => fault(call, error))
  leave(call, 'a promise')
  filter.reportOnce('ERR_BRIDGE_PROMISE', `returned a promise in ${row.name}, which must be answered at once here.`)
  Promise.resolve(status).catch((error: unknown) => { reportThrown(call, error) })
  return true
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function leave({ session, row, request, payload, outer, before, record }: FilterCall, status: string): void {
  session.attach(outer)
  session.checkHeap()
  if (record !== null && sessionChannel.hasSubscribers) publishSession('call', session) // the record: somebody watches this request
  if (outer !== null) session.notification = before
  if (record !== null) endTrace(record, status, row, request, payload)
}

function conclude(call: FilterCall, status: unknown, lastError: WIN32_ERROR): boolean {
  const known = statusRow(status)
  leave(call, known?.name ?? String(status))
  const effect: StatusEffect = known === undefined ? 'report' : known[call.row.effects]
  if (effect === 'next') return true
  if (isGivenUp(call)) return false
  return EFFECTS[effect](call, status, lastError)
}

/** Nobody has waited for this status: it changes nothing any more. */
function isGivenUp({ request, row, timeouts }: FilterCall): boolean {
  return request !== null && row.effects !== 'closing' && request.isGivenUp(timeouts)
}

type Effect = (call: FilterCall, status: unknown, lastError: WIN32_ERROR) => boolean

const EFFECTS: Readonly<Record<Exclude<StatusEffect, 'next'>, Effect>> = {
  stop: () => false,
  more({ ender }) {
    ender?.more?.()
    return false
  },
  finish: (call) => finish(call, true),
  'finish-keep': (call) => finish(call, !call.session.filter.settings.keepConnection),
  error({ ender, row }, _status, lastError) {
    ender?.fail(lastError, row.flag)
    return false
  },
  report({ session, row }, status) {
    const known = statusRow(status)
    session.filter.reportOnce('ERR_BRIDGE_STATUS', `returned ${known?.name ?? `${String(status)}, which is no status,`} in ${row.name}.`)
    return true
  }
}

function finish({ session, row, ender }: FilterCall, disconnect: boolean): boolean {
  if (ender?.finish(disconnect) === false) session.filter.reportOnce('ERR_BRIDGE_NO_ANSWER', `ended a request in ${row.name} without having answered it.`)
  return false
}

/** What a filter threw is an error of the request, and nobody else's. */
function fault(call: FilterCall, error: unknown): boolean {
  leave(call, 'SF_STATUS_REQ_ERROR')
  reportThrown(call, error)
  if (call.row.effects === 'closing') return true
  if (!isGivenUp(call)) call.ender?.fail(ERROR_UNHANDLED_EXCEPTION, call.row.flag)
  return false
}

function reportThrown({ session, row }: FilterCall, error: unknown): void {
  session.filter.report('ERR_BRIDGE_FILTER_THREW', `threw in ${row.name}: ${saidBy(error)}.`, error) // the remedy comes at the end
}
