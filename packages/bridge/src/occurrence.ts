import type { BridgedFilter } from './bridged-filter.ts'
import type { FilterRequest } from './filter-request.ts'
import type { CarriedRow } from './notification-map.ts'

/** One occurrence of a notification in a request: what its filters are called with, one after the other. */
export class Occurrence {
  readonly row: CarriedRow
  readonly request: FilterRequest
  readonly payload: unknown
  /** Whether a promise is waited for, this time. */
  readonly mayWait: boolean
  readonly #wasFinished: boolean

  constructor(row: CarriedRow, request: FilterRequest, payload: unknown, mayWait: boolean = row.mayWait) {
    this.row = row
    this.request = request
    this.payload = payload
    this.mayWait = mayWait
    this.#wasFinished = request.finished
  }

  /** The request ended in this occurrence, or in one that happened inside it. */
  get finished(): boolean { return this.request.finished && !this.#wasFinished }

  /** Nobody else is called. */
  get over(): boolean { return this.finished }

  /** Takes over what a filter left in the payload. */
  settle(_filter: BridgedFilter): void {}
}
