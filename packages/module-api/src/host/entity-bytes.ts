// The bytes of a request's body: what was inserted or read ahead, then what the client sends, taken only as fast as somebody reads.

import { Readable } from 'node:stream'
import type { RequestMessage } from './message.ts'

/** What a reader gets where there are no bytes. */
export const NOT_YET = 0
/** Everything has been read. */
export const END = 1
/** The client left in the middle, or sent another number of bytes than it announced. */
export const BROKEN = 2
export type NoBytes = typeof NOT_YET | typeof END | typeof BROKEN

interface Piece {
  bytes: Uint8Array
  /** Left over by a read whose READ_ENTITY has been: nobody shall change it again. */
  readonly read: boolean
}

/** Content-Length as a number; null where there is none to be trusted. */
export function declaredLength(message: RequestMessage): number | null {
  const value = message.headers['content-length']
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null
}

/** Whether the head of a request announces a body. */
export function announcesBody(message: RequestMessage): boolean {
  if (message.headers['transfer-encoding'] !== undefined) return true
  const length = declaredLength(message)
  if (length !== null || message.httpVersionMajor < 2) return (length ?? 0) > 0
  return !('stream' in message && (message.stream as { readonly endAfterHeaders?: boolean }).endAfterHeaders === true) // HTTP/2 may send one unannounced
}

export class EntityBytes {
  readonly #message: () => RequestMessage
  readonly #pieces: Piece[] = []
  #size = 0
  /** Undefined: not looked at yet. Null: there is no body, or somebody else has read it. */
  #source: Readable | null | undefined
  #declared: number | null | undefined
  #announced = false
  #state: NoBytes = NOT_YET
  #waiting: (() => void)[] = []
  /** Bytes that came from the client. */
  received = 0
  /** The last bytes taken were left over by a read before. */
  tookRead = false

  /** @param message the message of the request, asked when the first byte is needed: that of a child is there only when it runs */
  constructor(message: () => RequestMessage) {
    this.#message = message
  }

  /** What is here and has not been taken. */
  get size(): number { return this.#size }
  /** Somebody has begun to read what the client sends. */
  get opened(): boolean { return this.#source !== undefined }

  /** Content-Length as the client sent it: kept from the first look on, whatever becomes of the header. */
  get declared(): number | null {
    if (this.#declared === undefined) {
      this.#declared = declaredLength(this.#message())
      this.#announced = announcesBody(this.#message())
    }
    return this.#declared
  }

  /** The message is to have another body than it had. */
  lookAgain(): void { this.#declared = undefined }

  /** How much is left, as far as known: of a body without a length what has come, and 1 as long as there may be more. */
  get remaining(): number {
    if (this.#state !== NOT_YET) return this.#size
    const source = this.#source === undefined ? this.#peek() : this.#source
    if (source === null) return this.#size
    if (this.declared !== null) return this.#size + Math.max(0, this.declared - this.received)
    return Math.max(1, this.#size + source.readableLength)
  }

  /** Puts bytes in front of what is left. */
  insert(bytes: Uint8Array, read = false): void {
    if (bytes.byteLength === 0) return
    this.#pieces.unshift({ bytes, read })
    this.#size += bytes.byteLength
  }

  /** All that is here, as one block. */
  copy(): Uint8Array { return Buffer.concat(this.#pieces.map((piece) => piece.bytes)) }

  /** At most `limit` bytes, without a copy, or why there are none. */
  take(limit: number): Uint8Array | NoBytes {
    if (this.#pieces.length === 0) {
      const state = this.#receive()
      if (state !== null) return state
    }
    const piece = this.#pieces[0] as Piece // received just now, at the latest
    const taken = piece.bytes.subarray(0, limit)
    if (taken.byteLength === piece.bytes.byteLength) this.#pieces.shift()
    else piece.bytes = piece.bytes.subarray(limit)
    this.#size -= taken.byteLength
    this.tookRead = piece.read
    return taken
  }

  /** Reads ahead until `size` bytes are here or the body is through. True: they are. False: `then` is called once they are. */
  fill(size: number, then: () => void): boolean {
    while (this.#size < size) {
      const state = this.#receive()
      if (state === NOT_YET) {
        this.wait(() => { if (this.fill(size, then)) then() })
        return false
      }
      if (state !== null) break
    }
    return true
  }

  /** Calls back once, as soon as there may be something else to say than NOT_YET. */
  wait(then: () => void): void { this.#waiting.push(then) }

  /** How the body ended, once nothing is left of it. */
  get state(): NoBytes { return this.#state }

  /** Nobody will read any more: the rest of the body must not keep the connection from its next request. */
  release(): void {
    const source = this.#source
    this.#pieces.length = 0
    this.#size = 0
    if (source === undefined || source === null || source.destroyed || source.readableEnded) return
    this.#state = END
    source.off('readable', this.#wake)
    source.resume()
  }

  /** The next bytes of the client go behind the others; null: they did. */
  #receive(): NoBytes | null {
    if (this.#state !== NOT_YET) return this.#state
    const source = this.#source === undefined ? this.#open() : this.#source
    if (source === null) return this.#settle(END)
    const { declared } = this
    const chunk = source.read() as Uint8Array | null // a body has no encoding and carries bytes
    if (chunk !== null) {
      this.received += chunk.byteLength
      if (declared !== null && this.received > declared) return this.#settle(BROKEN)
      this.#pieces.push({ bytes: chunk, read: false })
      this.#size += chunk.byteLength
      if (this.received === declared) this.#state = END
      return null
    }
    const { aborted, complete } = source as { readonly aborted?: boolean; readonly complete?: boolean } // members of Node's request only
    if (aborted !== true && (source.readableEnded || complete === true)) return this.#settle(declared === null || this.received === declared ? END : BROKEN)
    return source.destroyed || source.errored !== null ? this.#settle(BROKEN) : NOT_YET
  }

  #settle(state: NoBytes): NoBytes {
    this.#state = state
    return state
  }

  /** The stream, unless there is nothing in it for us. */
  #peek(): Readable | null {
    const message = this.#message()
    const source = message instanceof Readable ? message : message.entity ?? null
    return source === null || source.readableDidRead || this.declared === 0 || !this.#announced ? null : source
  }

  #open(): Readable | null {
    const source = this.#peek()
    this.#source = source
    if (source === null) return null
    source.on('readable', this.#wake).on('end', this.#wake).on('close', this.#wake).on('error', this.#wake)
    return source
  }

  readonly #wake = (): void => {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    for (const then of waiting) then()
  }
}
