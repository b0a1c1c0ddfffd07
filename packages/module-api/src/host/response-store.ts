// Where a response lives: status and headers in a store, bytes on the wire.

import type { HRESULT } from '@isapi-bridge/win32'
import type { HTTP_DATA_CHUNK } from '../http-response.ts'

/** Where status and headers are kept: in memory until the host has its own response, there afterwards. */
export interface ResponseStore {
  status: number
  reason: string
  get(name: string): string | readonly string[] | undefined
  set(name: string, value: string | readonly string[]): void
  remove(name: string): void
  names(): string[]
}

export class MemoryStore implements ResponseStore {
  status = 200
  reason = ''
  #headers: Map<string, { readonly name: string; readonly value: string | readonly string[] }> | null = null

  get(name: string): string | readonly string[] | undefined { return this.#headers?.get(name.toLowerCase())?.value }
  set(name: string, value: string | readonly string[]): void {
    this.#headers ??= new Map()
    this.#headers.set(name.toLowerCase(), { name, value })
  }

  remove(name: string): void { this.#headers?.delete(name.toLowerCase()) }
  names(): string[] { return this.#headers === null ? [] : [...this.#headers.values()].map((header) => header.name) }

  /** What a store holds now, whatever becomes of it. */
  static copyOf(store: ResponseStore): MemoryStore {
    const copy = new MemoryStore()
    copy.status = store.status
    copy.reason = store.reason
    for (const name of store.names()) {
      const value = store.get(name)
      if (value !== undefined) copy.set(name, value)
    }
    return copy
  }
}

/** Told once when an asynchronous operation is through, never on the stack that started it. */
export type OperationDone = (bytes: number, hr: HRESULT) => void

/** What a wire has to know beside the store. */
export interface WireFacts {
  /** Status and headers stay at home. */
  readonly suppressed: boolean
  readonly needDisconnect: boolean
}

/** The way to the client. What is given to it leaves in that order; status and headers leave with the first part. */
export interface ResponseWire {
  /** `more` false: the response ends with this part. `done`: it was handed to the network, or never will be. */
  send(chunks: readonly HTTP_DATA_CHUNK[], more: boolean, done: OperationDone | null): void
  /** Drops what the network has not got yet. The response will not look complete. */
  cancel(): void
}

/** A host that has the way to the client at hand. */
export interface WireSource {
  /** Called once, at the first send. */
  openWire(facts: WireFacts): ResponseWire
  /** Resets the connection. */
  reset(): void
}
