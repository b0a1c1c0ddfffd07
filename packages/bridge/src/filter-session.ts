// What one filter keeps on one connection: pFilterContext and the blocks of AllocMem.

import { createFilterContext, type FilterContext, type FilterHost, type HTTP_FILTER_CONTEXT } from '@isapi-bridge/filter-api'
import { sessionChannel, type IHttpConnection, type IHttpConnectionModuleContextContainer, type IHttpConnectionStoredContext, type RequestTrace } from '@isapi-bridge/module-api'
import { S_OK } from '@isapi-bridge/win32'
import type { BridgedFilter } from './bridged-filter.ts'
import { SessionHeap } from './session-heap.ts'
import { publishSession } from './session-trace.ts'

/** The session of one filter: a stored context of the connection, under the id of the filter's module. */
export class FilterSession implements IHttpConnectionStoredContext {
  readonly filter: BridgedFilter
  readonly #container: IHttpConnectionModuleContextContainer
  readonly #context: FilterContext
  readonly heap: SessionHeap = new SessionHeap(this)
  #host: FilterHost | null = null
  /** The request that the last trace record belongs to; SF_NOTIFY_END_OF_NET_SESSION is shown there. */
  lastTrace: RequestTrace | null = null
  /** Id of the connection in traces; 0: nobody has listened. */
  connectionId = 0
  /** The notification that the filter was called with last. */
  notification = ''
  /** SF_NOTIFY_END_OF_NET_SESSION is under way, or over. */
  ending = false

  constructor(filter: BridgedFilter, container: IHttpConnectionModuleContextContainer, isSecurePort: boolean) {
    const { revision, missingColonError, noDataError } = filter.settings
    this.filter = filter
    this.#container = container
    this.#context = createFilterContext({ heap: this.heap, revision, isSecurePort, missingColonError, noDataError })
  }

  get pfc(): HTTP_FILTER_CONTEXT { return this.#context.pfc }

  /** Puts a host behind the callbacks and returns the one that was there: calls nest. */
  attach(host: FilterHost | null): FilterHost | null {
    const outer = this.#host
    this.#host = host
    this.#context.attach(host)
    return outer
  }

  /** The session outlives the client: requests under way still get their END_OF_REQUEST and LOG. */
  NotifyDisconnect(): void {}

  /** The first session to be cleaned ends those of all filters, in filter order. */
  CleanupStoredContext(): void {
    this.filter.chain.endSessions(this.#container)
  }

  /** After a call: in page-heap mode damage that nothing could stop is told now. */
  checkHeap(): void { this.heap.check() }

  /** After SF_NOTIFY_END_OF_NET_SESSION: the memory goes, and damaged blocks are reported. */
  end(): void {
    if (sessionChannel.hasSubscribers) publishSession('end', this)
    this.#context.end()
    this.filter.memory.closeContext?.(this.pfc)
  }
}

/** The session of a filter on a connection, made at the first need; null when the connection takes none any more. */
export function openSession(filter: BridgedFilter, connection: IHttpConnection, isSecurePort: boolean): FilterSession | null {
  const container = connection.GetModuleContextContainer()
  const stored = container.GetModuleContext(filter.moduleId)
  if (stored instanceof FilterSession) return stored
  const session = new FilterSession(filter, container, isSecurePort)
  return container.SetConnectionModuleContext(session, filter.moduleId) === S_OK ? session : null
}

/** The sessions of these filters on a connection that have not begun to end; they have afterwards. */
export function takeSessions(filters: readonly BridgedFilter[], container: IHttpConnectionModuleContextContainer): FilterSession[] {
  const sessions: FilterSession[] = []
  for (const filter of filters) {
    const stored = container.GetModuleContext(filter.moduleId)
    if (!(stored instanceof FilterSession) || stored.ending) continue
    stored.ending = true
    sessions.push(stored)
  }
  return sessions
}
