// READ_RAW_DATA and SEND_RAW_DATA: all filters of one server see the blocks of its connections.

import { SF_NOTIFY_READ_RAW_DATA, SF_NOTIFY_SEND_RAW_DATA } from '@isapi-bridge/filter-api'
import type { IHttpConnection, RawBlock, RawDataHandlers, RawDataResult, RawReadBlock } from '@isapi-bridge/module-api'
import type { BridgedFilter } from './bridged-filter.ts'
import type { FilterChain } from './filter-chain.ts'
import type { FilterRequest } from './filter-request.ts'
import { HeldBytes } from './held-bytes.ts'
import { rowOf } from './notification-map.ts'
import { compareFilters } from './order-map.ts'
import { RawOccurrence } from './payloads/raw-data.ts'
import { runFilter } from './run-filter.ts'

const READ_RAW_DATA = rowOf(SF_NOTIFY_READ_RAW_DATA)
const SEND_RAW_DATA = rowOf(SF_NOTIFY_SEND_RAW_DATA)

/** A filter that has answered READ_NEXT, and the bytes that wait for more. */
interface Asking {
  readonly filter: BridgedFilter
  readonly held: HeldBytes
}

export class RawChain implements RawDataHandlers {
  readonly #chain: FilterChain
  readonly #asking = new WeakMap<IHttpConnection, Asking>()
  /** What filters did before a request was parsed. */
  readonly #early = new WeakMap<IHttpConnection, FilterRequest>()

  constructor(chain: FilterChain) {
    this.#chain = chain
  }

  isNeeded(): boolean | null {
    if ([READ_RAW_DATA, SEND_RAW_DATA].some(({ flag }) => this.#chain.subscribers(flag).length > 0)) return true
    return this.#chain.waiting.length > 0 ? null : false
  }

  /** What filters did for this request before it was parsed; it has begun. */
  takeEarly(connection: IHttpConnection): FilterRequest | null {
    const early = this.#early.get(connection) ?? null
    if (early !== null) this.#early.delete(connection)
    return early
  }

  onRead(block: RawReadBlock): RawDataResult {
    const filters = this.#chain.subscribers(READ_RAW_DATA.flag)
    if (filters.length === 0) return 'continue'
    const request = this.#requestOf(block)
    const { connection } = request
    if (connection === null) return 'reset'
    const asking = this.#asking.get(connection)
    const occurrence = new RawOccurrence(READ_RAW_DATA, request, block.bytes)
    for (const filter of filters) {
      // Fidelity: filter.read-raw.read-next-accumulates
      if (filter === asking?.filter) {
        this.#asking.delete(connection)
        occurrence.bytes = asking.held.append(occurrence.bytes)
      }
      const goesOn = runFilter(filter, occurrence) === true
      occurrence.settle(filter)
      if (occurrence.wantsMore) {
        const held = filter === asking?.filter ? asking.held : new HeldBytes()
        held.replace(occurrence.bytes)
        this.#asking.set(connection, { filter, held })
        block.nextSize = request.takeNextReadSize()
        return 'more'
      }
      if (!goesOn || occurrence.over) break
    }
    const left = this.#asking.get(connection)
    if (left !== undefined && occurrence.result === 'continue') { // somebody before it kept the block from it
      if (occurrence.bytes.byteLength === 0) return 'more'
      this.#asking.delete(connection)
      occurrence.bytes = left.held.append(occurrence.bytes)
    }
    block.bytes = occurrence.bytes
    return occurrence.result
  }

  onSend(block: RawBlock): RawDataResult {
    const filters = this.#chain.subscribers(SEND_RAW_DATA.flag)
    if (filters.length === 0) return 'continue'
    const request = this.#requestOf(block)
    const occurrence = new RawOccurrence(SEND_RAW_DATA, request, block.bytes)
    const { sender, inside } = request.rawSender
    for (const filter of filters) {
      if (sender !== null && compareFilters(filter, sender) > (inside ? -1 : 0)) continue
      const goesOn = runFilter(filter, occurrence) === true
      occurrence.settle(filter)
      if (!goesOn || occurrence.over) break
    }
    block.bytes = occurrence.bytes
    return occurrence.result
  }

  #requestOf(block: RawBlock): FilterRequest {
    const request = this.#chain.requestOf(block.context, block.parsed)
    if (!block.parsed && request.connection !== null) this.#early.set(request.connection, request)
    return request
  }
}
