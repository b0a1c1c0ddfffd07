// What stands behind pfc.ServerContext. The filter sees an object without members; the callbacks see the state.

import { ERROR_INVALID_PARAMETER, type WIN32_ERROR } from '@isapi-bridge/win32'
import type { FilterHeap } from './filter-heap.ts'
import type { FilterHost } from './filter-host.ts'
import { fail } from './last-error.ts'

/** What the callbacks of one context work with. */
export interface ContextState {
  readonly heap: FilterHeap
  readonly missingColonError: WIN32_ERROR
  readonly noDataError: WIN32_ERROR
  host: FilterHost | null
  ended: boolean
}

/** A state with a host behind it. */
export interface AttachedState extends ContextState {
  host: FilterHost
}

export class ServerContext {
  readonly #state: ContextState

  constructor(state: ContextState) {
    this.#state = state
  }

  /** The state of a context that is one of ours and has not ended; else null, and ERROR_INVALID_PARAMETER. */
  static stateOf(pfc: unknown): ContextState | null {
    const context = (pfc as { readonly ServerContext?: unknown } | null | undefined)?.ServerContext
    if (typeof context === 'object' && context !== null && #state in context && !context.#state.ended) return context.#state
    fail(ERROR_INVALID_PARAMETER)
    return null
  }

  /** The same, as long as a host is attached. */
  static attachedStateOf(pfc: unknown): AttachedState | null {
    const state = ServerContext.stateOf(pfc)
    if (state === null) return null
    if (isAttached(state)) return state
    fail(ERROR_INVALID_PARAMETER)
    return null
  }
}

function isAttached(state: ContextState): state is AttachedState {
  return state.host !== null
}
