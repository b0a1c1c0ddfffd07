// What trace consumers want: of all requests, or of one.

import { ERROR_INVALID_PARAMETER, ERROR_NOT_FOUND, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { HTTP_TRACE_CONFIGURATION, HTTP_TRACE_EVENT } from '../http-trace.ts'
import type { HTTP_MODULE_ID } from '../stored-context.ts'
import { GUID_IIS_ALL_TRACE_PROVIDERS, TRACE_LEVEL_VERBOSE } from '../trace-constants.ts'

const GUID = /^(?:\{([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\}|([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}))$/i

/** A GUID in the spelling of the constants; null: that is none. */
export function toGuid(text: unknown): string | null {
  const match = typeof text === 'string' ? GUID.exec(text) : null
  return match === null ? null : `{${(match[1] ?? match[2] ?? '').toUpperCase()}}`
}

export function isVerbosity(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= TRACE_LEVEL_VERBOSE // an integer is a number
}

interface Wish { readonly areas: number; readonly verbosity: number }

export class TraceSubscriptions {
  readonly #modules = new Map<HTTP_MODULE_ID, Map<string, Wish>>()

  set(moduleId: HTTP_MODULE_ID, configurations: readonly HTTP_TRACE_CONFIGURATION[]): HRESULT {
    if (typeof moduleId !== 'number' || configurations.some((each) => toGuid(each?.pProviderGuid) === null || (each.fProviderEnabled && !isVerbosity(each.dwVerbosity)))) {
      return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    }
    const wishes = this.#modules.get(moduleId) ?? new Map<string, Wish>()
    this.#modules.set(moduleId, wishes)
    for (const { pProviderGuid, dwAreas, dwVerbosity, fProviderEnabled } of configurations) {
      const provider = toGuid(pProviderGuid) ?? ''
      if (fProviderEnabled) wishes.set(provider, { areas: dwAreas, verbosity: dwVerbosity })
      else if (!wishes.delete(provider)) return HRESULT_FROM_WIN32(ERROR_NOT_FOUND)
    }
    return S_OK
  }

  /** Whether a module wants this event. */
  covers(moduleId: HTTP_MODULE_ID, event: HTTP_TRACE_EVENT): boolean {
    const wishes = this.#modules.get(moduleId)
    if (wishes === undefined) return false
    const covers = (wish: Wish | undefined): boolean =>
      wish !== undefined && event.dwVerbosity <= wish.verbosity && (event.dwArea === 0 || (event.dwArea & wish.areas) !== 0)
    return covers(wishes.get(toGuid(event.pProviderGuid) ?? '')) || covers(wishes.get(GUID_IIS_ALL_TRACE_PROVIDERS))
  }

  /** Adds what anybody wants of a provider to the configuration. */
  addTo(configuration: HTTP_TRACE_CONFIGURATION, provider: string): void {
    for (const wishes of this.#modules.values()) {
      for (const wish of [wishes.get(provider), wishes.get(GUID_IIS_ALL_TRACE_PROVIDERS)]) {
        if (wish === undefined) continue
        configuration.fProviderEnabled = true
        configuration.dwAreas |= wish.areas
        configuration.dwVerbosity = Math.max(configuration.dwVerbosity, wish.verbosity)
      }
    }
  }
}
