// From a foreign object to a filter that can be called.

import { NO_ERROR, type DWORD, type WIN32_ERROR } from '@isapi-bridge/win32'
import { readSz } from './byte-strings.ts'
import {
  SF_MAX_FILTER_DESC_LEN, SF_NOTIFY_NONSECURE_PORT, SF_NOTIFY_ORDER_DEFAULT, SF_NOTIFY_ORDER_HIGH, SF_NOTIFY_ORDER_LOW,
  SF_NOTIFY_ORDER_MASK, SF_NOTIFY_ORDER_MEDIUM, SF_NOTIFY_SECURE_PORT, type FilterPriority
} from './constants.ts'
import type { Filter } from './entry-points.ts'
import { FilterContractError } from './errors.ts'
import { GetLastError, SetLastError } from './last-error.ts'
import { notificationMask } from './notifications.ts'
import type { HTTP_FILTER_VERSION } from './structures.ts'

export interface LoadFilterOptions {
  /** Revision of the specification that the server implements, for dwServerFilterVersion. */
  readonly revision: DWORD
}

/** A filter that wants to be called. */
export interface LoadedFilter {
  readonly declined: false
  readonly name: string
  readonly filter: Filter
  /** What it wrote into lpszFilterDesc. */
  readonly description: string
  /** The revision it was written for, as it says itself. */
  readonly filterVersion: DWORD
  /** dwFlags with the defaults filled in: one order bit at least, one port bit at least. */
  readonly flags: DWORD
  /** The events among `flags`. */
  readonly events: DWORD
  readonly priority: FilterPriority
  /** False: the filter set no order bit, and the priority is the default. */
  readonly hasOwnPriority: boolean
}

/** A filter whose GetFilterVersion returned FALSE: it gets no notification. */
export interface DeclinedFilter {
  readonly declined: true
  readonly name: string
  /** NO_ERROR: it does not want to run, and nothing is logged. Else a load failure, to be logged with this error. [GFV] */
  readonly error: WIN32_ERROR
}

const portMask = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT

/**
 * Checks the entry points of a filter and calls GetFilterVersion, once. [GFV]
 *
 * What a filter may do, such as declining, is a result; what it must not do throws a FilterContractError.
 */
export function loadFilter(name: string, filter: Filter, { revision }: LoadFilterOptions): LoadedFilter | DeclinedFilter {
  checkEntryPoints(name, filter)

  const description = new Uint8Array(SF_MAX_FILTER_DESC_LEN)
  const version: HTTP_FILTER_VERSION = {
    dwServerFilterVersion: revision,
    dwFilterVersion: 0,
    lpszFilterDesc: description,
    dwFlags: 0
  }
  SetLastError(NO_ERROR)
  if (!callGetFilterVersion(name, filter, version)) return { declined: true, name, error: GetLastError() }

  if (version.lpszFilterDesc !== description) {
    throw new FilterContractError('ERR_FILTER_DESCRIPTION', `Filter "${name}" replaced the buffer of lpszFilterDesc.`)
  }
  return {
    declined: false,
    name,
    filter,
    description: readSz(description),
    filterVersion: version.dwFilterVersion,
    ...readFlags(name, version.dwFlags)
  }
}

function checkEntryPoints(name: unknown, filter: unknown): void {
  if (typeof name !== 'string' || name === '') throw new FilterContractError('ERR_FILTER_NAME', 'A filter has no name.')
  const exported = (filter ?? {}) as Record<string, unknown>
  const wrong = [
    ...['GetFilterVersion', 'HttpFilterProc'].filter(entry => typeof exported[entry] !== 'function'),
    ...['TerminateFilter'].filter(entry => !['function', 'undefined'].includes(typeof exported[entry]))
  ]
  if (wrong.length === 0) return
  throw new FilterContractError('ERR_FILTER_ENTRY_POINT', `Filter "${name}" has no function ${wrong.join(', ')}.`)
}

function callGetFilterVersion(name: string, filter: Filter, version: HTTP_FILTER_VERSION): boolean {
  let result: unknown
  try {
    result = filter.GetFilterVersion(version)
  } catch (error) {
    throw new FilterContractError('ERR_FILTER_VERSION_THREW', `GetFilterVersion of filter "${name}" threw: ${String(error).replace(/\.$/, '')}.`, error)
  }
  if (typeof result === 'boolean') return result
  throw new FilterContractError('ERR_FILTER_VERSION_RESULT', `GetFilterVersion of filter "${name}" returned ${String(result)}.`)
}

function readFlags(name: string, dwFlags: number): Pick<LoadedFilter, 'flags' | 'events' | 'priority' | 'hasOwnPriority'> {
  const unknown = typeof dwFlags === 'number' ? (dwFlags & ~(notificationMask | SF_NOTIFY_ORDER_MASK | portMask)) >>> 0 : dwFlags
  if (unknown !== 0) {
    const bits = typeof unknown === 'number' ? `unknown bits 0x${unknown.toString(16).padStart(8, '0')}` : `no number: ${String(unknown)}`
    throw new FilterContractError('ERR_FILTER_FLAGS', `dwFlags of filter "${name}" has ${bits}.`)
  }
  const order = dwFlags & SF_NOTIFY_ORDER_MASK
  const ports = dwFlags & portMask
  const events = dwFlags & notificationMask
  return {
    flags: events | (order || SF_NOTIFY_ORDER_DEFAULT) | (ports || portMask),
    events,
    priority: priorityOf(order),
    hasOwnPriority: order !== 0
  }
}

/** Of several order bits, which no source describes, the highest counts. */
function priorityOf(order: number): FilterPriority {
  if ((order & SF_NOTIFY_ORDER_HIGH) !== 0) return SF_NOTIFY_ORDER_HIGH
  if ((order & SF_NOTIFY_ORDER_MEDIUM) !== 0) return SF_NOTIFY_ORDER_MEDIUM
  return SF_NOTIFY_ORDER_LOW
}
