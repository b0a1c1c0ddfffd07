// Chunk framing that a filter makes by itself (RFC 9112, 7.1). The server frames what leaves, so that of the filter comes off: the client gets it once.

import type { HeaderLine } from '@isapi-bridge/filter-api'

const CR = 13
const LF = 10
/** A size with its extensions is shorter. */
const MAX_LINE = 256
const SIZE = /^([0-9a-f]{1,13})[ \t]*(?:;.*)?$/i

/** Whether the filter says that it frames the body. */
export function saysChunked(lines: readonly HeaderLine[]): boolean {
  return lines.some(([name, value]) => name.length === 17 && name.toLowerCase() === 'transfer-encoding' && value.trim().toLowerCase() === 'chunked')
}

export class ChunkReader {
  /** `over`: the last chunk has come. `plain`: this is no framing, everything is content. */
  #state: 'size' | 'data' | 'data-end' | 'trailers' | 'over' | 'plain' = 'size'
  /** What has come of a line. */
  #line = ''
  /** What the chunk lacks. */
  #left = 0

  /** The content in these bytes; parts of them. What follows the last chunk is dropped: the client would take it for the next answer. */
  read(bytes: Uint8Array): Uint8Array[] {
    const content: Uint8Array[] = []
    let at = 0
    while (at < bytes.byteLength && this.#state !== 'over') {
      if (this.#state === 'plain') {
        content.push(bytes.subarray(at))
        break
      }
      if (this.#state === 'data') {
        const part = bytes.subarray(at, at + this.#left)
        content.push(part)
        at += part.byteLength
        this.#left -= part.byteLength
        if (this.#left === 0) this.#state = 'data-end'
        continue
      }
      const byte = bytes[at++] ?? 0
      if (byte !== LF && this.#line.length < (this.#state === 'data-end' ? 1 : MAX_LINE)) { // a chunk ends with CR LF
        this.#line += String.fromCharCode(byte)
        continue
      }
      const line = this.#line.charCodeAt(this.#line.length - 1) === CR ? this.#line.slice(0, -1) : this.#line
      if (!this.#take(line, byte === LF)) {
        content.push(Buffer.from(`${this.#line}${String.fromCharCode(byte)}`, 'latin1'))
        this.#state = 'plain'
      }
      this.#line = ''
    }
    return content
  }

  /** One line of the framing; false: it is none. */
  #take(line: string, whole: boolean): boolean {
    if (this.#state === 'trailers') {
      if (whole && line === '') this.#state = 'over'
      return true
    }
    if (!whole) return false
    if (this.#state === 'data-end') {
      this.#state = 'size'
      return line === ''
    }
    const size = SIZE.exec(line)?.[1]
    if (size === undefined) return false
    this.#left = Number.parseInt(size, 16)
    this.#state = this.#left === 0 ? 'trailers' : 'data'
    return true
  }
}
