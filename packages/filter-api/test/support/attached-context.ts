import {
  HTTP_FILTER_REVISION, SetLastError, createFilterContext, createFilterHeap, type FilterContext, type FilterContextOptions,
  type FilterHeap, type HTTP_FILTER_CONTEXT
} from '@isapi-bridge/filter-api'
import { NO_ERROR } from '@isapi-bridge/win32'
import { MemoryHost } from './memory-host.ts'

export interface Attached {
  readonly context: FilterContext
  readonly pfc: HTTP_FILTER_CONTEXT
  readonly host: MemoryHost
  readonly heap: FilterHeap
}

/** A context with a host behind it, and no last error. */
export function attachedContext(options: Partial<FilterContextOptions> = {}): Attached {
  const heap = options.heap ?? createFilterHeap()
  const context = createFilterContext({ heap, revision: HTTP_FILTER_REVISION, isSecurePort: false, ...options })
  const host = new MemoryHost()
  context.attach(host)
  SetLastError(NO_ERROR)
  return { context, pfc: context.pfc, host, heap }
}
