// The responses of one connection on their way through the handlers of raw data.

import type { RawLink, RawWire } from '../host/raw-link.ts'
import { BlockReader, type BlockSink } from './block-reader.ts'
import type { ResponseFraming } from './response-framing.ts'
import { ResponseWriter } from './response-writer.ts'

/** The connection that they leave on. */
export interface Outlet {
  /** Nothing leaves any more. */
  readonly over: boolean
  put(bytes: Uint8Array): void
  settled(): void
  close(): void
  resetAndDestroy(): unknown
}

export class RawResponses implements RawWire, BlockSink {
  link: RawLink | null = null
  readonly #outlet: Outlet
  readonly #reader: BlockReader = new BlockReader(this)
  readonly #writer: ResponseWriter
  /** What the server ended its response with; undefined: it has not. */
  #trailers: Buffer | null | undefined = undefined
  #discarding = false

  constructor(outlet: Outlet) {
    this.#outlet = outlet
    this.#writer = new ResponseWriter((bytes) => { outlet.put(bytes) })
  }

  /** What is written is no HTTP any more. */
  get upgraded(): boolean { return this.#reader.upgraded }
  /** The server has ended its response, and a module may still add to it. */
  get unsettled(): boolean { return this.#trailers !== undefined && this.link?.writable === true }
  get untouched(): boolean { return this.#writer.untouched }
  get method(): string { return this.link?.method ?? 'GET' }

  /** What the server writes. */
  push(bytes: Buffer): void { this.#reader.push(bytes) }

  block(bytes: Buffer, framing: ResponseFraming | null): void {
    const { link } = this
    if (this.#discarding || this.#outlet.over) return
    const allowed = link !== null && link.sends ? link.send(bytes) : bytes
    if (allowed !== null && allowed.byteLength > 0 && !this.#outlet.over) this.#writer.write(allowed, this.method, allowed === bytes ? framing : null)
  }

  pass(bytes: Buffer): void { if (!this.#discarding && !this.#outlet.over) this.#outlet.put(bytes) }

  complete(trailers: Buffer | null): void {
    this.#trailers = trailers
    this.settle()
  }

  write(bytes: Uint8Array): void { if (!this.#outlet.over) this.#writer.write(bytes, this.method, null) }
  discardResponse(): void { this.#discarding = true }

  /** Once the server has ended its response and no module can add to it, the response is over. */
  settle(): void {
    const { link } = this
    if (link?.writable === true) return
    if (this.#trailers !== undefined && !this.#outlet.over) {
      const complete = this.#writer.finish(this.#trailers)
      this.#trailers = undefined
      this.#discarding = false
      if (link?.open === false) link.dropStandIn()
      if (!complete) this.#outlet.close()
    }
    this.#outlet.settled()
  }

  close(): void { this.#outlet.close() }
  reset(): void { this.#outlet.resetAndDestroy() }
}
