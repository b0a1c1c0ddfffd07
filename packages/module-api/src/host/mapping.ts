// From the URL of one request to its physical path. The request's own mapping is remembered; every other raises RQ_MAP_PATH.

import { E_INVALIDARG, ERROR_PATH_NOT_FOUND, ERROR_STACK_OVERFLOW, HRESULT_FROM_WIN32, type HRESULT } from '@isapi-bridge/win32'
import { ModuleContractError } from '../errors.ts'
import type { HttpContext } from './context.ts'
import { isInside } from './paths.ts'
import { MapPathProvider } from './providers.ts'

/** Mappings inside mappings; beyond that somebody recurses without end. */
const MAX_MAP_DEPTH = 16

export class PathMapping {
  readonly #context: HttpContext
  /** The URL path that was mapped, and where to. */
  #mapped: { readonly path: string; readonly physical: string } | null = null
  /** What the server alone makes of a URL path. */
  #plain: { readonly path: string; readonly physical: string } | null = null
  #depth = 0

  constructor(context: HttpContext) {
    this.#context = context
  }

  /** The request's own path, without raising anything; empty when it maps to nothing. */
  get physicalPath(): string {
    const path = this.#context.urlPath
    return this.#mapped?.path === path ? this.#mapped.physical : this.#natural(path)
  }

  map(url: string): string | HRESULT {
    const context = this.#context
    if (typeof url !== 'string') return E_INVALIDARG
    if (this.#depth >= MAX_MAP_DEPTH) {
      context.report(new ModuleContractError('ERR_MODULE_CANNOT_PEND', `Mapping "${url}" reached ${MAX_MAP_DEPTH} levels: a handler of MAP_PATH maps again without end (reading PATH_INFO or PATH_TRANSLATED does that).`))
      return HRESULT_FROM_WIN32(ERROR_STACK_OVERFLOW)
    }
    const provider = new MapPathProvider(url, this.#natural(url), false)
    const { mapPath } = context.pipeline.plan
    if (mapPath.length > 0) context.run.calls.createInstances()
    this.#depth++
    const goesOn = context.run.raiseNow(mapPath, provider)
    this.#depth--
    if (!goesOn) context.run.finish()
    const path = this.#keepInside(provider)
    return path === '' ? HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND) : path
  }

  /** The server maps the request's URL: the provider to raise RQ_MAP_PATH with, or null when this URL has been mapped already. */
  begin(): MapPathProvider | null {
    const path = this.#context.urlPath
    if (this.#mapped?.path === path) return null
    this.#context.run.calls.createInstances()
    return new MapPathProvider(path, this.#natural(path), true)
  }

  end(provider: MapPathProvider): void {
    this.#mapped = { path: provider.GetUrl(), physical: this.#keepInside(provider) }
  }

  /** Where the server maps a path; the last answer is kept. */
  #natural(path: string): string {
    if (this.#plain?.path !== path) this.#plain = { path, physical: this.#context.pipeline.paths.map(path) ?? '' }
    return this.#plain.physical
  }

  /** The mapping is over. A path that somebody chose must lie in one of the roots; the server's own does. */
  #keepInside(provider: MapPathProvider): string {
    provider.over = true
    const path = provider.GetPhysicalPath()
    const { roots } = this.#context
    if (!provider.changed || isInside(roots, path)) return path
    this.#context.report(new ModuleContractError('ERR_MODULE_PATH_OUTSIDE', `"${provider.GetUrl()}" was mapped to "${path}", which is outside ${roots.join(', ')}.`))
    return ''
  }
}
