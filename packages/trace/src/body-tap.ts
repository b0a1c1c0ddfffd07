// Keeps the beginning of a body as it comes in. Nobody who reads it notices.

import type { Readable } from 'node:stream'
import type { RecordedBody } from './record.ts'

export class BodyTap {
  readonly #limit: number
  readonly #parts: Buffer[] = []
  #kept = 0
  #length = 0
  #ended = false
  #missed = false

  /** @param limit bytes that are kept */
  constructor(entity: Readable, limit: number) {
    this.#limit = limit
    this.#missed = entity.readableLength > 0 || entity.readableDidRead
    // What feeds a stream calls `push`, which is public; whoever reads, in whatever way, reads what was pushed.
    const push = entity.push.bind(entity)
    entity.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
      this.#keep(chunk)
      return push(chunk, encoding)
    }
  }

  #keep(chunk: unknown): void {
    if (chunk === null) this.#ended = true
    else if (chunk instanceof Uint8Array) this.#add(chunk)
  }

  #add(chunk: Uint8Array): void {
    this.#length += chunk.byteLength
    const room = this.#limit - this.#kept
    if (room <= 0) return
    const part = Buffer.from(chunk.subarray(0, room)) // a copy: the reader owns the other
    this.#parts.push(part)
    this.#kept += part.byteLength
  }

  /** What has come so far; null: nothing, and nothing was announced. */
  take(announced: boolean, redact: (bytes: Buffer) => Buffer): RecordedBody | null {
    if (this.#length === 0 && !announced) return null
    return { base64: redact(Buffer.concat(this.#parts)).toString('base64'), length: this.#length, cut: this.#missed || !this.#ended || this.#kept < this.#length }
  }
}
