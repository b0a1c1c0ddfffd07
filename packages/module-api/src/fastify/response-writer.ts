// What leaves on a connection after its modules have seen it: chunk framing is added where the header block that leaves says so, and whether the response
// is complete is told by that header block too, which a module may have made.

import { endOfHead, isForeign, readFraming, type ResponseFraming } from './response-framing.ts'

/** A header block that is longer than this is none. */
const MAX_HEAD = 65_536
const NO_BYTES = Buffer.alloc(0)
const CR_LF = Buffer.from('\r\n', 'latin1')
const CHUNKS_END = Buffer.from('0\r\n', 'latin1')

export class ResponseWriter {
  readonly #put: (bytes: Uint8Array) => void
  /** Of the header block that left; null: its end has not. */
  #framing: ResponseFraming | null = null
  #head: Buffer = NO_BYTES
  /** What the body lacks; below 0, there was too much. */
  #left = 0

  /** @param put gets the bytes that leave */
  constructor(put: (bytes: Uint8Array) => void) {
    this.#put = put
  }

  /** Nothing of a response has left. */
  get untouched(): boolean { return this.#framing === null && this.#head.length === 0 }

  /**
   * @param method of the request that is being answered
   * @param framing what is known of these bytes: they are a whole header block
   */
  write(bytes: Uint8Array, method: string, framing: ResponseFraming | null): void {
    if (framing !== null && this.untouched) this.#begin(bytes, framing)
    else if (this.#framing === null) this.#writeHead(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), method)
    else this.#writeBody(this.#framing, bytes)
  }

  /** The response is over. False: nobody could tell where the next one begins. */
  finish(trailers: Buffer | null): boolean {
    const framing = this.#framing
    if (framing?.kind === 'chunked') this.#put(Buffer.concat([CHUNKS_END, trailers ?? CR_LF]))
    const complete = framing !== null && !framing.last && (framing.kind === 'chunked' || (framing.kind === 'length' && this.#left === 0))
    this.#framing = null
    this.#head = NO_BYTES
    return complete
  }

  #begin(head: Uint8Array, framing: ResponseFraming): void {
    this.#put(head)
    if (framing.kind === 'interim') return
    this.#framing = framing
    this.#left = framing.length
  }

  #writeHead(bytes: Buffer, method: string): void {
    const before = this.#head.length
    const all = before === 0 ? bytes : Buffer.concat([this.#head, bytes])
    const end = isForeign(all) || all.length > MAX_HEAD ? all.length : endOfHead(all, 0)
    if (end === -1) {
      this.#head = all
      this.#put(bytes)
      return
    }
    const framing = readFraming(all.toString('latin1', 0, end), method)
    this.#head = NO_BYTES
    this.#begin(end - before === bytes.length ? bytes : bytes.subarray(0, end - before), framing)
    if (all.length > end) this.write(all.subarray(end), method, null)
  }

  #writeBody({ kind }: ResponseFraming, bytes: Uint8Array): void {
    if (kind === 'chunked') {
      this.#put(Buffer.from(`${bytes.byteLength.toString(16)}\r\n`, 'latin1'))
      this.#put(bytes)
      this.#put(CR_LF)
      return
    }
    this.#left -= bytes.byteLength
    this.#put(bytes)
  }
}

