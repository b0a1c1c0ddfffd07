// All bridged filters of one server, in filter order. Whatever the order of their modules, an occurrence is walked once.

import { SF_NOTIFY_END_OF_NET_SESSION, SF_NOTIFY_SEND_RESPONSE } from '@isapi-bridge/filter-api'
import { extrasOf, type HTTP_MODULE_ID, type IHttpConnectionModuleContextContainer, type IHttpContext, type IHttpServer } from '@isapi-bridge/module-api'
import { ERROR_CONNECTION_INVALID } from '@isapi-bridge/win32'
import { Logons } from './authentication.ts'
import type { BridgedFilter } from './bridged-filter.ts'
import { BridgeError } from './errors.ts'
import { FilterRequest, type AnswerSender } from './filter-request.ts'
import { takeSessions, type FilterSession } from './filter-session.ts'
import { NOTIFICATION_MAP, rowOf } from './notification-map.ts'
import type { Occurrence } from './occurrence.ts'
import { compareFilters } from './order-map.ts'
import { SendResponseOccurrence } from './payloads/send-response.ts'
import { RawChain } from './raw-chain.ts'
import { callFilter, runFilter, skip } from './run-filter.ts'

const END_OF_NET_SESSION = rowOf(SF_NOTIFY_END_OF_NET_SESSION)
const SEND_RESPONSE = rowOf(SF_NOTIFY_SEND_RESPONSE)
const NOBODY: readonly BridgedFilter[] = []
const chains = new WeakMap<IHttpServer, FilterChain>()

/** The chain of a server; its first filter makes it. */
export function chainOf(server: IHttpServer, moduleId: HTTP_MODULE_ID): FilterChain {
  let chain = chains.get(server)
  if (chain === undefined) chains.set(server, chain = new FilterChain(server, moduleId))
  return chain
}

export class FilterChain implements AnswerSender {
  readonly logons: Logons = new Logons()
  readonly raw: RawChain = new RawChain(this)
  readonly #server: IHttpServer
  /** Id of the first filter's module: what filters share in a request is stored under it. */
  readonly #ownerId: HTTP_MODULE_ID
  #filters: readonly BridgedFilter[] = NOBODY
  readonly #byFlag = new Map<number, readonly BridgedFilter[]>()
  readonly #names = new Set<string>()
  #places = 0
  #later: { readonly name: string; readonly load: () => void }[] = []
  /** A filter of the site could not be loaded: nobody is let in past it. */
  #broken = false

  constructor(server: IHttpServer, ownerId: HTTP_MODULE_ID) {
    this.#server = server
    this.#ownerId = ownerId
  }

  /** Two filters of one name cannot be told apart. */
  claim(name: string): void {
    if (this.#names.has(name)) throw new BridgeError('ERR_BRIDGE_DUPLICATE_NAME', `Two filters are called "${name}".`)
    this.#names.add(name)
  }

  /** Place of the next filter in the list. */
  nextPlace(): number { return this.#places++ }

  /** A filter of the site, to be loaded with its first request. */
  loadLater(name: string, load: () => void): void { this.#later.push({ name, load }) }

  /** Filters of the site that wait for its first request. */
  get waiting(): readonly string[] { return this.#later.map(({ name }) => name) }

  /** Every filter's profile lets SEND_RESPONSE follow a denial. */
  get sendsAfterDenial(): boolean { return this.#filters.every(({ settings }) => settings.sendAfterDenial) }
  /** In filter order. */
  get filters(): readonly BridgedFilter[] { return this.#filters }

  add(filter: BridgedFilter): void {
    this.#filters = [...this.#filters, filter].sort(compareFilters)
    for (const { flag, order } of NOTIFICATION_MAP) {
      const subscribed = this.#filters.filter(({ events }) => (events & flag) !== 0)
      this.#byFlag.set(flag, order === 'reversed' ? subscribed.reverse() : subscribed)
    }
  }

  /** The filters of a notification, in the order in which they are called. */
  subscribers(flag: number): readonly BridgedFilter[] { return this.#byFlag.get(flag) ?? NOBODY }

  /** To the log of the host. */
  report(error: Error): void { this.#server.report(error) }

  /** What filters share in this request, or in one that has not been parsed. A request without a connection is refused: a filter that guards something must not be passed by. */
  requestOf(context: IHttpContext, parsed: boolean = true): FilterRequest {
    const container = context.GetModuleContextContainer()
    const stored = container.GetModuleContext(this.#ownerId)
    if (stored instanceof FilterRequest) return stored
    const extras = extrasOf(context)
    if (this.#later.length > 0) this.#loadSite()
    const root = context.GetRootContext()
    const request = new FilterRequest(context, extras, root === null ? null : this.requestOf(root), parsed)
    container.SetModuleContext(request, this.#ownerId)
    if (request.connection === null) {
      this.report(new BridgeError('ERR_BRIDGE_NO_CONNECTION', `The request for "${extras.rawUrl}" came without a connection.`))
      request.fail(ERROR_CONNECTION_INVALID, null)
    }
    const early = parsed && root === null && request.connection !== null ? this.raw.takeEarly(request.connection) : null
    if (early !== null) request.continueFrom(early)
    if (this.#broken) request.refuse(503, 'Service Unavailable')
    return request
  }

  #loadSite(): void {
    const later = this.#later
    this.#later = []
    for (const { load } of later) {
      try {
        load()
      } catch (error) {
        this.#broken = true
        this.report(error instanceof Error ? error : new Error(String(error)))
      }
    }
  }

  /** A filter has answered inside a send. There is no pipeline above that could wait. */
  sendAnswer(request: FilterRequest): void {
    void this.#walk(new SendResponseOccurrence(SEND_RESPONSE, request, false), 0)
  }

  /** Walks an occurrence and says what came of it; at once, unless a filter answers with a promise. */
  run<O extends Occurrence, T>(occurrence: O, conclude: (occurrence: O) => T): T | Promise<T> {
    const waits = this.#walk(occurrence, 0)
    return waits === null ? conclude(occurrence) : waits.then(() => conclude(occurrence))
  }

  #walk(occurrence: Occurrence, from: number): Promise<void> | null {
    const { row, request } = occurrence
    if (request.connection === null || request.client.refused) return null
    const filters = this.subscribers(row.flag)
    for (let index = from; index < filters.length; index++) {
      const filter = filters[index] as BridgedFilter // index is below length
      const outcome = runFilter(filter, occurrence)
      if (typeof outcome !== 'boolean') {
        const { extras } = request
        const { timeouts } = extras
        extras.waitsFor = `filter "${filter.name}"`
        return outcome.then((goesOn) => {
          const left = row.effects !== 'closing' && request.isGivenUp(timeouts)
          if (!left) {
            extras.waitsFor = null
            occurrence.settle(filter)
          }
          if (goesOn && !left && !occurrence.over) return this.#walk(occurrence, index + 1) ?? undefined
          if (occurrence.request.extras.traced) this.#traceRest(occurrence, index + 1)
          return undefined
        })
      }
      occurrence.settle(filter)
      if (!outcome || occurrence.over) {
        if (occurrence.request.extras.traced) this.#traceRest(occurrence, index + 1)
        break
      }
    }
    return null
  }

  /** Those who would have come next. */
  #traceRest({ row, request, finished }: Occurrence, from: number): void {
    for (const filter of this.subscribers(row.flag).slice(from)) skip(filter, request, row, finished ? 'finished' : 'handled')
  }

  /**
   * The connection is over: SF_NOTIFY_END_OF_NET_SESSION for every session, then its memory goes.
   * Fidelity: filter.end-of-net-session.always — what a filter has disabled counts for a request.
   */
  endSessions(container: IHttpConnectionModuleContextContainer): void {
    this.#end(takeSessions(this.#filters, container), 0, true)
  }

  #end(sessions: readonly FilterSession[], from: number, deliver: boolean): void {
    for (const [index, session] of sessions.entries()) {
      if (index < from) continue
      const registered = (session.filter.events & END_OF_NET_SESSION.flag) !== 0
      const outcome = !deliver || !registered || callFilter(session, END_OF_NET_SESSION, null, null, true)
      if (typeof outcome !== 'boolean') {
        const goOn = (goesOn: boolean): void => {
          session.end()
          this.#end(sessions, index + 1, goesOn)
        }
        this.#server.inTime(outcome, `Filter "${session.filter.name}"`, END_OF_NET_SESSION.name).then(goOn, (late: Error) => {
          this.report(late)
          goOn(true)
        })
        return
      }
      session.end()
      deliver &&= outcome
    }
  }
}
