// Takes what Node writes to a connection apart into the blocks that were handed over: header blocks, and pieces of bodies without chunk framing.

import { endOfHead, isForeign, readFraming, type ResponseFraming } from './response-framing.ts'

/** Who gets the blocks. */
export interface BlockSink {
  /** Method of the request that is being answered. */
  readonly method: string
  /** @param framing what a header block says */
  block(bytes: Buffer, framing: ResponseFraming | null): void
  /** Bytes that are nobody's business: interim responses, and what follows an upgrade. */
  pass(bytes: Buffer): void
  /** @param trailers of a chunked body, with the blank line */
  complete(trailers: Buffer | null): void
}

type Place = 'head' | 'body' | 'chunk size' | 'chunk' | 'chunk end' | 'trailers' | 'rest' | 'upgraded'

const NO_BYTES = Buffer.alloc(0)

export class BlockReader {
  readonly #sink: BlockSink
  #place: Place = 'head'
  /** Bytes of the body, or of the chunk, that are to come. */
  #left = 0
  /** The beginning of a line or header block whose end is to come. */
  #begun: Buffer = NO_BYTES
  #trailers: Buffer = NO_BYTES

  constructor(sink: BlockSink) {
    this.#sink = sink
  }

  /** No response is under way. */
  get idle(): boolean { return this.#place === 'head' && this.#begun.length === 0 }
  get upgraded(): boolean { return this.#place === 'upgraded' }

  push(bytes: Buffer): void {
    let rest = bytes
    while (rest.length > 0) rest = this.#step(rest)
  }

  /** What is left of the bytes. */
  #step(bytes: Buffer): Buffer {
    switch (this.#place) {
      case 'head': return this.#head(bytes)
      case 'body':
      case 'chunk': return this.#piece(bytes)
      case 'chunk size':
      case 'chunk end':
      case 'trailers': return this.#line(bytes)
      case 'rest':
        this.#sink.block(bytes, null)
        return NO_BYTES
      case 'upgraded':
        this.#sink.pass(bytes)
        return NO_BYTES
    }
  }

  #head(bytes: Buffer): Buffer {
    const all = this.#begun.length === 0 ? bytes : Buffer.concat([this.#begun, bytes])
    if (isForeign(all)) { // somebody writes past HTTP
      this.#begun = NO_BYTES
      this.#place = 'rest'
      return all
    }
    const end = endOfHead(all, 0)
    if (end === -1) {
      this.#begun = all
      return NO_BYTES
    }
    this.#begun = NO_BYTES
    const head = all.subarray(0, end)
    const framing = readFraming(head.toString('latin1'), this.#sink.method)
    const { kind, length } = framing
    if (kind === 'interim' || kind === 'upgrade') {
      if (kind === 'upgrade') this.#place = 'upgraded'
      this.#sink.pass(head)
    } else {
      this.#place = kind === 'length' ? 'body' : kind === 'chunked' ? 'chunk size' : 'rest'
      this.#left = length
      this.#sink.block(head, framing)
      if (kind === 'length' && length === 0) this.#complete(null)
    }
    return all.subarray(end)
  }

  /** A piece of the body, or of a chunk. */
  #piece(bytes: Buffer): Buffer {
    const piece = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes
    this.#left -= piece.length
    this.#sink.block(piece, null)
    if (this.#left === 0) {
      if (this.#place === 'chunk') this.#place = 'chunk end'
      else this.#complete(null)
    }
    return bytes.subarray(piece.length)
  }

  /** A line of chunk framing. */
  #line(bytes: Buffer): Buffer {
    const all = this.#begun.length === 0 ? bytes : Buffer.concat([this.#begun, bytes])
    const end = all.indexOf('\r\n', 0, 'latin1') + 2
    if (end === 1) {
      this.#begun = all
      return NO_BYTES
    }
    this.#begun = NO_BYTES
    if (this.#place === 'chunk end') {
      this.#place = 'chunk size'
    } else if (this.#place === 'chunk size') {
      this.#left = Number.parseInt(all.toString('latin1', 0, end), 16)
      this.#place = this.#left === 0 ? 'trailers' : 'chunk'
    } else {
      const line = all.subarray(0, end)
      this.#trailers = this.#trailers.length === 0 ? line : Buffer.concat([this.#trailers, line])
      if (end === 2) this.#complete(this.#trailers)
    }
    return all.subarray(end)
  }

  #complete(trailers: Buffer | null): void {
    this.#place = 'head'
    this.#trailers = NO_BYTES
    this.#sink.complete(trailers)
  }
}
