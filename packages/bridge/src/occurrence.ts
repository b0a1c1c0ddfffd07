import type { BridgedFilter } from './bridged-filter.ts'
import type { FilterRequest } from './filter-request.ts'
import type { NotificationType } from '@isapi-bridge/filter-api'
import type { WIN32_ERROR } from '@isapi-bridge/win32'
import type { CarriedRow } from './notification-map.ts'

/** What a status ends. */
export interface Ender {
  /** False: nothing was answered. */
  finish(disconnect: boolean): boolean
  fail(error: WIN32_ERROR, notification: NotificationType | null): void
  /** READ_NEXT, where it means something. */
  more?(): void
}

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

  /** What a status ends: the request. */
  get ender(): Ender { return this.request }

  /** Takes over what a filter left in the payload. */
  settle(_filter: BridgedFilter): void {}
}
