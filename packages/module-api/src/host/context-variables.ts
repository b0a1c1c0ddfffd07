// The server variables that modules set on one request.

import { ERROR_INVALID_INDEX, ERROR_INVALID_PARAMETER, HRESULT_FROM_WIN32, S_OK, type HRESULT } from '@isapi-bridge/win32'
import type { HttpContext } from './context.ts'
import { isFixedVariable } from './read-variable.ts'

export class ContextVariables {
  readonly #values: Map<string, string>

  /** @param source what a clone takes over */
  constructor(source: ContextVariables | null = null) {
    this.#values = new Map(source === null ? null : source.#values)
  }

  get(name: string): string | null { return this.#values.get(name) ?? null }

  /** IHttpContext::SetServerVariable. */
  set(name: string, value: string): HRESULT {
    if (typeof name !== 'string' || name === '' || typeof value !== 'string' || isFixedVariable(name)) return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    this.#values.set(name, value)
    return S_OK
  }

  /** IHttpContext::InheritServerVariable. */
  inherit(parent: HttpContext | null, name: string, failIfNone: boolean): HRESULT {
    if (parent === null || typeof name !== 'string' || name === '') return HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER)
    const value = parent.ownVariable(name)
    if (value === null) return failIfNone ? HRESULT_FROM_WIN32(ERROR_INVALID_INDEX) : S_OK
    return this.set(name, value)
  }
}
